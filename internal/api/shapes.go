package api

import (
	"context"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

func typeOf[T any]() reflect.Type { return reflect.TypeFor[T]() }

func text(status int) string { return strconv.Itoa(status) }

// nothing is what an operation takes that asks for nothing.
type nothing struct{}

// OfCouple names a couple in a path. This and the next are exported because
// the binding passes over what is not.
type OfCouple struct {
	Couple tandem.CoupleID `path:"couple" doc:"A couple."`
}

// OfPartner names a partner of a couple in a path.
type OfPartner struct {
	OfCouple
	Partner tandem.PartnerID `path:"partner" doc:"A partner of that couple."`
}

// OfAssignment names a piece of homework in a path.
type OfAssignment struct {
	Assignment tandem.AssignmentID `path:"assignment" doc:"A piece of homework."`
}

// OfPerson names somebody of the staff in a path.
type OfPerson struct {
	Person tandem.PersonID `path:"person" doc:"Somebody of the staff."`
}

// Partner is one partner of a couple, by name.
type Partner struct {
	Partner tandem.PartnerID `json:"partner"`
	Name    string           `json:"name"`
}

func partner(p casefile.Partner) Partner { return Partner{Partner: p.ID, Name: p.Name} }

// minute is a moment as the pages tell it: no finer, for a second can say more
// than a page does. It is null for no moment.
func minute(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	at = at.UTC().Truncate(time.Minute)
	return &at
}

// moment is an exact moment, null for none.
func moment(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

// Answer is one answer that whoever asks may see, with who else can.
type Answer struct {
	Field      exercise.FieldID    `json:"field"`
	Value      Said                `json:"value"`
	Visibility exercise.Visibility `json:"visibility" doc:"As narrowed by its author."`
	Sealed     bool                `json:"sealed" doc:"The author's own: nobody else sees it yet."`
	Links      []Linked            `json:"links,omitempty" doc:"What it links to, in order, in words that whoever asks may see."`
}

// Linked is one thing that an answer links to.
type Linked struct {
	Ref   exercise.Ref `json:"ref" doc:"As it stands in the value."`
	Words string       `json:"words"`
}

// answer says an answer in the language of whoever asks; its pictures are asked
// for under the path.
func answer(ctx context.Context, photos string) func(homework.Seen) Answer {
	return func(s homework.Seen) Answer {
		a := Answer{Field: s.Field, Value: valueOf(photos, s.Value), Visibility: s.Visibility, Sealed: s.Sealed}
		for _, p := range s.Value.Pointed() {
			a.Links = append(a.Links, Linked{p.Ref, p.Text.In(ctx)})
		}
		return a
	}
}

// Entry is one act in a piece of homework, as far as whoever asks may see it.
type Entry struct {
	Move    tandem.MoveID     `json:"move"`
	Author  tandem.PartnerID  `json:"author,omitempty" doc:"A partner; nobody where the care team acted."`
	Care    string            `json:"care,omitempty" doc:"Who of the care team acted, by name."`
	Kind    exercise.MoveKind `json:"kind"`
	Step    exercise.StepID   `json:"step,omitempty"`
	Target  tandem.MoveID     `json:"target,omitempty"`
	At      *time.Time        `json:"at" doc:"When it opened to others; for its author, when it was written. To the minute."`
	Answers []Answer          `json:"answers"`
	Reply   string            `json:"reply,omitempty" doc:"What the care team wrote."`
	// For is of what the care team did.
	For []tandem.PartnerID `json:"for,omitempty" doc:"Who can read the reply; who was there."`
	On  tandem.Date        `json:"on,omitempty" doc:"Of a record: the day on which it was done."`
	Own bool               `json:"own"`
	// Confided is of one's own.
	Confided bool `json:"confided,omitempty" doc:"One's own: open to the therapist alone."`
	Open     bool `json:"open" doc:"One's own: others can see something of it now."`
	Taken    bool `json:"taken" doc:"Taken back by its author."`
}

// entry is an entry whose pictures are asked for under the path.
func entry(ctx context.Context, c casefile.Couple, photos string, e homework.Entry) Entry {
	care := ""
	for _, m := range c.Team {
		if e.Staff != "" && m.Person == e.Staff {
			care = m.Name
		}
	}
	return Entry{Move: e.Move, Author: e.Author, Care: care, Kind: e.Kind, Step: e.Step, Target: e.Target, At: minute(e.At),
		Answers: each(e.Fields, answer(ctx, photos)), Reply: e.Reply, For: e.For, On: e.On, Own: e.Own, Confided: e.Confided, Open: e.Open, Taken: e.Taken}
}

// Kept is one thing that a couple has gathered.
type Kept struct {
	Shelf    exercise.ShelfID `json:"shelf"`
	Exercise string           `json:"exercise" doc:"Its name."`
	Author   tandem.PartnerID `json:"author"`
	On       tandem.Date      `json:"on"`
	Answers  []Answer         `json:"answers"`
	Taken    bool             `json:"taken"`
	Hard     []int            `json:"hard_day,omitempty" doc:"Which of its things the reader keeps for a hard day: of a list from 1, or 0 for all of it."`
}

// gathered is what a couple has gathered, with days as its reader counts them.
func gathered(ctx context.Context, t homework.Together) []Kept {
	zone := t.Couple.TimeZone
	if me, ok := t.Couple.Partner(t.Viewer.Partner); ok {
		zone = me.TimeZone
	}
	return each(t.Entries, func(e homework.ShelfEntry) Kept {
		return Kept{Shelf: e.Shelf, Exercise: words(ctx, e.Definition.Name), Author: e.Author, On: tandem.DateOf(e.At, tandem.MustZone(zone)),
			Answers: each(e.Fields, answer(ctx, photosOf(t.Viewer, t.Couple.ID, e.Assignment))), Taken: e.Taken, Hard: e.Kept}
	})
}

// words are the library's, in the language of whoever asks.
func words(ctx context.Context, source string) string { return tandem.Text{Source: source}.In(ctx) }

// others names everybody else in the couple; staff read of "the other".
func others(c casefile.Couple, viewer homework.Viewer) tandem.Text {
	if viewer.Staff {
		return tandem.Say("the other")
	}
	var all tandem.Text
	for _, p := range c.ActivePartners() {
		switch {
		case p.ID == viewer.Partner:
		case all.IsZero():
			all = tandem.Say("%s", p.Name)
		default:
			all = tandem.Say("%s and %s", all, p.Name)
		}
	}
	return all
}

// steps are an exercise's steps in the language of whoever asks.
func steps(ctx context.Context, h homework.Homework) []exercise.Step {
	other := others(h.Couple, h.Viewer)
	return each(h.Definition.Steps, func(s exercise.Step) exercise.Step {
		for _, w := range []*string{&s.Title, &s.Text, &s.Submit, &s.Go, &s.Later} {
			t := tandem.Text{Source: *w}
			if strings.Contains(*w, "%s") {
				t.Args = []any{other}
			}
			*w = t.In(ctx)
		}
		s.Sees, s.Opens = h.Definition.Told(&s, other).In(ctx), exercise.SealNone
		if slices.ContainsFunc(s.Fields, func(f exercise.Field) bool { return f.Sealed }) {
			s.Opens = h.Definition.Seal(s.Move)
		}
		s.Fields = fields(ctx, h.Things, s.Fields)
		return s
	})
}

func fields(ctx context.Context, things homework.Things, all []exercise.Field) []exercise.Field {
	if len(all) == 0 {
		return nil
	}
	return each(all, func(f exercise.Field) exercise.Field {
		f.Label, f.Help, f.Low, f.High, f.ItemTitle = words(ctx, f.Label), words(ctx, f.Help), words(ctx, f.Low), words(ctx, f.High), words(ctx, f.ItemTitle)
		f.Item = fields(ctx, things, f.Item)
		if f.Type == exercise.Link {
			f.Choices = each(things.For(&f), func(t homework.Thing) exercise.Option {
				return exercise.Option{Value: string(t.Ref), Label: t.Text().In(ctx)}
			})
		}
		if len(f.Choices) > 0 && f.Type != exercise.Link {
			f.Choices = each(f.Choices, func(o exercise.Option) exercise.Option {
				return exercise.Option{Value: o.Value, Label: words(ctx, o.Label)}
			})
		}
		return f
	})
}
