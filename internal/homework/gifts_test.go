package homework_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// stage is one point of a round: what was done, and what each may do then.
type stage struct {
	name        string
	id          tandem.ExerciseID
	acts        []string
	rowan, noor []string // what each may do, as asked writes it
	sees        []string // what Noor sees; not looked at where it is nil
	staff       []string // what the therapist sees; not looked at where it is nil
	parts       [2]exercise.PartState
}

func (c stage) hold(t *testing.T) {
	t.Helper()
	s := open(t, c.id).tell(c.acts...)
	if got := s.asked(rowan); !slices.Equal(got, c.rowan) {
		t.Errorf("Rowan may %q, want %q", got, c.rowan)
	}
	if got := s.asked(noor); !slices.Equal(got, c.noor) {
		t.Errorf("Noor may %q, want %q", got, c.noor)
	}
	for who, want := range map[homework.Viewer][]string{{Partner: noor}: c.sees, {Staff: true}: c.staff} {
		if got := s.sees(who); want != nil && !slices.Equal(got, want) {
			t.Errorf("%+v sees\n  %q\nwant\n  %q", who, got, want)
		}
	}
	staff := homework.View(s.def, couple, s.moves, homework.Viewer{Staff: true})
	if got := [2]exercise.PartState{staff.Parts[0].State, staff.Parts[1].State}; got != c.parts {
		t.Errorf("parts %q, want %q", got, c.parts)
	}
}

// TestATenderMoment: what is kept shows to nobody and is done; what is shown
// opens at once, and whoever reads it has nothing to bare.
func TestATenderMoment(t *testing.T) {
	for _, c := range []stage{
		{name: "nothing yet", rowan: []string{"prepare"}, noor: []string{"prepare"}, sees: []string{}, parts: [2]exercise.PartState{"none", "none"}},
		{name: "kept: done, and nobody else's", acts: []string{"R prepare"}, rowan: []string{"(give)", "(prepare)"}, noor: []string{"prepare"},
			sees: []string{}, staff: []string{}, parts: [2]exercise.PartState{"done", "none"}},
		{name: "shown: Noor reads without writing", acts: []string{"R prepare", "R give"}, noor: []string{"acknowledge R1!", "prepare"},
			sees:  []string{"R1 prepare need_or_fear wish", "R2 give"},
			staff: []string{"R1 prepare need_or_fear strength wish", "R2 give"}, parts: [2]exercise.PartState{"done", "none"}},
		{name: "answered: being there was Noor's part", acts: []string{"R prepare", "R give", "N acknowledge R1"}, noor: []string{"(prepare)"},
			parts: [2]exercise.PartState{"done", "done"}},
		{name: "not now: it waits further down", acts: []string{"R prepare", "R give", "N pass"}, noor: []string{"(acknowledge R1!)", "(prepare)"},
			parts: [2]exercise.PartState{"done", "passed"}},
		{name: "taken back before Noor answered", acts: []string{"R prepare", "R give", "R withdraw R1"}, noor: []string{"prepare"},
			sees: []string{"R1 prepare taken back", "R2 give taken back"}, parts: [2]exercise.PartState{"done", "none"}},
		{name: "taken back while it was kept: no trace", acts: []string{"R prepare", "R withdraw R1"}, rowan: []string{"prepare"}, noor: []string{"prepare"},
			sees: []string{}, staff: []string{}, parts: [2]exercise.PartState{"none", "none"}},
		{name: "both kept theirs: over", acts: []string{"R prepare", "N prepare"}, rowan: []string{"(give)", "(prepare)"}, noor: []string{"(give)", "(prepare)"},
			staff: []string{}, parts: [2]exercise.PartState{"done", "done"}},
	} {
		c.id = "E33"
		t.Run(c.name, c.hold)
	}
}

