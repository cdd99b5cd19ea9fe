package store_test

import (
	"context"
	"reflect"
	"sync"
	"testing"
	"time"

	"tandem/internal/review"
	"tandem/internal/tandem"
)

func reviews(t *testing.T, g *ground) {
	c := g.clinic(t)
	got, err := g.Review(bg, c.practice, c.review.ID)
	if err != nil || !reflect.DeepEqual(got, c.review) {
		t.Errorf("kept\n%+v, %v, want\n%+v", got, err, c.review)
	}
	if got.Digest() != c.review.Digest() {
		t.Error("the text that was signed has another digest when it is read again")
	}
	save := func(r review.Review) error {
		return g.InTx(bg, func(ctx context.Context) error { return g.SaveReview(ctx, r) })
	}
	frozen := c.review
	frozen.Version++
	frozen.Content.PlanChanges = "changed after it was signed"
	wantKind(t, "a frozen review", save(frozen), tandem.KindConflict)

	next := c.newReview(47)
	next.On = "2026-12-20"
	must(t, g.Store, func(ctx context.Context) error { return g.CreateReview(ctx, next) })
	list, err := g.Reviews(bg, c.practice, c.couple.ID)
	if err != nil || len(list) != 2 || list[0].ID != next.ID {
		t.Errorf("listed %+v, %v", list, err)
	}
	days, err := g.ReviewDays(bg, c.practice, []tandem.CoupleID{c.couple.ID})
	if err != nil || len(days) != 2 || days[0].ID != c.review.ID || days[0].State != review.Frozen || !days[0].Content.Empty() {
		t.Errorf("by day %+v, %v", days, err)
	}
	again := c.newReview(48)
	err = g.InTx(bg, func(ctx context.Context) error { return g.CreateReview(ctx, again) })
	wantKind(t, "a second one under way", err, tandem.KindConflict)
	err = g.InTx(bg, func(ctx context.Context) error {
		return g.AddToReview(ctx, c.practice, next.ID, review.Addition{ID: c.id(49), Author: c.therapist, Text: "x", At: start})
	})
	wantKind(t, "an addition before it is frozen", err, tandem.KindConflict)

	next.Version, next.On = 2, "2026-12-21"
	if err := save(next); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "an old version", save(next), tandem.KindConflict)
	if got, err = g.Review(bg, c.practice, next.ID); err != nil || got.On != "2026-12-21" || !got.OpenedAt.IsZero() {
		t.Errorf("moved %+v, %v", got, err)
	}
	sealedWords(t, g, c)
	asked := c.newAsked(44, c.couple.ID)
	must(t, g.Store, func(ctx context.Context) error {
		return all(g.CreateAssignment(ctx, c.practice, asked), g.RedateAssignment(ctx, c.practice, asked.ID, "2026-12-07", "2026-12-21"))
	})
	if a, err := g.Assignment(bg, c.practice, asked.ID); err != nil || a.OpensOn != "2026-12-07" || a.DueOn != "2026-12-21" {
		t.Errorf("redated %+v, %v", a, err)
	}
	err = g.InTx(bg, func(ctx context.Context) error {
		return g.RedateAssignment(ctx, c.practice, c.first.ID, "2026-12-07", "2026-12-21")
	})
	wantKind(t, "an assignment of a plan", err, tandem.KindNotFound)
}

// sealedWords: nothing of a review stands open in its tables.
func sealedWords(t *testing.T, g *ground, c *clinic) {
	t.Helper()
	var rows []struct{ Content []byte }
	if err := g.Read(bg).Raw("SELECT content FROM reviews WHERE practice_id = ? UNION ALL SELECT words FROM review_additions WHERE practice_id = ?", c.practice, c.practice).Scan(&rows).Error; err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if len(row.Content) == 0 || row.Content[0] == '{' || row.Content[0] == '"' {
			t.Errorf("not sealed: %q", row.Content)
		}
	}
}

// reviewsAtOnce: of many who change a held review, each sees what the one
// before has left.
func reviewsAtOnce(t *testing.T, g *ground) {
	c := g.clinic(t)
	r := c.newReview(47)
	must(t, g.Store, func(ctx context.Context) error { return g.CreateReview(ctx, r) })
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			err := g.InTx(bg, func(ctx context.Context) error {
				r, err := g.HoldReview(ctx, c.practice, r.ID)
				if err != nil {
					return err
				}
				r.Version++
				r.On = r.On.AddDays(1)
				return g.SaveReview(ctx, r)
			})
			if err != nil {
				t.Errorf("at once: %v", err)
			}
		})
	}
	group.Wait()
	got, err := g.Review(bg, c.practice, r.ID)
	if err != nil || got.Version != 9 || got.On != r.On.AddDays(8) {
		t.Errorf("after eight changes: %+v, %v", got, err)
	}
	if got.ScheduledAt.Sub(start) > time.Second {
		t.Errorf("scheduled at %v", got.ScheduledAt)
	}
}
