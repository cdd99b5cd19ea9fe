package web

import (
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// threeHref leads to three good things; another n leads to others.
func threeHref(n int) string { return "/together?three=" + strconv.Itoa(n) }

// goodThings are the cards that may be shown again on a hard day, newest first.
func goodThings(t homework.Together, zone string) []pages.Entry {
	var all []pages.Entry
	for _, e := range t.Entries {
		if !e.Good() {
			continue
		}
		entry := pages.Entry{Author: shownID(t.Couple, e.Author), When: dayOf(e.At, zone)}
		switch e.Shelf {
		case exercise.ShelfJoy:
			all = append(all, easyTime(t, e, entry))
		case exercise.ShelfAppreciations, exercise.ShelfStars:
			all = append(all, appreciations(t, e, entry)...)
		default:
			all = append(all, shelfCard(t, e, zone))
		}
	}
	return all
}

// three picks three good things: first those that the reader keeps for a hard
// day, then others from all over the shelves, so not one gift alone. Another n
// gives others.
func three(from []pages.Entry, n int) []pages.Entry {
	var kept, rest []pages.Entry
	for _, e := range from {
		switch {
		case !e.Gone.IsZero():
		case e.Keep != nil && e.Keep.Kept:
			kept = append(kept, e)
		default:
			rest = append(rest, e)
		}
	}
	good := spread(kept, n, 3)
	return append(good, spread(rest, n, 3-len(good))...)
}

// spread takes at most so many from all over a list.
func spread(all []pages.Entry, n, most int) []pages.Entry {
	var some []pages.Entry
	for i := 0; i < most && i < len(all); i++ {
		some = append(some, all[(n+i*len(all)/min(most, len(all)))%len(all)])
	}
	return some
}

// keeping is the press that keeps a thing for a hard day; nil for what is no
// good thing to come back to.
func keeping(e homework.ShelfEntry, thing int) *pages.Keeping {
	if !e.Good() {
		return nil
	}
	return &pages.Keeping{Href: homeworkHref(e.Assignment) + "/moves", Target: string(e.Move), Thing: thing, Kept: slices.Contains(e.Kept, thing) || slices.Contains(e.Kept, 0)}
}

// keyed gives every press of the cards a key of its own.
func (w *Web) keyed(cards []pages.Entry) {
	for i := range cards {
		if k := cards[i].Keep; k != nil {
			k.Key = w.IDs.New()
		}
	}
}

// cherish keeps something for a hard day, or lets it go.
func (w *Web) cherish(c echo.Context, id tandem.AssignmentID, in homework.MoveInput) error {
	ctx, actor := ctxOf(c)
	if _, err := w.Homework.Move(ctx, actor, id, in); err != nil {
		return err
	}
	if in.Kind == exercise.MoveLetGo {
		return w.done(c, "/together", "It is no longer among what you keep. Nobody else sees that.")
	}
	return w.done(c, "/together", "Kept for a hard day. Only you can see that you keep it.")
}
