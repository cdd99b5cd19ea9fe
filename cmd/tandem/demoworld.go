package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/practice"
	"tandem/internal/review"
	"tandem/internal/tandem"
)

// demoPassphrase opens every account of the demo. serve refuses its data.
const demoPassphrase = "seven lanterns on the river"

// demoPerson is an account of the demo that is told to whoever starts it.
type demoPerson struct {
	as, name string
	says     tandem.Text
}

// demoPeople are one account for each role, and both partners of two couples: a
// plain plan with one partner gone silent, and a long template two thirds done.
func demoPeople() []demoPerson {
	return []demoPerson{
		{"owner", "ada.owner", tandem.Say("Owner")},
		{"therapist", "mara.therapist", tandem.Say("Therapist")},
		{"supervisor", "soren.supervisor", tandem.Say("Supervisor")},
		{"front desk", "fina.desk", tandem.Say("Front desk")},
		{"partner", "rowan.partner", tandem.Say("Partner, Rowan")},
		{"partner", "noor.partner", tandem.Say("Partner, Noor")},
		{"partner", "alma.partner", tandem.Say("Partner, Alma")},
		{"partner", "ruben.partner", tandem.Say("Partner, Ruben")},
	}
}

// demo plays a practice's history through the service's own use cases, under a
// moved clock: nothing in it is written past them.
type demo struct {
	*app
	clock  *demoClock
	home   practice.Practice
	now    time.Time      // when the building began
	zone   *time.Location // of whoever's days are counted
	people map[string]tandem.Actor
}

// buildDemo fills an empty installation with what has happened until now.
func buildDemo(ctx context.Context, a *app, clock *demoClock, now time.Time) error {
	defer clock.release()
	d := &demo{app: a, clock: clock, people: map[string]tandem.Actor{}, now: now, zone: time.UTC}
	d.at(200, 9)
	if err := d.staff(ctx); err != nil {
		return err
	}
	for _, story := range demoStories() {
		if err := d.play(ctx, story); err != nil {
			return fmt.Errorf("%s: %w", story.code, err)
		}
	}
	return nil
}

// today is the present day, where it is counted.
func (d *demo) today() tandem.Date { return tandem.DateOf(d.now, d.zone) }

// at moves the clock to an hour of a day so many days ago; what would lie in
// the future is now.
func (d *demo) at(daysAgo, hour int) {
	y, m, day := d.now.In(d.zone).Date()
	t := time.Date(y, m, day-daysAgo, hour, 0, 0, 0, d.zone)
	if t.After(d.now) {
		t = d.now
	}
	d.clock.set(t)
}

func (d *demo) staff(ctx context.Context) error {
	founded, err := d.practice.Found(ctx, practice.FoundInput{Practice: "Riverside Couples Practice", Owner: "Ada Lindqvist", Demo: true})
	if err != nil {
		return err
	}
	d.home = founded.Practice
	if err := d.join(ctx, "ada.owner", "en", founded.Link, tandem.RoleOwner); err != nil {
		return err
	}
	for _, s := range []struct {
		logIn, name string
		role        tandem.Role
	}{
		{"mara.therapist", "Mara Okafor", tandem.RoleTherapist},
		{"soren.supervisor", "Søren Dahl", tandem.RoleSupervisor},
		{"fina.desk", "Fina Ruiz", tandem.RoleFrontDesk},
	} {
		link, err := d.practice.InviteStaff(ctx, d.people["ada.owner"], practice.InviteStaffInput{Name: s.name, Roles: []tandem.Role{s.role}})
		if err != nil {
			return err
		}
		if err := d.join(ctx, s.logIn, "en", link, s.role); err != nil {
			return err
		}
	}
	return d.practice.Supervise(ctx, d.people["ada.owner"], d.people["soren.supervisor"].Person, d.people["mara.therapist"].Person)
}

// join accepts an invitation and remembers the actor.
func (d *demo) join(ctx context.Context, logIn, language string, link practice.Link, roles ...tandem.Role) error {
	a, err := d.practice.AcceptInvitation(ctx, link.Token, practice.AcceptInput{LogInName: logIn, Passphrase: demoPassphrase, Language: language})
	d.people[logIn] = tandem.Actor{Practice: a.Practice, Person: a.Person, Roles: roles}
	return err
}

