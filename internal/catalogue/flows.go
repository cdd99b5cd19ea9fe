package catalogue

import (
	"slices"
	"strings"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// FlowChoice is one way in which an exercise can go, in words for a therapist.
type FlowChoice struct {
	Key    string
	Name   string
	Does   string // who does what, in which order
	Sealed string // what nobody else sees, and until when
	like   tandem.ExerciseID
	keeps  []exercise.FieldID // the questions that the flow itself reads
}

// FlowChoices are the flows that an exercise can begin with from nothing. A
// copy brings its own flow along, so that every other way is open too.
func FlowChoices() []FlowChoice {
	return []FlowChoice{
		{"log", "Do it, then note it", "They do something, alone or together. Each notes it with a few taps.",
			"Nothing is sealed: what one notes, the other can read where the question is for both.", "E38", nil},
		{"solo", "Write alone, share if you like", "Each writes alone. Sharing it is one press, and it may stay theirs for good.",
			"What one writes stays with its author until they share it.", "E24", nil},
		{"give", "Prepare, give, receive", "Each writes alone, then gives it to the other. The other only takes it in, without a reply to its content.",
			"What was prepared stays sealed until its author gives it.", "E02", nil},
		{"compare", "Both answer sealed, then one sheet together", "Each answers alone. When both are in, both answers open, and the two fill in one sheet that both confirm.",
			"Answers stay sealed until both have answered.", "E09", nil},
		{"talk", "Speaker and listener", "One speaks, the other says back what was heard, the speaker tells whether it matches. Then they swap, and both rate.",
			"Ratings stay sealed until both have rated.", "E04", []exercise.FieldID{"match"}},
		{"journal", "Take turns writing", "They write by turns, each hands the page on, and they read it together.",
			"An entry stays with its author until it is handed on.", "E03", []exercise.FieldID{"repeated"}},
	}
}

// FlowWords say how a flow goes, part by part of its chain.
func FlowWords(p exercise.Parameters) []string {
	var all []string
	for l := &p; l != nil; l = l.Then {
		if words, ok := flowWords[l.Kind]; ok {
			all = append(all, words)
		} else {
			all = append(all, string(l.Kind))
		}
	}
	return all
}

// flowWords is one sentence for each flow: who acts, and what is sealed.
var flowWords = map[exercise.FlowKind]string{
	exercise.FlowLog:     "They do it and note it with a few taps.",
	exercise.FlowSolo:    "Each writes alone; it stays with its author unless they share it.",
	exercise.FlowGive:    "Each prepares sealed, gives it to the other, and the other takes it in without a reply.",
	exercise.FlowToday:   "One suggests today's form, the other joins in or would rather do something else; touch only where both say yes.",
	exercise.FlowStory:   "Each brings pieces, they tell their story aloud, and each notes what it says. How one sorts a disagreement is for you until both show theirs.",
	exercise.FlowSkill:   "The session sets one skill, each makes a plan for it, and notes when they used it.",
	exercise.FlowSealed:  "Each answers sealed; both answers open once both are in.",
	exercise.FlowForm:    "They fill in one sheet together, and both confirm it.",
	exercise.FlowOpening: "One of the two opens it, and both know.",
	exercise.FlowMirror:  "Each says back what the other wrote.",
	exercise.FlowTurns:   "One speaks, the other says back what was heard, the speaker says whether it matches; then they swap. Ratings are sealed until both have rated.",
	exercise.FlowReview:  "Each prepares sealed; they open it together, agree one change, and both confirm it.",
	exercise.FlowRequest: "One asks, the other answers, suggests something else or says not now; what they agree is worded and kept.",
	exercise.FlowOffer:   "One offers, the other confirms that the size is right; later one notes how it went, the other whether it was noticed.",
	exercise.FlowPropose: "One proposes, the other agrees or would change it; what both agreed goes on until somebody rests it.",
	exercise.FlowWrite:   "They write by turns, hand the page on, and read it together. An entry is its author's until it is handed on.",
	exercise.FlowFrame:   "They name the matter in words that fit for both.",
	exercise.FlowEvent:   "Either opens it when something happens; both stop, and then say how to go on.",
}

// skeleton is an empty exercise that goes the chosen way: its steps are there
// and their words are not. The questions that the flow itself reads stay.
func skeleton(choice FlowChoice, library *exercise.Library) (exercise.Definition, bool) {
	i := slices.IndexFunc(library.Latest(), func(d *exercise.Definition) bool { return d.ID == choice.like })
	if i < 0 {
		return exercise.Definition{}, false
	}
	like := library.Latest()[i]
	d := exercise.Definition{Flow: like.Flow, Slot: exercise.SlotOther, Minutes: 15, Smallest: exercise.Smallest{Minutes: 5},
		Cadence: exercise.Cadence{Kind: exercise.Weekly, PerWeek: 1}, Rules: []exercise.RuleID{}, Source: "our own practice"}
	for _, s := range like.Steps {
		step := exercise.Step{ID: s.ID, Move: s.Move, Opens: s.Opens}
		for _, f := range s.Fields {
			if slices.Contains(choice.keeps, f.ID) {
				step.Fields = append(step.Fields, f)
			}
		}
		d.Steps = append(d.Steps, step)
	}
	return d, true
}

// copied is a definition to change: under a new code, with no mark of where it
// was in the library.
func copied(d *exercise.Definition) exercise.Definition {
	c := *d
	c.Own, c.Retired, c.BuiltIn = false, false, false
	c.Name = strings.TrimSpace(c.Name + " (copy)")
	return c
}
