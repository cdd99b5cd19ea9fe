package auth

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tandem/internal/tandem"
)

func (w *world) logIn(name, passphrase, address string) (Session, error) {
	return w.LogIn(context.Background(), LogInInput{Name: name, Passphrase: passphrase, Address: address})
}

func wantKind(t *testing.T, err error, kind tandem.Kind) {
	t.Helper()
	if tandem.KindOf(err) != kind {
		t.Fatalf("got %v, want an error of kind %q", err, kind)
	}
}

func wantField(t *testing.T, err error, field string) {
	t.Helper()
	var e *tandem.Error
	if !errors.As(err, &e) || len(e.Fields) != 1 || e.Fields[0].Field != field || e.Fields[0].Text.IsZero() {
		t.Fatalf("got %v, want one sentence at the field %q", err, field)
	}
}

func TestLogInAndActor(t *testing.T) {
	w := newWorld(t)
	session, err := w.logIn("  ana@EXAMPLE.org", anasPassphrase, "192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	actor, err := w.Actor(context.Background(), session)
	if err != nil {
		t.Fatal(err)
	}
	want := tandem.Actor{Person: ana, Practice: practiceOne, Roles: []tandem.Role{tandem.RolePartner}}
	if !reflect.DeepEqual(actor, want) {
		t.Errorf("got %+v, want %+v", actor, want)
	}
	if got := w.events(); !slices.Equal(got, []tandem.Event{tandem.EventLoggedIn}) {
		t.Errorf("recorded %v", got)
	}
	if e := w.entries[0]; e.Practice != practiceOne || e.Actor != ana || e.UseCase != tandem.UseLogIn {
		t.Errorf("the entry is %+v", e)
	}
	if len(w.tries) != 0 {
		t.Errorf("after a success the throttle still remembers %v", w.tries)
	}
}

// TestRefusalsLookTheSame: nobody can tell from the answer whether a name is
// known, and the practice's log keeps a refusal although nobody was let in.
func TestRefusalsLookTheSame(t *testing.T) {
	w := newWorld(t)
	w.person(t, practiceTwo, ben, "ben", bensPassphrase, tandem.RoleTherapist)
	w.access[ben] = AccessNow{Revoked: true, Roles: []tandem.Role{tandem.RoleTherapist}}
	tests := []struct {
		name, typed, passphrase string
		recorded                tandem.PracticeID
	}{
		{"wrong passphrase", "ana@example.org", bensPassphrase, practiceOne},
		{"unknown name", "nobody@example.org", anasPassphrase, ""},
		{"revoked, right passphrase", "ben", bensPassphrase, practiceTwo},
		{"too long a passphrase", "ana@example.org", strings.Repeat("x", 5000), ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w.entries = nil
			session, err := w.logIn(test.typed, test.passphrase, "192.0.2.7")
			if session != (Session{}) || !reflect.DeepEqual(err, refused()) {
				t.Errorf("got %+v, %v; want the one refusal", session, err)
			}
			if test.recorded == "" {
				if len(w.entries) != 0 {
					t.Errorf("recorded %v for a practice that nobody knows", w.entries)
				}
				return
			}
			if len(w.entries) != 1 || w.entries[0].Event != tandem.EventLogInRefused || w.entries[0].Practice != test.recorded {
				t.Errorf("recorded %+v", w.entries)
			}
		})
	}
}

// TestUnknownNamesCostTheSame: the hash that belongs to nobody must be of the
// same parameters as the ones that we make, or time would tell.
func TestUnknownNamesCostTheSame(t *testing.T) {
	h := NewHasher(1)
	made, err := h.Hash(context.Background(), anasPassphrase)
	if err != nil {
		t.Fatal(err)
	}
	head := func(hash string) string { return hash[:strings.Index(hash, "p=1$")+4] }
	if head(made) != head(noHash) || len(made) != len(noHash) {
		t.Errorf("%q and %q differ in cost", head(made), head(noHash))
	}
	if ok, err := h.Matches(context.Background(), anasPassphrase, noHash); ok || err != nil {
		t.Errorf("got %v, %v", ok, err)
	}
}

