package pages

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"tandem/internal/chart"
	"tandem/internal/tandem"
	"tandem/templates"
)

// The gallery is every page in several states, with names that try a page's
// patience. Other tests walk it; TANDEM_GALLERY=folder writes it as files to
// be looked at in a browser.

var (
	say   = tandem.Say
	rowan = Partner{Name: "Rowan", Position: 1}
	noor  = Partner{Name: "Noor", Position: 2}
	long  = Partner{Name: "Maximiliane-Konstantia von der Oberen Weide-Hohenfels", Position: 1}
	sly   = Partner{Name: `<script>alert("x")</script>`, Position: 2}
	rtl   = Partner{Name: "נועה 🌻", Position: 1}
	third = Partner{Name: "Jun", Position: 3}
	desk  = Desk{Name: "Dr. Ada Okafor", Practice: "Practice by the river", Roles: tandem.Roles(), Demo: true}
	ther  = Desk{Name: "Dr. Ada Okafor", Practice: "Practice by the river", Roles: []tandem.Role{tandem.RoleTherapist}}
	phone = Phone{Lines: []HelpLine{{Name: "Practice by the river", Number: "(555) 010-0199", Dial: "+15550100199"}, {Name: "Night line", Number: "at the door", Dial: ""}}}
)

type exhibit struct {
	name    string
	partner bool // a page for a partner
	page    templ.Component
}

