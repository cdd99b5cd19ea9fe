package api

import (
	"context"
	"math"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/practice"
	"tandem/internal/tandem"
)

// The groups of what staff do with couples.
const (
	forDesk    = "Taking in and inviting"
	forCouples = "Couples"
	forPlans   = "Plans"
)

var utc = time.UTC

// Signal is something that staff should know of a couple.
type Signal struct {
	Text string `json:"text"`
	Word bool   `json:"needs_word" doc:"It needs a word with somebody."`
	// About leads to the homework where there is one.
	About tandem.AssignmentID `json:"about,omitempty" doc:"The homework that it is about."`
}

// PlanBrief is a plan in a line.
type PlanBrief struct {
	Name   string `json:"name"`
	Week   int    `json:"week" doc:"0 before the start and in a pause."`
	Weeks  int    `json:"weeks"`
	Paused bool   `json:"paused"`
}

// Figures is one partner's adherence in one week.
type Figures struct {
	Partner tandem.PartnerID `json:"partner"`
	Due     int              `json:"due"`
	Credit  float64          `json:"credit" doc:"1 for done, 0.5 for begun; 0 to due."`
	Passed  int              `json:"passed" doc:"Declined, and not counted."`
}

// Week is one week of a plan with its figures.
type Week struct {
	Week     int         `json:"week"`
	From     tandem.Date `json:"from,omitempty" doc:"Nothing while a pause leaves the week without days."`
	To       tandem.Date `json:"to,omitempty"`
	Light    bool        `json:"light"`
	Partners []Figures   `json:"partners"`
}

// CaseRow is one couple of the caseload.
type CaseRow struct {
	Couple   tandem.CoupleID `json:"couple"`
	Code     string          `json:"code"`
	Partners []Partner       `json:"partners"`
	Plan     *PlanBrief      `json:"plan,omitempty"`
	Weeks    []Week          `json:"weeks" doc:"The last four."`
	Signals  []Signal        `json:"signals" doc:"The most pressing first."`
}

// Caseload is the couples of whoever asks, those that need a word first.
type Caseload struct {
	Couples []CaseRow `json:"couples"`
}

// Caseload lists the couples in care.
func (a *API) Caseload() Operation {
	return operation(forCouples, "The caseload", func(ctx context.Context, actor tandem.Actor, _ *nothing) (Caseload, error) {
		rows, err := a.Homework.Caseload(ctx, actor)
		return Caseload{each(rows, func(r homework.CaseloadRow) CaseRow {
			return CaseRow{Couple: r.Couple.ID, Code: r.Couple.Code, Partners: each(r.Couple.ActivePartners(), partner),
				Plan: brief(r.Plan, r.Week), Weeks: weeks(r.Couple, r.Last), Signals: signals(ctx, r.Signals)}
		})}, err
	})
}

func brief(p *plan.Plan, week int) *PlanBrief {
	if p == nil {
		return nil
	}
	return &PlanBrief{Name: p.Name, Week: week, Weeks: p.Weeks, Paused: p.Paused()}
}

func weeks(c casefile.Couple, all []homework.WeekFigures) []Week {
	return each(all, func(w homework.WeekFigures) Week {
		return Week{Week: w.Week, From: w.From, To: w.To, Light: w.Light, Partners: each(c.ActivePartners(), func(p casefile.Partner) Figures {
			return figures(p.ID, w.Partners[p.ID])
		})}
	})
}

func signals(ctx context.Context, all []homework.Signal) []Signal {
	return each(all, func(s homework.Signal) Signal { return Signal{Text: s.Text.In(ctx), Word: s.Word, About: s.About} })
}

// Membership is a partner with how far the invitation is.
type Membership struct {
	Partner    tandem.PartnerID         `json:"partner"`
	Name       string                   `json:"name"`
	Pronouns   string                   `json:"pronouns,omitempty"`
	Joined     bool                     `json:"joined"`
	Invitation practice.InvitationState `json:"invitation" enum:"none,open,used,withdrawn,expired"`
}

