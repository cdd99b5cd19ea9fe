package homework

import (
	"context"
	"slices"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// The built-in definition in which a partner says when and where they will do
// an exercise of their plan, or that it is not for them, with the names of its
// fields. Each partner has a round of their own for each item. It is made when
// they first open it, and nobody but they and the care team can tell of it.
const (
	intentionDefinition = "WHEN"
	intentionDay        = "day"
	intentionAt         = "at"
	intentionCue        = "cue"
	intentionWhere      = "where"
	intentionObstacle   = "obstacle"
	intentionThen       = "then"
)

// The answers to the day that are no weekday.
const (
	// IntentionAny: a yes, on another day each week.
	IntentionAny = "any"
	// IntentionLater: to be asked another time; nothing is planned.
	IntentionLater = "later"
	// IntentionNot: this item is not for the partner, for as long as they say so.
	IntentionNot = "not-for-me"
)

// Intention is what a partner plans for one item: if it is that day or moment,
// then. Times are in the partner's own zone. The zero value is nothing said.
type Intention struct {
	Assignment tandem.AssignmentID // where it was said; "" where it never was
	Said       bool
	Day        string // a weekday in lower case, or one of the Intention answers
	At         string // 18:30
	Cue        string
	Where      string
	Obstacle   string
	Then       string
}

// Out tells whether the item is not for the partner.
func (i Intention) Out() bool { return i.Day == IntentionNot }

// Planned tells whether there is a plan to show.
func (i Intention) Planned() bool { return i.Said && !i.Out() && i.Day != IntentionLater }

// Weekday is the day of the week; ok is false where none was chosen.
func (i Intention) Weekday() (time.Weekday, bool) {
	n := slices.Index([]string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}, i.Day)
	return time.Weekday(n), n >= 0
}

// Intentions are those of a couple by item and partner, as the viewer may know
// them.
type Intentions map[tandem.ItemID]map[tandem.PartnerID]Intention

// carried are the intentions for the items of a plan: what was said of an item
// holds for the one that took its place.
func (all Intentions) carried(p plan.Plan) Intentions {
	of := Intentions{}
	for _, it := range p.Items {
		line := p.Line(it.ID)
		for _, id := range slices.Backward(line) { // what was said last of all wins
			for partner, said := range all[id] {
				if of[it.ID] == nil {
					of[it.ID] = map[tandem.PartnerID]Intention{}
				}
				if said.Said || of[it.ID][partner].Assignment == "" {
					of[it.ID][partner] = said
				}
			}
		}
	}
	return of
}

// Of is what the partner said of the item.
func (all Intentions) Of(item tandem.ItemID, partner tandem.PartnerID) Intention {
	return all[item][partner]
}

// intentions reads what was said of the items: a partner's own, or for staff
// everybody's. A partner's looks at no round but their own.
func (s *Service) intentions(ctx context.Context, c casefile.Couple, viewer Viewer) (Intentions, error) {
	asked, err := s.Store.AssignmentsFor(ctx, c.Practice, []tandem.CoupleID{c.ID}, PurposeIntention)
	if err != nil {
		return nil, err
	}
	asked = slices.DeleteFunc(asked, func(a Assignment) bool { return !viewer.Staff && a.OpenedBy != viewer.Partner })
	if len(asked) == 0 {
		return nil, nil
	}
	ids := make([]tandem.AssignmentID, len(asked))
	for i, a := range asked {
		ids[i] = a.ID
	}
	rounds, err := s.Store.Rounds(ctx, c.Practice, c.ID, ids...)
	if err != nil {
		return nil, err
	}
	all := Intentions{}
	for _, a := range asked {
		var r Round
		if i := slices.IndexFunc(rounds, func(r Round) bool { return r.Assignment == a.ID }); i >= 0 {
			r = rounds[i]
		}
		h, err := s.met(ctx, a, r, c, viewer)
		if err != nil {
			return nil, err
		}
		if all[a.OpenedOf] == nil {
			all[a.OpenedOf] = map[tandem.PartnerID]Intention{}
		}
		all[a.OpenedOf][a.OpenedBy] = said(h)
	}
	return all, nil
}

