package tandem

import (
	"context"
	"errors"
	"slices"
)

// Facts are what the database knows of an object and of the actor's standing
// to it at this moment.
type Facts struct {
	Found     bool
	Couple    CoupleID  // the couple that the object belongs to, if any
	Partner   PartnerID // the actor's own membership in that couple, if active
	Relations []Relation
}

// Standing looks up Facts. It must search in the actor's own practice only.
type Standing interface {
	FactsOf(ctx context.Context, actor Actor, object Object) (Facts, error)
}

// Gate decides whether somebody with these roles and relations may. What it
// does not know it denies.
type Gate interface {
	Allows(roles []Role, permission Permission, relations []Relation) bool
}

// Recorder appends to the audit log inside the transaction of ctx.
type Recorder interface {
	Record(ctx context.Context, e Entry) error
}

// Transactor runs work in one transaction, carried in the context. When work
// or the commit fails nothing of it stays. Work called inside joins.
type Transactor interface {
	InTx(ctx context.Context, work func(ctx context.Context) error) error
}

// Pipeline runs every use case the same way: authorise, work, record, commit.
type Pipeline struct {
	Standing Standing
	Gate     Gate
	Recorder Recorder
	Tx       Transactor
	Clock    Clock
	IDs      IDs
}

// Grant is what authorising gave: the facts found, and where the work says
// more for the audit entry.
type Grant struct {
	Facts
	entry Entry
}

// About puts the entry in the name of a practice, a person and an object that
// only the work could know: at log-in, or for something just made.
func (g *Grant) About(practice PracticeID, actor PersonID, object Object, couple CoupleID) {
	g.entry.Practice, g.entry.Actor, g.entry.Object, g.entry.Couple = practice, actor, object, couple
}

// Says replaces the event that the table names, for a use case with two ends,
// such as a log-in that was refused.
func (g *Grant) Says(e Event) { g.entry.Event = e }

// Listed names what a list showed.
func (g *Grant) Listed(ids ...string) { g.entry.Listed = append(g.entry.Listed, ids...) }

// Passage is the memory of one request: which use cases its route declares,
// and which ran. The server refuses to send an answer that no declared use
// case stands behind.
type Passage struct {
	Declared []UseCaseName
	Ran      []UseCaseName
}

type passageKey struct{}

// WithPassage returns a context that carries the request's passage.
func WithPassage(ctx context.Context, p *Passage) context.Context {
	return context.WithValue(ctx, passageKey{}, p)
}

// Run runs one use case for an actor. Inside work, store calls share one
// transaction when the use case writes. Errors: SignedOut without an actor;
// NotFound where the object is unknown or the actor may not know of it; Denied
// on the practice and on one's own account; whatever work returns. A denial is
// recorded and changes nothing else.
func Run[T any](ctx context.Context, p *Pipeline, actor Actor, name UseCaseName, object Object,
	work func(ctx context.Context, g *Grant) (T, error)) (T, error) {
	var zero T
	use, err := enter(ctx, name)
	if err != nil {
		return zero, err
	}
	if use.Permission != PermissionPublic {
		if !actor.SignedIn() {
			return zero, SignedOut()
		}
		if use.Object != object.Kind {
			return zero, Internalf("use case %s is about a %s, not a %s", name, use.Object, object.Kind)
		}
	}
	base := Grant{entry: Entry{Practice: actor.Practice, Actor: actor.Person, Event: use.Event, UseCase: name, Object: object}}
	g := &base
	var out T
	steps := func(ctx context.Context) error {
		if err := p.authorise(ctx, actor, use, object, g); err != nil {
			return err
		}
		var err error
		out, err = work(ctx, g)
		return err
	}
	if use.Writes {
		err = p.Tx.InTx(ctx, func(ctx context.Context) error {
			fresh := base // a transaction may be tried again
			g = &fresh
			if err := steps(ctx); err != nil {
				return err
			}
			return p.record(ctx, g)
		})
	} else if err = steps(ctx); err == nil && g.entry.Event != "" {
		err = p.Tx.InTx(ctx, func(ctx context.Context) error { return p.record(ctx, g) })
	}
	if err == nil {
		return out, nil
	}
	if errors.Is(err, errTurnedAway) {
		err = p.turnAway(ctx, actor, use, object)
	}
	return zero, err
}

var errTurnedAway = errors.New("turned away")

// Unfit is what work returns when the ids that it was given do not belong
// together, such as a couple and a partner of another one. It counts as any
// other denial: one entry, nothing changed, NotFound to the actor.
func Unfit() error { return errTurnedAway }

func (p *Pipeline) authorise(ctx context.Context, actor Actor, use UseCase, object Object, g *Grant) error {
	if use.Permission == PermissionPublic {
		return nil
	}
	facts, err := p.Standing.FactsOf(ctx, actor, object)
	if err != nil {
		return err
	}
	if !facts.Found || !p.Gate.Allows(actor.Roles, use.Permission, facts.Relations) {
		return errTurnedAway
	}
	g.Facts = facts
	g.entry.Couple = facts.Couple
	return nil
}

// turnAway records the denial and makes the error. An id that is not of our
// form is not written down: it could be anything.
func (p *Pipeline) turnAway(ctx context.Context, actor Actor, use UseCase, object Object) error {
	if !WellFormedID(object.ID) {
		object.ID = ""
	}
	g := &Grant{entry: Entry{Practice: actor.Practice, Actor: actor.Person, Event: EventDenied, UseCase: use.Name, Object: object}}
	if err := p.Tx.InTx(ctx, func(ctx context.Context) error { return p.record(ctx, g) }); err != nil {
		return err
	}
	if object.Kind == ObjectPractice || string(actor.Person) == object.ID {
		return Denied()
	}
	return NotFound()
}

func (p *Pipeline) record(ctx context.Context, g *Grant) error {
	e := g.entry
	if e.Event == "" || e.Practice == "" {
		return nil
	}
	if _, known := FindEvent(e.Event); !known {
		return Internalf("audit event %q is not in the catalogue", e.Event)
	}
	e.ID, e.At = p.IDs.New(), p.Clock.Now()
	return p.Recorder.Record(ctx, e)
}

// enter checks the use case against the table and the route's declaration.
func enter(ctx context.Context, name UseCaseName) (UseCase, error) {
	use, ok := FindUseCase(name)
	if !ok {
		return use, Internalf("use case %q is not in the table", name)
	}
	if p, ok := ctx.Value(passageKey{}).(*Passage); ok {
		if !slices.Contains(p.Declared, name) {
			return use, Internalf("the route does not declare use case %q", name)
		}
		p.Ran = append(p.Ran, name)
	}
	return use, nil
}

// WellFormedID tells whether s has the form of our identifiers.
func WellFormedID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i, c := range s {
		switch {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return false
			}
		case c >= '0' && c <= '9' || c >= 'a' && c <= 'f':
		default:
			return false
		}
	}
	return true
}