// TestAGoodMoment: one note is enough, a reaction is the other's part, and
// nobody has to react.
func TestAGoodMoment(t *testing.T) {
	for _, c := range []stage{
		{name: "nothing yet", rowan: []string{"log"}, noor: []string{"log"}, parts: [2]exercise.PartState{"none", "none"}},
		{name: "noted: Noor may react", acts: []string{"R log"}, noor: []string{"tap R1", "(log)"},
			sees: []string{"R1 log moment date photo"}, parts: [2]exercise.PartState{"done", "none"}},
		{name: "reacted", acts: []string{"R log", "N tap R1"}, noor: []string{"(log)"},
			staff: []string{"R1 log moment date photo", "N1 tap reaction"}, parts: [2]exercise.PartState{"done", "done"}},
		{name: "once is enough, and nobody reacts to themselves", acts: []string{"R log", "R tap R1", "N tap R1", "N tap R1"}, noor: []string{"(log)"},
			staff: []string{"R1 log moment date photo", "N1 tap reaction"}, parts: [2]exercise.PartState{"done", "done"}},
		{name: "rather not", acts: []string{"R log", "N pass"}, noor: []string{"(tap R1)", "(log)"}, parts: [2]exercise.PartState{"done", "passed"}},
		{name: "taken back before anybody reacted", acts: []string{"R log", "R withdraw R1", "N tap R1"}, rowan: []string{"log"}, noor: []string{"log"},
			sees: []string{"R1 log taken back"}, parts: [2]exercise.PartState{"none", "none"}},
		{name: "a reaction taken back may be given anew", acts: []string{"R log", "N tap R1", "N withdraw N1"}, noor: []string{"tap R1", "(log)"},
			sees: []string{"R1 log moment date photo", "N1 tap taken back"}, parts: [2]exercise.PartState{"done", "none"}},
		{name: "kept to oneself after all: there is nothing to react to", acts: []string{"R log", "R narrow R1 moment", "R narrow R1 date", "R narrow R1 photo"}, noor: []string{"(log)"},
			sees: []string{"R1 log taken back"}, parts: [2]exercise.PartState{"done", "none"}},
	} {
		c.id = "E39"
		t.Run(c.name, c.hold)
	}
}

// TestTodaysForm: nothing is noted before both agree, and touch is part of it
// only where each said yes.
func TestTodaysForm(t *testing.T) {
	for _, c := range []stage{
		{name: "nothing yet", rowan: []string{"suggest"}, noor: []string{"suggest"}, parts: [2]exercise.PartState{"none", "none"}},
		{name: "suggested", acts: []string{"R suggest"}, rowan: []string{"(suggest)"}, noor: []string{"join R1!", "(suggest)"},
			sees: []string{"R1 suggest form other_form touch"}, parts: [2]exercise.PartState{"partly", "none"}},
		{name: "nobody joins themselves", acts: []string{"R suggest", "R join R1 joins=yes", "R log"}, rowan: []string{"(suggest)"}, noor: []string{"join R1!", "(suggest)"},
			sees: []string{"R1 suggest form other_form touch"}, parts: [2]exercise.PartState{"partly", "none"}},
		{name: "joined: each notes it", acts: []string{"R suggest", "N join R1 joins=yes own_touch=no"}, rowan: []string{"log"}, noor: []string{"log"},
			parts: [2]exercise.PartState{"partly", "partly"}},
		{name: "rather something else", acts: []string{"R suggest", "N join R1 joins=else own_touch=no"}, rowan: []string{"(suggest)"}, noor: []string{"(suggest)"},
			parts: [2]exercise.PartState{"partly", "partly"}},
		{name: "a newer suggestion stands in its place", acts: []string{"R suggest", "N suggest", "N join R1 joins=yes own_touch=yes"}, rowan: []string{"join N1!", "(suggest)"},
			noor: []string{"(suggest)"}, parts: [2]exercise.PartState{"none", "partly"}},
		{name: "both have noted it", acts: []string{"R suggest", "N join R1 joins=yes own_touch=yes", "R log", "N log"},
			staff: []string{"R1 suggest form other_form touch", "N1 join joins own_touch", "R2 log minutes partner_mood_noticed reassurance closeness_after",
				"N2 log minutes partner_mood_noticed reassurance closeness_after"}, parts: [2]exercise.PartState{"done", "done"}},
	} {
		c.id = "E07"
		t.Run(c.name, c.hold)
	}
	for _, c := range []struct {
		own, others string
		with        bool
	}{{"yes", "yes", true}, {"yes", "no", false}, {"no", "yes", false}, {"no", "no", false}} {
		s := open(t, "E07").tell("R suggest touch="+c.own, "N join R1 joins=yes own_touch="+c.others)
		first := *s.def // the agreement alone: in the chain the log speaks
		first.Flow.Then = nil
		for _, p := range couple {
			stage := homework.View(&first, couple, s.moves, homework.Viewer{Partner: p}).Stage.String()
			if strings.Contains(stage, "yes to touch") != c.with {
				t.Errorf("touch %s and %s: %q", c.own, c.others, stage)
			}
		}
	}
}

