package homework

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// place is a step's place in the exercise.
func place(def *exercise.Definition, step exercise.StepID) int {
	return slices.IndexFunc(def.Steps, func(s exercise.Step) bool { return s.ID == step })
}

// Viewer is for whom answers are looked at: one partner of the couple, or the
// staff that cares for it. The zero Viewer is nobody and sees nothing.
type Viewer struct {
	Partner tandem.PartnerID
	Staff   bool
}

// Sight is everything that one viewer may see of a round, and what they may do
// next. Nothing else of a round leaves the service.
type Sight struct {
	Entries []Entry
	Acts    []exercise.Act     // what the viewer may do now, what is asked for first in front
	Own     exercise.PartState // a partner's own state; "" for staff
	Stage   tandem.Text        // where the round stands for a partner; a PartnerID in it stands for that name
	Parts   []PartSight        // for staff only
	Gates   []GateAnswer       // for staff only
	Awaits  bool               // for staff only: answers wait for them
	Version string             // digest of what this viewer sees; a move carries it back
}

// Entry is one move as far as the viewer sees it.
type Entry struct {
	Move   tandem.MoveID
	Author tandem.PartnerID
	Staff  tandem.PersonID // who of the care team made it, with Author ""
	Kind   exercise.MoveKind
	Step   exercise.StepID
	Target tandem.MoveID
	At     time.Time // when it opened to others; for the author, when they wrote it
	Fields []Seen
	Reply  string             // what the care team wrote
	For    []tandem.PartnerID // who can read the reply; who was there
	On     tandem.Date        // of a record: the day on which it was done
	Own    bool
	Open   bool // the author's own: others can see something of it now
	// Confided: of all but its author, it is open to the therapist alone.
	Confided bool
	Older    bool // a newer version has taken its place
	Taken    bool // taken back: a tombstone without text
	// Marked is for staff: the care team has marked it for itself.
	Marked bool
	// Standing is what became of what was set down here.
	Standing exercise.Standing
	Due      tandem.Date // when the two look back on it
	// Kept are the things of it that the viewer keeps for a hard day, in order:
	// the nth of a list from 1, or 0 for all of it. It is the viewer's own mark.
	Kept []int
}

// Seen is one answer with who else can see it now.
type Seen struct {
	Field      exercise.FieldID
	Value      exercise.Value
	Visibility exercise.Visibility // as narrowed by the author
	Sealed     bool                // the author's own: nobody else sees it yet
}

// GateAnswer is what a partner answered to a safety question, for the care team
// alone. It stays when the answers beside it were replaced or taken back.
type GateAnswer struct {
	Partner tandem.PartnerID
	Field   exercise.FieldID
	Answer  string
	At      time.Time
}

// PartSight is one partner's state as staff may know it.
type PartSight struct {
	Partner tandem.PartnerID
	State   exercise.PartState
	Waiting tandem.Text // what still waits on this partner, if anything
	// Recorded is set where it was done without being written down here.
	Recorded *exercise.Record
}

// View is what the viewer sees of a round: the only door through which answers
// leave. It is a pure function; what it does not know it keeps closed.
//
// A partner sees their own moves, and of the other's moves what the flow has
// opened to them, field by field, where the field is for both and the author
// has not narrowed it. Staff see what the flow has opened to them, where the
// field is not the author's alone. What the care team writes shows to those it
// was written to. Moves that are not announced leave no trace
// in what another partner sees: no entry, no time, no count, no version.
func View(def *exercise.Definition, cast []tandem.PartnerID, moves []exercise.Move, viewer Viewer) Sight {
	if viewer.Staff == (viewer.Partner != "") || !viewer.Staff && !slices.Contains(cast, viewer.Partner) {
		return Sight{}
	}
	state := exercise.Fold(def, cast, moves)
	narrowed := narrowings(def, moves)
	cherished := exercise.Cherished(moves, viewer.Partner)
	var sight Sight
	for i := range moves {
		if e, ok := entry(def, &moves[i], state.Openings[i], narrowed[moves[i].ID], viewer); ok {
			e.Taken = e.Taken || emptied(def, moves, state.Openings, narrowed, state.Openings[i].Of)
			e.keep(cherished[e.Move])
			sight.Entries = append(sight.Entries, e)
		}
	}
	slices.SortStableFunc(sight.Entries, func(a, b Entry) int {
		// The order of moves would tell when the other prepared.
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(place(def, a.Step), place(def, b.Step)), cmp.Compare(a.Move, b.Move))
	})
	if viewer.Staff {
		for _, p := range cast {
			part := PartSight{Partner: p, State: state.Parts[p], Waiting: state.Waiting[p]}
			if r, ok := state.Recorded[p]; ok {
				part.Recorded = &r
			}
			sight.Parts = append(sight.Parts, part)
		}
		sight.mark(moves)
		sight.Acts, sight.Gates, sight.Awaits = state.Staff, gates(def, cast, moves), state.Awaits
	} else {
		sight.Own, sight.Stage = state.Parts[viewer.Partner], state.Stage[viewer.Partner]
		sight.Acts = possible(state.Acts[viewer.Partner], sight.Entries)
	}
	sight.Version = digest(sight)
	return sight
}

