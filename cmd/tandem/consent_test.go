package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tandem/internal/casefile"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// TestAnAgreementTakenBack: a partner takes an agreement back on their own phone.
// The care team finds out, on screens alone; what is new waits behind the gate,
// which nobody can sign over; what runs goes on; signing again opens it.
func TestAnAgreementTakenBack(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		id, rowan := string(s.couple.ID), string(s.couple.Partners[0].ID)
		at, mine := "/couples/"+id, "/agreements/"+id+"/treatment"
		say := func(what string, a answer, status int, holds, lacks string) {
			t.Helper()
			if a.status != status || holds != "" && !strings.Contains(a.body, holds) || lacks != "" && strings.Contains(a.body, lacks) {
				t.Errorf("%s: %d, want %d with %q and without %q\n%s", what, a.status, status, holds, lacks, excerpt(a.body, `role="alert"`))
			}
		}
		const signal = "rowan has taken an agreement back"
		before := s.noor_.get("/agreements").body + s.noor_.get("/today").body + s.noor_.get(mine).body
		say("signed", s.rowan.get(mine), 200, "Take it back", "")
		say("another passphrase", s.rowan.post(mine+"/take-back", url.Values{"passphrase": {"not theirs at all"}}), 422, `role="alert"`, "")
		say("still signed", s.rowan.get(mine), 200, "You signed this on", "You took this back")
		say("the caseload before", s.mara.get("/caseload"), 200, "", signal)
		say("taken back", s.rowan.post(mine+"/take-back", url.Values{"passphrase": {passphrase}}), 303, "", "")
		say("a second time", s.rowan.post(mine+"/take-back", url.Values{"passphrase": {passphrase}}), 303, "", "")
		say("as its author meets it", s.rowan.get(mine), 200, "You took this back on", "You signed this on")
		say("on the day's list nobody is reminded", s.rowan.get("/today"), 200, "", "/agreements")

		say("the caseload", s.mara.get("/caseload"), 200, signal, "")
		say("the couple", s.mara.get(at), 200, "rowan: taken back", "")
		say("the brief may lie on the table", s.mara.get(at+"/brief"), 200, "", "taken an agreement back")
		say("the gate", s.mara.get(at+"/partners/"+rowan+"/gate"), 200, "taken back on", "")
		say("nobody signs over it", s.mara.post(at+"/partners/"+rowan+"/override", url.Values{"requirement": {"consents"}, "reason": {"They will sign soon"}}), 409, "", "")
		say("something new is given", s.mara.post(at+"/plan/once", url.Values{"exercise": {"E38"}, "week": {"1"}}), 409, "An agreement was taken back", "")
		if after := s.noor_.get("/agreements").body + s.noor_.get("/today").body + s.noor_.get(mine).body; maskedText(after) != maskedText(before) {
			t.Error("the other partner finds a difference")
		}
		easy := s.assignment(s.couple, "E38", 1)
		s.move(s.rowan, easy, "log", walked("4")) // what runs goes on
		s.clock.Advance(1)
		form := url.Values{"digest": {hiddenIn(s.rowan.get(mine).body, "digest")}, "signed": {"Rowan"}, "passphrase": {passphrase}}
		say("signed anew", s.rowan.post(mine, form), 303, "", "")
		say("the caseload after", s.mara.get("/caseload"), 200, "", signal)
		say("something new is given", s.mara.post(at+"/plan/once", url.Values{"exercise": {"E38"}, "week": {"1"}}), 303, "", "")
		if n := len(s.rows("SELECT id FROM signatures WHERE couple_id = '" + id + "' AND subject_id = 'treatment' AND taken_back_at IS NOT NULL")); n != 1 {
			t.Errorf("%d signatures stand as taken back, want the one", n)
		}
	})
}

func maskedText(s string) string { return randomID.ReplaceAllString(s, "id") }

// TestNoWaiverPassesATakenBackAgreement: one that was granted before does not
// count any more, for that partner and that requirement alone.
func TestNoWaiverPassesATakenBackAgreement(t *testing.T) {
	facts := func(refused, waived []casefile.Requirement) plan.GateFacts {
		return plan.GateFacts{Today: monday, Partners: []plan.PartnerFacts{
			{Partner: "r", Policy: true, Screen: casefile.NoConcern, NextDue: "2026-09-01", Goal: true, Refused: refused, Waived: waived},
			{Partner: "n", Consents: true, Policy: true, Screen: casefile.NoConcern, NextDue: "2026-09-01", Goal: true}}}
	}
	consents := []casefile.Requirement{casefile.RequireConsents}
	if unmet := plan.Gate(facts(nil, consents)); len(unmet) != 0 {
		t.Errorf("waived: %+v", unmet)
	}
	unmet := plan.Gate(facts(consents, consents))
	if len(unmet) != 1 || unmet[0].Partner != "r" || unmet[0].Overridable || unmet[0].JointOnly {
		t.Errorf("taken back: %+v", unmet)
	}
	for it, want := range map[plan.Item]bool{{Partner: "n"}: false, {Partner: "r"}: true, {}: true} {
		if got := facts(consents, nil).Refuses(it); got != want {
			t.Errorf("an item for %q: %t", it.Partner, got)
		}
	}
}

// TestARequestIsWithdrawnByWhoMadeIt, and by nobody else, while nobody has
// signed it; afterwards it can be asked anew.
func TestARequestIsWithdrawnByWhoMadeIt(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		tess := w.hire("ada", "tess", tandem.RoleTherapist)
		id, rowan := s.couple.ID, s.couple.Partners[0].ID
		ask := func() string {
			s.must(nil, s.cases.AskOverride(bg, s.people["mara"], id, rowan, casefile.OverrideInput{Requirement: casefile.RequireGoal, Reason: "It comes"}))
			return s.rows("SELECT id FROM gate_overrides WHERE state = 'asked'")[0][0]
		}
		o := ask()
		if a := s.browse("tess").post("/overrides/"+o+"/withdraw", nil); a.status != http.StatusConflict {
			t.Errorf("somebody else withdraws it: %d", a.status)
		}
		if a := s.mara.get("/overrides"); !strings.Contains(a.body, "/overrides/"+o+"/withdraw") {
			t.Error("its author finds no way to withdraw it")
		}
		if a := s.mara.post("/overrides/"+o+"/withdraw", nil); a.status != http.StatusSeeOther {
			t.Errorf("withdrawn: %d", a.status)
		}
		if a := s.browse("tess").get("/overrides"); strings.Contains(a.body, o) {
			t.Error("it still waits for a signature")
		}
		if a := s.mara.get("/couples/" + string(id) + "/partners/" + string(rowan) + "/gate"); !strings.Contains(a.body, "withdrawn by whoever asked") {
			t.Error("the record does not say that it was withdrawn")
		}
		if err := s.cases.SettleOverride(bg, tess, tandem.OverrideID(o), casefile.SettleInput{Grant: true, Signed: "Tess", Passphrase: passphrase}); tandem.KindOf(err) != tandem.KindConflict {
			t.Errorf("signed after all: %v", err)
		}
		if again := ask(); again == o {
			t.Error("it was not asked anew")
		}
		s.must(nil, s.cases.SettleOverride(bg, tess, tandem.OverrideID(s.rows("SELECT id FROM gate_overrides WHERE state = 'asked'")[0][0]), casefile.SettleInput{}))
		if a := s.mara.get("/couples/" + string(id) + "/partners/" + string(rowan) + "/gate"); !strings.Contains(a.body, "declined") {
			t.Error("a request that another declined does not say so")
		}
	})
}
