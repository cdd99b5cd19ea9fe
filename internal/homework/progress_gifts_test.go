package homework

import (
	"slices"
	"testing"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// Progress is made of what staff see: what is kept, sealed or taken back is none
// of it.
func TestProgressOfGiftsAndMoments(t *testing.T) {
	number := func(n int) exercise.Value { return exercise.Value{Number: &n} }
	text := func(s string) exercise.Value { return exercise.Value{Text: s} }
	list := func(n int) exercise.Value {
		return exercise.Value{Items: make([]map[exercise.FieldID]exercise.Value, n)}
	}
	yes := true
	type answer struct {
		at    int
		field exercise.FieldID
		value exercise.Value
	}
	for _, c := range []struct {
		name string
		id   tandem.ExerciseID
		acts []string
		set  []answer
		want []string
	}{
		{"moving, one has noted it: closeness is sealed", "E07", []string{"R suggest", "N join R1", "R log"}, []answer{{1, "joins", text("yes")}, {2, "closeness_after", number(4)}},
			[]string{"times done: 1"}},
		{"moving, both have", "E07", []string{"R suggest", "N join R1", "R log", "N log"},
			[]answer{{1, "joins", text("yes")}, {2, "closeness_after", number(4)}, {3, "closeness_after", number(2)}},
			[]string{"times done: 1", "closeness for R: 4 of 5", "closeness for N: 2 of 5", "apart by 2 the last time both noted it"}},
		{"stars, one has given and one has only written", "E08", []string{"R prepare", "R give", "N prepare"}, nil,
			[]string{"days on which R gave stars and a wish: 1 of 1", "days on which N gave stars and a wish: 0 of 1"}},
		{"an intention and two appreciations", "E12", []string{"R prepare", "R give", "N prepare"}, []answer{{0, "last_intention", text("partly")}, {0, "appreciations", list(2)}, {2, "appreciations", list(3)}},
			[]string{"weeks in which R gave: 1 of 1, appreciations: 2", "how the intentions of R went: I did some of it 1", "weeks in which N gave: 0 of 1, appreciations: 0"}},
		{"a story, sorted by one", "E20", []string{"R hand-on", "N hand-on", "R tell", "N sort"}, []answer{{0, "pieces", list(2)}, {1, "pieces", list(1)}, {3, "sort", text("deeper")}},
			[]string{"tellings: 1", "pieces brought by R: 2", "pieces brought by N: 1", "how a disagreement looks to N: It goes deeper 1"}},
		{"a tender moment that is kept", "E33", []string{"R prepare"}, []answer{{0, "strength", number(9)}}, nil},
		{"a tender moment, shown and answered", "E33", []string{"R prepare", "R give", "N acknowledge R1"}, []answer{{0, "strength", number(9)}, {2, "reply", text("here")}},
			[]string{"shown by R: 1", "how strong it was for R: 9 of 10", "answers of N: I am here 1"}},
		{"a good moment", "E39", []string{"R log", "N tap R1"}, nil, []string{"good moments noted by R: 1", "answered with a tap: 1 of 1"}},
		{"a good moment taken back", "E39", []string{"R log", "R withdraw R1"}, nil, nil},
		{"a skill", "E43", []string{"R skill", "R intend", "N intend", "N use", "N use"},
			[]answer{{1, "attended", exercise.Value{Yes: &yes}}, {3, "uses", number(2)}, {4, "uses", number(1)}, {3, "went", number(3)}, {4, "went", number(4)}},
			[]string{"R: at 1 of 1 sessions, skill used 0 times", "N: at 0 of 1 sessions, skill used 3 times", "how it went for N: 3 → 4 of 5"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			def, moves := formScene(t, c.id, c.acts...)
			for _, a := range c.set {
				moves[a.at].Answers[a.field] = a.value
			}
			if got := toldOf(def, moves); !slices.Equal(got, c.want) {
				t.Errorf("%q\nwant %q", got, c.want)
			}
		})
	}
}
