package catalogue

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"tandem/internal/exercise"
)

// FlowName is what a flow is called, for a therapist.
func FlowName(k exercise.FlowKind) string {
	if name, ok := flowNames[k]; ok {
		return name
	}
	return string(k)
}

var flowNames = map[exercise.FlowKind]string{
	exercise.FlowLog:     "Do it, then note it",
	exercise.FlowSolo:    "Write alone, share if you like",
	exercise.FlowSealed:  "Both answer sealed",
	exercise.FlowGive:    "Prepare, give, receive",
	exercise.FlowTurns:   "Speaker and listener",
	exercise.FlowForm:    "One sheet together",
	exercise.FlowWrite:   "Take turns writing",
	exercise.FlowStory:   "Tell a story together",
	exercise.FlowReview:  "Look back, agree on one change",
	exercise.FlowRequest: "Ask and answer",
	exercise.FlowOffer:   "Offer something, see how it went",
	exercise.FlowPropose: "Propose and agree",
	exercise.FlowSkill:   "A skill from the session",
	exercise.FlowToday:   "Agree on what suits today",
	exercise.FlowEvent:   "Stop when something happens",
	exercise.FlowOpening: "One of the two opens it",
	exercise.FlowFrame:   "Name the matter together",
	exercise.FlowMirror:  "Say back what the other wrote",
}

// Name is what a part of a chain is called.
func (p Part) Name() string {
	if name, ok := waitingNames[p.Kind]; ok && p.Waits {
		return name
	}
	return FlowName(p.Kind)
}

// waitingNames are those of flows in which what is written waits for the care team.
var waitingNames = map[exercise.FlowKind]string{
	exercise.FlowSolo:   "Write alone, and you open it",
	exercise.FlowSealed: "Both answer sealed, and you open it",
}

// wayName is what a chain is called.
func wayName(parts []Part) string {
	var names []string
	for i, p := range parts {
		name := p.Name()
		if first, size := utf8.DecodeRuneInString(name); i > 0 {
			name = string(unicode.ToLower(first)) + name[size:]
		}
		names = append(names, name)
	}
	return strings.Join(names, ", then ")
}

// MoveName says what a step is in its flow.
func MoveName(k exercise.MoveKind) string {
	if name, ok := moveNames[k]; ok {
		return name
	}
	return strings.ReplaceAll(string(k), "-", " ")
}

var moveNames = map[exercise.MoveKind]string{
	exercise.MoveSeal: "each answers alone", exercise.MovePrepare: "each prepares alone", exercise.MoveKeep: "each writes alone",
	exercise.MoveEdit: "the sheet that both fill in", exercise.MoveAgree: "yes to the sheet", exercise.MoveGive: "giving it", exercise.MoveAcknowledge: "taking it in",
	exercise.MoveShare: "sharing it", exercise.MoveReady: "when it may be read", exercise.MoveLog: "noting it", exercise.MoveTap: "a small sign in answer",
	exercise.MoveSetUp: "setting up the talk", exercise.MoveSpeak: "the speaker has spoken", exercise.MoveReflect: "saying back what was heard or read",
	exercise.MoveAsk: "one question", exercise.MoveCheck: "whether it matches", exercise.MoveValidate: "what makes sense in it", exercise.MoveGuess: "a guess about the other",
	exercise.MoveCorrect: "how near the guess is", exercise.MoveReact: "one's own view", exercise.MoveRate: "each rates", exercise.MoveHandOn: "an entry, handed on",
	exercise.MoveSchedule: "a time to read together", exercise.MoveRead: "reading together", exercise.MoveNote: "a note on it",
	exercise.MoveRepeat: "a moment to have again", exercise.MoveRepeated: "whether it came about", exercise.MoveTell: "telling it aloud",
	exercise.MoveSort: "how each sees a disagreement", exercise.MoveShow: "showing that, if both do", exercise.MoveDecide: "one change", exercise.MoveConfirm: "yes to the change",
	exercise.MoveAlone: "going on alone", exercise.MoveRequest: "asking for something", exercise.MoveSuggest: "a suggestion", exercise.MoveAnswer: "the answer",
	exercise.MoveExplain: "answering a question about it", exercise.MoveSettle: "the answer, once suggestions have gone back and forth", exercise.MoveWord: "putting it into words",
	exercise.MoveFits: "yes to the words", exercise.MoveKept: "how it went", exercise.MoveRetire: "ending what was agreed", exercise.MoveOffer: "offering something small",
	exercise.MoveSize: "whether the size is right", exercise.MoveOutcome: "how it went for who offered it", exercise.MoveNoticed: "whether it was noticed",
	exercise.MoveFeed: "ideas for both to pick from", exercise.MovePropose: "proposing something", exercise.MoveRespond: "the answer to it", exercise.MoveOccur: "noting one time",
	exercise.MoveRest: "letting it rest", exercise.MoveGoOn: "going on with it", exercise.MoveAsBefore: "the same as before, in one tap", exercise.MoveWeigh: "how fair it is, sealed",
	exercise.MoveReturn: "going back to listening", exercise.MoveRevisit: "looking at it again", exercise.MoveSkill: "the skill that the session set", exercise.MoveIntend: "a plan for it",
	exercise.MoveUse: "when it was used", exercise.MoveJoin: "whether the other joins in", exercise.MoveCall: "calling it", exercise.MoveHalt: "the other stops too",
	exercise.MoveBreathe: "breathing", exercise.MoveReframe: "the matter as a question", exercise.MoveClose: "how it goes on", exercise.MoveOpen: "opening it", exercise.MoveFrame: "naming the matter",
}

// StaysBecause says why a step cannot be taken out.
func StaysBecause(p exercise.Place) string {
	switch {
	case p.SetUp:
		return "how “" + FlowName(p.Flow) + "” is set up asks for it."
	case p.Flow == exercise.FlowTurns && p.Move != exercise.MoveSetUp:
		return "something else in the turn follows it, or the turn would be too short."
	default:
		return "“" + FlowName(p.Flow) + "” cannot go without it."
	}
}

// FlowWords say how a flow goes, part by part of its chain.
func FlowWords(p exercise.Parameters) []string {
	var all []string
	for l := &p; l != nil; l = l.Then {
		if words, ok := waitingWords[l.Kind]; ok && l.Waits {
			all = append(all, words)
		} else if words, ok := flowWords[l.Kind]; ok {
			all = append(all, words)
		} else {
			all = append(all, string(l.Kind))
		}
	}
	return all
}

// waitingWords are those of flows in which what is written waits for the care team.
var waitingWords = map[exercise.FlowKind]string{
	exercise.FlowSolo:   "Each writes alone, which you can read, and says when it may be read; you go on with both.",
	exercise.FlowSealed: "Each answers sealed; both answers open once both are in and you open them.",
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
	exercise.FlowSetback: "Either notes a hard week, and the other may add what they learn. It is its author's until they share it.",
	exercise.FlowEvent:   "Either opens it when something happens; both stop, and then say how to go on.",
}

// copied is a definition to change: under a new code, with no mark of where it
// was in the library.
func copied(d *exercise.Definition) exercise.Definition {
	c := *d
	c.Own, c.Retired, c.BuiltIn = false, false, false
	c.Name = strings.TrimSpace(c.Name + " (copy)")
	return c
}
