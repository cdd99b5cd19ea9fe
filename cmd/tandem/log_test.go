package main

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"tandem/internal/api"
	"tandem/internal/casefile"
	"tandem/internal/practice"
	"tandem/internal/server"
	"tandem/internal/web"
)

// planted are the words of the story that a log must never hold.
var planted = []string{"Zinnia", "Quillon", "lighthouse at dusk", "zinnia.logs.in", "lantern walks", "nine stars", "TD-SECRET"}

// found says which words, and whether any id or secret of a link, a log holds.
func found(log string, words ...string) []string {
	var held []string
	for _, w := range words {
		if w != "" && strings.Contains(log, w) {
			held = append(held, w)
		}
	}
	return append(held, randomID.FindAllString(log, 3)...)
}

func TestTheLogHoldsNothingOfAnybody(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		words := slices.Concat(planted, secretStory(s))
		if held := found(w.log.String(), words...); len(held) > 0 {
			t.Errorf("after the story the log holds %q", held)
		}
		w.exec("ALTER TABLE documents RENAME TO gone") // a fault of ours, in the middle of a page
		if a := s.mara.get("/couples/" + string(s.couple.ID)); a.status != http.StatusInternalServerError || !strings.Contains(a.body, "<main") {
			t.Errorf("a forced fault: %d\n%s", a.status, a.body)
		} else {
			for _, tell := range []string{"documents", "SQL", "no such table", "42P01"} {
				if strings.Contains(a.body, tell) {
					t.Errorf("the page of a fault tells %q", tell)
				}
			}
		}
		log := w.log.String()
		if !strings.Contains(log, "level=ERROR") || !strings.Contains(log, "route=/couples/:couple") || !strings.Contains(log, "status=422") {
			t.Errorf("the log does not tell what happened:\n%s", log)
		}
		if held := found(log, words...); len(held) > 0 {
			t.Errorf("after a fault the log holds %q", held)
		}
	})
}

// secretStory is a take-in, an invitation, homework, a summary and bad input;
// it returns what else must not be logged: the secrets that came up.
func secretStory(s *stage) []string {
	w, bad := s.world, hostile()
	c := w.must(w.cases.TakeIn(bg, w.people["mara"], casefile.TakeInInput{Code: "TD-SECRET", TimeZone: "Europe/Berlin",
		Partners: []casefile.PartnerInput{{Name: "Zinnia", Language: "en"}, {Name: "Quillon", Language: "en"}}})).(casefile.Couple)
	link := w.must(w.cases.InvitePartner(bg, w.people["mara"], c.ID, c.Partners[0].ID)).(practice.Link)
	b := w.browse("")
	in := url.Values{"name": {"zinnia.logs.in"}, "passphrase": {passphrase}, "language": {"en"}}
	for _, a := range []answer{b.get("/invitation/" + link.Token), b.post("/invitation/"+link.Token, url.Values{"name": {"zinnia.logs.in"}, "passphrase": {"lantern walks"}}), b.post("/invitation/"+link.Token, in)} {
		if a.status >= 500 {
			w.t.Fatalf("joining: %d", a.status)
		}
	}
	answers := three("Zinnia")
	answers.Set("items.0.quality", "The lighthouse at dusk")
	s.move(s.noor_, s.talk, "prepare", answers)
	s.move(s.noor_, s.talk, "give", nil)
	s.mara.post("/couples/"+string(s.couple.ID)+"/summary", nil)
	s.mara.post("/couples", url.Values{"code": {"TD-SECRET"}, "partners.0.name": {"Zinnia" + bad["nul"]}, "time_zone": {"Quillon/Zinnia"}})
	s.noor_.post("/homework/"+string(s.walk)+"/moves", s.moveForm(s.noor_, s.walk, "log", url.Values{"activity": {"Zinnia"}, "ease": {"lighthouse at dusk"}}))
	w.browse("").tryIn("zinnia.logs.in", "a lantern walks by", "/Zinnia")
	s.mara.get("/couples/Zinnia-and-Quillon")
	s.mara.get("/Zinnia?q=Quillon")
	s.mara.get("/caseload?show=Zinnia")
	return []string{link.Token, b.token(), s.mara.token(), s.noor_.token(), string(c.ID), string(s.talk)}
}

func TestFoundSeesWhatIsPlanted(t *testing.T) {
	for _, line := range []string{"msg=request path=/couples/3f2b8a54-8d6a-4c0e-9d51-0123456789ab", "error=\"name Zinnia is too long\"", "login=zinnia.logs.in"} {
		if len(found(line, planted...)) == 0 {
			t.Errorf("%q passes", line)
		}
	}
	if held := found("level=INFO msg=request method=POST route=/couples/:couple use=couple.see status=422", planted...); len(held) > 0 {
		t.Errorf("an honest line is taken for a leak: %q", held)
	}
}

// TestPanicsAreLoggedWithoutValues: a service that nobody wired panics in its
// handler, with everything that was typed at hand.
func TestPanicsAreLoggedWithoutValues(t *testing.T) {
	w := newWorld(t, "")
	log := &logged{}
	logger := slog.New(slog.NewTextHandler(log, nil))
	sessions := server.NewSessions(w.store, w.clock, false)
	broken := &web.Web{Sessions: sessions, Log: logger, Clock: w.clock, IDs: w.IDs}
	srv, err := server.New(server.Config{Web: broken, Auth: w.auth, Sessions: sessions, Clock: w.clock, Log: logger}, server.Routes(broken, api.New(api.Services{})))
	if err != nil {
		t.Fatal(err)
	}
	secret := strings.Repeat("Zinnia-", 6) + "Q" // has the form of a link's
	form := url.Values{"name": {"zinnia.logs.in"}, "passphrase": {"a lantern walks on"}, "language": {"en"}}
	for _, path := range []string{"/log-in", "/invitation/" + secret} {
		req := httptest.NewRequestWithContext(bg, http.MethodPost, path, strings.NewReader(form.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		rec := httptest.NewRecorder()
		srv.ServeHTTP(rec, req)
		if rec.Code != http.StatusInternalServerError || !strings.Contains(rec.Body.String(), "on our side") || tells.MatchString(rec.Body.String()) {
			t.Errorf("%s: %d %s", path, rec.Code, rec.Body)
		}
	}
	if !strings.Contains(log.String(), "panic") || !strings.Contains(log.String(), "LogIn") {
		t.Errorf("the panic is not in the log:\n%s", log)
	}
	if held := found(log.String(), planted...); len(held) > 0 {
		t.Errorf("the log holds %q", held)
	}
}