func gallery() []exhibit {
	var all []exhibit
	staff := func(name string, c templ.Component) { all = append(all, exhibit{name, false, c}) }
	partner := func(name string, c templ.Component) { all = append(all, exhibit{name, true, c}) }

	staff("log-in", LogInPage(LogIn{}))
	staff("log-in-again", LogInPage(LogIn{Name: `ro"wan<b>`, Next: "/today", Demo: true,
		Problem: Problem{Sentence: say("That name and passphrase do not match.")},
		Hints:   []DemoAccount{{say("Therapist"), "ada", "four calm words here"}, {say("Partner"), "rowan", "another four calm words"}}}))
	languages := []Option{{"en", "English", true}, {"es", "Español", false}}
	partner("invitation", InvitationPage(Invitation{Works: true, Action: "/invitation/abc", Practice: "Practice by the river", Person: "Noor", AsPartner: true, Languages: languages}))
	partner("invitation-error", InvitationPage(Invitation{Works: true, Action: "/invitation/abc", Practice: "P", Person: sly.Name, Languages: languages, LogInName: "ada",
		Problem: problem("name", "This name is taken. Please choose another.", "passphrase", "Please use at least 15 characters.")}))
	partner("invitation-gone", InvitationPage(Invitation{}))
	partner("account-partner", AccountPage(Account{AsPartner: true, Phone: phone, LogInName: "rowan@example.org"}))
	staff("account-staff", AccountPage(Account{Desk: desk, LogInName: "ada", Problem: problem("current", "This is not your passphrase.")}))

	partner("invitation-reset", InvitationPage(Invitation{Works: true, Reset: true, Action: "/invitation/abc", Practice: "Practice by the river", Person: "Noor", AsPartner: true, Languages: languages}))
	intakeGallery(staff, partner)

	staff("caseload", CaseloadPage(sampleCaseload()))
	staff("caseload-empty", CaseloadPage(Caseload{Desk: ther, Headline: say("Welcome"), CanTake: true}))
	staff("caseload-filtered", CaseloadPage(Caseload{Desk: ther, Headline: say("Nobody waits"), Filters: sampleCaseload().Filters}))
	staff("register", RegisterPage(Register{Desk: desk, CanTake: true, Rows: []RegisterRow{
		{"c1", "TD-101", []Membership{member(rowan), member(noor)}}, {"c2", "TD-102", []Membership{member(long), member(sly)}}}}))
	staff("register-link", RegisterPage(Register{Desk: desk, Link: sampleLink(), Rows: []RegisterRow{{"c1", "TD-101", []Membership{member(rtl)}}}}))
	staff("register-empty", RegisterPage(Register{Desk: desk}))
	staff("take-in", TakeInPage(sampleTakeIn()))
	staff("couple", CouplePage(sampleCouple()))
	staff("couple-new", CouplePage(Couple{Desk: ther, Couple: "c1", Code: "TD-130", Since: say("in care since today"), Partners: []Membership{member(long), member(sly)}, Link: sampleLink(), CanWrite: true}))
	staff("plan-start", PlanStartPage(samplePlanStart()))
	staff("plan-running", PlanStartPage(PlanStart{Desk: ther, Couple: "c1", Partners: []Partner{rowan, noor}, Running: true, Name: "First four weeks", Drafted: say("A change has been drafted."),
		Problem: problem("template", "Please choose a template.")}))
	staff("plan-draft", PlanBuilderPage(samplePlanBuilder(false)))
	staff("plan-change", PlanBuilderPage(samplePlanBuilder(true)))
	staff("plan-check", PlanCheckPage(samplePlanCheck(false)))
	staff("plan-difference", PlanCheckPage(samplePlanCheck(true)))
	staff("plan-once", PlanOncePage(PlanOnce{Desk: ther, Couple: "c1", Partners: []Partner{rowan, noor}, Exercises: []Option{{"", "please choose", true}},
		Who: []Option{{"both", "Both", true}}, Weeks: []Option{{"2", "week 2", true}}, Problem: problem("exercise", "This exercise is not in the library.", "note", "Too long.")}))
	staff("plan-end", PlanEndPage(PlanEnd{Desk: ther, Couple: "c1", Partners: []Partner{rowan, noor}, Name: "First four weeks", Problem: problem("reason", "Please say in a few words why it ends.")}))
	staff("plan-history", PlanHistoryPage(samplePlanHistory()))
	staff("plan-history-empty", PlanHistoryPage(PlanHistory{Desk: ther, Couple: "c1", Partners: []Partner{rowan, noor}}))
	staff("homework", HomeworkPage(sampleHomework()))
	staff("summary", SummaryPage(sampleSummary()))
	staff("summary-ask", SummaryPage(Summary{Desk: ther, Couple: "c1", Action: "/couples/c1/summary", Languages: []Option{{"en", "English", true}}, Problem: problem("to", "The end comes before the beginning.")}))
	staff("record", RecordPage(Record{Desk: ther, Back: "/couples/c1/reviews/r1", Action: "/couples/c1/reviews/r1/record", CodeOnly: true, Languages: []Option{{"es", "Español", true}},
		Document: *sampleSummary().Document, Problem: problem("language", "Please choose a language.")}))
	staff("brief", BriefPage(Brief{Desk: ther, Couple: "c1", Since: "2026-11-17", Content: *sampleSummary().Document}))
	staff("brief-ask", BriefPage(Brief{Desk: ther, Couple: "c1", Since: "x", Content: *sampleSummary().Document, Problem: problem("since", "Please write a day.")}))
	staff("issue-log", IssueLogPage(sampleIssueLog()))
	staff("issue-log-empty", IssueLogPage(IssueLog{Desk: ther, Couple: "c1"}))
	content, plainly := *sampleSummary().Document, *sampleSummary().Document
	plainly.Blocks = plainly.Blocks[:len(plainly.Blocks)-1] // partners get the table without its picture
	staff("issued", IssuedDocumentPage(IssuedDocument{Desk: &ther, Back: Action{Label: say("Documents"), Href: "/couples/c1/documents"}, File: "/documents/d1", Issued: say("Issued today"), Content: content}))
	partner("issued", IssuedDocumentPage(IssuedDocument{Phone: &phone, Back: Action{Label: say("My documents"), Href: "/documents"}, File: "/documents/d1", Issued: say("Issued today"), Content: plainly}))
	partner("received", ReceivedPage(Received{Phone: phone, Lines: []ReceivedLine{{"d1", say("My summary"), say("3 November"), ""}, {"d2", say("Our summary"), say("3 November"), "Español"}}}))
	partner("received-empty", ReceivedPage(Received{Phone: phone}))
	staff("staff", StaffPage(sampleStaff()))
	staff("staff-roles", StaffPage(sampleRefusal()))
	staff("staff-supervision", StaffPage(sampleLinked()))
	partner("coming", ComingPage(sampleComing()))
	partner("coming-paused", ComingPage(Coming{Phone: phone, Paused: true}))
	partner("coming-nothing", ComingPage(Coming{Phone: phone}))
	partner("today", TodayPage(sampleToday()))
	partner("today-nothing", TodayPage(Today{Phone: phone, Greeting: say("Hello, %s", rtl.Name), Mood: TodayNothing, HardDay: true}))
	partner("today-paused", TodayPage(Today{Phone: phone, Greeting: say("Hello, %s", sly.Name), Mood: TodayPaused}))
	partner("today-ended", TodayPage(Today{Phone: phone, Greeting: say("Hello, %s", sly.Name), Mood: TodayEnded}))
	partner("today-not-started", TodayPage(Today{Phone: Phone{Demo: true, Notice: say("Welcome!")}, Greeting: say("Hello, %s", long.Name), Mood: TodayNotStarted}))
	partner("exercise", ExercisePage(sampleExercise(Problem{})))
	partner("exercise-error", ExercisePage(sampleExercise(problem("items.0.quality", "Please write a few words.", "mood", "Please choose a number."))))
	partner("exercise-fields", ExercisePage(sampleFields()))
	partner("exercise-reading", ExercisePage(sampleReading()))
	partner("exercise-done", ExercisePage(Exercise{Phone: phone, Name: "Easy company", Title: say("Thank you"), Entries: []Entry{sampleEntry(rtl)}, Done: &Finish{say("Your part is done"), say("There is nothing more to do today.")}}))
	partner("together", TogetherPage(sampleTogether(false)))
	partner("together-three", TogetherPage(sampleTogether(true)))
	partner("together-empty", TogetherPage(Together{Phone: phone}))
	partner("together-three-empty", TogetherPage(Together{Phone: phone, Others: "/together?three=2", Three: true}))
	partner("how", HowPage(sampleHow()))
	partner("how-early", HowPage(How{Phone: phone, Couples: []HowCouple{{Where: say("Week 1 of 12")}}}))
	partner("privacy", PrivacyPage(samplePrivacy()))
	partner("privacy-empty", PrivacyPage(Privacy{Phone: phone, Practice: "P"}))
	for _, e := range []*tandem.Error{tandem.NotFound(), tandem.Denied(), tandem.SignedOut(), tandem.Conflict(say("Somebody was faster.")),
		tandem.Throttled(say("Too many tries. Please wait a minute.")), tandem.Unavailable(nil), tandem.Internal(nil), tandem.Invalid(say("No."))} {
		staff("fault-"+strings.ReplaceAll(string(e.Kind), " ", "-"), FaultPage(Fault{Kind: e.Kind, Status: 418, Sentence: e.Text}))
	}
	return all
}

