package exercise

import (
	"context"
	"slices"

	"tandem/internal/tandem"
)

// Catalogue gives each practice its library: what is built in, and what the
// practice has made of its own. A Library is the catalogue of practices that
// have made nothing.
type Catalogue interface {
	// Of is the practice's library as it stands now.
	Of(ctx context.Context, practice tandem.PracticeID) (*Library, error)
	// Definition is one exercise in one version, whether or not it is still
	// offered: what was given once stays. A practice's own exercise exists in
	// that practice alone. Error: Internal when the practice has no such exercise,
	// so that nothing vanishes silently.
	Definition(ctx context.Context, practice tandem.PracticeID, id tandem.ExerciseID, version int) (*Definition, error)
	// Newest is the newest version of a definition that is built in, the same for
	// every practice: what is asked from now on. What was asked before stays in its
	// own version. Error: Internal when nothing of that id is built in.
	Newest(id tandem.ExerciseID) (*Definition, error)
}

// Of is the library itself, for any practice.
func (l *Library) Of(context.Context, tandem.PracticeID) (*Library, error) { return l, nil }

// Definition is Get with an error for what is not there.
func (l *Library) Definition(_ context.Context, _ tandem.PracticeID, id tandem.ExerciseID, version int) (*Definition, error) {
	if def, ok := l.Get(id, version); ok {
		return def, nil
	}
	return nil, tandem.Internalf("exercise %s version %d is not in the library", id, version)
}

// Newest is the definition of that id in its newest version.
func (l *Library) Newest(id tandem.ExerciseID) (*Definition, error) {
	for _, def := range slices.Backward(l.defs) { // by id, then version
		if def.ID == id {
			return def, nil
		}
	}
	return nil, tandem.Internalf("exercise %s is not in the library", id)
}
