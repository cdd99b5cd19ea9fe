// Package exercise holds the library: what an exercise is, the fields of its
// worksheet, the flows that say who acts when and what stays sealed until
// when, and the checks that a definition must pass before anybody meets it.
package exercise

import (
	"slices"

	"tandem/internal/tandem"
)

// Definition is one exercise of the library, in one version. It is data (see
// templates/library/exercises); its flow is Go.
type Definition struct {
	ID       tandem.ExerciseID `json:"id"`
	Version  int               `json:"version"`
	Name     string            `json:"name"`
	Source   string            `json:"source"`   // article and paragraph that the practice comes from, such as "B3"
	Purpose  string            `json:"purpose"`  // why, for the partner
	Summary  string            `json:"summary"`  // one line on a card
	With     string            `json:"with"`     // who does it with whom, on a card
	Family   Family            `json:"family"`   // items swap only inside a family; "" with nothing
	Slot     Slot              `json:"slot"`     // which part of the base rhythm it fills
	Minutes  int               `json:"minutes"`  // default minutes for load sums; editable
	Together bool              `json:"together"` // counted as time together, not as task time
	Smallest Smallest          `json:"smallest"` // what a light week makes of it
	Cadence  Cadence           `json:"cadence"`  // the default; editable
	Flow     Parameters        `json:"flow"`
	Steps    []Step            `json:"steps"`
	Done     Finish            `json:"done"`              // said when nothing is left to do
	Carries  FieldID           `json:"carries,omitempty"` // the answer of the round before that comes first in the next one
	// CarriesOwn: only the reader's own answer is carried over.
	CarriesOwn bool `json:"carries_own,omitempty"`
	// Again are the answers of a proposal, or of a joint form, with which the next
	// round may start as before once both have agreed to them.
	Again   []FieldID `json:"again,omitempty"`
	Shelves []Shelf   `json:"shelves"` // where what grows out of it is kept
	// OffersPause is the open answer of anybody's on which a page offers to call a
	// pause (E42), nil for none.
	OffersPause *When `json:"offers_pause,omitempty"`
	// Leads are the exercises that one may begin with what was said in this one.
	Leads []Lead `json:"leads,omitempty"`
	// Comfort: once something was said in it, its page offers three good things.
	Comfort bool `json:"comfort,omitempty"`
	// LifeChange: opening it says that life changes for the two, and the care team
	// is asked whether to plan a review.
	LifeChange bool `json:"life_change,omitempty"`
	// Quality is the scale by which its author says how well it went, for the
	// therapist.
	Quality FieldID     `json:"quality,omitempty"`
	Compare *Comparison `json:"compare,omitempty"`
	Rules   []RuleID    `json:"rules"`           // conversation rules shown as hints
	Fixed   []string    `json:"fixed,omitempty"` // figures that the source itself fixes

	// BuiltIn is set for what other use cases ask partners, such as a consent or
	// a preparation. No plan offers it.
	BuiltIn bool `json:"-"`
	// Own is set for what a practice has made itself, and Retired when it offers
	// that no more: what was given stays.
	Own     bool `json:"-"`
	Retired bool `json:"-"`
}

// Lead is an exercise that begins with words of this one, as a draft of whoever
// begins it. Without When the words are an own answer that the other can read;
// with it they are what the two have agreed on, once both have said so.
type Lead struct {
	To    tandem.ExerciseID `json:"to"`
	In    FieldID           `json:"in"`              // the question there that the words answer
	Words FieldID           `json:"words,omitempty"` // the own answer; "" for what was agreed
	When  *When             `json:"when,omitempty"`  // of the look back that both agree to
	Go    string            `json:"go"`              // on the button
}

// Family groups exercises that may stand in for each other.
type Family string

// The families (domain page 2, template rules).
const (
	FamilyListening    Family = "listening"
	FamilyAppreciation Family = "appreciation"
	FamilyRepair       Family = "repair"
	FamilyAsking       Family = "asking"
	FamilyTogether     Family = "together-time"
	FamilyStory        Family = "story"
	FamilyDirection    Family = "direction"
)

// Families lists every family.
func Families() []Family {
	return []Family{FamilyListening, FamilyAppreciation, FamilyRepair, FamilyAsking, FamilyTogether, FamilyStory, FamilyDirection}
}

