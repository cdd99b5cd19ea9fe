// Package review holds the check-ins that a couple and their therapist hold
// together: prepared apart, opened together, decided, signed and frozen.
package review

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// Kind is the form of a review. All take the same course; the kind says what
// it is called and how far it looks back.
type Kind string

// The kinds of reviews.
const (
	MidPlan   Kind = "mid-plan"
	Trial     Kind = "trial"
	Quarterly Kind = "quarterly"
	Final     Kind = "final"
)

// Kinds lists every kind in the order in which a plan meets them.
func Kinds() []Kind { return []Kind{MidPlan, Trial, Quarterly, Final} }

// Text is what the kind is called.
func (k Kind) Text() tandem.Text {
	switch k {
	case MidPlan:
		return tandem.Say("Mid-plan review")
	case Trial:
		return tandem.Say("Trial review")
	case Quarterly:
		return tandem.Say("Quarterly review")
	case Final:
		return tandem.Say("Final review")
	default:
		return tandem.Say("Review")
	}
}

// State is where a review stands.
type State string

// The states of a review, in their order. None leads back, and Cancelled
// follows Scheduled alone.
const (
	Scheduled State = "scheduled" // a day is set; both prepare, each sealed
	Open      State = "open"      // the therapist has opened what was prepared
	Signing   State = "signing"   // put up for signing; partners can read it
	Frozen    State = "frozen"    // signed by all who took part; only additions
	Cancelled State = "cancelled" // called off before it was opened
)

// Review is one check-in of a couple.
type Review struct {
	ID          tandem.ReviewID
	Practice    tandem.PracticeID
	Couple      tandem.CoupleID
	Kind        Kind
	On          tandem.Date // the day that it is meant for
	State       State
	Preparation tandem.AssignmentID // the round in which both prepare; only homework.View opens it
	Part        []Part              // who was asked to take part, in the couple's order
	Content     Content
	Alone       []Alone    // what changes in the plan for one of them only; no part of what is signed
	Additions   []Addition // after it was frozen, oldest first
	ScheduledBy tandem.PersonID
	ScheduledAt time.Time
	OpenedAt    time.Time // zero before
	FrozenAt    time.Time // zero before
	CancelledAt time.Time // zero unless it was called off
	Version     int       // counts changes, so that two editors cannot overwrite each other
}

// Part is one partner's place in a review.
type Part struct {
	Partner tandem.PartnerID
	Absent  bool // was not there; marked so in the record
}

// Content is what was agreed. It is visible to both partners and the care team.
type Content struct {
	Improvements []string     `json:"improvements,omitempty"` // celebrated first; may be empty
	Changes      []string     `json:"changes,omitempty"`      // what is to change
	Decisions    []Decision   `json:"decisions,omitempty"`
	Targets      []Target     `json:"targets,omitempty"` // at most MaxTargets
	Trials       []Verdict    `json:"trials,omitempty"`  // at most MaxTrials
	Holds        Holds        `json:"holds,omitempty"`   // whether what matters to them still does
	Plan         PlanDecision `json:"plan,omitempty"`
	// Difference is what changes in the plan, as far as all may read it. It is
	// taken from the plan, never typed; see Service.Offer for when.
	Difference  []plan.Difference `json:"difference,omitempty"`
	PlanChanges string            `json:"plan_changes,omitempty"` // a remark on that
	NextOn      tandem.Date       `json:"next_on,omitempty"`      // when to look again
}

// Alone is what changes in the plan for one partner alone. That partner and the
// care team may read it. It is no part of what is signed, so that nothing which
// the other can fetch depends on it.
type Alone struct {
	Partner tandem.PartnerID  `json:"partner"`
	Changes []plan.Difference `json:"changes"`
}

// Decision is one thing decided, and who takes it on.
type Decision struct {
	Text  string           `json:"text"`
	Owner tandem.PartnerID `json:"owner,omitempty"` // "" is everybody
	Due   tandem.Date      `json:"due,omitempty"`
}

// Target is one thing to reach, with how it will be noticed.
type Target struct {
	Text   string      `json:"text"`
	Notice string      `json:"notice"`
	Due    tandem.Date `json:"due"`
	// Confidence is how sure the two are that it will work, from 0 to
	// MostConfident; nil where they did not say.
	Confidence *int `json:"confidence,omitempty"`
}

// MostConfident is the upper end of the scale of confidence. Below EnoughConfident
// a smaller target helps (P4): a hint, which forbids nothing.
const (
	MostConfident   = 10
	EnoughConfident = 7
)

// Small tells whether a smaller target may help: they are not sure of this one.
func (t Target) Small() bool { return t.Confidence != nil && *t.Confidence < EnoughConfident }

