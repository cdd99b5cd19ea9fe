package practice

import (
	"context"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"tandem/internal/access"
	"tandem/internal/tandem"
	"tandem/policies"
)

// shippedGate is the real policy, made once: that takes longer than any test.
var shippedGate = sync.OnceValues(func() (*access.Gate, error) { return access.New(policies.Model, policies.Policy) })

// world is an installation in memory. Its transactions are serial and roll
// back; people of practice "other" stand beside to show that nothing crosses.
type world struct {
	*Service
	mu   sync.Mutex
	look sync.Mutex
	rows
	now       time.Time
	entries   []tandem.Entry
	owner     tandem.Actor
	meanwhile func() // happens while an account is being prepared
}

type rows struct {
	practices map[tandem.PracticeID]Practice
	members   map[tandem.PersonID]Member
	clients   map[tandem.PersonID]string
	home      map[tandem.PersonID]tandem.PracticeID
	invited   map[string]Invitation // by token hash
	accounts  map[tandem.PersonID]string
	epochs    map[tandem.PersonID]int
	languages map[tandem.PersonID]string
	links     []Supervision
}

func (r rows) clone() rows {
	return rows{maps.Clone(r.practices), maps.Clone(r.members), maps.Clone(r.clients), maps.Clone(r.home),
		maps.Clone(r.invited), maps.Clone(r.accounts), maps.Clone(r.epochs), maps.Clone(r.languages), slices.Clone(r.links)}
}

func emptyWorld(t *testing.T) *world {
	t.Helper()
	gate, err := shippedGate()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), rows: rows{
		map[tandem.PracticeID]Practice{}, map[tandem.PersonID]Member{}, map[tandem.PersonID]string{}, map[tandem.PersonID]tandem.PracticeID{},
		map[string]Invitation{}, map[tandem.PersonID]string{}, map[tandem.PersonID]int{}, map[tandem.PersonID]string{}, nil}}
	w.Service = &Service{
		Pipeline:  &tandem.Pipeline{Standing: w, Gate: gate, Recorder: w, Tx: w, Clock: w, IDs: tandem.RandomIDs{}},
		Directory: w, Store: w, Credentials: w,
	}
	return w
}

// newWorld is a founded practice whose owner has come in.
func newWorld(t *testing.T) *world {
	t.Helper()
	w := emptyWorld(t)
	founded, err := w.Found(context.Background(), FoundInput{Practice: "Harbour Practice", Owner: "Olive"})
	if err != nil {
		t.Fatal(err)
	}
	w.accept(t, founded.Link.Token, "olive")
	w.owner = w.actor(founded.Owner)
	return w
}

