package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// habit is how somebody of the demo does homework: a letter for each week.
//
//	a  all that is asked
//	h  only begins each exercise
//	l  the light things only
//	n  says "not this week" to what is more than light
//	.  nothing
type habit string

func (h habit) in(week int) byte {
	if week < 1 || week > len(h) {
		return '.'
	}
	return h[week-1]
}

// light are exercises that take a few minutes.
var light = []tandem.ExerciseID{"E24", "E32", "E38"}

// pair is a couple of the demo with those of its partners who have joined.
type pair struct {
	couple casefile.Couple
	actors [2]tandem.Actor
	habits [2]habit
}

// live plays one week of homework, each exercise on a day of its own, both
// partners in turn. What lies ahead of today is left open.
func (d *demo) live(ctx context.Context, p pair, week int, monday tandem.Date, all []homework.Assignment) error {
	var of []homework.Assignment
	for _, a := range all {
		if a.Week == week && a.OpensOn != "" {
			of = append(of, a)
		}
	}
	today := d.today()
	for n, a := range of {
		day := monday.AddDays(7*(week-1) + n*6/max(len(of)-1, 1))
		if day > today || a.OpensOn > day {
			continue
		}
		if err := d.share(ctx, p, a, week, today.DaysSince(day)); err != nil {
			return fmt.Errorf("week %d, %s: %w", week, a.Exercise, err)
		}
	}
	return nil
}

// happen plays what somebody opened in the week because it happened.
func (d *demo) happen(ctx context.Context, s story, p pair, of plan.Plan, week int) error {
	for _, h := range s.happens {
		i := slices.IndexFunc(of.Items, func(it plan.Item) bool {
			return it.Exercise == h.exercise && it.Cadence.Kind == exercise.WhenItHappens
		})
		daysAgo := d.today().DaysSince(of.StartsOn.AddDays(7*(week-1) + 3))
		if h.week != week || i < 0 || daysAgo < 0 {
			continue
		}
		d.at(daysAgo, 17)
		id, err := d.homework.Open(ctx, p.actors[h.who], of.Items[i].ID)
		if err != nil {
			return fmt.Errorf("week %d, %s: %w", week, h.exercise, err)
		}
		a, err := d.store.Assignment(ctx, d.home.ID, id)
		if err != nil {
			return err
		}
		if err := d.share(ctx, p, a, week, daysAgo); err != nil {
			return fmt.Errorf("week %d, %s: %w", week, h.exercise, err)
		}
	}
	return nil
}

// mostTurns bounds how often each partner acts in one round of the demo.
const mostTurns = 8

// share plays one assignment until nobody has anything left that they would do.
func (d *demo) share(ctx context.Context, p pair, a homework.Assignment, week, daysAgo int) error {
	made := [2]int{}
	for turn := range mostTurns {
		went := false
		for k := range p.actors {
			i := (k + week) % 2 // now the one begins, now the other
			who, most := p.actors[i], mostTurns
			switch h := p.habits[i].in(week); {
			case who.Person == "" || h == '.' || h == 'l' && !slices.Contains(light, a.Exercise):
				most = 0
			case h == 'h':
				most = 1
			}
			if made[i] >= most {
				continue
			}
			d.at(daysAgo, 18+min(turn, 4))
			passes := p.habits[i].in(week) == 'n' && !slices.Contains(light, a.Exercise)
			did, err := d.turn(ctx, who, a.ID, passes)
			if err != nil {
				return fmt.Errorf("%s: %w", p.couple.Partners[i].Name, err)
			}
			if did {
				went, made[i] = true, made[i]+1
			}
		}
		if !went {
			if opened, err := d.open(ctx, p, a); err != nil || !opened {
				return err
			}
		}
	}
	return nil
}

