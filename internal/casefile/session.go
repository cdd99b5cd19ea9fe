package casefile

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"tandem/internal/tandem"
)

// Course says what a couple came for: a course of care, or one session first
// (P8: one low-threshold session is a valid start).
type Course string

// The courses.
const (
	CourseOngoing Course = "ongoing"
	CourseSingle  Course = "single"
)

// SessionOutcome is what became of a session, without blame.
type SessionOutcome string

// The outcomes of a session.
const (
	SessionHeld      SessionOutcome = "held"
	SessionCalledOff SessionOutcome = "called-off" // beforehand
	SessionNotHeld   SessionOutcome = "not-held"   // it did not come about
)

// SessionOutcomes lists every outcome.
func SessionOutcomes() []SessionOutcome {
	return []SessionOutcome{SessionHeld, SessionCalledOff, SessionNotHeld}
}

// Text is the outcome in words.
func (o SessionOutcome) Text() tandem.Text {
	switch o {
	case SessionHeld:
		return tandem.Say("held")
	case SessionCalledOff:
		return tandem.Say("called off beforehand")
	default:
		return tandem.Say("did not come about")
	}
}

// Session is one session with the couple as a fact: its day, what became of it
// and who was there. It holds no word of what was said. It is the care team's
// knowledge alone.
type Session struct {
	On      tandem.Date
	Outcome SessionOutcome
	There   []tandem.PartnerID // of a session that was held, by position
}

// HelpStep is a step of the ladder of outside help (P8).
type HelpStep string

// The steps, from the lowest threshold up.
const (
	HelpSingle     HelpStep = "single-session"
	HelpRegular    HelpStep = "regular-sessions"
	HelpIndividual HelpStep = "individual-therapy"
	HelpGroup      HelpStep = "group"
	HelpPhysician  HelpStep = "physician"
	HelpOther      HelpStep = "other"
)

// HelpSteps lists the ladder from its lowest step.
func HelpSteps() []HelpStep {
	return []HelpStep{HelpSingle, HelpRegular, HelpIndividual, HelpGroup, HelpPhysician, HelpOther}
}

// Text is the step in words.
func (h HelpStep) Text() tandem.Text {
	switch h {
	case HelpSingle:
		return tandem.Say("one session")
	case HelpRegular:
		return tandem.Say("regular sessions")
	case HelpIndividual:
		return tandem.Say("individual therapy")
	case HelpGroup:
		return tandem.Say("a group")
	case HelpPhysician:
		return tandem.Say("a physician")
	default:
		return tandem.Say("other help")
	}
}

// HelpState is how far a couple is on a step; "" where nothing was said of it.
type HelpState string

// The states of a step.
const (
	HelpSuggested HelpState = "suggested"
	HelpBegun     HelpState = "begun"
	HelpIsRegular HelpState = "regular"
	HelpNotNow    HelpState = "not-now"
)

// HelpStates lists every state that can be recorded.
func HelpStates() []HelpState {
	return []HelpState{HelpSuggested, HelpBegun, HelpIsRegular, HelpNotNow}
}

// Text is the state in words.
func (h HelpState) Text() tandem.Text {
	switch h {
	case HelpSuggested:
		return tandem.Say("suggested")
	case HelpBegun:
		return tandem.Say("begun")
	case HelpIsRegular:
		return tandem.Say("regular")
	case HelpNotNow:
		return tandem.Say("not now")
	default:
		return tandem.Say("nothing noted")
	}
}

// Help is one step of the ladder as it stands.
type Help struct {
	Step  HelpStep
	State HelpState
	Since tandem.Date
}

// Attendance is what is recorded of a couple's sessions and of outside help.
type Attendance struct {
	Sessions []Session // the newest first
	Help     []Help    // in the ladder's order; steps of which nothing was said are absent
}

// Last is the last session that was held before the day.
func (a Attendance) Last(before tandem.Date) (Session, bool) {
	for _, s := range a.Sessions {
		if s.Outcome == SessionHeld && s.On < before {
			return s, true
		}
	}
	return Session{}, false
}