func problem(pairs ...string) Problem {
	p := Problem{Sentence: say("Please look at the marked fields. Nothing was saved yet.")}
	for i := 0; i < len(pairs); i += 2 {
		p.Fields = append(p.Fields, tandem.FieldError{Field: pairs[i], Text: say(pairs[i+1])})
	}
	return p
}

func member(p Partner) Membership {
	return Membership{Partner: p, Pronouns: "they/them", Invitation: say("invited, the link is open until 1 December"),
		Renew:    &Action{Label: say("New link"), Href: "/couples/c1/partners/p/invitation", About: p.Name},
		Withdraw: &Action{Label: say("Withdraw"), Href: "/couples/c1/partners/p/invitation/withdraw", About: p.Name}}
}

func sampleLink() *OneTimeLink {
	return &OneTimeLink{For: "Noor", URL: "https://tandem.example/invitation/3vQ0c2JmZ2Y1a2x3b3Jkc2xvbmdlbm91Z2g", Until: say("It works until 1 December.")}
}

func weeks(p Partner, figures ...int) PartnerWeeks {
	w := PartnerWeeks{Partner: p}
	for i, f := range figures {
		w.Weeks = append(w.Weeks, WeekBar{Percent: f, None: f < 0, Text: say("week %d: %d %%", i+1, f)})
	}
	return w
}

func sampleCaseload() Caseload {
	row := func(code string, a, b Partner, plan, week string, why ...Reason) CaseRow {
		return CaseRow{Couple: tandem.CoupleID(code), Code: code, Partners: []Partner{a, b}, Plan: plan, Week: say(week),
			Weeks: []PartnerWeeks{weeks(a, 100, 80, -1, 70), weeks(b, 90, 40, 0, 0)}, Why: why}
	}
	m := Caseload{Desk: desk, CanTake: true, Headline: say("Two couples could use a word this week"), Below: say("Tuesday 24 November"),
		Filters: []Filter{{say("All"), 5, "?show=all", true}, {say("Needs a word"), 2, "?show=word", false}, {say("Paused"), 1, "?show=paused", false}},
		Rows: []CaseRow{
			row("TD-114", rowan, noor, "First steps", "week 5 of 12", Reason{say("Noor has not opened anything for 11 days"), true, "", false, nil}, Reason{say("Rowan’s appreciations wait to be read, 4 days"), false, "", false, nil}),
			row("TD-115", long, sly, "A plan with a rather long name for a card", "week 12 of 12", Reason{say("last week of the plan"), true, "", false, nil}),
			row("TD-116", rtl, third, "First steps", "week 1 of 12", Reason{say("steady"), false, "", false, nil}),
			{Couple: "c9", Code: "TD-117", Partners: []Partner{rowan, noor}, Week: say("no plan yet"), States: []tandem.Text{say("Noor has not joined yet")}},
		}}
	return m
}

func sampleTakeIn() TakeIn {
	zones := []Option{{"America/New_York", "America/New York", true}, {"Europe/Madrid", "Europe/Madrid", false}}
	languages := []Option{{"en", "English", true}, {"es", "Español", false}}
	return TakeIn{Desk: desk, Code: "TD-131", Zones: zones, Therapists: []Option{{"p1", "Dr. Ada Okafor", false}},
		Partners: []PartnerEntry{{Name: sly.Name, Languages: languages, Zones: zones}, {Name: long.Name, Pronouns: "she/her", Languages: languages, Zones: zones}},
		Problem:  problem("partners.0.name", "Please use a shorter name.", "code", "This code is in use.")}
}

