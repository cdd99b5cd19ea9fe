package web

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

const (
	mostOften = 6  // lines in a list; more exercises stand behind it, more shelves under Together
	lately    = 28 // days
)

// How is how it goes: one's own part, and what the two have done together.
func (w *Web) How(c echo.Context) error {
	ctx, actor := ctxOf(c)
	all, err := w.Homework.HowItGoes(ctx, actor)
	if err != nil {
		return err
	}
	m := pages.How{Phone: w.phone(ctx)}
	for _, h := range all {
		m.Couples = append(m.Couples, howCouple(h))
	}
	return w.render(c, http.StatusOK, pages.HowPage(m))
}

func howCouple(h homework.How) pages.HowCouple {
	out := pages.HowCouple{Where: whereIn(h), Went: went(h)}
	if h.Together > 0 {
		out.Both = one(h.Together, "You both took part in one thing.", "You both took part in %d things.")
	}
	for _, o := range h.Often {
		out.Often = append(out.Often, pages.HowOften{Name: words(o.Name), Times: one(o.Times, "once", "%d times")})
	}
	if len(out.Often) > mostOften {
		out.Often, out.Rest = out.Often[:mostOften], out.Often[mostOften:]
	}
	for _, o := range h.Gathered[:min(len(h.Gathered), mostOften)] {
		out.Gathered = append(out.Gathered, pages.HowOften{Name: words(o.Name), Times: tandem.Say("%d in all", o.Times), Href: "/together?shelf=" + string(o.Shelf)})
	}
	out.Own = ownShare(h.Own, one(h.Own.Done, "You have finished one thing.", "You have finished %d things."))
	for _, week := range slices.Backward(h.Weeks) {
		out.Weeks = append(out.Weeks, howWeek(h, week))
	}
	return out
}

// whereIn is where the couple is in its plan, zero where none runs.
func whereIn(h homework.How) tandem.Text {
	switch {
	case h.Plan == nil:
		return tandem.Text{}
	case h.Plan.Paused():
		return tandem.Say("Your plan rests for now.")
	case h.Day < h.Plan.StartsOn:
		return tandem.Say("Your plan has not begun yet.")
	case h.Week < 1: // until its next week begins, or its next phase is opened
		return tandem.Say("Your plan goes on soon.")
	case h.Week > h.Plan.Weeks:
		return tandem.Say("The weeks of your plan are over.")
	default:
		return tandem.Say("Week %d of %d", h.Week, h.Plan.Weeks)
	}
}

// ownShare is how much the reader did, in words; zero for nothing yet.
func ownShare(s homework.Share, done tandem.Text) tandem.Text {
	begun := one(s.Begun, "One more is begun.", "%d more are begun.")
	switch {
	case s.Done > 0 && s.Begun > 0:
		return tandem.Say("%s %s", done, begun)
	case s.Done > 0:
		return done
	case s.Begun > 0:
		return one(s.Begun, "You have begun one thing.", "You have begun %d things.")
	default:
		return tandem.Text{}
	}
}

// went is how the reader's own marks lie, over all and lately. They answer
// different questions, so a mean of them says where they lie and no more.
func went(h homework.How) []tandem.Text {
	all, marked := lie(h.Own.Quality)
	if !marked {
		return nil
	}
	said := []tandem.Text{tandem.Say("Your own marks so far: %s.", all)}
	var q homework.Quality
	for _, w := range h.Weeks {
		if w.To >= h.Day.AddDays(-lately) {
			q = q.Add(w.Own.Quality)
		}
	}
	if last, marked := lie(q); marked && q.Ratings < h.Own.Quality.Ratings {
		said = append(said, tandem.Say("In the last four weeks: %s.", last))
	}
	return said
}

// lie says where a mean of marks from 0 to 4 lies.
func lie(q homework.Quality) (where tandem.Text, marked bool) {
	mean, marked := q.Mean()
	switch {
	case mean < 1.5:
		return tandem.Say("towards the low end"), marked
	case mean > 2.5:
		return tandem.Say("towards the high end"), marked
	default:
		return tandem.Say("in the middle"), marked
	}
}

func howWeek(h homework.How, w homework.HowWeek) pages.HowWeek {
	out := pages.HowWeek{Title: tandem.Say("Week %d", w.Number), Days: tandem.Say("%s to %s", w.From.ShortText(), w.To.ShortText())}
	if w.Number == h.Week {
		out.Title = tandem.Say("This week")
	}
	if w.Light {
		out.Lines = append(out.Lines, tandem.Say("A light week."))
	}
	if w.Together > 0 {
		out.Lines = append(out.Lines, one(w.Together, "You both took part in one thing.", "You both took part in %d things."))
	}
	if own := ownShare(w.Own, one(w.Own.Done, "You finished one thing.", "You finished %d things.")); !own.IsZero() {
		out.Lines = append(out.Lines, own)
	}
	switch {
	case len(out.Lines) > 0:
	case w.Number == h.Week:
		out.Lines = append(out.Lines, tandem.Say("Nothing yet, and that is fine."))
	default:
		out.Lines = append(out.Lines, tandem.Say("A quiet week."))
	}
	return out
}