// story is one couple's history.
type story struct {
	code      string
	zone      string
	names     [2]string
	pronouns  [2]string
	languages [2]string        // "" is English
	logIns    [2]string        // "" has not joined
	weeksAgo  int              // in which the plan began
	weeks     int              // 0 is no plan
	light     int              // a light week, 0 for none
	template  plan.TemplateID  // "" is a talk and something light each week
	more      []plan.ItemInput // beside it
	ends      string           // "paused" or "finished"
	review    looking
	first     bool     // a lead-in for the first partner alone
	issued    bool     // the progress summary was printed
	habits    [2]habit // what each partner did, week by week
	happens   []happening
	reply     string // what the therapist wrote about the first talk
}

// happening is something that one partner opened because it happened.
type happening struct {
	week, who int // the week, from 1, and the partner's place, from 0
	exercise  tandem.ExerciseID
}

// demoStories are couples in the states that a caseload knows.
func demoStories() []story {
	return []story{
		// A few good weeks, and then one partner falls silent.
		{code: "TD-101", zone: "Europe/Berlin", names: [2]string{"Rowan", "Noor"}, pronouns: [2]string{"they/them", "she/her"},
			logIns: [2]string{"rowan.partner", "noor.partner"}, weeksAgo: 4, weeks: 8, habits: [2]habit{"aaaah", "aa..."}, more: once("E39", "2"),
			reply: "You both found moments from this very week. That takes looking. Keep the list short, and keep it."},
		// A light week while somebody was ill, then as before.
		{code: "TD-102", zone: "Europe/Madrid", names: [2]string{"Imani", "Tomás"}, pronouns: [2]string{"", "he/him"}, languages: [2]string{"", "es"},
			logIns: [2]string{"imani.demo", "tomas.demo"}, weeksAgo: 3, weeks: 8, light: 2, habits: [2]habit{"alaa", "alaa"}},
		{code: "TD-103", zone: "Europe/Lisbon", names: [2]string{"Avery", "Jun"}, pronouns: [2]string{"she/her", ""},
			logIns: [2]string{"avery.demo", "jun.demo"}, weeksAgo: 5, weeks: 8, ends: "paused", habits: [2]habit{"aana", "aaln"}},
		// The last week is over, and the plan asks for its end.
		{code: "TD-104", zone: "America/New_York", names: [2]string{"Mika", "Leon"},
			logIns: [2]string{"mika.demo", "leon.demo"}, weeksAgo: 9, weeks: 8, habits: [2]habit{"aaaalaaa", "aaaaaaaa"},
			more: slices.Concat(once("E10", "2"), once("E20", "4"), once("E19", "6"), once("E39", "7"))},
		// One partner has joined; the other's link is open.
		{code: "TD-105", zone: "Europe/Berlin", names: [2]string{"Sasha", "Ida"}, logIns: [2]string{"sasha.demo", ""}},
		// Just taken in.
		{code: "TD-106", zone: "Europe/Athens", names: [2]string{"Eleni", "Nikos"}},
		{code: "TD-107", zone: "Europe/Berlin", names: [2]string{"Frida", "Otto"}, logIns: [2]string{"frida.demo", "otto.demo"},
			weeksAgo: 1, weeks: 4, template: "S4", habits: [2]habit{"al", "aa"}},
		// Both have joined, and nothing is agreed yet.
		{code: "TD-108", zone: "Europe/Warsaw", names: [2]string{"Lena", "Tariq"}, logIns: [2]string{"lena.demo", "tariq.demo"}},
		// The first week.
		{code: "TD-109", zone: "Europe/Dublin", names: [2]string{"June", "Petra"}, pronouns: [2]string{"she/her", "she/her"},
			logIns: [2]string{"june.demo", "petra.demo"}, weeks: 4, template: "S4", habits: [2]habit{"l", "h"}},
		// Months of history, with its ups and downs.
		{code: "TD-110", zone: "America/Bogota", names: [2]string{"Malik", "Sofía"}, languages: [2]string{"", "es"},
			logIns: [2]string{"malik.demo", "sofia.demo"}, weeksAgo: 18, weeks: 24, light: 7, habits: [2]habit{"aaalaalnaaahlaaalaa", "aalaaal.haanlaaaaal"}},
		// One does much, the other little; a review is due.
		{code: "TD-111", zone: "Europe/Oslo", names: [2]string{"Bo", "Hana"}, pronouns: [2]string{"he/him", ""},
			logIns: [2]string{"bo.demo", "hana.demo"}, weeksAgo: 6, weeks: 8, habits: [2]habit{"aaaaaaa", "hlnhlln"},
			review: looking{kind: review.MidPlan}},
		// Reviewed last week, with decisions, targets and the documents of it.
		{code: "TD-112", zone: "Europe/Paris", names: [2]string{"Iris", "Quentin"},
			logIns: [2]string{"iris.demo", "quentin.demo"}, weeksAgo: 7, weeks: 12, habits: [2]habit{"aalaaaaa", "ahaalaaa"},
			review: looking{kind: review.MidPlan, daysAgo: 6, signed: true}, issued: true},
		// Finished: the plan ended with a last review.
		{code: "TD-113", zone: "Europe/Vienna", names: [2]string{"Yara", "Emil"}, pronouns: [2]string{"", "he/him"},
			logIns: [2]string{"yara.demo", "emil.demo"}, weeksAgo: 5, weeks: 4, template: "S4", habits: [2]habit{"aaaa", "aaaa"}, ends: "finished",
			review: looking{kind: review.Final, daysAgo: 5, signed: true}, issued: true},
		// One partner first: Noa begins alone; Kit has not joined.
		{code: "TD-114", zone: "Europe/Berlin", names: [2]string{"Noa", "Kit"}, logIns: [2]string{"noa.demo", ""},
			weeksAgo: 2, weeks: 4, first: true, habits: [2]habit{"aaa", "..."}},
		// Two thirds through the longest of the templates for couples, with nearly
		// all that can grow out of one, good weeks and others.
		{code: "TD-115", zone: "Europe/Berlin", names: [2]string{"Alma", "Ruben"}, pronouns: [2]string{"she/her", "he/him"},
			logIns: [2]string{"alma.partner", "ruben.partner"}, weeksAgo: 8, weeks: 12, light: 3, template: "T1",
			habits:  [2]habit{"aaaaahaal", "aalaaaahl"},
			happens: []happening{{2, 0, "E42"}, {4, 1, "E40"}, {5, 1, "E13"}, {6, 0, "E42"}}},
	}
}

