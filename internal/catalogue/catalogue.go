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

	reading tandem.Turns // by practice: what many ask for at once is read by one
	mu      sync.Mutex
	held    map[tandem.PracticeID]holding
	noted   map[tandem.PracticeID]map[note]noted
}

// note names a state of a work of which the list says something: another edit is
// another one, and a template is judged by the library that it would be used with.
type note struct {
	work     tandem.WorkID
	edits    int
	revision string
}

// noted is what the list says of a work beside its row.
type noted struct {
	name string
	open int
}

// holding is what a practice can choose from, as of a revision.
type holding struct {
	revision  string
	library   *exercise.Library
	templates plan.Templates
}

// New is a catalogue of what is built in, and of what the store has beside.
func New(store Store, library *exercise.Library, templates plan.Templates, starts *Starts) *Catalogue {
	return &Catalogue{Starts: starts, store: store, library: library, templates: templates, held: map[tandem.PracticeID]holding{},
		noted: map[tandem.PracticeID]map[note]noted{}}
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

// Newest is the newest version of a definition that is built in.
func (c *Catalogue) Newest(id tandem.ExerciseID) (*exercise.Definition, error) {
	return c.library.Newest(id)
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
	works, err := c.store.Released(ctx, practice)
	if err != nil {
		return holding{}, err
	}
	// Nobody asks the database while it is their turn: whoever waits may hold a
	// transaction that the one in front would wait for.
	leave, err := c.reading.Take(ctx, string(practice))
	if err != nil {
		return holding{}, err
	}
	defer leave()
	if h, ok := c.holds(practice); ok && h.revision == revision {
		return h, nil
	}
	h := c.made(works)
	h.revision = revision
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held[practice] = h
	return h, nil
}

// listed are the practice's works as a list shows them. What a work is called and
// how many mistakes it has is kept in memory for as long as it stays as it is, so
// a list reads only what has changed.
func (c *Catalogue) listed(ctx context.Context, practice tandem.PracticeID, h holding) ([]Listed, error) {
	works, err := c.store.Works(ctx, practice)
	if err != nil {
		return nil, err
	}
	list, now := make([]Listed, len(works)), make(map[note]noted, len(works))
	for i, w := range works {
		key := note{w.ID, w.Edits, ""}
		if w.Kind == KindTemplate {
			key.revision = h.revision
		}
		said, err := c.said(ctx, key, w, h.library)
		if err != nil {
			return nil, err
		}
		now[key], list[i] = said, Listed{Work: w, Name: said.name, Open: said.open}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.noted[practice] = now // without what is not there any more
	return list, nil
}

// said is what the list says of a work beside its row: what is noted, or else what
// its content says, which is then noted. Of many who ask at once one checks it.
func (c *Catalogue) said(ctx context.Context, key note, w Work, library *exercise.Library) (noted, error) {
	known := func() (noted, bool) {
		c.mu.Lock()
		defer c.mu.Unlock()
		said, ok := c.noted[w.Practice][key]
		return said, ok
	}
	if said, ok := known(); ok {
		return said, nil
	}
	w, err := c.store.Work(ctx, w.Practice, w.ID)
	if tandem.KindOf(err) == tandem.KindNotFound { // dropped since
		return noted{}, nil
	}
	if err != nil {
		return noted{}, err
	}
	leave, err := c.reading.Take(ctx, string(w.Practice))
	if err != nil {
		return noted{}, err
	}
	defer leave()
	if said, ok := known(); ok {
		return said, nil
	}
	said := noted{name: nameOf(w)}
	if w.State == Draft {
		said.open = len(w.mistakes(library))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.noted[w.Practice] == nil {
		c.noted[w.Practice] = map[note]noted{}
	}
	c.noted[w.Practice][key] = said
	return said, nil
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
