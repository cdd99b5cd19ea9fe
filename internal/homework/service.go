package homework

import (
	"context"
	"slices"
	"strings"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// Store keeps assignments, rounds and drafts. Every method works inside the
// practice that it is given; what belongs to another practice is NotFound or
// absent. Rounds and drafts come back opened from their seals.
type Store interface {
	PhotoStore
	// Assignment is one assignment with its parts, also one that was withdrawn.
	// NotFound.
	Assignment(ctx context.Context, practice tandem.PracticeID, id tandem.AssignmentID) (Assignment, error)
	// Assignments lists a couple's assignments of one plan, by week, item and
	// number, with their parts.
	Assignments(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, p tandem.PlanID) ([]Assignment, error)
	// AssignmentsOpened lists assignments of the couples whose first day lies
	// from one day to another, with their parts.
	AssignmentsOpened(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID, from, to tandem.Date) ([]Assignment, error)
	// LastChanges tells for partners of the couples when a part of theirs last
	// changed; those who never changed one are absent.
	LastChanges(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID) (map[tandem.PartnerID]time.Time, error)
	// AssignmentsAsked lists a couple's assignments that no plan asks for, by
	// their first day, with their parts.
	AssignmentsAsked(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) ([]Assignment, error)
	// AssignmentsFor lists those of many couples that were asked for a purpose
	// other than a plan, by their first day, with their parts.
	AssignmentsFor(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID, purpose string) ([]Assignment, error)
	// RoundsFor lists the rounds of AssignmentsFor with their moves.
	RoundsFor(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID, purpose string) ([]Round, error)
	// SetPresence notes that a partner is there until the moment. NotFound, also
	// for a partner of another couple.
	SetPresence(ctx context.Context, practice tandem.PracticeID, a Assignment, partner tandem.PartnerID, until time.Time) error
	// EndPresence takes a partner's presence away, if there is one.
	EndPresence(ctx context.Context, practice tandem.PracticeID, assignment tandem.AssignmentID, partner tandem.PartnerID) error
	// Presences lists the partners who are there at the moment.
	Presences(ctx context.Context, practice tandem.PracticeID, assignment tandem.AssignmentID, now time.Time) ([]tandem.PartnerID, error)
	// CreateAssignment stores an assignment that no plan asks for. NotFound, also
	// for a partner of another couple.
	CreateAssignment(ctx context.Context, practice tandem.PracticeID, a Assignment) error
	// RedateAssignment moves the days of an assignment that no plan asks for.
	// NotFound.
	RedateAssignment(ctx context.Context, practice tandem.PracticeID, id tandem.AssignmentID, opensOn, dueOn tandem.Date) error
	// WithdrawAssignment takes back an assignment that no plan asks for: it stands
	// on no list any more, and its round stays. NotFound.
	WithdrawAssignment(ctx context.Context, practice tandem.PracticeID, id tandem.AssignmentID, at time.Time) error
	// Rounds lists the rounds of a couple with their moves; with assignments
	// given, of those only. Assignments without a round are absent.
	Rounds(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, of ...tandem.AssignmentID) ([]Round, error)
	// RoundsOf lists the rounds of a couple in some exercises, with their moves.
	RoundsOf(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, exercises []tandem.ExerciseID) ([]Round, error)
	// AssignmentsLive lists a couple's assignments in whose round something is
	// under way, with their parts.
	AssignmentsLive(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) ([]Assignment, error)
	// SetLive notes whether something in a round is under way.
	SetLive(ctx context.Context, practice tandem.PracticeID, r Round, live bool) error
	// RoundsAwaiting lists the rounds of the couples in which answers wait for
	// the care team, with their moves.
	RoundsAwaiting(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID) ([]Round, error)
	// SetAwaits notes whether answers in a round wait for the care team.
	SetAwaits(ctx context.Context, practice tandem.PracticeID, r Round, awaits bool) error
	// RoundsNoticed lists the rounds of the couples in which something has stood
	// out to the care team since the moment, with their moves.
	RoundsNoticed(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID, since time.Time) ([]Round, error)
	// SetNoticed notes since when something in a round stands out; zero for
	// nothing.
	SetNoticed(ctx context.Context, practice tandem.PracticeID, r Round, since time.Time) error
	// HoldRound gives the assignment's round, made when there is none, and
	// keeps others from appending to it until the transaction ends.
	HoldRound(ctx context.Context, practice tandem.PracticeID, a Assignment) (Round, error)
	// AppendMove adds a move to a round held in this transaction. A second
	// move with the same Seq, or the same author and Key, is a Conflict. Answers
	// in Alone are sealed with keys of their own.
	AppendMove(ctx context.Context, practice tandem.PracticeID, r Round, m exercise.Move) error
	// SetPart stores a partner's state of an assignment.
	SetPart(ctx context.Context, practice tandem.PracticeID, a Assignment, p Part) error
	// Draft is the author's draft in a round; ok is false when there is none.
	Draft(ctx context.Context, practice tandem.PracticeID, r Round, author tandem.PartnerID) (d Draft, ok bool, err error)
	// KeepDraft replaces the author's draft in a round.
	KeepDraft(ctx context.Context, practice tandem.PracticeID, r Round, d Draft) error
	// DropDraft removes the author's draft in a round, if there is one.
	DropDraft(ctx context.Context, practice tandem.PracticeID, r Round, author tandem.PartnerID) error
}

// Service runs what partners and staff do with homework.
type Service struct {
	Pipeline *tandem.Pipeline
	Store    Store
	Cases    casefile.Store
	Plans    plan.Store
	// ReviewsDue tells for many couples, in words, which review asks for
	// something of the care team; couples without one are absent.
	ReviewsDue func(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID,
		plans map[tandem.CoupleID]plan.Plan, today map[tandem.CoupleID]tandem.Date) (map[tandem.CoupleID]tandem.Text, error)
	// ReviewsSet tells when a review was last set for many couples; those without
	// one that stands are absent.
	ReviewsSet func(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID) (map[tandem.CoupleID]time.Time, error)
	Library    exercise.Catalogue
	Pictures   Pictures

	opening  tandem.Turns // of files, by the partner who chose them
	attempts attempts
}

// Homework is one assignment as one viewer meets it.
type Homework struct {
	Assignment Assignment // without Parts for a partner
	Definition *exercise.Definition
	Couple     casefile.Couple
	Viewer     Viewer
	Sight      Sight
	Draft      *Draft // the viewer's own, if any
	Paused     bool   // the plan holds it back for now
	// Kept is what the viewer can keep as both agreed it in an earlier round; nil
	// where that is not open.
	Kept  *Agreed
	again *exercise.Act // of keeping it, until offerKept has found something
	// Before is what the definition carries over from the round before, as far
	// as the viewer can read it; "" when there is nothing.
	Before string
	// Offered is what the viewer may take in, ready filled: no answer until they
	// send it. Nil where nothing is.
	Offered []Seen
	// Vocabulary are the couple's own words for feelings, for a partner in an
	// exercise that asks for feelings; else nil.
	Vocabulary []string
	Onward     *Leading // what a partner can begin from here; nil without anything
	Presence   Presence // of a partner's; the zero value for staff
	// About is the exercise that the viewer plans for, where this is about one.
	About *exercise.Definition
	// Things are what the viewer's answers can link to; nil where nothing links.
	Things Things
}

// See shows one assignment: to a partner of the couple what they may see and
// do, to the couple's staff what was opened to them.
func (s *Service) See(ctx context.Context, actor tandem.Actor, id tandem.AssignmentID) (Homework, error) {
	return s.see(ctx, actor, id, func(Homework) bool { return true })
}

// SeeIn shows one assignment of this very couple to the couple's staff.
func (s *Service) SeeIn(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, id tandem.AssignmentID) (Homework, error) {
	return s.see(ctx, actor, id, func(h Homework) bool { return h.Viewer.Staff && h.Assignment.Couple == couple })
}

func (s *Service) see(ctx context.Context, actor tandem.Actor, id tandem.AssignmentID, fits func(Homework) bool) (Homework, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeeRound, object(id),
		func(ctx context.Context, g *tandem.Grant) (Homework, error) {
			viewer := Viewer{Partner: g.Partner, Staff: g.Partner == ""}
			h, r, err := s.load(ctx, actor.Practice, id, viewer)
			if err == nil && (!fits(h) || !h.exists(h.Assignment.OpenedBy)) {
				return Homework{}, tandem.Unfit()
			}
			if err == nil {
				err = s.plannedFor(ctx, &h)
			}
			if err == nil {
				err = s.linked(ctx, &h)
			}
			if err != nil || viewer.Staff {
				return h, err
			}
			if err := s.presence(ctx, &h); err != nil {
				return h, err
			}
			if err := s.gather(ctx, &h); err != nil || r.ID == "" {
				return h.shown(ctx, r.Moves), err
			}
			d, ok, err := s.Store.Draft(ctx, actor.Practice, r, viewer.Partner)
			if ok {
				h.Draft = &d
			}
			return h.shown(ctx, r.Moves), err
		})
}

