package catalogue

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// Service shows a practice its library and keeps what it makes of its own.
// Therapists and the owner may write; supervisors read.
type Service struct {
	Pipeline  *tandem.Pipeline
	Store     Store
	Catalogue *Catalogue
}

// Shelf is a practice's library as its staff meet it.
type Shelf struct {
	Library   *exercise.Library
	Templates plan.Templates
	Works     []Listed
	Starts    *Starts // to begin an exercise with
}

// Listed is a work in a list, without its content.
type Listed struct {
	Work
	Name string
	Open int // how many mistakes a draft still has
}

// Page is one work with what is wrong with it.
type Page struct {
	Work
	Exercise *exercise.Definition // of an exercise
	Template plan.Template        // of a template
	Mistakes []exercise.Mistake   // that keep a draft from being published
	Library  *exercise.Library
	Starts   *Starts
	Drafted  bool     // another version of it is a draft
	Before   int      // of a draft: the version that was published last; 0 for none
	Changes  []string // what is other than in that one
}

func ofPractice(actor tandem.Actor) tandem.Object {
	return tandem.Object{Kind: tandem.ObjectPractice, ID: string(actor.Practice)}
}

func ofWork(id tandem.WorkID) tandem.Object {
	return tandem.Object{Kind: tandem.ObjectWork, ID: string(id)}
}

// See is the practice's whole library.
func (s *Service) See(ctx context.Context, actor tandem.Actor) (Shelf, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeeLibrary, ofPractice(actor),
		func(ctx context.Context, _ *tandem.Grant) (Shelf, error) {
			h, err := s.Catalogue.of(ctx, actor.Practice)
			if err != nil {
				return Shelf{}, err
			}
			works, err := s.Catalogue.listed(ctx, actor.Practice, h)
			return Shelf{Library: h.library, Templates: h.templates, Works: works, Starts: s.Catalogue.Starts}, err
		})
}

// nameOf is what a work is called; "" while it has no name.
func nameOf(w Work) string {
	var named struct {
		Name string `json:"name"`
	}
	_ = json.Unmarshal(w.Content, &named) // what cannot be read has no name
	return named.Name
}

// StartInput is what a work begins with.
type StartInput struct {
	Kind Kind
	Flow string // the key of a way, for an exercise from nothing: see Key
	Copy string // the id of an exercise or a template to copy; "" is from nothing
}

// Start begins a draft. Errors: Invalid at "kind", "flow" or "copy"; Conflict
// when the practice has too many.
func (s *Service) Start(ctx context.Context, actor tandem.Actor, in StartInput) (Work, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseStartWork, ofPractice(actor),
		func(ctx context.Context, g *tandem.Grant) (Work, error) {
			h, err := s.Catalogue.of(ctx, actor.Practice)
			if err != nil {
				return Work{}, err
			}
			w := s.fresh(actor, in.Kind, newCode(s.Pipeline.IDs), 1)
			var content any
			switch in.Kind {
			case KindExercise:
				content, err = startExercise(h.library, s.Catalogue.Starts, w, in)
			case KindTemplate:
				content, err = startTemplate(h.templates, w, in)
			default:
				err = tandem.InvalidField("kind", tandem.Say("Please choose an exercise or a plan template."))
			}
			if err != nil {
				return Work{}, err
			}
			if w.Content, err = neat(content); err != nil {
				return Work{}, err
			}
			return w, s.add(ctx, g, actor, w)
		})
}

func startExercise(library *exercise.Library, starts *Starts, w Work, in StartInput) (any, error) {
	if in.Copy != "" {
		i := slices.IndexFunc(library.Latest(), func(d *exercise.Definition) bool { return string(d.ID) == in.Copy })
		if i < 0 {
			return nil, tandem.InvalidField("copy", tandem.Say("This exercise is not in the library."))
		}
		d := copied(library.Latest()[i])
		d.ID, d.Version = tandem.ExerciseID(w.Code), w.Version
		return d, nil
	}
	parts, ok := readKey(in.Flow)
	if !ok {
		return nil, tandem.InvalidField("flow", tandem.Say("Please choose how the exercise goes, in %d parts or fewer.", LongestChain))
	}
	d, err := starts.begin(parts)
	if err != nil {
		return nil, err
	}
	d.ID, d.Version = tandem.ExerciseID(w.Code), w.Version
	return d, nil
}

func startTemplate(templates plan.Templates, w Work, in StartInput) (any, error) {
	t := plan.Template{Weeks: 4, Source: "our own practice", Phases: []plan.Phase{{From: 1, To: 4}},
		Reviews: []plan.ReviewPoint{{Week: 4, Kind: plan.ReviewFinal}}, Items: []plan.TemplateItem{}}
	if in.Copy != "" {
		from, ok := templates.Get(plan.TemplateID(in.Copy))
		if !ok {
			return nil, tandem.InvalidField("copy", tandem.Say("Please choose a template."))
		}
		t = from
		t.Name += " (copy)"
		t.Variants = nil // its lines are the copy's to change, and variants speak of them
	}
	t.ID, t.Version = plan.TemplateID(w.Code), w.Version
	return t, nil
}

