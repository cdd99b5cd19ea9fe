package web

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// How much of what a couple has gathered stands on a page, so that it weighs no
// more after years: a few of each shelf and some in all where all shelves stand,
// and so many at a time where one stands alone.
const (
	fewOfShelf = 3
	fewInAll   = 16
	onShelf    = 12
	mostPages  = 2000
)

// looking is which part of what was gathered is looked at. It is made of what the
// reader asked for and of what they can read, so it tells nothing else.
type looking struct {
	shelf exercise.ShelfID // alone; "" for a few of each
	page  int              // of the shelf, from 0, the newest first
	from  int              // of the bank: by whom, by place; 0 for both
	of    tandem.ExerciseID
	room  int                // what is left of fewInAll
	rest  []exercise.ShelfID // for which no room was left
}

// lookingAt reads what was asked for; what is unknown asks for nothing.
func lookingAt(c echo.Context) *looking {
	l := &looking{room: fewInAll}
	if id := exercise.ShelfID(c.QueryParam("shelf")); id.Title() != "" {
		l.shelf = id
	}
	if n, err := strconv.Atoi(c.QueryParam("page")); err == nil && n > 0 && n < mostPages {
		l.page = n
	}
	if n, err := strconv.Atoi(c.QueryParam("from")); err == nil && n > 0 {
		l.from = n
	}
	l.of = tandem.ExerciseID(c.QueryParam("of"))
	return l
}

// href leads to a page of a shelf.
func (l *looking) href(shelf exercise.ShelfID, page, from int, of tandem.ExerciseID) string {
	q := url.Values{"shelf": {string(shelf)}}
	if page > 0 {
		q.Set("page", strconv.Itoa(page))
	}
	if from > 0 {
		q.Set("from", strconv.Itoa(from))
	}
	if of != "" {
		q.Set("of", string(of))
	}
	return "/together?" + q.Encode()
}

// some is what of a shelf stands on the page, and where the rest is.
func some[T any](l *looking, shelf exercise.ShelfID, all []T) ([]T, pages.Turning) {
	if l.shelf == "" {
		n := min(fewOfShelf, l.room, len(all))
		l.room -= n
		switch {
		case n == len(all):
			return all, pages.Turning{}
		case n == 0:
			if !slices.Contains(l.rest, shelf) {
				l.rest = append(l.rest, shelf)
			}
			return nil, pages.Turning{}
		}
		return all[:n], pages.Turning{Earlier: l.href(shelf, 0, 0, "")}
	}
	if l.shelf != shelf {
		return nil, pages.Turning{}
	}
	var t pages.Turning
	first := min(l.page*onShelf, len(all))
	last := min(first+onShelf, len(all))
	if last < len(all) {
		t.Earlier = l.href(shelf, l.page+1, l.from, l.of)
	}
	if l.page > 0 {
		t.Later = l.href(shelf, l.page-1, l.from, l.of)
	}
	return all[first:last], t
}

// sifted are the entries of the bank that were asked for. Both partners may look
// at all of it; nothing is counted for one of them.
func (l *looking) sifted(t homework.Together) homework.Together {
	if l.shelf != exercise.ShelfAppreciations {
		return t
	}
	t.Entries = slices.DeleteFunc(slices.Clone(t.Entries), func(e homework.ShelfEntry) bool {
		return l.from > 0 && shownID(t.Couple, e.Author).Position != l.from || l.of != "" && e.Definition.ID != l.of
	})
	return t
}

// sieve offers to look at the bank by who gave, and by exercise.
func (l *looking) sieve(t homework.Together) []pages.Sieve {
	if l.shelf != exercise.ShelfAppreciations {
		return nil
	}
	who := pages.Sieve{Title: tandem.Say("From whom?"), Links: []pages.Link{{Label: tandem.Say("both of you"), Href: l.href(l.shelf, 0, 0, l.of), Current: l.from == 0}}}
	for _, p := range t.Couple.ActivePartners() {
		who.Links = append(who.Links, pages.Link{Label: tandem.Say("%s", p.Name), Href: l.href(l.shelf, 0, p.Position, l.of), Current: l.from == p.Position})
	}
	which := pages.Sieve{Title: tandem.Say("From what?"), Links: []pages.Link{{Label: tandem.Say("everything"), Href: l.href(l.shelf, 0, l.from, ""), Current: l.of == ""}}}
	seen := map[tandem.ExerciseID]bool{}
	for _, e := range t.Entries {
		if e.Shelf == exercise.ShelfAppreciations && !seen[e.Definition.ID] {
			seen[e.Definition.ID] = true
			which.Links = append(which.Links, pages.Link{Label: words(e.Definition.Name), Href: l.href(l.shelf, 0, l.from, e.Definition.ID), Current: l.of == e.Definition.ID})
		}
	}
	return []pages.Sieve{who, which}
}
