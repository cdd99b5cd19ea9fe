package auth

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"tandem/internal/tandem"
)

// anasToken is a token of Ana's with its secret.
func anasToken(t *testing.T, w *world) (string, Token) {
	t.Helper()
	secret, token, err := w.MakeToken(context.Background(), MakeTokenInput{LogInName: " ana@EXAMPLE.org", Label: " Exporter "})
	if err != nil {
		t.Fatal(err)
	}
	return secret, token
}

func TestATokenActsForItsPerson(t *testing.T) {
	w := newWorld(t)
	secret, token := anasToken(t, w)
	if !strings.HasPrefix(secret, TokenPrefix) || len(secret) != len(TokenPrefix)+43 || token.Label != "Exporter" || !token.ExpiresAt.Equal(w.now.Add(TokenLasts)) {
		t.Errorf("%q, %+v", secret, token)
	}
	for hash, kept := range w.tokens {
		if strings.Contains(hash, secret[len(TokenPrefix):]) || kept.Person != ana {
			t.Errorf("kept as %s, %+v", hash, kept)
		}
	}
	if got := w.entries; len(got) != 1 || got[0].Event != tandem.EventTokenMade || got[0].Actor != "" || got[0].Object.ID != string(ana) || !slices.Equal(got[0].Listed, []string{string(token.ID)}) {
		t.Errorf("the log holds %+v", got)
	}
	actor, err := w.Bearer(context.Background(), secret)
	if err != nil || actor.Person != ana || !actor.Has(tandem.RolePartner) {
		t.Fatalf("%+v, %v", actor, err)
	}
	// The last use is kept by the day, and written once a day.
	before := w.written
	for range 3 {
		if _, err := w.Bearer(context.Background(), secret); err != nil {
			t.Fatal(err)
		}
	}
	mine, err := w.Service.Tokens(context.Background(), actor)
	if err != nil || len(mine) != 1 || mine[0].UsedOn != "2026-03-02" || w.written != before {
		t.Errorf("%+v, %v, %d transactions", mine, err, w.written-before)
	}
}

// TestATokenDies: each way in which a token ends bites at the next request.
func TestATokenDies(t *testing.T) {
	ctx := context.Background()
	for name, end := range map[string]func(w *world, secret *string, token Token) error{
		"revoked": func(w *world, _ *string, token Token) error {
			return w.Service.RevokeToken(ctx, w.actor(ana), token.ID)
		},
		"run out": func(w *world, _ *string, _ Token) error { w.advance(TokenLasts); return nil },
		"logged out everywhere": func(w *world, _ *string, _ Token) error {
			return w.LogOutEverywhere(ctx, w.actor(ana))
		},
		"another passphrase": func(w *world, _ *string, _ Token) error {
			_, err := w.ChangePassphrase(ctx, w.actor(ana), ChangeInput{Current: anasPassphrase, New: bensPassphrase})
			return err
		},
		"access ended":       func(w *world, _ *string, _ Token) error { w.access[ana] = AccessNow{Revoked: true}; return nil },
		"no role left":       func(w *world, _ *string, _ Token) error { w.access[ana] = AccessNow{}; return nil },
		"another secret":     func(_ *world, secret *string, _ Token) error { *secret = (*secret)[:len(*secret)-2] + "AA"; return nil },
		"without its prefix": func(_ *world, secret *string, _ Token) error { *secret = (*secret)[len(TokenPrefix):]; return nil },
		"cut":                func(_ *world, secret *string, _ Token) error { *secret = (*secret)[:20]; return nil },
		"its hash":           func(_ *world, secret *string, _ Token) error { *secret = TokenPrefix + tokenHash(*secret); return nil },
		"nothing":            func(_ *world, secret *string, _ Token) error { *secret = ""; return nil },
		"swept away": func(w *world, _ *string, _ Token) error {
			w.advance(2*TokenLasts + time.Hour)
			return w.ForgetOldTokens(ctx)
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			secret, token := anasToken(t, w)
			if err := end(w, &secret, token); err != nil {
				t.Fatal(err)
			}
			if actor, err := w.Bearer(ctx, secret); tandem.KindOf(err) != tandem.KindSignedOut || actor.SignedIn() {
				t.Errorf("%+v, %v", actor, err)
			}
			if name == "swept away" && len(w.tokens) != 0 {
				t.Error("it is still there")
			}
		})
	}
}

