package homework_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// tell plays moves with their answers by name: "R request", "N answer R1
// response=accept", "R withdraw R1", "R narrow R1 need". Answers that are not
// named say who wrote them, or the first choice.
func (s *scene) tell(acts ...string) *scene {
	s.t.Helper()
	for _, act := range acts {
		w := strings.Fields(act)
		s.play(strings.Join(w[:2], " "))
		m := &s.moves[len(s.moves)-1]
		for _, f := range w[2:] {
			field, value, answer := strings.Cut(f, "=")
			switch {
			case answer:
				m.Answers[exercise.FieldID(field)] = exercise.Value{Text: value}
			case m.Kind == exercise.MoveNarrow && m.Target != "":
				m.Narrowed = map[exercise.FieldID]exercise.Visibility{exercise.FieldID(field): exercise.AuthorOnly}
			case strings.HasPrefix(f, "-"): // narrowed as it is written
				m.Narrowed = map[exercise.FieldID]exercise.Visibility{exercise.FieldID(f[1:]): exercise.AuthorOnly}
			default:
				m.Target = tandem.MoveID(f)
			}
		}
	}
	return s
}

// asked lists what a partner may do: what is waited for with an exclamation
// mark, what is possible besides in brackets.
func (s *scene) asked(p tandem.PartnerID) []string {
	var out []string
	for _, a := range homework.View(s.def, couple, s.moves, homework.Viewer{Partner: p}).Acts {
		if a.Kind == exercise.MoveWithdraw || a.Kind == exercise.MoveNarrow || a.Kind == exercise.MoveRecord || a.Kind == exercise.MovePass {
			continue
		}
		text := strings.TrimSpace(string(a.Kind) + " " + string(a.Target))
		if a.Waited {
			text += "!"
		}
		if a.Later {
			text = "(" + text + ")"
		}
		out = append(out, text)
	}
	return out
}

func (s *scene) standing(id tandem.MoveID) exercise.Standing {
	for _, e := range homework.View(s.def, couple, s.moves, homework.Viewer{Staff: true}).Entries {
		if e.Move == id {
			return e.Standing
		}
	}
	return "absent"
}

func (s *scene) live() bool { return exercise.Fold(s.def, couple, s.moves).Live }