// keep marks what the viewer keeps of an entry for a hard day.
func (e *Entry) keep(things map[int]bool) {
	for _, n := range slices.Sorted(maps.Keys(things)) {
		if things[n] && !e.Taken {
			e.Kept = append(e.Kept, n)
		}
	}
}

// entry is the move as the viewer sees it; false when no trace of it shows.
func entry(def *exercise.Definition, m *exercise.Move, o exercise.Opening,
	narrowed map[exercise.FieldID]narrowing, viewer Viewer) (Entry, bool) {
	own := viewer.Partner != "" && m.Author == viewer.Partner
	open := viewer.Staff && o.Staff || viewer.Partner != "" && o.Partners[viewer.Partner]
	if o.Gone || !own && !open {
		return Entry{}, false
	}
	e := Entry{Move: m.ID, Author: m.Author, Staff: m.Staff, Kind: m.Kind, Step: m.Step, Target: m.Target, At: o.At, Own: own, Older: o.Older, Taken: o.Taken, Standing: o.Standing, Due: o.Due}
	if own {
		e.At, e.Open = m.At, o.Staff || len(o.Partners) > 0
	}
	if own || viewer.Staff {
		e.Confided = o.Confided
	}
	if m.Kind == exercise.MoveReply || m.Kind == exercise.MoveRecord {
		e.Reply, e.For, e.On = m.Answers[exercise.FieldReply].Text, m.For, m.On
		return e, true
	}
	hidden := time.Time{} // when the author first hid something that was open
	for _, f := range fieldsOf(def, m) {
		value, answered := m.Answers[f.ID]
		if !answered || f.Gate {
			continue
		}
		seen := Seen{Field: f.ID, Value: value, Visibility: narrowed[f.ID].of(f.Visibility), Sealed: f.Sealed && !o.Unsealed}
		switch {
		case own, visible(seen, viewer):
			e.Fields = append(e.Fields, seen)
		case f.Visibility.Width() > seen.Visibility.Width():
			if at := narrowed[f.ID].at; at.After(o.At) {
				hidden = at
			}
		}
	}
	if o.Taken {
		// What the viewer could never see leaves no tombstone either.
		seen := own || len(e.Fields) > 0 || !hidden.IsZero()
		e.Fields = nil
		// Of an act that shows anyway, taking back what was the author's own changes nothing.
		e.Taken = seen || !o.Bare
		return e, seen || len(m.Answers) == 0 || o.Bare
	}
	if !own && len(e.Fields) == 0 && len(m.Answers) > 0 {
		// Shown to fewer people now: a tombstone where it could be seen, and no
		// trace of what was never open to anybody else.
		e.Taken = !hidden.IsZero()
		return e, e.Taken || o.Bare
	}
	return e, true
}

// mark notes what the care team has marked: a second mark takes the first off.
func (s *Sight) mark(moves []exercise.Move) {
	for i := range s.Entries {
		for j := range moves {
			m := &moves[j]
			if m.Kind == exercise.MoveMark && m.Staff != "" && m.Author == "" && m.Target == s.Entries[i].Move {
				s.Entries[i].Marked = !s.Entries[i].Marked
			}
		}
	}
}

// gates are the answers to the safety question, each partner's newest last.
func gates(def *exercise.Definition, cast []tandem.PartnerID, moves []exercise.Move) []GateAnswer {
	var all []GateAnswer
	_, f, ok := def.Gate()
	for i := range moves {
		m := &moves[i]
		if answer := def.Asked(m); ok && answer != "" && slices.Contains(cast, m.Author) {
			all = append(all, GateAnswer{Partner: m.Author, Field: f.ID, Answer: answer, At: m.At})
		}
	}
	return all
}

