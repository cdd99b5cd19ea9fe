package main

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tandem/internal/auth"
	"tandem/internal/casefile"
	"tandem/internal/practice"
	"tandem/internal/tandem"
	"tandem/internal/testkit"
)

// secondInstance is the same installation served by another process: the same
// database, the same root key, and a data folder of its own.
func (w *world) secondInstance(databaseURL string) *world {
	w.t.Helper()
	dir := w.t.TempDir()
	root := w.must(os.ReadFile(filepath.Join(w.Dir, rootKeyFile))).([]byte)
	w.must(nil, os.WriteFile(filepath.Join(dir, rootKeyFile), root, 0o600))
	other := *w
	var handler http.Handler
	other.srv = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { handler.ServeHTTP(rw, r) }))
	a := w.must(open(bg, settings{Dir: dir, DatabaseURL: databaseURL, PublicURL: other.srv.URL, Clock: w.clock, IDs: tandem.RandomIDs{},
		Log: slog.New(slog.NewTextHandler(w.log, nil))})).(*app)
	other.app, handler = a, a.server
	w.t.Cleanup(func() {
		other.srv.Close()
		if err := a.close(); err != nil {
			w.t.Error(err)
		}
	})
	return &other
}

// at is the same browser, talking to another instance.
func (c *client) at(w *world) *client { return &client{w: w, Client: c.Client} }

// onInstances runs a test on SQLite, which one process serves, and on Postgres
// with two. What is lost is lost at the first.
func onInstances(t *testing.T, test func(t *testing.T, instances []*world)) {
	t.Run("sqlite", func(t *testing.T) { test(t, []*world{newWorld(t, "")}) })
	t.Run("postgres", func(t *testing.T) {
		databaseURL := testkit.Postgres(t)
		w := newWorld(t, databaseURL)
		test(t, []*world{w, w.secondInstance(databaseURL)})
	})
}

// loss is one way to lose access. The page and the change are open before, and
// refused at the next request after, on every instance.
type loss struct {
	name   string
	who    string
	page   string
	change string // a POST that needs the same right
	form   url.Values
	lose   func(w *world)
	want   string // "login", "403", "404"
}

func labelOf(a answer) string {
	if a.status == http.StatusSeeOther && strings.HasPrefix(a.header.Get("Location"), "/log-in") {
		return "login"
	}
	return http.StatusText(a.status)
}

func TestAccessLostBitesAtTheNextRequest(t *testing.T) {
	onInstances(t, func(t *testing.T, instances []*world) {
		w := instances[0]
		for _, name := range []string{"mara", "finn", "ruth", "tess"} {
			w.hire("ada", name, tandem.RoleTherapist)
		}
		w.hire("ada", "soren", tandem.RoleSupervisor)
		w.must(nil, w.practice.Supervise(bg, w.people["ada"], w.people["soren"].Person, w.people["mara"].Person))
		c, separated, left, ended := w.takeIn("mara", "rowan", "noor"), w.takeIn("mara", "kim", "lee"), w.takeIn("finn", "zed", "yan"), w.takeIn("mara", "ivo", "vera")
		waiting := w.takeIn("mara", "uma", "jan")
		w.assign("mara", c)
		page := "/couples/" + string(c.ID)
		draft := "/homework/" + string(w.assignment(c, "E38", 1)) + "/draft"
		typed := url.Values{"step": {"log"}, "activity": {"walk"}}
		couple := url.Values{"time_zone": {"Europe/Berlin"}, "partners.0.name": {"Una"}, "partners.0.language": {"en"}, "partners.1.name": {"Vik"}, "partners.1.language": {"en"}}
		for _, l := range []loss{
			{"a role taken away", "tess", "/caseload", "/couples", couple, func(w *world) {
				w.must(nil, w.practice.ChangeRoles(bg, w.people["ada"], w.people["tess"].Person, []tandem.Role{tandem.RoleOwner}))
			}, "Forbidden"},
			{"staff revoked", "ruth", "/caseload", "/couples", couple, func(w *world) {
				w.must(nil, w.practice.RevokeStaff(bg, w.people["ada"], w.people["ruth"].Person))
			}, "login"},
			{"care team ended", "finn", "/couples/" + string(left.ID), "/couples/" + string(left.ID) + "/summary", nil, func(w *world) {
				w.must(nil, w.cases.AddToTeam(bg, w.people["finn"], left.ID, casefile.TeamInput{Person: w.people["mara"].Person, Function: casefile.FunctionLead}))
				w.must(nil, w.cases.EndOnTeam(bg, w.people["mara"], left.ID, w.people["finn"].Person))
			}, "Not Found"},
			{"supervision ended", "soren", page, "", nil, func(w *world) {
				w.must(nil, w.practice.EndSupervision(bg, w.people["ada"], w.people["soren"].Person, w.people["mara"].Person))
			}, "Not Found"},
			{"membership ended", "kim", "/today", "/log-out-everywhere", nil, func(w *world) {
				w.must(nil, w.cases.EndMembership(bg, w.people["mara"], separated.ID, separated.Partners[0].ID))
			}, "login"},
			{"care ended", "ivo", "/privacy", "/log-out-everywhere", nil, func(w *world) {
				w.must(nil, w.cases.CloseCouple(bg, w.people["mara"], ended.ID))
			}, "login"},
			{"shut out", "lee", "/today", "/log-out-everywhere", nil, func(w *world) {
				w.must(nil, w.cases.ShutOut(bg, w.people["mara"], separated.ID, separated.Partners[1].ID))
			}, "login"},
			{"a link to a new passphrase was used", "jan", "/today", "/log-out-everywhere", nil, func(w *world) {
				link := w.must(w.cases.ResetPartner(bg, w.people["mara"], waiting.ID, waiting.Partners[1].ID)).(practice.Link)
				w.must(w.practice.AcceptInvitation(bg, link.Token, practice.AcceptInput{Passphrase: anotherPassphrase}))
			}, "login"},
			{"logged out everywhere", "noor", "/today", draft, typed, func(w *world) {
				w.must(nil, w.auth.LogOutEverywhere(bg, w.people["noor"]))
			}, "login"},
			{"passphrase changed elsewhere", "rowan", "/today", draft, typed, func(w *world) {
				w.must(w.auth.ChangePassphrase(bg, w.people["rowan"], auth.ChangeInput{Current: passphrase, New: anotherPassphrase}))
			}, "login"},
		} {
			t.Run(l.name, func(t *testing.T) {
				browsers := make([]*client, len(instances))
				for i, at := range instances { // each instance has a session that it has answered
					browsers[i] = w.browse(l.who)
					if a := browsers[i].at(at).get(l.page); a.status != http.StatusOK {
						t.Fatalf("instance %d: %s before: %d", i, l.page, a.status)
					}
				}
				l.lose(w)
				lost := w.content()
				for i, at := range instances {
					if l.change != "" { // first, for it must not take a read to notice
						if a := browsers[i].at(at).post(l.change, l.form); labelOf(a) != l.want {
							t.Errorf("instance %d: POST %s after: %d", i, l.change, a.status)
						}
					}
					if a := browsers[i].at(at).get(l.page); labelOf(a) != l.want {
						t.Errorf("instance %d: %s after: %d", i, l.page, a.status)
					}
				}
				if changed := lost.changes(w.content(), string(w.people["ada"].Practice)); changed != "" {
					t.Errorf("a lost right still changed %s", changed)
				}
			})
		}
	})
}

