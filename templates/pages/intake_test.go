package pages

import (
	"strings"

	"github.com/a-h/templ"

	"tandem/internal/tandem"
)

// intakeGallery are the pages before a plan.
func intakeGallery(staff, partner func(name string, c templ.Component)) {
	const id, one = tandem.CoupleID("c1"), tandem.PartnerID("p1")
	zones := []Option{{"Europe/Berlin", "Europe/Berlin", true}}
	line := Membership{Partner: rowan, Pronouns: "they/them", Invitation: say("joined on %s", "20 October")}
	staff("details", DetailsPage(Details{Desk: ther, Couple: id, Code: "TD-131", Zones: zones, CanWrite: true, Close: true, Clinical: true,
		Partners: []RegisterPartner{{ID: one, Partner: rowan, Pronouns: "they/them", Reach: say("by text message, %s", "(555) 010-0199")}, {ID: "p2", Partner: long, Reach: say("no contact yet")}},
		Team:     []TeamLine{{Person: "m", Name: "Dr. Ada Okafor", As: say("lead therapist"), When: say("since %s", "20 October"), CanEnd: true}, {Person: "n", Name: sly.Name, As: say("co-therapist"), When: say("since %s", "21 October")}},
		Join:     []Option{{"x", "Tess", false}}, As: []Option{{"co-therapist", "co-therapist", true}}, Problem: problem("member", "Please choose the therapist.", "until", "Please choose a day.")}))
	entry := PartnerEntry{Name: sly.Name, Pronouns: "she/her", Languages: []Option{{"en", "English", true}}, Zones: zones, Phone: "(555) 010-0199", EMail: "noor@example.org",
		Preferred: []Option{{"", "any way", true}, {"text", "by text message", false}}, SafeHours: "weekdays before noon", Voicemail: true}
	staff("partner-details", PartnerDetailsPage(PartnerDetails{Desk: ther, Couple: id, ID: one, Partner: rowan, Entry: entry, Line: line, CanWrite: true, CanAccess: true, Account: true, CanEnd: true,
		Link: &OneTimeLink{For: "Rowan", URL: "https://tandem.example/invitation/abc", Until: say("Works once, for %s minutes.", "60")}, Problem: problem("phone", "Please write a telephone number with digits.")}))
	lines := []GateLine{{say("Consents"), say("there"), true}, {say("Confidentiality policy"), say("The confidentiality policy is not signed."), false},
		{say("Safety screen"), say("no concern"), true}, {say("Own goal"), say("improve the relationship: %s", strings.Repeat("slowly ", 20)), true}}
	policies := []PolicyChoice{{"a", say("No secrets between you in this work"), []tandem.Text{say("One."), say("Two.")}, true}, {"b", say("What you say alone stays alone"), []tandem.Text{say("Three.")}, false}}
	models := []Option{{"relationship", "the relationship: one joint record", true}, {"two", "two individual records", false}}
	staff("gate", GatePage(Gate{Desk: ther, Couple: id, Code: "TD-131", Missing: say("%d things are missing before a plan can begin.", 3), CanWrite: true, SoloOnly: true, Policies: policies, Models: models,
		Identified: []Option{{"", "nobody", true}, {"p1", "Rowan", false}}, BeganWeek: "5", Before: sly.Name, Problem: problem("began_week", "Please write a week from 1 to 52, or leave it empty.", "policy", "Please choose a policy."),
		Partners: []GatePartner{{ID: one, Partner: rowan, Lines: lines, Missing: say("One thing is missing.")}, {ID: "p2", Partner: long, Lines: lines, Missing: say("Could begin alone, with items done alone."), Ready: true}}}))
	staff("gate-ready", GatePage(Gate{Desk: ther, Couple: id, Code: "TD-131", Missing: say("Everything is there. The plan can begin."), Ready: true, Policies: policies, Models: models}))
	staff("partner-gate", PartnerGatePage(PartnerGate{Desk: ther, Couple: id, ID: one, Partner: rowan, Lines: lines, CanWrite: true, Name: "Rowan",
		Papers:  []PaperLine{{say("Working with your therapist"), say("signed on %s", "20 October"), "", false}, {say("Writing and homework in Tandem"), say("not signed"), "abc", true}},
		Problem: problem("paper_name", "Please write a name.", "papers", "Please tick what was signed.", "result", "Please choose from the list.", "reason", "Please write why.", "passphrase", "This is not the passphrase that you use now."),
		On:      "2026-03-02", NextDue: "2026-06-01", Hows: []Option{{"interview", "interview", true}}, Results: []Option{{"", "Please choose", true}, {"monitor", "monitor", false}},
		Goals: []Option{{"", "not said yet", true}, {"clarify", "clarify its future", false}}, GoalWords: "to know",
		Overrides: []OverrideLine{{say("Safety screen"), say("waits for a second clinician"), sly.Name}}, Require: []Option{{"policy", "Confidentiality policy", true}}, Alone: true}))
	staff("overrides", OverridesPage(Overrides{Desk: ther, Requests: []OverrideRequest{
		{ID: "o1", Name: say("Safety screen"), Reason: sly.Name, By: "Mara", When: say("%s", "2 March"), Problem: problem("signed-o1", "Please write a name.")},
		{ID: "o2", Name: say("Own goal"), Reason: "Needed at once", By: "Ada", When: say("%s", "3 March"), Own: true}}}))
	staff("overrides-none", OverridesPage(Overrides{Desk: ther}))
	staff("consents", ConsentsPage(Consents{Desk: desk, Ours: policies, Own: []OwnConsent{{"k", sly.Name, "We may write to you.\nRarely.", say("asked since %s", "2 March")}}, Title: "x", Problem: problem("words", "Please write the text.")}))
	partner("agreements", AgreementsPage(Agreements{Phone: phone, Papers: []AgreementLine{{say("Working with your therapist"), say("Please read it."), "/agreements/c/1", false}, {say("Writing and homework in Tandem"), say("You signed this on %s.", "2 March"), "/agreements/c/2", true}}}))
	partner("agreement", AgreementPage(Agreement{Phone: phone, Title: say("Working with your therapist"), Body: policies[0].Body, Action: "/agreements/c/1", Digest: "abc", Name: "Noor", Problem: problem("passphrase", "This is not the passphrase that you use now.")}))
	partner("agreement-signed", AgreementPage(Agreement{Phone: phone, Title: say("Working with your therapist"), Body: policies[0].Body, State: say("You signed this on %s.", "2 March"), Signed: true, Action: "/agreements/c/treatment"}))
}
