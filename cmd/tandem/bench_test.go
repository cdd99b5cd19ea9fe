package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tandem/internal/auth"
	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/tandem"
	"tandem/internal/testkit"
	"tandem/internal/vault"
)

// extent is how much there is in a practice that is measured.
type extent struct {
	couples int // of one therapist
	weeks   int // of history: two items a week, with the moves of both partners
}

// measured is a practice with history, written through the store, which is
// faster than living through it. The first couple are Rowan and Noor, who can
// log in.
type measured struct {
	*world
	extent
	couples []casefile.Couple
	door    http.Handler          // the service without a log
	keys    map[string]string     // cookies by name
	program string                // the token of a program of Mara's
	talks   []homework.Assignment // that nobody has prepared
	taken   atomic.Int64          // moves made on talks
}

func newMeasured(tb testing.TB, databaseURL string, of extent) *measured {
	tb.Helper()
	m := &measured{world: newWorld(tb, databaseURL), extent: of, keys: map[string]string{}}
	mara := m.hire("ada", "mara", tandem.RoleTherapist)
	m.couples = append(m.couples, m.takeIn("mara", "rowan", "noor"))
	for i := 1; i < of.couples; i++ {
		m.couples = append(m.couples, m.aCouple(i, mara))
	}
	begins := tandem.DateOf(m.clock.Now(), time.UTC)
	m.clock.Advance(time.Duration(of.weeks)*7*24*time.Hour - 12*time.Hour) // the last week's Sunday
	for i, c := range m.couples {
		m.must(nil, m.pipeline.Tx.InTx(bg, func(ctx context.Context) error { return m.live(ctx, i, c, begins) }))
	}
	m.raw.Do(tb, "ANALYZE")
	s := m.settings
	s.Log = slog.New(slog.DiscardHandler)
	m.door = m.must(wire(s, m.store, m.must(rootKey(s)).(*vault.Root))).(*app).server
	for _, name := range []string{"mara", "rowan"} {
		m.keys[name] = m.browse(name).token()
	}
	m.program, _ = m.token("mara")
	return m
}

// aCouple is taken in with accounts that nobody can open.
func (m *measured) aCouple(i int, lead tandem.Actor) casefile.Couple {
	now := m.clock.Now()
	c := casefile.Couple{ID: tandem.CoupleID(m.IDs.New()), Practice: lead.Practice, Code: fmt.Sprintf("B-%04d", i), TimeZone: "Europe/Berlin",
		State: casefile.StateActive, TakenInAt: now, Team: []casefile.Member{{Person: lead.Person, Function: casefile.FunctionLead, From: now}}}
	for position := 1; position <= 2; position++ {
		c.Partners = append(c.Partners, casefile.Partner{ID: tandem.PartnerID(m.IDs.New()), Person: tandem.PersonID(m.IDs.New()),
			Position: position, Name: fmt.Sprintf("Partner %d of %d", position, i), Language: "en", TimeZone: "Europe/Berlin", JoinedAt: now})
	}
	m.must(nil, m.pipeline.Tx.InTx(bg, func(ctx context.Context) error {
		if err := m.store.CreateCouple(ctx, c.Practice, c); err != nil {
			return err
		}
		for _, p := range c.Partners {
			if err := m.store.CreateCredential(ctx, c.Practice, auth.Credential{Person: p.Person, Practice: c.Practice,
				LogInName: string(p.Person), LogInHash: string(p.Person), Hash: "none", ChangedAt: now}); err != nil {
				return err
			}
		}
		return nil
	}))
	return c
}

// live gives a couple its plan and what both wrote in it. Every second talk
// is left to be measured.
func (m *measured) live(ctx context.Context, i int, c casefile.Couple, begins tandem.Date) error {
	p := plan.Plan{ID: tandem.PlanID(m.IDs.New()), Practice: c.Practice, Couple: c.ID, Name: "Homework plan", State: plan.Active,
		StartsOn: begins, Weeks: m.weeks, Begins: time.Monday, CreatedBy: m.people["mara"].Person, CreatedAt: m.clock.Now(), Version: 1}
	for _, id := range []tandem.ExerciseID{"E02", "E38"} {
		def := m.definition(id)
		p.Items = append(p.Items, plan.Item{ID: tandem.ItemID(m.IDs.New()), Exercise: id, Version: def.Version, Slot: def.Slot,
			Cadence: exercise.Cadence{Kind: exercise.Weekly, PerWeek: 1}, FromWeek: 1, ToWeek: m.weeks})
	}
	if err := errorsOf(m.store.CreatePlan(ctx, p), m.store.PutAssignments(ctx, p, p.Occurrences())); err != nil {
		return err
	}
	assignments, err := m.store.Assignments(ctx, c.Practice, c.ID, p.ID)
	if err != nil {
		return err
	}
	for _, a := range assignments {
		if a.Exercise == "E02" && (i+a.Week)%2 == 0 {
			m.talks = append(m.talks, a)
		} else if err := m.did(ctx, c, a); err != nil {
			return err
		}
	}
	return nil
}