// TestFlowsStepByStep says for each stage of the five flows what is open to
// whom, what waits for whom, and where things stand.
func TestFlowsStepByStep(t *testing.T) {
	for _, c := range []struct {
		name        string
		id          tandem.ExerciseID
		acts        []string
		rowan, noor []string // what each may do
		stands      map[tandem.MoveID]exercise.Standing
		parts       [2]exercise.PartState
		live        bool
	}{
		{name: "nothing asked", id: "E05", rowan: []string{"request"}, noor: []string{"request"}, parts: [2]exercise.PartState{"none", "none"}},
		{name: "Rowan asks", id: "E05", acts: []string{"R request"},
			noor:   []string{"answer R1!", "request"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "asked"}, parts: [2]exercise.PartState{"done", "none"}, live: true},
		{name: "Noor says yes: Rowan finds the words", id: "E05", acts: []string{"R request", "N answer R1 response=accept"},
			rowan: []string{"word R1!"}, noor: []string{"(request)", "(word R1)"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "accepted"}, parts: [2]exercise.PartState{"done", "done"}, live: true},
		{name: "words wait to be confirmed by the other", id: "E05", acts: []string{"R request", "N answer R1 response=accept", "R word R1"},
			rowan: []string{"(word R1)"}, noor: []string{"fits R2!", "(request)", "(word R1)"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "accepted", "R2": "accepted"}, parts: [2]exercise.PartState{"done", "done"}, live: true},
		{name: "agreed by both", id: "E05", acts: []string{"R request", "N answer R1 response=accept", "R word R1", "N fits R2"},
			rowan: []string{"kept R2!", "(word R1)"}, noor: []string{"kept R2!", "(request)", "(word R1)"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "agreed", "R2": "agreed"}, parts: [2]exercise.PartState{"done", "done"}, live: true},
		{name: "new words clear what both confirmed", id: "E05", acts: []string{"R request", "N answer R1 response=accept", "R word R1", "N fits R2", "N word R1"},
			rowan: []string{"fits N3!", "(word R1)"}, noor: []string{"(request)", "(word R1)"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "accepted", "R2": "", "N3": "accepted"}, parts: [2]exercise.PartState{"done", "done"}, live: true},
		{name: "the old words cannot be confirmed", id: "E05", acts: []string{"R request", "N answer R1 response=accept", "R word R1", "R word R1", "N fits R2"},
			rowan: []string{"(word R1)"}, noor: []string{"fits R3!", "(request)", "(word R1)"},
			stands: map[tandem.MoveID]exercise.Standing{"R3": "accepted"}, parts: [2]exercise.PartState{"done", "done"}, live: true},
		{name: "kept: closed, and the other may add theirs", id: "E05", acts: []string{"R request", "N answer R1 response=accept", "R word R1", "N fits R2", "N kept R2 kept=partly"},
			rowan: []string{"(kept R2)"}, noor: []string{"(request)"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "closed", "R2": "closed"}, parts: [2]exercise.PartState{"done", "done"}},
		{name: "not now, until a day", id: "E05", acts: []string{"R request", "N answer R1 response=not-now not_now_until=2026-04-01"},
			noor:   []string{"answer R1!", "(request)"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "later"}, parts: [2]exercise.PartState{"done", "done"}, live: true},
		{name: "no needs no reason and nothing follows", id: "E05", acts: []string{"R request", "N answer R1 response=no"},
			noor:   []string{"(request)"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "declined"}, parts: [2]exercise.PartState{"done", "done"}},
		{name: "a suggestion is answered by who asked", id: "E05", acts: []string{"R request", "N answer R1 response=counter"},
			rowan: []string{"answer N1!"}, noor: []string{"(request)"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "asked", "N1": "asked"}, parts: [2]exercise.PartState{"done", "done"}, live: true},
		{name: "after three suggestions it is time to settle", id: "E05",
			acts:  []string{"R request", "N answer R1 response=counter", "R answer N1 response=counter", "N answer R2 response=counter"},
			rowan: []string{"settle N2!"}, noor: []string{"(request)"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "asked", "N2": "asked"}, parts: [2]exercise.PartState{"done", "done"}, live: true},
		{name: "a fourth suggestion is none", id: "E05",
			acts:  []string{"R request", "N answer R1 response=counter", "R answer N1 response=counter", "N answer R2 response=counter", "R answer N2 response=counter", "R settle N2 settle=counter"},
			rowan: []string{"settle N2!"}, noor: []string{"(request)"},
			stands: map[tandem.MoveID]exercise.Standing{"R3": "absent", "R4": "absent"}, parts: [2]exercise.PartState{"done", "done"}, live: true},
		{name: "taken to the session", id: "E05",
			acts:   []string{"R request", "N answer R1 response=counter", "R answer N1 response=counter", "N answer R2 response=counter", "R settle N2 settle=session"},
			noor:   []string{"(request)"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "to session", "N2": "to session"}, parts: [2]exercise.PartState{"done", "done"}},
		{name: "nobody answers themselves", id: "E05", acts: []string{"R request", "R answer R1 response=accept", "R fits R1"},
			noor:   []string{"answer R1!", "request"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "asked", "R2": "absent", "R3": "absent"}, parts: [2]exercise.PartState{"done", "none"}, live: true},
		{name: "a request taken back asks for nothing", id: "E05", acts: []string{"R request", "R withdraw R1"},
			rowan: []string{"request"}, noor: []string{"request"}, parts: [2]exercise.PartState{"none", "none"}},
		{name: "a yes taken back waits again", id: "E05", acts: []string{"R request", "N answer R1 response=accept", "N withdraw N1"},
			noor:   []string{"answer R1!", "request"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "asked"}, parts: [2]exercise.PartState{"done", "none"}, live: true},
		{name: "a yes shown to fewer people steers nothing", id: "E05", acts: []string{"R request", "N answer R1 response=accept", "N narrow N1 response"},
			noor:   []string{"answer R1!", "request"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "asked"}, parts: [2]exercise.PartState{"done", "none"}, live: true},
		{name: "an answer kept to oneself from the start is none", id: "E05", acts: []string{"R request", "N answer R1 response=accept -response"},
			noor:   []string{"answer R1!", "request"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "asked"}, parts: [2]exercise.PartState{"done", "none"}, live: true},
		{name: "not now in silence: the request waits further down", id: "E05", acts: []string{"R request", "N pass"},
			noor:   []string{"(answer R1)", "(request)"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "asked"}, parts: [2]exercise.PartState{"done", "passed"}, live: true},

		{name: "an offer", id: "E32", acts: []string{"R offer"},
			rowan: []string{"outcome R1!", "(offer)"}, noor: []string{"size R1!", "noticed R1!", "offer"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "asked"}, parts: [2]exercise.PartState{"done", "none"}, live: true},
		{name: "smaller, please", id: "E32", acts: []string{"R offer", "N size R1 size=smaller"},
			rowan: []string{"offer R1!", "(offer)"}, noor: []string{"offer"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "change"}, parts: [2]exercise.PartState{"done", "none"}, live: true},
		{name: "made smaller, and fine", id: "E32", acts: []string{"R offer", "N size R1 size=unclear", "R offer R1", "N size R2 size=ok"},
			rowan: []string{"outcome R2!", "(offer)"}, noor: []string{"noticed R2!", "offer"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "replaced", "R2": "agreed"}, parts: [2]exercise.PartState{"done", "none"}, live: true},
		{name: "kept and not noticed: two facts", id: "E32", acts: []string{"R offer", "N size R1 size=ok", "N noticed R1 noticed=no", "R outcome R1 outcome=kept"},
			rowan: []string{"(offer)"}, noor: []string{"offer"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "closed"}, parts: [2]exercise.PartState{"done", "none"}},
		{name: "three at most", id: "E32", acts: []string{"R offer", "R offer", "R offer", "R offer"},
			rowan:  []string{"outcome R1!", "outcome R2!", "outcome R3!"},
			noor:   []string{"size R1!", "noticed R1!", "size R2!", "noticed R2!", "size R3!", "noticed R3!", "offer"},
			stands: map[tandem.MoveID]exercise.Standing{"R4": "absent"}, parts: [2]exercise.PartState{"done", "none"}, live: true},
		{name: "only its owner says how it went, only the other whether it was noticed", id: "E32",
			acts:  []string{"R offer", "N outcome R1 outcome=not", "R noticed R1 noticed=no", "R size R1 size=ok"},
			rowan: []string{"outcome R1!", "(offer)"}, noor: []string{"size R1!", "noticed R1!", "offer"},
			stands: map[tandem.MoveID]exercise.Standing{"N1": "absent", "R2": "absent", "R3": "absent"}, parts: [2]exercise.PartState{"done", "none"}, live: true},

		{name: "a ritual proposed", id: "E17", acts: []string{"R propose"},
			rowan: []string{"(propose)"}, noor: []string{"respond R1!", "propose"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "asked"}, parts: [2]exercise.PartState{"done", "none"}, live: true},
		{name: "both want it", id: "E17", acts: []string{"R propose", "N respond R1 reply=agree"},
			rowan: []string{"(occur R1)", "(rest R1)", "(propose)"}, noor: []string{"(occur R1)", "(rest R1)", "(propose)"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "agreed"}, parts: [2]exercise.PartState{"done", "done"}, live: true},
		{name: "nearly: who proposed adapts", id: "E17", acts: []string{"R propose", "N respond R1 reply=adapt"},
			rowan: []string{"propose R1!", "(propose)"}, noor: []string{"(propose)"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "change"}, parts: [2]exercise.PartState{"done", "done"}, live: true},
		{name: "adapted and proposed anew", id: "E17", acts: []string{"R propose", "N respond R1 reply=adapt", "R propose R1"},
			rowan: []string{"(propose)"}, noor: []string{"respond R2!", "(propose)"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "replaced", "R2": "asked"}, parts: [2]exercise.PartState{"done", "done"}, live: true},
		{name: "not for us", id: "E17", acts: []string{"R propose", "N respond R1 reply=not-us"},
			rowan: []string{"(propose)"}, noor: []string{"(propose)"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "declined"}, parts: [2]exercise.PartState{"done", "done"}},
		{name: "either pauses at once; only who paused lets it go on", id: "E17", acts: []string{"R propose", "N respond R1 reply=agree", "N rest R1", "R go-on R1"},
			rowan: []string{"(rest R1)", "(propose)"}, noor: []string{"(go-on R1)", "(propose)"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "resting", "R2": "absent"}, parts: [2]exercise.PartState{"done", "done"}, live: true},
		{name: "it goes on once nobody pauses it", id: "E17", acts: []string{"R propose", "N respond R1 reply=agree", "N rest R1", "R rest R1", "N go-on R1", "R go-on R1", "N occur R1 held=fallback"},
			rowan: []string{"(occur R1)", "(rest R1)", "(propose)"}, noor: []string{"(occur R1)", "(rest R1)", "(propose)"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "agreed", "N4": ""}, parts: [2]exercise.PartState{"done", "done"}, live: true},

		{name: "Rowan writes: the turn is Noor's", id: "E03", acts: []string{"R hand-on"},
			noor: []string{"hand-on!"}, parts: [2]exercise.PartState{"partly", "none"}, live: true},
		{name: "nobody has two turns", id: "E03", acts: []string{"R hand-on", "R hand-on", "R read", "R note"},
			noor: []string{"hand-on!"}, stands: map[tandem.MoveID]exercise.Standing{"R2": "absent", "R3": "absent", "R4": "absent"},
			parts: [2]exercise.PartState{"partly", "none"}, live: true},
		{name: "both have written", id: "E03", acts: []string{"R hand-on", "N hand-on"},
			rowan: []string{"schedule!", "(read)"}, noor: []string{"schedule!", "(read)"}, parts: [2]exercise.PartState{"partly", "partly"}, live: true},
		{name: "a time, and another one", id: "E03", acts: []string{"R hand-on", "N hand-on", "R schedule", "N schedule read_on=2026-03-09"},
			rowan: []string{"read!", "(schedule)"}, noor: []string{"read!", "(schedule)"},
			stands: map[tandem.MoveID]exercise.Standing{"R2": "replaced", "N2": ""}, parts: [2]exercise.PartState{"partly", "partly"}, live: true},
		{name: "read, one has noted", id: "E03", acts: []string{"R hand-on", "N hand-on", "R schedule", "N read", "R note"},
			rowan: []string{"(repeat)"}, noor: []string{"note!", "(repeat)"}, parts: [2]exercise.PartState{"done", "partly"}, live: true},
		{name: "a moment to have again", id: "E03", acts: []string{"R hand-on", "N hand-on", "N read", "R note", "N note", "N repeat"},
			rowan: []string{"repeated N4!", "(repeat)"}, noor: []string{"repeated N4!", "(repeat)"},
			stands: map[tandem.MoveID]exercise.Standing{"N4": "agreed"}, parts: [2]exercise.PartState{"done", "done"}, live: true},
		{name: "it came about", id: "E03", acts: []string{"R hand-on", "N hand-on", "N read", "R note", "N note", "N repeat", "R repeated N4 repeated=yes"},
			stands: map[tandem.MoveID]exercise.Standing{"N4": "closed"}, parts: [2]exercise.PartState{"done", "done"}},
		{name: "an entry taken back gives the turn back", id: "E03", acts: []string{"R hand-on", "N hand-on", "R withdraw R1"},
			rowan: []string{"hand-on!"}, parts: [2]exercise.PartState{"none", "partly"}, live: true},

		{name: "no pause yet", id: "E42", rowan: []string{"call"}, noor: []string{"call"}, parts: [2]exercise.PartState{"none", "none"}},
		{name: "a pause is called", id: "E42", acts: []string{"R call"},
			rowan: []string{"breathe", "reframe", "close"}, noor: []string{"halt!", "breathe", "reframe", "close"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "asked"}, parts: [2]exercise.PartState{"partly", "none"}, live: true},
		{name: "going on takes both", id: "E42", acts: []string{"R call", "N halt", "R breathe", "R reframe", "R close next=resumed"},
			rowan: []string{"(reframe)", "(close)"}, noor: []string{"breathe", "close!", "(reframe)"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "asked"}, parts: [2]exercise.PartState{"done", "none"}, live: true},
		{name: "both go on", id: "E42", acts: []string{"R call", "R close next=resumed", "N close next=resumed"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "closed"}, parts: [2]exercise.PartState{"done", "done"}},
		{name: "one parks it, whatever the other said", id: "E42", acts: []string{"R call", "R close next=resumed", "N close next=parked park_until=2026-03-20"},
			rowan: []string{"close!", "(reframe)"}, noor: []string{"halt!", "close!", "(reframe)"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "parked", "N1": "parked"}, parts: [2]exercise.PartState{"done", "done"}, live: true},
		{name: "one takes it to the session", id: "E42", acts: []string{"R call", "R reframe", "N close next=session"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "to session", "R2": "to session", "N1": "to session"}, parts: [2]exercise.PartState{"done", "done"}},
		{name: "nothing ends that was not called", id: "E42", acts: []string{"R close next=session", "N halt", "N breathe"},
			rowan: []string{"call"}, noor: []string{"call"}, stands: map[tandem.MoveID]exercise.Standing{"R1": "absent"}, parts: [2]exercise.PartState{"none", "none"}},
	} {
		t.Run(string(c.id)+" "+c.name, func(t *testing.T) {
			s := open(t, c.id).tell(c.acts...)
			if got := s.asked(rowan); !slices.Equal(got, c.rowan) {
				t.Errorf("Rowan may %q, want %q", got, c.rowan)
			}
			if got := s.asked(noor); !slices.Equal(got, c.noor) {
				t.Errorf("Noor may %q, want %q", got, c.noor)
			}
			for id, want := range c.stands {
				if got := s.standing(id); got != want {
					t.Errorf("%s stands as %q, want %q", id, got, want)
				}
			}
			staff := homework.View(s.def, couple, s.moves, homework.Viewer{Staff: true})
			if got := [2]exercise.PartState{staff.Parts[0].State, staff.Parts[1].State}; got != c.parts {
				t.Errorf("parts %v, want %v", got, c.parts)
			}
			if s.live() != c.live {
				t.Errorf("live: %t, want %t", s.live(), c.live)
			}
		})
	}
}