func sampleDrawing() chart.Drawing {
	d := chart.Drawing{Width: 400, Height: 120, Title: "Adherence by week", Summary: "Rowan 100, 80; Noor 90, 40."}
	for i := range 8 {
		x := float64(20 + i*46)
		d.Shapes = append(d.Shapes,
			chart.Shape{Kind: chart.Rect, X: x, Y: 20, W: 14, H: 80, Fill: chart.ToneOne},
			chart.Shape{Kind: chart.Rect, X: x + 18, Y: 50, W: 14, H: 50, Stroke: chart.ToneTwo, LineWidth: 1.5},
			chart.Shape{Kind: chart.Diamond, X: x + 25, Y: 42, R: 4, Stroke: chart.ToneTwo, LineWidth: 1.5},
			chart.Shape{Kind: chart.Circle, X: x + 7, Y: 12, R: 4, Fill: chart.ToneOne},
			chart.Shape{Kind: chart.Text, X: x + 14, Y: 114, Text: string(rune('1' + i)), Size: 10, Anchor: chart.Middle, Fill: chart.ToneMuted})
	}
	d.Shapes = append(d.Shapes, chart.Shape{Kind: chart.Line, X: 10, Y: 100, X2: 390, Y2: 100, Stroke: chart.ToneLine, LineWidth: 1},
		chart.Shape{Kind: chart.Line, X: 10, Y: 20, X2: 390, Y2: 20, Stroke: chart.ToneLine, LineWidth: 1, Dashed: true})
	return d
}

func sampleTable() *Table {
	return &Table{Caption: "Adherence by week", Columns: []Column{{"Week", false}, {"Rowan", true}, {"Noor", true}},
		Rows: [][]string{{"Week 1", "100 %", "90 %"}, {"Week 2", "80 %", "nothing due"}}}
}

func sampleCouple() Couple {
	states := []State{StateDone, StateDone, StatePartly, StateLight, StateNotYet, StatePassed, StateLater, StateLater, StateLater, StateLater, StateLater, StateLater}
	plan := &PlanCard{Name: "First steps", Line: say("week 5 of 12 · about 26 minutes each this week"), CanSet: true}
	start := tandem.Date("2026-10-26")
	for i := range states {
		plan.Weeks = append(plan.Weeks, PlanWeek{Number: i + 1, From: say(start.AddDays(7 * i).Time().Format("2 Jan")), Current: i == 4, Light: i == 3 || i == 6, Paused: i == 5, CanSet: i >= 4})
	}
	plan.Weeks[11].Note = say("review")
	plan.Phases = []PlanPhase{{say("Steady ground"), 3}, {say("Being heard"), 3}, {say("Here and next"), 3}, {say("Warmth and purpose"), 2}, {tandem.Text{}, 1}}
	for r, name := range []string{"Three appreciations", "Easy company"} {
		row := PlanRow{Name: name, Cadence: say([]string{"once a week", "3 × a week"}[r])}
		for i := range states {
			var cell []Occurrence
			for range []int{1, 3}[r] {
				cell = append(cell, Occurrence{Assignment: "a", Label: say("%s, week %d", name, i+1), Parts: []PartState{{rowan, states[i]}, {noor, states[(i+r)%len(states)]}}})
			}
			if r == 1 && i == 0 {
				cell = nil
			}
			row.Cells = append(row.Cells, cell)
		}
		plan.Rows = append(plan.Rows, row)
	}
	d := sampleDrawing()
	joined := member(rowan)
	joined.Invitation, joined.Renew, joined.Withdraw = say("joined on 20 October"), nil, nil
	return Couple{Desk: desk, Couple: "c1", Code: "TD-114", Before: []GateLine{{say("Consents"), say("there"), true}, {say("Confidentiality policy"), say("there"), true},
		{say("Safety screen"), say("Noor: due again"), false}}, Since: say("in care since 20 October"), Partners: []Membership{joined, member(noor)}, Plan: plan,
		Why:       []Reason{{say("Noor has not opened anything for 11 days"), true, "", false, nil}, {say("A safety answer in “After a fight” needs you"), true, "a1", false, nil}},
		Adherence: []Adherence{{rowan, say("80 %"), say("4 of 5, one partly"), say("went 3.1 of 4, by 6 ratings of their own")}, {noor, say("nothing due"), say("two light weeks"), tandem.Text{}}}, Gap: say("Gap between the two: 12 points in how much."), ByExercise: sampleTable(),
		Chart: &d, Table: sampleTable(), Shelf: []Entry{sampleEntry(rowan), sampleEntry(noor)}, ShelfMore: say("14, seven from each"),
		Documents: []DocumentLine{{"d1", say("Progress summary"), say("24 November 2026, 10:12")}}, CanWrite: true}
}

func sampleEntry(p Partner) Entry {
	return Entry{Author: p, When: say("24 November"), Visibility: say("Both of you and your therapist can see this."), Answers: []Answer{
		{Label: say("What you value"), Words: "You stay calm when plans fall apart"},
		{Label: say("When you saw it"), Words: "Saturday, when the train was cancelled,\nyou found us that bakery. <b>🌻</b> שלום " + strings.Repeat("long", 30)},
		{Label: say("Mood"), Said: []tandem.Text{say("%d of %d", 4, 5)}}}}
}

