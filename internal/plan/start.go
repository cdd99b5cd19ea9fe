package plan

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/tandem"
)

// StartInput is what a draft begins with.
type StartInput struct {
	Template TemplateID // "" is an empty plan
	Revise   bool       // a copy of the running plan, to change it
	Variant  string     // of the template; "" is the template itself
	Alone    string     // position of the partner who begins with the template's lead-in; "" for both
}

// StartDraft begins a draft. Errors: Invalid at "template", "variant" and "alone"; Conflict when a
// draft is there already, or none of that kind makes sense now.
func (s *Service) StartDraft(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, in StartInput) (Draft, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseStartPlanDraft, object(couple),
		func(ctx context.Context, _ *tandem.Grant) (Draft, error) {
			desk, err := s.open(ctx, actor.Practice, couple)
			if err != nil {
				return Draft{}, err
			}
			p, err := s.startOf(desk, in)
			if err != nil {
				return Draft{}, err
			}
			if !in.Revise { // a couple in the middle of a plan begun elsewhere goes on there
				came, err := s.Cases.IntakeOf(ctx, actor.Practice, couple)
				if err != nil {
					return Draft{}, err
				}
				p.FirstWeek = min(max(1, came.BeganWeek), p.Weeks)
			}
			d := Draft{Plan: p, Revises: in.Revise, Version: 1, ChangedBy: actor.Person, ChangedAt: s.Pipeline.Clock.Now()}
			return d, s.Store.KeepPlanDraft(ctx, actor.Practice, couple, d)
		})
}

func (s *Service) startOf(desk Desk, in StartInput) (Plan, error) {
	switch {
	case desk.Draft != nil:
		return Plan{}, tandem.Conflict(tandem.Say("There is a draft already. Go on with it, or drop it first."))
	case in.Revise && desk.Current == nil:
		return Plan{}, tandem.Conflict(tandem.Say("This couple has no plan yet."))
	case !in.Revise && desk.Current != nil:
		return Plan{}, tandem.Conflict(tandem.Say("A plan is running. Change it, or end it before another begins."))
	case in.Revise:
		p := desk.Current.clone()
		p.State = InDraft
		p.takeDates(desk.Dates)
		return p, nil
	}
	p := Plan{Name: "Homework plan", State: InDraft, Weeks: 4}
	if in.Template != "" {
		t, ok := desk.Templates.Get(in.Template)
		if !ok {
			return Plan{}, tandem.InvalidField("template", tandem.Say("Please choose a template."))
		}
		if v, ok := t.Variant(in.Variant); ok {
			t = t.As(v)
		} else if in.Variant != "" {
			return Plan{}, tandem.InvalidField("variant", tandem.Say("Please choose from the list."))
		}
		p = t.Plan(desk.Library)
		if in.Alone != "" {
			var err error
			if p, err = desk.leadIn(t, in.Alone); err != nil {
				return Plan{}, err
			}
		}
	}
	for i := range p.Items {
		p.Items[i].ID = tandem.ItemID(s.Pipeline.IDs.New())
	}
	p.ID, p.Practice, p.Couple = tandem.PlanID(s.Pipeline.IDs.New()), desk.Couple.Practice, desk.Couple.ID
	p.FirstWeek, p.Begins, p.StartsOn = 1, time.Monday, desk.Day.AddDays(1).OnOrAfter(time.Monday)
	return p, nil
}

// leadIn is the template's lead-in for the partner at the position.
func (d Desk) leadIn(t Template, position string) (Plan, error) {
	for _, partner := range d.Couple.ActivePartners() {
		if fmt.Sprint(partner.Position) == position {
			if p, ok := t.Alone(partner.ID, d.Library); ok {
				return p, nil
			}
			return Plan{}, tandem.InvalidField("template", tandem.Say("This template has nothing that one partner can begin alone."))
		}
	}
	return Plan{}, tandem.InvalidField("alone", tandem.Say("Please choose who does this."))
}

