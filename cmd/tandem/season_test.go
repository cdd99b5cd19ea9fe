package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// TestASeasonOfRealRounds runs a template to its last day with rounds that both
// partners play over HTTP, week by week, as testdata/seasons says: with a light
// week, with what was declined and what was not for somebody for a while, with
// phases that the therapist opens and reviews that come due. Each partner's
// figures, whole and for each exercise, are those that were worked out by hand
// beside them.
func TestASeasonOfRealRounds(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.hire("ada", "mara", tandem.RoleTherapist)
		newSeason(t, w, "T4").play()
	})
}

// season is one couple's way through a template, as a file says it.
type season struct {
	*world
	c       casefile.Couple
	lines   []string
	plays   map[string][]string // by exercise and letter, such as "E30 w": the lines of the round
	token   map[string]string   // by player
	walks   map[tandem.AssignmentID]*walk
	week    int
	figures map[string]string // by exercise and partner, such as "E30 rowan", as worked out
}

func newSeason(t *testing.T, w *world, id plan.TemplateID) *season {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "seasons", string(id)+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	s := &season{world: w, c: w.takeIn("mara", "rowan", "noor"), plays: map[string][]string{}, token: map[string]string{}, walks: map[tandem.AssignmentID]*walk{}, figures: map[string]string{}}
	play := ""
	for line := range strings.Lines(string(text)) {
		line, _, _ = strings.Cut(line, "#")
		words := split(line)
		switch {
		case len(words) == 0:
		case words[0] == "play":
			play = words[1] + " " + words[2]
		case strings.HasPrefix(line, " ") && play != "":
			s.plays[play] = append(s.plays[play], strings.TrimSpace(line))
		default:
			play = ""
			s.lines = append(s.lines, strings.TrimSpace(line))
		}
	}
	for i, name := range players() {
		s.token[name], _ = w.token([]string{"rowan", "noor", "mara"}[i])
	}
	w.ready("mara", s.c)
	s.plans_[s.c.Code] = w.must(w.startFrom(bg, w.people["mara"], s.c.ID, id, plan.DraftInput{StartsOn: string(monday), Weeks: fmt.Sprint(s.weeks())})).(plan.Plan)
	return s
}

// weeks is how many weeks the file tells of.
func (s *season) weeks() int {
	return len(slices.DeleteFunc(slices.Clone(s.lines), func(l string) bool { return !strings.HasPrefix(l, "week ") }))
}

func (s *season) couple() string { return "/couples/" + string(s.c.ID) }

// on moves the clock to noon of a day of the week, from 0.
func (s *season) on(day int) {
	s.t.Helper()
	p := s.must(s.store.CurrentPlan(bg, s.c.Practice, s.c.ID)).(plan.Plan)
	first, _, dated := p.WeekDates(s.week)
	if !dated {
		s.t.Fatalf("week %d has no days yet", s.week)
	}
	if noon := first.AddDays(day).Time().Add(12 * time.Hour); noon.After(s.clock.Now()) {
		s.clock.Set(noon)
	}
}

func (s *season) play() {
	s.t.Helper()
	for _, line := range s.lines {
		s.line(strings.Fields(line))
	}
	s.on(7) // the day after its last
	s.compare()
}

