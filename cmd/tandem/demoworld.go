package main

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"tandem/internal/auth"
	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/practice"
	"tandem/internal/tandem"
)

// demoPassphrase opens every account of the demo. serve refuses its data.
const demoPassphrase = "seven lanterns on the river"

// demoPerson is an account of the demo that is told to whoever starts it.
type demoPerson struct {
	as, name string
	says     tandem.Text
}

// demoPeople are one account for each role, and both partners of one couple.
func demoPeople() []demoPerson {
	return []demoPerson{
		{"owner", "ada.owner", tandem.Say("Owner")},
		{"therapist", "mara.therapist", tandem.Say("Therapist")},
		{"supervisor", "soren.supervisor", tandem.Say("Supervisor")},
		{"front desk", "fina.desk", tandem.Say("Front desk")},
		{"partner", "rowan.partner", tandem.Say("Partner, Rowan")},
		{"partner", "noor.partner", tandem.Say("Partner, Noor")},
	}
}

// demo plays a practice's history through the service's own use cases, under a
// moved clock: nothing in it is written past them.
type demo struct {
	*app
	clock  *demoClock
	home   practice.Practice
	today  time.Time // this morning, UTC
	people map[string]tandem.Actor
}

// buildDemo fills an empty installation.
func buildDemo(ctx context.Context, a *app, clock *demoClock) error {
	defer clock.release()
	now := tandem.SystemClock{}.Now()
	d := &demo{app: a, clock: clock, people: map[string]tandem.Actor{},
		today: time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)}
	d.at(100, 9)
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

// at moves the clock to an hour of a day so many days ago; later than now is
// an hour ago, so that nothing lies in the future.
func (d *demo) at(daysAgo, hour int) {
	t := d.today.AddDate(0, 0, -daysAgo).Add(time.Duration(hour) * time.Hour)
	if latest := (tandem.SystemClock{}).Now().Add(-time.Minute); t.After(latest) {
		t = latest
	}
	d.clock.set(t)
}

func (d *demo) staff(ctx context.Context) error {
	founded, err := d.practice.Found(ctx, practice.FoundInput{Practice: "Riverside Couples Practice", Owner: "Ada Lindqvist", Demo: true})
	if err != nil {
		return err
	}
	d.home = founded.Practice
	if err := d.join(ctx, "ada.owner", "en", founded.Link); err != nil {
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
		if err := d.join(ctx, s.logIn, "en", link); err != nil {
			return err
		}
	}
	return d.practice.Supervise(ctx, d.people["ada.owner"], d.people["soren.supervisor"].Person, d.people["mara.therapist"].Person)
}

// join accepts an invitation and remembers the actor.
func (d *demo) join(ctx context.Context, logIn, language string, link practice.Link) error {
	if _, err := d.practice.AcceptInvitation(ctx, link.Token, practice.AcceptInput{LogInName: logIn, Passphrase: demoPassphrase, Language: language}); err != nil {
		return err
	}
	s, err := d.auth.LogIn(ctx, auth.LogInInput{Name: logIn, Passphrase: demoPassphrase, Address: "127.0.0.1"})
	if err != nil {
		return err
	}
	d.people[logIn], err = d.auth.Actor(ctx, s)
	return err
}

// story is one couple's history.
type story struct {
	code     string
	zone     string
	names    [2]string
	pronouns [2]string
	logIns   [2]string // "" has not joined
	weeksAgo int       // in which the plan began; 0 is no plan
	weeks    int
	light    int    // a light week, 0 for none
	ends     string // "paused" leaves the plan paused
	// done says, for each plan week so far, what each partner did: letters of
	// E02 (p prepared, g given, r received), E38 (l logged) and n (not this week).
	done [][2]string
}

