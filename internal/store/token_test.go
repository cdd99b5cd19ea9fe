package store_test

import (
	"context"
	"testing"
	"time"

	"tandem/internal/auth"
	"tandem/internal/tandem"
)

func tokens(t *testing.T, g *ground) {
	c := g.clinic(t)
	hash := "hash-" + string(c.token.ID)
	found, err := g.TokenByHash(bg, hash)
	want := c.token
	want.Label = "" // nothing is opened before somebody is known
	if err != nil || found != want {
		t.Errorf("by its hash: %+v, want %+v (%v)", found, want, err)
	}
	_, err = g.TokenByHash(bg, "another")
	wantKind(t, "an unknown hash", err, tandem.KindNotFound)
	later := c.newToken(52, c.ana)
	later.MadeAt, later.ExpiresAt = start.Add(time.Hour), start.Add(-48*time.Hour)
	change := func(work func(ctx context.Context) (bool, error)) (did bool) {
		t.Helper()
		must(t, g.Store, func(ctx context.Context) (err error) { did, err = work(ctx); return err })
		return did
	}
	revoke := func(ctx context.Context) (bool, error) {
		return g.RevokeToken(ctx, c.practice, c.token.ID, start.Add(time.Minute))
	}
	change(func(ctx context.Context) (bool, error) {
		return true, all(g.CreateToken(ctx, c.practice, later, "hash-"+string(later.ID)), g.TouchToken(ctx, c.practice, c.token.ID, "2026-11-05"))
	})
	if !change(revoke) || change(revoke) {
		t.Error("a token is revoked once")
	}
	want = c.token
	want.UsedOn, want.RevokedAt = "2026-11-05", start.Add(time.Minute)
	if list, err := g.Tokens(bg, c.practice, c.ana); err != nil || len(list) != 2 || list[0] != later || list[1] != want {
		t.Errorf("the list is %+v, %v", list, err)
	}
	err = g.InTx(bg, func(ctx context.Context) error { return g.CreateToken(ctx, c.practice, c.newToken(53, c.ben), hash) })
	wantKind(t, "a hash that is there", err, tandem.KindConflict)
	change(func(ctx context.Context) (bool, error) { return true, g.ForgetTokens(ctx, start.Add(-24*time.Hour)) })
	if list, err := g.Tokens(bg, c.practice, c.ana); err != nil || len(list) != 1 || list[0].ID != c.token.ID {
		t.Errorf("after the sweep: %+v, %v", list, err)
	}
	var facts [3]tandem.Facts
	for i, who := range []tandem.PersonID{c.ana, c.ben, c.therapist} {
		if facts[i], err = g.FactsOf(bg, tandem.Actor{Person: who, Practice: c.practice}, tandem.Object{Kind: tandem.ObjectToken, ID: string(c.token.ID)}); err != nil {
			t.Fatal(err)
		}
	}
	for i, want := range []tandem.Relation{tandem.RelationOwn, tandem.RelationNone, tandem.RelationNone} {
		if len(facts[i].Relations) != 1 || facts[i].Relations[0] != want {
			t.Errorf("person %d stands to Ana's token as %+v, want %s", i, facts[i], want)
		}
	}
	var _ auth.Directory = g.Store
}