// What each sees of the flows, to the field.
func TestFlowsShowExactly(t *testing.T) {
	for _, c := range []struct {
		name               string
		id                 tandem.ExerciseID
		acts               []string
		rowan, noor, staff []string
	}{
		{name: "a request and its answer are for all three", id: "E05", acts: []string{"R request", "N answer R1 response=accept"},
			rowan: []string{"R1 request need by_when why", "N1 answer response counter not_now_until"},
			noor:  []string{"R1 request need by_when why", "N1 answer response counter not_now_until"},
			staff: []string{"R1 request need by_when why", "N1 answer response counter not_now_until"}},
		{name: "taken back: a tombstone for whoever could read it", id: "E05", acts: []string{"R request", "R withdraw R1"},
			rowan: []string{"R1 request taken back"}, noor: []string{"R1 request taken back"}, staff: []string{"R1 request taken back"}},
		{name: "the reason narrowed as it is written shows to nobody", id: "E05", acts: []string{"R request -why"},
			rowan: []string{"R1 request need by_when why"}, noor: []string{"R1 request need by_when"}, staff: []string{"R1 request need by_when"}},
		{name: "not now in silence shows to its author alone", id: "E05", acts: []string{"R request", "N pass"},
			rowan: []string{"R1 request need by_when why"}, noor: []string{"R1 request need by_when why", "N1 pass"}, staff: []string{"R1 request need by_when why"}},
		{name: "a promise", id: "E32", acts: []string{"R offer", "N size R1 size=ok", "R outcome R1 outcome=kept", "N noticed R1 noticed=no"},
			rowan: []string{"R1 offer what when sign until", "N1 size size", "R2 outcome outcome", "N2 noticed noticed"},
			noor:  []string{"R1 offer what when sign until", "N1 size size", "R2 outcome outcome", "N2 noticed noticed"},
			staff: []string{"R1 offer what when sign until", "N1 size size", "R2 outcome outcome", "N2 noticed noticed"}},
		{name: "a ritual and a rest", id: "E17", acts: []string{"R propose", "N respond R1 reply=agree", "R rest R1"},
			rowan: []string{"R1 propose name occasion recurrence first_on prepares why", "N1 respond reply own_why change", "R2 rest"},
			noor:  []string{"R1 propose name occasion recurrence first_on prepares why", "N1 respond reply own_why change", "R2 rest"},
			staff: []string{"R1 propose name occasion recurrence first_on prepares why", "N1 respond reply own_why change", "R2 rest"}},
		{name: "the journal after two turns", id: "E03", acts: []string{"R hand-on", "N hand-on", "R read", "N note"},
			rowan: []string{"R1 hand-on moment cue moment_date", "N1 hand-on moment cue moment_date", "R2 read", "N2 note reader_story"},
			noor:  []string{"R1 hand-on moment cue moment_date", "N1 hand-on moment cue moment_date", "R2 read", "N2 note reader_story"},
			staff: []string{"R1 hand-on moment cue moment_date", "N1 hand-on moment cue moment_date", "R2 read", "N2 note reader_story"}},
		{name: "who breathes is their own affair", id: "E42", acts: []string{"R call", "R breathe", "N breathe", "N halt"},
			rowan: []string{"R1 call pause_for pause_until", "R2 breathe", "N2 halt"},
			noor:  []string{"R1 call pause_for pause_until", "N1 breathe", "N2 halt"},
			staff: []string{"R1 call pause_for pause_until", "N2 halt"}},
	} {
		t.Run(string(c.id)+" "+c.name, func(t *testing.T) {
			s := open(t, c.id).tell(c.acts...)
			for who, want := range map[string][]string{"Rowan": c.rowan, "Noor": c.noor, "staff": c.staff} {
				v := map[string]homework.Viewer{"Rowan": {Partner: rowan}, "Noor": {Partner: noor}, "staff": {Staff: true}}[who]
				if got := s.sees(v); !slices.Equal(got, want) {
					t.Errorf("%s sees\n  %q\nwant\n  %q", who, got, want)
				}
			}
		})
	}
}