// ChangeDraft lays what was typed over the draft. Errors: Invalid with the
// fields of DraftInput; Conflict when there is no draft, or it has changed
// since the page was shown.
func (s *Service) ChangeDraft(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, in DraftInput) (Draft, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseChangePlanDraft, object(couple),
		func(ctx context.Context, _ *tandem.Grant) (Draft, error) {
			desk, d, err := s.drafted(ctx, actor.Practice, couple, in.Version)
			if err != nil {
				return Draft{}, err
			}
			r := &reader{library: desk.Library, couple: desk.Couple, dates: desk.Dates, today: desk.Day, ids: s.Pipeline.IDs, from: 1}
			if d.Revises {
				r.from = desk.From
			}
			if d.Plan, err = r.read(d, in); err != nil {
				return Draft{}, err
			}
			d.Version, d.ChangedBy, d.ChangedAt = d.Version+1, actor.Person, s.Pipeline.Clock.Now()
			return d, s.Store.KeepPlanDraft(ctx, actor.Practice, couple, d)
		})
}

// drafted is the draft in the version that the page showed.
func (s *Service) drafted(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, version string) (Desk, Draft, error) {
	desk, err := s.open(ctx, practice, couple)
	if err != nil {
		return desk, Draft{}, err
	}
	if desk.Draft == nil {
		return desk, Draft{}, tandem.Conflict(tandem.Say("There is no draft any more. Somebody has used or dropped it."))
	}
	if n, ok := whole(version); !ok || n != desk.Draft.Version {
		return desk, Draft{}, tandem.Conflict(tandem.Say("The draft has changed since this page was opened. Please look again."))
	}
	return desk, *desk.Draft, nil
}

// Check is the last look before a draft starts or changes a plan: what the
// gate still asks for, and the difference.
func (s *Service) Check(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID) (Desk, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseCheckPlan, object(couple),
		func(ctx context.Context, _ *tandem.Grant) (Desk, error) {
			d, err := s.desk(ctx, actor.Practice, couple)
			if err == nil && d.Draft != nil && !d.Draft.Revises {
				d.Unmet, err = s.unmet(ctx, d, *d.Draft)
			}
			return d, err
		})
}

// unmet is what the gate asks for before the draft may be. A plan whose every
// item is done alone passes a gate of its own, and one for a single partner
// that person's.
func (s *Service) unmet(ctx context.Context, desk Desk, d Draft) ([]Unmet, error) {
	facts, err := FactsOf(ctx, s.Cases, s.Goals, desk.Couple.Practice, desk.Couple.ID, s.Pipeline.Clock)
	if err != nil {
		return nil, err
	}
	alone, only := true, tandem.PartnerID("")
	for i, it := range d.Plan.Items {
		def, ok := desk.Library.Get(it.Exercise, it.Version)
		alone = alone && ok && it.Alone(def)
		if i == 0 {
			only = it.Partner
		} else if only != it.Partner {
			only = ""
		}
	}
	if only != "" {
		facts = facts.For(only)
	}
	if alone && len(d.Plan.Items) > 0 {
		return GateForSolo(facts), nil
	}
	if t, ok := desk.Templates.Get(d.Plan.Template); ok && t.Gate == GateNoFlag {
		flags, err := s.flags(ctx, desk.Couple, facts)
		return append(Gate(facts), append(flags, Stale(facts)...)...), err
	}
	return Gate(facts), nil
}

// flagged are the safety flags that keep a running plan where it is.
func (s *Service) flagged(ctx context.Context, desk Desk, p Plan) ([]Unmet, error) {
	if t, ok := desk.Templates.Get(p.Template); !ok || t.Gate != GateNoFlag {
		return nil, nil
	}
	facts, err := FactsOf(ctx, s.Cases, s.Goals, p.Practice, p.Couple, s.Pipeline.Clock)
	if err != nil {
		return nil, err
	}
	return s.flags(ctx, desk.Couple, facts)
}