// PlanDecision is what becomes of the plan.
type PlanDecision string

// The decisions on a plan (P4); "" leaves it open.
const (
	PlanContinue PlanDecision = "continue"
	PlanAdjust   PlanDecision = "adjust"
	PlanStepDown PlanDecision = "step-down"
	PlanOther    PlanDecision = "other-template"
	PlanPause    PlanDecision = "pause"
	PlanClose    PlanDecision = "close"
)

// PlanDecisions lists what can be decided on a plan.
func PlanDecisions() []PlanDecision {
	return []PlanDecision{PlanContinue, PlanAdjust, PlanStepDown, PlanOther, PlanPause, PlanClose}
}

// Text is the decision in words.
func (d PlanDecision) Text() tandem.Text {
	switch d {
	case PlanContinue:
		return tandem.Say("Go on with the plan")
	case PlanAdjust:
		return tandem.Say("Go on with changes")
	case PlanStepDown:
		return tandem.Say("Do less")
	case PlanOther:
		return tandem.Say("Take another plan")
	case PlanPause:
		return tandem.Say("Take a break")
	case PlanClose:
		return tandem.Say("End the plan")
	default:
		return tandem.Text{}
	}
}

// Holds is whether what matters to the two (their values, their purpose) still
// does; "" where they have not looked.
type Holds string

// The answers to it.
const (
	StillHolds Holds = "yes"
	LooksAgain Holds = "no" // they look at it again
)

// HoldsAnswers lists them.
func HoldsAnswers() []Holds { return []Holds{StillHolds, LooksAgain} }

// Text is the answer in words, which say by themselves what was asked.
func (h Holds) Text() tandem.Text {
	switch h {
	case StillHolds:
		return tandem.Say("What matters to us still holds.")
	case LooksAgain:
		return tandem.Say("We look again at what matters to us.")
	default:
		return tandem.Text{}
	}
}

// Verdict is what becomes of something that they have tried for a time (P2).
type Verdict struct {
	Text    string  `json:"text"` // what they tried
	Becomes Becomes `json:"becomes"`
	Noticed string  `json:"noticed,omitempty"` // what they noticed
}

// Becomes is what becomes of a trial.
type Becomes string

// What can become of a trial.
const (
	KeepIt  Becomes = "keep"
	AdaptIt Becomes = "adapt"
	DropIt  Becomes = "drop"
)

// AllBecomes lists what can become of a trial.
func AllBecomes() []Becomes { return []Becomes{KeepIt, AdaptIt, DropIt} }

// Text is what becomes of it in words, those of the exercise that opens trials.
func (b Becomes) Text() tandem.Text {
	switch b {
	case KeepIt:
		return tandem.Say("Keep it")
	case AdaptIt:
		return tandem.Say("Change it and try again")
	case DropIt:
		return tandem.Say("Drop it")
	default:
		return tandem.Text{}
	}
}

// Addition is something added to a frozen review by somebody of the care team.
type Addition struct {
	ID     string
	Author tandem.PersonID
	Text   string
	At     time.Time
}

// Empty tells whether nothing was written down yet.
func (c Content) Empty() bool {
	return len(c.Improvements)+len(c.Changes)+len(c.Decisions)+len(c.Targets)+len(c.Trials)+len(c.Difference) == 0 && c.Plan == "" && c.Holds == "" && c.PlanChanges == ""
}

// Takes tells whether the partner takes part: was asked, and was there.
func (r Review) Takes(p tandem.PartnerID) bool {
	return slices.ContainsFunc(r.Part, func(part Part) bool { return part.Partner == p && !part.Absent })
}

// Asked tells whether the partner was asked to take part.
func (r Review) Asked(p tandem.PartnerID) bool {
	return slices.ContainsFunc(r.Part, func(part Part) bool { return part.Partner == p })
}

// Shown tells whether partners may read the review: not before it is put up
// for signing.
func (r Review) Shown() bool { return r.State == Signing || r.State == Frozen }