// turn makes the move that the page of the homework asks for first. It says
// whether there was one.
func (d *demo) turn(ctx context.Context, who tandem.Actor, id tandem.AssignmentID, passes bool) (bool, error) {
	h, err := d.homework.See(ctx, who, id)
	if tandem.KindOf(err) == tandem.KindNotFound { // it concerns the other one alone
		return false, nil
	}
	if err != nil {
		return false, err
	}
	in := homework.MoveInput{Key: d.IDs.New(), Version: h.Sight.Version}
	if passes {
		if !h.Has(exercise.MovePass) || h.Sight.Own != exercise.PartNone {
			return false, nil
		}
		in.Kind = exercise.MovePass
		_, err := d.homework.Move(ctx, who, id, in)
		return true, err
	}
	i := slices.IndexFunc(h.Sight.Acts, func(a exercise.Act) bool {
		return a.Step != "" && !a.Later && !a.After.After(d.clock.Now())
	})
	if i < 0 {
		return false, nil
	}
	act := h.Sight.Acts[i]
	step, ok := h.Definition.Step(act.Step)
	if !ok {
		return false, fmt.Errorf("no step %q", act.Step)
	}
	me, _ := h.Couple.Partner(h.Viewer.Partner)
	in.Kind, in.Step, in.Target = act.Kind, act.Step, act.Target
	in.Form = d.fill(h, step, h.Assignment.Week*2+me.Position)
	files, err := fillPhotos(in.Form, step, h.Assignment.Week+me.Position)
	if err == nil && len(files) > 0 {
		in.Form, err = d.homework.KeepDraft(ctx, who, id, homework.DraftInput{Step: step.ID, About: act.Target, Form: in.Form, Files: files, Key: in.Key})
	}
	if err != nil {
		return false, err
	}
	_, err = d.homework.Move(ctx, who, id, in)
	return true, err
}

// open opens what waits for the therapist, as the therapist does. It says
// whether there was anything.
func (d *demo) open(ctx context.Context, p pair, a homework.Assignment) (bool, error) {
	mara := d.people["mara.therapist"]
	h, err := d.homework.SeeIn(ctx, mara, p.couple.ID, a.ID)
	if err != nil || !h.Has(exercise.MoveRelease) {
		return false, err
	}
	_, err = d.homework.Guide(ctx, mara, p.couple.ID, a.ID, homework.GuideInput{Kind: exercise.MoveRelease, Key: d.IDs.New(), Version: h.Sight.Version})
	return true, err
}

// reply writes to both partners about a piece of homework.
func (d *demo) reply(ctx context.Context, p pair, a homework.Assignment, text string) error {
	mara := d.people["mara.therapist"]
	h, err := d.homework.SeeIn(ctx, mara, p.couple.ID, a.ID)
	if err != nil || !h.Has(exercise.MoveReply) {
		return err
	}
	_, err = d.homework.Guide(ctx, mara, p.couple.ID, a.ID, homework.GuideInput{Kind: exercise.MoveReply, To: []string{"1", "2"},
		Text: text, Key: d.IDs.New(), Version: h.Sight.Version})
	return err
}

// fill writes what a synthetic person writes in a step. n varies it.
func (d *demo) fill(h homework.Homework, step *exercise.Step, n int) exercise.Form {
	form := exercise.Form{}
	today := tandem.DateOf(d.clock.Now(), h.Couple.Zone())
	for i := range step.Fields {
		f := &step.Fields[i]
		if f.Type != exercise.List {
			d.fillField(form, h, f, string(f.ID), n, today)
			continue
		}
		for item := range max(f.Exactly, f.AtLeast, min(2, f.AtMost)) {
			for j := range f.Item {
				sub := &f.Item[j]
				if sub.When != nil && form.Get(exercise.ItemName(f.ID, item, sub.When.Field)) != sub.When.Is {
					continue
				}
				d.fillField(form, h, sub, exercise.ItemName(f.ID, item, sub.ID), n*3+item, today)
			}
		}
	}
	return form
}

func (d *demo) fillField(form exercise.Form, h homework.Homework, f *exercise.Field, name string, n int, today tandem.Date) {
	if f.When != nil && form.Get(string(f.When.Field)) != f.When.Is && name == string(f.ID) {
		return
	}
	if words := demoWords[h.Definition.ID][f.ID]; len(words) > 0 {
		form[name] = []string{words[n%len(words)]}
		return
	}
	switch f.Type {
	case exercise.ShortText, exercise.LongText:
		if f.Required || f.When != nil {
			form[name] = []string{demoAnyWords[n%len(demoAnyWords)]}
		}
	case exercise.Scale, exercise.Counter:
		middle := (f.Min + f.Max + 1) / 2
		form[name] = []string{strconv.Itoa(min(middle+n%3, f.Max))}
	case exercise.Link:
		if things := h.Things.For(f); len(things) > 0 {
			form[name] = []string{string(things[n%len(things)].Ref)}
		} else if f.OffersOwn {
			form[name] = []string{exercise.OwnChoice}
		}
	case exercise.Choice:
		form[name] = []string{f.Choices[n%min(2, len(f.Choices))].Value}
	case exercise.Multi, exercise.Feelings:
		form[name] = []string{f.Choices[n%len(f.Choices)].Value}
	case exercise.Bool:
		form[name] = []string{[]string{"yes", "yes", "no"}[n%3]}
	case exercise.Day:
		if f.Required || f.When != nil {
			form[name] = []string{string(today)}
		}
	case exercise.TimeOfDay:
		form[name] = []string{"19:30"}
	}
}