// said reads the standing entry of a sight.
func said(h Homework) Intention {
	i := Intention{Assignment: h.Assignment.ID}
	for _, e := range h.Sight.Entries {
		if e.Taken || e.Older || e.Kind != exercise.MoveKeep {
			continue
		}
		for _, f := range e.Fields {
			switch f.Field {
			case intentionDay:
				i.Said, i.Day = true, f.Value.Text
			case intentionAt:
				i.At = f.Value.Text
			case intentionCue:
				i.Cue = f.Value.Text
			case intentionWhere:
				i.Where = f.Value.Text
			case intentionObstacle:
				i.Obstacle = f.Value.Text
			case intentionThen:
				i.Then = f.Value.Text
			}
		}
	}
	return i
}

// ItemIntention is an item of the plan with what the partner said of it.
type ItemIntention struct {
	Item       plan.Item
	Definition *exercise.Definition
	Intention  Intention
}

// Asks tells whether there is something to plan: what is opened when it happens
// has no day, and can only be left out.
func (i ItemIntention) Asks() bool { return i.Item.Cadence.Kind != exercise.WhenItHappens }

// Planning is what a partner is asked to plan in one couple.
type Planning struct {
	Couple  casefile.Couple
	Partner tandem.PartnerID
	Items   []ItemIntention // of the running plan, those that are not over
}

// Planning shows the actor, as a partner, what they have planned for the items
// of their plans, and what they could.
func (s *Service) Planning(ctx context.Context, actor tandem.Actor) ([]Planning, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeePlanning, tandem.Object{Kind: tandem.ObjectPerson, ID: string(actor.Person)},
		func(ctx context.Context, g *tandem.Grant) ([]Planning, error) {
			couples, err := s.Cases.PartnerCouples(ctx, actor.Practice, actor.Person)
			if err != nil {
				return nil, err
			}
			var all []Planning
			for _, c := range couples {
				me, ok := c.PartnerOf(actor.Person)
				if !ok {
					continue
				}
				g.Listed(string(c.ID))
				p, err := s.Plans.CurrentPlan(ctx, c.Practice, c.ID)
				if tandem.KindOf(err) == tandem.KindNotFound {
					continue
				}
				if err != nil {
					return nil, err
				}
				own, err := s.intentions(ctx, c, Viewer{Partner: me.ID})
				if err != nil {
					return nil, err
				}
				items, err := s.askable(ctx, p, own.carried(p), me.ID, tandem.DateOf(s.Pipeline.Clock.Now(), c.Zone()))
				if err != nil {
					return nil, err
				}
				all = append(all, Planning{Couple: c, Partner: me.ID, Items: items})
			}
			return all, nil
		})
}

// askable are the items that the partner may say something of: those that
// concern them, are not over, and begin by the next week.
func (s *Service) askable(ctx context.Context, p plan.Plan, own Intentions, me tandem.PartnerID, day tandem.Date) ([]ItemIntention, error) {
	var items []ItemIntention
	begun := p.LastBegun(day)
	for _, it := range p.Items {
		if !it.Concerns(me) || it.ToWeek < begun || it.FromWeek > max(begun+1, p.FirstWeek, 1) {
			continue
		}
		if slices.ContainsFunc(items, func(have ItemIntention) bool { return p.InLine(have.Item.ID, it.ID) }) {
			continue // the same in another way, from the next week on
		}
		def, err := s.Library.Definition(ctx, p.Practice, it.Exercise, it.Version)
		if err != nil {
			return nil, err
		}
		items = append(items, ItemIntention{Item: it, Definition: def, Intention: own.Of(it.ID, me)})
	}
	return items, nil
}

// OpenPlanning gives the piece of homework in which the actor says when and
// where they will do an item of their running plan. It is made when it is first
// asked for; nobody is told. Error: Conflict when the item is not of the plan
// just now.
func (s *Service) OpenPlanning(ctx context.Context, actor tandem.Actor, item tandem.ItemID) (tandem.AssignmentID, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseOpenPlanning, tandem.Object{Kind: tandem.ObjectItem, ID: string(item)},
		func(ctx context.Context, g *tandem.Grant) (tandem.AssignmentID, error) {
			a, err := s.planning(ctx, actor, g, item)
			return a.ID, err
		})
}