func TestPausesGrow(t *testing.T) {
	w := newWorld(t)
	for i := range freeTries {
		if _, err := w.logIn("ana@example.org", bensPassphrase, ""); tandem.KindOf(err) != tandem.KindInvalid {
			t.Fatalf("try %d: %v", i+1, err)
		}
	}
	for _, pause := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60} {
		pause *= time.Second
		w.advance(pause - time.Millisecond)
		_, err := w.logIn("ana@example.org", anasPassphrase, "")
		wantKind(t, err, tandem.KindThrottled)
		w.advance(time.Millisecond)
		_, err = w.logIn("ANA@example.org ", bensPassphrase, "")
		wantKind(t, err, tandem.KindInvalid)
	}
	w.advance(time.Minute)
	if _, err := w.logIn("ana@example.org", anasPassphrase, ""); err != nil {
		t.Fatalf("a minute must be enough for the one who knows: %v", err)
	}
}

// TestASuccessCannotBeSeen: whatever somebody has tried before at another's
// name, and whatever they try after, they get the same answers whether or not
// the other has logged in in between.
func TestASuccessCannotBeSeen(t *testing.T) {
	for _, known := range []bool{false, true} {
		for tried := range freeTries + 9 {
			answers := func(loggedIn bool) string {
				w := newWorld(t)
				ctx := context.Background()
				if known {
					first, err := w.logIn("ana@example.org", anasPassphrase, "192.0.2.1")
					if err != nil {
						t.Fatal(err)
					}
					ctx = WithDevice(ctx, first.Device)
				}
				for range tried {
					_, _ = w.logIn("ana@example.org", bensPassphrase, "192.0.2.9")
					w.advance(longestPause)
				}
				w.advance(time.Second)
				if loggedIn {
					if _, err := w.LogIn(ctx, LogInInput{Name: "ana@example.org", Passphrase: anasPassphrase, Address: "192.0.2.1"}); err != nil {
						t.Fatalf("%d tries of a stranger keep out who knows: %v", tried, err)
					}
				}
				var got []string
				for range 2 * freeTries {
					w.advance(700 * time.Millisecond)
					_, err := w.logIn("ana@example.org", bensPassphrase, "192.0.2.9")
					got = append(got, err.Error())
				}
				return strings.Join(got, "|")
			}
			if with, without := answers(true), answers(false); with != without {
				t.Errorf("after %d tries (known device: %v) the other can tell:\n%s\n%s", tried, known, with, without)
			}
		}
	}
}

// TestASuccessAmongOthersTries: a try that was right uncounts itself alone.
func TestASuccessAmongOthersTries(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	at := func(s int) time.Time { return w.now.Add(time.Duration(s) * time.Second) }
	for _, test := range []struct{ before, after, others, want Tries }{
		{Tries{}, Tries{1, at(0)}, Tries{1, at(0)}, Tries{}},
		{Tries{3, at(0)}, Tries{4, at(9)}, Tries{4, at(9)}, Tries{3, at(0)}},
		{Tries{3, at(0)}, Tries{4, at(9)}, Tries{6, at(11)}, Tries{5, at(11)}},
		{Tries{11, at(0)}, Tries{11, at(99)}, Tries{11, at(99)}, Tries{11, at(0)}},
		{Tries{11, at(0)}, Tries{11, at(99)}, Tries{11, at(199)}, Tries{11, at(199)}},
		{Tries{9, at(-99999)}, Tries{1, at(0)}, Tries{2, at(1)}, Tries{1, at(1)}},
		{Tries{1, at(-99999)}, Tries{1, at(0)}, Tries{2, at(1)}, Tries{1, at(1)}},
		{Tries{3, at(0)}, Tries{4, at(9)}, Tries{}, Tries{}},
	} {
		c := byName("k")
		c.before, c.after = test.before, test.after
		delete(w.tries, "k")
		if test.others.Count > 0 {
			w.tries["k"] = test.others
		}
		if err := w.InTx(ctx, func(ctx context.Context) error { return w.takeBack(ctx, c) }); err != nil || w.tries["k"] != test.want {
			t.Errorf("%+v: left %+v, %v", test, w.tries["k"], err)
		}
	}
}

