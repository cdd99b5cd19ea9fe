package homework

import (
	"context"
	"slices"
	"strings"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// Narrow lets fewer people see an own entry: every answer of it that more can
// see than to. Errors as for Move.
func (s *Service) Narrow(ctx context.Context, actor tandem.Actor, id tandem.AssignmentID, move tandem.MoveID, to exercise.Visibility, in MoveInput) (Homework, error) {
	h, err := s.See(ctx, actor, id)
	if err != nil {
		return h, err
	}
	in.Kind, in.Target, in.Narrow = exercise.MoveNarrow, move, map[exercise.FieldID]exercise.Visibility{}
	for _, e := range h.Sight.Entries {
		for _, f := range e.Fields {
			if e.Move == move && e.Own && f.Visibility.Width() > to.Width() {
				in.Narrow[f.Field] = to
			}
		}
	}
	return s.Move(ctx, actor, id, in)
}

// MoveInput is what a partner sends to act in a round.
type MoveInput struct {
	Kind    exercise.MoveKind
	Step    exercise.StepID
	Target  tandem.MoveID
	Key     string // made by the client, 8 to 64 visible ASCII characters; sent twice it counts once
	Version string // of the Sight that the author acted on
	Form    exercise.Form
	On      string // of a record: the day on which it was done
	Thing   string // of what is kept for a hard day: which of a list, from "1"; "" for all of it
	Narrow  map[exercise.FieldID]exercise.Visibility
}

// Move acts in a round as the partner that the actor is in the couple. Errors:
// Invalid with the step's fields; Conflict when the round has moved on since
// Version, when the act is not open now, or while the plan is paused.
func (s *Service) Move(ctx context.Context, actor tandem.Actor, id tandem.AssignmentID, in MoveInput) (Homework, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseMakeMove, object(id),
		func(ctx context.Context, g *tandem.Grant) (Homework, error) {
			if g.Partner == "" {
				return Homework{}, tandem.NotFound()
			}
			viewer := Viewer{Partner: g.Partner}
			a, err := s.Store.Assignment(ctx, actor.Practice, id)
			if err != nil {
				return Homework{}, err
			}
			r, err := s.Store.HoldRound(ctx, actor.Practice, a)
			if err != nil {
				return Homework{}, err
			}
			h, err := s.meet(ctx, a, r, viewer)
			if err == nil && (!h.exists(a.OpenedBy) || !h.there()) {
				return Homework{}, tandem.Unfit()
			}
			if err != nil || sentBefore(r, g.Partner, in.Key) {
				return h, err
			}
			if err := s.offerKept(ctx, h.Couple, &h); err != nil {
				return h, err
			}
			if in.Form, err = s.typed(ctx, h, r, in); err != nil {
				return h, err
			}
			if err := s.linked(ctx, &h); err != nil {
				return h, err
			}
			m, err := s.check(h, r, in)
			if err != nil {
				return h, err
			}
			if err := s.append(ctx, a, r, m, h); err != nil {
				return h, err
			}
			r.Moves = append(slices.Clone(r.Moves), m)
			if h, err = s.meet(ctx, a, r, viewer); err == nil {
				if err = s.linked(ctx, &h); err == nil {
					err = s.offerKept(ctx, h.Couple, &h)
				}
			}
			return h.shown(ctx, r.Moves), err
		})
}

// typed is the whole form of a step: what earlier screens left in the draft,
// with what was sent now laid over it.
func (s *Service) typed(ctx context.Context, h Homework, r Round, in MoveInput) (exercise.Form, error) {
	step, ok := h.Definition.StepFor(in.Kind)
	if !ok {
		return nil, nil
	}
	form, err := s.merged(ctx, r, h.Viewer.Partner, step, in.Target, in.Form)
	if err != nil {
		return nil, err
	}
	return s.known(ctx, h, r, step, form.Settled(step, func(string) bool { return false }))
}

func sentBefore(r Round, author tandem.PartnerID, key string) bool {
	return slices.ContainsFunc(r.Moves, func(m exercise.Move) bool { return m.Author == author && m.Key == key })
}