// planning is the actor's own assignment for an item, made where there is none.
func (s *Service) planning(ctx context.Context, actor tandem.Actor, g *tandem.Grant, item tandem.ItemID) (Assignment, error) {
	if g.Partner == "" {
		return Assignment{}, tandem.NotFound()
	}
	c, err := s.Cases.Couple(ctx, actor.Practice, g.Couple)
	if err != nil {
		return Assignment{}, err
	}
	p, err := s.Plans.CurrentPlan(ctx, actor.Practice, c.ID)
	if err != nil && tandem.KindOf(err) != tandem.KindNotFound {
		return Assignment{}, err
	}
	if it, ok := p.Item(item); !ok || !it.Concerns(g.Partner) {
		return Assignment{}, tandem.Conflict(tandem.Say("This is not part of your plan just now."))
	}
	asked, err := s.Store.AssignmentsFor(ctx, c.Practice, []tandem.CoupleID{c.ID}, PurposeIntention)
	if err != nil {
		return Assignment{}, err
	}
	for _, id := range p.Line(item) {
		if i := slices.IndexFunc(asked, func(a Assignment) bool { return a.OpenedBy == g.Partner && a.OpenedOf == id }); i >= 0 {
			return asked[i], nil
		}
	}
	def, err := s.Library.Newest(intentionDefinition)
	if err != nil {
		return Assignment{}, err
	}
	day := tandem.DateOf(s.Pipeline.Clock.Now(), c.Zone())
	a := Assignment{ID: tandem.AssignmentID(s.Pipeline.IDs.New()), Practice: c.Practice, Couple: c.ID, Purpose: PurposeIntention,
		Exercise: def.ID, Version: def.Version, OpensOn: day, DueOn: day, Some: true, For: []tandem.PartnerID{g.Partner},
		OpenedBy: g.Partner, OpenedOf: item}
	return a, s.Store.CreateAssignment(ctx, c.Practice, a)
}

// FieldAnswer is the field of AnswerPlanning that errors point at.
const FieldAnswer = "answer"

// AnswerPlanning says in one tap that an item is not for the actor, that they
// want to be asked later, or that it is for them again ("any"). What they
// planned before stays. It is a move in their own round, as the form's is.
// Errors: Invalid at "answer"; Conflict when the item is not of the plan just
// now, or after very many changes.
func (s *Service) AnswerPlanning(ctx context.Context, actor tandem.Actor, item tandem.ItemID, answer string) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseAnswerPlanning, tandem.Object{Kind: tandem.ObjectItem, ID: string(item)},
		func(ctx context.Context, g *tandem.Grant) (struct{}, error) {
			none := struct{}{}
			a, err := s.planning(ctx, actor, g, item)
			if err != nil {
				return none, err
			}
			if !slices.Contains([]string{IntentionAny, IntentionLater, IntentionNot}, answer) {
				return none, tandem.InvalidField(FieldAnswer, tandem.Say("Please choose from the list."))
			}
			r, err := s.Store.HoldRound(ctx, actor.Practice, a)
			if err != nil {
				return none, err
			}
			h, err := s.meet(ctx, a, r, Viewer{Partner: g.Partner})
			if err != nil || said(h).Day == answer {
				return none, err
			}
			m, err := s.check(h, r, MoveInput{Kind: exercise.MoveKeep, Step: "plan", Key: s.Pipeline.IDs.New(), Version: h.Sight.Version, Form: tapped(h, answer)})
			if err != nil {
				return none, err
			}
			return none, s.append(ctx, a, r, m, h)
		})
	return err
}

// tapped is the form with the answer, and with all else as it was said before.
func tapped(h Homework, answer string) exercise.Form {
	form := exercise.Form{intentionDay: {answer}}
	before := said(h)
	for name, text := range map[string]string{intentionAt: before.At, intentionCue: before.Cue, intentionWhere: before.Where,
		intentionObstacle: before.Obstacle, intentionThen: before.Then} {
		if text != "" {
			form[name] = []string{text}
		}
	}
	return form
}

