package catalogue

import "tandem/internal/exercise"

// Sight is who can read some questions of an exercise, in words.
type Sight struct {
	Who  string
	What []string // their labels
}

// Seers say for an exercise who can read which answers, the most open first.
func Seers(d *exercise.Definition) []Sight {
	groups := []struct {
		who    string
		sealed bool
		of     exercise.Visibility
	}{
		{"Both partners and the therapist", false, exercise.Both},
		{"Both partners and the therapist, once the seal is broken", true, exercise.Both},
		{"The author and the therapist", false, exercise.AuthorAndTherapist},
		{"The author and the therapist, once the seal is broken", true, exercise.AuthorAndTherapist},
		{"The author alone", false, exercise.AuthorOnly},
	}
	var out []Sight
	for _, g := range groups {
		var what []string
		for i := range d.Steps {
			for _, f := range d.Steps[i].Fields {
				if f.Visibility == g.of && (f.Sealed == g.sealed || g.of == exercise.AuthorOnly) {
					what = append(what, f.Label)
				}
			}
		}
		if len(what) > 0 {
			out = append(out, Sight{Who: g.who, What: what})
		}
	}
	return out
}