// line reads one line that is no round:
//
//	week 3                     its Monday
//	light 2                    the therapist makes that week a light one
//	phase because of it        on the last day of the week the therapist opens the next
//	refused phase              which they cannot without a reason
//	Noor out E33 / back E33    it is not for Noor from now on, and is again
//	due mid-plan / due nothing what the caseload says of reviews
//	review mid-plan            set for the week's Friday, prepared by both, held and signed
//	E33 w                      a round of that week, as its play says; of the next one in the
//	                           order of the week where there are two
//	E35 v of 6                 what is left to do in the round of an earlier week
//	= E33 rowan 5 3.5 1        what it must come to: due, credit, passed
func (s *season) line(words []string) {
	s.t.Helper()
	mara := func(path string, form url.Values) answer { return s.browse("mara").post(s.couple()+path, form) }
	must := func(a answer) {
		s.t.Helper()
		if a.status != http.StatusSeeOther {
			s.t.Fatalf("week %d, %v: %d\n%s", s.week, words, a.status, wordsOf(a.body))
		}
	}
	switch words[0] {
	case "week":
		s.week++
		s.on(0)
	case "light":
		must(mara("/plan/weeks/"+words[1]+"/light", url.Values{"light": {"yes"}}))
	case "phase":
		s.on(6)
		must(mara("/plan/phase", url.Values{plan.FieldReason: {strings.Join(words[1:], " ")}}))
	case "refused":
		s.on(6)
		if a := mara("/plan/phase", url.Values{}); a.status != http.StatusUnprocessableEntity {
			s.t.Errorf("week %d: the next phase opens without a reason: %d", s.week, a.status)
		}
	case "Noor", "Rowan":
		must(s.browse(strings.ToLower(words[0])).post("/items/"+string(s.item(words[2]))+"/answer", url.Values{"answer": {map[string]string{"out": homework.IntentionNot, "back": homework.IntentionAny}[words[1]]}}))
	case "due":
		s.due(words[1])
	case "review":
		s.review(words[1])
	case "=":
		s.figures[words[1]+" "+words[2]] = strings.Join(words[3:], " ")
	default:
		s.round(words)
	}
}

func (s *season) item(id string) tandem.ItemID {
	s.t.Helper()
	p := s.must(s.store.CurrentPlan(bg, s.c.Practice, s.c.ID)).(plan.Plan)
	i := slices.IndexFunc(p.Items, func(it plan.Item) bool {
		return string(it.Exercise) == id && it.FromWeek <= s.week && s.week <= it.ToWeek
	})
	if i < 0 {
		s.t.Fatalf("no %s in week %d", id, s.week)
	}
	return p.Items[i].ID
}

// round plays one round of the week on its Wednesday, and looks at how each
// partner's part stands then.
func (s *season) round(words []string) {
	s.t.Helper()
	s.on(2)
	week := s.week
	if len(words) == 4 {
		_, err := fmt.Sscan(words[3], &week)
		s.must(nil, err)
	}
	var k *walk
	for _, a := range s.must(s.store.Assignments(bg, s.c.Practice, s.c.ID, s.plans_[s.c.Code].ID)).([]homework.Assignment) {
		if string(a.Exercise) == words[0] && a.Week == week && (s.walks[a.ID] == nil || week != s.week) {
			if k = s.walks[a.ID]; k == nil {
				def := s.must(s.homework.Library.Definition(bg, a.Practice, a.Exercise, a.Version)).(*exercise.Definition)
				k = walkOf(s.t.(*testing.T), s.world, s.c, a.ID, def)
				k.token = s.token
				s.walks[a.ID] = k
			}
			break
		}
	}
	lines := s.plays[words[0]+" "+words[1]]
	if k == nil || len(lines) == 0 {
		s.t.Fatalf("week %d: no %v to play", s.week, words)
	}
	for _, line := range lines {
		w := split(line)
		k.said = fmt.Sprintf("%s in week %d: %s", words[0], s.week, line)
		if w[0] == "parts" {
			s.parts(k, w[1:])
			continue
		}
		status, answer := k.move(w[0], w[1], w[2:])
		if status != http.StatusOK {
			s.t.Fatalf("%s: %d\n%s", k.said, status, answer)
		}
		k.learn(w[0])
	}
}

// parts compares how the two parts stand, Rowan's first.
func (s *season) parts(k *walk, want []string) {
	s.t.Helper()
	for i, p := range s.c.Partners {
		got := exercise.PartNone
		for _, part := range k.look("Mara").Parts {
			if part.Partner == p.ID {
				got = part.State
			}
		}
		if string(got) != want[i] {
			s.t.Errorf("%s: %s's part is %q", k.said, p.Name, got)
		}
	}
}

