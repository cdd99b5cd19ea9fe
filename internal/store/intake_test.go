package store_test

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"tandem/internal/casefile"
	"tandem/internal/store"
	"tandem/internal/tandem"
)

// settle fills what stands before a plan: Ana has signed, and was seen alone.
func (c *clinic) settle(ctx context.Context, s *store.Store) error {
	choice := casefile.PolicyChoice{ID: tandem.PolicyID(c.id(90)), Couple: c.couple.ID, Policy: casefile.NoSecrets, ChosenBy: c.therapist, ChosenAt: start}
	return all(s.ChoosePolicy(ctx, c.practice, choice),
		s.AddSignature(ctx, c.practice, c.newSignature(91, choice.Paper())),
		s.AddScreen(ctx, c.practice, c.newScreen(92)))
}

func (c *clinic) newSignature(n int, p casefile.Paper) casefile.Signature {
	return casefile.Signature{ID: tandem.SignatureID(c.id(n)), Couple: c.couple.ID, Subject: p.Subject, Digest: p.Digest(), Person: c.ana, Partner: c.anaPartner,
		Name: c.word("signed"), Language: "en", How: casefile.SignedInAgain, At: start}
}

func (c *clinic) newScreen(n int) casefile.Screen {
	return casefile.Screen{ID: tandem.ScreenID(c.id(n)), Couple: c.couple.ID, Partner: c.anaPartner, Person: c.ana, On: "2026-10-30",
		How: casefile.ScreenInterview, Result: casefile.Monitor, NextDue: "2027-01-30", RecordedBy: c.therapist, RecordedAt: start}
}

func papers(t *testing.T, g *ground) {
	c := g.clinic(t)
	choice, err := g.PolicyOf(bg, c.practice, c.couple.ID)
	if err != nil || choice.Policy != casefile.NoSecrets || choice.ChosenBy != c.therapist || !choice.ChosenAt.Equal(start) {
		t.Fatalf("the choice is %+v, %v", choice, err)
	}
	want := c.newSignature(91, choice.Paper())
	list, err := g.Signatures(bg, c.practice, c.couple.ID)
	if err != nil || len(list) != 1 || !reflect.DeepEqual(list[0], want) {
		t.Errorf("signatures %+v, want %+v (%v)", list, want, err)
	}
	add := func(s casefile.Signature) error {
		return g.InTx(bg, func(ctx context.Context) error { return g.AddSignature(ctx, c.practice, s) })
	}
	again := want
	again.ID = tandem.SignatureID(c.id(93))
	wantKind(t, "signing the same twice", add(again), tandem.KindConflict)
	again.Digest = strings.Repeat("f", 64)
	if err := add(again); err != nil {
		t.Errorf("another text of the same subject: %v", err)
	}
	onPaper := casefile.Signature{ID: tandem.SignatureID(c.id(94)), Couple: c.couple.ID, Subject: want.Subject, Digest: want.Digest, Person: c.ben,
		Partner: c.benPartner, Name: "Ben", Language: "es", How: casefile.SignedOnPaper, RecordedBy: c.therapist, At: start}
	bad := onPaper
	bad.RecordedBy = ""
	if err := add(bad); err == nil {
		t.Error("a paper signature that nobody wrote down is taken")
	}
	if err := add(onPaper); err != nil {
		t.Error(err)
	}
	if list, err = g.Signatures(bg, c.practice, c.couple.ID); err != nil || len(list) != 3 {
		t.Errorf("%d signatures, %v", len(list), err)
	}
	choice.ID, choice.Policy = tandem.PolicyID(c.id(95)), casefile.LimitedSecrets
	must(t, g.Store, func(ctx context.Context) error { return g.ChoosePolicy(ctx, c.practice, choice) })
	if now, err := g.PolicyOf(bg, c.practice, c.couple.ID); err != nil || now.ID != choice.ID {
		t.Errorf("after another choice: %+v, %v", now, err)
	}
	if none, err := g.PolicyOf(bg, c.practice, tandem.CoupleID(c.id(777))); err != nil || none.ID != "" {
		t.Errorf("of an unknown couple: %+v, %v", none, err)
	}
}

// screens: nothing of a finding stands open, not even its result.
func screens(t *testing.T, g *ground) {
	c := g.clinic(t)
	list, err := g.Screens(bg, c.practice, c.couple.ID)
	if want := c.newScreen(92); err != nil || len(list) != 1 || !reflect.DeepEqual(list[0], want) {
		t.Errorf("screens %+v, want %+v (%v)", list, want, err)
	}
	var row map[string]any
	if err := g.Read(bg).Table("safety_screens").Where("practice_id = ?", c.practice).Take(&row).Error; err != nil {
		t.Fatal(err)
	}
	for column, v := range row {
		text, _ := v.(string)
		if raw, is := v.([]byte); is {
			text = string(raw)
		}
		for _, open := range []string{string(casefile.Monitor), "2026-10-30", "2027-01-30", string(casefile.ScreenInterview)} {
			if strings.Contains(text, open) {
				t.Errorf("%s holds %q in the open", column, open)
			}
		}
	}
	if none, err := g.Overrides(bg, c.practice, c.couple.ID); err != nil || len(none) != 0 {
		t.Errorf("overrides %v, %v", none, err)
	}
}

func intakeCases() map[string]outcome {
	type ctxT = context.Context
	type sT = *store.Store
	return map[string]outcome{
		"AddSignature": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			g := o.newSignature(91, casefile.PolicyChoice{ID: "x", Policy: casefile.NoSecrets}.Paper())
			g.ID = tandem.SignatureID(m.id(720))
			return s.AddSignature(ctx, m.practice, g)
		})),
		"Signatures": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.Signatures(ctx, m.practice, o.couple.ID) }),
		"PolicyOf": nothing("", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			c, err := s.PolicyOf(ctx, m.practice, o.couple.ID)
			return c.ID, err
		}),
		"ChoosePolicy": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.ChoosePolicy(ctx, m.practice, casefile.PolicyChoice{ID: tandem.PolicyID(m.id(721)), Couple: o.couple.ID, Policy: casefile.NoSecrets, ChosenBy: m.therapist, ChosenAt: start})
		})),
		"Consents": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.Consents(ctx, m.practice) }),
		"Screens":  nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.Screens(ctx, m.practice, o.couple.ID) }),
		"AddScreen": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			c := o.newScreen(92)
			c.ID = tandem.ScreenID(m.id(722))
			return s.AddScreen(ctx, m.practice, c)
		})),
		"Overrides": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.Overrides(ctx, m.practice, o.couple.ID) }),
	}
}