// Unsure tells whether somebody's newest answer to the safety question is not a
// yes.
func (s Sight) Unsure() bool {
	last := map[tandem.PartnerID]string{}
	for _, g := range s.Gates {
		last[g.Partner] = g.Answer
	}
	for _, answer := range last {
		if answer != exercise.GateYes {
			return true
		}
	}
	return false
}

// emptied tells whether of the move that was handed over nothing is left that
// the other partner could see: taken back, or shown to fewer people.
func emptied(def *exercise.Definition, moves []exercise.Move, openings []exercise.Opening,
	narrowed map[tandem.MoveID]map[exercise.FieldID]narrowing, id tandem.MoveID) bool {
	i := slices.IndexFunc(moves, func(m exercise.Move) bool { return m.ID == id })
	if id == "" || i < 0 {
		return false
	}
	return openings[i].Taken || !shares(def, &moves[i], narrowed[id])
}

// shares tells whether anything of a move is for both partners.
func shares(def *exercise.Definition, m *exercise.Move, narrowed map[exercise.FieldID]narrowing) bool {
	return slices.ContainsFunc(fieldsOf(def, m), func(f exercise.Field) bool {
		_, answered := m.Answers[f.ID]
		return answered && narrowed[f.ID].of(f.Visibility) == exercise.Both
	})
}

// visible tells whether another viewer may see an answer of an open move.
func visible(s Seen, viewer Viewer) bool {
	if s.Sealed {
		return false
	}
	if viewer.Staff {
		return s.Visibility.Width() >= exercise.AuthorAndTherapist.Width()
	}
	return s.Visibility == exercise.Both
}

// possible keeps what is about somebody's answers to what the viewer can
// actually read, and handing over to what would show the other anything.
func possible(acts []exercise.Act, entries []Entry) []exercise.Act {
	readable := func(id tandem.MoveID) bool {
		return slices.ContainsFunc(entries, func(e Entry) bool { return e.Move == id && len(e.Fields) > 0 })
	}
	shows := func(id tandem.MoveID) bool {
		return slices.ContainsFunc(entries, func(e Entry) bool {
			return e.Own && e.Move == id && slices.ContainsFunc(e.Fields, func(f Seen) bool { return f.Visibility == exercise.Both })
		})
	}
	acts = slices.Clone(acts)
	for i, a := range acts { // what cannot be handed over can be written anew, and that comes next
		if from := a.From; from != "" && slices.ContainsFunc(acts, func(o exercise.Act) bool { return o.Hands == from }) && !shows(from) {
			acts[i].Later = false
		}
	}
	return slices.DeleteFunc(acts, func(a exercise.Act) bool {
		return a.Hands != "" && !shows(a.Hands) || a.Target != "" && a.Step != "" && !readable(a.Target)
	})
}

// fieldsOf are the fields that a move of this step can answer.
func fieldsOf(def *exercise.Definition, m *exercise.Move) []exercise.Field {
	if s, ok := def.Step(m.Step); ok {
		return s.Fields
	}
	return nil
}

// narrowing is what an author lets fewer people see, and since when.
type narrowing struct {
	to exercise.Visibility // "" narrows nothing
	at time.Time
}

// of is the field's visibility as narrowed: the more closed of the two.
func (n narrowing) of(field exercise.Visibility) exercise.Visibility {
	if n.to != "" && n.to.Width() < field.Width() {
		return n.to
	}
	return field
}

// narrowings gathers, for each move, what its author lets fewer people see: as
// it was written, and by later moves. Somebody else's move narrows nothing.
func narrowings(def *exercise.Definition, moves []exercise.Move) map[tandem.MoveID]map[exercise.FieldID]narrowing {
	all := map[tandem.MoveID]map[exercise.FieldID]narrowing{}
	author := map[tandem.MoveID]tandem.PartnerID{}
	for i := range moves {
		m := &moves[i]
		target := m.ID
		if m.Kind == exercise.MoveNarrow {
			target = m.Target
			if author[target] != m.Author {
				continue
			}
		}
		author[m.ID] = m.Author
		for id, v := range m.Narrowed {
			if _, known := def.Field(id); !known {
				continue
			}
			if all[target] == nil {
				all[target] = map[exercise.FieldID]narrowing{}
			}
			if before, set := all[target][id]; !set || v.Width() < before.to.Width() {
				all[target][id] = narrowing{v, m.At}
			}
		}
	}
	return all
}

func digest(s Sight) string {
	s.Version = ""
	text, err := json.Marshal(s)
	if err != nil {
		panic("homework: a sight cannot be written: " + err.Error()) // only plain values stand in it
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:12])
}