func samplePlanLine(field, name string) PlanLine {
	cadences := []Option{{"once", "once", false}, {"weekly-1", "every week", true}, {"weekly-3", "3 times a week", false}}
	return PlanLine{Field: field, Name: name, Minutes: say("20 min"), Cadences: cadences, From: "1", To: "12",
		Who: []Option{{"both", "Both", true}, {"1", long.Name, false}}, Swap: []Option{{"E02", name, true}, {"E12", "Intent and appreciation", false}}}
}

func samplePlanMade() PlanMade {
	week := func(n int, heavy bool, marks ...tandem.Text) MadeWeek {
		return MadeWeek{Number: n, Dates: say("%d to %d Nov", n, n+6), What: []tandem.Text{say("Three appreciations"), say("Easy company × 2")},
			Loads: []MadeLoad{{say("130 min"), heavy}, {say("20 min"), false}}, Together: say("90 min"), Marks: marks, Said: []tandem.Text{say("final review")}}
	}
	m := PlanMade{Partners: []Partner{rowan, noor}, Weeks: []MadeWeek{week(1, false), week(2, true, say("Rowan: over 100 minutes"), say("no talk"))}}
	m.Weeks[0].Phase = say("Steady ground")
	return m
}

func samplePlanBuilder(revision bool) PlanBuilder {
	lines := []PlanLine{samplePlanLine("items.0.", "Three appreciations"), samplePlanLine("items.1.", strings.Repeat("Long ", 20))}
	lines[1].Swap, lines[1].Who = nil, nil
	m := PlanBuilder{Desk: ther, Couple: "c1", Partners: []Partner{long, sly}, Revision: revision, Version: "3", Name: "First four weeks", Starts: "2026-11-30",
		WeekBegins: []Option{{"1", "Monday", true}}, FirstWeek: "1", Weeks: "12", Note: "Take it slowly.", From: 4, Items: lines, Add: samplePlanLine("add.0.", ""),
		Exercises: []Option{{"", "none", true}, {"E38", "Easy company, 45 min together", false}}, Missing: []tandem.Text{say("E30"), say("E31")}, Made: samplePlanMade(),
		Problem: problem("items.0.to", "The plan has 12 weeks.", "add.0.exercise", "This exercise is not in the library.")}
	if revision {
		m.Items[0].Begun, m.Fixed, m.Problem = say("since week 1"), []tandem.Text{say("Easy company, every week, weeks 1 to 2")}, Problem{}
	}
	return m
}

func samplePlanStart() PlanStart {
	return PlanStart{Desk: ther, Couple: "c1", Partners: []Partner{rowan, noor}, Templates: []TemplateCard{{ID: "T1", Name: "Finding our way back",
		For: say("After a long stretch of stress."), Facts: say("12 weeks, 26 lines"), Load: say("20 to 95 minutes of task time a week"),
		Phases: []tandem.Text{say("weeks 1 to 3: Steady ground")}, Missing: []tandem.Text{say("E30"), say("E31")}}}}
}

func samplePlanCheck(revision bool) PlanCheck {
	m := PlanCheck{Desk: ther, Couple: "c1", Partners: []Partner{rowan, noor}, Revision: revision, Version: "3", Name: "First four weeks",
		Line: say("starts on 30 November 2026, 4 weeks"), Made: samplePlanMade()}
	if revision {
		m.Changes, m.Load = []tandem.Text{say("Added: Easy company, every week, weeks 3 to 4.")}, []tandem.Text{say("weeks 3 to 4, Rowan: 45 minutes together instead of 0.")}
	} else {
		m.Unmet = []UnmetLine{{rowan, say("The consents are not all signed.")}}
		m.Wrong = []tandem.Text{say("Please choose at least one exercise first.")}
	}
	return m
}

func sampleComing() Coming {
	thing := ComingThing{Name: say("Three appreciations"), Summary: say("Each gives three."), Often: say("3 times, on any days"), Minutes: say("20 min"), With: say("the two of you"), Note: "Begin small. <b>🌻</b>", Boxes: 3}
	return Coming{Phone: phone, Notes: []string{"Take it slowly.\nThere is time."}, Weeks: []ComingWeek{{say("This week"), say("2 to 8 March"), false, []ComingThing{thing}},
		{say("Next week"), say("9 to 15 March"), true, nil}}, Anytime: []ComingThing{{Name: say("Pause, breathe, reframe"), Summary: say("Either may call it."), Minutes: say("10 min"), With: say("the two of you")}}}
}

func samplePlanHistory() PlanHistory {
	return PlanHistory{Desk: ther, Couple: "c1", Partners: []Partner{rowan, noor}, Plans: []PastPlan{{Name: "First four weeks", Line: say("ended"), Reason: "They want a rest.",
		Revisions: []PastRevision{{When: say("24 November, 10:12"), Who: say("started by Ada")}, {When: say("25 November, 10:12"), Who: say("changed by Ada"), Changes: []tandem.Text{say("The plan has 5 weeks instead of 4.")}}}}}}
}

