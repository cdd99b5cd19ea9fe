package api

import (
	"context"
	"encoding/json"
	"errors"

	"tandem/internal/catalogue"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// forLibrary is the group of the library.
const forLibrary = "The library"

// OfWork names a work in a path.
type OfWork struct {
	Work tandem.WorkID `path:"work" doc:"An exercise or a template of the practice's own."`
}

// Library is what a practice can choose from.
type Library struct {
	Exercises []LibraryExercise `json:"exercises"`
	Templates []LibraryTemplate `json:"templates"`
	Works     []WorkLine        `json:"works" doc:"Of the practice's own, drafts and all versions."`
}

// LibraryExercise is one exercise that a plan can give.
type LibraryExercise struct {
	Offered
	Version int               `json:"version"`
	Family  exercise.Family   `json:"family,omitempty"`
	Slot    exercise.Slot     `json:"slot"`
	Flow    []string          `json:"flow" doc:"How it goes, in words."`
	Shelves []exercise.Shelf  `json:"shelves" doc:"What it leaves."`
	Rules   []exercise.RuleID `json:"rules"`
	Own     bool              `json:"own" doc:"Made by the practice."`
}

// LibraryTemplate is one plan to start from.
type LibraryTemplate struct {
	Template plan.TemplateID `json:"template"`
	Name     string          `json:"name"`
	For      string          `json:"for"`
	Weeks    int             `json:"weeks"`
	Own      bool            `json:"own" doc:"Made by the practice."`
}

// WorkLine is one work in a list.
type WorkLine struct {
	Work    tandem.WorkID   `json:"work"`
	Kind    catalogue.Kind  `json:"kind" enum:"exercise,template"`
	Code    string          `json:"code" doc:"Its id as an exercise or a template, the same in all versions."`
	Version int             `json:"version"`
	State   catalogue.State `json:"state" enum:"draft,published,retired"`
	Name    string          `json:"name"`
	Missing int             `json:"missing" doc:"Of a draft: how many mistakes keep it from being published."`
}

func workLine(w catalogue.Listed) WorkLine {
	return WorkLine{Work: w.ID, Kind: w.Kind, Code: w.Code, Version: w.Version, State: w.State, Name: w.Name, Missing: w.Open}
}

// Library shows what the practice can choose from.
func (a *API) Library() Operation {
	return operation(forLibrary, "The practice's library", func(ctx context.Context, actor tandem.Actor, _ *nothing) (Library, error) {
		shelf, err := a.Catalogue.See(ctx, actor)
		if err != nil {
			return Library{}, err
		}
		return Library{
			Exercises: each(shelf.Library.Latest(), func(d *exercise.Definition) LibraryExercise {
				return LibraryExercise{Offered: offered(ctx, d), Version: d.Version, Family: d.Family, Slot: d.Slot, Flow: catalogue.FlowWords(d.Flow),
					Shelves: each(d.Shelves, func(s exercise.Shelf) exercise.Shelf { return s }), Rules: each(d.Rules, func(r exercise.RuleID) exercise.RuleID { return r }), Own: d.Own}
			}),
			Templates: each(shelf.Templates, func(t plan.Template) LibraryTemplate {
				return LibraryTemplate{Template: t.ID, Name: t.Name, For: t.For, Weeks: t.Weeks, Own: catalogue.Own(string(t.ID))}
			}),
			Works: each(shelf.Works, workLine),
		}, nil
	})
}

func offered(ctx context.Context, d *exercise.Definition) Offered {
	return Offered{Exercise: d.ID, Name: words(ctx, d.Name), Purpose: words(ctx, d.Purpose), Minutes: d.Minutes, Together: d.Together, Cadence: plan.CadenceValue(d.Cadence)}
}

// Work is one work with what is wrong with it.
type Work struct {
	WorkLine
	Edits    int       `json:"edits" doc:"What a change carries back: how often the draft was saved."`
	Content  string    `json:"content" doc:"The definition, in the form of a file."`
	Mistakes []Mistake `json:"mistakes" doc:"That keep a draft from being published."`
	Before   int       `json:"before,omitempty" doc:"Of a draft: the version that was published last."`
	Changes  []string  `json:"changes" doc:"What is other than in that version, in words."`
}

// Mistake is one thing that is wrong with a definition.
type Mistake struct {
	Line  int    `json:"line,omitempty" doc:"Of the content."`
	Where string `json:"where,omitempty"`
	Why   string `json:"why"`
}

func workOf(p catalogue.Page) Work {
	name := p.Template.Name
	if p.Exercise != nil {
		name = p.Exercise.Name
	}
	return Work{WorkLine: WorkLine{Work: p.ID, Kind: p.Kind, Code: p.Code, Version: p.Version, State: p.State, Name: name, Missing: len(p.Mistakes)},
		Edits: p.Edits, Content: string(p.Content), Mistakes: each(p.Mistakes, func(m exercise.Mistake) Mistake { return Mistake{m.Line, m.Where, m.Why} }),
		Before: p.Before, Changes: each(p.Changes, func(c string) string { return c })}
}

// SeeWork shows one work.
func (a *API) SeeWork() Operation {
	return operation(forLibrary, "One exercise or template of the practice's own", func(ctx context.Context, actor tandem.Actor, in *OfWork) (Work, error) {
		p, err := a.Catalogue.Open(ctx, actor, in.Work)
		return workOf(p), err
	})
}

// Begun is a work that was just made.
type Begun struct {
	Work    tandem.WorkID `json:"work"`
	Code    string        `json:"code"`
	Version int           `json:"version"`
	Edits   int           `json:"edits"`
}

func begun(w catalogue.Work) Begun { return Begun{w.ID, w.Code, w.Version, w.Edits} }

type startWork struct {
	Body struct {
		Kind string `json:"kind" maxLength:"20" doc:"exercise or template."`
		Flow string `json:"flow,omitempty" maxLength:"120" doc:"How an exercise from nothing goes: the kinds of its flows in their order, with + between them, such as sealed+joint-form. A kind that ends in :waits waits for the care team."`
		Copy string `json:"copy,omitempty" maxLength:"40" doc:"What to copy: the id of an exercise or a template."`
	}
}

// StartWork begins a draft.
func (a *API) StartWork() Operation {
	return operation(forLibrary, "Begin an exercise or a template", func(ctx context.Context, actor tandem.Actor, in *startWork) (Begun, error) {
		w, err := a.Catalogue.Start(ctx, actor, catalogue.StartInput{Kind: catalogue.Kind(in.Body.Kind), Flow: in.Body.Flow, Copy: in.Body.Copy})
		return begun(w), err
	})
}

type importWork struct {
	Body struct {
		Kind    string `json:"kind" maxLength:"20" doc:"exercise or template."`
		Content string `json:"content" maxLength:"120000" doc:"The file."`
	}
}

// ImportWork keeps a file as a draft.
func (a *API) ImportWork() Operation {
	return operation(forLibrary, "Bring a file in", func(ctx context.Context, actor tandem.Actor, in *importWork) (Begun, error) {
		w, err := a.Catalogue.Import(ctx, actor, catalogue.Kind(in.Body.Kind), []byte(in.Body.Content))
		return begun(w), err
	})
}

type changeWork struct {
	OfWork
	Body struct {
		Edits   int    `json:"edits" doc:"Of the draft that was changed."`
		Content string `json:"content" maxLength:"120000" doc:"The definition; it may be incomplete."`
	}
}

// ChangeWork keeps a draft, complete or not.
func (a *API) ChangeWork() Operation {
	return operation(forLibrary, "Change a draft", func(ctx context.Context, actor tandem.Actor, in *changeWork) (Work, error) {
		p, err := a.Catalogue.Change(ctx, actor, in.Work, catalogue.ChangeInput{Edits: in.Body.Edits, Content: []byte(in.Body.Content)})
		return workOf(p), err
	})
}

type publishWork struct {
	OfWork
	Body struct {
		Edits int `json:"edits" doc:"Of the draft that was read."`
	}
}

// PublishWork offers a draft to the practice.
func (a *API) PublishWork() Operation {
	return act(forLibrary, "Publish a draft", func(ctx context.Context, actor tandem.Actor, in *publishWork) error {
		_, err := a.Catalogue.Publish(ctx, actor, in.Work, in.Body.Edits)
		return err
	})
}

// RenewWork begins the next version.
func (a *API) RenewWork() Operation {
	return operation(forLibrary, "Begin the next version", func(ctx context.Context, actor tandem.Actor, in *OfWork) (Begun, error) {
		w, err := a.Catalogue.Renew(ctx, actor, in.Work)
		return begun(w), err
	})
}

// RetireWork takes a work out of what is offered.
func (a *API) RetireWork() Operation {
	return act(forLibrary, "Offer it no more", func(ctx context.Context, actor tandem.Actor, in *OfWork) error {
		return a.Catalogue.Retire(ctx, actor, in.Work)
	})
}

// DropWork throws a draft away.
func (a *API) DropWork() Operation {
	return act(forLibrary, "Drop a draft", func(ctx context.Context, actor tandem.Actor, in *OfWork) error {
		return a.Catalogue.Drop(ctx, actor, in.Work)
	})
}

// Exported is a work in the form of a file.
type Exported struct {
	File    string          `json:"file" doc:"A name for it."`
	Content json.RawMessage `json:"content"`
}

// ExportWork is the work as a file.
func (a *API) ExportWork() Operation {
	return operation(forLibrary, "Take one out as a file", func(ctx context.Context, actor tandem.Actor, in *OfWork) (Exported, error) {
		w, err := a.Catalogue.Export(ctx, actor, in.Work)
		return Exported{File: w.File(), Content: w.Content}, err
	})
}

// Tried is where an exercise stands that was tried out by two imagined partners.
type Tried struct {
	Phones  []TriedPhone `json:"phones"`
	Desk    TriedPhone   `json:"desk" doc:"What the therapist sees."`
	Refused string       `json:"refused,omitempty" doc:"Why the last act was not taken."`
}

// TriedPhone is what one of them meets.
type TriedPhone struct {
	Name    string     `json:"name,omitempty"`
	Stage   string     `json:"stage,omitempty"`
	Acts    []TriedAct `json:"acts" doc:"What they may do now."`
	Entries []Entry    `json:"entries"`
}

// TriedAct is one thing that they may do.
type TriedAct struct {
	Kind   exercise.MoveKind `json:"kind"`
	Step   exercise.StepID   `json:"step,omitempty"`
	Target tandem.MoveID     `json:"target,omitempty"`
}

func tried(ctx context.Context, t homework.Tried, err error) (Tried, error) {
	var refused *tandem.Error
	if err != nil && (len(t.Phones) == 0 || !errors.As(err, &refused)) {
		return Tried{}, err
	}
	phone := func(h homework.Homework) TriedPhone {
		p, _ := h.Couple.Partner(h.Viewer.Partner)
		return TriedPhone{Name: p.Name, Stage: h.Couple.Named(h.Sight.Stage).In(ctx), Acts: each(h.Sight.Acts, func(a exercise.Act) TriedAct { return TriedAct{a.Kind, a.Step, a.Target} }),
			Entries: each(h.Sight.Entries, func(e homework.Entry) Entry {
				return entry(ctx, h.Couple, photosOf(h.Viewer, h.Couple.ID, h.Assignment.ID), e)
			})}
	}
	out := Tried{Phones: each(t.Phones, phone), Desk: phone(t.Desk)}
	if refused != nil {
		out.Refused = refused.Text.In(ctx)
	}
	return out, nil
}

type tryExercise struct {
	Exercise tandem.ExerciseID `path:"exercise" doc:"An exercise of the library."`
	Body     struct {
		Trial string `json:"trial,omitempty" maxLength:"60000" doc:"The acts so far, as JSON: {\"acts\": [{\"as\": 1, \"kind\": …, \"step\": …, \"form\": {…}}]}. Nothing is stored."`
	}
}

// TryExercise plays an exercise with nothing stored.
func (a *API) TryExercise() Operation {
	return operation(forLibrary, "Try an exercise out", func(ctx context.Context, actor tandem.Actor, in *tryExercise) (Tried, error) {
		t, err := homework.ReadTrial(in.Body.Trial)
		if err != nil {
			return Tried{}, err
		}
		_, now, err := a.Catalogue.Try(ctx, actor, in.Exercise, t)
		return tried(ctx, now, err)
	})
}

type tryWork struct {
	OfWork
	Body struct {
		Trial string `json:"trial,omitempty" maxLength:"60000" doc:"The acts so far, as for an exercise. Nothing is stored."`
	}
}

// TryWork plays a draft with nothing stored.
func (a *API) TryWork() Operation {
	return operation(forLibrary, "Try a draft out", func(ctx context.Context, actor tandem.Actor, in *tryWork) (Tried, error) {
		t, err := homework.ReadTrial(in.Body.Trial)
		if err != nil {
			return Tried{}, err
		}
		_, now, err := a.Catalogue.TryWork(ctx, actor, in.Work, t)
		return tried(ctx, now, err)
	})
}