// Who changes their passphrase stays on the device they do it on; who logs out
// takes the session with them, and a copy of its cookie opens nothing.
func TestAccessLostLeavesTheRightSession(t *testing.T) {
	onInstances(t, func(t *testing.T, instances []*world) {
		w, last := instances[0], instances[len(instances)-1]
		here, there := w.browse("ada"), w.browse("ada")
		at := w.must(url.Parse(w.srv.URL)).(*url.URL)
		before := here.Jar.Cookies(at)[0].Value
		if a := here.post("/account/passphrase", url.Values{auth.FieldCurrent: {passphrase}, auth.FieldPassphrase: {anotherPassphrase}}); a.status != http.StatusSeeOther {
			t.Fatalf("%d %s", a.status, a.body)
		}
		if a := here.at(last).get("/staff"); a.status != http.StatusOK {
			t.Errorf("this device: %d", a.status)
		}
		if a := there.at(last).get("/staff"); labelOf(a) != "login" {
			t.Errorf("the other device: %d", a.status)
		}
		copied := here.Jar.Cookies(at)[0]
		if copied.Value == before {
			t.Error("the session kept its token through a change of passphrase")
		}
		if a := here.post("/log-out", nil); a.status != http.StatusSeeOther {
			t.Fatalf("log-out: %d", a.status)
		}
		for i, value := range []string{before, copied.Value} {
			a := w.browse("").at(last).do(http.MethodGet, "/staff", nil, http.Header{"Cookie": {copied.Name + "=" + value}})
			if labelOf(a) != "login" {
				t.Errorf("copy %d of the cookie: %d", i, a.status)
			}
		}
	})
}

func TestAccessLostWithAWithdrawnInvitation(t *testing.T) {
	onInstances(t, func(t *testing.T, instances []*world) {
		w := instances[0]
		ada := w.people["ada"]
		invite := func(name string) practice.Link {
			return w.must(w.practice.InviteStaff(bg, ada, practice.InviteStaffInput{Name: name, Roles: []tandem.Role{tandem.RoleTherapist}})).(practice.Link)
		}
		for _, end := range []struct {
			name string
			lose func(person tandem.PersonID) error
		}{
			{"withdrawn", func(p tandem.PersonID) error { return w.practice.WithdrawStaffInvitation(bg, ada, p) }},
			{"access revoked", func(p tandem.PersonID) error { return w.practice.RevokeStaff(bg, ada, p) }},
			{"run out", func(tandem.PersonID) error { w.clock.Advance(practice.InvitationLasts); return nil }},
		} {
			t.Run(end.name, func(t *testing.T) {
				link := invite("Nils")
				path := "/invitation/" + link.Token
				for i, at := range instances {
					if a := w.browse("").at(at).get(path); a.status != http.StatusOK {
						t.Fatalf("instance %d before: %d", i, a.status)
					}
				}
				w.must(nil, end.lose(link.Invitation.Person))
				lost := w.content()
				form := url.Values{auth.FieldLogInName: {"nils@people.test"}, auth.FieldPassphrase: {passphrase}, practice.FieldLanguage: {"en"}}
				for i, at := range instances {
					b := w.browse("").at(at)
					if a := b.post(path, form); a.status != http.StatusNotFound || strings.Contains(a.body, "Nils") {
						t.Errorf("instance %d, accepting: %d", i, a.status)
					}
					if a := b.get(path); a.status != http.StatusNotFound || strings.Contains(a.body, "Nils") {
						t.Errorf("instance %d, opening: %d", i, a.status)
					}
				}
				if changed := lost.changes(w.content(), string(ada.Practice)); changed != "" {
					t.Errorf("it still changed %s", changed)
				}
			})
		}
	})
}