func sampleHomework() Homework {
	gone := Entry{Author: noor, Gone: say("taken back by its author")}
	return Homework{Desk: ther, Couple: "c1", Name: "Three appreciations", Week: say("week 3 of 12, 7 to 13 December"), Waiting: []tandem.Text{say("Rowan has given. Noor has not read it yet.")},
		Parts: []HomeworkPart{{Partner: rowan, State: StateDone, Entries: []Entry{sampleEntry(rowan)}, Done: say("Noted afterwards: done on 3 December.")},
			{Partner: noor, State: StatePartly, Entries: []Entry{gone}, Sealed: say("Prepared and still sealed. It opens when Noor gives it.")}, {Partner: third, State: StateNotYet}},
		Problem: problem("text", "Please write something."), Presses: []Action{{Label: say("Let it wait for me"), Href: "/couples/c1/homework/a/guide"}},
		Care:   []Entry{{Care: "Mara", When: say("8 December, 10:15"), Answers: []Answer{{Words: "Well done, both of you."}}, Visibility: say("Rowan and the care team can read this.")}},
		Reply:  &Guiding{Href: "/couples/c1/homework/a/guide", To: []Choice{{"1", say("Rowan")}, {"2", say("Noor")}}, Chosen: []string{"1"}},
		Record: &Guiding{Href: "/couples/c1/homework/a/guide", To: []Choice{{"1", say("Rowan")}, {"2", say("Noor")}}, On: "2026-12-08"}}
}

func sampleSummary() Summary {
	d := sampleDrawing()
	return Summary{Desk: ther, Couple: "c1", From: "2026-10-01", To: "2026-11-24", Action: "/couples/c1/summary", Edition: "clinical", For: say("The clinical edition."),
		Editions:  []Filter{{Label: say("Clinical"), Href: "/couples/c1/summary", On: true}, {Label: say("%s's own", sly.Name), Href: "/couples/c1/partners/p1/summary"}},
		Languages: []Option{{"en", "English", true}, {"es", "Español", false}}, CodeOnly: true, Document: &Content{Language: "es", Sender: sly.Name, Lines: []string{"1 Quay Street"},
			Notice: "Synthetic data.", Title: "Progress summary", Digest: strings.Repeat("a1", 32), DigestIs: "Content digest (SHA-256)", Blocks: []Block{
				{Kind: BlockSection, Text: "The plan"}, {Kind: BlockParagraph, Text: "This document contains no psychotherapy notes.", Quiet: true}, {Kind: BlockHeading, Text: "Below"},
				{Kind: BlockFacts, Facts: []Fact{{"Case", "TD-114"}, {"Partners", long.Name + " and " + sly.Name}}},
				{Kind: BlockTable, Table: sampleTable()}, {Kind: BlockChart, Chart: &d, Table: sampleTable()}}}}
}

func sampleIssueLog() IssueLog {
	return IssueLog{Desk: ther, Couple: "c1", Lines: []IssueLine{
		{Document: "d1", Name: say("Progress summary, %s's own edition", sly.Name), For: say(long.Name), Issued: say("3 November, 14:05, by %s", sly.Name), Language: "English",
			ContentDigest: strings.Repeat("a1", 32), FileDigest: strings.Repeat("b2", 32), Opened: []tandem.Text{say("%s, once", long.Name), say("%s, once", sly.Name)}},
		{Document: "d2", Name: say("Progress summary, joint edition"), For: say("both partners"), Language: "Español"}}}
}

func sampleStaff() Staff {
	roles := func(on ...tandem.Role) []RoleTick {
		var out []RoleTick
		for _, r := range tandem.Roles()[:4] {
			out = append(out, RoleTick{r, len(on) > 0 && on[0] == r})
		}
		return out
	}
	return Staff{Desk: desk, Roles: roles(), Problem: problem("roles", "Please choose at least one role."), People: []StaffLine{
		{Person: "s1", Name: "Dr. Ada Okafor", Roles: roles(tandem.RoleOwner), State: say("active"), Self: true},
		{Person: "s2", Name: sly.Name, Roles: roles(tandem.RoleTherapist), State: say("invited until 1 December"), Withdraw: true,
			Supervision: Supervision{By: []Supervisor{{"s4", long.Name}, {"s5", rtl.Name}}, Choices: []Option{{Value: "s6", Label: sly.Name}}}},
		{Person: "s3", Name: long.Name, Roles: roles(tandem.RoleFrontDesk), State: say("access ended"), Ended: true}}}
}

// sampleRefusal is the list after somebody was to have no role at all.
func sampleRefusal() Staff {
	m := sampleStaff()
	m.Problem, m.Tried = Problem{}, &TriedRoles{Person: "s2", Roles: m.Roles, Problem: problem("roles", "Please choose at least one role.")}
	return m
}