func (w *world) accept(t *testing.T, token, name string) tandem.PersonID {
	t.Helper()
	a, err := w.AcceptInvitation(context.Background(), token, AcceptInput{LogInName: name, Passphrase: "ignored here", Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	return a.Person
}

// staff invites somebody and, when come is set, lets them accept.
func (w *world) staff(t *testing.T, name string, come bool, roles ...tandem.Role) tandem.PersonID {
	t.Helper()
	link, err := w.InviteStaff(context.Background(), w.owner, InviteStaffInput{Name: name, Roles: roles})
	if err != nil {
		t.Fatal(err)
	}
	if come {
		w.accept(t, link.Token, name)
	}
	return link.Invitation.Person
}

func (w *world) actor(person tandem.PersonID) tandem.Actor {
	return tandem.Actor{Person: person, Practice: w.home[person], Roles: w.members[person].Roles}
}

func (w *world) last() tandem.Entry { return w.entries[len(w.entries)-1] }

func (w *world) Now() time.Time { return w.now }

func (w *world) FactsOf(_ context.Context, a tandem.Actor, o tandem.Object) (tandem.Facts, error) {
	person := tandem.PersonID(o.ID)
	switch {
	case o.Kind == tandem.ObjectPractice && a.Staff():
		return tandem.Facts{Found: true, Relations: []tandem.Relation{tandem.RelationPractice}}, nil
	case o.Kind == tandem.ObjectPerson && w.home[person] == a.Practice && a.Practice != "":
		rel := []tandem.Relation{tandem.RelationPractice}
		if person == a.Person {
			rel = append(rel, tandem.RelationOwn)
		}
		return tandem.Facts{Found: true, Relations: rel}, nil
	}
	return tandem.Facts{}, nil
}

type txKey struct{}

func (w *world) InTx(ctx context.Context, work func(context.Context) error) error {
	if ctx.Value(txKey{}) != nil {
		return work(ctx)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.look.Lock()
	before, written := w.rows.clone(), len(w.entries)
	w.look.Unlock()
	err := work(context.WithValue(ctx, txKey{}, true))
	if err != nil {
		w.look.Lock()
		w.rows, w.entries = before, w.entries[:written]
		w.look.Unlock()
	}
	return err
}

// change runs a write under the lock that reads take; outside of a
// transaction it is an error.
func (w *world) change(ctx context.Context, work func()) error {
	if ctx.Value(txKey{}) == nil {
		return tandem.Internalf("written outside of a transaction")
	}
	w.look.Lock()
	defer w.look.Unlock()
	work()
	return nil
}

func (w *world) Record(ctx context.Context, e tandem.Entry) error {
	return w.change(ctx, func() { w.entries = append(w.entries, e) })
}

func (w *world) HoldFounding(context.Context) (bool, error) { return len(w.practices) > 0, nil }

func (w *world) InvitationByToken(_ context.Context, hash string) (Invitation, error) {
	w.look.Lock()
	defer w.look.Unlock()
	if i, ok := w.invited[hash]; ok {
		return i, nil
	}
	return Invitation{}, tandem.NotFound()
}

func (w *world) CreateInvitation(ctx context.Context, _ tandem.PracticeID, i Invitation, hash string) error {
	return w.change(ctx, func() { w.invited[hash] = i })
}

func (w *world) WithdrawInvitations(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID, couple tandem.CoupleID, at time.Time) (n int, err error) {
	return n, w.change(ctx, func() {
		for hash, i := range w.invited {
			if i.Practice == practice && i.Person == person && i.Couple == couple && i.State(at) == InvitationOpen {
				i.WithdrawnAt = at
				w.invited[hash] = i
				n++
			}
		}
	})
}

func (w *world) ClaimInvitation(ctx context.Context, practice tandem.PracticeID, id tandem.InvitationID, at time.Time) (done bool, err error) {
	err = w.change(ctx, func() {
		for hash, i := range w.invited {
			if i.Practice == practice && i.ID == id && i.State(at) == InvitationOpen {
				i.UsedAt = at
				w.invited[hash] = i
				done = true
			}
		}
	})
	return done, err
}

func (w *world) HasAccount(_ context.Context, practice tandem.PracticeID, person tandem.PersonID) (bool, error) {
	return w.home[person] == practice && w.accounts[person] != "", nil
}

func (w *world) CreatePractice(ctx context.Context, practice tandem.PracticeID, p Practice) error {
	return w.change(ctx, func() { w.practices[practice] = p })
}

func (w *world) Practice(_ context.Context, practice tandem.PracticeID) (Practice, error) {
	w.look.Lock()
	defer w.look.Unlock()
	if p, ok := w.practices[practice]; ok {
		return p, nil
	}
	return Practice{}, tandem.NotFound()
}

func (w *world) CreateMember(ctx context.Context, practice tandem.PracticeID, m Member, _ time.Time) error {
	return w.change(ctx, func() { w.members[m.Person], w.home[m.Person] = m, practice })
}

func (w *world) Staff(_ context.Context, practice tandem.PracticeID, _ time.Time) ([]Member, error) {
	var out []Member
	for person, m := range w.members {
		if w.home[person] == practice {
			out = append(out, m)
		}
	}
	return out, nil
}

func (w *world) Member(_ context.Context, practice tandem.PracticeID, person tandem.PersonID, _ time.Time) (Member, error) {
	if m, ok := w.members[person]; ok && w.home[person] == practice {
		return m, nil
	}
	return Member{}, tandem.NotFound()
}

func (w *world) OwnersToKeep(_ context.Context, practice tandem.PracticeID, _ time.Time) ([]tandem.PersonID, error) {
	var out []tandem.PersonID
	for person, m := range w.members {
		if w.home[person] == practice && m.Has(tandem.RoleOwner) {
			out = append(out, person)
		}
	}
	return out, nil
}

func (w *world) SetRoles(ctx context.Context, _ tandem.PracticeID, person tandem.PersonID, roles []tandem.Role, _ time.Time) error {
	return w.change(ctx, func() {
		m := w.members[person]
		m.Roles = roles
		w.members[person] = m
	})
}

func (w *world) Revoke(ctx context.Context, _ tandem.PracticeID, person tandem.PersonID, _ time.Time) error {
	return w.change(ctx, func() {
		m := w.members[person]
		m.Roles, m.State = nil, MemberRevoked
		w.members[person] = m
		w.epochs[person]++
	})
}

func (w *world) open(practice tandem.PracticeID, supervisor, supervisee tandem.PersonID, at time.Time) int {
	return slices.IndexFunc(w.links, func(s Supervision) bool {
		return s.Supervisor == supervisor && s.Supervisee == supervisee && w.home[supervisee] == practice && s.ActiveAt(at)
	})
}

func (w *world) Supervisions(_ context.Context, practice tandem.PracticeID, now time.Time) (out []Supervision, err error) {
	for _, s := range w.links {
		if w.home[s.Supervisee] == practice && s.ActiveAt(now) {
			out = append(out, s)
		}
	}
	return out, nil
}

func (w *world) AddSupervision(ctx context.Context, practice tandem.PracticeID, s Supervision) (added bool, err error) {
	return added, w.change(ctx, func() {
		if added = w.open(practice, s.Supervisor, s.Supervisee, s.From) < 0; added {
			w.links = append(w.links, s)
		}
	})
}

func (w *world) EndSupervision(ctx context.Context, practice tandem.PracticeID, supervisor, supervisee tandem.PersonID, at time.Time) (ended bool, err error) {
	return ended, w.change(ctx, func() {
		i := w.open(practice, supervisor, supervisee, at)
		if ended = i >= 0; ended {
			w.links[i].To = at
		}
	})
}

func (w *world) NameOf(_ context.Context, practice tandem.PracticeID, person tandem.PersonID) (string, error) {
	if w.home[person] != practice {
		return "", tandem.NotFound()
	}
	return w.members[person].Name + w.clients[person], nil
}

func (w *world) SetLanguage(ctx context.Context, _ tandem.PracticeID, person tandem.PersonID, language string) error {
	return w.change(ctx, func() { w.languages[person] = language })
}

// PrepareCredential stands for auth: a name that is taken is a field error,
// and an account that is there is never touched.
func (w *world) PrepareCredential(_ context.Context, name, _ string) (func(context.Context, tandem.PracticeID, tandem.PersonID) error, error) {
	if name == "" {
		return nil, tandem.InvalidField("name", tandem.Say("empty"))
	}
	if w.meanwhile != nil {
		w.meanwhile()
	}
	return func(ctx context.Context, _ tandem.PracticeID, person tandem.PersonID) error {
		var err error
		if e := w.change(ctx, func() {
			if w.accounts[person] != "" {
				err = tandem.Conflict(tandem.Say("there"))
				return
			}
			w.accounts[person] = name
			if m, ok := w.members[person]; ok {
				m.State = MemberActive
				w.members[person] = m
			}
		}); e != nil {
			return e
		}
		return err
	}, nil
}

func (w *world) Language(_ context.Context, practice tandem.PracticeID, person tandem.PersonID) (string, error) {
	if w.home[person] != practice {
		return "", tandem.NotFound()
	}
	return w.languages[person], nil
}

func (w *world) Installation(context.Context) (Installation, error) { return Installation{}, nil }

// PrepareReset stands for auth: it needs an account, and ends its sessions.
func (w *world) PrepareReset(_ context.Context, _ tandem.PracticeID, person tandem.PersonID, _ string) (func(context.Context) error, error) {
	if w.accounts[person] == "" {
		return nil, tandem.NotFound()
	}
	return func(ctx context.Context) error { return w.change(ctx, func() { w.epochs[person]++ }) }, nil
}