// Count is how many sessions came to that, from one day to another.
func (a Attendance) Count(outcome SessionOutcome, from, to tandem.Date) int {
	n := 0
	for _, s := range a.Sessions {
		if s.Outcome == outcome && s.On >= from && s.On <= to {
			n++
		}
	}
	return n
}

// There is at how many sessions that were held the partner was, from one day to
// another.
func (a Attendance) There(partner tandem.PartnerID, from, to tandem.Date) int {
	n := 0
	for _, s := range a.Sessions {
		if s.Outcome == SessionHeld && s.On >= from && s.On <= to && slices.Contains(s.There, partner) {
			n++
		}
	}
	return n
}

// AttendanceStore keeps sessions, the ladder and the course of a case. Methods
// that write must run in a transaction. What belongs to another practice is
// NotFound or absent.
type AttendanceStore interface {
	// Attendance is what is recorded of a couple.
	Attendance(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) (Attendance, error)
	// LastSessions tells of many couples when the last session was held; those
	// without one are absent.
	LastSessions(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID) (map[tandem.CoupleID]tandem.Date, error)
	// RecordSession replaces what is recorded of the couple's day. NotFound, also
	// for a partner of another couple.
	RecordSession(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, s Session, by tandem.PersonID, at time.Time) error
	// DropSession takes away what is recorded of the day, if there is anything.
	DropSession(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, on tandem.Date) error
	// SetHelp replaces a step of the ladder; without a state it takes it away.
	// NotFound.
	SetHelp(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, h Help, by tandem.PersonID, at time.Time) error
	// SetCourse replaces what the couple came for. NotFound.
	SetCourse(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, course Course) error
}

// AttendancePage is a couple's sessions and ladder, for its care team.
type AttendancePage struct {
	Couple Couple
	Day    tandem.Date // today in the couple's time zone
	Attendance
}

// Sessions shows what is recorded of a couple's sessions and of outside help.
// The care team and its supervisors may.
func (s *Service) Sessions(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID) (AttendancePage, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeeSessions, aCouple(couple),
		func(ctx context.Context, _ *tandem.Grant) (AttendancePage, error) {
			c, err := s.Store.Couple(ctx, actor.Practice, couple)
			if err != nil {
				return AttendancePage{}, err
			}
			page := AttendancePage{Couple: c, Day: tandem.DateOf(s.Pipeline.Clock.Now(), c.Zone())}
			page.Attendance, err = s.Store.Attendance(ctx, actor.Practice, couple)
			return page, err
		})
}

// SessionInput is a session as typed.
type SessionInput struct {
	On      string
	Outcome string   // one of SessionOutcomes, or NoSession
	There   []string // positions in the couple, from "1"
}

// NoSession takes a day off the record that was recorded by mistake.
const NoSession = "none"

// The fields of SessionInput and HelpInput that errors point at.
const (
	FieldSessionOn = "on"
	FieldOutcome   = "outcome"
	FieldThere     = "there"
	FieldHelpStep  = "step"
	FieldHelpState = "state"
	FieldCourse    = "course"
)

// sessionsBack is how far back a session can be recorded, in days: five years,
// for couples who come from elsewhere.
const sessionsBack = 5 * 366