func sampleLinked() Staff {
	m := sampleStaff()
	m.Problem, m.Linked = Problem{}, &TriedLink{Person: "s2", Problem: problem("supervisor", "Please choose a supervisor from the list.")}
	return m
}

func sampleToday() Today {
	pass := &Action{Label: say("Not this week"), Href: "/homework/a/moves", Hidden: []Hidden{{"kind", "pass"}, {"key", "k"}, {"version", "v"}}, About: "Easy company"}
	return Today{Phone: phone, Greeting: say("Hello, %s", "Rowan"), Line: say("Three small things this week. About 25 minutes in all."), Mood: TodayOpen, HardDay: true, Cards: []Thing{
		{Title: "Easy company", Summary: say("Something light together. Then two taps."), Minutes: say("2 min"), With: say("with %s", "Noor"), When: say("any day this week"), Marks: []bool{true, false, false}, MarksIn: say("1 of 3 this week"), Go: say("We did it"), Href: "/homework/a", First: true, Pass: pass},
		{Title: "Three appreciations", Summary: say("Think of three things you value. Keep them to yourself for now."), Minutes: say("8 min"), With: say("you alone, then together"), When: say("until Sunday"), Go: say("Continue, 2 of 3"), Href: "/homework/b", Pass: pass},
		{Title: "Weekly reflection", Summary: say("What worked, what did not, one change to try."), Minutes: say("15 min"), State: say("Your part is done."), Done: true}}}
}

func sampleExercise(p Problem) Exercise {
	return Exercise{Phone: phone, Name: "Three appreciations", At: 2, Of: 4, Why: say("Naming what is good makes it easier to see."), Title: say("Something you value in %s", "Noor"),
		Text: []tandem.Text{say("Think of one thing. Small is fine.")}, Hints: []tandem.Text{say("Say what you saw, with a day and a place.")}, Stage: say("Noor has given you theirs."), Watch: "/homework/a/version", Version: "v1", Self: "/homework/a", Timer: &Timer{Seconds: 300, Min: 120, Max: 1200}, Later: []Link{{Label: say("Change what you wrote"), Href: "/homework/a?do=prepare"}}, Problem: p,
		Form: &Worksheet{Action: "/homework/a/moves", Draft: "/homework/a/draft", Key: "key", Version: "v1", Kind: "prepare", Step: "prepare", BackHref: "/homework/a?step=1", Kept: true, Submit: say("Next"),
			Buttons: []Button{{Label: say("Save and stop here"), Name: "go", Value: "stop", Href: "/homework/a/draft"}},
			Groups: []Group{{say("The first one"), []Field{
				{Name: "items.0.quality", Label: say("What is it?"), Type: FieldShort, Values: []string{"You stay calm when plans fall apart"}, Required: true, Error: p.At("items.0.quality"), Visibility: say("Only you can see this now. When you give it, Noor can read it.")},
				{Name: "items.0.example", Label: say("When did you see it?"), Help: say("One time is enough."), Type: FieldLong, Values: []string{"Saturday </textarea><script>x</script> 🌻"}, Visibility: say("Only you can see this now.")}}},
				{tandem.Text{}, []Field{{Name: "mood", Label: say("How do you feel now?"), Type: FieldScale, Min: 1, Max: 5, Low: say("low"), High: say("good"), Required: true, Error: p.At("mood"), Visibility: say("You and your therapist.")}}}}},
		Pass: sampleToday().Cards[0].Pass}
}

func sampleFields() Exercise {
	choices := []Choice{{"thanks", say("Thank you")}, {"in", say("I take that in")}, {"own", say("In my own words")}}
	return Exercise{Phone: phone, Name: "Every kind of field", Title: say("Every kind of field"), Conflict: say("Something new came in while you wrote. Your words are still here."),
		Form: &Worksheet{Action: "/homework/a/moves", Key: "key", Version: "v1", Kind: "log", Step: "log", Submit: say("Done"), Sees: say("Both of you and your therapist will see this."), Groups: []Group{{Fields: []Field{
			{Name: "ten", Label: say("How close did you feel?"), Type: FieldScale, Min: 0, Max: 10, Values: []string{"7"}, Low: say("not at all"), High: say("very")},
			{Name: "answer", Label: say("Your answer"), Type: FieldChoice, Choices: choices, Values: []string{"in"}, Required: true, Error: say("Please choose one.")},
			{Name: "own", Label: say("Your words"), Type: FieldShort, OnlyIf: &Hidden{"answer", "own"}},
			{Name: "many", Label: say("What was it?"), Help: say("As many as fit."), Type: FieldMulti, Choices: choices, Values: []string{"thanks", "own"}},
			{Name: "yes", Label: say("We laughed"), Type: FieldBool, Values: []string{"yes"}},
			{Name: "day", Label: say("Which day?"), Type: FieldDate, Values: []string{"2026-11-24"}},
			{Name: "at", Label: say("At what time?"), Type: FieldTime, Values: []string{"18:30"}},
			{Name: "times", Label: say("How often?"), Type: FieldCounter, Min: 0, Max: 50, Values: []string{"3"}}}}}}}
}

