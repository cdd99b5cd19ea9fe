package report

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/review"
	"tandem/internal/tandem"
	"tandem/templates/library"
)

// A document comes back from its keeping as it was, with the same digest.
func TestContentIsKeptWhole(t *testing.T) {
	doc := every()
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	var back Document
	if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(back, doc) || Digest(back) != Digest(doc) {
		t.Errorf("came back as %+v (%v)", back, err)
	}
	if _, err := json.Marshal(Section{Blocks: []Block{nil}}); err == nil {
		t.Error("a block of no kind was kept")
	}
	for _, bad := range []string{`{"Blocks":[{}]}`, `{"Blocks":3}`} {
		if json.Unmarshal([]byte(bad), &Section{}) == nil {
			t.Errorf("%s was read", bad)
		}
	}
}

// workOf is two weeks of a couple in which the partners' parts stand as given.
func workOf(first, second exercise.PartState) homework.CouplePage {
	c := casefile.Couple{Code: "TD-7", TimeZone: "Europe/Berlin", Partners: []casefile.Partner{{ID: "p1", Name: "Robin", Position: 1}, {ID: "p2", Name: "Sasha", Position: 2}}}
	p := plan.Plan{ID: "plan", Name: "A plan", State: plan.Active, StartsOn: "2026-03-02", Weeks: 2, Begins: time.Monday, Light: []int{2}}
	work := homework.CouplePage{Couple: c, Day: "2026-03-20", Plan: &p, Week: 3}
	for week, day := range map[int]tandem.Date{1: "2026-03-02", 2: "2026-03-09"} {
		a := homework.Assignment{ID: tandem.AssignmentID([]string{"", "a1", "a2"}[week]), Exercise: "E02", Version: 1, Week: week, OpensOn: day, DueOn: day.AddDays(6), Light: week == 2}
		a.Parts = []homework.Part{{Partner: "p1", State: first}, {Partner: "p2", State: second}}
		work.Assignments = append(work.Assignments, a)
	}
	work.Weeks = homework.ByWeek(p, []tandem.PartnerID{"p1", "p2"}, work.Assignments, work.Day)
	return work
}

func ownOf(t *testing.T, work homework.CouplePage, rated ratings) Document {
	t.Helper()
	in := SummaryInput{Period: Period{From: "2026-03-02", To: "2026-03-20"}}
	var err error
	if work.Library, err = exercise.Load(library.Exercises, "exercises"); err != nil {
		t.Fatal(err)
	}
	in.count(work, work.Couple.Partners[:1], rated)
	return BuildOwn(context.Background(), OwnInput{CaseCode: "TD-7", NamesShown: true, Reader: in.Partners[0], Period: in.Period, Plan: in.Plan, Weeks: in.Weeks, Exercises: in.Exercises})
}

// Whatever the other did, an own edition is the same to the letter; whatever
// the reader did shows.
func TestOwnEditionDependsOnItsReaderAlone(t *testing.T) {
	states := []exercise.PartState{exercise.PartNone, exercise.PartPartly, exercise.PartDone, exercise.PartPassed}
	seen := map[string]bool{}
	for _, mine := range states {
		want, err := json.Marshal(ownOf(t, workOf(mine, exercise.PartNone), nil))
		if err != nil {
			t.Fatal(err)
		}
		seen[string(want)] = true
		for _, other := range states {
			got, err := json.Marshal(ownOf(t, workOf(mine, other), ratings{"a1": {"p2": {Sum: 1, Ratings: 1}}}))
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s beside %s is told apart (%v)", mine, other, err)
			}
		}
	}
	if len(seen) != len(states) {
		t.Errorf("%d of %d states of the reader show", len(seen), len(states))
	}
	if text := words(ownOf(t, workOf(exercise.PartDone, exercise.PartDone), nil)); strings.Contains(text, "Sasha") || !strings.Contains(text, "light week") {
		t.Errorf("the own edition: %s", text)
	}
}

// How well it went stands in one's own edition by one's own ratings, and in the
// clinical one for each; what lies outside of the period counts for nothing.
func TestQualityStandsBesideHowMuch(t *testing.T) {
	rated := ratings{"a1": {"p1": {Sum: 3, Ratings: 1}, "p2": {Sum: 1, Ratings: 1}}, "a2": {"p1": {Sum: 2, Ratings: 1}}, "elsewhere": {"p1": {Sum: 0, Ratings: 9}}}
	work := workOf(exercise.PartDone, exercise.PartDone)
	own := words(ownOf(t, work, rated))
	for _, want := range []string{"How it went, by your own marks: 2.5 of 4. You marked it 2 times.", "went 2.5 of 4"} {
		if !strings.Contains(own, want) {
			t.Errorf("the own edition lacks %q:\n%s", want, own)
		}
	}
	if none := words(ownOf(t, work, nil)); !strings.Contains(none, "You have not marked how it went.") || strings.Contains(none, "went 0") {
		t.Errorf("an own edition without ratings:\n%s", none)
	}
	in := SummaryInput{NamesShown: true, Period: Period{From: "2026-03-02", To: "2026-03-08"}}
	var err error
	if work.Library, err = exercise.Load(library.Exercises, "exercises"); err != nil {
		t.Fatal(err)
	}
	in.fill(work, homework.Together{}, rated)
	clinical := words(BuildSummary(context.Background(), in))
	for _, want := range []string{"100%\n3.0 of 4 (1)", "100%\n1.0 of 4 (1)", "1 of 1 done · went 3.0 of 4\n1 of 1 done · went 1.0 of 4"} {
		if !strings.Contains(clinical, want) {
			t.Errorf("the clinical edition lacks %q:\n%s", want, clinical)
		}
	}
	if strings.Contains(clinical, "2.0 of 4") {
		t.Error("the clinical edition holds a mean of two people")
	}
}

