package homework

import (
	"cmp"
	"context"
	"slices"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// Thing is something of a couple's own that an answer can link to, as one
// viewer sees it. It is open to both partners: a link never says that one of
// them keeps something from the other.
type Thing struct {
	Ref  exercise.Ref
	From exercise.LinkTo
	exercise.Linked
	At  time.Time        // of what stands on a shelf
	By  tandem.PartnerID // who set it down there; "" for an exercise
	Old bool             // it can still be read, and nobody is offered it any more
}

// Things are what a couple's links can point to, in the order in which they are
// offered.
type Things []Thing

// For are the things that a field offers.
func (all Things) For(f *exercise.Field) []Thing {
	return slices.DeleteFunc(slices.Clone(all), func(t Thing) bool { return t.Old || !slices.Contains(f.To, t.From) })
}

// of is what a reference points to; zero when it is not open to the viewer.
func (all Things) of(ref exercise.Ref) exercise.Linked {
	for _, t := range all {
		if t.Ref == ref {
			return t.Linked
		}
	}
	return exercise.Linked{}
}

// point says in the answers of an entry what their links point to.
func (all Things) point(def *exercise.Definition, fields []Seen) {
	for i := range fields {
		f, ok := def.Field(fields[i].Field)
		if !ok {
			continue
		}
		v := &fields[i].Value
		if f.Type == exercise.Link {
			*v = all.pointed(*v)
		}
		if f.Type != exercise.List || !slices.ContainsFunc(f.Item, func(sub exercise.Field) bool { return sub.Type == exercise.Link }) {
			continue
		}
		items := make([]map[exercise.FieldID]exercise.Value, len(v.Items)) // the round's own stay as they are
		for n, item := range v.Items {
			items[n] = map[exercise.FieldID]exercise.Value{}
			for id, sub := range item {
				items[n][id] = sub
			}
			for j := range f.Item {
				if sub, ok := item[f.Item[j].ID]; ok && f.Item[j].Type == exercise.Link {
					items[n][f.Item[j].ID] = all.pointed(sub)
				}
			}
		}
		v.Items = items
	}
}

func (all Things) pointed(v exercise.Value) exercise.Value {
	v.Of = nil
	for _, ref := range v.Refs() {
		v.Of = append(v.Of, all.of(ref))
	}
	return v
}

// things are made of what the viewer's own sights show: what stands on the
// shelves, and the exercises that the couple has met.
func (s *Service) things(ctx context.Context, c casefile.Couple, t Together, done []met) (Things, error) {
	var all Things
	p, err := s.Plans.CurrentPlan(ctx, c.Practice, c.ID)
	if err != nil && tandem.KindOf(err) != tandem.KindNotFound {
		return nil, err
	}
	planned := err == nil
	if planned {
		if all, err = s.planned(ctx, p, tandem.DateOf(s.Pipeline.Clock.Now(), c.Zone())); err != nil {
			return nil, err
		}
	}
	// The order of rounds would tell who began one.
	slices.SortStableFunc(done, func(a, b met) int { return cmp.Compare(a.def.ID, b.def.ID) })
	for _, m := range done { // of an earlier plan, or given once
		ref := exercise.RefExercise(m.def.ID)
		i := slices.IndexFunc(all, func(t Thing) bool { return t.Ref == ref })
		if i < 0 {
			i, all = len(all), append(all, Thing{Ref: ref, From: exercise.LinkExercises, Linked: exercise.Linked{Said: tandem.Text{Source: m.def.Name}}, Old: true})
		}
		if !planned && all[i].Old && m.known(c) {
			all[i].Old = false
		}
	}
	for _, l := range t.Lines {
		if words := (exercise.Linked{Words: l.Words}); !l.Narrowed && !words.IsZero() {
			all = append(all, Thing{Ref: l.Ref, From: exercise.LinkTo(l.Shelf), Linked: words, At: l.At, By: l.Author})
			for _, ref := range l.Was {
				all = append(all, Thing{Ref: ref, From: exercise.LinkTo(l.Shelf), Linked: words, At: l.At, By: l.Author, Old: true})
			}
		}
	}
	for _, e := range t.Entries {
		for _, thing := range e.things() {
			if !slices.ContainsFunc(all, func(have Thing) bool { return have.Ref == thing.Ref && have.From == thing.From }) {
				all = append(all, thing)
			}
		}
	}
	return told(all, c), nil
}

// met is a round in which the viewer finds something.
type met struct {
	def   *exercise.Definition
	round Round
}

// known tells whether both partners know that the exercise was begun: one of
// them reads something of the other's there, or that both did it in the room.
// It is the same for both.
func (m met) known(c casefile.Couple) bool {
	people := m.round.cast(c)
	return slices.ContainsFunc(people, func(p tandem.PartnerID) bool {
		return slices.ContainsFunc(View(m.def, people, m.round.Moves, Viewer{Partner: p}).Entries, func(e Entry) bool {
			return e.Author != "" && !e.Own || e.noted() && !slices.ContainsFunc(c.ActivePartners(), func(p casefile.Partner) bool { return !slices.Contains(e.For, p.ID) })
		})
	})
}

// told adds whose it is where two things on a shelf read alike.
func told(all Things, c casefile.Couple) Things {
	read := func(t Thing) string { return string(t.From) + "\n" + t.Text().String() }
	count := map[string]int{}
	for _, t := range all {
		if !t.Old {
			count[read(t)]++
		}
	}
	named := slices.Clone(all)
	for i, t := range all {
		if p, ok := c.Partner(t.By); ok && count[read(t)] > 1 {
			named[i].Linked = exercise.Linked{Said: tandem.Say("%s (%s)", t.Text(), p.Name)}
		}
	}
	return named
}

// planned are the plan's exercises that have begun and concern both.
func (s *Service) planned(ctx context.Context, p plan.Plan, today tandem.Date) (Things, error) {
	var all Things
	week := p.WeekOn(today)
	for _, it := range p.Items {
		ref := exercise.RefExercise(it.Exercise)
		if it.Partner != "" || week > 0 && it.FromWeek > week || !all.of(ref).IsZero() {
			continue
		}
		def, err := s.Library.Definition(ctx, p.Practice, it.Exercise, it.Version)
		if err != nil {
			return nil, err
		}
		all = append(all, Thing{Ref: ref, From: exercise.LinkExercises, Linked: exercise.Linked{Said: tandem.Text{Source: def.Name}}})
	}
	return all, nil
}

// things are what can be pointed to in an entry: each group of a list, else the
// entry as a whole.
func (e ShelfEntry) things() []Thing {
	if e.Taken || ledgers(e.Definition) { // a ledger's lines stand for its entries
		return nil
	}
	var all []Thing
	add := func(ref exercise.Ref, l exercise.Linked) {
		if !l.IsZero() {
			all = append(all, Thing{Ref: ref, From: exercise.LinkTo(e.Shelf), Linked: l, At: e.At, By: e.Author})
		}
	}
	plain := map[exercise.FieldID]exercise.Value{}
	var fields []exercise.Field
	for _, seen := range e.Fields {
		f, ok := e.Definition.Field(seen.Field)
		if !ok {
			continue
		}
		if f.Type != exercise.List {
			plain[f.ID], fields = seen.Value, append(fields, *f)
			continue
		}
		if slices.ContainsFunc(f.Item, func(sub exercise.Field) bool { return sub.Type == exercise.Link }) {
			continue // what ties other things together is none itself
		}
		for n, item := range seen.Value.Items {
			add(exercise.RefItem(e.Move, f.ID, n), exercise.LinkedOf(f.Item, item))
		}
	}
	add(exercise.RefEntry(e.Move), exercise.LinkedOf(fields, plain))
	return all
}

// ledgers tells whether the exercise keeps its shelves as ledgers.
func ledgers(def *exercise.Definition) bool {
	return def.Asking() != nil || proposes(def) || slices.Contains([]exercise.FlowKind{exercise.FlowOffer, exercise.FlowEvent}, def.Flow.Kind)
}

// offered refuses a link to what its author cannot see, or what the field does
// not offer.
func (h Homework) offered(step *exercise.Step, form exercise.Form) error {
	var problems tandem.Problems
	check := func(f *exercise.Field, name string) {
		if f.Type != exercise.Link {
			return
		}
		open := h.Things.For(f)
		for _, chosen := range form[name] {
			if chosen != "" && chosen != exercise.OwnChoice && !slices.ContainsFunc(open, func(t Thing) bool { return string(t.Ref) == chosen }) {
				problems.Add(name, tandem.Say("This is not there any more. Please choose again."))
			}
		}
	}
	for i := range step.Fields {
		f := &step.Fields[i]
		check(f, string(f.ID))
		for n := range f.Groups() {
			for j := range f.Item {
				check(&f.Item[j], exercise.ItemName(f.ID, n, f.Item[j].ID))
			}
		}
	}
	return problems.Err()
}

// linked fills in, for a viewer, what there is to link to and what the answers
// that they see link to.
func (s *Service) linked(ctx context.Context, h *Homework) error {
	if !h.Definition.Links() {
		return nil
	}
	t, err := s.Gathered(ctx, h.Couple, h.Viewer)
	if err != nil {
		return err
	}
	h.Things = t.Things
	for _, e := range h.Sight.Entries {
		h.Things.point(h.Definition, e.Fields)
	}
	return nil
}

// pointer says in answers what they link to, as the viewer sees it. It looks up
// what there is once something links at all.
func (s *Service) pointer(ctx context.Context, c casefile.Couple, viewer Viewer) func(*exercise.Definition, []Seen) error {
	var all Things
	looked := false
	return func(def *exercise.Definition, fields []Seen) error {
		if !def.Links() {
			return nil
		}
		if !looked {
			t, err := s.Gathered(ctx, c, viewer)
			if err != nil {
				return err
			}
			all, looked = t.Things, true
		}
		all.point(def, fields)
		return nil
	}
}