// settleOptOut notes since when, and until when, an item is not for a partner,
// as the care team's View of their round shows it.
func (s *Service) settleOptOut(ctx context.Context, a Assignment, r Round, c casefile.Couple) error {
	h, err := s.met(ctx, a, r, c, Viewer{Staff: true})
	if err != nil {
		return err
	}
	known, err := s.Plans.OptOuts(ctx, a.Practice, []tandem.CoupleID{a.Couple})
	if err != nil {
		return err
	}
	today := tandem.DateOf(s.Pipeline.Clock.Now(), c.Zone())
	i := slices.IndexFunc(known, func(o plan.OptOut) bool {
		return o.Partner == a.OpenedBy && o.Item == a.OpenedOf && o.To == ""
	})
	switch out := said(h).Out(); {
	case out && i < 0:
		return s.Plans.SetOptOut(ctx, a.Practice, plan.OptOut{Couple: a.Couple, Partner: a.OpenedBy, Item: a.OpenedOf, From: today})
	case !out && i >= 0:
		o := known[i]
		o.To = max(today, o.From)
		return s.Plans.SetOptOut(ctx, a.Practice, o)
	}
	return nil
}

// leaveOut marks, for the care team, the homework that is not for a partner as
// passed by them: what lasts longer than the opt-out and was not begun. So it
// counts, shows and signals as a pass does.
func leaveOut(outs []plan.OptOut, assignments []Assignment) {
	of := map[tandem.ItemID][]plan.OptOut{}
	for _, o := range outs {
		of[o.Item] = append(of[o.Item], o)
	}
	for i := range assignments {
		a := &assignments[i]
		for _, o := range of[a.Item] {
			if o.Covers(a.DueOn) && a.Part(o.Partner) == exercise.PartNone {
				a.Parts = append(slices.Clone(a.Parts), Part{Partner: o.Partner, State: exercise.PartPassed})
			}
		}
	}
}

// own fills in what the partner has planned, and the first item of which they
// have said nothing yet.
func (s *Service) own(ctx context.Context, ct *CoupleToday) error {
	if ct.Plan == nil || ct.Partner == "" {
		return nil
	}
	said, err := s.intentions(ctx, ct.Couple, Viewer{Partner: ct.Partner})
	if ct.Own = said.carried(*ct.Plan); err != nil || ct.Plan.State != plan.Active {
		return err
	}
	items, err := s.askable(ctx, *ct.Plan, ct.Own, ct.Partner, ct.Day)
	if i := slices.IndexFunc(items, func(i ItemIntention) bool { return i.Asks() && !i.Intention.Said }); i >= 0 {
		ct.Ask = &items[i]
	}
	return err
}

// leftOut tells whether the homework stays off the partner's list: its item is
// not for them, they have not begun it, and nothing in it waits to be read.
func (ct *CoupleToday) leftOut(h Homework) bool {
	return h.Assignment.Item != "" && ct.Own.Of(h.Assignment.Item, ct.Partner).Out() && h.Draft == nil && len(h.Sight.Entries) == 0
}

// Intended is what partners plan for the items of the running plan, as the care
// team sees it, in the order of the plan. It runs inside another use case, which
// has authorised it for the care team.
func (s *Service) Intended(ctx context.Context, c casefile.Couple, p *plan.Plan) ([]Intended, error) {
	if p == nil {
		return nil, nil
	}
	all, err := s.intentions(ctx, c, Viewer{Staff: true})
	if err != nil {
		return nil, err
	}
	all = all.carried(*p)
	var lines []Intended
	for _, it := range p.Items {
		for _, partner := range c.ActivePartners() {
			known := slices.ContainsFunc(lines, func(l Intended) bool { return l.Partner.ID == partner.ID && p.InLine(l.Item.ID, it.ID) })
			if i := all.Of(it.ID, partner.ID); !known && (i.Planned() || i.Out()) {
				def, err := s.Library.Definition(ctx, c.Practice, it.Exercise, it.Version)
				if err != nil {
					return nil, err
				}
				lines = append(lines, Intended{Item: it, Definition: def, Partner: partner, Intention: i})
			}
		}
	}
	return lines, nil
}

