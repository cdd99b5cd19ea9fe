package api

import (
	"context"

	"tandem/internal/casefile"
	"tandem/internal/tandem"
)

// OwnDate is a date of a couple's own.
type OwnDate struct {
	Date   tandem.OwnDateID `json:"date"`
	Name   string           `json:"name"`
	On     tandem.Date      `json:"on"`
	Yearly bool             `json:"yearly"`
}

func ownDate(d casefile.OwnDate) OwnDate { return OwnDate{d.ID, d.Name, d.On, d.Yearly} }

// givenDate is a date as a program sends it.
type givenDate struct {
	Name   string `json:"date_name" maxLength:"300"`
	On     string `json:"date_on" maxLength:"40" doc:"2006-01-02."`
	Yearly bool   `json:"date_yearly,omitempty"`
}

func (d givenDate) input() casefile.OwnDateInput {
	return casefile.OwnDateInput{Name: d.Name, On: d.On, Yearly: d.Yearly}
}

type addDate struct {
	OfCouple
	Body givenDate
}

// AddDate keeps a date of the couple's own.
func (a *API) AddDate() Operation {
	return act(forDesk, "Keep a date of the couple's own", func(ctx context.Context, actor tandem.Actor, in *addDate) error {
		return a.Cases.AddDate(ctx, actor, in.Couple, in.Body.input())
	})
}

// OfDate names a date of a couple's own in a path.
type OfDate struct {
	OfCouple
	Date tandem.OwnDateID `path:"date" doc:"A date of that couple's own."`
}

type changeDate struct {
	OfDate
	Body givenDate
}

// ChangeDate renames or moves a date.
func (a *API) ChangeDate() Operation {
	return act(forDesk, "Rename or move a date of the couple's own", func(ctx context.Context, actor tandem.Actor, in *changeDate) error {
		return a.Cases.ChangeDate(ctx, actor, in.Couple, in.Date, in.Body.input())
	})
}

// DropDate takes a date out.
func (a *API) DropDate() Operation {
	return act(forDesk, "Take out a date of the couple's own", func(ctx context.Context, actor tandem.Actor, in *OfDate) error {
		return a.Cases.DropDate(ctx, actor, in.Couple, in.Date)
	})
}