// due compares what the caseload says of a review that should be set.
func (s *season) due(kind string) {
	s.t.Helper()
	page := s.browse("mara").get("/caseload")
	want := map[string]string{"mid-plan": "review due: Mid-plan review", "final": "review due: Final review", "nothing": ""}[kind]
	if page.status != http.StatusOK || !strings.Contains(page.body, want) || strings.Contains(page.body, "review due") != (want != "") {
		s.t.Errorf("in week %d the caseload does not say that %s is due", s.week, kind)
	}
}

// review is set, prepared by both, held and signed by all three.
func (s *season) review(kind string) {
	s.t.Helper()
	on := &stage{world: s.world, couple: s.c, mara: s.browse("mara"), rowan: s.browse("rowan"), noor_: s.browse("noor")}
	p := s.must(s.store.CurrentPlan(bg, s.c.Practice, s.c.ID)).(plan.Plan)
	first, _, _ := p.WeekDates(s.week)
	if a := on.mara.post(s.couple()+"/reviews", url.Values{"kind": {kind}, "on": {string(first.AddDays(4))}}); a.status != http.StatusSeeOther {
		s.t.Fatalf("setting the review: %d\n%s", a.status, wordsOf(a.body))
	}
	r, _ := on.newest()
	for name, c := range map[string]*client{"rowan": on.rowan, "noor": on.noor_} {
		if a := on.prepare(c, r.Preparation, name, "6"); a.status != http.StatusSeeOther {
			s.t.Fatalf("%s prepares: %d\n%s", name, a.status, wordsOf(a.body))
		}
	}
	on.offeredReview()
	r, _ = on.newest()
	for _, c := range []*client{on.mara, on.rowan, on.noor_} {
		at := "/reviews/" + string(r.ID) + "/sign"
		name := map[*client]string{on.mara: "mara", on.rowan: "rowan", on.noor_: "noor"}[c]
		if c == on.mara {
			at = reviewHref(r) + "/sign"
		}
		if a := c.post(at, on.digested(url.Values{"name": {name}, "passphrase": {passphrase}})); a.status != http.StatusSeeOther {
			s.t.Fatalf("%s signs: %d\n%s", name, a.status, wordsOf(a.body))
		}
	}
}

// compare holds the figures of the care team's page, as a program reads it,
// against those of the file.
func (s *season) compare() {
	s.t.Helper()
	type figures struct {
		Partner tandem.PartnerID
		Due     int
		Credit  float64
		Passed  int
	}
	var page struct {
		ByExercise []struct {
			Exercise string
			Partners []figures
		} `json:"by_exercise"`
		Weeks []struct{ Partners []figures }
	}
	a := s.askWith(s.token["Mara"], http.MethodGet, "/api/v1"+s.couple(), nil)
	s.must(nil, json.Unmarshal([]byte(a.body), &page))
	got, sum := map[string]string{}, map[string]*figures{}
	for i, p := range s.c.Partners {
		sum[p.Name] = &figures{}
		for _, of := range page.ByExercise {
			f := of.Partners[i]
			got[of.Exercise+" "+p.Name] = fmt.Sprintf("%d %g %d", f.Due, f.Credit, f.Passed)
		}
		for _, w := range page.Weeks {
			f, all := w.Partners[i], sum[p.Name]
			all.Due, all.Credit, all.Passed = all.Due+f.Due, all.Credit+f.Credit, all.Passed+f.Passed
		}
		got["all "+p.Name] = fmt.Sprintf("%d %g %d", sum[p.Name].Due, sum[p.Name].Credit, sum[p.Name].Passed)
	}
	for what, figures := range s.figures {
		if got[what] != figures {
			s.t.Errorf("%s comes to %q, and by hand to %q", what, got[what], figures)
		}
	}
	for what, figures := range got {
		if s.figures[what] == "" {
			s.t.Errorf("%s comes to %q, and nobody worked it out", what, figures)
		}
	}
}
