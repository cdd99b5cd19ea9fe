package homework

import (
	"slices"
	"testing"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// TestProgressOfAskingAndRepair plays a round of each and reads what stands on
// the therapist's page. What nobody has been asked for yet is none of it.
func TestProgressOfAskingAndRepair(t *testing.T) {
	yes := true
	text := func(s string) exercise.Value { return exercise.Value{Text: s} }
	number := func(n int) exercise.Value { return exercise.Value{Number: &n} }
	for _, c := range []struct {
		name string
		id   tandem.ExerciseID
		acts []string
		set  func(moves []exercise.Move)
		want []string
	}{
		{"a limit still written alone", "E22", []string{"R keep"}, func([]exercise.Move) {}, nil},
		{"a limit, shared and agreed", "E22", []string{"R keep", "R share", "N answer R1", "R word R1", "N fits R3"}, func(m []exercise.Move) {
			m[2].Answers["partner_response"] = text("honour")
		}, []string{"shared: R 1, N 0", "agreed 1, open 0, worded anew 0"}},
		{"a limit that the care team has marked", "E22", []string{"R keep", "R share", "M mark R1"}, func([]exercise.Move) {},
			[]string{"shared: R 1, N 0", "agreed 0, open 1, worded anew 0", "marked as a rule over the other: 1"}},
		{"a mark taken off again", "E22", []string{"R keep", "R share", "M mark R1", "M mark R1"}, func([]exercise.Move) {},
			[]string{"shared: R 1, N 0", "agreed 0, open 1, worded anew 0"}},
		{"understood at the second try", "E16", []string{"R request", "N reflect R1", "R check N1", "N reflect R1", "R check N2", "R suggest R1", "N answer R4"}, func(m []exercise.Move) {
			m[4].Answers["understood"] = exercise.Value{Yes: &yes}
			m[6].Answers["response"] = text("adapt")
		}, []string{"told: R 1, N 0", "said back until it fitted: 2", "wishes: taken up 1, being thought about 0"}},
		{"a slip, mended in part", "E25", []string{"R request", "N answer R1", "R kept R1"}, func(m []exercise.Move) {
			m[1].Answers["response"], m[2].Answers["done"] = text("received"), text("partly")
		}, []string{"slips owned: R 1, N 0", "looked back: yes 0, in part 1, no 0"}},
		{"sorted alone", "E45", []string{"R keep"}, func(m []exercise.Move) { m[0].Answers["forgiveness"] = text("session") },
			[]string{"sorted: R 1, N 0; new hopes shared: 0", "R would like to talk about forgiving in a session"}},
		{"a trial kept", "E35", []string{"R open", "R seal", "N seal", "M release", "R reflect", "N reflect", "R request", "N answer R4", "N kept R4", "R fits N4"}, func(m []exercise.Move) {
			m[1].Answers["safe_to_do_together"], m[2].Answers["safe_to_do_together"] = text("yes"), text("yes")
			m[7].Answers["response"], m[8].Answers["verdict"], m[8].Answers["becomes"] = text("try"), text("keep"), text("ritual")
		}, []string{"talks held: 1; trials opened: 1", "looked back: keep 1, change 0, drop 0", "kept, and wished for as a ritual: you can add it to the plan"}},
		{"after a fight", "E13", []string{"N open", "R seal", "N seal", "M release", "R reflect", "N reflect", "R edit", "N agree R3", "R agree R3"}, func(m []exercise.Move) {
			m[1].Answers["safe_to_do_together"] = text("not-sure")
			m[7].Answers["settled"], m[8].Answers["settled"] = number(6), number(8)
		}, []string{"opened: R 0, N 1; led to a repair: 1 of 1", "hours from opening to the agreed repair: 8", "settled, R: 8 of 10", "settled, N: 6 of 10", "safety answers that were not a yes: 2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			def, moves := formScene(t, c.id, c.acts...)
			c.set(moves)
			if got := toldOf(def, moves); !slices.Equal(got, c.want) {
				t.Errorf("%q\nwant %q", got, c.want)
			}
		})
	}
}