// Slot is the part of the base rhythm that an item fills (P1: a talk, a shared
// activity, a check-in), so that the rhythm can be checked.
type Slot string

// The slots.
const (
	SlotTalk     Slot = "talk"
	SlotActivity Slot = "activity"
	SlotCheckIn  Slot = "check-in"
	SlotOther    Slot = "other"
)

// Finish is what a partner reads when nothing is left to do. "%s" stands for
// the other's name.
type Finish struct {
	Title string `json:"title"`
	Text  string `json:"text"`
}

// Smallest is the exercise at its smallest, for a light week.
type Smallest struct {
	Text    string `json:"text"`
	Minutes int    `json:"minutes"`
}

// CadenceKind says how often an item comes round.
type CadenceKind string

// The cadences.
const (
	Once       CadenceKind = "once"
	Weekly     CadenceKind = "weekly"      // PerWeek times in each week
	EveryWeeks CadenceKind = "every-weeks" // once in every EveryWeeks weeks
	// Monthly comes on the same day of each month, the last day of a short one; a
	// plan makes it due in the week that holds the day.
	Monthly CadenceKind = "monthly"
	// OnOwnDate comes on a date of the couple's own. Only an item of a plan can:
	// no exercise and no template knows a couple's dates.
	OnOwnDate CadenceKind = "own-date"
	// WhenItHappens is opened by a partner when something happens; it schedules nothing.
	WhenItHappens CadenceKind = "when-it-happens"
)

// Cadence is how often an item comes round.
type Cadence struct {
	Kind       CadenceKind `json:"kind"`
	PerWeek    int         `json:"per_week,omitempty"`    // 1 to 7, for Weekly
	EveryWeeks int         `json:"every_weeks,omitempty"` // 2 to 12, for EveryWeeks
}

// Check tells what is wrong with a cadence that an exercise or a template has;
// kind Invalid.
func (c Cadence) Check() error {
	switch {
	case (c.Kind == Once || c.Kind == Monthly || c.Kind == WhenItHappens) && c.PerWeek == 0 && c.EveryWeeks == 0,
		c.Kind == Weekly && c.PerWeek >= 1 && c.PerWeek <= 7 && c.EveryWeeks == 0,
		c.Kind == EveryWeeks && c.EveryWeeks >= 2 && c.EveryWeeks <= 12 && c.PerWeek == 0:
		return nil
	}
	return tandem.Invalid(tandem.Say("Please choose how often: once, 1 to 7 times a week, every 2 to 12 weeks, monthly, or when it happens."))
}

// StepID names a step of an exercise.
type StepID string

// Comparison lays two answers side by side once both are open: what both named,
// what one did, and where the weight that they give it lies far apart. It says
// nothing of right or wrong.
type Comparison struct {
	Field  FieldID `json:"field"`  // a list
	By     FieldID `json:"by"`     // the choice in each group that is compared
	Own    FieldID `json:"own"`    // the group's text for a choice of "own"
	Weight FieldID `json:"weight"` // the scale in each group
	Gap    int     `json:"gap"`    // a difference of so much is worth a talk
	// Against is the scale in each group that says how much of it is there now.
	Against FieldID `json:"against,omitempty"`
}

// OwnChoice is the answer of a choice that says "something else".
const OwnChoice = "own"

// Step is one thing to do: its words and the fields that are filled in. In
// Title, Text, Submit, Sees and Later "%s" stands for the other's name.
type Step struct {
	ID     StepID   `json:"id"`
	Move   MoveKind `json:"move"` // the move that this step's answers go into
	Title  string   `json:"title"`
	Text   string   `json:"text"`
	Submit string   `json:"submit"`          // on the button that does it, such as "Give it to %s"
	Go     string   `json:"go,omitempty"`    // on the day's card when this comes next; "" for "Start" or "Go on"
	Later  string   `json:"later,omitempty"` // the link that offers this when nobody waits for it
	Sees   string   `json:"sees,omitempty"`  // who can read what after this, for a step without fields
	// Opens repeats what breaks the seal on the step's sealed fields, in files that
	// say it. The checker holds it to Definition.Seal, and nothing else reads it.
	Opens  Seal     `json:"opens,omitempty"`
	Timer  *Timer   `json:"timer,omitempty"`
	Rules  []RuleID `json:"rules,omitempty"` // of conversation, shown as hints
	Fields []Field  `json:"fields,omitempty"`
}