func (a *API) memberships(c casefile.Couple) []Membership {
	now := a.Clock.Now()
	return each(c.ActivePartners(), func(p casefile.Partner) Membership {
		return Membership{Partner: p.ID, Name: p.Name, Pronouns: p.Pronouns, Joined: p.HasAccount, Invitation: p.Invitation.State(now)}
	})
}

// RegisterRow is one couple as the front desk meets it.
type RegisterRow struct {
	Couple   tandem.CoupleID `json:"couple"`
	Code     string          `json:"code"`
	Partners []Membership    `json:"partners"`
}

// Register is all couples of the practice, without anything clinical.
type Register struct {
	Couples []RegisterRow `json:"couples"`
}

// Register lists the couples of the practice.
func (a *API) Register() Operation {
	return operation(forDesk, "The register", func(ctx context.Context, actor tandem.Actor, _ *nothing) (Register, error) {
		all, err := a.Cases.Register(ctx, actor)
		return Register{each(all, func(c casefile.Couple) RegisterRow {
			return RegisterRow{Couple: c.ID, Code: c.Code, Partners: a.memberships(c)}
		})}, err
	})
}

// Blank is what a new couple can be given.
type Blank struct {
	Code       string      `json:"code" doc:"The next free one."`
	Therapists []Therapist `json:"therapists" doc:"Whom the front desk may choose from."`
}

// Therapist is somebody who can lead a couple's care.
type Therapist struct {
	Person tandem.PersonID `json:"person"`
	Name   string          `json:"name"`
}

// NewCouple says what a new couple can be given.
func (a *API) NewCouple() Operation {
	return operation(forDesk, "Before taking in a couple", func(ctx context.Context, actor tandem.Actor, _ *nothing) (Blank, error) {
		b, err := a.Cases.NewTakeIn(ctx, actor)
		return Blank{Code: b.Code, Therapists: each(b.Therapists, func(t casefile.Therapist) Therapist { return Therapist(t) })}, err
	})
}

// NewPartner is one partner of a couple that is taken in.
type NewPartner struct {
	Name     string `json:"name" maxLength:"400"`
	Pronouns string `json:"pronouns,omitempty" maxLength:"400"`
	Language string `json:"language" maxLength:"20"`
	TimeZone string `json:"time_zone,omitempty" maxLength:"80" doc:"The couple's, if it is left out."`

	Contact *Contact `json:"contact,omitempty"`
}

type takeIn struct {
	Body struct {
		Code      string          `json:"code,omitempty" maxLength:"100" doc:"The next free one, if it is left out."`
		TimeZone  string          `json:"time_zone" maxLength:"80" doc:"Such as Europe/Berlin."`
		Partners  []NewPartner    `json:"partners" maxItems:"12"`
		Therapist tandem.PersonID `json:"therapist,omitempty" maxLength:"40" doc:"For the front desk: who leads. A choice."`
		Course    string          `json:"course,omitempty" maxLength:"20" doc:"single is one session first; left out, a course of care."`
		AskGoals  bool            `json:"ask_goals,omitempty" doc:"Each partner is asked on their own phone what they hope for."`
	}
}

// TakenIn is a couple just taken in.
type TakenIn struct {
	Couple   tandem.CoupleID `json:"couple"`
	Code     string          `json:"code"`
	Partners []Partner       `json:"partners"`
}

// TakeIn takes a couple into care.
func (a *API) TakeIn() Operation {
	return operation(forDesk, "Take in a couple", func(ctx context.Context, actor tandem.Actor, in *takeIn) (TakenIn, error) {
		b := in.Body
		c, err := a.Cases.TakeIn(ctx, actor, casefile.TakeInInput{Code: b.Code, TimeZone: b.TimeZone, Therapist: b.Therapist,
			Partners: each(b.Partners, NewPartner.input), AskGoals: b.AskGoals, Course: b.Course})
		return TakenIn{Couple: c.ID, Code: c.Code, Partners: each(c.ActivePartners(), partner)}, err
	})
}