// check turns the input into a move when the round allows it now.
func (s *Service) check(h Homework, r Round, in MoveInput) (exercise.Move, error) {
	m := exercise.Move{ID: tandem.MoveID(s.Pipeline.IDs.New()), Seq: len(r.Moves) + 1, Author: h.Viewer.Partner,
		Kind: in.Kind, Key: in.Key, At: s.Pipeline.Clock.Now()}
	if !wellFormedKey(in.Key) {
		return m, tandem.Invalid(tandem.Say("This page is too old to be sent. Please load it again."))
	}
	today := tandem.DateOf(m.At, h.Couple.Zone())
	if h.Paused || !h.Assignment.Open(today) {
		if _, answers := h.Definition.StepFor(in.Kind); answers || in.Kind == exercise.MovePass || in.Kind == exercise.MoveRecord {
			return m, tandem.Conflict(tandem.Say("This is not open just now. What you wrote is kept."))
		}
	}
	if in.Version != h.Sight.Version && !closes(in.Kind) {
		return m, tandem.Conflict(tandem.Say("Something has changed here since you opened this page. What you wrote is kept. Please look again."))
	}
	if exercise.Cherishes(in.Kind) {
		return h.cherish(m, r, in)
	}
	i := slices.IndexFunc(h.Sight.Acts, func(a exercise.Act) bool {
		return a.Kind == in.Kind && (a.Target == "" || a.Target == in.Target) && !a.After.After(m.At)
	})
	if i < 0 {
		return m, tandem.Conflict(tandem.Say("This step is not open just now. What you wrote is kept."))
	}
	if mine := r.madeBy(m.Author, ""); mine >= maxMoves && !closes(in.Kind) || mine >= 2*maxMoves {
		return m, tandem.Conflict(tandem.Say("This has been changed many times. Please leave it as it is now, or ask your therapist."))
	}
	if err := h.fill(&m, in, today); err != nil {
		return m, err
	}
	if m.Step != "" { // about what the flow says it is about
		m.Target = h.Sight.Acts[i].Target
	}
	if agreed, ok := h.Definition.Agreed(); ok && h.Kept != nil && m.Target == "" && m.Step == agreed.ID {
		m.Target = h.Kept.Move // it keeps what stood before, or changes it
	}
	m.Narrowed = h.keepNarrow(m, h.Sight.Acts[i].From)
	if m.Step != "" && !h.counts(r, m) {
		return m, tandem.Invalid(tandem.Say("The other needs to see this answer. Change it, or take it back later."))
	}
	m.Alone = alone(h.Definition, m)
	return m, nil
}

// counts tells whether the flow takes the move. It passes over a choice that
// its author keeps to themselves although it says how things go on.
func (h Homework) counts(r Round, m exercise.Move) bool {
	s := exercise.Fold(h.Definition, h.Assignment.Cast(h.Couple), append(slices.Clone(r.Moves), m))
	return !s.Openings[len(r.Moves)].Gone
}

// madeBy counts the moves of one author.
func (r Round) madeBy(author tandem.PartnerID, staff tandem.PersonID) int {
	n := 0
	for i := range r.Moves {
		if r.Moves[i].Author == author && r.Moves[i].Staff == staff && !exercise.Cherishes(r.Moves[i].Kind) {
			n++
		}
	}
	return n
}