func demoStories() []story {
	return []story{
		{code: "TD-101", zone: "Europe/Berlin", names: [2]string{"Rowan", "Noor"}, pronouns: [2]string{"they/them", "she/her"},
			logIns: [2]string{"rowan.partner", "noor.partner"}, weeksAgo: 4, weeks: 8,
			done: [][2]string{{"pgrl", "pgrl"}, {"pgrl", "pgrl"}, {"pgl", "pl"}, {"pgl", ""}, {"p", ""}}},
		{code: "TD-102", zone: "Europe/Madrid", names: [2]string{"Imani", "Tomás"}, pronouns: [2]string{"", "he/him"},
			logIns: [2]string{"imani.demo", "tomas.demo"}, weeksAgo: 3, weeks: 8, light: 2,
			done: [][2]string{{"pgrl", "pgrl"}, {"l", "pgl"}, {"pgrl", "pgrl"}, {"l", "l"}}},
		{code: "TD-103", zone: "Europe/Lisbon", names: [2]string{"Avery", "Jun"}, pronouns: [2]string{"she/her", ""},
			logIns: [2]string{"avery.demo", "jun.demo"}, weeksAgo: 5, weeks: 8, ends: "paused",
			done: [][2]string{{"pgl", "pgl"}, {"pgrl", "pgrl"}, {"n", "l"}, {"pgl", "n"}}},
		{code: "TD-104", zone: "America/New_York", names: [2]string{"Mika", "Leon"}, pronouns: [2]string{"", ""},
			logIns: [2]string{"mika.demo", "leon.demo"}, weeksAgo: 9, weeks: 8,
			done: [][2]string{{"pgrl", "pgrl"}, {"pgrl", "pgrl"}, {"pgl", "pgrl"}, {"pgrl", "pgrl"}, {"l", "pgl"}, {"pgrl", "pgrl"}, {"pgrl", "pgrl"}, {"pgl", "pgl"}}},
		{code: "TD-105", zone: "Europe/Berlin", names: [2]string{"Sasha", "Ida"}, logIns: [2]string{"sasha.demo", ""}},
		{code: "TD-106", zone: "Europe/Athens", names: [2]string{"Eleni", "Nikos"}, logIns: [2]string{"", ""}},
		{code: "TD-107", zone: "Europe/Berlin", names: [2]string{"Frida", "Otto"}, logIns: [2]string{"frida.demo", "otto.demo"}, weeksAgo: 1, weeks: 4,
			done: [][2]string{{"pgrl", "pgrl"}, {"l", "pgl"}}},
	}
}

func (d *demo) play(ctx context.Context, s story) error {
	mara := d.people["mara.therapist"]
	d.at(7*s.weeksAgo+10, 11)
	in := casefile.TakeInInput{Code: s.code, TimeZone: s.zone}
	for i := range s.names {
		in.Partners = append(in.Partners, casefile.PartnerInput{Name: s.names[i], Pronouns: s.pronouns[i], Language: "en"})
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
			if err := d.join(ctx, s.logIns[i], "en", link); err != nil {
				return err
			}
		}
	}
	if s.weeksAgo == 0 {
		return nil
	}
	return d.plan(ctx, s, c)
}

// plan assigns both exercises and plays the weeks. The plan begins on a Monday
// so many weeks before the present week's.
func (d *demo) plan(ctx context.Context, s story, c casefile.Couple) error {
	mara := d.people["mara.therapist"]
	monday := tandem.DateOf(d.today, time.UTC).OnOrBefore(time.Monday).AddDays(-7 * s.weeksAgo)
	weeks := fmt.Sprint(s.weeks)
	if err := d.pass(ctx, mara, c); err != nil {
		return err
	}
	p, err := d.start(ctx, mara, c.ID, plan.DraftInput{StartsOn: string(monday), Weeks: weeks, Add: []plan.ItemInput{
		{Exercise: "E02", Cadence: "weekly-1", FromWeek: "1", ToWeek: weeks},
		{Exercise: "E38", Cadence: "weekly-1", FromWeek: "1", ToWeek: weeks}}})
	if err != nil {
		return err
	}
	if s.light > 0 {
		if err := d.plans.SetLight(ctx, mara, c.ID, fmt.Sprint(s.light), true); err != nil {
			return err
		}
	}
	assignments, err := d.store.Assignments(ctx, d.home.ID, c.ID, p.ID)
	if err != nil {
		return err
	}
	for w, did := range s.done {
		first := tandem.DateOf(d.today, time.UTC).DaysSince(monday.AddDays(7 * w))
		// In turns: prepare, give, receive, log, each on a later day.
		for day, act := range "pgrln" {
			for i := range s.names {
				if !containsLetter(did[i], act) {
					continue
				}
				d.at(max(first-day-i%2, 0), 18+i)
				if err := d.act(ctx, d.people[s.logIns[i]], act, w, assignments); err != nil {
					return fmt.Errorf("week %d, %s, %c: %w", w+1, s.names[i], act, err)
				}
			}
		}
	}
	if s.ends == "paused" {
		d.at(8, 10)
		return d.plans.Pause(ctx, mara, c.ID)
	}
	return nil
}

// start drafts a plan, lays the wishes over the empty draft, and starts it.
func (a *app) start(ctx context.Context, by tandem.Actor, couple tandem.CoupleID, wish plan.DraftInput) (plan.Plan, error) {
	d, err := a.plans.StartDraft(ctx, by, couple, plan.StartInput{})
	if err != nil {
		return plan.Plan{}, err
	}
	wish.Version, wish.Name = fmt.Sprint(d.Version), cmp.Or(wish.Name, d.Plan.Name)
	if d, err = a.plans.ChangeDraft(ctx, by, couple, wish); err != nil {
		return plan.Plan{}, err
	}
	return a.plans.Activate(ctx, by, couple, fmt.Sprint(d.Version))
}