// flags are those of the screens, and of safety answers in the homework, which
// stand for both: whose it is shows on the page of that homework alone.
func (s *Service) flags(ctx context.Context, c casefile.Couple, facts GateFacts) ([]Unmet, error) {
	flags := Flags(facts)
	open, err := s.SafetyOpen(ctx, c)
	if open {
		flags = append(flags, unfit(facts, tandem.Say("This template is locked while a safety answer in the homework needs you."), func(PartnerFacts) bool { return true })...)
	}
	return flags, err
}

// mayAdd tells whether a running plan may be given what was not in it before:
// nothing new while a partner whom it concerns has taken an agreement back. What
// becomes less, or ends, always may. Kind Conflict.
func (s *Service) mayAdd(ctx context.Context, desk Desk, items ...Item) error {
	facts, err := FactsOf(ctx, s.Cases, s.Goals, desk.Couple.Practice, desk.Couple.ID, s.Pipeline.Clock)
	if err == nil && slices.ContainsFunc(items, facts.Refuses) {
		err = tandem.Conflict(tandem.Say("An agreement was taken back. Nothing new can be given until it is signed again."))
	}
	return err
}

// mayGive tells whether a running plan may be given these items: where a safety
// screen speaks against joint work, only what each does alone. Kind Conflict.
func (s *Service) mayGive(ctx context.Context, desk Desk, items ...Item) error {
	facts, err := FactsOf(ctx, s.Cases, s.Goals, desk.Couple.Practice, desk.Couple.ID, s.Pipeline.Clock)
	if err != nil || !facts.SoloOnly() {
		return err
	}
	for _, it := range items {
		if def, ok := desk.Library.Get(it.Exercise, it.Version); !ok || !it.Alone(def) {
			return tandem.Conflict(tandem.Say("The safety screen speaks against joint work. Items done alone remain possible."))
		}
	}
	return nil
}

// closedGate is the error for a gate that is not passed.
func closedGate() error {
	return tandem.Conflict(tandem.Say("Something is still open before this can begin. The list says what."))
}

// DropDraft throws the draft away, if there is one.
func (s *Service) DropDraft(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseDropPlanDraft, object(couple),
		func(ctx context.Context, _ *tandem.Grant) (struct{}, error) {
			return struct{}{}, s.Store.DropPlanDraft(ctx, actor.Practice, couple)
		})
	return err
}

// Activate starts the drafted plan. Errors: Conflict without a draft in this
// version, while another plan runs, while the draft cannot begin as it is, or
// while the gate asks for something.
func (s *Service) Activate(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, version string) (Plan, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseActivatePlan, object(couple),
		func(ctx context.Context, _ *tandem.Grant) (Plan, error) {
			desk, d, err := s.drafted(ctx, actor.Practice, couple, version)
			if err != nil {
				return Plan{}, err
			}
			if err := desk.Startable(); err != nil {
				return Plan{}, err
			}
			if unmet, err := s.unmet(ctx, desk, d); err != nil || len(unmet) > 0 {
				return Plan{}, cmp.Or(err, closedGate())
			}
			p := d.Plan
			p.State, p.Version, p.Waits = Active, 1, len(p.Phases) > 1
			p.CreatedBy, p.CreatedAt = actor.Person, s.Pipeline.Clock.Now()
			if err := s.Store.CreatePlan(ctx, p); err != nil {
				return Plan{}, err
			}
			return p, s.settle(ctx, p, Revision{Plan: p.ID, Number: 1, From: p.first(), By: actor.Person, At: p.CreatedAt})
		})
}

// Startable tells what keeps the draft from beginning, the gate apart; kind
// Conflict.
func (d Desk) Startable() error {
	if d.Draft == nil || d.Draft.Revises || d.Current != nil {
		return tandem.Conflict(tandem.Say("A plan is running. Change it, or end it before another begins."))
	}
	if len(d.Draft.Plan.Items) == 0 {
		return tandem.Conflict(tandem.Say("Please choose at least one exercise first."))
	}
	if err := startable(d.Draft.Plan.StartsOn, d.Draft.Plan.Begins, d.Day); err != nil {
		return tandem.Conflict(tandem.Say("The first day has passed since it was chosen. Please choose another."))
	}
	return nil
}