// gather adds what earlier rounds bring to this one.
func (s *Service) gather(ctx context.Context, h *Homework) error {
	if err := s.recall(ctx, h); err != nil {
		return err
	}
	if err := s.offerKept(ctx, h.Couple, h); err != nil {
		return err
	}
	if err := s.taken(ctx, h); err != nil {
		return err
	}
	if err := s.offerOnward(ctx, h); err != nil {
		return err
	}
	return s.carry(ctx, h)
}

// carry finds what the definition carries over from the round before.
func (s *Service) carry(ctx context.Context, h *Homework) error {
	a := h.Assignment
	if h.Definition.Carries == "" || h.Viewer.Staff || h.Sight.Own == exercise.PartDone {
		return nil
	}
	rounds, err := s.Store.RoundsOf(ctx, a.Practice, a.Couple, []tandem.ExerciseID{a.Exercise})
	if err != nil {
		return err
	}
	var latest time.Time
	for _, r := range rounds {
		if r.Assignment == a.ID || r.Exercise != a.Exercise || r.Version != a.Version {
			continue
		}
		for _, e := range View(h.Definition, r.cast(h.Couple), r.Moves, h.Viewer).Entries {
			for _, f := range e.Fields {
				if f.Field == h.Definition.Carries && e.At.After(latest) && (e.Own || !h.Definition.CarriesOwn) {
					h.Before, latest = f.Value.Text, e.At
				}
			}
		}
	}
	return nil
}

