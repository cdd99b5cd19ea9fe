package casefile

import (
	"context"
	"testing"
	"time"

	"tandem/internal/tandem"
)

var bg = context.Background()

func wants(t *testing.T, what string, err error, kind tandem.Kind) {
	t.Helper()
	if tandem.KindOf(err) != kind {
		t.Errorf("%s: %v, want %q", what, err, kind)
	}
}

// An override counts once somebody else has signed it with their passphrase;
// where there is nobody else, the one who asks signs alone.
func TestASecondClinicianSigns(t *testing.T) {
	w := newWorld(t)
	c := w.takeIn(t, tess)
	ana := c.Partners[0].ID
	in := OverrideInput{Requirement: RequireScreen, Reason: "Known to us for years"}
	granted := func() bool {
		t.Helper()
		g, err := w.Gate(bg, tess, c.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		return g.Granted(RequireScreen, ana)
	}
	w.clinicians = []tandem.PersonID{tess.Person, theo.Person}
	wants(t, "what is no requirement", w.AskOverride(bg, tess, c.ID, ana, OverrideInput{Requirement: RequireJoint, Reason: "No"}), tandem.KindInvalid)
	wants(t, "somebody who does not care for them", w.AskOverride(bg, theo, c.ID, ana, in), tandem.KindNotFound)
	wants(t, "asking", w.AskOverride(bg, tess, c.ID, ana, in), "")
	wants(t, "asking again", w.AskOverride(bg, tess, c.ID, ana, in), tandem.KindConflict)
	if granted() || w.proved != 0 {
		t.Error("asking is not granting")
	}
	id := w.overrides[0].ID
	sign := SettleInput{Grant: true, Signed: "Somebody", Passphrase: rightWords}
	wants(t, "signing one's own", w.SettleOverride(bg, tess, id, sign), tandem.KindConflict)
	wants(t, "the owner", w.SettleOverride(bg, olive, id, sign), tandem.KindNotFound)
	wants(t, "without a name", w.SettleOverride(bg, theo, id, SettleInput{Grant: true, Passphrase: rightWords}), tandem.KindInvalid)
	wants(t, "with a wrong passphrase", w.SettleOverride(bg, theo, id, SettleInput{Grant: true, Signed: "Theo", Passphrase: "no"}), tandem.KindInvalid)
	if granted() || len(w.signatures) != 0 {
		t.Error("granted without a signature")
	}
	wants(t, "a second clinician", w.SettleOverride(bg, theo, id, sign), "")
	if !granted() || len(w.signatures) != 1 || w.signatures[0].Person != theo.Person || w.signatures[0].Partner != "" {
		t.Errorf("granted %v, signed %+v", granted(), w.signatures)
	}
	wants(t, "settling twice", w.SettleOverride(bg, theo, id, sign), tandem.KindConflict)

	w.clinicians = []tandem.PersonID{tess.Person}
	in.Requirement = RequirePolicy
	wants(t, "alone, without a signature", w.AskOverride(bg, tess, c.ID, ana, in), tandem.KindInvalid)
	in.Signed, in.Passphrase = "Tess", rightWords
	wants(t, "alone, signed", w.AskOverride(bg, tess, c.ID, ana, in), "")
	if last := w.overrides[len(w.overrides)-1]; last.State != OverrideGranted || w.signatures[1].Person != tess.Person {
		t.Errorf("alone: %+v", last)
	}
}

// A partner signs for themselves, what stands there, with their passphrase.
func TestAPartnerSigns(t *testing.T) {
	w := newWorld(t)
	c := w.takeIn(t, tess)
	me := tandem.Actor{Person: c.Partners[0].Person, Practice: harbour, Roles: []tandem.Role{tandem.RolePartner}}
	shown, err := w.Agreement(bg, me, c.ID, ConsentTreatment)
	if err != nil || !shown.Open() {
		t.Fatalf("%+v, %v", shown, err)
	}
	in := SignInput{Digest: shown.Paper.Digest(), Signed: "Ana", Passphrase: rightWords}
	sign := func(change func(*SignInput)) error {
		typed := in
		change(&typed)
		return w.Sign(bg, me, c.ID, ConsentTreatment, typed)
	}
	wants(t, "without a name", sign(func(i *SignInput) { i.Signed = " " }), tandem.KindInvalid)
	wants(t, "without a passphrase", sign(func(i *SignInput) { i.Passphrase = "" }), tandem.KindInvalid)
	wants(t, "a wrong passphrase", sign(func(i *SignInput) { i.Passphrase = "no" }), tandem.KindInvalid)
	wants(t, "another text than was shown", sign(func(i *SignInput) { i.Digest = "x" }), tandem.KindConflict)
	wants(t, "a paper that is none", w.Sign(bg, me, c.ID, "nothing", in), tandem.KindNotFound)
	wants(t, "the therapist", w.Sign(bg, tess, c.ID, ConsentTreatment, in), tandem.KindNotFound)
	if len(w.signatures) != 0 {
		t.Fatalf("signed: %+v", w.signatures)
	}
	wants(t, "signing", w.Sign(bg, me, c.ID, ConsentTreatment, in), "")
	wants(t, "signing again", w.Sign(bg, me, c.ID, ConsentTreatment, in), "")
	if len(w.signatures) != 1 || w.signatures[0].Partner != c.Partners[0].ID || w.signatures[0].How != SignedInAgain {
		t.Errorf("signed: %+v", w.signatures)
	}
	if n, err := w.OpenAgreements(bg, me); err != nil || n != 1 {
		t.Errorf("%d are open, %v", n, err)
	}
	other := tandem.Actor{Person: c.Partners[1].Person, Practice: harbour, Roles: []tandem.Role{tandem.RolePartner}}
	if n, err := w.OpenAgreements(bg, other); err != nil || n != 2 {
		t.Errorf("the other has %d open, %v", n, err)
	}
}

// A care team never runs empty, a membership never ends the case, and what has
// ended changes no more.
func TestEndings(t *testing.T) {
	w := newWorld(t)
	c := w.takeIn(t, tess)
	ana, ben := c.Partners[0], c.Partners[1]
	wants(t, "the last of the team", w.Service.EndOnTeam(bg, tess, c.ID, tess.Person), tandem.KindConflict)
	wants(t, "a stranger in the team", w.Service.AddToTeam(bg, tess, c.ID, TeamInput{Person: olive.Person, Function: FunctionLead}), tandem.KindInvalid)
	wants(t, "a co-therapist", w.Service.AddToTeam(bg, tess, c.ID, TeamInput{Person: theo.Person, Function: FunctionCoTherapist, Until: "2026-03-02"}), "")
	wants(t, "twice", w.Service.AddToTeam(bg, tess, c.ID, TeamInput{Person: theo.Person, Function: FunctionCoTherapist}), tandem.KindConflict)
	wants(t, "somebody who is not on it", w.Service.EndOnTeam(bg, tess, c.ID, fay.Person), tandem.KindNotFound)
	w.now = w.now.Add(24 * time.Hour) // theo's last day is over
	wants(t, "after the last day", w.Service.EndOnTeam(bg, tess, c.ID, theo.Person), tandem.KindNotFound)

	wants(t, "shutting out nobody", w.ShutOut(bg, tess, c.ID, ana.ID), tandem.KindConflict)
	wants(t, "a link without an account", func() error { _, err := w.ResetPartner(bg, tess, c.ID, ana.ID); return err }(), tandem.KindConflict)
	w.accounts[ana.Person] = true
	wants(t, "the front desk", w.ShutOut(bg, fay, c.ID, ana.ID), tandem.KindNotFound)
	wants(t, "shutting out", w.ShutOut(bg, tess, c.ID, ana.ID), "")
	wants(t, "one membership", w.Service.EndMembership(bg, tess, c.ID, ben.ID), "")
	wants(t, "it again", w.Service.EndMembership(bg, tess, c.ID, ben.ID), tandem.KindNotFound)
	wants(t, "the last membership", w.Service.EndMembership(bg, tess, c.ID, ana.ID), tandem.KindConflict)
	wants(t, "closing", w.Service.CloseCouple(bg, tess, c.ID), "")
	wants(t, "closing twice", w.Service.CloseCouple(bg, tess, c.ID), tandem.KindConflict)
	wants(t, "a policy afterwards", w.Service.ChoosePolicy(bg, tess, c.ID, NoSecrets), tandem.KindConflict)
	wants(t, "a screen afterwards", w.RecordScreen(bg, tess, c.ID, ana.ID, ScreenInput{}), tandem.KindConflict)
}
