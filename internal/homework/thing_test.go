package homework

import (
	"errors"
	"slices"
	"testing"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
	"tandem/templates/library"
)

func linking() *exercise.Definition {
	link := exercise.Field{ID: "goal", Type: exercise.Link, To: []exercise.LinkTo{"commitments"}, OffersOwn: true, Visibility: exercise.Both}
	several := exercise.Field{ID: "what", Type: exercise.Link, To: []exercise.LinkTo{exercise.LinkExercises}, AtMost: 2}
	return &exercise.Definition{Steps: []exercise.Step{{ID: "one", Move: exercise.MoveSeal, Fields: []exercise.Field{link,
		{ID: "list", Type: exercise.List, AtMost: 2, Item: []exercise.Field{several}}}}}}
}

var walks = Things{
	{Ref: exercise.RefEntry("m1"), From: "commitments", Linked: exercise.Linked{Words: "tea at ten"}},
	{Ref: exercise.RefItem("m1", "promises", 1), From: "commitments", Linked: exercise.Linked{Words: "a walk"}},
	{Ref: exercise.RefExercise("E11"), From: exercise.LinkExercises, Linked: exercise.Linked{Said: tandem.Say("Weekly reflection")}},
	{Ref: exercise.RefExercise("E09"), From: exercise.LinkExercises, Linked: exercise.Linked{Said: tandem.Say("What matters to us")}, Old: true},
}

// A link is refused where it points to what its author cannot see, to what the
// field does not offer, or to what is nothing at all.
func TestALinkPointsToWhatItsAuthorIsOffered(t *testing.T) {
	h := Homework{Definition: linking(), Things: walks}
	st := &h.Definition.Steps[0]
	for name, c := range map[string]struct {
		form  exercise.Form
		wrong string // the field at fault, "" when there is none
	}{
		"one of those offered":     {exercise.Form{"goal": {"entry.m1"}}, ""},
		"a group of a list":        {exercise.Form{"goal": {"entry.m1.promises.1"}}, ""},
		"something else":           {exercise.Form{"goal": {"own"}}, ""},
		"several":                  {exercise.Form{"goal": {"own"}, "list.0.what": {"exercise.E11"}}, ""},
		"of another kind":          {exercise.Form{"goal": {"exercise.E11"}}, "goal"},
		"not there, or not theirs": {exercise.Form{"goal": {"entry.m2"}}, "goal"},
		"not offered any more":     {exercise.Form{"goal": {"own"}, "list.1.what": {"exercise.E09"}}, "list.1.what"},
		"no reference at all":      {exercise.Form{"goal": {"<script>"}}, "goal"},
		"too many":                 {exercise.Form{"list.0.what": {"exercise.E11", "exercise.E09", "exercise.E01"}}, "list.0.what"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := st.Read(c.form)
			if err == nil {
				err = h.offered(st, c.form)
			}
			var fault *tandem.Error
			var fields []tandem.FieldError
			if errors.As(err, &fault) {
				fields = fault.Fields
			}
			switch {
			case c.wrong == "" && err != nil:
				t.Error(err)
			case c.wrong != "" && (len(fields) != 1 || fields[0].Field != c.wrong):
				t.Errorf("%v, want a fault at %s", err, c.wrong)
			}
		})
	}
}

// A link keeps no words: they come from the reader's own view, and are gone
// when that does not show them.
func TestALinkShowsTheWordsThatItsReaderMaySee(t *testing.T) {
	def := linking()
	st := &def.Steps[0]
	kept, err := st.Read(exercise.Form{"goal": {"entry.m1"}, "list.0.what": {"exercise.E09", "exercise.E30"}})
	if err != nil {
		t.Fatal(err)
	}
	fields := []Seen{{Field: "goal", Value: kept["goal"]}, {Field: "list", Value: kept["list"]}}
	walks.point(def, fields)
	if of := fields[0].Value.Of; len(of) != 1 || of[0].Words != "tea at ten" {
		t.Errorf("%+v", of)
	}
	of := fields[1].Value.Items[0]["what"].Of
	if len(of) != 2 || of[0].Said.String() != "What matters to us" || !of[1].IsZero() {
		t.Errorf("%+v", of)
	}
	if kept["list"].Items[0]["what"].Of != nil {
		t.Error("the round itself was written in")
	}
	Things{}.point(def, fields)
	if !fields[0].Value.Of[0].IsZero() {
		t.Error("words stayed that the reader cannot see")
	}
}