// InvitePartner makes a partner's one-time link.
func (a *API) InvitePartner() Operation {
	return operation(forDesk, "Make a partner's one-time link", func(ctx context.Context, actor tandem.Actor, in *OfPartner) (Link, error) {
		l, err := a.Cases.InvitePartner(ctx, actor, in.Couple, in.Partner)
		if err != nil {
			return Link{}, err
		}
		return a.link(l), nil
	})
}

// WithdrawPartner makes a partner's open link stop working.
func (a *API) WithdrawPartner() Operation {
	return act(forDesk, "Withdraw a partner's link", func(ctx context.Context, actor tandem.Actor, in *OfPartner) error {
		return a.Cases.WithdrawPartnerInvitation(ctx, actor, in.Couple, in.Partner)
	})
}

// Assigned is one piece of homework as staff see it in a plan.
type Assigned struct {
	Assignment tandem.AssignmentID `json:"assignment"`
	Exercise   tandem.ExerciseID   `json:"exercise"`
	Week       int                 `json:"week"`
	OpensOn    tandem.Date         `json:"opens_on,omitempty"`
	DueOn      tandem.Date         `json:"due_on,omitempty"`
	Light      bool                `json:"light"`
	Parts      []Part              `json:"parts"`
}

// Couple is everything about a couple, for its care team.
type Couple struct {
	Couple     tandem.CoupleID `json:"couple"`
	Code       string          `json:"code"`
	State      casefile.State  `json:"state"`
	TimeZone   string          `json:"time_zone"`
	Since      tandem.Date     `json:"since"`
	Day        tandem.Date     `json:"day" doc:"Today in the couple's time zone."`
	Partners   []Membership    `json:"partners"`
	Plan       *PlanBrief      `json:"plan,omitempty"`
	Weeks      []Week          `json:"weeks"`
	Homework   []Assigned      `json:"homework"`
	Gathered   []Kept          `json:"gathered" doc:"Newest first."`
	Quality    []Quality       `json:"quality" doc:"How well the plan's homework went, by each partner's own ratings."`
	Gap        *Gap            `json:"gap,omitempty" doc:"How far the two lie apart; never which of them. Only of two, and once something was due for both."`
	ByExercise []ItemFigures   `json:"by_exercise" doc:"The plan's homework by exercise, in the order of the plan."`
	Progress   []Progress      `json:"progress" doc:"How the exercises go, in words, as the couple's page says it."`
	Across     []string        `json:"across" doc:"Give and take over all exercises, in words."`
	Signals    []Signal        `json:"signals" doc:"The most pressing first."`
	Noted      []Noted         `json:"noted" doc:"Done without being written down here, and noted afterwards, by its day."`
	Intended   []Intended      `json:"intended" doc:"What partners plan, each for themselves. The other does not see it."`
	Course     casefile.Course `json:"course" enum:"ongoing,single" doc:"What they came for."`
	Sessions   CoupleSessions  `json:"sessions"`
}

// Noted is homework that was noted afterwards.
type Noted struct {
	Assignment tandem.AssignmentID `json:"assignment"`
	Exercise   tandem.ExerciseID   `json:"exercise"`
	Partner    tandem.PartnerID    `json:"partner"`
	On         tandem.Date         `json:"on"`
	InRoom     bool                `json:"in_room" doc:"The care team noted it; else the partner did."`
}

// Quality is how well homework went, by one partner's own ratings. No two
// partners' are ever one number.
type Quality struct {
	Partner tandem.PartnerID `json:"partner"`
	Ratings int              `json:"ratings" doc:"How many ratings of their own it is the mean of."`
	Mean    *float64         `json:"mean" doc:"From 0 to 4, to one place after the point; null where nothing was rated."`
}

// Gap is how far two partners lie apart, for the care team alone.
type Gap struct {
	Points  int      `json:"points" doc:"Of adherence, in hundredths."`
	Quality *float64 `json:"quality" doc:"Of quality, 0 to 4; null unless both rated something."`
}

func gap(p homework.CouplePage) *Gap {
	g, due := p.Gap()
	if !due {
		return nil
	}
	out := Gap{Points: g.Points}
	if g.Rated {
		q := math.Round(10*g.Quality) / 10
		out.Quality = &q
	}
	return &out
}

