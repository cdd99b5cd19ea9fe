// Package catalogue is what a practice can choose from: the exercises and plan
// templates that are built in, and those that it has made of its own. It keeps
// the drafts, checks them as files are checked, publishes versions and takes
// them out of what is offered.
package catalogue

import (
	"context"
	"fmt"
	"strings"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// Kind is what a work is.
type Kind string

// The kinds.
const (
	KindExercise Kind = "exercise"
	KindTemplate Kind = "template"
)

// State is how far a version of a work is.
type State string

// The states. What is published never changes; what is retired is offered no
// more, and goes on wherever it was given.
const (
	Draft     State = "draft"
	Published State = "published"
	Retired   State = "retired"
)

// Work is one version of an exercise or a template of a practice's own.
type Work struct {
	ID          tandem.WorkID
	Practice    tandem.PracticeID
	Kind        Kind
	Code        string // the exercise's or template's id, the same in all versions
	Version     int
	State       State
	Edits       int    // how often the draft was saved, from 1
	Content     []byte // the definition in the form of a file
	ChangedBy   tandem.PersonID
	ChangedAt   time.Time
	PublishedAt *time.Time
}

// ownPrefix begins the code of what a practice makes, and of nothing that is
// built in.
const ownPrefix = "OWN-"

// newCode is a code that nothing else in the installation has.
func newCode(ids tandem.IDs) string {
	return ownPrefix + strings.ToUpper(strings.ReplaceAll(ids.New(), "-", "")[:12])
}

// Own tells whether the code is of something that a practice has made.
func Own(code string) bool { return strings.HasPrefix(code, ownPrefix) }

// The bounds of what a practice may make.
const (
	MaxContent = 100_000 // bytes of one definition
	MaxWorks   = 300     // versions of everything, drafts counted
)

// Store keeps the practices' works. Each method searches in one practice.
type Store interface {
	// Works lists all of a practice's works without their Content, by code and
	// version.
	Works(ctx context.Context, practice tandem.PracticeID) ([]Work, error)
	// Work is one of a practice's works. NotFound.
	Work(ctx context.Context, practice tandem.PracticeID, id tandem.WorkID) (Work, error)
	// Released are the practice's works that are no drafts, by code and version.
	Released(ctx context.Context, practice tandem.PracticeID) ([]Work, error)
	// KeepWork stores a draft in place of the one whose Edits is one less, or a
	// new one whose Edits is 1. It may publish it by that. Anything else is a
	// Conflict: also a second version of that number.
	KeepWork(ctx context.Context, w Work) error
	// DropWork removes a draft, if it is one.
	DropWork(ctx context.Context, practice tandem.PracticeID, id tandem.WorkID) error
	// RetireWorks takes every published version of the code out of what is
	// offered.
	RetireWorks(ctx context.Context, practice tandem.PracticeID, kind Kind, code string) error
	// LibraryRevision is another one whenever what the practice offers has
	// changed; "" while it has published nothing.
	LibraryRevision(ctx context.Context, practice tandem.PracticeID) (string, error)
	// SetLibraryRevision notes that it has.
	SetLibraryRevision(ctx context.Context, practice tandem.PracticeID, revision string) error
}

// definition reads a work's content. The mistakes are those of its file.
func (w Work) definition() (*exercise.Definition, []error) {
	def, mistakes := exercise.Parse(w.file(), w.Content)
	if def == nil {
		return nil, mistakes
	}
	def.Own, def.Retired = true, w.State == Retired
	return def, append(mistakes, ownExercise(w.file(), w.Content, def)...)
}

// template reads a work's content, against the library that it would be used
// with.
func (w Work) template(library *exercise.Library) (plan.Template, []error) {
	t, mistakes := plan.ParseTemplate(w.file(), w.Content, library)
	return t, append(mistakes, ownTemplate(w.file(), w.Content, t, library)...)
}

// file is the name that the work's mistakes are said with.
func (w Work) file() string { return w.Code + ".json" }

// File is the name of the file that the work is exported as.
func (w Work) File() string { return fmt.Sprintf("%s-%d.json", w.Code, w.Version) }