// TestAStory: pieces, a telling, and what it says; how each sorts a disagreement
// opens to the other only once both have chosen to show theirs.
func TestAStory(t *testing.T) {
	told := []string{"R hand-on", "N hand-on", "R tell"}
	with := func(acts ...string) []string { return append(slices.Clone(told), acts...) }
	for _, c := range []stage{
		{name: "one has brought a piece", acts: told[:1], rowan: []string{"(tell)"}, noor: []string{"hand-on!", "(tell)"}, parts: [2]exercise.PartState{"partly", "none"}},
		{name: "told", acts: told, rowan: []string{"note!", "(sort)"}, noor: []string{"note!", "(sort)"}, parts: [2]exercise.PartState{"partly", "partly"}},
		{name: "Rowan has sorted, and would show it: Noor learns nothing", acts: with("R sort", "R show"), rowan: []string{"note!", "(sort)"}, noor: []string{"note!", "(sort)"},
			sees:  []string{"R1 hand-on pieces", "N1 hand-on pieces", "R2 tell told_by"},
			staff: []string{"R1 hand-on pieces", "N1 hand-on pieces", "R2 tell told_by", "R3 sort sort"}, parts: [2]exercise.PartState{"partly", "partly"}},
		{name: "both have sorted, one would show it", acts: with("R sort", "R show", "N sort"), rowan: []string{"note!", "(sort)"}, noor: []string{"note!", "(sort)", "(show)"},
			sees: []string{"R1 hand-on pieces", "N1 hand-on pieces", "R2 tell told_by", "N2 sort sort"}, parts: [2]exercise.PartState{"partly", "partly"}},
		{name: "both show it", acts: with("R sort", "R show", "N sort", "N show"), rowan: []string{"note!"}, noor: []string{"note!"},
			sees: []string{"R1 hand-on pieces", "N1 hand-on pieces", "R2 tell told_by", "N2 sort sort", "R3 sort sort", "N3 show"}, parts: [2]exercise.PartState{"partly", "partly"}},
		{name: "sorted anew: what is shown is chosen anew", acts: with("R sort", "R show", "R sort", "N sort", "N show"), rowan: []string{"note!", "(sort)", "(show)"},
			noor: []string{"note!", "(sort)"}, sees: []string{"R1 hand-on pieces", "N1 hand-on pieces", "R2 tell told_by", "N2 sort sort", "N3 show"},
			parts: [2]exercise.PartState{"partly", "partly"}},
		{name: "taken back before it was shown: a trace for the therapist alone", acts: with("R sort", "R withdraw R3"), rowan: []string{"note!", "(sort)"}, noor: []string{"note!", "(sort)"},
			sees:  []string{"R1 hand-on pieces", "N1 hand-on pieces", "R2 tell told_by"},
			staff: []string{"R1 hand-on pieces", "N1 hand-on pieces", "R2 tell told_by", "R3 sort taken back"}, parts: [2]exercise.PartState{"partly", "partly"}},
		{name: "taken back after it was shown: Noor's stays, and Rowan's leaves a trace", acts: with("R sort", "R show", "N sort", "N show", "R withdraw R3"),
			rowan: []string{"note!", "(sort)"}, noor: []string{"note!", "(sort)"},
			sees:  []string{"R1 hand-on pieces", "N1 hand-on pieces", "R2 tell told_by", "N2 sort sort", "R3 sort taken back", "N3 show"},
			parts: [2]exercise.PartState{"partly", "partly"}},
	} {
		c.id = "E20"
		t.Run(c.name, c.hold)
	}
}

// TestSortingShowsNowhereToTheOther compares all that Noor gets with and without
// Rowan's sorting and the wish to show it, wherever they stand.
func TestSortingShowsNowhereToTheOther(t *testing.T) {
	for _, rest := range [][]string{{}, {"N sort"}, {"N note", "N sort"}, {"R note", "N pass"}} {
		for _, quiet := range [][]string{{"R sort"}, {"R sort", "R show"}, {"R sort", "R show", "R sort"}, {"R sort", "R withdraw R3"}} {
			with, without := open(t, "E20").tell("R hand-on", "N hand-on", "R tell").tell(quiet...), open(t, "E20").tell("R hand-on", "N hand-on", "R tell")
			without.count[rowan] = with.count[rowan]
			with.tell(rest...)
			without.tell(rest...)
			for i := range without.moves[3:] { // made at the same times
				without.moves[3+i].At = with.moves[3+len(quiet)+i].At
			}
			a := homework.View(with.def, couple, with.moves, homework.Viewer{Partner: noor})
			b := homework.View(without.def, couple, without.moves, homework.Viewer{Partner: noor})
			if !reflect.DeepEqual(a, b) {
				t.Errorf("%q then %q: Noor sees\n%+v\nwithout it\n%+v", quiet, rest, a, b)
			}
		}
	}
}