// TestAStrangerKeepsNobodyOut: who has logged in from a device before is not
// stopped there by what others try elsewhere, and gains nothing else by it.
func TestAStrangerKeepsNobodyOut(t *testing.T) {
	w := newWorld(t)
	w.person(t, practiceOne, ben, "ben at sea", bensPassphrase, tandem.RolePartner)
	first, err := w.logIn("ana@example.org", anasPassphrase, "")
	if err != nil {
		t.Fatal(err)
	}
	bens, err := w.logIn("ben at sea", bensPassphrase, "")
	if err != nil || bens.Device == "" || bens.Device == first.Device {
		t.Fatalf("%q, %v", bens.Device, err)
	}
	for range freeTries {
		_, _ = w.logIn("ana@example.org", bensPassphrase, "")
	}
	from := func(device, passphrase string) (Session, error) {
		return w.LogIn(WithDevice(context.Background(), device), LogInInput{Name: " ANA@example.org", Passphrase: passphrase})
	}
	number, proof, _ := strings.Cut(first.Device, ".")
	for what, device := range map[string]string{"no device": "", "another's": bens.Device, "a number without proof": number, "an empty proof": number + ".",
		"another number": strings.Repeat("0", len(number)) + "." + proof, "no number": "." + proof, "more": first.Device + "0", "noise": "\x00.\xff."} {
		if _, err := from(device, anasPassphrase); tandem.KindOf(err) != tandem.KindThrottled {
			t.Errorf("%s: %v", what, err)
		}
	}
	again, err := from(first.Device, anasPassphrase)
	if err != nil || again.Device != first.Device {
		t.Fatalf("the known device: %q, %v", again.Device, err)
	}
	for range freeTries {
		_, err = from(first.Device, bensPassphrase)
		wantKind(t, err, tandem.KindInvalid)
	}
	_, err = from(first.Device, anasPassphrase)
	wantKind(t, err, tandem.KindThrottled) // the device's own tries have an end too
	w.advance(time.Second)
	if _, err = from(first.Device, anasPassphrase); err != nil {
		t.Fatal(err)
	}
	if _, err = from(first.Device, bensPassphrase); tandem.KindOf(err) != tandem.KindInvalid {
		t.Errorf("after a success the device's tries are still counted: %v", err)
	}
	for key := range w.tries {
		if strings.Contains(key, first.Device) {
			t.Errorf("the throttle keeps what the device shows: %s", key)
		}
	}
}

// TestUnknownNamesWriteTheSame: a refusal takes as many transactions, and as
// many rows in each, whether the name is known or not.
func TestUnknownNamesWriteTheSame(t *testing.T) {
	w := newWorld(t)
	cost := func(name string) [2]int {
		transactions, rows := w.written, w.wrote
		_, err := w.logIn(name, bensPassphrase, "192.0.2.3")
		wantKind(t, err, tandem.KindInvalid)
		return [2]int{w.written - transactions, w.wrote - rows}
	}
	for i := range freeTries {
		known, unknown := cost("ana@example.org"), cost("nobody@example.org")
		if known != unknown || known != [2]int{2, 3} {
			t.Errorf("try %d: a known name costs %v transactions and rows, an unknown one %v", i+1, known, unknown)
		}
	}
}

func TestUnknownNamesAreThrottledAlike(t *testing.T) {
	w := newWorld(t)
	for range freeTries {
		_, _ = w.logIn("nobody", bensPassphrase, "")
	}
	_, unknown := w.logIn("nobody", bensPassphrase, "")
	for range freeTries {
		_, _ = w.logIn("ana@example.org", bensPassphrase, "")
	}
	_, known := w.logIn("ana@example.org", bensPassphrase, "")
	if !reflect.DeepEqual(unknown, known) || tandem.KindOf(known) != tandem.KindThrottled {
		t.Errorf("unknown: %v; known: %v", unknown, known)
	}
}

// TestTriesSentAtOnceAreCounted: a guesser gains nothing by parallel requests.
func TestTriesSentAtOnceAreCounted(t *testing.T) {
	w := newWorld(t)
	var group sync.WaitGroup
	var mu sync.Mutex
	kinds := map[tandem.Kind]int{}
	for range 20 {
		group.Add(1)
		go func() {
			defer group.Done()
			_, err := w.logIn("ana@example.org", bensPassphrase, "192.0.2.9")
			mu.Lock()
			kinds[tandem.KindOf(err)]++
			mu.Unlock()
		}()
	}
	group.Wait()
	if kinds[tandem.KindInvalid] != freeTries || kinds[tandem.KindThrottled] != 20-freeTries {
		t.Errorf("got %v, want %d compared and the rest throttled", kinds, freeTries)
	}
}

