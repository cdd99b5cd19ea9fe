package casefile

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"tandem/internal/tandem"
)

// OwnDate is a date of the couple's own, such as an anniversary or a child's
// birthday. Homework can come on it; both partners then read its name.
type OwnDate struct {
	ID     tandem.OwnDateID `json:"id"`
	Name   string           `json:"name"`
	On     tandem.Date      `json:"on"` // the first time; on 28 February where a year has no 29th
	Yearly bool             `json:"yearly,omitempty"`
}

// OwnDateInput is a date of the couple's own, as typed.
type OwnDateInput struct {
	Name   string
	On     string // 2006-01-02
	Yearly bool
}

// The fields of OwnDateInput that errors point at.
const (
	FieldDateName = "date_name"
	FieldDateOn   = "date_on"
)

// MaxOwnDates is how many dates are kept of a couple: a few, not a diary.
const MaxOwnDates = 12

const longestDateName = 60

// AddDate keeps a date of the couple's own. Therapists of the care team and the
// front desk may. Errors: NotFound; Invalid at the fields; Conflict when care
// has ended or there are MaxOwnDates already.
func (s *Service) AddDate(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, in OwnDateInput) error {
	return s.keepDate(ctx, actor, couple, "", in)
}

// ChangeDate renames or moves a date. A running plan keeps it as it was until
// the care team takes the change over, in a revision that shows the difference.
// Errors as for AddDate; NotFound for a date that the couple does not have.
func (s *Service) ChangeDate(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, date tandem.OwnDateID, in OwnDateInput) error {
	return s.keepDate(ctx, actor, couple, date, in)
}

func (s *Service) keepDate(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, date tandem.OwnDateID, in OwnDateInput) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseKeepDate, aCouple(couple),
		func(ctx context.Context, _ *tandem.Grant) (struct{}, error) {
			none := struct{}{}
			c, err := s.inCare(ctx, actor, couple)
			if err != nil {
				return none, err
			}
			known, err := s.Store.OwnDates(ctx, actor.Practice, couple)
			if err != nil {
				return none, err
			}
			switch {
			case date == "" && len(known) >= MaxOwnDates:
				return none, tandem.Conflict(tandem.Say("A couple has %d dates or fewer. Please take one out first.", MaxOwnDates))
			case date == "":
				date = tandem.OwnDateID(s.Pipeline.IDs.New())
			case !slices.ContainsFunc(known, func(d OwnDate) bool { return d.ID == date }):
				return none, tandem.Unfit()
			}
			now := s.Pipeline.Clock.Now()
			d, err := in.read(tandem.DateOf(now, c.Zone()))
			if err != nil {
				return none, err
			}
			d.ID = date
			return none, s.Store.KeepOwnDate(ctx, actor.Practice, couple, d, now)
		})
	return err
}

// read checks what was typed. A date that comes once must lie ahead: nothing
// could come on it any more.
func (in OwnDateInput) read(today tandem.Date) (OwnDate, error) {
	var p tandem.Problems
	d := OwnDate{Name: strings.TrimSpace(in.Name), Yearly: in.Yearly}
	if d.Name == "" || utf8.RuneCountInString(d.Name) > longestDateName {
		p.Add(FieldDateName, tandem.Say("Please give the date a name of %d characters or fewer.", longestDateName))
	} else {
		p.AddErr(FieldDateName, plainLine(d.Name, longestDateName))
	}
	on, err := tandem.ParseDate(in.On)
	p.AddErr(FieldDateOn, err)
	switch {
	case err != nil:
	case !d.Yearly && on < today:
		p.Add(FieldDateOn, tandem.Say("This day has passed. Choose a later one, or let it come every year."))
	case on < today.AddDays(-oldestDate) || on > today.AddDays(furthestDate):
		p.Add(FieldDateOn, tandem.Say("Please choose a day of the last hundred years, or of the next five."))
	}
	d.On = on
	return d, p.Err()
}

// How far from today a date may lie, in days.
const (
	oldestDate   = 100 * 366
	furthestDate = 5 * 366
)

// DropDate takes a date out. A running plan keeps what it has given on it until
// it is revised. Errors: NotFound; Conflict when care has ended.
func (s *Service) DropDate(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, date tandem.OwnDateID) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseDropDate, aCouple(couple),
		func(ctx context.Context, _ *tandem.Grant) (struct{}, error) {
			if _, err := s.inCare(ctx, actor, couple); err != nil {
				return struct{}{}, err
			}
			err := s.Store.DropOwnDate(ctx, actor.Practice, couple, date)
			if tandem.KindOf(err) == tandem.KindNotFound {
				err = tandem.Unfit()
			}
			return struct{}{}, err
		})
	return err
}
