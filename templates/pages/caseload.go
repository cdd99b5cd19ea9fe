package pages

import (
	"strings"

	"tandem/internal/tandem"
)

// Caseload is the therapist's home: one row a couple, in the order of what
// needs attention.
type Caseload struct {
	Desk     Desk
	Headline tandem.Text // the sentence below the title, such as "Two couples could use a word this week"
	Below    tandem.Text // the day, and what else there is to know
	Filters  []Filter
	Rows     []CaseRow
	CanTake  bool // may take in couples
}

// Filter is one way to narrow the caseload; Href is such as "?show=word".
type Filter struct {
	Label tandem.Text
	Count int
	Href  string
	On    bool
}

// CaseRow is one couple of the caseload.
type CaseRow struct {
	Couple   tandem.CoupleID
	Code     string
	Partners []Partner
	Plan     string      // its name, "" without one
	Week     tandem.Text // such as "week 5 of 12", or that there is no plan yet
	Weeks    []PartnerWeeks
	Why      []Reason
	States   []tandem.Text // what is to be said of single partners, such as "Noor has not joined yet"
}

// Reason is why a couple stands where it stands.
type Reason struct {
	Text      tandem.Text
	NeedsWord bool                // set off in ochre; never red
	About     tandem.AssignmentID // the homework that it is about; "" when there is none
	Revise    bool                // changing the plan may answer it
	// Presses are what can be done about it at once, on the couple's own page.
	Presses []Action
}

// found is what the search field of the page looks through.
func (r CaseRow) found() string {
	words := []string{r.Code}
	for _, p := range r.Partners {
		words = append(words, p.Name)
	}
	return strings.Join(append(words, r.Plan), " ")
}

func coupleHref(id tandem.CoupleID) string { return "/couples/" + string(id) }