// The joint edition has no way to hold a figure of one partner: it is the same
// whatever the parts' states are, and follows the shared rounds alone.
func TestJointEditionKnowsNoParts(t *testing.T) {
	def := &exercise.Definition{ID: "E02", Version: 1, Name: "Three appreciations", Shelves: []exercise.Shelf{{ID: exercise.ShelfAppreciations, Fields: []exercise.FieldID{"items"}}}}
	build := func(work homework.CouplePage, shared ...homework.Shared) string {
		in := JointInput{CaseCode: "TD-7", NamesShown: true, Period: Period{From: "2026-03-02", To: "2026-03-20"}}
		in.fill(work, shared)
		return words(BuildJoint(context.Background(), in))
	}
	none := build(workOf(exercise.PartNone, exercise.PartNone))
	if busy := build(workOf(exercise.PartDone, exercise.PartPartly)); busy != none {
		t.Errorf("parts show:\n%s\n%s", none, busy)
	}
	got := build(workOf("", ""), homework.Shared{Assignment: "a1", Definition: def, Shelved: map[exercise.ShelfID]int{exercise.ShelfAppreciations: 6}}, homework.Shared{Assignment: "elsewhere", Definition: def, Shelved: map[exercise.ShelfID]int{exercise.ShelfAppreciations: 6}})
	for _, want := range []string{"Three appreciations\n1\n", "Appreciation bank: 6 in all", "\n1\n2 Mar – 8 Mar\n1\n", "light week", "Robin", "Sasha"} {
		if !strings.Contains(got, want) {
			t.Errorf("the joint edition lacks %q:\n%s", want, got)
		}
	}
}

// What a brief quotes is marked where the other partner cannot read it.
func TestBriefMarksWhatIsNotOpenToTheOther(t *testing.T) {
	three, yes := 3, true
	def := &exercise.Definition{Steps: []exercise.Step{{ID: "s", Fields: []exercise.Field{{ID: "note", Type: exercise.LongText, Label: "Note"},
		{ID: "ease", Type: exercise.Scale, Label: "Ease", Max: 5}, {ID: "laughed", Type: exercise.Bool, Label: "Laughed?"},
		{ID: "pick", Type: exercise.Multi, Choices: []exercise.Option{{Value: "a", Label: "First"}, {Value: "b", Label: "Second"}}},
		{ID: "list", Type: exercise.List, Item: []exercise.Field{{ID: "what", Type: exercise.ShortText}, {ID: "why", Type: exercise.ShortText}}}}}}}
	seen := func(id exercise.FieldID, v exercise.Visibility, value exercise.Value) homework.Seen {
		return homework.Seen{Field: id, Visibility: v, Value: value}
	}
	for name, tt := range map[string]struct {
		shown      homework.Shown
		told, felt string
		alone      bool
	}{
		"open":     {homework.Shown{Fields: []homework.Seen{seen("note", exercise.Both, exercise.Value{Text: "Fine"}), seen("laughed", exercise.Both, exercise.Value{Yes: &yes})}}, "Fine · Laughed? Yes", "", false},
		"rated":    {homework.Shown{Fields: []homework.Seen{seen("ease", exercise.AuthorAndTherapist, exercise.Value{Number: &three})}}, "", "Ease 3 of 5", false},
		"narrowed": {homework.Shown{Fields: []homework.Seen{seen("note", exercise.AuthorAndTherapist, exercise.Value{Text: "For you"})}}, "For you", "", true},
		"confided": {homework.Shown{Confided: true, Fields: []homework.Seen{seen("note", exercise.Both, exercise.Value{Text: "For you"})}}, "For you", "", true},
		"lists": {homework.Shown{Fields: []homework.Seen{seen("pick", exercise.Both, exercise.Value{Several: []string{"b", "a"}}),
			seen("list", exercise.Both, exercise.Value{Items: []map[exercise.FieldID]exercise.Value{{"what": {Text: "one"}, "why": {Text: "x"}}, {"what": {Text: "two"}}}})}}, "Second, First · one · two", "", false},
		"long": {homework.Shown{Fields: []homework.Seen{seen("note", exercise.Both, exercise.Value{Text: strings.Repeat("word ", 99)})}}, strings.TrimSpace(strings.Repeat("word ", 28)) + "…", "", false},
	} {
		tt.shown.Definition = def
		told, felt, alone := toldAndFelt(context.Background(), tt.shown)
		if told != tt.told || felt != tt.felt || alone != tt.alone {
			t.Errorf("%s: %q, %q, %t; want %q, %q, %t", name, told, felt, alone, tt.told, tt.felt, tt.alone)
		}
	}
}

