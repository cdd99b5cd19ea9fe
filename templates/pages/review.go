package pages

import (
	"strconv"

	"tandem/internal/tandem"
)

// Reviews are a couple's reviews, for the care team.
type Reviews struct {
	Desk     Desk
	Couple   tandem.CoupleID
	Partners []Partner
	Rows     []ReviewLine
	Foreseen []tandem.Text // by the plan
	CanHold  bool
	UnderWay bool // one is prepared or held now, so no other can be scheduled
	Kinds    []Option
	On       string // as typed, or the day offered
	Problem  Problem
}

// ReviewLine is one review in a list.
type ReviewLine struct {
	Href  string
	Name  tandem.Text
	On    tandem.Text
	State tandem.Text
	Asks  bool // something is asked of the reader
}

// Review is one review as the care team holds it: prepared, then projected or
// printed in session, so nothing on it may be for one reader alone once it is
// open.
type Review struct {
	Desk     Desk
	Couple   tandem.CoupleID
	Review   tandem.ReviewID
	Sheet    ReviewSheet
	State    ReviewState
	CanHold  bool
	Problem  Problem
	Conflict tandem.Text
	// Before it is open, for staff alone.
	Preparing []ReviewPreparing
	On        string // the day, as a form has it
	// From then on.
	Brought []ReviewBrought
	Period  tandem.Text // that it looks back on; zero where there is none
	Figures string      // where its figures stand, as both may read them
	Private string      // where staff read ratings that are for the author and them
	Form    *ReviewForm
	Absent  []ReviewAttendance
	Sign    *ReviewSigning // the care team's own
	Paper   []ReviewPaper  // for each partner whose signature is missing
	Adding  bool           // the review is frozen and can be added to
	Typed   string         // an addition that came back
}

// ReviewAlone is what a review changes in the plan for one of the two only: a
// page of the care team's own, so that the review's can be looked at together.
type ReviewAlone struct {
	Desk   Desk
	Couple tandem.CoupleID
	Review tandem.ReviewID
	Name   tandem.Text
	On     tandem.Text
	For    []ReviewAloneFor
}

// ReviewAloneFor is what changes for one partner only.
type ReviewAloneFor struct {
	Partner Partner
	Changes []tandem.Text
}

// ReviewState is where a review stands, as the page shows it.
type ReviewState string

// The states of a review.
const (
	ReviewScheduled ReviewState = "scheduled"
	ReviewOpen      ReviewState = "open"
	ReviewSigningOn ReviewState = "signing"
	ReviewFrozen    ReviewState = "frozen"
	ReviewCancelled ReviewState = "cancelled"
)

// ReviewPreparing is how far one partner is, for staff alone.
type ReviewPreparing struct {
	Partner Partner
	State   tandem.Text
}

// ReviewBrought is what both have brought under one question.
type ReviewBrought struct {
	Question tandem.Text
	By       []ReviewWords
}

// ReviewWords are one partner's lines under a question.
type ReviewWords struct {
	Author Partner
	Lines  []string
}

// ReviewForm is what is written down in session.
type ReviewForm struct {
	Version      string
	Improvements string
	Changes      string
	Decisions    []ReviewDecisionFields
	Targets      []ReviewTargetFields
	Trials       []ReviewTrialFields
	Holds        []Option
	Again        []Link // to what matters to them
	Adjust       []ReviewAdjust
	Plan         []Option
	PlanChanges  string
	NextOn       string
	Signed       bool // somebody has signed: saving voids it
}

// ReviewDecisionFields are one decision in the form.
type ReviewDecisionFields struct {
	Text, Due string
	Owners    []Option
}

// ReviewTargetFields are one target in the form.
type ReviewTargetFields struct {
	Text, Notice, Due string

	Confidence []Option
	Smaller    bool // they are not sure of it: a smaller one may help
}

// ReviewTrialFields are one trial in the form, offered by its name while it runs.
type ReviewTrialFields struct {
	Text, Noticed string

	Becomes []Option
	Running tandem.Text // zero for one that is not running
	Href    string      // of its round, for staff
}

// ReviewAdjust is a kind of things that may be adjusted, and where each stands.
type ReviewAdjust struct {
	Title tandem.Text
	Links []Link
}

// ReviewAttendance marks a partner as not there, or as there after all.
type ReviewAttendance struct {
	Partner Partner
	Absent  bool
	Href    string
}

// ReviewSigning is a form to sign. What it shows of the text is its digest.
type ReviewSigning struct {
	Action  string
	Digest  string
	Name    string // as typed
	Problem Problem
}

// ReviewPaper records a signature on paper.
type ReviewPaper struct {
	Partner Partner
	Href    string
	Digest  string
}

// ReviewSheet is the record: what both partners and the care team may read.
type ReviewSheet struct {
	Name         tandem.Text // such as "Mid-plan review"
	On           tandem.Text
	Partners     []Partner
	Absent       []Partner
	Improvements []string
	Changes      []string
	Decisions    []ReviewDecision
	Targets      []ReviewTarget
	Trials       []ReviewTrial
	Holds        tandem.Text
	Plan         tandem.Text
	Difference   []tandem.Text // what changes in the plan, line by line
	PlanChanges  string        // a remark on that
	Next         tandem.Text
	Signatures   []ReviewSignature
	Additions    []ReviewAddition
	Digest       string // the first signs of it, to compare with paper
}

// ReviewDecision is one decision of the record.
type ReviewDecision struct {
	Text  string
	Owner tandem.Text
	Due   tandem.Text
}

// ReviewTarget is one target of the record.
type ReviewTarget struct {
	Text, Notice string
	Due          tandem.Text
	Sure         tandem.Text // how sure they are; zero where they did not say
}

// ReviewTrial is what becomes of something that was tried.
type ReviewTrial struct {
	Text, Noticed string
	Becomes       tandem.Text
}

// ReviewSignature is one signature under the record.
type ReviewSignature struct {
	Name string
	As   tandem.Text // such as "therapist", where the name alone does not say it
	How  tandem.Text
	When tandem.Text
	Void bool // signed before the text was changed
}

// ReviewAddition was added after everybody had signed.
type ReviewAddition struct {
	Author string
	When   tandem.Text
	Text   string
}

// MyReviews are the reviews that a partner took part in.
type MyReviews struct {
	Phone Phone
	Rows  []ReviewLine
}

// MyReview is one review as a partner reads and signs it.
type MyReview struct {
	Phone    Phone
	Sheet    ReviewSheet
	Alone    []tandem.Text  // what changes in the plan for the reader only
	Sign     *ReviewSigning // nil when nothing is asked
	State    tandem.Text    // one sentence on where it stands
	Conflict tandem.Text
}

func (m Reviews) href() string { return coupleHref(m.Couple) + "/reviews" }

func (m Review) at(more string) string { return reviewHref(m.Couple, m.Review) + more }

func reviewHref(couple tandem.CoupleID, id tandem.ReviewID) string {
	return coupleHref(couple) + "/reviews/" + string(id)
}

func (m Review) held() bool { return m.State != ReviewScheduled }

func nth(list string, n int, part string) string { return list + "." + strconv.Itoa(n) + "." + part }

func (s ReviewSheet) empty() bool {
	return len(s.Improvements)+len(s.Changes)+len(s.Decisions)+len(s.Targets)+len(s.Trials)+len(s.Difference) == 0 && s.Holds.IsZero() && s.Plan.IsZero() && s.PlanChanges == ""
}