func (m *measured) definition(id tandem.ExerciseID) *exercise.Definition {
	library, err := m.homework.Library.Of(bg, "")
	if err != nil {
		m.t.Fatal(err)
	}
	for version := 1; ; version++ { // the newest is what is assigned
		if _, more := library.Get(id, version+1); !more {
			def, ok := library.Get(id, version)
			if !ok {
				m.t.Fatalf("the library has no %s", id)
			}
			return def
		}
	}
}

// did stores what both partners wrote in an assignment.
func (m *measured) did(ctx context.Context, c casefile.Couple, a homework.Assignment) error {
	def := m.definition(a.Exercise)
	r, err := m.store.HoldRound(ctx, c.Practice, a)
	if err != nil {
		return err
	}
	kinds := []exercise.MoveKind{exercise.MoveLog}
	if a.Exercise == "E02" {
		kinds = []exercise.MoveKind{exercise.MovePrepare, exercise.MoveGive}
	}
	seq := 0
	for _, kind := range kinds {
		for _, p := range c.Partners {
			seq++
			move := exercise.Move{ID: tandem.MoveID(m.IDs.New()), Seq: seq, Author: p.ID, Kind: kind, Key: m.IDs.New(), At: m.clock.Now()}
			if step, ok := def.StepFor(kind); ok {
				move.Step = step.ID
				if move.Answers, err = step.Read(filledForm(kind)); err != nil {
					return err
				}
			}
			if err := m.store.AppendMove(ctx, c.Practice, r, move); err != nil {
				return err
			}
		}
	}
	for _, p := range c.Partners {
		if err := m.store.SetPart(ctx, c.Practice, a, homework.Part{Partner: p.ID, State: exercise.PartDone, ChangedAt: m.clock.Now()}); err != nil {
			return err
		}
	}
	return nil
}

func filledForm(kind exercise.MoveKind) exercise.Form {
	switch kind {
	case exercise.MoveLog:
		return exercise.Form(walked("4"))
	case exercise.MovePrepare:
		return exercise.Form(three("A partner"))
	default:
		return exercise.Form{}
	}
}

// aProgram asks with a token, where a person has logged in.
const aProgram = "a program"