// Digest is the SHA-256 of what is signed, in hexadecimal: the kind, the day,
// who took part and all of the content. An edit makes another digest, and so
// voids what was signed before. What changes for one partner alone is not in
// it: the digest is the other's to read too.
func (r Review) Digest() string {
	text, err := json.Marshal(struct {
		ID      tandem.ReviewID
		Kind    Kind
		On      tandem.Date
		Part    []Part
		Content Content
	}{r.ID, r.Kind, r.On, r.Part, r.Content})
	if err != nil {
		panic("review: content cannot be written: " + err.Error()) // only plain values stand in it
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// reschedule moves the day. What was prepared stays as it is.
func (r *Review) reschedule(on tandem.Date) error {
	if err := r.notCancelled(); err != nil {
		return err
	}
	if r.State != Scheduled {
		return tandem.Conflict(tandem.Say("This review has been opened already. Its day stays."))
	}
	r.On = on
	return nil
}

// cancel calls a review off that was never opened.
func (r *Review) cancel(now time.Time) error {
	if err := r.notCancelled(); err != nil {
		return err
	}
	if r.State != Scheduled {
		return tandem.Conflict(tandem.Say("This review has been opened already. It cannot be cancelled any more."))
	}
	r.State, r.CancelledAt = Cancelled, now
	return nil
}

func (r *Review) notCancelled() error {
	if r.State == Cancelled {
		return tandem.Conflict(tandem.Say("This review was cancelled. You can schedule another one."))
	}
	return nil
}

// open begins the review in session.
func (r *Review) open(now time.Time) error {
	if err := r.notCancelled(); err != nil {
		return err
	}
	if r.State != Scheduled {
		return tandem.Conflict(tandem.Say("This review has been opened already."))
	}
	r.State, r.OpenedAt = Open, now
	return nil
}

// record replaces what was typed of the content, until the review is frozen.
func (r *Review) record(c Content) error {
	if err := r.changeable(); err != nil {
		return err
	}
	c.Difference = r.Content.Difference
	r.Content = c
	return nil
}

// changeable tells whether the content can be changed now.
func (r *Review) changeable() error {
	switch r.State {
	case Cancelled:
		return r.notCancelled()
	case Scheduled:
		return tandem.Conflict(tandem.Say("Please open the review first."))
	case Frozen:
		return tandem.Conflict(tandem.Say("This review is signed and stays as it is. You can add to it below."))
	default:
		return nil
	}
}

// carry takes over what changes in the plan: what all may read into what is
// signed, and beside it what is for one of those who take part alone.
func (r *Review) carry(changes []plan.Difference) {
	kept := func(part func(plan.Difference) plan.Difference) (out []plan.Difference) {
		for _, d := range changes {
			if d = part(d); !d.IsZero() {
				out = append(out, d)
			}
		}
		return out
	}
	r.Content.Difference, r.Alone = kept(plan.Difference.Shared), nil
	for _, part := range r.Part {
		own := kept(func(d plan.Difference) plan.Difference { return d.Alone(part.Partner) })
		if len(own) > 0 {
			r.Alone = append(r.Alone, Alone{Partner: part.Partner, Changes: own})
		}
	}
}

// offer puts the review up for signing, with what changes in the plan.
func (r *Review) offer(changes []plan.Difference) error {
	if r.State != Open {
		return tandem.Conflict(tandem.Say("This review cannot be put up for signing now."))
	}
	r.carry(changes)
	if r.Content.Empty() {
		return tandem.Conflict(tandem.Say("Nothing is written down yet. Please save what you agreed first."))
	}
	r.State = Signing
	return nil
}

// attend sets whether a partner was there. Somebody must have been.
func (r *Review) attend(p tandem.PartnerID, absent bool) error {
	if err := r.changeable(); err != nil {
		return err
	}
	parts := slices.Clone(r.Part)
	present := 0
	for i := range parts {
		if parts[i].Partner == p {
			parts[i].Absent = absent
		}
		if !parts[i].Absent {
			present++
		}
	}
	if present == 0 {
		return tandem.Conflict(tandem.Say("One of the two has to be there. Please choose another day instead."))
	}
	r.Part = parts
	return nil
}

// Standing is a signature with whether it still stands: it does while the
// text is the one that was signed.
type Standing struct {
	casefile.Signature
	Void bool
}

// standing marks the signatures that an edit has voided.
func (r Review) standing(all []casefile.Signature) []Standing {
	digest := r.Digest()
	out := make([]Standing, len(all))
	for i, s := range all {
		out[i] = Standing{Signature: s, Void: s.Digest != digest}
	}
	return out
}

// signed tells whether the partner's signature stands.
func signed(all []Standing, p tandem.PartnerID) bool {
	return slices.ContainsFunc(all, func(s Standing) bool { return !s.Void && s.Partner == p })
}

// signedByStaff tells whether somebody of the care team has signed.
func signedByStaff(all []Standing) bool { return signed(all, "") }

// complete tells whether everybody has signed the text as it stands: each
// partner who took part, and somebody of the care team.
func (r Review) complete(all []Standing) bool {
	for _, part := range r.Part {
		if !part.Absent && !signed(all, part.Partner) {
			return false
		}
	}
	return signedByStaff(all)
}