// What is pointed to on a shelf: each group of a list under its naming field,
// or the entry; nothing that was taken back.
func TestThingsOfAShelfEntry(t *testing.T) {
	item := []exercise.Field{
		{ID: "value", Type: exercise.Choice, Choices: []exercise.Option{{Value: "family", Label: "Family"}, {Value: "own", Label: "Something else"}}},
		{ID: "own_value", Type: exercise.ShortText}, {ID: "promise", Type: exercise.ShortText, Names: true}}
	def := &exercise.Definition{ID: "E44", Steps: []exercise.Step{{ID: "page", Move: exercise.MoveEdit, Fields: []exercise.Field{
		{ID: "line", Type: exercise.ShortText}, {ID: "values", Type: exercise.List, AtMost: 3, Item: item}}}}}
	text := func(s string) exercise.Value { return exercise.Value{Text: s} }
	e := ShelfEntry{Shelf: exercise.ShelfPurpose, Definition: def, Move: "m1", At: time.Unix(1, 0), Fields: []Seen{{Field: "line", Value: text("we stay curious")},
		{Field: "values", Value: exercise.Value{Items: []map[exercise.FieldID]exercise.Value{
			{"value": text("family"), "promise": text("Sunday lunch")}, {"value": text("family")}, {"value": text("own"), "own_value": text("music")}}}}}}
	want := map[exercise.Ref]string{"entry.m1": "we stay curious", "entry.m1.values.0": "Sunday lunch", "entry.m1.values.1": "Family", "entry.m1.values.2": "music"}
	got := e.things()
	if len(got) != len(want) {
		t.Errorf("%+v", got)
	}
	for _, thing := range got {
		if words := thing.Words + thing.Said.String(); want[thing.Ref] != words {
			t.Errorf("%s: %q", thing.Ref, words)
		}
	}
	e.Taken = true
	if got := e.things(); len(got) > 0 {
		t.Errorf("taken back, and still there: %+v", got)
	}
	e.Taken, def.Flow.Kind = false, exercise.FlowOffer
	if got := e.things(); len(got) > 0 {
		t.Errorf("a ledger's line stands for it, and it is there itself: %+v", got)
	}
	def.Flow.Kind, item[0] = "", exercise.Field{ID: "value", Type: exercise.Link, To: []exercise.LinkTo{exercise.LinkExercises}}
	if got := e.things(); len(got) != 1 || got[0].Ref != "entry.m1" {
		t.Errorf("what only ties other things together is there itself: %+v", got)
	}
}

// What the plan holds can be pointed to once it has begun, where it concerns both.
func TestThingsOfThePlan(t *testing.T) {
	lib, err := exercise.Load(library.Exercises, "exercises")
	if err != nil {
		t.Fatal(err)
	}
	items := []plan.Item{{Exercise: "E38", Version: 1, FromWeek: 1, ToWeek: 1}, {Exercise: "E24", Version: 1, FromWeek: 1, ToWeek: 4, Partner: "r"},
		{Exercise: "E09", Version: 1, FromWeek: 3, ToWeek: 3}, {Exercise: "E38", Version: 1, FromWeek: 2, ToWeek: 6}}
	p := plan.Plan{State: plan.Active, FirstWeek: 1, Weeks: 6, StartsOn: "2026-03-02", Begins: time.Monday, Items: items}
	got, err := (&Service{Library: lib}).planned(t.Context(), p, "2026-03-10")
	if err != nil || len(got) != 1 || got[0].Ref != exercise.RefExercise("E38") {
		t.Errorf("%v: %+v", err, got)
	}
}

// Two things that read alike are told apart by whose they are.
func TestThingsThatReadAlikeSayWhose(t *testing.T) {
	c := casefile.Couple{Partners: []casefile.Partner{{ID: "r", Name: "Rowan"}, {ID: "n", Name: "Noor"}}}
	rest := exercise.Linked{Said: tandem.Say("Rest")}
	got := told(Things{{Ref: "a", From: "needs", Linked: rest, By: "r"}, {Ref: "b", From: "needs", Linked: rest, By: "n"},
		{Ref: "c", From: "needs", Linked: exercise.Linked{Words: "music"}, By: "n"}, {Ref: "d", From: "goals", Linked: rest, By: "n"}}, c)
	for i, want := range []string{"Rest (Rowan)", "Rest (Noor)", "music", "Rest"} {
		if said := got[i].Text().String(); said != want {
			t.Errorf("%q, want %q", said, want)
		}
	}
}

// A ritual that was kept on, and kept on again, is one line; a link made in its
// first week still leads to it.
func TestALinkFollowsWhatIsKeptOn(t *testing.T) {
	def := &exercise.Definition{}
	run := func(move, from tandem.MoveID) Line {
		return Line{Ref: exercise.RefEntry(move), Definition: def, Words: "soup", Ritual: &Ritual{move: move, from: from}}
	}
	lines := calendar([]Line{run("c", "b"), run("b", "a"), run("a", "")})
	if len(lines) != 1 || lines[0].Ref != exercise.RefEntry("c") {
		t.Fatalf("%d lines", len(lines))
	}
	for _, first := range []tandem.MoveID{"a", "b"} {
		if !slices.Contains(lines[0].Was, exercise.RefEntry(first)) {
			t.Errorf("%s leads nowhere", first)
		}
	}
}
