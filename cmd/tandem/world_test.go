package main

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"tandem/internal/auth"
	"tandem/internal/casefile"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/practice"
	"tandem/internal/tandem"
	"tandem/internal/testkit"
)

func TestMain(m *testing.M) { os.Exit(testkit.Main(m)) }

var bg = context.Background()

// world is the whole service on a fresh database, with a clock that the test
// moves, two practices that know nothing of each other, and everybody in them.
type world struct {
	*app
	t       testing.TB
	clock   *testkit.Clock
	srv     *httptest.Server
	raw     *testkit.Raw // past the service, for what no use case does yet
	dollars bool         // placeholders are $1
	log     *logged
	people  map[string]tandem.Actor
	couples map[string]casefile.Couple
	plans_  map[string]plan.Plan
	ground  *ground // set once it remembers
}

// logged gathers the service's log for tests that search it.
type logged struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// monday is the first day of everybody's plans; the world begins that morning.
const monday = tandem.Date("2026-03-02")

var morning = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// onBoth runs a test on SQLite and on Postgres.
func onBoth(t *testing.T, test func(t *testing.T, w *world)) {
	t.Run("sqlite", func(t *testing.T) { test(t, newWorld(t, "")) })
	t.Run("postgres", func(t *testing.T) { test(t, newWorld(t, testkit.Postgres(t))) })
}

