package catalogue_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tandem/internal/catalogue"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/tandem"
	files "tandem/templates/library"
)

// drawer is a store in memory, for practices that share it.
type drawer struct {
	works     []catalogue.Work
	revisions map[tandem.PracticeID]string
	read      int // how often what is released was read
	opened    int // how often the content of one work was
}

func (d *drawer) Works(_ context.Context, practice tandem.PracticeID) ([]catalogue.Work, error) {
	list := d.those(practice, func(catalogue.Work) bool { return true })
	for i := range list {
		list[i].Content = nil
	}
	return list, nil
}

func (d *drawer) Work(_ context.Context, practice tandem.PracticeID, id tandem.WorkID) (catalogue.Work, error) {
	d.opened++
	list := d.those(practice, func(w catalogue.Work) bool { return w.ID == id })
	if len(list) == 0 {
		return catalogue.Work{}, tandem.NotFound()
	}
	return list[0], nil
}

func (d *drawer) Released(_ context.Context, practice tandem.PracticeID) ([]catalogue.Work, error) {
	d.read++
	return d.those(practice, func(w catalogue.Work) bool { return w.State != catalogue.Draft }), nil
}

func (d *drawer) those(practice tandem.PracticeID, fit func(catalogue.Work) bool) []catalogue.Work {
	var out []catalogue.Work
	for _, w := range d.works {
		if w.Practice == practice && fit(w) {
			out = append(out, w)
		}
	}
	slices.SortFunc(out, func(a, b catalogue.Work) int {
		return cmp.Or(strings.Compare(string(a.Kind), string(b.Kind)), strings.Compare(a.Code, b.Code), a.Version-b.Version)
	})
	return out
}

func (d *drawer) KeepWork(_ context.Context, w catalogue.Work) error {
	for i, have := range d.works {
		if have.ID == w.ID && have.State == catalogue.Draft && have.Edits == w.Edits-1 {
			d.works[i] = w
			return nil
		}
	}
	if w.Edits != 1 {
		return tandem.Conflict(tandem.Say("overtaken"))
	}
	d.works = append(d.works, w)
	return nil
}

func (d *drawer) DropWork(_ context.Context, practice tandem.PracticeID, id tandem.WorkID) error {
	d.works = slices.DeleteFunc(d.works, func(w catalogue.Work) bool { return w.Practice == practice && w.ID == id && w.State == catalogue.Draft })
	return nil
}

func (d *drawer) RetireWorks(_ context.Context, practice tandem.PracticeID, kind catalogue.Kind, code string) error {
	for i := range d.works {
		if w := &d.works[i]; w.Practice == practice && w.Kind == kind && w.Code == code && w.State == catalogue.Published {
			w.State = catalogue.Retired
		}
	}
	return nil
}

func (d *drawer) LibraryRevision(_ context.Context, practice tandem.PracticeID) (string, error) {
	return d.revisions[practice], nil
}

func (d *drawer) SetLibraryRevision(_ context.Context, practice tandem.PracticeID, revision string) error {
	d.revisions[practice] = revision
	return nil
}

// shop is a service over the drawer for staff who may do everything.
type shop struct {
	*catalogue.Service
	t      *testing.T
	drawer *drawer
	me     tandem.Actor
}

type yes struct{}

func (yes) FactsOf(context.Context, tandem.Actor, tandem.Object) (tandem.Facts, error) {
	return tandem.Facts{Found: true, Relations: []tandem.Relation{tandem.RelationPractice}}, nil
}
func (yes) Allows([]tandem.Role, tandem.Permission, []tandem.Relation) bool      { return true }
func (yes) Record(context.Context, tandem.Entry) error                           { return nil }
func (yes) InTx(ctx context.Context, work func(ctx context.Context) error) error { return work(ctx) }
func (yes) Now() time.Time                                                       { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }

func builtIn(t *testing.T) (*exercise.Library, plan.Templates) {
	t.Helper()
	lib, err := exercise.Load(files.Exercises, "exercises")
	if err != nil {
		t.Fatal(err)
	}
	templates, err := plan.LoadTemplates(files.Plans, "plans", lib)
	if err != nil {
		t.Fatal(err)
	}
	return lib, templates
}