func (s *Service) load(ctx context.Context, practice tandem.PracticeID, id tandem.AssignmentID, viewer Viewer) (Homework, Round, error) {
	a, err := s.Store.Assignment(ctx, practice, id)
	if err != nil {
		return Homework{}, Round{}, err
	}
	rounds, err := s.Store.Rounds(ctx, practice, a.Couple, a.ID)
	if err != nil {
		return Homework{}, Round{}, err
	}
	var r Round
	if len(rounds) > 0 {
		r = rounds[0]
	}
	h, err := s.meet(ctx, a, r, viewer)
	if err == nil && !h.there() {
		err = tandem.NotFound()
	}
	return h, r, err
}

// meet is the assignment and its round as the viewer meets them.
func (s *Service) meet(ctx context.Context, a Assignment, r Round, viewer Viewer) (Homework, error) {
	couple, err := s.Cases.Couple(ctx, a.Practice, a.Couple)
	if err != nil {
		return Homework{}, err
	}
	return s.met(ctx, a, r, couple, viewer)
}

// met is meet with the couple at hand.
func (s *Service) met(ctx context.Context, a Assignment, r Round, couple casefile.Couple, viewer Viewer) (Homework, error) {
	def, err := s.Library.Definition(ctx, a.Practice, a.Exercise, a.Version)
	if err != nil {
		return Homework{}, err
	}
	h := Homework{Assignment: a, Definition: def, Couple: couple, Viewer: viewer, Paused: a.OpensOn == ""}
	h.Sight = View(def, a.Cast(couple), r.Moves, viewer)
	h.Sight.Acts = slices.DeleteFunc(h.Sight.Acts, func(act exercise.Act) bool { // what was asked for is answered, not noted as done
		return act.Kind == exercise.MoveRecord && a.Purpose != PurposePlan && a.Purpose != PurposeExercise
	})
	if a.Withdrawn { // taking back and showing to fewer is all that is left
		h.Sight.Acts = slices.DeleteFunc(h.Sight.Acts, func(act exercise.Act) bool {
			return act.Kind != exercise.MoveWithdraw && act.Kind != exercise.MoveNarrow
		})
	}
	h.withoutAgain()
	h.notYet(s.Pipeline.Clock.Now())
	if !viewer.Staff {
		h.Assignment.Parts = nil
	}
	return h, nil
}

func object(id tandem.AssignmentID) tandem.Object {
	return tandem.Object{Kind: tandem.ObjectAssignment, ID: string(id)}
}

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
