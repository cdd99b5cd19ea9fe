package auth

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tandem/internal/tandem"
)

const (
	practiceOne = tandem.PracticeID("11111111-1111-4111-8111-111111111111")
	practiceTwo = tandem.PracticeID("22222222-2222-4222-8222-222222222222")
	ana         = tandem.PersonID("aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa")
	ben         = tandem.PersonID("bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb")

	anasPassphrase = "grey otters borrow umbrellas"
	bensPassphrase = "seven lemons under the ferry"
)

// world is a practice in memory: store, directory, clock and pipeline. Its
// transactions are serial and roll back.
type world struct {
	*Service
	tx sync.Mutex
	mu sync.Mutex
	rows
	now     time.Time
	broken  error // what the database says to everything, if set
	written int   // transactions begun
	wrote   int   // rows written, entries among them
	entries []tandem.Entry
}

type rows struct {
	credentials map[tandem.PersonID]Credential
	access      map[tandem.PersonID]AccessNow
	tries       map[string]Tries
	tokens      map[string]Token // by hash
}

// cheapHasher works as the real one does, at a thousandth of the cost.
func cheapHasher() *Hasher {
	h := NewHasher(2)
	h.cost.Memory, h.cost.Iterations = 16, 1
	h.nobody = strings.Replace(noHash, "m=19456,t=2", "m=16,t=1", 1)
	return h
}

type txKey struct{}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), rows: rows{
		credentials: map[tandem.PersonID]Credential{}, access: map[tandem.PersonID]AccessNow{}, tries: map[string]Tries{}, tokens: map[string]Token{}}}
	w.Service = &Service{
		Pipeline:  &tandem.Pipeline{Standing: w, Gate: w, Recorder: w, Tx: w, Clock: w, IDs: tandem.RandomIDs{}},
		Directory: w, Store: w, Hasher: cheapHasher(),
		Index: func(class, text string) string { return class + "|" + strings.ToLower(strings.TrimSpace(text)) },
	}
	w.person(t, practiceOne, ana, "Ana@example.org", anasPassphrase, tandem.RolePartner)
	return w
}

func (w *world) person(t *testing.T, practice tandem.PracticeID, person tandem.PersonID, name, passphrase string, roles ...tandem.Role) {
	t.Helper()
	create, err := w.PrepareCredential(context.Background(), name, passphrase)
	if err == nil {
		err = w.InTx(context.Background(), func(ctx context.Context) error { return create(ctx, practice, person) })
	}
	if err != nil {
		t.Fatal(err)
	}
	w.access[person] = AccessNow{Roles: roles}
}

func (w *world) actor(person tandem.PersonID) tandem.Actor {
	return tandem.Actor{Person: person, Practice: w.credentials[person].Practice, Roles: w.access[person].Roles}
}

func (w *world) events() []tandem.Event {
	var out []tandem.Event
	for _, e := range w.entries {
		out = append(out, e.Event)
	}
	return out
}

func (w *world) Now() time.Time          { w.mu.Lock(); defer w.mu.Unlock(); return w.now }
func (w *world) advance(d time.Duration) { w.mu.Lock(); defer w.mu.Unlock(); w.now = w.now.Add(d) }

func (w *world) Allows(_ []tandem.Role, p tandem.Permission, rel []tandem.Relation) bool {
	return p == tandem.PermissionAccountUse && slices.Contains(rel, tandem.RelationOwn)
}

func (w *world) FactsOf(_ context.Context, a tandem.Actor, o tandem.Object) (tandem.Facts, error) {
	for _, t := range w.tokens {
		if o.Kind == tandem.ObjectToken && o.ID == string(t.ID) && t.Person == a.Person {
			return tandem.Facts{Found: true, Relations: []tandem.Relation{tandem.RelationOwn}}, nil
		}
	}
	if o.ID == string(a.Person) {
		return tandem.Facts{Found: true, Relations: []tandem.Relation{tandem.RelationOwn}}, nil
	}
	return tandem.Facts{}, nil
}

func (w *world) Record(ctx context.Context, e tandem.Entry) error {
	if ctx.Value(txKey{}) == nil {
		return tandem.Internalf("recorded outside of a transaction")
	}
	w.wrote++
	w.entries = append(w.entries, e)
	return nil
}

func (w *world) InTx(ctx context.Context, work func(context.Context) error) error {
	if ctx.Value(txKey{}) != nil {
		return work(ctx)
	}
	w.tx.Lock()
	defer w.tx.Unlock()
	w.written++
	w.mu.Lock()
	before, written := rows{maps.Clone(w.credentials), maps.Clone(w.access), maps.Clone(w.tries), maps.Clone(w.tokens)}, len(w.entries)
	w.mu.Unlock()
	err := work(context.WithValue(ctx, txKey{}, true))
	if err != nil {
		w.mu.Lock()
		w.rows, w.entries = before, w.entries[:written]
		w.mu.Unlock()
	}
	return err
}