// RecordSession notes what became of the session of a day; what was recorded
// of that day before is replaced. Therapists of the care team may. Errors:
// Invalid at the fields; Conflict when care has ended.
func (s *Service) RecordSession(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, in SessionInput) error {
	return s.changeCare(ctx, actor, couple, tandem.UseRecordSession, func(ctx context.Context, c Couple) error {
		var p tandem.Problems
		now := s.Pipeline.Clock.Now()
		today := tandem.DateOf(now, c.Zone())
		on, err := tandem.ParseDate(strings.TrimSpace(in.On))
		switch {
		case err != nil:
			p.Add(FieldSessionOn, tandem.Say("Please choose the day."))
		case on > today:
			p.Add(FieldSessionOn, tandem.Say("Please choose today or a day that has been."))
		case today.DaysSince(on) > sessionsBack:
			p.Add(FieldSessionOn, tandem.Say("Please choose a day of the last five years."))
		}
		outcome := SessionOutcome(in.Outcome)
		if in.Outcome != NoSession && !slices.Contains(SessionOutcomes(), outcome) {
			p.Add(FieldOutcome, tandem.Say("Please choose from the list."))
		}
		there, fits := positions(c, in.There)
		if !fits || outcome == SessionHeld && len(there) == 0 {
			p.Add(FieldThere, tandem.Say("Please choose who was there."))
		}
		if err := p.Err(); err != nil {
			return err
		}
		if in.Outcome == NoSession {
			return s.Store.DropSession(ctx, actor.Practice, couple, on)
		}
		if outcome != SessionHeld {
			there = nil
		}
		return s.Store.RecordSession(ctx, actor.Practice, couple, Session{On: on, Outcome: outcome, There: there}, actor.Person, now)
	})
}

// positions finds active partners by their positions, each once and in order;
// false when one position is none.
func positions(c Couple, typed []string) ([]tandem.PartnerID, bool) {
	var ids []tandem.PartnerID
	partners := c.ActivePartners()
	for _, p := range partners {
		if slices.Contains(typed, strconv.Itoa(p.Position)) {
			ids = append(ids, p.ID)
		}
	}
	for _, t := range typed {
		if !slices.ContainsFunc(partners, func(p Partner) bool { return strconv.Itoa(p.Position) == t }) {
			return nil, false
		}
	}
	return ids, true
}

// HelpInput is a step of the ladder as typed; "" as State takes it away.
type HelpInput struct{ Step, State string }

// SetHelp notes how far the couple is on a step of outside help. Therapists of
// the care team may. Errors: Invalid at the fields; Conflict when care has ended.
func (s *Service) SetHelp(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, in HelpInput) error {
	return s.changeCare(ctx, actor, couple, tandem.UseSetHelp, func(ctx context.Context, c Couple) error {
		var p tandem.Problems
		now := s.Pipeline.Clock.Now()
		h := Help{Step: HelpStep(in.Step), State: HelpState(in.State), Since: tandem.DateOf(now, c.Zone())}
		if !slices.Contains(HelpSteps(), h.Step) {
			p.Add(FieldHelpStep, tandem.Say("Please choose from the list."))
		}
		if h.State != "" && !slices.Contains(HelpStates(), h.State) {
			p.Add(FieldHelpState, tandem.Say("Please choose from the list."))
		}
		if err := p.Err(); err != nil {
			return err
		}
		return s.Store.SetHelp(ctx, actor.Practice, couple, h, actor.Person, now)
	})
}

// SetCourse makes a case one session first, or a course of care: one act either
// way, which changes nothing else. Therapists of the care team may. Errors:
// Invalid at the field; Conflict when care has ended.
func (s *Service) SetCourse(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, typed string) error {
	return s.changeCare(ctx, actor, couple, tandem.UseSetCourse, func(ctx context.Context, _ Couple) error {
		course, err := courseOf(typed)
		if err != nil || typed == "" {
			return tandem.InvalidField(FieldCourse, tandem.Say("Please choose from the list."))
		}
		return s.Store.SetCourse(ctx, actor.Practice, couple, course)
	})
}

// courseOf reads a course; "" is a course of care. The error is of kind Invalid.
func courseOf(typed string) (Course, error) {
	switch Course(typed) {
	case CourseSingle:
		return CourseSingle, nil
	case CourseOngoing, "":
		return CourseOngoing, nil
	}
	return CourseOngoing, tandem.Invalid(tandem.Say("Please choose from the list."))
}

// changeCare runs a change of a couple whose care goes on.
func (s *Service) changeCare(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, use tandem.UseCaseName, change func(context.Context, Couple) error) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, use, aCouple(couple),
		func(ctx context.Context, _ *tandem.Grant) (struct{}, error) {
			c, err := s.inCare(ctx, actor, couple)
			if err != nil {
				return struct{}{}, err
			}
			return struct{}{}, change(ctx, c)
		})
	return err
}
