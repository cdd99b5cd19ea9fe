package api

import (
	"context"
	"strconv"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// PlanDesk is what there is to begin a plan with, or to change.
type PlanDesk struct {
	Day       tandem.Date `json:"day" doc:"Today in the couple's time zone."`
	Plan      *PlanBrief  `json:"plan,omitempty" doc:"The one that runs."`
	From      int         `json:"from" doc:"The first week that can still change."`
	Draft     *PlanDraft  `json:"draft,omitempty"`
	Templates []Template  `json:"templates"`
	Exercises []Offered   `json:"exercises"`
}

// Template is a plan to start from.
type Template struct {
	Template plan.TemplateID     `json:"template"`
	Name     string              `json:"name"`
	For      string              `json:"for"`
	Weeks    int                 `json:"weeks"`
	Missing  []tandem.ExerciseID `json:"missing" doc:"Exercises that it names and the library lacks. They are left out."`
	Variants []Variant           `json:"variants" doc:"It fitted to a stage of life."`
}

// Variant is a template fitted to a stage of life.
type Variant struct {
	Variant string `json:"variant"`
	Name    string `json:"name"`
	For     string `json:"for"`
}

// Offered is an exercise of the library.
type Offered struct {
	Exercise tandem.ExerciseID `json:"exercise"`
	Name     string            `json:"name"`
	Purpose  string            `json:"purpose"`
	Minutes  int               `json:"minutes"`
	Together bool              `json:"together"`
	Cadence  string            `json:"cadence" doc:"The usual one."`
}

// PlanDraft is a plan in the making, or the wish to change the running one.
type PlanDraft struct {
	Version   int         `json:"version"`
	Revises   bool        `json:"revises" doc:"It changes the running plan."`
	Name      string      `json:"name"`
	StartsOn  tandem.Date `json:"starts_on"`
	Begins    int         `json:"week_begins" doc:"0 Sunday to 6 Saturday."`
	FirstWeek int         `json:"first_week"`
	Weeks     int         `json:"weeks"`
	Note      string      `json:"note"`
	Items     []PlanItem  `json:"items"`
	Changed   *time.Time  `json:"changed"`
}

// PlanItem is one line of a plan.
type PlanItem struct {
	Exercise tandem.ExerciseID  `json:"exercise"`
	Cadence  string             `json:"cadence"`
	FromWeek int                `json:"from_week"`
	ToWeek   int                `json:"to_week"`
	Partner  tandem.PartnerID   `json:"partner,omitempty" doc:"Left out where it is for everybody."`
	Note     string             `json:"note"`
	Date     *OwnDate           `json:"date,omitempty" doc:"The couple's own date that it comes on, as the plan has it."`
	Declined []tandem.PartnerID `json:"declined,omitempty" doc:"For whom it is not just now, by their own word."`
}

func planItem(it plan.Item) PlanItem {
	out := PlanItem{Exercise: it.Exercise, Cadence: plan.OftenValue(it), FromWeek: it.FromWeek, ToWeek: it.ToWeek, Partner: it.Partner, Note: it.Note}
	if it.Date.ID != "" {
		d := ownDate(it.Date)
		out.Date = &d
	}
	return out
}

func planDraft(d plan.Draft) PlanDraft {
	p := d.Plan
	return PlanDraft{Version: d.Version, Revises: d.Revises, Name: p.Name, StartsOn: p.StartsOn, Begins: int(p.Begins), FirstWeek: p.FirstWeek,
		Weeks: p.Weeks, Note: p.Note, Items: each(p.Items, planItem), Changed: moment(d.ChangedAt)}
}

func briefOf(p *plan.Plan, day tandem.Date) *PlanBrief {
	if p == nil {
		return nil
	}
	return brief(p, p.WeekOn(day))
}

// BeginPlan says what there is to begin with, or to change.
func (a *API) BeginPlan() Operation {
	return a.planDesk("Before a plan begins or changes", func(ctx context.Context, actor tandem.Actor, c tandem.CoupleID) (plan.Desk, error) {
		return a.Plans.Begin(ctx, actor, c)
	})
}

// SeePlanDraft shows the draft.
func (a *API) SeePlanDraft() Operation {
	return a.planDesk("The draft", func(ctx context.Context, actor tandem.Actor, c tandem.CoupleID) (plan.Desk, error) {
		return a.Plans.SeeDraft(ctx, actor, c)
	})
}

func (a *API) planDesk(summary string, read func(context.Context, tandem.Actor, tandem.CoupleID) (plan.Desk, error)) Operation {
	return operation(forPlans, summary, func(ctx context.Context, actor tandem.Actor, in *OfCouple) (PlanDesk, error) {
		d, err := read(ctx, actor, in.Couple)
		if err != nil {
			return PlanDesk{}, err
		}
		out := PlanDesk{Day: d.Day, Plan: briefOf(d.Current, d.Day), From: d.From,
			Templates: each(d.Templates, func(t plan.Template) Template {
				return Template{Template: t.ID, Name: t.Name, For: t.For, Weeks: t.Weeks, Missing: each(t.Missing(d.Library), func(id tandem.ExerciseID) tandem.ExerciseID { return id }),
					Variants: each(t.Variants, func(v plan.Variant) Variant { return Variant{v.ID, v.Name, v.For} })}
			}),
			Exercises: each(d.Library.Latest(), func(d *exercise.Definition) Offered { return offered(ctx, d) })}
		if d.Draft != nil {
			draft := planDraft(*d.Draft)
			for i, it := range d.Draft.Plan.Items {
				draft.Items[i].Declined = plan.Declined(d.Outs, it.ID)
			}
			out.Draft = &draft
		}
		return out, nil
	})
}

type startDraft struct {
	OfCouple
	Body struct {
		Template plan.TemplateID `json:"template,omitempty" maxLength:"40" doc:"Left out for an empty plan."`
		Variant  string          `json:"variant,omitempty" maxLength:"40" doc:"Of the template; left out for the template itself."`
		Revise   bool            `json:"revise,omitempty" doc:"A copy of the running plan, to change it."`
		Alone    string          `json:"alone,omitempty" maxLength:"3" doc:"The position of the partner who begins alone with the template's lead-in."`
	}
}

// StartPlanDraft begins a draft.
func (a *API) StartPlanDraft() Operation {
	return operation(forPlans, "Begin a draft", func(ctx context.Context, actor tandem.Actor, in *startDraft) (PlanDraft, error) {
		d, err := a.Plans.StartDraft(ctx, actor, in.Couple, plan.StartInput{Template: in.Body.Template, Variant: in.Body.Variant, Revise: in.Body.Revise, Alone: in.Body.Alone})
		return planDraft(d), err
	})
}

// ItemChange is one line as it is wished for.
type ItemChange struct {
	Place    *int              `json:"place,omitempty" doc:"Of the line in the draft, from 0; left out for a new line. Lines that are not named stay."`
	Exercise tandem.ExerciseID `json:"exercise,omitempty" maxLength:"40" doc:"For a line of the draft: another one of its family."`
	Who      string            `json:"who,omitempty" maxLength:"8" doc:"A partner's position, from \"1\"; left out for everybody."`
	Cadence  string            `json:"cadence,omitempty" maxLength:"60" doc:"once, weekly-1 to weekly-7, every-2 to every-12, monthly, when, or date- and the id of a date of the couple's own."`
	FromWeek int               `json:"from_week,omitempty"`
	ToWeek   int               `json:"to_week,omitempty"`
	Note     string            `json:"note,omitempty"`
	Remove   bool              `json:"remove,omitempty"`
}

func (i ItemChange) input() plan.ItemInput {
	return plan.ItemInput{Exercise: i.Exercise, Who: i.Who, Cadence: i.Cadence, FromWeek: strconv.Itoa(i.FromWeek), ToWeek: strconv.Itoa(i.ToWeek), Note: i.Note, Remove: i.Remove}
}

type changeDraft struct {
	OfCouple
	Body struct {
		Version   int          `json:"version"`
		Name      string       `json:"name"`
		StartsOn  string       `json:"starts_on,omitempty" maxLength:"20" doc:"Of a new plan; the next day on which weeks begin, if it is left out."`
		Begins    *int         `json:"week_begins,omitempty" doc:"Of a new plan: 0 Sunday to 6 Saturday."`
		FirstWeek *int         `json:"first_week,omitempty" doc:"Of a plan begun elsewhere: the week in which it goes on here."`
		Weeks     int          `json:"weeks"`
		Note      string       `json:"note,omitempty"`
		Items     []ItemChange `json:"items,omitempty" maxItems:"120"`
	}
}

func (in *changeDraft) input() plan.DraftInput {
	b := in.Body
	out := plan.DraftInput{Version: strconv.Itoa(b.Version), Name: b.Name, StartsOn: b.StartsOn, Weeks: strconv.Itoa(b.Weeks), Note: b.Note, Items: map[int]plan.ItemInput{}}
	if b.Begins != nil {
		out.Begins = strconv.Itoa(*b.Begins)
	}
	if b.FirstWeek != nil {
		out.FirstWeek = strconv.Itoa(*b.FirstWeek)
	}
	for _, i := range b.Items {
		if i.Place != nil {
			out.Items[*i.Place] = i.input()
		} else {
			out.Add = append(out.Add, i.input())
		}
	}
	return out
}

// ChangePlanDraft lays wishes over the draft.
func (a *API) ChangePlanDraft() Operation {
	return operation(forPlans, "Change the draft", func(ctx context.Context, actor tandem.Actor, in *changeDraft) (PlanDraft, error) {
		d, err := a.Plans.ChangeDraft(ctx, actor, in.Couple, in.input())
		return planDraft(d), err
	})
}

// DropPlanDraft throws the draft away.
func (a *API) DropPlanDraft() Operation {
	return act(forPlans, "Drop the draft", func(ctx context.Context, actor tandem.Actor, in *OfCouple) error {
		return a.Plans.DropDraft(ctx, actor, in.Couple)
	})
}

// PlanCheck is the last look before a draft starts or changes a plan.
type PlanCheck struct {
	Draft   *PlanDraft `json:"draft,omitempty"`
	Unmet   []Unmet    `json:"unmet" doc:"What the gate still asks for."`
	From    int        `json:"from" doc:"The first week that would change."`
	Changes []string   `json:"changes" doc:"Of a draft that changes the running plan, in words."`
	Load    []string   `json:"load" doc:"What that does to the weeks' load, in words."`
}

// CheckPlan is the last look before a draft starts or changes a plan.
func (a *API) CheckPlan() Operation {
	return operation(forPlans, "The last look before a draft takes effect", func(ctx context.Context, actor tandem.Actor, in *OfCouple) (PlanCheck, error) {
		d, err := a.Plans.Check(ctx, actor, in.Couple)
		if err != nil {
			return PlanCheck{}, err
		}
		names := plan.NamesFrom(d.Library, func(id tandem.PartnerID) tandem.Text {
			p, _ := d.Couple.Partner(id)
			return tandem.Say("%s", p.Name)
		})
		out := PlanCheck{From: d.From, Changes: each(names.Words(d.Changes), said(ctx)), Load: each(names.LoadWords(d.Changes), said(ctx)),
			Unmet: each(d.Unmet, missing(ctx))}
		if d.Draft != nil {
			draft := planDraft(*d.Draft)
			out.Draft = &draft
		}
		return out, nil
	})
}

type atVersion struct {
	OfCouple
	Body struct {
		Version int `json:"version" doc:"Of the draft that was looked at."`
	}
}

// ActivatePlan starts the drafted plan.
func (a *API) ActivatePlan() Operation {
	return operation(forPlans, "Start the drafted plan", func(ctx context.Context, actor tandem.Actor, in *atVersion) (PlanBrief, error) {
		return a.settled(a.Plans.Activate(ctx, actor, in.Couple, strconv.Itoa(in.Body.Version)))
	})
}

// RevisePlan accepts the drafted change.
func (a *API) RevisePlan() Operation {
	return operation(forPlans, "Accept the drafted change", func(ctx context.Context, actor tandem.Actor, in *atVersion) (PlanBrief, error) {
		return a.settled(a.Plans.Revise(ctx, actor, in.Couple, strconv.Itoa(in.Body.Version)))
	})
}

func (a *API) settled(p plan.Plan, err error) (PlanBrief, error) {
	if err != nil {
		return PlanBrief{}, err
	}
	return *briefOf(&p, tandem.DateOf(a.Clock.Now(), utc)), nil
}

type once struct {
	OfCouple
	Body struct {
		Exercise tandem.ExerciseID `json:"exercise" maxLength:"40"`
		Week     int               `json:"week" doc:"Of the running plan: one that is not over."`
		Who      string            `json:"who,omitempty" maxLength:"8" doc:"A partner's position, from \"1\"; left out for everybody."`
		Note     string            `json:"note,omitempty"`
	}
}

// GiveOnce gives one exercise in one week.
func (a *API) GiveOnce() Operation {
	return act(forPlans, "Give one exercise in one week", func(ctx context.Context, actor tandem.Actor, in *once) error {
		b := in.Body
		return a.Plans.GiveOnce(ctx, actor, in.Couple, plan.OnceInput{Exercise: b.Exercise, Who: b.Who, Week: strconv.Itoa(b.Week), Note: b.Note})
	})
}

type endPlan struct {
	OfCouple
	Body struct {
		Reason string `json:"reason" doc:"For staff only."`
	}
}

// EndPlan ends the running plan.
func (a *API) EndPlan() Operation {
	return act(forPlans, "End the running plan", func(ctx context.Context, actor tandem.Actor, in *endPlan) error {
		return a.Plans.End(ctx, actor, in.Couple, in.Body.Reason)
	})
}

// PastPlan is one plan with its revisions.
type PastPlan struct {
	Name      string         `json:"name"`
	State     plan.State     `json:"state"`
	StartsOn  tandem.Date    `json:"starts_on"`
	Weeks     int            `json:"weeks"`
	EndedOn   tandem.Date    `json:"ended_on,omitempty"`
	Reason    string         `json:"reason,omitempty"`
	Revisions []PlanRevision `json:"revisions"`
}

// PlanRevision is one accepted change.
type PlanRevision struct {
	Number  int             `json:"number"`
	At      *time.Time      `json:"at"`
	By      tandem.PersonID `json:"by"`
	From    int             `json:"from"`
	Changes []string        `json:"changes"`
}

// PlanHistory tells how the couple's plans came and went.
func (a *API) PlanHistory() Operation {
	return operation(forPlans, "How the couple's plans came and went", func(ctx context.Context, actor tandem.Actor, in *OfCouple) ([]PastPlan, error) {
		h, err := a.Plans.History(ctx, actor, in.Couple)
		if err != nil {
			return nil, err
		}
		names := plan.NamesFrom(h.Library, func(id tandem.PartnerID) tandem.Text {
			p, _ := h.Couple.Partner(id)
			return tandem.Say("%s", p.Name)
		})
		return each(h.Plans, func(past plan.Past) PastPlan {
			p := past.Plan
			out := PastPlan{Name: p.Name, State: p.State, StartsOn: p.StartsOn, Weeks: p.Weeks, Revisions: each(past.Revisions, func(r plan.Revision) PlanRevision {
				return PlanRevision{Number: r.Number, At: moment(r.At), By: r.By, From: r.From, Changes: each(names.Words(r.Changes), said(ctx))}
			})}
			if p.Closing != nil {
				out.EndedOn, out.Reason = p.Closing.On, p.Closing.Reason
			}
			return out
		}), nil
	})
}

// ComingWeek is one week ahead, as a partner may know of it.
type ComingWeek struct {
	From   tandem.Date   `json:"from"`
	To     tandem.Date   `json:"to"`
	Light  bool          `json:"light"`
	Things []ComingThing `json:"things"`
}

// ComingThing is an exercise that lies ahead.
type ComingThing struct {
	Exercise tandem.ExerciseID `json:"exercise"`
	Name     string            `json:"name"`
	Times    int               `json:"times" doc:"In that week; 0 for what is opened when it happens."`
	Note     string            `json:"note,omitempty" doc:"The therapist's."`
}

// Coming is what lies ahead in one couple.
type Coming struct {
	Couple  tandem.CoupleID `json:"couple"`
	Note    string          `json:"note,omitempty" doc:"The therapist's, to the couple."`
	Paused  bool            `json:"paused"`
	Weeks   []ComingWeek    `json:"weeks"`
	Anytime []ComingThing   `json:"anytime"`
}

// Coming is what lies ahead for a partner.
func (a *API) Coming() Operation {
	return operation(forPartners, "What is coming", func(ctx context.Context, actor tandem.Actor, _ *nothing) ([]Coming, error) {
		all, err := a.Plans.SeeComing(ctx, actor)
		if err != nil {
			return nil, err
		}
		thing := func(library *exercise.Library, it plan.Item, times int) ComingThing {
			t := ComingThing{Exercise: it.Exercise, Times: times, Note: it.Note}
			if def, ok := library.Get(it.Exercise, it.Version); ok {
				t.Name = words(ctx, def.Name)
			}
			return t
		}
		return each(all, func(c plan.Coming) Coming {
			out := Coming{Couple: c.Couple.ID, Anytime: each(c.Anytime, func(it plan.Item) ComingThing { return thing(c.Library, it, 0) }),
				Weeks: each(c.Weeks, func(w plan.ComingWeek) ComingWeek {
					return ComingWeek{From: w.First, To: w.Last, Light: w.Light, Things: each(w.Items, func(i plan.ComingItem) ComingThing { return thing(c.Library, i.Item, i.Times) })}
				})}
			if c.Plan != nil {
				out.Note, out.Paused = c.Plan.Note, c.Plan.Paused()
			}
			return out
		}), nil
	})
}