// Today asks again from the day that was chosen, and the version that a move
// carries is another one after each announced move.
func TestFlowsAskFromTheirDay(t *testing.T) {
	for _, c := range []struct {
		id   tandem.ExerciseID
		acts []string
		kind exercise.MoveKind
		want tandem.Date
	}{
		{"E05", []string{"R request", "N answer R1 response=not-now not_now_until=2026-04-01"}, exercise.MoveAnswer, "2026-04-01"},
		{"E05", []string{"R request", "N answer R1 response=accept", "R word R1 follow_up=2026-04-02", "N fits R2"}, exercise.MoveKept, "2026-04-02"},
		{"E05", []string{"R request", "N answer R1 response=accept", "R word R1 follow_up=2026-04-02 -follow_up", "N fits R2"}, exercise.MoveKept, "2026-03-09"},
		{"E32", []string{"R offer", "N size R1 size=ok"}, exercise.MoveNoticed, "2026-03-09"},
		{"E03", []string{"R hand-on", "N hand-on", "R schedule read_on=2026-03-11"}, exercise.MoveRead, "2026-03-11"},
		{"E42", []string{"R call", "R close next=parked park_until=2026-03-20"}, exercise.MoveClose, "2026-03-20"},
	} {
		s := open(t, c.id).tell(c.acts...)
		var got tandem.Date
		for _, a := range homework.View(s.def, couple, s.moves, homework.Viewer{Partner: noor}).Acts {
			if a.Kind == c.kind {
				got = a.AskedOn
			}
		}
		if got != c.want {
			t.Errorf("%s %q: asked on %s, want %s", c.id, c.acts, got, c.want)
		}
	}
	s := open(t, "E05")
	seen := map[string]bool{}
	for _, act := range []string{"R request", "N answer R1 response=accept", "R word R1", "N fits R2", "R kept R2 kept=yes"} {
		s.tell(act)
		seen[homework.View(s.def, couple, s.moves, homework.Viewer{Partner: noor}).Version] = true
	}
	if len(seen) != 5 {
		t.Errorf("%d versions after five announced moves", len(seen))
	}
}