// newWorld boots the service and founds the first practice with its owner.
func newWorld(t testing.TB, databaseURL string) *world {
	t.Helper()
	w := &world{t: t, clock: testkit.NewClock(morning), log: &logged{}, dollars: databaseURL != "", people: map[string]tandem.Actor{},
		couples: map[string]casefile.Couple{}, plans_: map[string]plan.Plan{}}
	var handler http.Handler
	w.srv = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { handler.ServeHTTP(rw, r) }))
	dir := t.TempDir()
	a, err := open(bg, settings{Dir: dir, DatabaseURL: databaseURL, PublicURL: w.srv.URL, Clock: w.clock, IDs: tandem.RandomIDs{},
		Log: slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	if err != nil {
		t.Fatal(err)
	}
	w.app, handler = a, a.server
	w.raw = testkit.OpenRaw(t, dir+"/tandem.db", databaseURL)
	t.Cleanup(func() {
		w.srv.Close()
		if err := errorsOf(w.raw.Close(), a.close()); err != nil {
			t.Error(err)
		}
	})
	founded := w.must(w.practice.Found(bg, practice.FoundInput{Practice: "Riverside", Owner: "Ada"})).(practice.Founded)
	w.join("ada", founded.Link)
	return w
}

func errorsOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *world) must(v any, err error) any {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

// exec changes the database past the service; ? stands for an argument.
func (w *world) exec(query string, args ...any) {
	w.t.Helper()
	w.raw.Do(w.t, query, args...)
}

// passphrase is everybody's.
const passphrase = "copper kettle under nine stars"

// logIn is the log-in name of somebody called so.
func logInName(name string) string { return name + "@people.test" }

// join opens the account that a link is for.
func (w *world) join(name string, link practice.Link) tandem.Actor {
	w.t.Helper()
	w.must(w.practice.AcceptInvitation(bg, link.Token, practice.AcceptInput{LogInName: logInName(name), Passphrase: passphrase, Language: "en"}))
	w.people[name] = w.actor(name)
	return w.people[name]
}

// actor is who somebody is now.
func (w *world) actor(name string) tandem.Actor {
	w.t.Helper()
	s := w.must(w.auth.LogIn(bg, auth.LogInInput{Name: logInName(name), Passphrase: passphrase, Address: "127.0.0.1"})).(auth.Session)
	return w.must(w.auth.Actor(bg, s)).(tandem.Actor)
}

// hire adds somebody to the staff of an owner's practice.
func (w *world) hire(owner, name string, roles ...tandem.Role) tandem.Actor {
	w.t.Helper()
	link := w.must(w.practice.InviteStaff(bg, w.people[owner], practice.InviteStaffInput{Name: name, Roles: roles})).(practice.Link)
	return w.join(name, link)
}

// takeIn takes a couple into a therapist's care; both partners join. The case
// code is the two names.
func (w *world) takeIn(therapist, first, second string) casefile.Couple {
	w.t.Helper()
	in := casefile.TakeInInput{Code: first + "-" + second, TimeZone: "Europe/Berlin",
		Partners: []casefile.PartnerInput{{Name: first, Language: "en"}, {Name: second, Language: "en"}}}
	c := w.must(w.cases.TakeIn(bg, w.people[therapist], in)).(casefile.Couple)
	for i, name := range []string{first, second} {
		w.join(name, w.must(w.cases.InvitePartner(bg, w.people[therapist], c.ID, c.Partners[i].ID)).(practice.Link))
	}
	w.couples[c.Code] = c
	return c
}

// ready takes a couple through the gate before a plan: a policy, both partners'
// signatures on paper, and a safety screen each.
func (w *world) ready(therapist string, c casefile.Couple) {
	w.t.Helper()
	w.must(nil, w.pass(bg, w.people[therapist], c))
}

// start drafts a plan from nothing and starts it.
func (w *world) start(ctx context.Context, by tandem.Actor, couple tandem.CoupleID, wish plan.DraftInput) (plan.Plan, error) {
	return w.startFrom(ctx, by, couple, "", wish)
}

// assign gives a couple both exercises every week for eight weeks.
func (w *world) assign(therapist string, c casefile.Couple) plan.Plan {
	w.t.Helper()
	w.ready(therapist, c)
	p := w.must(w.start(bg, w.people[therapist], c.ID, plan.DraftInput{StartsOn: string(monday), Weeks: "8", Add: []plan.ItemInput{
		{Exercise: "E02", Cadence: "weekly-1", FromWeek: "1", ToWeek: "8"}, {Exercise: "E38", Cadence: "weekly-1", FromWeek: "1", ToWeek: "8"}}})).(plan.Plan)
	w.plans_[c.Code] = p
	return p
}

// needs puts an exercise into a couple's plan that is opened when it is needed.
func (w *world) needs(c casefile.Couple, id tandem.ExerciseID) tandem.ItemID {
	w.t.Helper()
	item := w.IDs.New()
	w.exec(`INSERT INTO plan_items (practice_id, id, plan_id, exercise_id, exercise_version, slot, cadence_kind, per_week, every_weeks, from_week, to_week, position)
		VALUES (?, ?, ?, ?, 1, 'other', 'when-it-happens', 0, 0, 1, 8, 90)`, string(c.Practice), item, string(w.plans_[c.Code].ID), string(id))
	return tandem.ItemID(item)
}

// assignment is a couple's homework of an exercise in a week.
func (w *world) assignment(c casefile.Couple, id tandem.ExerciseID, week int) tandem.AssignmentID {
	w.t.Helper()
	all := w.must(w.store.Assignments(bg, c.Practice, c.ID, w.plans_[c.Code].ID)).([]homework.Assignment)
	for _, a := range all {
		if a.Exercise == id && a.Week == week {
			return a.ID
		}
	}
	w.t.Fatalf("%s has no %s in week %d", c.Code, id, week)
	return ""
}

// otherPractice is a second practice in the same installation, with an owner
// and a therapist whose names are given.
func (w *world) otherPractice(owner, therapist string) {
	w.t.Helper()
	p := practice.Practice{ID: tandem.PracticeID(w.IDs.New()), Name: "Hillside", FoundedAt: w.clock.Now()}
	m := practice.Member{Person: tandem.PersonID(w.IDs.New()), Name: owner, Roles: []tandem.Role{tandem.RoleOwner}, State: practice.MemberInvited}
	var link practice.Link
	w.must(nil, w.pipeline.Tx.InTx(bg, func(ctx context.Context) error {
		if err := errorsOf(w.store.CreatePractice(ctx, p.ID, p), w.store.CreateMember(ctx, p.ID, m, w.clock.Now())); err != nil {
			return err
		}
		var err error
		link, err = (&practice.Invitations{Store: w.store, Clock: w.clock, IDs: w.IDs}).Make(ctx, p.ID, m.Person, "", "")
		return err
	}))
	w.join(owner, link)
	w.hire(owner, therapist, tandem.RoleTherapist)
}

// client is a browser without a screen: it keeps cookies and follows nothing.
type client struct {
	w *world
	http.Client
}

// answer is what came back.
type answer struct {
	status int
	body   string
	header http.Header
}

// browse is a client; with a name it has logged in.
func (w *world) browse(name string) *client {
	w.t.Helper()
	jar := w.must(cookiejar.New(nil)).(*cookiejar.Jar)
	c := &client{w: w, Client: http.Client{Jar: jar, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	if name != "" {
		if a := c.post("/log-in", url.Values{"name": {logInName(name)}, "passphrase": {passphrase}}); a.status != http.StatusSeeOther {
			w.t.Fatalf("%s cannot log in: %d\n%s", name, a.status, w.log)
		}
	}
	return c
}

func (c *client) get(path string) answer { return c.do(http.MethodGet, path, nil, nil) }

func (c *client) post(path string, form url.Values) answer {
	return c.do(http.MethodPost, path, strings.NewReader(form.Encode()), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
}

func (c *client) do(method, path string, body io.Reader, header http.Header) answer {
	c.w.t.Helper()
	req, err := http.NewRequestWithContext(bg, method, c.w.srv.URL+path, body)
	if err != nil {
		c.w.t.Fatal(err)
	}
	for k, v := range header {
		req.Header[k] = v
	}
	res, err := c.Do(req)
	if err != nil {
		c.w.t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // read to its end below
	text, err := io.ReadAll(res.Body)
	if err != nil {
		c.w.t.Fatal(err)
	}
	return answer{status: res.StatusCode, body: string(text), header: res.Header}
}

// entries counts the audit log's entries of an event.
func (w *world) entries(event tandem.Event) int {
	w.t.Helper()
	var n int
	if err := w.raw.QueryRowContext(bg, "SELECT count(*) FROM audit_entries WHERE event = '"+string(event)+"'").Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}
