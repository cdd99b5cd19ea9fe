package casefile

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"tandem/internal/access"
	"tandem/internal/practice"
	"tandem/internal/tandem"
	"tandem/policies"
)

const (
	harbour = tandem.PracticeID("11111111-1111-4111-8111-111111111111")
	elders  = tandem.PracticeID("22222222-2222-4222-8222-222222222222")
)

// The people of the harbour practice.
var (
	tess  = tandem.Actor{Person: "tess", Practice: harbour, Roles: []tandem.Role{tandem.RoleTherapist}}
	theo  = tandem.Actor{Person: "theo", Practice: harbour, Roles: []tandem.Role{tandem.RoleTherapist}}
	fay   = tandem.Actor{Person: "fay", Practice: harbour, Roles: []tandem.Role{tandem.RoleFrontDesk}}
	olive = tandem.Actor{Person: "olive", Practice: harbour, Roles: []tandem.Role{tandem.RoleOwner}}
	sue   = tandem.Actor{Person: "sue", Practice: harbour, Roles: []tandem.Role{tandem.RoleSupervisor}}
	far   = tandem.Actor{Person: "far", Practice: elders, Roles: []tandem.Role{tandem.RoleTherapist, tandem.RoleFrontDesk}}
)

// shippedGate is the real policy, made once: that takes longer than any test.
var shippedGate = sync.OnceValues(func() (*access.Gate, error) { return access.New(policies.Model, policies.Policy) })

// world is the service over a memory.
type world struct {
	*Service
	*memory
}

// memory keeps couples in memory. Its transactions do not roll back: the tests
// look at what was written, in order.
type memory struct {
	cabinet
	AttendanceStore // of which these tests ask nothing
	now             time.Time
	couples         []Couple
	invitations     []practice.Invitation
	accounts        map[tandem.PersonID]bool
	entries         []tandem.Entry
	slow            bool // another couple takes the code between look and write
}

func newWorld(t *testing.T) *world {
	t.Helper()
	gate, err := shippedGate()
	if err != nil {
		t.Fatal(err)
	}
	m := &memory{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), accounts: map[tandem.PersonID]bool{}}
	return &world{memory: m, Service: &Service{Store: m, Proof: m, Goals: m,
		Pipeline:    &tandem.Pipeline{Standing: m, Gate: gate, Recorder: m, Tx: m, Clock: m, IDs: tandem.RandomIDs{}},
		Invitations: &practice.Invitations{Store: m, Clock: m, IDs: tandem.RandomIDs{}}}}
}

func (w *world) takeIn(t *testing.T, actor tandem.Actor) Couple {
	t.Helper()
	c, err := w.TakeIn(context.Background(), actor, anaAndBen())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func anaAndBen() TakeInInput {
	return TakeInInput{TimeZone: "America/Chicago", Partners: []PartnerInput{
		{Name: "Ana", Pronouns: "she/her", Language: "es"}, {Name: " Ben ", Language: "en", TimeZone: "Europe/Madrid"}}}
}

func (w *world) last() tandem.Entry { return w.entries[len(w.entries)-1] }

func (w *memory) Now() time.Time { return w.now }

func (w *memory) InTx(ctx context.Context, work func(context.Context) error) error { return work(ctx) }

func (w *memory) Record(_ context.Context, e tandem.Entry) error {
	w.entries = append(w.entries, e)
	return nil
}

func (w *memory) FactsOf(ctx context.Context, a tandem.Actor, o tandem.Object) (tandem.Facts, error) {
	switch o.Kind {
	case tandem.ObjectPractice, tandem.ObjectOverride, tandem.ObjectConsent:
		return tandem.Facts{Found: true, Relations: []tandem.Relation{tandem.RelationPractice}}, nil
	case tandem.ObjectPerson:
		return tandem.Facts{Found: o.ID == string(a.Person), Relations: []tandem.Relation{tandem.RelationOwn}}, nil
	}
	c, err := w.Couple(ctx, a.Practice, tandem.CoupleID(o.ID))
	if tandem.KindOf(err) == tandem.KindNotFound {
		return tandem.Facts{}, nil
	}
	f := tandem.Facts{Found: true, Couple: c.ID, Relations: []tandem.Relation{tandem.RelationPractice}}
	for _, m := range c.TeamAt(w.now) {
		if m.Person == a.Person {
			f.Relations = append(f.Relations, tandem.RelationCareTeam)
		}
	}
	if p, is := c.PartnerOf(a.Person); is {
		f.Partner, f.Relations = p.ID, []tandem.Relation{tandem.RelationPartner}
	}
	return f, err
}

func (w *memory) Couple(_ context.Context, practice tandem.PracticeID, couple tandem.CoupleID) (Couple, error) {
	for _, c := range w.couples {
		if c.Practice == practice && c.ID == couple {
			return c, nil
		}
	}
	return Couple{}, tandem.NotFound()
}

func (w *memory) filter(keep func(Couple) bool) ([]Couple, error) {
	return slices.DeleteFunc(slices.Clone(w.couples), func(c Couple) bool { return !keep(c) }), nil
}

func (w *memory) Couples(_ context.Context, practice tandem.PracticeID) ([]Couple, error) {
	return w.filter(func(c Couple) bool { return c.Practice == practice })
}

func (w *memory) CouplesOfStaff(_ context.Context, practice tandem.PracticeID, person tandem.PersonID, now time.Time) ([]Couple, error) {
	return w.filter(func(c Couple) bool {
		return c.Practice == practice && slices.ContainsFunc(c.TeamAt(now), func(m Member) bool { return m.Person == person })
	})
}

func (w *memory) PartnerCouples(_ context.Context, practice tandem.PracticeID, person tandem.PersonID) ([]Couple, error) {
	return w.filter(func(c Couple) bool {
		_, is := c.PartnerOf(person)
		return c.Practice == practice && is
	})
}

func (w *memory) Codes(_ context.Context, practice tandem.PracticeID) ([]string, error) {
	var codes []string
	for _, c := range w.couples {
		if c.Practice == practice {
			codes = append(codes, c.Code)
		}
	}
	return codes, nil
}

func (w *memory) Therapists(_ context.Context, practice tandem.PracticeID, _ time.Time) ([]Therapist, error) {
	if practice == elders {
		return []Therapist{{far.Person, "Far"}}, nil
	}
	return []Therapist{{theo.Person, "Theo"}, {tess.Person, "Tess"}}, nil
}

func (w *memory) CreateCouple(_ context.Context, practice tandem.PracticeID, c Couple) error {
	if w.slow {
		return tandem.Conflict(tandem.Say("taken"))
	}
	w.couples = append(w.couples, c)
	return nil
}

func (w *memory) CreateInvitation(_ context.Context, _ tandem.PracticeID, i practice.Invitation, _ string) error {
	w.invitations = append(w.invitations, i)
	return nil
}

func (w *memory) WithdrawInvitations(_ context.Context, _ tandem.PracticeID, person tandem.PersonID, couple tandem.CoupleID, at time.Time) (int, error) {
	n := 0
	for k := range w.invitations {
		if i := &w.invitations[k]; i.Person == person && i.Couple == couple && i.State(at) == practice.InvitationOpen {
			i.WithdrawnAt = at
			n++
		}
	}
	return n, nil
}

func (w *memory) ClaimInvitation(context.Context, tandem.PracticeID, tandem.InvitationID, time.Time) (bool, error) {
	return false, tandem.Internalf("not asked for here")
}

func (w *memory) HasAccount(_ context.Context, _ tandem.PracticeID, person tandem.PersonID) (bool, error) {
	return w.accounts[person], nil
}