// steering compares what Noor sees of one history with what she sees when
// Rowan's answers that were kept back as they were written say something else.
func steering(view viewFunc, c chooser, h *history) error {
	other := slices.Clone(h.moves)
	for i, m := range other {
		if m.Author != rowan || m.Kind == exercise.MoveNarrow {
			continue
		}
		answers := exercise.Answers{}
		for id, v := range m.Answers {
			if f, ok := h.def.Field(id); ok && m.Narrowed[id] != "" {
				v = exercise.Value{Text: "other words"}
				if f.Type == exercise.Choice {
					v.Text = f.Choices[c.upTo(len(f.Choices))].Value
				}
			}
			answers[id] = v
		}
		if m.Answers != nil {
			other[i].Answers = answers
		}
	}
	a := view(h.def, couple, h.moves, homework.Viewer{Partner: noor})
	if b := view(h.def, couple, other, homework.Viewer{Partner: noor}); !reflect.DeepEqual(a, b) {
		return fmt.Errorf("an answer that Rowan kept back steers what Noor sees:\n%+v\n%+v", a, b)
	}
	return nil
}

func living(t *testing.T) []*exercise.Definition {
	return slices.DeleteFunc(definitions(t), func(d *exercise.Definition) bool { return !(&history{def: d}).livesOn() })
}