// Timer is time that a step may take. It can be turned off, made longer and
// paused; its end locks nothing.
type Timer struct {
	Seconds int `json:"seconds"` // to begin with
	Min     int `json:"min"`     // the shortest and the longest that can be chosen
	Max     int `json:"max"`
	// MinutesOf is the choice in which the two have agreed on the minutes; where
	// they have, they count instead of Seconds.
	MinutesOf FieldID `json:"minutes_of,omitempty"`
}

// RuleID names one of the conversation rules R1 to R13.
type RuleID string

// ShelfID names what grows out of finished rounds.
type ShelfID string

// The shelves (domain page 1.7). A new one stands in Shelves and in Title too.
const (
	ShelfAppreciations ShelfID = "appreciations"
	ShelfIntentions    ShelfID = "intentions"
	ShelfJournal       ShelfID = "journal"
	ShelfStars         ShelfID = "stars"
	ShelfWishes        ShelfID = "wishes"
	ShelfMemories      ShelfID = "memories"
	ShelfStories       ShelfID = "stories"
	ShelfKeepsakes     ShelfID = "keepsakes"
	ShelfJoy           ShelfID = "joy"
	ShelfRituals       ShelfID = "rituals"
	ShelfPlay          ShelfID = "play"
	ShelfPlaylist      ShelfID = "playlist"
	ShelfCommitments   ShelfID = "commitments"
	ShelfRequests      ShelfID = "requests"
	ShelfFeedback      ShelfID = "feedback"
	ShelfRepairs       ShelfID = "repairs"
	ShelfPauses        ShelfID = "pauses"
	ShelfTrials        ShelfID = "trials"
	ShelfDecisions     ShelfID = "decisions"
	ShelfBoundaries    ShelfID = "boundaries"
	ShelfNeeds         ShelfID = "needs"
	ShelfValues        ShelfID = "values"
	ShelfGoals         ShelfID = "goals"
	ShelfPurpose       ShelfID = "purpose"
	ShelfSupport       ShelfID = "support"
	ShelfCheckIns      ShelfID = "check-ins"
	ShelfListening     ShelfID = "listening"
	ShelfPacts         ShelfID = "pacts"
	ShelfPerspectives  ShelfID = "perspectives"
	ShelfChanges       ShelfID = "changes"     // one change a week
	ShelfAdjustments   ShelfID = "adjustments" // what the two would change in their plan
	ShelfAccounts      ShelfID = "accounts"    // how it was for each
	ShelfExpectations  ShelfID = "expectations"
	ShelfSkills        ShelfID = "skills"
	ShelfSetbacks      ShelfID = "setbacks" // what hard weeks taught
)

// shelfTitles are what stands above each shelf, for partners and therapist.
func shelfTitles() []Shelving {
	return []Shelving{
		{ShelfAppreciations, "Appreciation bank"},
		{ShelfIntentions, "Intentions"},
		{ShelfJournal, "Shared journal"},
		{ShelfStars, "Star jar"},
		{ShelfWishes, "Wish list"},
		{ShelfMemories, "Memory map"},
		{ShelfStories, "Our stories"},
		{ShelfKeepsakes, "Keepsakes"},
		{ShelfJoy, "Joy log"},
		{ShelfRituals, "Rituals calendar"},
		{ShelfPlay, "Ideas for play"},
		{ShelfPlaylist, "Our playlist"},
		{ShelfCommitments, "Promises"},
		{ShelfRequests, "Requests and agreements"},
		{ShelfFeedback, "Understood first"},
		{ShelfRepairs, "Repairs"},
		{ShelfPauses, "Pauses"},
		{ShelfTrials, "Trials"},
		{ShelfDecisions, "Decisions"},
		{ShelfBoundaries, "Boundaries"},
		{ShelfNeeds, "What each of us needs"},
		{ShelfValues, "What matters to us"},
		{ShelfGoals, "Our goals"},
		{ShelfPurpose, "Our purpose"},
		{ShelfSupport, "Circle of support"},
		{ShelfCheckIns, "Check-ins"},
		{ShelfListening, "Listening log"},
		{ShelfPacts, "Our pact"},
		{ShelfPerspectives, "Each other's view"},
		{ShelfChanges, "One change a week"},
		{ShelfAdjustments, "What helps, and what to change"},
		{ShelfAccounts, "How it was for each of us"},
		{ShelfExpectations, "New expectations"},
		{ShelfSkills, "Skills we practise"},
		{ShelfSetbacks, "What hard weeks taught us"},
	}
}