// pass takes a couple through the gate before a plan: a policy, both partners'
// signatures on paper, and a safety screen each.
func (a *app) pass(ctx context.Context, by tandem.Actor, c casefile.Couple) error {
	return a.pipeline.Tx.InTx(ctx, func(ctx context.Context) error {
		now, id := a.Clock.Now(), a.IDs.New
		choice := casefile.PolicyChoice{ID: tandem.PolicyID(id()), Couple: c.ID, Policy: casefile.NoSecrets, ChosenBy: by.Person, ChosenAt: now}
		if err := a.store.ChoosePolicy(ctx, c.Practice, choice); err != nil {
			return err
		}
		own, err := a.store.Consents(ctx, c.Practice)
		if err != nil {
			return err
		}
		for _, p := range c.ActivePartners() {
			for _, paper := range casefile.Papers(choice, own) {
				err := a.store.AddSignature(ctx, c.Practice, casefile.Signature{ID: tandem.SignatureID(id()), Couple: c.ID, Subject: paper.Subject, Person: p.Person,
					Partner: p.ID, Name: p.Name, Digest: paper.Digest(), Language: p.Language, How: casefile.SignedOnPaper, RecordedBy: by.Person, At: now})
				if err != nil {
					return err
				}
			}
			day := tandem.DateOf(now, c.Zone())
			err := a.store.AddScreen(ctx, c.Practice, casefile.Screen{ID: tandem.ScreenID(id()), Couple: c.ID, Partner: p.ID, Person: p.Person, On: day,
				How: casefile.ScreenInterview, Result: casefile.NoConcern, NextDue: day.AddDays(90), RecordedBy: by.Person, RecordedAt: now})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func containsLetter(s string, r rune) bool {
	for _, have := range s {
		if have == r {
			return true
		}
	}
	return false
}

// act makes one move as a partner would.
func (d *demo) act(ctx context.Context, who tandem.Actor, letter rune, week int, assignments []homework.Assignment) error {
	wanted := tandem.ExerciseID("E02")
	if letter == 'l' {
		wanted = "E38"
	}
	for _, a := range assignments {
		if a.Exercise != wanted || a.Week != week+1 {
			continue
		}
		h, err := d.homework.See(ctx, who, a.ID)
		if err != nil {
			return err
		}
		in := homework.MoveInput{Key: d.IDs.New(), Version: h.Sight.Version}
		d.words(&in, letter, week, h)
		if in.Kind == exercise.MoveAcknowledge && in.Target == "" {
			return nil // nothing was given that could be received
		}
		_, err = d.homework.Move(ctx, who, a.ID, in)
		return err
	}
	return nil
}

// words are what a partner writes.
func (d *demo) words(in *homework.MoveInput, letter rune, week int, h homework.Homework) {
	me, _ := h.Couple.Partner(h.Viewer.Partner)
	n := week*2 + me.Position
	switch letter {
	case 'p':
		in.Kind, in.Form = exercise.MovePrepare, exercise.Form{"mood_before": {fmt.Sprint(2 + n%3)}}
		for i := range 3 {
			a := demoAppreciations[(n*3+i)%len(demoAppreciations)]
			in.Form[exercise.ItemName("items", i, "quality")] = []string{a[0]}
			in.Form[exercise.ItemName("items", i, "example")] = []string{a[1]}
		}
	case 'g':
		in.Kind = exercise.MoveGive
	case 'r':
		in.Kind, in.Form = exercise.MoveAcknowledge, exercise.Form{"acknowledgement": {[]string{"thanks", "take-in"}[n%2]}, "mood_after": {"4"}}
		for _, a := range h.Sight.Acts {
			if a.Kind == in.Kind {
				in.Target = a.Target
			}
		}
	case 'l':
		in.Kind = exercise.MoveLog
		in.Form = exercise.Form{"activity": {[]string{"walk", "cook", "plan", "walk"}[week%4]}, "ease": {fmt.Sprint(3 + n%3)}, "laughed": {[]string{"yes", "no"}[n%2]},
			"date": {string(tandem.DateOf(d.clock.Now(), h.Couple.Zone()))}}
	case 'n':
		in.Kind = exercise.MovePass
	}
}

// demoAppreciations are what synthetic people value, with the moment.
var demoAppreciations = [...][2]string{
	{"You stay calm when plans fall apart", "When the train was cancelled, you found us that small bakery."},
	{"You listen to the end", "On Tuesday I talked about work for half an hour. You put the phone away."},
	{"Your humour", "You made the queue at the office feel short."},
	{"You remember small things", "You bought the tea that I ran out of, and I had not said a word."},
	{"You ask before you help", "On Sunday you asked if I wanted ideas or just company."},
	{"How you are with my mother", "You called her back while I was cooking."},
	{"Your patience with forms", "You sat down with the insurance letter so that I could sleep."},
	{"You notice when I am tired", "You sent me to bed and did the dishes."},
	{"You try again", "After our quarrel you came back and made tea for both."},
	{"Your singing in the kitchen", "Friday morning. I woke up to it."},
	{"You are honest about money", "You showed me the bill before I had to ask."},
	{"You keep your word", "You said seven, and you were there at seven."},
}