func (s *Service) fresh(actor tandem.Actor, kind Kind, code string, version int) Work {
	return Work{ID: tandem.WorkID(s.Pipeline.IDs.New()), Practice: actor.Practice, Kind: kind, Code: code, Version: version, State: Draft,
		Edits: 1, ChangedBy: actor.Person, ChangedAt: s.Pipeline.Clock.Now()}
}

// add keeps a new draft and names it in the log.
func (s *Service) add(ctx context.Context, g *tandem.Grant, actor tandem.Actor, w Work) error {
	works, err := s.Store.Works(ctx, actor.Practice)
	if err != nil {
		return err
	}
	if len(works) >= MaxWorks {
		return tandem.Conflict(tandem.Say("The practice has very many works of its own. Please drop drafts that nobody needs."))
	}
	g.About(actor.Practice, actor.Person, ofWork(w.ID), "")
	return s.Store.KeepWork(ctx, w)
}

// Open is one work with what keeps it from being published.
func (s *Service) Open(ctx context.Context, actor tandem.Actor, id tandem.WorkID) (Page, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeeWork, ofWork(id),
		func(ctx context.Context, _ *tandem.Grant) (Page, error) { return s.page(ctx, actor.Practice, id) })
}

// Export is the work in the form of a file.
func (s *Service) Export(ctx context.Context, actor tandem.Actor, id tandem.WorkID) (Work, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseExportWork, ofWork(id),
		func(ctx context.Context, _ *tandem.Grant) (Work, error) {
			p, err := s.page(ctx, actor.Practice, id)
			return p.Work, err
		})
}

func (s *Service) page(ctx context.Context, practice tandem.PracticeID, id tandem.WorkID) (Page, error) {
	h, err := s.Catalogue.of(ctx, practice)
	if err != nil {
		return Page{}, err
	}
	w, err := s.Store.Work(ctx, practice, id)
	if err != nil {
		return Page{}, err
	}
	works, err := s.Store.Works(ctx, practice)
	if err != nil {
		return Page{}, err
	}
	p := w.Page(h.library, s.Catalogue.Starts)
	p.Drafted = slices.ContainsFunc(works, func(w Work) bool { return w.Code == p.Code && w.Kind == p.Kind && w.State == Draft && w.ID != id })
	var before tandem.WorkID
	for _, w := range works { // by version: the last that fits is the newest
		if p.State == Draft && w.Kind == p.Kind && w.Code == p.Code && w.State != Draft && w.Version < p.Version {
			before = w.ID
		}
	}
	if before != "" {
		w, err := s.Store.Work(ctx, practice, before)
		if err != nil {
			return Page{}, err
		}
		p.Before, p.Changes = w.Version, Changes(w, p.Work, h.library)
	}
	if p.Kind == KindExercise && p.Exercise == nil {
		return p, tandem.Internalf("the content of work %s cannot be read", id)
	}
	return p, nil
}

// Page is the work as it stands, read and checked against the library that it
// would be used with. Its Exercise is nil where the content cannot be read at all.
func (w Work) Page(library *exercise.Library, starts *Starts) Page {
	p := Page{Work: w, Library: library, Starts: starts, Mistakes: w.mistakes(library)}
	if w.Kind == KindTemplate {
		p.Template, _ = w.template(library)
	} else {
		p.Exercise, _ = w.definition()
	}
	return p
}

// ChangeInput is a draft as it was written.
type ChangeInput struct {
	Edits   int    // of the draft that was changed
	Content []byte // the definition in the form of a file; it may be incomplete
}

// Change keeps a draft, complete or not. Its id and version stay what they are.
// Errors: Invalid at "content" for what is no definition at all; Conflict when
// it is no draft any more, or somebody else was faster.
func (s *Service) Change(ctx context.Context, actor tandem.Actor, id tandem.WorkID, in ChangeInput) (Page, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseChangeWork, ofWork(id),
		func(ctx context.Context, _ *tandem.Grant) (Page, error) {
			p, err := s.draft(ctx, actor.Practice, id, in.Edits)
			if err != nil {
				return p, err
			}
			w := p.Work
			if w.Content, err = bounded(w, in.Content); err != nil {
				return p, err
			}
			w.Edits, w.ChangedBy, w.ChangedAt = w.Edits+1, actor.Person, s.Pipeline.Clock.Now()
			if err := s.Store.KeepWork(ctx, w); err != nil {
				return p, err
			}
			return s.page(ctx, actor.Practice, id)
		})
}

