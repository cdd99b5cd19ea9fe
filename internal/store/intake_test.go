package store_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/plan"
	"tandem/internal/store"
	"tandem/internal/tandem"
)

// settle fills what stands before a plan: Ana has signed, and was seen alone.
func (c *clinic) settle(ctx context.Context, s *store.Store) error {
	choice := casefile.PolicyChoice{ID: tandem.PolicyID(c.id(90)), Couple: c.couple.ID, Policy: casefile.NoSecrets, ChosenBy: c.therapist, ChosenAt: start}
	return all(s.ChoosePolicy(ctx, c.practice, choice),
		s.AddSignature(ctx, c.practice, c.newSignature(91, choice.Paper())),
		s.AddScreen(ctx, c.practice, c.newScreen(92)),
		s.AddOverride(ctx, c.practice, c.newOverride(96)),
		s.AddConsent(ctx, c.practice, c.newConsent(97)),
		s.KeepWork(ctx, c.newWork(98)),
		s.SetLibraryRevision(ctx, c.practice, "first "+string(c.practice)),
		s.SetContact(ctx, c.practice, c.couple.ID, c.couple.Partners[0], c.contact(), start),
		s.KeepOwnDate(ctx, c.practice, c.couple.ID, c.ownDate(), start),
		s.SaveIntake(ctx, c.practice, c.couple.ID, c.intake(), start))
}

func (c *clinic) newOverride(n int) casefile.Override {
	return casefile.Override{ID: tandem.OverrideID(c.id(n)), Couple: c.couple.ID, Partner: c.benPartner, Requirement: casefile.RequireScreen,
		Reason: c.word("reason"), AskedBy: c.therapist, AskedAt: start, State: casefile.OverrideAsked}
}

func (c *clinic) newConsent(n int) casefile.Consent {
	return casefile.Consent{ID: tandem.ConsentID(c.id(n)), Title: c.word("title"), Words: c.word("words") + "\nAnd more.", AddedBy: c.owner, AddedAt: start}
}

func (c *clinic) contact() casefile.Contact {
	return casefile.Contact{Phone: c.word("phone"), EMail: c.word("mail"), Preferred: casefile.PreferText, SafeHours: c.word("hours"), Voicemail: true}
}

func (c *clinic) ownDate() casefile.OwnDate {
	return casefile.OwnDate{ID: tandem.OwnDateID(c.id(98)), Name: c.word("date"), On: "2019-06-12", Yearly: true}
}

func (c *clinic) intake() casefile.Intake {
	return casefile.Intake{Model: casefile.ModelIdentified, Identified: c.anaPartner, BeganWeek: 5, Before: c.word("before")}
}

