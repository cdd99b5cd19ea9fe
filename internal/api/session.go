package api

import (
	"context"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// Session is one session with a couple as a fact.
type Session struct {
	On      tandem.Date             `json:"on"`
	Outcome casefile.SessionOutcome `json:"outcome" enum:"held,called-off,not-held"`
	There   []tandem.PartnerID      `json:"there"`
}

// Help is one step of the ladder of outside help as it stands.
type Help struct {
	Step  casefile.HelpStep  `json:"step" enum:"single-session,regular-sessions,individual-therapy,group,physician,other"`
	State casefile.HelpState `json:"state" enum:"suggested,begun,regular,not-now"`
	Since tandem.Date        `json:"since"`
}

// Sessions is what is recorded of a couple's sessions and of outside help.
type Sessions struct {
	Course   casefile.Course `json:"course" enum:"ongoing,single" doc:"What they came for: a course of care, or one session first."`
	Sessions []Session       `json:"sessions" doc:"Newest first."`
	Help     []Help          `json:"help" doc:"In the ladder's order; steps of which nothing was said are absent."`
}

// Sessions shows them to the care team.
func (a *API) Sessions() Operation {
	return operation(forCouples, "Sessions and outside help", func(ctx context.Context, actor tandem.Actor, in *OfCouple) (Sessions, error) {
		page, err := a.Cases.Sessions(ctx, actor, in.Couple)
		return Sessions{Course: page.Couple.Course, Sessions: each(page.Sessions, func(s casefile.Session) Session {
			return Session{On: s.On, Outcome: s.Outcome, There: append([]tandem.PartnerID{}, s.There...)}
		}), Help: each(page.Help, func(h casefile.Help) Help { return Help(h) })}, err
	})
}

type session struct {
	OfCouple
	Body struct {
		On      string   `json:"on" maxLength:"20" doc:"Its day. What was recorded of that day before is replaced."`
		Outcome string   `json:"outcome" maxLength:"20" doc:"held, called-off, not-held; none takes the day off the record."`
		There   []string `json:"there,omitempty" maxItems:"12" doc:"Who was there: positions of partners in the couple, from \"1\"."`
	}
}

// RecordSession notes what became of a session.
func (a *API) RecordSession() Operation {
	return act(forCouples, "Record a session", func(ctx context.Context, actor tandem.Actor, in *session) error {
		return a.Cases.RecordSession(ctx, actor, in.Couple, casefile.SessionInput(in.Body))
	})
}

type help struct {
	OfCouple
	Body struct {
		Step  string `json:"step" maxLength:"40"`
		State string `json:"state,omitempty" maxLength:"20" doc:"Left out, it takes the step off the record."`
	}
}

// SetHelp notes a step of outside help.
func (a *API) SetHelp() Operation {
	return act(forCouples, "Record a step of outside help", func(ctx context.Context, actor tandem.Actor, in *help) error {
		return a.Cases.SetHelp(ctx, actor, in.Couple, casefile.HelpInput(in.Body))
	})
}

type course struct {
	OfCouple
	Body struct {
		Course string `json:"course" maxLength:"20" doc:"ongoing or single."`
	}
}

// SetCourse says what a couple came for.
func (a *API) SetCourse() Operation {
	return act(forCouples, "Make a case one session first, or a course of care", func(ctx context.Context, actor tandem.Actor, in *course) error {
		return a.Cases.SetCourse(ctx, actor, in.Couple, in.Body.Course)
	})
}

// GiveCarryOver gives what carries one session home.
func (a *API) GiveCarryOver() Operation {
	return operation(forCouples, "Give what carries a session home, without a plan", func(ctx context.Context, actor tandem.Actor, in *OfCouple) (Opened, error) {
		id, err := a.Homework.GiveCarryOver(ctx, actor, in.Couple)
		return Opened{id}, err
	})
}

type hardWeek struct {
	OfCouple
	Body struct {
		Date     string `json:"date" maxLength:"20"`
		Happened string `json:"happened"`
		Learned  string `json:"learned,omitempty"`
		Change   string `json:"change,omitempty"`
		Key      string `json:"key" minLength:"8" maxLength:"64" doc:"The program's own. Sent twice, it counts once."`
	}
}

// RecordSetback notes a hard week in the room.
func (a *API) RecordSetback() Operation {
	return operation(forCouples, "Note a hard week in the room, for both", func(ctx context.Context, actor tandem.Actor, in *hardWeek) (Opened, error) {
		b := in.Body
		id, err := a.Homework.RecordSetback(ctx, actor, in.Couple, homework.SetbackInput{Key: b.Key, Form: exercise.Form{
			"date": {b.Date}, "happened": {b.Happened}, "learned": {b.Learned}, "change": {b.Change}}})
		return Opened{id}, err
	})
}

// NoteSetback opens a place to note a hard week.
func (a *API) NoteSetback() Operation {
	return operation(forPartners, "Open a place to note a hard week", func(ctx context.Context, actor tandem.Actor, in *OfCouple) (Opened, error) {
		id, err := a.Homework.NoteSetback(ctx, actor, in.Couple)
		return Opened{id}, err
	})
}

// CoupleSessions is attendance and what was carried home, in figures.
type CoupleSessions struct {
	Last     tandem.Date       `json:"last,omitempty" doc:"The last one that was held before today."`
	Held     int               `json:"held"`
	Partners []PartnerSessions `json:"partners"`
}

// PartnerSessions is one partner's attendance.
type PartnerSessions struct {
	Partner tandem.PartnerID `json:"partner"`
	There   int              `json:"there"`
	Uses    int              `json:"uses" doc:"Of the session's skill, since the last one."`
}

func coupleSessions(p homework.CouplePage) CoupleSessions {
	return CoupleSessions{Last: p.Care.Since, Held: p.Care.Count(casefile.SessionHeld, "", p.Day), Partners: each(p.Couple.ActivePartners(), func(one casefile.Partner) PartnerSessions {
		return PartnerSessions{Partner: one.ID, There: p.Care.There(one.ID, "", p.Day), Uses: p.Care.Uses[one.ID]}
	})}
}