// bounded is named for what somebody sends: both as it comes and as it is kept,
// with its indents, it is short enough.
func bounded(w Work, content []byte) ([]byte, error) {
	if len(content) > MaxContent {
		return nil, tooLarge()
	}
	kept, err := named(w, content)
	if err == nil && len(kept) > MaxContent {
		err = tooLarge()
	}
	return kept, err
}

// named is the content under the work's own code and version, in the form of a
// file.
func named(w Work, content []byte) ([]byte, error) {
	var value any
	if w.Kind == KindTemplate {
		var t plan.Template
		if err := strictly(content, &t); err != nil {
			return nil, unreadable()
		}
		t.ID, t.Version = plan.TemplateID(w.Code), w.Version
		value = t
	} else {
		var d exercise.Definition
		if err := strictly(content, &d); err != nil {
			return nil, unreadable()
		}
		d.ID, d.Version = tandem.ExerciseID(w.Code), w.Version
		value = d
	}
	return neat(value)
}

func tooLarge() error {
	return tandem.InvalidField("content", tandem.Say("This is too long. A definition holds %d characters or fewer.", MaxContent))
}

func unreadable() error {
	return tandem.InvalidField("content", tandem.Say("This is not a definition of that kind."))
}

// draft is the page of a work that can still be changed. Errors: Conflict when
// it is published, or has been saved since.
func (s *Service) draft(ctx context.Context, practice tandem.PracticeID, id tandem.WorkID, edits int) (Page, error) {
	p, err := s.page(ctx, practice, id)
	switch {
	case err != nil:
		return p, err
	case p.State != Draft:
		return p, tandem.Conflict(tandem.Say("This version is published. It stays as it is; begin a new version to change it."))
	case p.Edits != edits:
		return p, tandem.Conflict(tandem.Say("This has changed since the page was opened. Please look again."))
	}
	return p, nil
}

// Publish offers the draft to the practice, as a version that never changes.
// Errors: Invalid while something is missing, with every mistake at the name of
// its place; Conflict as for Change.
func (s *Service) Publish(ctx context.Context, actor tandem.Actor, id tandem.WorkID, edits int) (Work, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UsePublishWork, ofWork(id),
		func(ctx context.Context, _ *tandem.Grant) (Work, error) {
			p, err := s.draft(ctx, actor.Practice, id, edits)
			if err != nil {
				return p.Work, err
			}
			if len(p.Mistakes) > 0 {
				return p.Work, refused(tandem.Say("Something is still missing. The list says what."), p.Mistakes)
			}
			w, now := p.Work, s.Pipeline.Clock.Now()
			w.State, w.Edits, w.ChangedBy, w.ChangedAt, w.PublishedAt = Published, w.Edits+1, actor.Person, now, &now
			if err := s.Store.KeepWork(ctx, w); err != nil {
				return w, err
			}
			return w, s.Store.SetLibraryRevision(ctx, actor.Practice, s.Pipeline.IDs.New())
		})
}

// refused is the error for a definition with mistakes.
func refused(text tandem.Text, mistakes []exercise.Mistake) error {
	var fields []tandem.FieldError
	for _, m := range mistakes {
		fields = append(fields, tandem.FieldError{Field: cmp.Or(m.Where, "content"), Text: MistakeText(m)})
	}
	return tandem.Invalid(text, fields...)
}

// MistakeText is a mistake in words, with its line where it has one.
func MistakeText(m exercise.Mistake) tandem.Text {
	where := cmp.Or(m.Where, "the file")
	if m.Line == 0 {
		return tandem.Say("%s: %s", where, m.Why)
	}
	return tandem.Say("line %d, %s: %s", m.Line, where, m.Why)
}

// Renew begins the next version of a published work. Error: Conflict while
// there is a draft of it, or it is one.
func (s *Service) Renew(ctx context.Context, actor tandem.Actor, id tandem.WorkID) (Work, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseRenewWork, ofWork(id),
		func(ctx context.Context, g *tandem.Grant) (Work, error) {
			p, err := s.page(ctx, actor.Practice, id)
			if err != nil {
				return p.Work, err
			}
			if p.State == Draft || p.Drafted {
				return p.Work, tandem.Conflict(tandem.Say("There is a draft already. Go on with it, or drop it first."))
			}
			works, err := s.Store.Works(ctx, actor.Practice)
			if err != nil {
				return p.Work, err
			}
			next := 1
			for _, w := range works {
				if w.Code == p.Code && w.Kind == p.Kind {
					next = max(next, w.Version+1)
				}
			}
			w := s.fresh(actor, p.Kind, p.Code, next)
			if w.Content, err = named(w, p.Content); err != nil {
				return w, err
			}
			return w, s.add(ctx, g, actor, w)
		})
}