// requests: they, the practice's own texts, contact and how a couple came
// come back as they went in, and change as they should.
func requests(t *testing.T, g *ground) {
	c := g.clinic(t)
	o, err := g.Override(bg, c.practice, c.newOverride(96).ID)
	if want := c.newOverride(96); err != nil || !reflect.DeepEqual(o, want) {
		t.Errorf("the request is %+v, want %+v (%v)", o, want, err)
	}
	settle := func(state casefile.OverrideState) (did bool) {
		must(t, g.Store, func(ctx context.Context) (err error) {
			did, err = g.SettleOverride(ctx, c.practice, o.ID, state, c.supervisor, start)
			return err
		})
		return did
	}
	if list, err := g.OverridesAsked(bg, c.practice); err != nil || len(list) != 1 {
		t.Errorf("asked: %v, %v", list, err)
	}
	if !settle(casefile.OverrideGranted) || settle(casefile.OverrideDeclined) {
		t.Error("a request is settled once")
	}
	if o, err = g.Override(bg, c.practice, o.ID); err != nil || o.State != casefile.OverrideGranted || o.SettledBy != c.supervisor {
		t.Errorf("settled: %+v, %v", o, err)
	}
	if list, err := g.OverridesAsked(bg, c.practice); err != nil || len(list) != 0 {
		t.Errorf("still asked: %v, %v", list, err)
	}
	own, err := g.Consents(bg, c.practice)
	if want := c.newConsent(97); err != nil || len(own) != 1 || !reflect.DeepEqual(own[0], want) {
		t.Errorf("own texts %+v, want %+v (%v)", own, want, err)
	}
	contacts, err := g.Contacts(bg, c.practice, c.couple.ID)
	if err != nil || len(contacts) != 1 || contacts[c.anaPartner] != c.contact() {
		t.Errorf("contacts %+v, %v", contacts, err)
	}
	if dates, err := g.OwnDates(bg, c.practice, c.couple.ID); err != nil || len(dates) != 1 || dates[0] != c.ownDate() {
		t.Errorf("own dates %+v, %v", dates, err)
	}
	if i, err := g.IntakeOf(bg, c.practice, c.couple.ID); err != nil || i != c.intake() {
		t.Errorf("the intake is %+v, %v", i, err)
	}
	among, err := casefile.ReadinessAmong(bg, g, untold{}, c.practice, []casefile.Couple{c.couple})
	one, failed := casefile.ReadinessOf(bg, g, untold{}, c.practice, c.couple.ID)
	many := among[c.couple.ID]
	if err != nil || failed != nil || !reflect.DeepEqual(plan.FactsFrom(many, "2026-11-20"), plan.FactsFrom(one, "2026-11-20")) ||
		len(many.Signatures) != len(one.Signatures) || len(many.Screens) != len(one.Screens) || len(many.Overrides) != 1 || many.Intake.Model != one.Intake.Model {
		t.Errorf("among many %+v, alone %+v (%v, %v)", many, one, err, failed)
	}
	if said := fmt.Sprint(many.Overrides, many.Signatures, many.Intake); strings.Contains(said, one.Overrides[0].Reason) || many.Intake.Before != "" {
		t.Errorf("among many %s", said)
	}
	must(t, g.Store, func(ctx context.Context) error {
		retired, err := g.RetireConsent(ctx, c.practice, own[0].ID, start)
		if again, _ := g.RetireConsent(ctx, c.practice, own[0].ID, start); !retired || again {
			t.Error("a text is taken back once")
		}
		return all(err, g.SetContact(ctx, c.practice, c.couple.ID, c.couple.Partners[0], casefile.Contact{}, start),
			g.SaveIntake(ctx, c.practice, c.couple.ID, casefile.Intake{Model: casefile.ModelTwoIndividuals}, start))
	})
	contacts, _ = g.Contacts(bg, c.practice, c.couple.ID)
	i, err := g.IntakeOf(bg, c.practice, c.couple.ID)
	if err != nil || !contacts[c.anaPartner].IsZero() || i.Model != casefile.ModelTwoIndividuals || i.Identified != "" {
		t.Errorf("replaced: %+v, %+v, %v", contacts, i, err)
	}
	if own, err = g.Consents(bg, c.practice); err != nil || len(own) != 0 {
		t.Errorf("after taking back: %v, %v", own, err)
	}
	if all, err := g.Clinicians(bg, c.practice, start); err != nil || len(all) != 2 {
		t.Errorf("clinicians %v, %v", all, err)
	}
}

// endings: what the register changes, and what ends, ends once and where it is
// said.
func endings(t *testing.T, g *ground) {
	c := g.clinic(t)
	ana := c.couple.Partners[0]
	ana.Name, ana.Pronouns, ana.Language, ana.TimeZone = "Anna", "", "es", "Europe/Madrid"
	added := func(m casefile.Member) (did bool) {
		must(t, g.Store, func(ctx context.Context) (err error) {
			did, err = g.AddToTeam(ctx, c.practice, c.couple.ID, m)
			return err
		})
		return did
	}
	co := casefile.Member{Person: c.newcomer, Function: casefile.FunctionCoTherapist, From: start}
	if !added(co) || added(co) {
		t.Error("somebody joins a team once")
	}
	must(t, g.Store, func(ctx context.Context) error {
		return all(g.SaveCouple(ctx, c.practice, c.couple.ID, "K-9", "Europe/Lisbon"), g.SavePartner(ctx, c.practice, c.couple.ID, ana),
			g.EndOnTeam(ctx, c.practice, c.couple.ID, c.newcomer, start.Add(time.Minute)),
			g.EndMembership(ctx, c.practice, c.couple.ID, c.benPartner, start.Add(time.Minute)))
	})
	now, err := g.Couple(bg, c.practice, c.couple.ID)
	if p := now.Partners; err != nil || now.Code != "K-9" || now.TimeZone != "Europe/Lisbon" || p[0].Name != "Anna" || p[0].Language != "es" || p[1].Active() {
		t.Errorf("the couple is %+v, %v", now, err)
	}
	if len(now.TeamAt(start)) != 2 || len(now.TeamAt(start.Add(time.Minute))) != 1 {
		t.Errorf("the team is %+v", now.Team)
	}
	fails := func(what string, want tandem.Kind, work func(ctx context.Context) error) {
		t.Helper()
		wantKind(t, what, g.InTx(bg, work), want)
	}
	fails("a place that has ended", tandem.KindNotFound, func(ctx context.Context) error {
		return g.EndOnTeam(ctx, c.practice, c.couple.ID, c.newcomer, start.Add(time.Hour))
	})
	fails("a membership that has ended", tandem.KindNotFound, func(ctx context.Context) error {
		return g.EndMembership(ctx, c.practice, c.couple.ID, c.benPartner, start.Add(time.Hour))
	})
	must(t, g.Store, func(ctx context.Context) error { return g.CloseCouple(ctx, c.practice, c.couple.ID, start) })
	fails("a case that is closed", tandem.KindNotFound, func(ctx context.Context) error { return g.CloseCouple(ctx, c.practice, c.couple.ID, start) })
}

