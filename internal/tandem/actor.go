package tandem

import "context"

// Role is what a person is in a practice. A person of the staff can hold
// several; a client holds RolePartner while a membership lasts.
type Role string

// The roles.
const (
	RoleOwner      Role = "owner"
	RoleTherapist  Role = "therapist"
	RoleSupervisor Role = "supervisor"
	RoleFrontDesk  Role = "frontdesk"
	RolePartner    Role = "partner"
)

// Roles lists every role, staff first.
func Roles() []Role {
	return []Role{RoleOwner, RoleTherapist, RoleSupervisor, RoleFrontDesk, RolePartner}
}

// Staff tells whether the role is one of the practice's own people.
func (r Role) Staff() bool { return r != RolePartner && r != "" }

// Actor is who asks. It is read afresh for each request from the session and
// the database, so a role that was taken away is gone by the next request.
type Actor struct {
	Person   PersonID
	Practice PracticeID
	Roles    []Role
}

// SignedIn tells whether anybody is there.
func (a Actor) SignedIn() bool { return a.Person != "" && a.Practice != "" }

// Has tells whether the actor holds the role.
func (a Actor) Has(r Role) bool {
	for _, have := range a.Roles {
		if have == r {
			return true
		}
	}
	return false
}

// Staff tells whether the actor holds any role of the staff.
func (a Actor) Staff() bool {
	for _, r := range a.Roles {
		if r.Staff() {
			return true
		}
	}
	return false
}

// Relation is how an actor stands to an object at this moment.
type Relation string

// The relations. Ended care or membership leaves no relation.
const (
	// RelationOwn: the object is the actor's own account or entry.
	RelationOwn Relation = "own"
	// RelationPartner: the actor is a partner in the object's couple today.
	RelationPartner Relation = "partner"
	// RelationCareTeam: the actor is on the couple's care team today.
	RelationCareTeam Relation = "careteam"
	// RelationSupervises: the actor supervises somebody on the care team today.
	RelationSupervises Relation = "supervises"
	// RelationPractice: the actor and the object belong to one practice.
	RelationPractice Relation = "practice"
	// RelationNone: nothing ties the actor to the object.
	RelationNone Relation = "none"
)

// Relations lists every relation, nearest first.
func Relations() []Relation {
	return []Relation{RelationOwn, RelationPartner, RelationCareTeam, RelationSupervises, RelationPractice, RelationNone}
}

// Holds tells whether a role can stand in a relation at all: partners are tied
// by membership, staff by their work. A client is "in the practice" for no
// purpose, and a therapist who is a client elsewhere gains nothing by it.
func (r Role) Holds(rel Relation) bool {
	switch rel {
	case RelationOwn, RelationNone:
		return true
	case RelationPartner:
		return r == RolePartner
	default:
		return r.Staff()
	}
}

type actorKey struct{}

// WithActor returns a context that carries who asks, for the whole request.
func WithActor(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// ActorOf is who asks; nobody when the context carries no one.
func ActorOf(ctx context.Context) Actor {
	a, _ := ctx.Value(actorKey{}).(Actor)
	return a
}