// once is an exercise that comes one time, in that week.
func once(id tandem.ExerciseID, week string) []plan.ItemInput {
	return []plan.ItemInput{{Exercise: id, Cadence: "once", FromWeek: week, ToWeek: week}}
}

func (d *demo) play(ctx context.Context, s story) error {
	mara := d.people["mara.therapist"]
	d.zone = tandem.MustZone(s.zone)
	d.at(7*s.weeksAgo+10, 11)
	in := casefile.TakeInInput{Code: s.code, TimeZone: s.zone}
	for i := range s.names {
		in.Partners = append(in.Partners, casefile.PartnerInput{Name: s.names[i], Pronouns: s.pronouns[i], Language: cmp.Or(s.languages[i], "en")})
	}
	c, err := d.cases.TakeIn(ctx, mara, in)
	if err != nil {
		return err
	}
	for i, p := range c.Partners {
		if s.code == "TD-106" {
			continue // nobody is invited yet
		}
		link, err := d.cases.InvitePartner(ctx, mara, c.ID, p.ID)
		if err != nil {
			return err
		}
		if s.logIns[i] != "" {
			if err := d.join(ctx, s.logIns[i], cmp.Or(s.languages[i], "en"), link, tandem.RolePartner); err != nil {
				return err
			}
		}
	}
	if s.weeks == 0 {
		return nil
	}
	return d.plan(ctx, s, c)
}