// ItemFigures are one exercise of the plan, for each partner.
type ItemFigures struct {
	Exercise tandem.ExerciseID `json:"exercise"`
	Name     string            `json:"name"`
	Partners []Figures         `json:"partners"`
	Quality  []Quality         `json:"quality"`
}

// Progress is how one exercise goes over its rounds.
type Progress struct {
	Exercise tandem.ExerciseID `json:"exercise"`
	Name     string            `json:"name"`
	Lines    []string          `json:"lines"`
}

func figures(p tandem.PartnerID, f homework.Figures) Figures {
	return Figures{Partner: p, Due: f.Due, Credit: f.Credit, Passed: f.Passed}
}

func quality(p tandem.PartnerID, q homework.Quality) Quality {
	out := Quality{Partner: p, Ratings: q.Ratings}
	if mean, rated := q.Mean(); rated {
		mean = math.Round(10*mean) / 10
		out.Mean = &mean
	}
	return out
}

// OneCouple shows a couple to its care team.
func (a *API) OneCouple() Operation {
	return operation(forCouples, "A couple", func(ctx context.Context, actor tandem.Actor, in *OfCouple) (Couple, error) {
		p, err := a.Homework.Couple(ctx, actor, in.Couple)
		if err != nil {
			return Couple{}, err
		}
		return a.couple(ctx, p), nil
	})
}

func (a *API) couple(ctx context.Context, p homework.CouplePage) Couple {
	c := p.Couple
	return Couple{Couple: c.ID, Code: c.Code, State: c.State, TimeZone: c.TimeZone, Since: tandem.DateOf(c.TakenInAt, c.Zone()), Day: p.Day,
		Partners: a.memberships(c), Plan: brief(p.Plan, p.Week), Weeks: weeks(c, p.Weeks), Signals: signals(ctx, p.Signals),
		Intended: each(p.Intended, intended),
		Gathered: gathered(ctx, p.Together),
		Quality:  each(c.ActivePartners(), func(m casefile.Partner) Quality { return quality(m.ID, p.QualityFor(m.ID)) }),
		Gap:      gap(p),
		ByExercise: each(p.ByExercise, func(f homework.ItemFigures) ItemFigures {
			return ItemFigures{Exercise: f.Exercise.ID, Name: tandem.T(ctx, f.Exercise.Name),
				Partners: each(c.ActivePartners(), func(m casefile.Partner) Figures { return figures(m.ID, f.Partners[m.ID]) }),
				Quality:  each(c.ActivePartners(), func(m casefile.Partner) Quality { return quality(m.ID, f.Quality[m.ID]) })}
		}),
		Noted: each(p.Noted, func(n homework.Afterwards) Noted {
			return Noted{Assignment: n.Assignment, Exercise: n.Exercise.ID, Partner: n.Partner, On: n.On, InRoom: n.InRoom}
		}),
		Progress: each(p.Progress, func(g homework.Progress) Progress {
			return Progress{Exercise: g.Exercise.ID, Name: tandem.T(ctx, g.Exercise.Name),
				Lines: each(g.Lines, func(t tandem.Text) string { return c.Named(t).In(ctx) })}
		}),
		Across: each(p.Across, func(t tandem.Text) string { return c.Named(t).In(ctx) }),
		Course: c.Course, Sessions: coupleSessions(p),
		Homework: each(p.Assignments, func(h homework.Assignment) Assigned {
			return Assigned{Assignment: h.ID, Exercise: h.Exercise, Week: h.Week, OpensOn: h.OpensOn, DueOn: h.DueOn, Light: h.Light,
				Parts: each(c.ActivePartners(), func(p casefile.Partner) Part { return Part{Partner: p.ID, State: h.Part(p.ID)} })}
		})}
}

// CouplesHomework shows one piece of a couple's homework to its care team.
func (a *API) CouplesHomework() Operation {
	type one struct {
		OfCouple
		OfAssignment
	}
	return operation(forCouples, "A piece of a couple's homework", func(ctx context.Context, actor tandem.Actor, in *one) (Homework, error) {
		h, err := a.Homework.SeeIn(ctx, actor, in.Couple, in.Assignment)
		if err != nil {
			return Homework{}, err
		}
		return homeworkOf(ctx, h), nil
	})
}

