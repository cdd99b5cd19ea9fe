package exercise_test

import (
	"testing"

	"tandem/internal/exercise"
)

// Who stands by a couple is named by a first name or letters: nothing goes into
// the record by which a stranger could be found.
func TestSomebodyElseIsNamedByAFirstNameOnly(t *testing.T) {
	step := exercise.Step{Fields: []exercise.Field{{ID: "name", Type: exercise.ShortText, GivenName: true}}}
	for text, takes := range map[string]bool{
		"Jo": true, "J. M.": true, "Anne-Marie": true, "Zoë": true, "O’Neil": true, "Jo B.": true,
		"Jo Miller": false, "jo@example.org": false, "Jo 0171 2345": false, "Jo, from work": false, "A very long name that goes on": false, "J/M": false,
	} {
		if _, err := step.Read(exercise.Form{"name": {text}}); (err == nil) != takes {
			t.Errorf("%q: %v", text, err)
		}
	}
}