// alone are the answers of a move that only their author may read again.
func alone(def *exercise.Definition, m exercise.Move) []exercise.FieldID {
	var ids []exercise.FieldID
	for id := range m.Answers {
		f, ok := def.Field(id)
		if !ok || (narrowing{to: m.Narrowed[id]}).of(f.Visibility).Width() == exercise.AuthorOnly.Width() {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// keepNarrow carries over what the author has narrowed in the own entry that
// this move replaces: writing it anew must not show it to more people.
func (h Homework) keepNarrow(m exercise.Move, from tandem.MoveID) map[exercise.FieldID]exercise.Visibility {
	kept := map[exercise.FieldID]exercise.Visibility{}
	for id, v := range m.Narrowed {
		kept[id] = v
	}
	for _, e := range h.Sight.Entries {
		for _, f := range e.Fields {
			field, ok := h.Definition.Field(f.Field)
			if from == "" || e.Move != from || !e.Own || !ok || f.Visibility.Width() >= field.Visibility.Width() {
				continue
			}
			if chosen, set := kept[f.Field]; !set || f.Visibility.Width() < chosen.Width() {
				kept[f.Field] = f.Visibility
			}
		}
	}
	if len(kept) == 0 {
		return m.Narrowed
	}
	return kept
}

// closes tells whether a move only ever shows less: it may be made at any time,
// whatever the other has done since the page was opened.
func closes(kind exercise.MoveKind) bool {
	return kind == exercise.MovePass || kind == exercise.MoveBreakOff || kind == exercise.MoveWithdraw || kind == exercise.MoveNarrow || exercise.Cherishes(kind)
}

// maxMoves bounds what one author can add to one round, so that nobody can make
// it slow for the other. Twenty changes of mind are many.
const maxMoves = 60

// wellFormedKey keeps out what no page of ours sends, and what a database
// could refuse to keep.
func wellFormedKey(key string) bool {
	return len(key) >= 8 && len(key) <= 64 && !strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' })
}

// fill reads the answers and what they are narrowed to.
func (h Homework) fill(m *exercise.Move, in MoveInput, today tandem.Date) error {
	switch in.Kind {
	case exercise.MovePass, exercise.MoveBreakOff:
		return nil
	case exercise.MoveConfide:
		m.Target = in.Target
		return nil
	case exercise.MoveRecord:
		var err error
		m.On, err = h.recordDay(in.On, today)
		return err
	case exercise.MoveWithdraw:
		m.Target = in.Target
		return nil
	case exercise.MoveNarrow:
		m.Target, m.Narrowed = in.Target, in.Narrow
		if len(in.Narrow) == 0 {
			return tandem.Invalid(tandem.Say("Please choose who may see this."))
		}
		return h.mayNarrow(in.Narrow)
	}
	if in.Kind == exercise.MoveAsBefore && h.Kept != nil { // whatever was sent with it
		step, _ := h.Definition.Agreed()
		m.Step, m.Answers = step.ID, h.Kept.answers()
		return nil
	}
	step, ok := h.Definition.StepFor(in.Kind)
	if !ok {
		return tandem.Conflict(tandem.Say("This step is not open just now. What you wrote is kept."))
	}
	answers, err := step.Read(in.Form)
	if err == nil {
		err = h.offered(step, in.Form)
	}
	if err != nil {
		return err
	}
	m.Step, m.Target, m.Answers, m.Narrowed = step.ID, in.Target, answers, in.Narrow
	return h.mayNarrow(in.Narrow)
}

// mayNarrow refuses what is unknown: a wrong word must never come to mean
// something else than its author chose.
func (h Homework) mayNarrow(narrow map[exercise.FieldID]exercise.Visibility) error {
	for id, v := range narrow {
		f, ok := h.Definition.Field(id)
		if !ok || !slices.Contains([]exercise.Visibility{exercise.AuthorOnly, exercise.AuthorAndTherapist, exercise.Both}, v) {
			return tandem.Invalid(tandem.Say("Please choose who may see this."))
		}
		if f.Gate {
			return tandem.Invalid(tandem.Say("Only your therapist reads this answer. It stays with them."))
		}
		if v.Width() > f.Visibility.Width() {
			return tandem.Invalid(tandem.Say("An answer can be shown to fewer people, not to more."))
		}
	}
	return nil
}

// append stores the move, the states of the parts that follow from it, and
// drops the draft that it came from.
func (s *Service) append(ctx context.Context, a Assignment, r Round, m exercise.Move, h Homework) error {
	if err := s.Store.AppendMove(ctx, a.Practice, r, m); err != nil {
		return err
	}
	if err := s.place(ctx, r, m); err != nil {
		return err
	}
	people := a.Cast(h.Couple)
	state := exercise.Fold(h.Definition, people, append(slices.Clone(r.Moves), m))
	for _, p := range people {
		part := Part{Partner: p, State: state.Parts[p], ChangedAt: m.At}
		if rec, ok := state.Recorded[p]; ok {
			part.Recorded = &rec
		}
		if p != m.Author {
			i := slices.IndexFunc(a.Parts, func(have Part) bool { return have.Partner == p })
			if state.Parts[p] == a.Part(p) {
				continue
			}
			if i >= 0 { // somebody else's act is no sign of life of this partner
				part.ChangedAt = a.Parts[i].ChangedAt
			}
		}
		if err := s.Store.SetPart(ctx, a.Practice, a, part); err != nil {
			return err
		}
	}
	if a.Purpose == PurposeIntention {
		now := r
		now.Moves = append(slices.Clone(r.Moves), m)
		if err := s.settleOptOut(ctx, a, now, h.Couple); err != nil {
			return err
		}
	}
	if state.Live != r.Live {
		if err := s.Store.SetLive(ctx, a.Practice, r, state.Live); err != nil {
			return err
		}
	}
	if since := noticed(h.Definition, people, append(slices.Clone(r.Moves), m), m.At); !since.Equal(r.Noticed) {
		if err := s.Store.SetNoticed(ctx, a.Practice, r, since); err != nil {
			return err
		}
	}
	if state.Awaits != r.Awaits {
		if err := s.Store.SetAwaits(ctx, a.Practice, r, state.Awaits); err != nil {
			return err
		}
	}
	if m.Step == "" || m.Author == "" {
		return nil
	}
	if err := s.Store.DropPhotos(ctx, a.Practice, r, m.Author, nil); err != nil {
		return err
	}
	return s.Store.DropDraft(ctx, a.Practice, r, m.Author)
}
