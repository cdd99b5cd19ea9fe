package homework

import (
	"testing"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// What stands out to the care team: how far apart, how long, marked. It says
// neither whose number is which nor who waits for whom, and what is sealed or
// taken back is none of it.
func TestWhatStandsOutInARound(t *testing.T) {
	text := func(s string) exercise.Value { return exercise.Value{Text: s} }
	number := func(n int) exercise.Value { return exercise.Value{Number: &n} }
	told := func(yes bool) exercise.Value { return exercise.Value{Yes: &yes} }
	proposed := []string{"R propose", "N respond R1"}
	agreed := func(m []exercise.Move) { m[1].Answers["reply"] = text("agree") }
	for _, c := range []struct {
		name string
		id   tandem.ExerciseID
		acts []string
		set  func(m []exercise.Move)
		days int // after the first act
		want string
	}{
		{"wanted by one only, sealed", "E28", []string{"R open", "R seal"}, func(m []exercise.Move) { m[1].Answers["wanted"] = number(9) }, 0, ""},
		{"wanted a little apart", "E28", []string{"R open", "R seal", "N seal"}, func(m []exercise.Move) { m[1].Answers["wanted"], m[2].Answers["wanted"] = number(9), number(6) }, 0, ""},
		{"wanted far apart", "E28", []string{"R open", "R seal", "N seal"}, func(m []exercise.Move) { m[1].Answers["wanted"], m[2].Answers["wanted"] = number(9), number(5) }, 0,
			"“it”: it may feel like a duty to one of them"},
		{"a request of today", "E05", []string{"R request"}, func([]exercise.Move) {}, 3, ""},
		{"a request of four days", "E05", []string{"R request"}, func([]exercise.Move) {}, 4, "“it”: a request has waited for an answer for 4 days"},
		{"a request that was answered", "E05", []string{"R request", "N answer R1"}, func(m []exercise.Move) { m[1].Answers["response"] = text("not-now") }, 9, ""},
		{"a request taken back", "E05", []string{"R request", "R withdraw R1"}, func([]exercise.Move) {}, 9, ""},
		{"a limit", "E22", []string{"R keep", "R share"}, func([]exercise.Move) {}, 0, ""},
		{"a limit that is marked", "E22", []string{"R keep", "R share", "M mark R1"}, func([]exercise.Move) {}, 0, "“it”: a limit is marked as a rule over the other"},
		{"a mark taken off", "E22", []string{"R keep", "R share", "M mark R1", "M mark R1"}, func([]exercise.Move) {}, 0, ""},
		{"phones kept, as both say", "E37", append(proposed[:2:2], "R log", "N log"), func(m []exercise.Move) {
			agreed(m)
			m[2].Answers["kept"], m[3].Answers["kept"] = told(true), told(true)
		}, 0, ""},
		{"phones, seen differently", "E37", append(proposed[:2:2], "R log", "N log"), func(m []exercise.Move) {
			agreed(m)
			m[2].Answers["kept"], m[3].Answers["kept"] = told(true), told(false)
		}, 0,
			"“it”: the two have seen it differently"},
		{"phones, noted by one", "E37", append(proposed[:2:2], "R log"), func(m []exercise.Move) { agreed(m); m[2].Answers["kept"] = told(false) }, 0, ""},
		{"an anchor, seen differently", "E31", append(proposed[:2:2], "R log", "N log"), func(m []exercise.Move) {
			agreed(m)
			m[2].Answers["held"], m[3].Answers["held"] = text("held"), text("skipped")
		}, 0,
			"“it”: the two have seen it differently"},
	} {
		t.Run(c.name, func(t *testing.T) {
			def, moves := formScene(t, c.id, c.acts...)
			c.set(moves)
			now := moves[0].At.Add(time.Duration(c.days) * 24 * time.Hour)
			if c.days == 4 {
				now = now.Add(time.Minute)
			}
			n, _ := noticesIn[c.id](tandem.Say("%s", "it"), Sighted{Sight: View(def, pair, moves, Viewer{Staff: true}), Now: now})
			if n.text.String() != c.want {
				t.Errorf("%q, want %q", n.text, c.want)
			}
			if c.want != "" && noticed(def, pair, moves, now).IsZero() {
				t.Error("it is not looked for")
			}
		})
	}
}
