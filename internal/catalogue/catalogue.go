package catalogue

import (
	"context"
	"sync"

	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// Catalogue gives each practice its library and its templates. What a practice
// has made is kept in memory under the revision that it had in the database, so
// every instance reads it anew once another one has published something.
type Catalogue struct {
	Starts *Starts // what exercises of one's own begin with

	store     Store
	library   *exercise.Library
	templates plan.Templates

	mu   sync.Mutex
	held map[tandem.PracticeID]holding
}

// holding is what a practice can choose from, as of a revision.
type holding struct {
	revision  string
	library   *exercise.Library
	templates plan.Templates
}

// New is a catalogue of what is built in, and of what the store has beside.
func New(store Store, library *exercise.Library, templates plan.Templates, starts *Starts) *Catalogue {
	return &Catalogue{Starts: starts, store: store, library: library, templates: templates, held: map[tandem.PracticeID]holding{}}
}

// Of is the practice's library as it stands now.
func (c *Catalogue) Of(ctx context.Context, practice tandem.PracticeID) (*exercise.Library, error) {
	h, err := c.of(ctx, practice)
	return h.library, err
}

// Definition is one exercise in one version, also where it is offered no more.
// Error: Internal when the practice has no such exercise.
func (c *Catalogue) Definition(ctx context.Context, practice tandem.PracticeID, id tandem.ExerciseID, version int) (*exercise.Definition, error) {
	if !Own(string(id)) {
		return c.library.Definition(ctx, practice, id, version)
	}
	if h, ok := c.holds(practice); ok { // a published version never changes
		if def, ok := h.library.Get(id, version); ok {
			return def, nil
		}
	}
	h, err := c.of(ctx, practice)
	if err != nil {
		return nil, err
	}
	return h.library.Definition(ctx, practice, id, version)
}

// Templates is the catalogue's other half.
func (c *Catalogue) Templates() plan.TemplateCatalogue { return templatesOf{c} }

type templatesOf struct{ *Catalogue }

// Of are the practice's templates as they stand now.
func (t templatesOf) Of(ctx context.Context, practice tandem.PracticeID) (plan.Templates, error) {
	h, err := t.of(ctx, practice)
	return h.templates, err
}

func (c *Catalogue) holds(practice tandem.PracticeID) (holding, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	h, ok := c.held[practice]
	return h, ok
}

// of is what the practice can choose from. The revision is read first: what is
// read after it may be newer, and is then read once more, never older.
func (c *Catalogue) of(ctx context.Context, practice tandem.PracticeID) (holding, error) {
	revision, err := c.store.LibraryRevision(ctx, practice)
	if err != nil {
		return holding{}, err
	}
	if revision == "" {
		return holding{library: c.library, templates: c.templates}, nil
	}
	if h, ok := c.holds(practice); ok && h.revision == revision {
		return h, nil
	}
	works, err := c.store.Works(ctx, practice)
	if err != nil {
		return holding{}, err
	}
	h := c.made(works)
	h.revision = revision
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held[practice] = h
	return h, nil
}

// made is what is built in with the published works. One that a stricter check
// of today would refuse stays where it was given, and is offered no more; what
// it leaves open, View keeps closed.
func (c *Catalogue) made(works []Work) holding {
	var defs []*exercise.Definition
	for _, w := range works {
		if w.Kind != KindExercise || w.State == Draft {
			continue
		}
		if def, mistakes := w.definition(); def != nil {
			def.Retired = def.Retired || len(mistakes) > 0
			defs = append(defs, def)
		}
	}
	h := holding{library: c.library.With(defs...), templates: c.templates}
	newest := map[string]plan.Template{}
	var codes []string
	for _, w := range works { // by code and version: the newest comes last
		if w.Kind != KindTemplate || w.State != Published {
			continue
		}
		t, mistakes := w.template(h.library)
		if len(mistakes) > 0 {
			continue
		}
		if _, known := newest[w.Code]; !known {
			codes = append(codes, w.Code)
		}
		newest[w.Code] = t
	}
	h.templates = append(plan.Templates(nil), c.templates...)
	for _, code := range codes {
		h.templates = append(h.templates, newest[code])
	}
	return h
}