func TestATokenHasTheRightsOfThisMoment(t *testing.T) {
	w := newWorld(t)
	secret, _ := anasToken(t, w)
	w.access[ana] = AccessNow{Roles: []tandem.Role{tandem.RoleFrontDesk}}
	if actor, err := w.Bearer(context.Background(), secret); err != nil || actor.Has(tandem.RolePartner) || !actor.Has(tandem.RoleFrontDesk) {
		t.Errorf("%+v, %v", actor, err)
	}
}

func TestOnlyOnesOwnTokens(t *testing.T) {
	w := newWorld(t)
	w.person(t, practiceOne, ben, "ben", bensPassphrase, tandem.RolePartner)
	secret, token := anasToken(t, w)
	ctx := context.Background()
	if all, err := w.Service.Tokens(ctx, w.actor(ben)); err != nil || len(all) != 0 {
		t.Errorf("Ben sees %+v, %v", all, err)
	}
	if err := w.Service.RevokeToken(ctx, w.actor(ben), token.ID); tandem.KindOf(err) != tandem.KindNotFound {
		t.Errorf("Ben ends Ana's: %v", err)
	}
	if _, err := w.Bearer(ctx, secret); err != nil {
		t.Errorf("Ana's is dead: %v", err)
	}
	if err := w.Service.RevokeToken(ctx, w.actor(ana), token.ID); err != nil {
		t.Error(err)
	}
	if err := w.Service.RevokeToken(ctx, w.actor(ana), token.ID); tandem.KindOf(err) != tandem.KindConflict {
		t.Errorf("a second time: %v", err)
	}
	if all, err := w.Service.Tokens(ctx, w.actor(ana)); err != nil || len(all) != 0 {
		t.Errorf("what is dead is listed: %+v, %v", all, err)
	}
}

func TestATokenIsNotMadeForEverything(t *testing.T) {
	for name, c := range map[string]struct {
		in   MakeTokenInput
		kind tandem.Kind
	}{
		"an unknown name":    {MakeTokenInput{LogInName: "nobody", Label: "x"}, tandem.KindNotFound},
		"no label":           {MakeTokenInput{LogInName: "ana@example.org", Label: " "}, tandem.KindInvalid},
		"a long label":       {MakeTokenInput{LogInName: "ana@example.org", Label: strings.Repeat("x", 61)}, tandem.KindInvalid},
		"a label with lines": {MakeTokenInput{LogInName: "ana@example.org", Label: "a\nb"}, tandem.KindInvalid},
		"for years":          {MakeTokenInput{LogInName: "ana@example.org", Label: "x", Lasts: LongestToken + 1}, tandem.KindInvalid},
		"for no time":        {MakeTokenInput{LogInName: "ana@example.org", Label: "x", Lasts: -1}, tandem.KindInvalid},
	} {
		w := newWorld(t)
		if secret, _, err := w.MakeToken(context.Background(), c.in); tandem.KindOf(err) != c.kind || secret != "" || len(w.tokens) != 0 {
			t.Errorf("%s: %q, %v", name, secret, err)
		}
	}
	w := newWorld(t)
	w.access[ana] = AccessNow{Revoked: true}
	if _, _, err := w.MakeToken(context.Background(), MakeTokenInput{LogInName: "ana@example.org", Label: "x"}); tandem.KindOf(err) != tandem.KindConflict {
		t.Errorf("for somebody whose access has ended: %v", err)
	}
}