// Retire takes a published work, in all its versions, out of what is offered.
// Wherever it was given it goes on. Error: Conflict for a draft.
func (s *Service) Retire(ctx context.Context, actor tandem.Actor, id tandem.WorkID) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseRetireWork, ofWork(id),
		func(ctx context.Context, _ *tandem.Grant) (struct{}, error) {
			p, err := s.page(ctx, actor.Practice, id)
			if err != nil {
				return struct{}{}, err
			}
			if p.State == Draft {
				return struct{}{}, tandem.Conflict(tandem.Say("A draft is not offered to anybody. Drop it instead."))
			}
			if err := s.Store.RetireWorks(ctx, actor.Practice, p.Kind, p.Code); err != nil {
				return struct{}{}, err
			}
			return struct{}{}, s.Store.SetLibraryRevision(ctx, actor.Practice, s.Pipeline.IDs.New())
		})
	return err
}

// Drop throws a draft away. Error: Conflict for what is published.
func (s *Service) Drop(ctx context.Context, actor tandem.Actor, id tandem.WorkID) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseDropWork, ofWork(id),
		func(ctx context.Context, _ *tandem.Grant) (struct{}, error) {
			p, err := s.page(ctx, actor.Practice, id)
			if err != nil {
				return struct{}{}, err
			}
			if p.State != Draft {
				return struct{}{}, tandem.Conflict(tandem.Say("This version is published. It can be retired, not dropped."))
			}
			return struct{}{}, s.Store.DropWork(ctx, actor.Practice, id)
		})
	return err
}

// Import reads an exercise or a template from a file and keeps it as a draft
// under a code of its own. The file is checked like those that are built in;
// with any mistake nothing is stored. Errors: Invalid, with every mistake at
// its line.
func (s *Service) Import(ctx context.Context, actor tandem.Actor, kind Kind, text []byte) (Work, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseImportWork, ofPractice(actor),
		func(ctx context.Context, g *tandem.Grant) (Work, error) {
			if kind != KindExercise && kind != KindTemplate {
				return Work{}, tandem.InvalidField("kind", tandem.Say("Please choose an exercise or a plan template."))
			}
			if len(text) > MaxContent { // before anything is made of it
				return Work{}, tooLarge()
			}
			h, err := s.Catalogue.of(ctx, actor.Practice)
			if err != nil {
				return Work{}, err
			}
			if mistakes := (Work{Kind: kind, Code: "file", Content: text}).mistakes(h.library); len(mistakes) > 0 {
				return Work{}, refused(tandem.Say("The file has mistakes. Nothing was stored."), mistakes)
			}
			w := s.fresh(actor, kind, newCode(s.Pipeline.IDs), 1)
			if w.Content, err = bounded(w, text); err != nil {
				return w, err
			}
			return w, s.add(ctx, g, actor, w)
		})
}

// Try plays an exercise of the library, with nothing stored. Errors: NotFound
// for one that the library does not offer; those of homework for an act that is
// refused, with where the trial stands.
func (s *Service) Try(ctx context.Context, actor tandem.Actor, id tandem.ExerciseID, t homework.Trial) (*exercise.Definition, homework.Tried, error) {
	var tried homework.Tried
	def, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseTryExercise, ofPractice(actor),
		func(ctx context.Context, _ *tandem.Grant) (*exercise.Definition, error) {
			h, err := s.Catalogue.of(ctx, actor.Practice)
			if err != nil {
				return nil, err
			}
			i := slices.IndexFunc(h.library.Latest(), func(d *exercise.Definition) bool { return d.ID == id })
			if i < 0 {
				return nil, tandem.NotFound()
			}
			return h.library.Latest()[i], nil
		})
	if err == nil {
		tried, err = t.Play(def, s.Pipeline.Clock.Now())
	}
	return def, tried, err
}

// TryWork is Try for a work, as far as it is written. Errors as for Try;
// Conflict for a template, which nobody plays, and while mistakes keep the draft
// from going at all.
func (s *Service) TryWork(ctx context.Context, actor tandem.Actor, id tandem.WorkID, t homework.Trial) (Page, homework.Tried, error) {
	var tried homework.Tried
	p, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseTryWork, ofWork(id),
		func(ctx context.Context, _ *tandem.Grant) (Page, error) { return s.page(ctx, actor.Practice, id) })
	switch {
	case err != nil:
		return p, tried, err
	case p.Kind != KindExercise:
		return p, tried, tandem.Conflict(tandem.Say("A template has no phones to look at. Its weeks stand on its own page."))
	case len(p.Mistakes) > 0:
		return p, tried, tandem.Conflict(tandem.Say("Something is still missing. Once nothing is, the two phones can be tried here."))
	}
	tried, err = t.Play(p.Exercise, s.Pipeline.Clock.Now())
	return p, tried, err
}
