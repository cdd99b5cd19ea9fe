package homework

import (
	"context"
	"slices"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// Agreed is what both agreed in an earlier round of the same exercise and can
// keep as before with one tap. It holds what every partner of the round can
// read there now, so it is the same for each of them, whatever an author keeps
// back; only who does a thing is said from where the viewer stands.
type Agreed struct {
	Move   tandem.MoveID // what stands for it in the earlier round
	Fields []Seen
}

// lived is what was agreed, or was to be, in an earlier round.
type lived struct {
	entry  Entry // as the viewer sees it
	fields []Seen
	whole  bool // with every answer that the step requires
}

// offerKept finds, for those of the homework in which keeping what was agreed is
// open, what that is, and puts the act back in its place.
func (s *Service) offerKept(ctx context.Context, c casefile.Couple, all ...*Homework) error {
	var of []tandem.ExerciseID
	for _, h := range all {
		if h.again != nil && !slices.Contains(of, h.Definition.ID) {
			of = append(of, h.Definition.ID)
		}
	}
	if len(of) == 0 {
		return nil
	}
	rounds, err := s.Store.RoundsOf(ctx, c.Practice, c.ID, of)
	if err != nil {
		return err
	}
	for _, h := range all {
		if h.again == nil {
			continue
		}
		earlier := slices.DeleteFunc(slices.Clone(rounds), func(r Round) bool { return r.Assignment == h.Assignment.ID })
		if h.Kept = KeptBefore(h.Definition, h.Couple, earlier, h.Viewer.Partner); h.Kept != nil {
			h.Things.point(h.Definition, h.Kept.Fields)
			h.Sight.Acts = slices.Insert(h.Sight.Acts, 0, *h.again)
		}
	}
	return nil
}

// withoutAgain takes the act of keeping what was agreed out of the sight, until
// offerKept has found that there is something to keep.
func (h *Homework) withoutAgain() {
	i := slices.IndexFunc(h.Sight.Acts, func(a exercise.Act) bool { return a.Kind == exercise.MoveAsBefore })
	if i >= 0 {
		act := h.Sight.Acts[i]
		h.again, h.Sight.Acts = &act, slices.Delete(slices.Clone(h.Sight.Acts), i, i+1)
	}
}

// KeptBefore is what the partner can keep of the rounds: the newest thing that
// stands agreed; nil when there is none, or when what it came from was taken
// back, rests, or is not whole for everybody any more. It is a pure function of
// what View shows to the partners of each round.
func KeptBefore(def *exercise.Definition, c casefile.Couple, rounds []Round, viewer tandem.PartnerID) *Agreed {
	step, ok := def.Agreed()
	if !ok {
		return nil
	}
	all := map[tandem.MoveID]lived{}
	replaced := map[tandem.MoveID]bool{}
	for _, r := range rounds {
		people := r.cast(c)
		if r.Exercise != def.ID || r.Version != def.Version || !slices.Contains(people, viewer) {
			continue
		}
		sights := map[tandem.PartnerID]Sight{}
		for _, p := range people {
			sights[p] = View(def, people, r.Moves, Viewer{Partner: p})
		}
		for _, e := range sights[viewer].Entries {
			if e.Step != step.ID || e.Older {
				continue
			}
			all[e.Move] = livedIn(def, e, step, sights)
			if e.Target != "" && (e.Standing == exercise.StandingAgreed || e.Standing == exercise.StandingResting) {
				replaced[e.Target] = true
			}
		}
	}
	var newest *Agreed
	var at time.Time
	for id, one := range all {
		stands := one.entry.Standing == exercise.StandingAgreed && !replaced[id] && sound(all, id)
		if stands && (newest == nil || one.entry.At.After(at) || one.entry.At.Equal(at) && id < newest.Move) {
			newest, at = &Agreed{Move: id, Fields: saidBy(viewer, one, step)}, one.entry.At
		}
	}
	return newest
}

// livedIn reads off a move what every partner can read of it.
func livedIn(def *exercise.Definition, e Entry, step *exercise.Step, sights map[tandem.PartnerID]Sight) lived {
	one := lived{entry: e, whole: !e.Taken}
	for _, id := range def.Again {
		i := slices.IndexFunc(e.Fields, func(f Seen) bool { return f.Field == id })
		open := i >= 0
		for _, s := range sights {
			open = open && s.shows(e.Move, id)
		}
		if open {
			one.fields = append(one.fields, e.Fields[i])
		} else if f, _ := step.Field(id); f.Required {
			one.whole = false
		}
	}
	return one
}

// sound walks from what stands agreed back to where it was first said: nothing
// of it may rest, be taken back or be unknown.
func sound(all map[tandem.MoveID]lived, id tandem.MoveID) bool {
	for range len(all) {
		one, known := all[id]
		if !known || !one.whole || one.entry.Standing == exercise.StandingResting {
			return false
		}
		if one.entry.Kind != exercise.MoveAsBefore {
			return true
		}
		id = one.entry.Target
	}
	return false
}

// saidBy is what was agreed in the viewer's mouth: "I do it" of the other is
// "you do it" of one's own.
func saidBy(viewer tandem.PartnerID, one lived, step *exercise.Step) []Seen {
	fields := slices.Clone(one.fields)
	for i, f := range fields {
		field, _ := step.Field(f.Field)
		if one.entry.Author != viewer && field.Type == exercise.Choice {
			fields[i].Value.Text = exercise.Turned(f.Value.Text)
		}
	}
	return fields
}

// answers are what a move that keeps it says.
func (k *Agreed) answers() exercise.Answers {
	answers := exercise.Answers{}
	for _, f := range k.Fields {
		answers[f.Field] = f.Value
	}
	return answers
}