// An answer that its author kept back tells the other nothing: neither itself
// nor by what the flow makes of it.
func TestWhatIsKeptBackSteersNothing(t *testing.T) {
	for _, def := range living(t) {
		t.Run(string(def.ID), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				c := rapidChooser{t}
				if err := steering(homework.View, c, play(def, c)); err != nil {
					t.Fatal(err)
				}
			})
		})
	}
}

// TestPlantedLeaksOfTheFlowsAreSeen plants what could give a partner away in
// flows that live on, and wants each found.
func TestPlantedLeaksOfTheFlowsAreSeen(t *testing.T) {
	planted := map[string]viewFunc{
		"who breathes shows": func(def *exercise.Definition, cast []tandem.PartnerID, moves []exercise.Move, v homework.Viewer) homework.Sight {
			s := homework.View(def, cast, moves, v)
			for _, m := range moves {
				if m.Kind == exercise.MoveBreathe && m.Author != v.Partner {
					s.Entries = append(s.Entries, homework.Entry{Move: m.ID})
				}
			}
			return s
		},
		"a pass shows in how things stand": func(def *exercise.Definition, cast []tandem.PartnerID, moves []exercise.Move, v homework.Viewer) homework.Sight {
			s := homework.View(def, cast, moves, v)
			for _, m := range moves {
				if m.Kind == exercise.MovePass && m.Author == rowan {
					s.Stage = tandem.Say("not this week")
				}
			}
			return s
		},
		"an answer kept back steers": func(def *exercise.Definition, cast []tandem.PartnerID, moves []exercise.Move, v homework.Viewer) homework.Sight {
			s := homework.View(def, cast, moves, v)
			open := slices.Clone(moves)
			for i := range open {
				open[i].Narrowed = nil
			}
			s.Stage = exercise.Fold(def, cast, open).Stage[v.Partner]
			return s
		},
	}
	defs := living(t)
	for name, view := range planted {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(3000) {
				c := seededChooser{rand.New(rand.NewPCG(seed, 11))}
				h := play(defs[seed%uint64(len(defs))], c)
				if steering(view, c, h) != nil || !h.withdrawsOrNarrows() && interference(view, c, h) != nil {
					return
				}
			}
			t.Error("nothing found the planted leak")
		})
	}
}