// ask sends one request of somebody who is logged in, or of Mara's program, and
// must be answered well.
func (m *measured) ask(as, method, path string, form url.Values) *httptest.ResponseRecorder {
	req := httptest.NewRequestWithContext(bg, method, m.srv.URL+path, strings.NewReader(form.Encode()))
	if as == aProgram {
		req.Header.Set("Authorization", "Bearer "+m.program)
	} else {
		req.Header.Set("Cookie", "tandem="+m.keys[as])
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	rec := httptest.NewRecorder()
	m.door.ServeHTTP(rec, req)
	if rec.Code != http.StatusOK && rec.Code != http.StatusSeeOther {
		m.t.Fatalf("%s %s: %d\n%s", method, path, rec.Code, rec.Body)
	}
	return rec
}

// perTalk is how often a partner prepares one talk anew: the history of a round
// stays as short as it is in life.
const perTalk = 4

// writer is a partner at work: talk by talk, each prepared a few times.
type writer struct {
	*measured
	who     tandem.Actor
	talk    tandem.AssignmentID
	version string
	left    int
}

// move makes one durable move: authorisation, fold, seal, audit entry, commit.
func (w *writer) move() error {
	if w.left == 0 {
		n := int(w.taken.Add(1)) - 1
		if n >= 2*len(w.talks) {
			return errors.New("all talks are prepared: measure for a shorter time")
		}
		a := w.talks[n/2]
		i := slices.IndexFunc(w.couples, func(c casefile.Couple) bool { return c.ID == a.Couple })
		both := w.couples[i].Partners
		me := both[n%2]
		w.who = tandem.Actor{Practice: a.Practice, Person: me.Person, Roles: []tandem.Role{tandem.RolePartner}}
		w.talk, w.left = a.ID, perTalk
		w.version = homework.View(w.definition(a.Exercise), []tandem.PartnerID{both[0].ID, both[1].ID}, nil, homework.Viewer{Partner: me.ID}).Version
	}
	w.left--
	h, err := w.homework.Move(bg, w.who, w.talk, homework.MoveInput{Kind: exercise.MovePrepare, Key: w.IDs.New(), Version: w.version,
		Form: filledForm(exercise.MovePrepare)})
	w.version = h.Sight.Version
	return err
}

// reading is a page that is measured: who asks for what, and a word that shows
// that it was the whole page.
type reading struct {
	name string
	as   string
	path string
	says string
}

func (m *measured) readings() []reading {
	couple := "/couples/" + string(m.couples[0].ID)
	last := m.couples[len(m.couples)-1]
	return []reading{
		{"caseload page", "mara", "/caseload", last.Partners[1].Name},
		{"caseload as JSON", aProgram, "/api/v1/caseload", last.Partners[1].Name},
		{"couple page", "mara", couple, "Three appreciations"},
		{"today's list", "rowan", "/today", "Easy company"},
		{"gathered", "rowan", "/together", "A partner values"},
		{"summary page", "mara", couple + "/summary", "noor"},
	}
}

func (m *measured) read(r reading) {
	if body := m.ask(r.as, http.MethodGet, r.path, nil).Body.String(); !strings.Contains(body, r.says) {
		m.t.Fatalf("%s: no %q in\n%s", r.name, r.says, body)
	}
}

// issue makes a summary as a PDF and stores it.
func (m *measured) issue() {
	rec := m.ask("mara", http.MethodPost, "/couples/"+string(m.couples[0].ID)+"/summary", url.Values{"from": {""}, "to": {""}})
	if to := rec.Header().Get("Location"); !strings.HasPrefix(to, "/documents/") {
		m.t.Fatalf("issuing leads to %q", to)
	}
}

// BenchmarkPractice measures what people wait for, in a practice whose one
// therapist has 300 couples with half a year of history, on databases that
// bring every commit to the disk. Run it by "make bench".
func BenchmarkPractice(b *testing.B) {
	for _, database := range []string{"sqlite", "postgres"} {
		b.Run(database, func(b *testing.B) {
			at := ""
			if database == "postgres" {
				at = testkit.DurablePostgres(b)
			}
			m := newMeasured(b, at, extent{couples: 300, weeks: 26})
			for _, r := range m.readings() {
				b.Run(r.name, func(b *testing.B) { m.measure(b, func() { m.read(r) }) })
			}
			b.Run("summary issued", func(b *testing.B) { m.measure(b, m.issue) })
			b.Run("move", func(b *testing.B) {
				w := &writer{measured: m}
				m.measure(b, func() { m.must(nil, w.move()) })
			})
			b.Run("move of 16 at once", func(b *testing.B) {
				b.ReportAllocs()
				b.SetParallelism(16 / runtime.GOMAXPROCS(0))
				peak := peakMemory(b)
				b.RunParallel(func(pb *testing.PB) {
					for w := (&writer{measured: m}); pb.Next(); {
						if err := w.move(); err != nil {
							b.Error(err)
							return
						}
					}
				})
				b.ReportMetric(peak(), "peak-MB")
			})
		})
	}
}

func (m *measured) measure(b *testing.B, work func()) {
	b.ReportAllocs()
	peak := peakMemory(b)
	for b.Loop() {
		work()
	}
	b.ReportMetric(peak(), "peak-MB")
}

// peakMemory begins to watch the process's memory; the function that it returns
// tells the most that it has held since, in megabytes.
func peakMemory(tb testing.TB) func() float64 {
	tb.Helper()
	debug.FreeOSMemory()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil { // "5" forgets the peak
		tb.Fatalf("the peak of memory is measured on Linux only: %v", err)
	}
	return func() float64 {
		status, err := os.ReadFile("/proc/self/status")
		if err != nil {
			tb.Fatal(err)
		}
		found := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
		if found == nil {
			tb.Fatal("the system does not tell the peak of memory")
		}
		kB, err := strconv.ParseFloat(string(found[1]), 64)
		if err != nil {
			tb.Fatal(err)
		}
		return kB / 1024
	}
}

// What is measured works, in a small practice: the figures say nothing here.
func TestWhatIsMeasuredWorks(t *testing.T) {
	for _, database := range []string{"", testkit.Postgres(t)} {
		m := newMeasured(t, database, extent{couples: 5, weeks: 4})
		for _, r := range m.readings() {
			m.read(r)
		}
		m.issue()
		w := &writer{measured: m}
		for range 2 * perTalk {
			m.must(nil, w.move())
		}
		if n := len(m.rows("SELECT 1 FROM moves WHERE kind = 'prepare' AND round_id IN (SELECT id FROM rounds WHERE assignment_id = '" + string(m.talks[0].ID) + "')")); n != 2*perTalk {
			t.Errorf("%d moves were made", n)
		}
		if peak := peakMemory(t)(); peak < 1 {
			t.Errorf("a peak of %v MB", peak)
		}
	}
}