// plan takes the couple through the gate, starts their plan and plays the
// weeks. The plan begins on a Monday so many weeks before the present week's.
func (d *demo) plan(ctx context.Context, s story, c casefile.Couple) error {
	mara := d.people["mara.therapist"]
	monday := d.today().OnOrBefore(time.Monday).AddDays(-7 * s.weeksAgo)
	weeks := fmt.Sprint(s.weeks)
	if err := d.pass(ctx, mara, c); err != nil {
		return err
	}
	wish := plan.DraftInput{StartsOn: string(monday), Weeks: weeks}
	switch {
	case s.first:
		wish.Add = []plan.ItemInput{{Exercise: "E24", Who: "1", Cadence: "weekly-4", FromWeek: "1", ToWeek: weeks}}
	case s.template == "":
		wish.Add = []plan.ItemInput{
			{Exercise: "E02", Cadence: "weekly-1", FromWeek: "1", ToWeek: weeks},
			{Exercise: "E38", Cadence: "weekly-1", FromWeek: "1", ToWeek: weeks}}
	}
	wish.Add = append(wish.Add, s.more...)
	p, err := d.startFrom(ctx, mara, c.ID, s.template, wish)
	if err != nil {
		return err
	}
	if s.light > 0 {
		if err := d.plans.SetLight(ctx, mara, c.ID, fmt.Sprint(s.light), true); err != nil {
			return err
		}
	}
	both := pair{couple: c, habits: s.habits}
	for i, name := range s.logIns {
		both.actors[i] = d.people[name]
	}
	var assignments []homework.Assignment
	for week := 1; week <= len(s.habits[0]); week++ {
		if ph, ok := p.PhaseOf(week); ok && week > 1 && ph.From == week {
			d.at(d.today().DaysSince(monday.AddDays(7*(week-1)-4)), 12) // in the session before
			if err := d.plans.OpenPhase(ctx, mara, c.ID, ""); err != nil {
				return err
			}
		}
		if assignments, err = d.store.Assignments(ctx, d.home.ID, c.ID, p.ID); err != nil {
			return err
		}
		if err := d.live(ctx, both, week, monday, assignments); err != nil {
			return err
		}
		if err := d.happen(ctx, s, both, p, week); err != nil {
			return err
		}
	}
	if s.reply != "" {
		if err := d.reply(ctx, both, assignments[0], s.reply); err != nil {
			return err
		}
	}
	return d.later(ctx, s, both)
}

// later is what follows the weeks: reviews, documents, a pause, an end.
func (d *demo) later(ctx context.Context, s story, both pair) error {
	mara := d.people["mara.therapist"]
	if s.review.kind != "" {
		if err := d.look(ctx, s, both); err != nil {
			return fmt.Errorf("the review: %w", err)
		}
	}
	if s.issued {
		if err := d.issue(ctx, both, s.review.daysAgo); err != nil {
			return fmt.Errorf("the documents: %w", err)
		}
	}
	switch s.ends {
	case "paused":
		d.at(8, 10)
		return d.plans.Pause(ctx, mara, both.couple.ID)
	case "finished":
		d.at(s.review.daysAgo, 13)
		return d.plans.End(ctx, mara, both.couple.ID, "The four weeks are done, and both want to go on by themselves.")
	}
	return nil
}

// startFrom drafts a plan from a template, or from nothing, lays the wishes over
// the draft, and starts it.
func (a *app) startFrom(ctx context.Context, by tandem.Actor, couple tandem.CoupleID, template plan.TemplateID, wish plan.DraftInput) (plan.Plan, error) {
	d, err := a.plans.StartDraft(ctx, by, couple, plan.StartInput{Template: template})
	if err != nil {
		return plan.Plan{}, err
	}
	wish.Version, wish.Name = fmt.Sprint(d.Version), cmp.Or(wish.Name, d.Plan.Name)
	if d, err = a.plans.ChangeDraft(ctx, by, couple, wish); err != nil {
		return plan.Plan{}, err
	}
	return a.plans.Activate(ctx, by, couple, fmt.Sprint(d.Version))
}

// pass takes a couple through the gate before a plan: a policy, what each
// partner signs on paper, and a safety screen each.
func (a *app) pass(ctx context.Context, by tandem.Actor, c casefile.Couple) error {
	gate, err := a.cases.Gate(ctx, by, c.ID, "")
	if err == nil && gate.Choice.ID == "" {
		if err := a.cases.ChoosePolicy(ctx, by, c.ID, casefile.NoSecrets); err != nil {
			return err
		}
		gate, err = a.cases.Gate(ctx, by, c.ID, "")
	}
	if err != nil {
		return err
	}
	today := tandem.DateOf(a.Clock.Now(), c.Zone())
	for _, p := range gate.Partners {
		if len(p.Unsigned) == 0 {
			continue // has passed before
		}
		in := casefile.PaperInput{Name: p.Partner.Name}
		for _, paper := range p.Unsigned {
			in.Digests = append(in.Digests, paper.Digest())
		}
		if len(in.Digests) > 0 { // else this couple has passed before
			if err := a.cases.RecordPaper(ctx, by, c.ID, p.Partner.ID, in); err != nil {
				return err
			}
		}
		screen := casefile.ScreenInput{On: string(today), How: string(casefile.ScreenInterview), Result: string(casefile.NoConcern), NextDue: string(today.AddDays(91)), Goal: string(casefile.GoalImprove)}
		if err := a.cases.RecordScreen(ctx, by, c.ID, p.Partner.ID, screen); err != nil {
			return err
		}
	}
	return nil
}