// shutOut: the account is gone, its name is free, and the next one begins
// above its epoch, however often.
func shutOut(t *testing.T, g *ground) {
	c := g.clinic(t)
	shut := func() (did bool) {
		must(t, g.Store, func(ctx context.Context) (err error) {
			did, err = g.ShutAccount(ctx, c.practice, c.ana, start)
			return err
		})
		return did
	}
	for round := range 2 {
		before, err := g.Credential(bg, c.practice, c.ana)
		if err != nil {
			t.Fatal(err)
		}
		must(t, g.Store, func(ctx context.Context) error { return g.EndSessions(ctx, c.practice, c.ana) })
		if !shut() || shut() {
			t.Errorf("round %d: an account is shut out once", round)
		}
		_, err = g.AccessNow(bg, c.practice, c.ana, start)
		wantKind(t, "its standing", err, tandem.KindNotFound)
		_, err = g.CredentialByLogIn(bg, before.LogInHash)
		wantKind(t, "its name", err, tandem.KindNotFound)
		must(t, g.Store, func(ctx context.Context) error { return g.CreateCredential(ctx, c.practice, c.credential(c.ana)) })
		after, err := g.Credential(bg, c.practice, c.ana)
		if err != nil || after.Epoch <= before.Epoch+1 {
			t.Errorf("round %d: the epoch went from %d to %d (%v)", round, before.Epoch+1, after.Epoch, err)
		}
	}
}

func (c *clinic) newSignature(n int, p casefile.Paper) casefile.Signature {
	return casefile.Signature{ID: tandem.SignatureID(c.id(n)), Couple: c.couple.ID, Subject: p.Subject, Digest: p.Digest(), Person: c.ana, Partner: c.anaPartner,
		Name: c.word("signed"), Language: "en", How: casefile.SignedInAgain, At: start}
}

func (c *clinic) newScreen(n int) casefile.Screen {
	return casefile.Screen{ID: tandem.ScreenID(c.id(n)), Couple: c.couple.ID, Partner: c.anaPartner, Person: c.ana, On: "2026-10-30",
		How: casefile.ScreenInterview, Result: casefile.Monitor, NextDue: "2027-01-30", Goal: casefile.GoalClarify, GoalWords: c.word("goal"), RecordedBy: c.therapist, RecordedAt: start}
}