type guide struct {
	OfCouple
	OfAssignment
	Body struct {
		Kind    exercise.MoveKind          `json:"kind" maxLength:"40" doc:"hold, release, reply, record, or that of a step that is open to the care team."`
		Sure    bool                       `json:"sure,omitempty" doc:"Of a release: although a safety answer is not a yes."`
		To      []string                   `json:"to,omitempty" maxItems:"12" doc:"Of a reply, a record and a mark: positions of partners in the couple, from \"1\"."`
		Text    string                     `json:"text,omitempty" doc:"Of a reply."`
		On      string                     `json:"on,omitempty" maxLength:"20" doc:"Of a record: the day on which it was done."`
		Answers map[exercise.FieldID]Given `json:"answers,omitempty" doc:"By field, of a step."`
		Key     string                     `json:"key" minLength:"8" maxLength:"64" doc:"The program's own. Sent twice, it counts once."`
		Version string                     `json:"version" maxLength:"64" doc:"Of the homework that it acts on."`
	}
}

// guideForm is what the care team answers in a step; nil where it is none.
func (a *API) guideForm(ctx context.Context, actor tandem.Actor, in *guide) (exercise.Form, error) {
	if len(in.Body.Answers) == 0 {
		return nil, nil
	}
	h, err := a.Homework.SeeIn(ctx, actor, in.Couple, in.Assignment)
	if err != nil {
		return nil, err
	}
	form, files, err := formOf(h.Definition, Move{Kind: in.Body.Kind, Answers: in.Body.Answers})
	if len(files) > 0 {
		err = tandem.InvalidField("answers", tandem.Say("Only partners choose pictures."))
	}
	return form, err
}

// Guide acts in a couple's homework as its care team.
func (a *API) Guide() Operation {
	return operation(forCouples, "Reply to a piece of homework, let it wait, open it, or note that it was done", func(ctx context.Context, actor tandem.Actor, in *guide) (Homework, error) {
		b := in.Body
		form, err := a.guideForm(ctx, actor, in)
		if err != nil {
			return Homework{}, err
		}
		h, err := a.Homework.Guide(ctx, actor, in.Couple, in.Assignment, homework.GuideInput{Kind: b.Kind, To: b.To, Text: b.Text, Form: form, On: b.On, Sure: b.Sure, Key: b.Key, Version: b.Version})
		if err != nil {
			return Homework{}, err
		}
		return homeworkOf(ctx, h), nil
	})
}

type lightWeek struct {
	OfCouple
	Week string `path:"week"`
	Body struct {
		Light bool `json:"light"`
	}
}

// LightWeek makes a week light, or normal again.
func (a *API) LightWeek() Operation {
	return act(forPlans, "Make a week light, or normal again", func(ctx context.Context, actor tandem.Actor, in *lightWeek) error {
		return a.Plans.SetLight(ctx, actor, in.Couple, in.Week, in.Body.Light)
	})
}

// Pause holds a plan.
func (a *API) Pause() Operation {
	return act(forPlans, "Pause the plan", func(ctx context.Context, actor tandem.Actor, in *OfCouple) error {
		return a.Plans.Pause(ctx, actor, in.Couple)
	})
}

type openPhase struct {
	OfCouple
	Body struct {
		Reason string `json:"reason,omitempty" doc:"For staff only. Asked for where the base rhythm did not hold."`
	}
}

// OpenPhase opens the plan's next phase.
func (a *API) OpenPhase() Operation {
	return act(forPlans, "Open the plan's next phase", func(ctx context.Context, actor tandem.Actor, in *openPhase) error {
		return a.Plans.OpenPhase(ctx, actor, in.Couple, in.Body.Reason)
	})
}

// Resume lets a plan go on.
func (a *API) Resume() Operation {
	return act(forPlans, "Let the plan go on", func(ctx context.Context, actor tandem.Actor, in *OfCouple) error {
		return a.Plans.Resume(ctx, actor, in.Couple)
	})
}