func (w *world) write(ctx context.Context) error {
	if ctx.Value(txKey{}) == nil {
		return tandem.Internalf("written outside of a transaction")
	}
	return w.broken
}

func (w *world) CredentialByLogIn(_ context.Context, hash string) (Credential, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.credentials {
		if c.LogInHash == hash {
			return c, w.broken
		}
	}
	if w.broken != nil {
		return Credential{}, w.broken
	}
	return Credential{}, tandem.NotFound()
}

func (w *world) Tries(_ context.Context, key string) (Tries, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.tries[key], nil
}

func (w *world) SwapTries(ctx context.Context, key string, seen, next Tries) (bool, error) {
	if err := w.write(ctx); err != nil {
		return false, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.tries[key].Count != seen.Count {
		return false, nil
	}
	w.wrote++
	if w.tries[key] = next; next.Count == 0 {
		delete(w.tries, key)
	}
	return true, nil
}

func (w *world) ForgetTries(ctx context.Context, before time.Time) error {
	maps.DeleteFunc(w.tries, func(_ string, t Tries) bool { return t.At.Before(before) })
	return w.write(ctx)
}

func (w *world) Credential(_ context.Context, practice tandem.PracticeID, person tandem.PersonID) (Credential, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c, ok := w.credentials[person]; ok && c.Practice == practice {
		return c, nil
	}
	return Credential{}, tandem.NotFound()
}

func (w *world) CreateCredential(ctx context.Context, practice tandem.PracticeID, c Credential) error {
	if err := w.write(ctx); err != nil {
		return err
	}
	for _, other := range w.credentials {
		if other.LogInHash == c.LogInHash || other.Person == c.Person {
			return tandem.Conflict(tandem.Say("taken"))
		}
	}
	w.credentials[c.Person] = c
	return nil
}

func (w *world) SetPassphrase(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID, epoch int, hash string, at time.Time) (int, error) {
	c, err := w.Credential(ctx, practice, person)
	if err != nil {
		return 0, err
	}
	if c.Epoch != epoch {
		return 0, tandem.Conflict(tandem.Say("moved on"))
	}
	c.Hash, c.ChangedAt = hash, at
	c.Epoch++
	w.credentials[person] = c
	return c.Epoch, w.write(ctx)
}

func (w *world) EndSessions(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID) error {
	c, err := w.Credential(ctx, practice, person)
	if err != nil {
		return err
	}
	c.Epoch++
	w.credentials[person] = c
	return w.write(ctx)
}

func (w *world) AccessNow(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID, _ time.Time) (AccessNow, error) {
	c, err := w.Credential(ctx, practice, person)
	if err != nil {
		return AccessNow{}, err
	}
	a := w.access[person]
	a.Epoch = c.Epoch
	return a, w.broken
}

func (w *world) TokenByHash(_ context.Context, hash string) (Token, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if t, ok := w.tokens[hash]; ok {
		t.Label = ""
		return t, w.broken
	}
	return Token{}, tandem.NotFound()
}

func (w *world) CreateToken(ctx context.Context, _ tandem.PracticeID, t Token, hash string) error {
	w.tokens[hash] = t
	return w.write(ctx)
}

func (w *world) Tokens(_ context.Context, practice tandem.PracticeID, person tandem.PersonID) ([]Token, error) {
	var all []Token
	for _, t := range w.tokens {
		if t.Practice == practice && t.Person == person {
			all = append(all, t)
		}
	}
	return all, nil
}

// changeToken changes the token with the id, if the change wants it.
func (w *world) changeToken(ctx context.Context, id tandem.TokenID, change func(t *Token) bool) (bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for hash, t := range w.tokens {
		if t.ID == id && change(&t) {
			w.tokens[hash] = t
			w.wrote++
			return true, w.write(ctx)
		}
	}
	return false, w.write(ctx)
}

func (w *world) RevokeToken(ctx context.Context, _ tandem.PracticeID, id tandem.TokenID, at time.Time) (bool, error) {
	return w.changeToken(ctx, id, func(t *Token) bool {
		first := t.RevokedAt.IsZero()
		t.RevokedAt = at
		return first
	})
}

func (w *world) TouchToken(ctx context.Context, _ tandem.PracticeID, id tandem.TokenID, day tandem.Date) error {
	_, err := w.changeToken(ctx, id, func(t *Token) bool { t.UsedOn = day; return true })
	return err
}

func (w *world) ForgetTokens(ctx context.Context, before time.Time) error {
	maps.DeleteFunc(w.tokens, func(_ string, t Token) bool { return t.ExpiresAt.Before(before) })
	return w.write(ctx)
}