// takenBack: a partner's signature can be taken back once, stays in the record as
// that, and the same text can be signed again.
func takenBack(t *testing.T, g *ground, c *clinic, signed casefile.Signature, add func(casefile.Signature) error) {
	t.Helper()
	back := func(id tandem.SignatureID) (did bool) {
		t.Helper()
		must(t, g.Store, func(ctx context.Context) (err error) {
			did, err = g.TakeBackSignature(ctx, c.practice, id, start.Add(time.Hour))
			return err
		})
		return did
	}
	found := func() int {
		t.Helper()
		ids, err := g.TakenBackIn(bg, c.practice, []tandem.CoupleID{c.couple.ID, tandem.CoupleID(c.id(97))})
		if err != nil {
			t.Fatal(err)
		}
		return len(ids)
	}
	if found() != 0 {
		t.Error("something was taken back before anything was")
	}
	if !back(signed.ID) || back(signed.ID) || back(tandem.SignatureID(c.id(98))) || found() != 1 {
		t.Error("taking back, once, what stands")
	}
	again := signed
	again.ID = tandem.SignatureID(c.id(99))
	if err := add(again); err != nil {
		t.Errorf("signed again: %v", err)
	}
	again.ID = tandem.SignatureID(c.id(88))
	wantKind(t, "signing again twice", add(again), tandem.KindConflict)
	ofStaff := again
	ofStaff.ID, ofStaff.Partner, ofStaff.Person, ofStaff.How, ofStaff.RecordedBy = tandem.SignatureID(c.id(87)), "", c.therapist, casefile.SignedInAgain, ""
	if err := add(ofStaff); err != nil || back(ofStaff.ID) {
		t.Errorf("a signature of staff was taken back (%v)", err)
	}
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
	takenBack(t, g, c, onPaper, add)
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
		for _, open := range []string{string(casefile.Monitor), "2026-10-30", "2027-01-30", string(casefile.ScreenInterview), string(casefile.GoalClarify)} {
			if strings.Contains(text, open) {
				t.Errorf("%s holds %q in the open", column, open)
			}
		}
	}
	if all, err := g.Overrides(bg, c.practice, c.couple.ID); err != nil || len(all) != 1 {
		t.Errorf("overrides %v, %v", all, err)
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
		"TakeBackSignature": nothing("false", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.TakeBackSignature(ctx, m.practice, o.newSignature(91, casefile.PolicyChoice{}.Paper()).ID, start)
		}),
		"TakenBackIn": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.TakenBackIn(ctx, m.practice, []tandem.CoupleID{o.couple.ID})
		}),
		"Signatures": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.Signatures(ctx, m.practice, o.couple.ID) }),
		"PolicyOf": nothing("", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			c, err := s.PolicyOf(ctx, m.practice, o.couple.ID)
			return c.ID, err
		}),
		"ChoosePolicy": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.ChoosePolicy(ctx, m.practice, casefile.PolicyChoice{ID: tandem.PolicyID(m.id(721)), Couple: o.couple.ID, Policy: casefile.NoSecrets, ChosenBy: m.therapist, ChosenAt: start})
		})),
		"Consents": nothing("false", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			list, err := s.Consents(ctx, m.practice)
			return slices.ContainsFunc(list, func(c casefile.Consent) bool { return c.ID == o.newConsent(97).ID }), err
		}),
		"AddConsent": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			c := o.newConsent(97)
			c.ID = tandem.ConsentID(m.id(723))
			return s.AddConsent(ctx, m.practice, c)
		})),
		"RetireConsent": nothing("false", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.RetireConsent(ctx, m.practice, o.newConsent(97).ID, start)
		}),
		"AddOverride": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			r := o.newOverride(96)
			r.ID = tandem.OverrideID(m.id(724))
			return s.AddOverride(ctx, m.practice, r)
		})),
		"Override": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.Override(ctx, m.practice, o.newOverride(96).ID)
		}),
		"OverridesAsked": nothing("false", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			list, err := s.OverridesAsked(ctx, m.practice)
			return slices.ContainsFunc(list, func(r casefile.Override) bool { return r.ID == o.newOverride(96).ID }), err
		}),
		"SettleOverride": nothing("false", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.SettleOverride(ctx, m.practice, o.newOverride(96).ID, casefile.OverrideGranted, m.therapist, start)
		}),
		"Contacts": nothing("map[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.Contacts(ctx, m.practice, o.couple.ID) }),
		"SetContact": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.SetContact(ctx, m.practice, o.couple.ID, o.couple.Partners[0], casefile.Contact{}, start)
		})),
		"OwnDates": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.OwnDates(ctx, m.practice, o.couple.ID) }),
		"KeepOwnDate": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.KeepOwnDate(ctx, m.practice, o.couple.ID, casefile.OwnDate{ID: tandem.OwnDateID(m.id(725)), Name: "Theirs", On: "2026-06-01"}, start)
		})),
		"DropOwnDate": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.DropOwnDate(ctx, m.practice, o.couple.ID, o.ownDate().ID)
		})),
		"IntakeOf": nothing("{relationship  0 }", func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.IntakeOf(ctx, m.practice, o.couple.ID) }),
		"PapersAmong": nothing("map[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.PapersAmong(ctx, m.practice, []tandem.CoupleID{o.couple.ID})
		}),
		"SaveIntake": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.SaveIntake(ctx, m.practice, o.couple.ID, casefile.Intake{Model: casefile.ModelRelationship}, start)
		})),
		"Clinicians": nothing("false", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			list, err := s.Clinicians(ctx, m.practice, start)
			return slices.Contains(list, o.therapist), err
		}),
		"SaveCouple": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.SaveCouple(ctx, m.practice, o.couple.ID, "TD-999", "UTC")
		})),
		"SavePartner": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.SavePartner(ctx, m.practice, o.couple.ID, o.couple.Partners[0])
		})),
		"AddToTeam": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.AddToTeam(ctx, m.practice, m.couple.ID, casefile.Member{Person: o.newcomer, Function: casefile.FunctionLead, From: start})
		}),
		"EndOnTeam": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.EndOnTeam(ctx, m.practice, o.couple.ID, o.therapist, start)
		})),
		"EndMembership": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.EndMembership(ctx, m.practice, o.couple.ID, o.anaPartner, start)
		})),
		"CloseCouple": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error { return s.CloseCouple(ctx, m.practice, o.couple.ID, start) })),
		"ShutAccount": nothing("false", func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.ShutAccount(ctx, m.practice, o.ana, start) }),
		"Screens":     nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.Screens(ctx, m.practice, o.couple.ID) }),
		"AddScreen": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			c := o.newScreen(92)
			c.ID = tandem.ScreenID(m.id(722))
			return s.AddScreen(ctx, m.practice, c)
		})),
		"Overrides": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.Overrides(ctx, m.practice, o.couple.ID) }),
	}
}
