package plan

import (
	"context"
	"slices"
	"strings"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// Opening is the therapist's act that opens a phase. Phases open by that act
// alone: until then their weeks have no days, and later weeks shift. It is the
// care team's knowledge.
type Opening struct {
	Phase  int             `json:"phase"` // its place, from 0; the first opens with the plan
	On     tandem.Date     `json:"on"`    // the day in the couple's time zone
	By     tandem.PersonID `json:"by"`
	At     time.Time       `json:"at"`
	Held   int             `json:"held"`             // weeks of the phase before in which the base rhythm held
	Of     int             `json:"of"`               // weeks of the phase before
	Reason string          `json:"reason,omitempty"` // given where the phase asked for more than there was
}

// opens tells whether the phase at that place is open: the first always, and
// those that lie before the week in which a plan begun elsewhere goes on here.
func (p Plan) opens(phase int) bool {
	return phase == 0 || p.Phases[phase].From <= p.first() ||
		slices.ContainsFunc(p.Openings, func(o Opening) bool { return o.Phase == phase })
}

// shutPhase is the place of the first phase that waits for the therapist; ok is
// false where none does.
func (p Plan) shutPhase() (int, bool) {
	if !p.Waits {
		return 0, false
	}
	for i := range p.Phases {
		if !p.opens(i) {
			return i, true
		}
	}
	return 0, false
}

// shutFrom is the first week that waits for its phase to be opened; a week past
// the plan's end where none does.
func (p Plan) shutFrom() int {
	if i, ok := p.shutPhase(); ok {
		return p.Phases[i].From
	}
	return MaxWeeks + 1
}

// OpenOn tells whether the week's phase is open.
func (p Plan) OpenOn(week int) bool { return week < p.shutFrom() }

// LastBegun is the latest week that has begun on the day; before the first one
// 0, or the one before it in a plan that goes on here.
func (p Plan) LastBegun(day tandem.Date) int { return p.NextOpen(day) - 1 }

// WeekFor is the plan week that what happens on the day belongs to: as WeekOn,
// and while the plan waits for its next phase the last week that has begun.
func (p Plan) WeekFor(day tandem.Date) int {
	if week := p.WeekOn(day); week > 0 || !p.WaitsOn(day) {
		return week
	}
	return p.LastBegun(day)
}

// WaitsOn tells whether on the day every open week has passed and the next
// phase has not been opened.
func (p Plan) WaitsOn(day tandem.Date) bool {
	shut := p.shutFrom()
	if shut > p.Weeks || p.State != Active {
		return false
	}
	_, last, dated := p.WeekDates(shut - 1)
	return dated && last < day
}

// NextPhase is what the therapist has to decide about.
type NextPhase struct {
	Phase  Phase
	Place  int
	Gate   string // what to look at first: the gate of the phase before
	Held   int    // weeks of the phase before in which the base rhythm held
	Of     int    // weeks of the phase before
	Asks   bool   // a reason has to be given: the rhythm did not hold often enough
	Begun  bool   // the phase before has begun
	Ending bool   // its last week has begun: it is time
}

// Next is the phase that waits for the therapist; ok is false where none does.
// held are the weeks in which the base rhythm held.
func (p Plan) Next(day tandem.Date, held []int) (n NextPhase, ok bool) {
	i, ok := p.shutPhase()
	if !ok || p.Phases[i].From > p.Weeks {
		return n, false
	}
	before := p.Phases[i-1]
	n = NextPhase{Phase: p.Phases[i], Place: i, Gate: before.Gate}
	for week := before.From; week <= before.To; week++ {
		if week < p.first() {
			continue
		}
		n.Of++
		if slices.Contains(held, week) {
			n.Held++
		}
	}
	n.Asks = n.Phase.Opens == OpensByRhythm && 3*n.Held < 2*n.Of
	begun := p.LastBegun(day)
	n.Begun, n.Ending = begun >= max(before.From, p.first()), begun >= before.To
	return n, true
}

// open opens the next phase on the day. Where its first day has passed, its
// weeks begin with the next week, so that none is cut short.
func (p *Plan) open(n NextPhase, o Opening) {
	next := p.clone()
	next.Openings = append(next.Openings, o)
	if first, _, dated := next.WeekDates(n.Phase.From); dated && first < o.On {
		at := len(next.Pauses)
		if p.Paused() { // what is open stays the last
			at--
		}
		next.Pauses = slices.Insert(next.Pauses, at, Pause{From: first, To: o.On.OnOrAfter(p.Begins)})
	}
	*p = next
}

// Rhythm tells for a plan in which of its weeks the base rhythm held. The plan
// cannot know: it is homework's to say.
type Rhythm func(ctx context.Context, p Plan) ([]int, error)

// OpenPhase opens the next phase of the running plan. A phase that asks for the
// base rhythm (P7) opens without it for a reason only, which is kept with the
// plan. Errors: Invalid at "reason"; Conflict when no phase waits, when the one
// before has not begun, or while a safety flag keeps the plan where it is.
func (s *Service) OpenPhase(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, reason string) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseOpenPhase, object(couple),
		func(ctx context.Context, _ *tandem.Grant) (struct{}, error) {
			desk, err := s.open(ctx, actor.Practice, couple)
			if err != nil {
				return struct{}{}, err
			}
			if desk.Current == nil {
				return struct{}{}, tandem.Conflict(tandem.Say("This couple has no plan yet."))
			}
			p := desk.Current.clone()
			held, err := s.Held(ctx, p)
			if err != nil {
				return struct{}{}, err
			}
			n, waits := p.Next(desk.Day, held)
			reason = strings.TrimSpace(strings.ReplaceAll(reason, "\r\n", "\n"))
			if err := mayOpen(n, waits, reason); err != nil {
				return struct{}{}, err
			}
			flags, err := s.flagged(ctx, desk, p)
			if err != nil {
				return struct{}{}, err
			}
			if len(flags) > 0 {
				return struct{}{}, tandem.Conflict(flags[0].Text)
			}
			p.open(n, Opening{Phase: n.Place, On: desk.Day, By: actor.Person, At: s.Pipeline.Clock.Now(), Held: n.Held, Of: n.Of, Reason: reason})
			return struct{}{}, s.save(ctx, p)
		})
	return err
}

// mayOpen tells what keeps the therapist from opening the phase.
func mayOpen(n NextPhase, waits bool, reason string) error {
	var problems tandem.Problems
	problems.AddErr(FieldReason, exercise.CheckText(reason, longestReason, true))
	switch {
	case !waits:
		return tandem.Conflict(tandem.Say("No phase of this plan waits to be opened."))
	case !n.Begun:
		return tandem.Conflict(tandem.Say("The phase before it has not begun yet."))
	case n.Asks && reason == "":
		problems.Add(FieldReason, tandem.Say("The base rhythm held in %d of %d weeks. Please say why the next phase should begin all the same.", n.Held, n.Of))
	}
	return problems.Err()
}
