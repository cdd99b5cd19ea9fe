package api

import (
	"context"

	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// Intention is what a partner plans for an item. Times are in their own zone.
type Intention struct {
	Day      string `json:"day,omitempty" doc:"A weekday, any, later or not-for-me."`
	At       string `json:"at,omitempty"`
	Cue      string `json:"cue,omitempty"`
	Where    string `json:"where,omitempty"`
	Obstacle string `json:"obstacle,omitempty"`
	Then     string `json:"then,omitempty"`
}

func intention(i homework.Intention) *Intention {
	if !i.Said {
		return nil
	}
	return &Intention{i.Day, i.At, i.Cue, i.Where, i.Obstacle, i.Then}
}

// PlannedItem is an item of the plan with what one plans for it.
type PlannedItem struct {
	Item       tandem.ItemID       `json:"item"`
	Exercise   tandem.ExerciseID   `json:"exercise"`
	Name       string              `json:"name"`
	Asks       bool                `json:"asks" doc:"It has days to plan. Others can only be left out."`
	Plan       *Intention          `json:"plan,omitempty"`
	Assignment tandem.AssignmentID `json:"assignment,omitempty" doc:"Where it was said."`
}

// Planned is what one plans in all couples.
type Planned struct {
	Items []PlannedItem `json:"items"`
}

// Planning lists what a partner plans.
func (a *API) Planning() Operation {
	return operation(forPartners, "One's own plans of when and where", func(ctx context.Context, actor tandem.Actor, _ *nothing) (Planned, error) {
		all, err := a.Homework.Planning(ctx, actor)
		out := Planned{Items: []PlannedItem{}}
		for _, p := range all {
			for _, it := range p.Items {
				out.Items = append(out.Items, PlannedItem{Item: it.Item.ID, Exercise: it.Item.Exercise, Name: words(ctx, it.Definition.Name), Asks: it.Asks(),
					Plan: intention(it.Intention), Assignment: it.Intention.Assignment})
			}
		}
		return out, err
	})
}

// OpenPlanning gives the homework in which a partner says when and where.
func (a *API) OpenPlanning() Operation {
	return operation(forPartners, "Open one's own plan of when and where for an item", func(ctx context.Context, actor tandem.Actor, in *OfItem) (Opened, error) {
		id, err := a.Homework.OpenPlanning(ctx, actor, in.Item)
		return Opened{id}, err
	})
}

type answerPlanning struct {
	OfItem
	Body struct {
		Answer string `json:"answer" maxLength:"40" doc:"any: it is for me; later; not-for-me."`
	}
}

// AnswerPlanning takes an answer of one tap.
func (a *API) AnswerPlanning() Operation {
	return act(forPartners, "Say that an item is, or is not, for oneself", func(ctx context.Context, actor tandem.Actor, in *answerPlanning) error {
		return a.Homework.AnswerPlanning(ctx, actor, in.Item, in.Body.Answer)
	})
}

// Intended is what a partner plans for an item, for the care team.
type Intended struct {
	Partner  tandem.PartnerID  `json:"partner"`
	Exercise tandem.ExerciseID `json:"exercise"`
	Plan     *Intention        `json:"plan"`
}

func intended(i homework.Intended) Intended {
	return Intended{Partner: i.Partner.ID, Exercise: i.Item.Exercise, Plan: intention(i.Intention)}
}