func TestAddressLimit(t *testing.T) {
	w := newWorld(t)
	key := w.Index(ClassTryAddress, network("2001:db8::1"))
	w.tries[key] = Tries{Count: addressTries - 1, At: w.now}
	if _, err := w.logIn("ana@example.org", anasPassphrase, "2001:db8::1"); err != nil {
		t.Fatal(err)
	}
	if got := w.tries[key].Count; got != addressTries-1 {
		t.Errorf("a success leaves the address at %d, want %d", got, addressTries-1)
	}
	_, err := w.logIn("somebody", bensPassphrase, "2001:db8::2")
	wantKind(t, err, tandem.KindInvalid)
	_, err = w.logIn("ana@example.org", anasPassphrase, "2001:db8:0:0:ffff::3")
	wantKind(t, err, tandem.KindThrottled)
	if _, err := w.logIn("ana@example.org", anasPassphrase, "2001:db8:0:1::1"); err != nil {
		t.Errorf("another network: %v", err)
	}
	w.advance(addressWindow)
	if _, err := w.logIn("ana@example.org", anasPassphrase, "2001:db8::1"); err != nil {
		t.Errorf("after a quarter of an hour: %v", err)
	}
}

func TestNetwork(t *testing.T) {
	for in, want := range map[string]string{
		"192.0.2.1": "192.0.2.1", "::ffff:192.0.2.1": "192.0.2.1", "2001:db8::5": "2001:db8::/64",
		"fe80::1%eth0": "fe80::/64", "": "", "a socket": "a socket",
	} {
		if got := network(in); got != want {
			t.Errorf("network(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestThrottleAndClocks: a clock that jumps must lock nobody out for long.
func TestThrottleAndClocks(t *testing.T) {
	now := time.Date(2026, 3, 29, 1, 30, 0, 0, time.UTC)
	tests := []struct {
		name  string
		claim *claim
		tries Tries
		wait  time.Duration
	}{
		{"four tries", byName("k"), Tries{4, now}, 0},
		{"five tries", byName("k"), Tries{5, now}, time.Second},
		{"many tries", byName("k"), Tries{500, now}, time.Minute},
		{"many tries, clock five seconds back", byName("k"), Tries{500, now.Add(5 * time.Second)}, time.Minute},
		{"many tries, clock an hour back", byName("k"), Tries{500, now.Add(time.Hour)}, 0},
		{"address full", byAddress("k"), Tries{100, now.Add(-time.Minute)}, 14 * time.Minute},
		{"address full, clock a day back", byAddress("k"), Tries{100, now.Add(24 * time.Hour)}, 0},
		{"address not full", byAddress("k"), Tries{99, now}, 0},
	}
	for _, test := range tests {
		got := max(test.claim.wait(test.tries, now), 0)
		if got != test.wait {
			t.Errorf("%s: wait %v, want %v", test.name, got, test.wait)
		}
	}
	if next := byName("k").next(Tries{500, now.Add(-25 * time.Hour)}, now); next.Count != 1 {
		t.Errorf("after a day of quiet the count is %d", next.Count)
	}
}

func TestForgetOldTries(t *testing.T) {
	w := newWorld(t)
	w.tries["old"], w.tries["new"] = Tries{9, w.now.Add(-25 * time.Hour)}, Tries{9, w.now}
	if err := w.ForgetOldTries(context.Background()); err != nil {
		t.Fatal(err)
	}
	if _, old := w.tries["old"]; old || w.tries["new"].Count != 9 {
		t.Errorf("left %v", w.tries)
	}
}

func TestDatabaseAwayIsNoRefusal(t *testing.T) {
	w := newWorld(t)
	w.broken = tandem.Unavailable(errors.New("gone"))
	_, err := w.logIn("ana@example.org", anasPassphrase, "")
	wantKind(t, err, tandem.KindUnavailable)
	_, err = w.Actor(context.Background(), Session{Person: ana, Practice: practiceOne})
	wantKind(t, err, tandem.KindUnavailable)
}

func TestEmptyFormIsNotATry(t *testing.T) {
	w := newWorld(t)
	_, err := w.logIn("", anasPassphrase, "")
	wantField(t, err, FieldLogInName)
	_, err = w.logIn("ana", "", "")
	wantField(t, err, FieldPassphrase)
	if len(w.tries) != 0 {
		t.Errorf("counted %v", w.tries)
	}
}

// TestHasherIsBounded: whoever finds the slots and the queue full is told at
// once, and a slot given back is free again.
func TestHasherIsBounded(t *testing.T) {
	ctx := context.Background()
	h := &Hasher{slots: make(chan struct{}, 1), waiters: make(chan struct{}, 2), longest: 10 * time.Millisecond}
	if err := h.enter(ctx); err != nil {
		t.Fatal(err)
	}
	wantKind(t, h.enter(ctx), tandem.KindThrottled) // waited too long
	gone, cancel := context.WithCancel(ctx)
	cancel()
	wantKind(t, h.enter(gone), tandem.KindUnavailable)
	h.waiters <- struct{}{}
	h.longest = time.Hour                           // whoever waits now fails the test by its own limit of time
	wantKind(t, h.enter(ctx), tandem.KindThrottled) // the queue is full
	<-h.waiters
	h.leave()
	if err := h.enter(ctx); err != nil {
		t.Fatal(err)
	}
	h.leave()
	if len(h.slots) != 0 || len(h.waiters) != 0 {
		t.Errorf("%d slots and %d places are still taken", len(h.slots), len(h.waiters))
	}
}

func TestBusyHasherIsNotTheirFault(t *testing.T) {
	w := newWorld(t)
	w.Hasher = &Hasher{slots: make(chan struct{}), waiters: make(chan struct{}), longest: time.Millisecond}
	for range 2 * freeTries {
		_, err := w.logIn("ana@example.org", anasPassphrase, "192.0.2.1")
		if !reflect.DeepEqual(err, busy()) {
			t.Fatalf("got %v, want the sentence for a busy time", err)
		}
	}
	if len(w.tries) != 0 {
		t.Errorf("counted %v", w.tries)
	}
}

// TestThrottledTriesWriteNothing: a flood costs reads only.
func TestThrottledTriesWriteNothing(t *testing.T) {
	w := newWorld(t)
	w.tries[w.Index(ClassTryName, "ana@example.org")] = Tries{Count: freeTries, At: w.now}
	before := w.written
	for range 10 {
		_, err := w.logIn("ana@example.org", anasPassphrase, "192.0.2.1")
		wantKind(t, err, tandem.KindThrottled)
	}
	if w.written != before {
		t.Errorf("%d transactions", w.written-before)
	}
}

// staleDirectory answers as the database did a moment ago.
type staleDirectory struct {
	*world
	looks int
}

// Tries is empty at the first look at each key: the others come in after it.
func (d *staleDirectory) Tries(ctx context.Context, key string) (Tries, error) {
	if d.looks++; d.looks <= 2 {
		return Tries{}, nil
	}
	return d.world.Tries(ctx, key)
}

// CredentialByLogIn is the credential before the epoch moved on.
func (d *staleDirectory) CredentialByLogIn(ctx context.Context, hash string) (Credential, error) {
	c, err := d.world.CredentialByLogIn(ctx, hash)
	c.Epoch--
	return c, err
}

func TestTriesOfOthersBetweenLookAndCount(t *testing.T) {
	w := newWorld(t)
	w.tries[w.Index(ClassTryName, "ana@example.org")] = Tries{Count: freeTries, At: w.now}
	w.Directory = &staleDirectory{world: w}
	_, err := w.logIn("ana@example.org", anasPassphrase, "192.0.2.1")
	wantKind(t, err, tandem.KindThrottled)
	if len(w.tries) != 1 {
		t.Errorf("counted %v", w.tries)
	}
}

// TestPassphraseChangedDuringLogIn: one who knew the old passphrase and was
// being compared while it changed is not let in.
func TestPassphraseChangedDuringLogIn(t *testing.T) {
	w := newWorld(t)
	w.Directory = &staleDirectory{world: w}
	session, err := w.logIn("ana@example.org", anasPassphrase, "192.0.2.1")
	if session != (Session{}) || !reflect.DeepEqual(err, refused()) {
		t.Errorf("got %+v, %v", session, err)
	}
}

// TestNobodyIsNeverLetIn: even if the hash that belongs to nobody were found
// out, an unknown name opens nothing.
func TestNobodyIsNeverLetIn(t *testing.T) {
	w := newWorld(t)
	hash, err := w.Hasher.Hash(context.Background(), anasPassphrase)
	if err != nil {
		t.Fatal(err)
	}
	w.Hasher.nobody = hash
	session, err := w.logIn("nobody", anasPassphrase, "192.0.2.1")
	if session != (Session{}) || !reflect.DeepEqual(err, refused()) || len(w.entries) != 0 {
		t.Errorf("got %+v, %v, recorded %v", session, err, w.entries)
	}
}