func sampleReading() Exercise {
	return Exercise{Phone: phone, Name: "Three appreciations", At: 3, Of: 4, Title: say("%s has something for you", sly.Name), Heading: say("From %s", "Noor"), Entries: []Entry{sampleEntry(noor), {Author: rowan, Gone: say("taken back by its author")}},
		Actions: []Action{{Label: say("Thank you"), Href: "/homework/a/moves", Hidden: []Hidden{{"kind", "acknowledge"}, {"key", "k"}}}, {Label: say("I take that in"), Href: "/homework/a/moves"}}}
}

func sampleTogether(three bool) Together {
	weather := chart.DrawScale(chart.Scale{Title: "Your weather inside, day by day", Summary: "From 1 (stormy) to 5 (clear).", Width: 340, Min: 1, Max: 5,
		Members: []chart.Member{{Name: "Rowan", Position: 1}, {Name: "Noor", Position: 2}}, Days: []chart.ScaleDay{{Label: "2 Mar", Values: []int{2, 4}}}})
	return Together{Phone: phone, Others: "/together?three=2", Three: three, Good: []Entry{sampleEntry(rowan), sampleEntry(noor)}, Bank: []Entry{sampleEntry(noor), sampleEntry(third), {Author: sly, Gone: say("taken back by its author")}},
		BankIn: say("14, seven from each"), Joy: []Entry{{Author: rowan, When: say("Sunday"), Answers: []Answer{{Words: "A walk in the rain"}}}}, BankTurning: Turning{Earlier: "/together?shelf=appreciations&page=2"},
		Shelves: []ShelfSection{{Title: say("Check-ins"), Chart: &weather, Table: &Table{Caption: "c", Columns: []Column{{Label: "Day"}, {"Noor", true}}, Rows: [][]string{{"2 March", "4"}}}}}}
}

func samplePrivacy() Privacy {
	return Privacy{Phone: phone, Practice: "Practice by the river", Team: []TeamMember{{"Dr. Ada Okafor", say("your therapist"), say("since 20 October")}},
		Groups: []Written{{"Three appreciations", []Kept{
			{When: say("24 November"), Answers: sampleEntry(rowan).Answers, Sees: say("Noor and your therapist can see this."),
				TakeBack: &Action{Label: say("Take it back"), Href: "/homework/a/moves/m/withdraw", Hidden: []Hidden{{"key", "k"}}, About: "24 November"},
				Narrow:   &Narrowing{ID: "m1", Href: "/homework/a/moves/m/narrow", To: []Choice{{"author+therapist", say("me and my therapist")}, {"author", say("only me")}}}},
			{When: say("17 November"), Answers: []Answer{{Words: "x"}}, Sees: say("Only you can see this.")}}}}}
}

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var out bytes.Buffer
	if err := c.Render(context.Background(), &out); err != nil {
		t.Fatalf("render: %v", err)
	}
	return out.String()
}

// TestGalleryFiles writes the gallery where TANDEM_GALLERY says, in both
// themes, and otherwise only shows that every page comes out at once.
func TestGalleryFiles(t *testing.T) {
	folder := os.Getenv("TANDEM_GALLERY")
	if folder == "" {
		folder = t.TempDir()
	}
	write := func(name string, content []byte) {
		name = filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range templates.Served() {
		content, _, _ := templates.Open(file)
		write(filepath.Join("static", file), bytes.ReplaceAll(content, []byte("/static/"), nil))
	}
	for _, e := range gallery() {
		html := strings.ReplaceAll(render(t, e.page), `"/static/`, `"static/`)
		for _, theme := range []string{"light", "dark"} {
			write(e.name+"-"+theme+".html", []byte(strings.Replace(html, "<html ", `<html data-theme="`+theme+`" `, 1)))
		}
	}
}

func sampleHow() How {
	times := func(name string, n int) HowOften {
		return HowOften{Name: tandem.Text{Source: name}, Times: say("%d times", n)}
	}
	return How{Phone: phone, Couples: []HowCouple{{
		Where: say("Week 3 of 12"), Both: say("You both took part in %d things.", 12),
		Often: []HowOften{times(long.Name, 5), times("Easy company", 3)}, Rest: []HowOften{times(sly.Name, 2)},
		Gathered: []HowOften{{say("Boundaries"), say("%d in all", 2), "/together?shelf=boundaries"}},
		Own:      say("%s %s", say("You have finished %d things.", 9), say("One more is begun.")), Went: []tandem.Text{say("Your own marks so far: %s.", say("in the middle"))},
		Weeks: []HowWeek{{say("This week"), say("%s to %s", "1 March", "7 March"), []tandem.Text{say("A quiet week.")}},
			{say("Week 2"), say("%s to %s", "22 February", "28 February"), []tandem.Text{say("A light week."), say("You both took part in one thing.")}}}}}}
}
