package review

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tandem/internal/casefile"
	"tandem/internal/tandem"
)

const (
	rowan = tandem.PartnerID("rowan")
	noor  = tandem.PartnerID("noor")
	today = tandem.Date("2026-03-02")
)

var now = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func couple() casefile.Couple {
	return casefile.Couple{ID: "c", TimeZone: "Europe/Berlin", State: casefile.StateActive, Partners: []casefile.Partner{
		{ID: rowan, Person: "person-r", Position: 1, Name: "Rowan"}, {ID: noor, Person: "person-n", Position: 2, Name: "Noor"}}}
}

func agreed() Review {
	return Review{ID: "r", Couple: "c", Kind: MidPlan, On: today, State: Signing, OpenedAt: now, Version: 3,
		Part:    []Part{{Partner: rowan}, {Partner: noor}},
		Content: Content{Improvements: []string{"We talk at breakfast"}, Decisions: []Decision{{Text: "Walk on Sundays", Owner: rowan}}}}
}

func kindOf(t *testing.T, what string, err error, want tandem.Kind) {
	t.Helper()
	if tandem.KindOf(err) != want {
		t.Errorf("%s: %v, want %q", what, err, want)
	}
}

// Each act is possible in its states and in no other.
func TestStates(t *testing.T) {
	acts := map[string]func(r *Review) error{
		"reschedule": func(r *Review) error { return r.reschedule("2026-04-01") },
		"open":       func(r *Review) error { return r.open(now) },
		"write":      func(r *Review) error { return r.record(Content{Changes: []string{"x"}}) },
		"offer":      func(r *Review) error { return r.offer(nil) },
		"attend":     func(r *Review) error { return r.attend(noor, true) },
	}
	may := map[State][]string{
		Scheduled: {"open", "reschedule"},
		Open:      {"attend", "offer", "write"},
		Signing:   {"attend", "write"},
		Frozen:    nil,
	}
	for state, want := range may {
		var got []string
		for name, act := range acts {
			r := agreed()
			r.State = state
			before := r.Digest()
			err := act(&r)
			if err == nil {
				got = append(got, name)
				continue
			}
			kindOf(t, string(state)+", "+name, err, tandem.KindConflict)
			if r.Digest() != before || r.State != state {
				t.Errorf("%s in state %s: refused, and yet it changed", name, state)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: may %v, want %v", state, got, want)
		}
	}
	empty := agreed()
	empty.State, empty.Content = Open, Content{NextOn: "2026-05-01"}
	kindOf(t, "nothing to sign", empty.offer(nil), tandem.KindConflict)
	alone := agreed()
	if err := alone.attend(noor, true); err != nil {
		t.Fatal(err)
	}
	kindOf(t, "nobody there", alone.attend(rowan, true), tandem.KindConflict)
}

// TestTheDigestIsOfEverythingThatIsSigned: whatever is changed in the record
// makes another digest, and so voids what was signed.
func TestTheDigestIsOfEverythingThatIsSigned(t *testing.T) {
	base := agreed()
	sure := 3
	sig := casefile.Signature{Person: "person-r", Partner: rowan, Digest: base.Digest()}
	for name, change := range map[string]func(r *Review){
		"the day":                func(r *Review) { r.On = "2026-03-03" },
		"the kind":               func(r *Review) { r.Kind = Final },
		"which review":           func(r *Review) { r.ID = "another" },
		"who was there":          func(r *Review) { r.Part = []Part{{Partner: rowan}, {Partner: noor, Absent: true}} },
		"an improvement":         func(r *Review) { r.Content.Improvements = []string{"We talk at dinner"} },
		"no improvement":         func(r *Review) { r.Content.Improvements = nil },
		"it moved to changes":    func(r *Review) { r.Content.Improvements, r.Content.Changes = nil, r.Content.Improvements },
		"a decision's owner":     func(r *Review) { r.Content.Decisions = []Decision{{Text: "Walk on Sundays"}} },
		"a decision's day":       func(r *Review) { r.Content.Decisions = []Decision{{Text: "Walk on Sundays", Owner: rowan, Due: today}} },
		"a target":               func(r *Review) { r.Content.Targets = []Target{{Text: "x", Notice: "y", Due: today}} },
		"how sure they are":      func(r *Review) { r.Content.Targets = []Target{{Text: "x", Notice: "y", Due: today, Confidence: &sure}} },
		"a trial's verdict":      func(r *Review) { r.Content.Trials = []Verdict{{Text: "A walk", Becomes: KeepIt}} },
		"what still holds":       func(r *Review) { r.Content.Holds = LooksAgain },
		"the plan":               func(r *Review) { r.Content.Plan = PlanPause },
		"the words on the plan":  func(r *Review) { r.Content.PlanChanges = "Less" },
		"when they look again":   func(r *Review) { r.Content.NextOn = today },
		"a space in the wording": func(r *Review) { r.Content.Improvements = []string{"We talk at  breakfast"} },
	} {
		r := agreed()
		change(&r)
		if !r.standing([]casefile.Signature{sig})[0].Void {
			t.Errorf("%s was changed, and the signature stands", name)
		}
	}
	same := agreed()
	same.State, same.Version, same.FrozenAt, same.Additions = Frozen, 9, now, []Addition{{Text: "later"}}
	if same.standing([]casefile.Signature{sig})[0].Void {
		t.Error("freezing or adding voids a signature")
	}
}

func TestWhoHasToSign(t *testing.T) {
	sig := func(person tandem.PersonID, p tandem.PartnerID, void bool) Standing {
		return Standing{Signature: casefile.Signature{Person: person, Partner: p}, Void: void}
	}
	r, n, staff := sig("person-r", rowan, false), sig("person-n", noor, false), sig("person-t", "", false)
	absent := agreed()
	absent.Part[1].Absent = true
	for name, c := range map[string]struct {
		review Review
		all    []Standing
		want   bool
	}{
		"nobody":                       {agreed(), nil, false},
		"both partners only":           {agreed(), []Standing{r, n}, false},
		"one and the therapist":        {agreed(), []Standing{r, staff}, false},
		"all":                          {agreed(), []Standing{r, staff, n}, true},
		"all, one of them void":        {agreed(), []Standing{r, sig("person-n", noor, true), staff}, false},
		"one was not there":            {absent, []Standing{r, staff}, true},
		"one was not there, no staff":  {absent, []Standing{r}, false},
		"two of the staff, no partner": {agreed(), []Standing{staff, sig("person-u", "", false)}, false},
	} {
		if got := c.review.complete(c.all); got != c.want {
			t.Errorf("%s: complete %v", name, got)
		}
	}
}

func TestContentIsRead(t *testing.T) {
	in := ContentInput{Improvements: " We talk \r\n\r\nWe laugh\n", Changes: "Evenings",
		Decisions: []DecisionInput{{"Walk on Sundays", "1", "2026-03-10"}, {"", OwnerBoth, ""}, {"Phones away", OwnerBoth, ""}},
		Targets:   []TargetInput{{}, {"Two walks a month", "We have muddy shoes", "2026-04-01", "6"}},
		Trials:    []TrialInput{{"Tea at nine", "", ""}, {"A walk after supper", "adapt", "Later is better"}}, Holds: "no",
		Plan: "adjust", PlanChanges: "One exercise less.\nNo more on Mondays.", NextOn: "2026-06-01"}
	c, err := in.content(couple(), today)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(c.Improvements, []string{"We talk", "We laugh"}) || len(c.Decisions) != 2 || c.Decisions[0].Owner != rowan ||
		c.Decisions[1].Owner != "" || len(c.Targets) != 1 || *c.Targets[0].Confidence != 6 || !c.Targets[0].Small() || len(c.Trials) != 1 ||
		c.Trials[0].Becomes != AdaptIt || c.Holds != LooksAgain || c.Plan != PlanAdjust {
		t.Errorf("read %+v", c)
	}
	r := agreed()
	r.Content = c
	back, err := Typed(r, couple()).content(couple(), today)
	r2 := r
	r2.Content = back
	if err != nil || r2.Digest() != r.Digest() {
		t.Errorf("what the form shows reads back as %+v, %v", back, err)
	}
}

func TestBadContentIsNamed(t *testing.T) {
	long := strings.Repeat("x", 141)
	for field, in := range map[string]ContentInput{
		FieldImprovements:      {Improvements: "fine\n" + long},
		FieldChanges:           {Changes: strings.Repeat("line\n", 11)},
		"decisions.1.text":     {Decisions: []DecisionInput{{}, {Due: "2026-03-10"}}},
		"decisions.0.owner":    {Decisions: []DecisionInput{{"x", "3", ""}}},
		"decisions.0.due":      {Decisions: []DecisionInput{{"x", OwnerBoth, "2026-02-30"}}},
		"targets.0.notice":     {Targets: []TargetInput{{"x", "", "2026-03-10", ""}}},
		"targets.0.text":       {Targets: []TargetInput{{"", "y", "2026-03-10", ""}}},
		"targets.2.due":        {Targets: []TargetInput{{}, {}, {"x", "y", "", ""}}},
		"targets.0.confidence": {Targets: []TargetInput{{"x", "y", "2026-03-10", "11"}}},
		"targets.1.confidence": {Targets: []TargetInput{{}, {"x", "y", "2026-03-10", "quite"}}},
		"trials.0.text":        {Trials: []TrialInput{{"", "keep", ""}}},
		"trials.0.becomes":     {Trials: []TrialInput{{"A walk", "", "It was fine"}}},
		"trials.1.becomes":     {Trials: []TrialInput{{}, {"A walk", "burn", ""}}},
		"trials.0.noticed":     {Trials: []TrialInput{{"A walk", "drop", long}}},
		FieldHolds:             {Holds: "maybe"},
		FieldPlan:              {Plan: "divorce"},
		FieldPlanChanges:       {PlanChanges: "a\x00b"},
		FieldNextOn:            {NextOn: "2026-03-01"},
		"targets.0.due":        {Targets: []TargetInput{{"x", "y", "2031-01-01", ""}}},
		DecisionField(5, "x"):  {},
	} {
		_, err := in.content(couple(), today)
		var e *tandem.Error
		if field == DecisionField(5, "x") {
			if err != nil {
				t.Errorf("an empty form: %v", err)
			}
			continue
		}
		if !errors.As(err, &e) || e.Kind != tandem.KindInvalid || len(e.Fields) != 1 || e.Fields[0].Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

// Whatever is typed is read or refused at a field, and what was read reads the
// same when it is sent again.
func TestAnyContent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := ContentInput{Improvements: rapid.String().Draw(t, "improvements"), Changes: rapid.String().Draw(t, "changes"),
			Decisions:   []DecisionInput{{rapid.String().Draw(t, "decision"), rapid.SampledFrom([]string{"", "1", "2", "both", "x"}).Draw(t, "owner"), ""}},
			PlanChanges: rapid.String().Draw(t, "plan changes")}
		c, err := in.content(couple(), today)
		if err != nil {
			var e *tandem.Error
			if !errors.As(err, &e) || e.Kind != tandem.KindInvalid || len(e.Fields) == 0 {
				t.Fatalf("%v", err)
			}
			return
		}
		r := agreed()
		r.Content = c
		again, err := Typed(r, couple()).content(couple(), today)
		if r2 := (Review{ID: r.ID, Kind: r.Kind, On: r.On, Part: r.Part, Content: again}); err != nil || r2.Digest() != r.Digest() {
			t.Fatalf("%+v\nreads again as\n%+v, %v", c, again, err)
		}
	})
}
