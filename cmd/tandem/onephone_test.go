package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// hands is a couple with one phone: Rowan's, on which Noor can prove herself.
type hands struct {
	*world
	t     *testing.T
	phone *client
	at    string
	good  tandem.AssignmentID
}

func newHands(t *testing.T, w *world) *hands {
	t.Helper()
	w.hire("ada", "mara", tandem.RoleTherapist)
	c := w.takeIn("mara", "rowan", "noor")
	h := &hands{world: w, t: t, good: w.ask(c, "E24")}
	h.at = "/homework/" + string(w.ask(c, "E09"))
	h.phone = w.browse("rowan")
	return h
}

// begin lets Noor prove herself.
func (h *hands) begin() {
	h.t.Helper()
	if a := h.phone.post(h.at+"/phone", url.Values{"passphrase": {passphrase}}); a.status != http.StatusSeeOther {
		h.t.Fatalf("the phone is not shared: %d", a.status)
	}
}

func (h *hands) turn(to string) answer {
	h.t.Helper()
	return h.phone.post(h.at+"/phone/turn", url.Values{"to": {to}})
}

// seal answers the first step as whoever has the phone.
func (h *hands) seal(words string) {
	h.t.Helper()
	page := h.phone.get(h.at)
	f := url.Values{"kind": {"seal"}, "step": {"values"}, "key": {h.IDs.New()}, "version": {hiddenIn(page.body, "version")}, "screen": {"1"},
		"values.0.value": {"own"}, "values.0.own_value": {words}, "values.0.how": {words}, "values.0.importance": {"5"}, "values.0.lived": {"5"}}
	if a := h.phone.post(h.at+"/moves", f); a.status != http.StatusSeeOther {
		h.t.Fatalf("%d\n%s", a.status, a.body)
	}
}

// TestOnePhonePassedBetweenTheTwo: each acts as themselves, what one sealed
// shows to nobody on it until it is open for both, and between turns nothing does.
func TestOnePhonePassedBetweenTheTwo(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		h := newHands(t, w)
		if a := h.phone.post(h.at+"/phone", url.Values{"passphrase": {"not hers, surely not hers"}}); a.status != http.StatusUnprocessableEntity || h.phone.get("/today").status != 200 {
			t.Fatalf("a wrong passphrase: %d", a.status)
		}
		if a := h.turn("other"); a.status != http.StatusConflict {
			t.Errorf("a turn on a phone that is not shared: %d", a.status)
		}
		h.begin()
		for _, path := range []string{"/today", "/privacy", "/together", "/account", h.at, h.at + "/version", "/homework/" + string(h.good), "/", "/log-in"} {
			if a := h.phone.get(path); a.status != http.StatusSeeOther || a.header.Get("Location") != h.at+"/phone" {
				t.Errorf("between turns %s: %d to %s", path, a.status, a.header.Get("Location"))
			}
		}
		h.turn("me")
		h.seal("Rowan's secret lake")
		mine := h.phone.get(h.at).body
		h.turn("")
		h.turn("other")
		hers := h.phone.get(h.at)
		for name, body := range map[string]string{"Rowan's turn": mine, "Noor's turn": hers.body, "between": h.phone.get(h.at + "/phone").body} {
			if strings.Contains(body, "secret lake") || strings.Contains(body, `href="/today"`) {
				t.Errorf("%s: what is sealed, or a way out, shows", name)
			}
		}
		if a := h.phone.get("/today"); a.status != http.StatusSeeOther || a.header.Get("Location") != h.at+"/phone" {
			t.Errorf("Noor's turn opens more than the one exercise: %d", a.status)
		}
		h.seal("Noor's tall trees")
		for _, turn := range []string{"other", "me"} {
			if body := h.phone.get(h.at).body; !strings.Contains(body, "secret lake") || !strings.Contains(body, "tall trees") {
				t.Errorf("open for both, and not on their phone (%s)", turn)
			}
			h.turn("")
			h.turn("me")
		}
		id := tandem.AssignmentID(strings.TrimPrefix(h.at, "/homework/"))
		sight := w.must(w.homework.See(bg, w.people["noor"], id)).(homework.Homework).Sight
		if own := sight.Entries[0].Own || sight.Entries[1].Own; !own || sight.Own == "none" {
			t.Error("Noor's answer is not Noor's")
		}
	})
}

// TestASharedPhoneEnds with its time, with leaving, with being done, and with
// the other's right to sign in.
func TestASharedPhoneEnds(t *testing.T) {
	w := newWorld(t, "")
	h := newHands(t, w)
	for name, end := range map[string]func(){
		"done": func() { h.phone.post("/log-out", nil) },
		"left": func() { h.phone.post("/leave", nil) },
		"two hours": func() {
			w.clock.Set(w.clock.Now().Add(25 * time.Minute))
			h.phone.get(h.at + "/phone")
			w.longer(h, 2*time.Hour)
		},
		"the other's passphrase": func() { w.must(nil, w.auth.LogOutEverywhere(bg, w.people["noor"])) },
	} {
		h.phone = w.browse("rowan")
		h.begin()
		h.turn("other")
		if a := h.phone.get(h.at); a.status != http.StatusOK {
			t.Fatalf("%s: before it ends: %d", name, a.status)
		}
		end()
		for range 2 { // it stays ended
			if a := h.phone.get(h.at); a.status != http.StatusSeeOther || !strings.HasPrefix(a.header.Get("Location"), "/log-in") {
				t.Errorf("%s: %d to %s", name, a.status, a.header.Get("Location"))
			}
		}
	}
}

// longer lets time pass while somebody keeps looking, so that only the phone's
// own time runs out.
func (w *world) longer(h *hands, d time.Duration) {
	for end := w.clock.Now().Add(d); w.clock.Now().Before(end); {
		w.clock.Set(w.clock.Now().Add(20 * time.Minute))
		h.phone.get(h.at)
	}
}
