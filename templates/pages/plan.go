package pages

import (
	"tandem/internal/tandem"
)

// PlanStart is where a plan begins: what runs or is drafted already, and the
// templates to choose from.
type PlanStart struct {
	Desk      Desk
	Couple    tandem.CoupleID
	Partners  []Partner
	Drafted   tandem.Text // what the draft is that is there already, or nothing
	Running   bool        // a plan runs: it can be changed, given one thing more, or ended
	Name      string      // of the running plan
	Templates []TemplateCard
	Problem   Problem
}

// TemplateCard is one template to choose.
type TemplateCard struct {
	ID       string
	Name     string
	For      tandem.Text
	Ready    tandem.Text   // what comes before the first week
	Facts    tandem.Text   // such as "12 weeks, 26 lines"
	Load     tandem.Text   // such as "40 to 95 minutes of task time a week"
	Phases   []tandem.Text // such as "weeks 1 to 3: Steady ground"
	Missing  []tandem.Text // exercises that it names and the library lacks
	Variants []VariantLine // it fitted to a stage of life
	Alone    []AloneStart  // one for each partner who can begin alone; none where the template has no lead-in
}

// VariantLine is a template fitted to a stage of life.
type VariantLine struct {
	Value     string
	Name, For tandem.Text
}

// AloneStart is a partner who can begin while the other has not decided yet.
type AloneStart struct {
	Position string
	Partner  Partner
}

// PlanBuilder is the draft of a plan with what it makes.
type PlanBuilder struct {
	Desk       Desk
	Couple     tandem.CoupleID
	Partners   []Partner
	Revision   bool   // it changes the running plan
	Version    string // of the draft
	Name       string
	Starts     string // 2006-01-02
	WeekBegins []Option
	FirstWeek  string
	Weeks      string
	Note       string
	From       int // of a revision: the first week that can change
	Items      []PlanLine
	Fixed      []tandem.Text // lines of a running plan that are over
	Add        PlanLine
	Exercises  []Option      // to add; the first is none
	Missing    []tandem.Text // what the template names and the library lacks
	Made       PlanMade
	Problem    Problem
}

// PlanLine is one line of the builder. Its fields' names begin with Field.
type PlanLine struct {
	Field    string // such as "items.3."
	Name     string
	Minutes  tandem.Text
	Begun    tandem.Text // why its first week cannot change, or nothing
	Declined tandem.Text // for whom it is not, by their own word, or nothing
	Who      []Option    // empty where it takes everybody
	Cadences []Option
	Swap     []Option // empty where nothing else is of its family
	From, To string
	Note     string
}

// PlanMade is the calendar that a plan makes, and its load.
type PlanMade struct {
	Partners []Partner
	Weeks    []MadeWeek
}

// MadeWeek is one week of the calendar.
type MadeWeek struct {
	Number   int
	Dates    tandem.Text
	Phase    tandem.Text // where a phase begins
	What     []tandem.Text
	Loads    []MadeLoad // one for each partner
	Together tandem.Text
	Marks    []tandem.Text // what should be looked at
	Said     []tandem.Text // reviews and light weeks
}

// MadeLoad is what a week asks of one partner.
type MadeLoad struct {
	Minutes tandem.Text
	Heavy   bool
}

// PlanCheck is the last look before a plan starts or changes.
type PlanCheck struct {
	Desk     Desk
	Couple   tandem.CoupleID
	Partners []Partner
	Revision bool
	Version  string
	Name     string
	Line     tandem.Text   // such as "starts on 30 November 2026, 4 weeks"
	Unmet    []UnmetLine   // what stands between the couple and the plan
	Wrong    []tandem.Text // why it cannot start as it is drafted
	Changes  []tandem.Text // of a revision, in words
	Load     []tandem.Text
	Made     PlanMade
	Problem  Problem
}

// UnmetLine is one thing that the gate still asks for.
type UnmetLine struct {
	Partner Partner
	Text    tandem.Text
}

// PlanOnce gives one exercise in one week.
type PlanOnce struct {
	Desk      Desk
	Couple    tandem.CoupleID
	Partners  []Partner
	Exercises []Option
	Who       []Option
	Weeks     []Option
	Note      string
	Problem   Problem
}

// PlanEnd asks why a plan ends.
type PlanEnd struct {
	Desk     Desk
	Couple   tandem.CoupleID
	Partners []Partner
	Name     string
	Reason   string
	Problem  Problem
}

// PlanHistory is how the couple's plans came and went.
type PlanHistory struct {
	Desk     Desk
	Couple   tandem.CoupleID
	Partners []Partner
	Plans    []PastPlan
}

// PastPlan is one plan with its revisions.
type PastPlan struct {
	Name      string
	Line      tandem.Text // such as "since 2 March 2026, 8 weeks"
	Reason    string      // why it ended
	Revisions []PastRevision
}

// PastRevision is one accepted change.
type PastRevision struct {
	When, Who tandem.Text
	Changes   []tandem.Text
}

func planHref(c tandem.CoupleID, more string) string { return coupleHref(c) + "/plan" + more }