func starts(t *testing.T) *catalogue.Starts {
	t.Helper()
	s, err := catalogue.LoadStarts(files.Starts, "starts")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newShop(t *testing.T) *shop {
	lib, templates := builtIn(t)
	d := &drawer{revisions: map[tandem.PracticeID]string{}}
	return (&shop{t: t, drawer: d}).over(lib, templates)
}

// over is another instance over the same store.
func (s *shop) over(lib *exercise.Library, templates plan.Templates) *shop {
	p := &tandem.Pipeline{Standing: yes{}, Gate: yes{}, Recorder: yes{}, Tx: yes{}, Clock: yes{}, IDs: tandem.RandomIDs{}}
	return &shop{t: s.t, drawer: s.drawer, me: tandem.Actor{Person: "mara", Practice: "one", Roles: []tandem.Role{tandem.RoleTherapist}},
		Service: &catalogue.Service{Pipeline: p, Store: s.drawer, Catalogue: catalogue.New(s.drawer, lib, templates, starts(s.t))}}
}

func (s *shop) must(v any, err error) any {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	return v
}

func (s *shop) kind(what string, err error, want tandem.Kind) {
	s.t.Helper()
	if tandem.KindOf(err) != want {
		s.t.Errorf("%s: %v, want %q", what, err, want)
	}
}

// latest names what a practice can give, of its own.
func (s *shop) own(practice tandem.PracticeID) []string {
	s.t.Helper()
	lib := s.must(s.Catalogue.Of(s.t.Context(), practice)).(*exercise.Library)
	var names []string
	for _, d := range lib.Latest() {
		if d.Own {
			names = append(names, d.Name)
		}
	}
	return names
}

// change writes a draft anew.
func (s *shop) change(id tandem.WorkID, edits int, with func(d *exercise.Definition)) catalogue.Page {
	s.t.Helper()
	p := s.must(s.Open(s.t.Context(), s.me, id)).(catalogue.Page)
	with(p.Exercise)
	content, err := json.Marshal(p.Exercise)
	s.must(nil, err)
	return s.must(s.Change(s.t.Context(), s.me, id, catalogue.ChangeInput{Edits: edits, Content: content})).(catalogue.Page)
}

// The life of an exercise of one's own: a copy, changed, published, a new
// version, retired. Another practice meets none of it, another instance all.
func TestTheLifeOfAWork(t *testing.T) {
	s := newShop(t)
	lib, templates := builtIn(t)
	second := s.over(lib, templates)
	ctx := t.Context()

	w := s.must(s.Start(ctx, s.me, catalogue.StartInput{Kind: catalogue.KindExercise, Copy: "E38"})).(catalogue.Work)
	if !catalogue.Own(w.Code) || w.Version != 1 || w.State != catalogue.Draft {
		t.Fatalf("begun as %+v", w)
	}
	if got := s.own("one"); len(got) != 0 {
		t.Errorf("a draft is offered: %q", got)
	}
	id := tandem.ExerciseID(w.Code)
	p := s.change(w.ID, 1, func(d *exercise.Definition) { d.Name, d.ID, d.Version = "A walk without a plan", "E02", 7 })
	if p.Exercise.ID != id || p.Exercise.Version != 1 || len(p.Mistakes) > 0 {
		t.Fatalf("changed to %s version %d with %v", p.Exercise.ID, p.Exercise.Version, p.Mistakes)
	}
	_, err := s.Change(ctx, s.me, w.ID, catalogue.ChangeInput{Edits: 1, Content: p.Content})
	s.kind("an old page", err, tandem.KindConflict)
	_, err = s.Publish(ctx, s.me, w.ID, 1)
	s.kind("publishing from an old page", err, tandem.KindConflict)
	s.must(s.Publish(ctx, s.me, w.ID, 2))
	for name, shop := range map[string]*shop{"here": s, "on another instance": second} {
		if got := shop.own("one"); !slices.Equal(got, []string{"A walk without a plan"}) {
			t.Errorf("%s: offered %q", name, got)
		}
		if got := shop.own("two"); len(got) != 0 {
			t.Errorf("%s: another practice meets %q", name, got)
		}
		_, err := shop.Catalogue.Definition(ctx, "two", id, 1)
		s.kind("another practice's definition", err, tandem.KindInternal)
	}
	_, err = s.Change(ctx, s.me, w.ID, catalogue.ChangeInput{Edits: 3, Content: p.Content})
	s.kind("changing what is published", err, tandem.KindConflict)
	s.kind("dropping what is published", s.Drop(ctx, s.me, w.ID), tandem.KindConflict)

	next := s.must(s.Renew(ctx, s.me, w.ID)).(catalogue.Work)
	_, err = s.Renew(ctx, s.me, w.ID)
	s.kind("two drafts of one work", err, tandem.KindConflict)
	if next.Version != 2 || next.Code != w.Code {
		t.Errorf("renewed as %+v", next)
	}
	s.change(next.ID, 1, func(d *exercise.Definition) { d.Name = "A walk by the water" })
	s.must(s.Publish(ctx, s.me, next.ID, 2))
	if got := second.own("one"); !slices.Equal(got, []string{"A walk by the water"}) {
		t.Errorf("the newest is not what another instance offers: %q", got)
	}
	s.must(nil, s.Retire(ctx, s.me, next.ID))
	if got := second.own("one"); len(got) != 0 {
		t.Errorf("retired, and still offered: %q", got)
	}
	for version, name := range map[int]string{1: "A walk without a plan", 2: "A walk by the water"} {
		if def, err := second.Catalogue.Definition(ctx, "one", id, version); err != nil || def.Name != name {
			t.Errorf("what was given in version %d is %v, %v", version, def, err)
		}
	}
}

// What a practice has published is read from the store once for each revision.
func TestTheLibraryIsReadOnceForEachRevision(t *testing.T) {
	s := newShop(t)
	w := s.must(s.Start(t.Context(), s.me, catalogue.StartInput{Kind: catalogue.KindExercise, Copy: "E24"})).(catalogue.Work)
	s.must(s.Publish(t.Context(), s.me, w.ID, 1))
	s.own("one")
	before := s.drawer.read
	for range 5 {
		s.own("one")
		s.must(s.Catalogue.Definition(t.Context(), "one", tandem.ExerciseID(w.Code), 1))
	}
	if s.drawer.read != before {
		t.Errorf("read %d times more", s.drawer.read-before)
	}
}

// Every exercise and every template that is built in can be copied and
// published as it is.
func TestEverythingCanBeCopied(t *testing.T) {
	s := newShop(t)
	lib, templates := builtIn(t)
	copied := func(kind catalogue.Kind, id string, missing bool) {
		w := s.must(s.Start(t.Context(), s.me, catalogue.StartInput{Kind: kind, Copy: id})).(catalogue.Work)
		_, err := s.Publish(t.Context(), s.me, w.ID, 1)
		if (err != nil) != missing {
			t.Errorf("%s: %v", id, err)
		}
	}
	for _, d := range lib.Latest() {
		copied(catalogue.KindExercise, string(d.ID), false)
	}
	for _, tpl := range templates {
		copied(catalogue.KindTemplate, string(tpl.ID), len(tpl.Missing(lib)) > 0)
	}
}

// Each way that is offered, also each chain of the library, begins with a draft
// that lacks three lines, and can be played to its end once it has them.
func TestEveryWayCanBeBegun(t *testing.T) {
	s := newShop(t)
	lib, _ := builtIn(t)
	ways := starts(t).Ways(lib)
	if want := len(exercise.FlowKinds()) - 2 + 10; len(ways) < want {
		t.Errorf("%d ways to begin with, want %d or more", len(ways), want)
	}
	for _, way := range ways {
		t.Run(way.Key, func(t *testing.T) {
			w := s.must(s.Start(t.Context(), s.me, catalogue.StartInput{Kind: catalogue.KindExercise, Flow: way.Key})).(catalogue.Work)
			p := s.must(s.Open(t.Context(), s.me, w.ID)).(catalogue.Page)
			var missing []string
			for _, m := range p.Mistakes {
				missing = append(missing, m.Where)
			}
			slices.Sort(missing)
			if !slices.Equal(missing, []string{"name", "purpose", "summary"}) {
				t.Errorf("missing at first: %v", p.Mistakes)
			}
			_, err := s.Publish(t.Context(), s.me, w.ID, 1)
			s.kind("publishing an empty one", err, tandem.KindInvalid)
			p = s.change(w.ID, 1, func(d *exercise.Definition) { d.Name, d.Purpose, d.Summary = "Ours", "To have one.", "One line." })
			if len(p.Mistakes) > 0 {
				t.Fatalf("with words in it: %v", p.Mistakes)
			}
			s.must(s.Publish(t.Context(), s.me, w.ID, 2))
			playsOn(t, p.Exercise)
		})
	}
}

// filled answers everything that a step asks: the first of each choice.
func filled(step *exercise.Step) exercise.Form {
	form := exercise.Form{}
	var fill func(name string, f *exercise.Field)
	fill = func(name string, f *exercise.Field) {
		switch f.Type {
		case exercise.ShortText, exercise.LongText:
			form[name] = []string{"something"}
		case exercise.Scale, exercise.Counter:
			form[name] = []string{fmt.Sprint(f.Max)}
		case exercise.Choice, exercise.Multi, exercise.Feelings:
			form[name] = []string{f.Choices[len(f.Choices)-1].Value}
			if f.ID == "release" || f.ID == "match" || f.Choices[0].Value == "yes" || f.Choices[0].Value == "ok" || f.Choices[0].Value == "agree" || f.Choices[0].Value == "resumed" {
				form[name] = []string{f.Choices[0].Value}
			}
			if f.ID == "release" {
				form[name] = []string{"now"}
			}
		case exercise.Bool:
			form[name] = []string{"yes"}
		case exercise.Day:
			form[name] = []string{"2026-03-02"}
		case exercise.TimeOfDay:
			form[name] = []string{"18:30"}
		case exercise.List:
			for n := range max(f.Exactly, f.AtLeast) {
				for i := range f.Item {
					fill(exercise.ItemName(f.ID, n, f.Item[i].ID), &f.Item[i])
				}
			}
		}
	}
	for i := range step.Fields {
		if f := &step.Fields[i]; f.When == nil {
			fill(string(f.ID), f)
		}
	}
	return form
}

// playsOn tries an exercise out until both have done their part.
func playsOn(t *testing.T, d *exercise.Definition) {
	t.Helper()
	trial := homework.Trial{}
	for range 40 {
		now, err := trial.Play(d, yes{}.Now())
		if err != nil {
			t.Fatalf("after %d acts: %v", len(trial.Acts), err)
		}
		moved := false
		for i, h := range now.Phones {
			act, ok := h.Next()
			if !ok || moved {
				continue
			}
			moved = true
			form := exercise.Form{}
			if step, asks := d.Step(act.Step); asks {
				form = filled(step)
			}
			trial = trial.With(homework.TrialAct{As: i + 1, Kind: act.Kind, Step: act.Step, Target: act.Target, Form: form})
		}
		if !moved && slices.ContainsFunc(now.Desk.Sight.Acts, func(a exercise.Act) bool { return a.Kind == exercise.MoveRelease }) {
			moved, trial = true, trial.With(homework.TrialAct{Kind: exercise.MoveRelease})
		}
		if !moved {
			for i, h := range now.Phones {
				if h.Sight.Own != exercise.PartDone {
					t.Errorf("nothing is left to do, and part %d is %s", i+1, h.Sight.Own)
				}
			}
			return
		}
	}
	t.Errorf("it has no end: %d acts", len(trial.Acts))
}

// What is taken out as a file and brought in again is the same, byte for byte but
// for its code and version: each exercise, template and way to begin.
func TestFilesComeBackAsTheyWere(t *testing.T) {
	s := newShop(t)
	lib, templates := builtIn(t)
	var works []catalogue.Work
	add := func(kind catalogue.Kind, v any) {
		text, err := json.Marshal(v)
		s.must(nil, err)
		works = append(works, s.must(s.Import(t.Context(), s.me, kind, text)).(catalogue.Work))
	}
	for _, d := range lib.Latest() {
		add(catalogue.KindExercise, d)
	}
	for _, tpl := range templates {
		add(catalogue.KindTemplate, tpl)
	}
	beginnings, err := exercise.Load(files.Starts, "starts")
	s.must(nil, err)
	for _, d := range beginnings.All() {
		if d.Flow.Kind == exercise.FlowOpening { // it opens what follows it, and is nothing alone
			continue
		}
		add(catalogue.KindExercise, d)
	}
	for _, w := range works {
		first := s.must(s.Export(t.Context(), s.me, w.ID)).(catalogue.Work)
		back := s.must(s.Import(t.Context(), s.me, w.Kind, first.Content)).(catalogue.Work)
		second := s.must(s.Export(t.Context(), s.me, back.ID)).(catalogue.Work)
		if was, is := strings.ReplaceAll(string(first.Content), first.Code, ""), strings.ReplaceAll(string(second.Content), second.Code, ""); was != is {
			t.Errorf("%s comes back as another", w.Content[:60])
		}
	}
}

// Every flow of the library is said in words.
func TestEveryFlowHasWords(t *testing.T) {
	lib, _ := builtIn(t)
	for _, d := range lib.Latest() {
		for i, words := range catalogue.FlowWords(d.Flow) {
			if !strings.HasSuffix(words, ".") {
				t.Errorf("%s: part %d of its flow is said as %q", d.ID, i+1, words)
			}
		}
	}
}