// Intended is what one partner plans for one item.
type Intended struct {
	Item       plan.Item
	Definition *exercise.Definition
	Partner    casefile.Partner
	Intention  Intention
}

// declined says which items of the running plan are not for whom.
func declined(c casefile.Couple, p plan.Plan, outs []plan.OptOut, library *exercise.Library, day tandem.Date) []Signal {
	var all []Signal
	for _, it := range p.Items {
		def, ok := library.Get(it.Exercise, it.Version)
		if !ok || it.ToWeek < p.LastBegun(day) {
			continue
		}
		for _, partner := range c.ActivePartners() {
			if slices.Contains(plan.Declined(outs, it.ID), partner.ID) {
				all = append(all, Signal{Text: tandem.Say("%s: “%s” is not for them just now. Think of changing the plan", partner.Name, tandem.Text{Source: def.Name}), Word: true, Weight: 42, Revise: true, Alone: true, Screen: true})
			}
		}
	}
	return all
}

// plannedFor finds the exercise that a plan of when and where is for.
func (s *Service) plannedFor(ctx context.Context, h *Homework) error {
	if h.Assignment.Purpose != PurposeIntention {
		return nil
	}
	p, err := s.Plans.CurrentPlan(ctx, h.Assignment.Practice, h.Assignment.Couple)
	if err != nil {
		if tandem.KindOf(err) == tandem.KindNotFound {
			err = nil
		}
		return err
	}
	if it, ok := p.Item(h.Assignment.OpenedOf); ok {
		h.About, err = s.Library.Definition(ctx, p.Practice, it.Exercise, it.Version)
	}
	return err
}

// plannedWhat finds the exercise that a plan of when and where is for, also one of
// a plan that is over; nil where it is in none. It looks up what there is once it
// is first asked.
func (s *Service) plannedWhat(ctx context.Context, c casefile.Couple) func(tandem.AssignmentID) (*exercise.Definition, error) {
	var asked []Assignment
	var plans []plan.Plan
	return func(id tandem.AssignmentID) (def *exercise.Definition, err error) {
		if asked == nil {
			if asked, err = s.Store.AssignmentsFor(ctx, c.Practice, []tandem.CoupleID{c.ID}, PurposeIntention); err != nil {
				return nil, err
			}
			if plans, err = s.Plans.Plans(ctx, c.Practice, c.ID); err != nil {
				return nil, err
			}
		}
		i := slices.IndexFunc(asked, func(a Assignment) bool { return a.ID == id })
		for _, p := range plans {
			if i < 0 {
				break
			}
			if it, ok := p.Item(asked[i].OpenedOf); ok {
				return s.Library.Definition(ctx, p.Practice, it.Exercise, it.Version)
			}
		}
		return nil, nil
	}
}

// Text is the plan in a few words, such as "Tuesday, 20:00, after dinner, the
// kitchen"; nothing where there is none.
func (i Intention) Text() tandem.Text {
	if !i.Planned() {
		return tandem.Text{}
	}
	line := tandem.Say("a day that changes")
	if day, ok := i.Weekday(); ok {
		line = tandem.WeekdayText(day)
	}
	for _, part := range []string{i.At, i.Cue, i.Where} {
		if part != "" {
			line = tandem.Say("%s, %s", line, part)
		}
	}
	return line
}

// Hurdle is what could get in the way, and what then; nothing where nothing was
// said of it.
func (i Intention) Hurdle() tandem.Text {
	switch {
	case !i.Planned() || i.Obstacle == "" && i.Then == "":
		return tandem.Text{}
	case i.Then == "":
		return tandem.Say("In the way could be: %s", i.Obstacle)
	case i.Obstacle == "":
		return tandem.Say("If something gets in the way, then: %s", i.Then)
	default:
		return tandem.Say("If this gets in the way: %s. Then: %s", i.Obstacle, i.Then)
	}
}