// TestASkillGoesHome: one skill for both, a plan for each, and uses as often as
// somebody likes; the care team can set the skill too.
func TestASkillGoesHome(t *testing.T) {
	for _, c := range []stage{
		{name: "nothing yet", rowan: []string{"skill"}, noor: []string{"skill"}, parts: [2]exercise.PartState{"none", "none"}},
		{name: "no plan without a skill", acts: []string{"R intend", "R use"}, rowan: []string{"skill"}, noor: []string{"skill"}, staff: []string{}, parts: [2]exercise.PartState{"none", "none"}},
		{name: "set", acts: []string{"R skill"}, rowan: []string{"intend!", "(skill)"}, noor: []string{"intend!", "(skill)"}, parts: [2]exercise.PartState{"partly", "none"}},
		{name: "a plan is a part", acts: []string{"R skill", "N intend"}, rowan: []string{"intend!", "(skill)"}, noor: []string{"use!", "(intend)", "(skill)"},
			parts: [2]exercise.PartState{"partly", "done"}},
		{name: "used, and used again", acts: []string{"R skill", "N intend", "N use", "N use"}, rowan: []string{"intend!", "(skill)"}, noor: []string{"(use)", "(intend)", "(skill)"},
			sees:  []string{"R1 skill session_date focus skill", "N1 intend if_then attended", "N2 use uses went", "N3 use uses went"},
			parts: [2]exercise.PartState{"partly", "done"}},
	} {
		c.id = "E43"
		t.Run(c.name, c.hold)
	}
	s := open(t, "E43").tell("R skill")
	s.moves[0].Author, s.moves[0].Staff = "", "therapist"
	s.tell("N intend")
	for _, p := range couple {
		if got := s.sees(homework.Viewer{Partner: p}); !slices.Contains(got, "R1 skill session_date focus skill") {
			t.Errorf("%s does not see what the session set: %q", p, got)
		}
	}
	if s.standing("R1") != exercise.StandingAgreed || s.standing("N1") != exercise.StandingAgreed {
		t.Errorf("the skill is %q, the plan %q", s.standing("R1"), s.standing("N1"))
	}
}

// keeps are the marks that a viewer finds on an entry.
func (s *scene) keeps(v homework.Viewer, id tandem.MoveID) []int {
	for _, e := range homework.View(s.def, couple, s.moves, v).Entries {
		if e.Move == id {
			return e.Kept
		}
	}
	return nil
}

// TestKeptForAHardDay: a mark is its maker's alone; it marks what the maker can
// read and nothing else, and goes with what is taken back.
func TestKeptForAHardDay(t *testing.T) {
	mark := func(s *scene, act string, thing int) {
		s.tell(act)
		s.moves[len(s.moves)-1].Answers = exercise.Answers{exercise.FieldThing: {Number: &thing}}
	}
	given := func() *scene { return open(t, "E02").tell("R prepare", "R give", "N prepare") }
	s := given()
	before := map[homework.Viewer]homework.Sight{}
	for _, v := range viewers {
		before[v] = homework.View(s.def, couple, s.moves, v)
	}
	mark(s, "N cherish R1", 2)
	mark(s, "N cherish R1", 1)
	if got := s.keeps(homework.Viewer{Partner: noor}, "R1"); !slices.Equal(got, []int{1, 2}) {
		t.Errorf("Noor keeps %v", got)
	}
	for _, v := range []homework.Viewer{{Partner: rowan}, {Staff: true}} {
		if got := homework.View(s.def, couple, s.moves, v); !reflect.DeepEqual(got, before[v]) {
			t.Errorf("%+v sees of it\n%+v\nbefore\n%+v", v, got, before[v])
		}
	}
	mark(s, "N let-go R1", 2)
	if got := s.keeps(homework.Viewer{Partner: noor}, "R1"); !slices.Equal(got, []int{1}) {
		t.Errorf("Noor keeps %v", got)
	}
	if s.tell("R withdraw R1"); s.keeps(homework.Viewer{Partner: noor}, "R1") != nil {
		t.Error("what was taken back is kept")
	}
	s = open(t, "E02").tell("R prepare")
	if mark(s, "N cherish R1", 0); len(s.sees(homework.Viewer{Partner: noor})) != 0 {
		t.Errorf("a mark on what is sealed shows something: %q", s.sees(homework.Viewer{Partner: noor}))
	}
}
