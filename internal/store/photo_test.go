package store_test

import (
	"bytes"
	"context"
	"slices"
	"testing"
	"time"

	"tandem/internal/homework"
	"tandem/internal/store"
	"tandem/internal/tandem"
)

// photo is a picture of the clinic's, by whom.
func (c *clinic) photo(n int, by tandem.PartnerID) homework.Photo {
	return homework.Photo{ID: tandem.PhotoID(c.id(n)), Author: by, At: start,
		Taken: homework.Taken{Full: []byte("full " + c.word("photo")), Small: []byte("small " + c.word("photo"))}}
}

// photoCases are those of pictures.
func photoCases() map[string]outcome {
	type ctxT = context.Context
	type sT = *store.Store
	return map[string]outcome{
		"AddPhoto": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.AddPhoto(ctx, m.practice, o.round, o.photo(991, o.benPartner))
		})),
		"PlacePhotos": nothing("<nil>", only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.PlacePhotos(ctx, m.practice, o.round, o.benPartner, []tandem.PhotoID{o.chosen.ID}, false)
		})),
		"DropPhotos": nothing("<nil>", only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.DropPhotos(ctx, m.practice, o.round, o.benPartner, nil)
		})),
		"PhotosOf": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.PhotosOf(ctx, m.practice, o.round, o.benPartner)
		}),
		"PhotosSince": nothing("0", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.PhotosSince(ctx, m.practice, o.round, o.benPartner, start.AddDate(-1, 0, 0))
		}),
		"OpenPhoto": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.OpenPhoto(ctx, m.practice, o.round, o.chosen.ID, "", true)
		}),
	}
}

// photos: a picture is its author's until an answer refers to it; what no answer
// refers to can be removed, and an answer's picture never is.
func photos(t *testing.T, g *ground) {
	c := g.clinic(t)
	other := c.photo(992, c.anaPartner)
	second, third := c.photo(993, c.benPartner), c.photo(994, c.benPartner)
	second.At = start.Add(time.Hour)
	must(t, g.Store, func(ctx context.Context) error {
		return all(g.AddPhoto(ctx, c.practice, c.round, other), g.AddPhoto(ctx, c.practice, c.round, second), g.AddPhoto(ctx, c.practice, c.round, third))
	})
	of := func(what string, who tandem.PartnerID, want ...homework.Photo) {
		t.Helper()
		var ids []tandem.PhotoID
		for _, p := range want {
			ids = append(ids, p.ID)
		}
		slices.Sort(ids)
		if got, err := g.PhotosOf(bg, c.practice, c.round, who); err != nil || !slices.Equal(got, ids) {
			t.Errorf("%s: %v (%v), want %v", what, got, err, ids)
		}
	}
	shows := func(what string, p homework.Photo, by tandem.PartnerID) {
		t.Helper()
		full, err := g.OpenPhoto(bg, c.practice, c.round, p.ID, by, false)
		small, err2 := g.OpenPhoto(bg, c.practice, c.round, p.ID, by, true)
		if err := all(err, err2); err != nil || !bytes.Equal(full, p.Full) || !bytes.Equal(small, p.Small) {
			t.Errorf("%s: %q and %q, %v", what, full, small, err)
		}
	}
	of("Ben's", c.benPartner, c.chosen, second, third)
	of("Ana's", c.anaPartner, other)
	if n, err := g.PhotosSince(bg, c.practice, c.round, c.benPartner, start); n != 1 || err != nil {
		t.Errorf("since then Ben has chosen %d, %v", n, err)
	}
	shows("a chosen one", second, c.benPartner)
	_, err := g.OpenPhoto(bg, c.practice, c.round, second.ID, c.anaPartner, false)
	wantKind(t, "Ben's, as one of Ana's", err, tandem.KindNotFound)

	must(t, g.Store, func(ctx context.Context) error {
		return all(g.PlacePhotos(ctx, c.practice, c.round, c.benPartner, []tandem.PhotoID{c.chosen.ID, other.ID}, false),
			g.PlacePhotos(ctx, c.practice, c.round, c.benPartner, []tandem.PhotoID{third.ID}, true))
	})
	sealed := func(id tandem.PhotoID) (row struct{ Placed, Alone bool }) {
		t.Helper()
		if err := g.Read(bg).Table("photos").Where("practice_id = ? AND id = ?", c.practice, id).Take(&row).Error; err != nil {
			t.Fatal(err)
		}
		return row
	}
	for id, want := range map[tandem.PhotoID]struct{ Placed, Alone bool }{c.chosen.ID: {true, false}, third.ID: {true, true}, other.ID: {false, true}, second.ID: {false, true}} {
		if got := sealed(id); got != want {
			t.Errorf("%s is kept as %+v, want %+v", id, got, want)
		}
	}
	shows("a placed one", c.chosen, "")
	shows("one placed for its author alone", third, "")

	for range 2 {
		must(t, g.Store, func(ctx context.Context) error { return g.DropPhotos(ctx, c.practice, c.round, c.benPartner, nil) })
	}
	of("Ben's, those dropped that nothing refers to", c.benPartner, c.chosen, third)
	of("Ana's stay", c.anaPartner, other)
	must(t, g.Store, func(ctx context.Context) error {
		return g.DropPhotos(ctx, c.practice, c.round, c.anaPartner, []tandem.PhotoID{other.ID})
	})
	of("Ana's, held by her draft", c.anaPartner, other)

	// An answer that others see later takes the key of answers.
	must(t, g.Store, func(ctx context.Context) error {
		return g.PlacePhotos(ctx, c.practice, c.round, c.benPartner, []tandem.PhotoID{third.ID}, false)
	})
	if got := sealed(third.ID); got.Alone {
		t.Error("a picture of an answer that others see is sealed with its author's own key")
	}
	shows("it", third, "")
	stranger := c.photo(995, "stranger")
	err = g.InTx(bg, func(ctx context.Context) error { return g.AddPhoto(ctx, c.practice, c.round, stranger) })
	wantKind(t, "a picture of a stranger", err, tandem.KindNotFound)
}