// A summary holds reviews signed in its period and no others; one that a
// partner of today was not asked to is not for both.
func TestSummaryHoldsSignedReviewsOfItsPeriod(t *testing.T) {
	couple := workOf("", "").Couple
	signedAt := time.Date(2026, 3, 20, 23, 30, 0, 0, time.UTC) // the 21st in Berlin
	rec := review.Record{Couple: couple, Review: review.Review{Kind: review.MidPlan, On: "2026-03-20", State: review.Frozen, FrozenAt: signedAt,
		Part: []review.Part{{Partner: "p1"}, {Partner: "p2", Absent: true}},
		Content: review.Content{Decisions: []review.Decision{{Text: "Phones away", Owner: "p2", Due: "2026-04-01"}, {Text: "A walk"}},
			Targets: []review.Target{{Text: "Calm evenings", Notice: "We sleep", Due: "2026-05-01"}}, Plan: review.PlanContinue}},
		Signatures: []review.Standing{{Signature: casefile.Signature{Partner: "p1", Name: "Too soon", At: signedAt.AddDate(0, 0, -9)}, Void: true},
			{Signature: casefile.Signature{Partner: "p1", Name: "R.", At: signedAt, How: casefile.SignedOnPaper}},
			{Signature: casefile.Signature{Name: "Dr. Moreau", At: signedAt}}}}
	unsigned, newcomer := rec, rec
	unsigned.Review.State, unsigned.Review.Kind = review.Signing, review.Trial
	newcomer.Review.Part, newcomer.Review.Kind = rec.Review.Part[:1], review.Final
	all := []review.Record{unsigned, rec, newcomer}
	build := func(records []review.Record, from, to tandem.Date, names bool) string {
		return words(BuildJoint(context.Background(), JointInput{NamesShown: names, Reviews: signedReviews(records, Period{From: from, To: to})}))
	}
	got := build(forAll(all), "2026-03-21", "2026-03-21", true)
	for _, want := range []string{"Mid-plan review, 20 March 2026\n", "Phones away\nSasha\n1 April 2026\nA walk\nboth of us\n–", "Calm evenings\nWe sleep\n1 May 2026",
		"Go on with the plan", "Robin\n21 March 2026, on paper\nSasha\nwas not there\nDr. Moreau\n21 March 2026"} {
		if !strings.Contains(got, want) {
			t.Errorf("the joint edition lacks %q:\n%s", want, got)
		}
	}
	for _, not := range []string{"Trial review", "Final review", "Too soon"} {
		if strings.Contains(got, not) {
			t.Errorf("the joint edition holds %q", not)
		}
	}
	if got := build(all, "2026-03-21", "2026-03-21", true); !strings.Contains(got, "Final review") {
		t.Error("the care team's edition lacks a review that one of today's partners was not asked to")
	}
	if got := build(all, "2026-03-01", "2026-03-20", true); strings.Contains(got, "Reviews signed") {
		t.Error("a review signed after the period stands in it")
	}
	if got := build(all, "2026-03-21", "2026-03-21", false); strings.Contains(got, "Sasha") || !strings.Contains(got, "Partner 2\nwas not there") {
		t.Errorf("names where they are left out: %s", got)
	}
}

// An own edition counts what its reader shared and what is both partners'. It is
// the same however much the other shares: nothing stands there to measure oneself
// against.
func TestAnOwnEditionCountsNothingOfTheOther(t *testing.T) {
	day := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	bank := func(author tandem.PartnerID, things int) homework.ShelfEntry {
		return homework.ShelfEntry{Shelf: exercise.ShelfAppreciations, Definition: &exercise.Definition{}, Author: author, At: day,
			Fields: []homework.Seen{{Value: exercise.Value{Items: make([]map[exercise.FieldID]exercise.Value, things)}}}}
	}
	ritual := homework.Line{Shelf: exercise.ShelfRituals, Author: "p2", At: day, Ritual: &homework.Ritual{}}
	build := func(of ...homework.ShelfEntry) string {
		counts := shelfCounts(homework.Together{Lines: []homework.Line{ritual}, Entries: of}, Period{From: "2026-03-02", To: "2026-03-08"}, time.UTC, "p1")
		return words(BuildOwn(context.Background(), OwnInput{Shelves: counts}))
	}
	few, many := build(bank("p1", 3)), build(bank("p1", 3), bank("p2", 9), bank("p2", 5))
	if few != many {
		t.Errorf("what the other shared shows:\n%s\n%s", few, many)
	}
	for _, want := range []string{"Appreciation bank: 3 shared by you", "1 of the two of you"} {
		if !strings.Contains(few, want) {
			t.Errorf("the own edition lacks %q:\n%s", want, few)
		}
	}
}