// Shelving is a shelf with its title.
type Shelving struct {
	ID    ShelfID
	Title string // English source
}

// Shelves lists every shelf in the order of pages.
func Shelves() []Shelving { return shelfTitles() }

// Title is the English source of what stands above the shelf, "" for an
// unknown one.
func (id ShelfID) Title() string {
	for _, s := range shelfTitles() {
		if s.ID == id {
			return s.Title
		}
	}
	return ""
}

// Shelf says what of a round goes on which shelf. Only answers that View shows
// to the reader get there.
type Shelf struct {
	ID     ShelfID   `json:"id"`
	Fields []FieldID `json:"fields"`
}

// On tells whether the exercise keeps anything on that shelf.
func (d *Definition) On(id ShelfID) bool {
	return slices.ContainsFunc(d.Shelves, func(s Shelf) bool { return s.ID == id })
}

// Agreed is the step whose answers the next round may start from; ok is false
// when it starts anew each time.
func (d *Definition) Agreed() (step *Step, ok bool) {
	for i := range d.Steps {
		if len(d.Again) > 0 && slices.ContainsFunc(d.Steps[i].Fields, func(f Field) bool { return f.ID == d.Again[0] }) {
			return &d.Steps[i], true
		}
	}
	return nil, false
}

// Agreeable are the open answers of what both agree to, which the next round may
// start from: of a step that is proposed, then of one that both edit.
func (d *Definition) Agreeable() []*Field {
	var open []*Field
	for _, move := range []MoveKind{MovePropose, MoveEdit} {
		s, ok := d.StepFor(move)
		for i := 0; ok && i < len(s.Fields); i++ {
			if f := &s.Fields[i]; f.Visibility == Both && !f.Sealed {
				open = append(open, f)
			}
		}
	}
	return open
}

// again tells whether a move says as before: with each answer that the step
// requires, none of them narrowed. What lacks one keeps nothing.
func (d *Definition) again(m *Move) bool {
	s, ok := d.Agreed()
	if !ok || m.Kind != MoveAsBefore || m.Step != s.ID {
		return false
	}
	for _, id := range d.Again {
		f, _ := s.Field(id)
		_, answered := m.Answers[id]
		_, narrowed := m.Narrowed[id]
		if narrowed || f.Required && !answered {
			return false
		}
	}
	return len(m.Answers) > 0
}

// TakesIn is the list that takes in what stands on a shelf, with its step; ok is
// false when there is none.
func (d *Definition) TakesIn() (step *Step, field *Field, ok bool) {
	for i := range d.Steps {
		for j := range d.Steps[i].Fields {
			if f := &d.Steps[i].Fields[j]; f.TakesIn != "" {
				return &d.Steps[i], f, true
			}
		}
	}
	return nil, nil, false
}

// Step is the step of that id.
func (d *Definition) Step(id StepID) (*Step, bool) {
	for i := range d.Steps {
		if d.Steps[i].ID == id {
			return &d.Steps[i], true
		}
	}
	return nil, false
}

// StepOf is the step that asks for the field.
func (d *Definition) StepOf(id FieldID) (*Step, bool) {
	for i := range d.Steps {
		if _, ok := d.Steps[i].Field(id); ok {
			return &d.Steps[i], true
		}
	}
	return nil, false
}

// StepFor is the step whose answers go into moves of the kind.
func (d *Definition) StepFor(kind MoveKind) (*Step, bool) {
	for i := range d.Steps {
		if d.Steps[i].Move == kind {
			return &d.Steps[i], true
		}
	}
	return nil, false
}

// Field is the field of that id in any step.
func (d *Definition) Field(id FieldID) (*Field, bool) {
	s, _ := d.StepOf(id)
	return s.field(id)
}

// Field is the step's field of that id.
func (s *Step) Field(id FieldID) (*Field, bool) {
	for i := range s.Fields {
		if s.Fields[i].ID == id {
			return &s.Fields[i], true
		}
	}
	return nil, false
}

// field is Field for a step that may not be there.
func (s *Step) field(id FieldID) (*Field, bool) {
	if s == nil {
		return nil, false
	}
	return s.Field(id)
}
