package auth

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tandem/internal/practice"
	"tandem/internal/tandem"
)

// TestWaysToLoseAccess: each bites at the next request.
func TestWaysToLoseAccess(t *testing.T) {
	tests := []struct {
		name string
		lose func(t *testing.T, w *world)
	}{
		{"revoked", func(_ *testing.T, w *world) {
			w.access[ana] = AccessNow{Revoked: true, Roles: []tandem.Role{tandem.RolePartner}}
		}},
		{"no role left", func(_ *testing.T, w *world) { w.access[ana] = AccessNow{} }},
		{"an unknown role only", func(_ *testing.T, w *world) { w.access[ana] = AccessNow{Roles: []tandem.Role{"root"}} }},
		{"logged out everywhere", func(t *testing.T, w *world) {
			if err := w.LogOutEverywhere(context.Background(), w.actor(ana)); err != nil {
				t.Fatal(err)
			}
		}},
		{"passphrase changed elsewhere", func(t *testing.T, w *world) {
			if _, err := w.ChangePassphrase(context.Background(), w.actor(ana), ChangeInput{anasPassphrase, bensPassphrase}); err != nil {
				t.Fatal(err)
			}
		}},
		{"the account is gone", func(_ *testing.T, w *world) { delete(w.credentials, ana) }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			session := Session{Person: ana, Practice: practiceOne}
			if _, err := w.Actor(context.Background(), session); err != nil {
				t.Fatalf("before: %v", err)
			}
			test.lose(t, w)
			actor, err := w.Actor(context.Background(), session)
			wantKind(t, err, tandem.KindSignedOut)
			if actor.SignedIn() || len(actor.Roles) != 0 {
				t.Errorf("the actor is %+v", actor)
			}
		})
	}
}

func TestRolesAreReadAfresh(t *testing.T) {
	w := newWorld(t)
	w.access[ana] = AccessNow{Roles: []tandem.Role{tandem.RoleOwner, tandem.RoleTherapist}}
	session := Session{Person: ana, Practice: practiceOne}
	w.access[ana] = AccessNow{Roles: []tandem.Role{tandem.RoleOwner}}
	actor, err := w.Actor(context.Background(), session)
	if err != nil || actor.Has(tandem.RoleTherapist) {
		t.Errorf("got %+v, %v", actor, err)
	}
	for _, s := range []Session{{}, {Person: ana}, {Practice: practiceOne}, {Person: ana, Practice: practiceTwo}, {Person: ana, Practice: practiceOne, Epoch: 1}} {
		_, err := w.Actor(context.Background(), s)
		wantKind(t, err, tandem.KindSignedOut)
	}
}

func TestChangePassphraseKeepsThisDevice(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	session, err := w.ChangePassphrase(ctx, w.actor(ana), ChangeInput{Current: anasPassphrase, New: bensPassphrase})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Actor(ctx, session); err != nil {
		t.Errorf("the present device: %v", err)
	}
	if _, err := w.logIn("ana@example.org", anasPassphrase, ""); err == nil {
		t.Error("the old passphrase still lets in")
	}
	if _, err := w.logIn("ana@example.org", bensPassphrase, ""); err != nil {
		t.Errorf("the new passphrase: %v", err)
	}
	if !slices.Contains(w.events(), tandem.EventPassphraseChanged) {
		t.Errorf("recorded %v", w.events())
	}
}

func TestChangePassphraseRefusals(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	_, err := w.ChangePassphrase(ctx, w.actor(ana), ChangeInput{anasPassphrase, "short"})
	wantField(t, err, FieldPassphrase)
	_, err = w.ChangePassphrase(ctx, w.actor(ana), ChangeInput{anasPassphrase, anasPassphrase})
	wantField(t, err, FieldPassphrase)
	_, err = w.ChangePassphrase(ctx, w.actor(ana), ChangeInput{"", bensPassphrase})
	wantField(t, err, FieldCurrent)
	for range freeTries {
		_, err = w.ChangePassphrase(ctx, w.actor(ana), ChangeInput{"a guess of somebody else", bensPassphrase})
		wantField(t, err, FieldCurrent)
	}
	_, err = w.ChangePassphrase(ctx, w.actor(ana), ChangeInput{anasPassphrase, bensPassphrase})
	wantKind(t, err, tandem.KindThrottled)
	_, err = w.ChangePassphrase(ctx, tandem.Actor{}, ChangeInput{anasPassphrase, bensPassphrase})
	wantKind(t, err, tandem.KindSignedOut)
	if _, err := w.logIn("ana@example.org", anasPassphrase, ""); err != nil {
		t.Errorf("guesses at the account page must not stop the log-in: %v", err)
	}
}

// TestSigningInAgain: the right passphrase passes and leaves nothing behind;
// others are refused at the field, and counted.
func TestSigningInAgain(t *testing.T) {
	w := newWorld(t)
	if err := w.SignInAgain(context.Background(), w.actor(ana), anasPassphrase); err != nil {
		t.Fatal(err)
	}
	for _, wrong := range []string{"", bensPassphrase, strings.Repeat("x", 5000)} {
		err := w.SignInAgain(context.Background(), w.actor(ana), wrong)
		wantKind(t, err, tandem.KindInvalid)
		var e *tandem.Error
		if !errors.As(err, &e) || len(e.Fields) != 1 || e.Fields[0].Field != FieldPassphrase {
			t.Errorf("%.20q: %v", wrong, err)
		}
	}
	for range freeTries {
		_ = w.SignInAgain(context.Background(), w.actor(ana), bensPassphrase)
	}
	wantKind(t, w.SignInAgain(context.Background(), w.actor(ana), anasPassphrase), tandem.KindThrottled)
	wantKind(t, w.SignInAgain(context.Background(), tandem.Actor{}, anasPassphrase), tandem.KindSignedOut)
}

func TestLogOutAndAccount(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	if err := w.LogOut(ctx, w.actor(ana)); err != nil {
		t.Fatal(err)
	}
	account, err := w.Account(ctx, w.actor(ana))
	if err != nil || account.LogInName != "Ana@example.org" || !account.ChangedAt.Equal(w.now) {
		t.Errorf("got %+v, %v", account, err)
	}
	if got := w.events(); !slices.Equal(got, []tandem.Event{tandem.EventLoggedOut}) {
		t.Errorf("recorded %v", got)
	}
}

// TestCredentialsAreNeverOverwritten replays R21: signing up over an account
// that is there.
func TestCredentialsAreNeverOverwritten(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	before := w.credentials[ana]
	create, err := w.PrepareCredential(ctx, "another name", bensPassphrase)
	if err != nil {
		t.Fatal(err)
	}
	err = w.InTx(ctx, func(ctx context.Context) error { return create(ctx, practiceOne, ana) })
	wantKind(t, err, tandem.KindConflict)
	if w.credentials[ana] != before {
		t.Error("the credential was changed")
	}
}

func TestTakenNameSaysNotWhose(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	_, err := w.PrepareCredential(ctx, "ANA@example.org", bensPassphrase)
	wantField(t, err, FieldLogInName)
	if text := err.Error(); strings.Contains(strings.ToLower(text), "ana") || strings.Contains(text, "taken") {
		t.Errorf("the sentence tells too much: %s", text)
	}
	// Two people choose one name at once: both pass the first look.
	first, err1 := w.PrepareCredential(ctx, "morning light", anasPassphrase)
	second, err2 := w.PrepareCredential(ctx, "Morning Light", bensPassphrase)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	if err := w.InTx(ctx, func(ctx context.Context) error { return first(ctx, practiceOne, ben) }); err != nil {
		t.Fatal(err)
	}
	err = w.InTx(ctx, func(ctx context.Context) error {
		return second(ctx, practiceTwo, "cccccccc-cccc-4ccc-8ccc-cccccccccccc")
	})
	wantField(t, err, FieldLogInName)
}

func TestOneCredentialWhenCreatedAtOnce(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	create, err := w.PrepareCredential(ctx, "ben at sea", bensPassphrase)
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		group.Add(1)
		go func() {
			defer group.Done()
			errs[i] = w.InTx(ctx, func(ctx context.Context) error { return create(ctx, practiceOne, ben) })
		}()
	}
	group.Wait()
	made := 0
	for _, err := range errs {
		if err == nil {
			made++
		}
	}
	if made != 1 {
		t.Errorf("made %d times", made)
	}
}

// checkPassphrase is the whole check, form and strength.
func checkPassphrase(passphrase, name string) error {
	err := checkForm(passphrase, name)
	if err == nil && guessable(passphrase, name) {
		err = tandem.Invalid(easyToGuess())
	}
	return err
}

func TestPassphrases(t *testing.T) {
	tests := []struct {
		name, passphrase string
		says             string // "" when it may be chosen
	}{
		{"14 characters", "korb-zeder-ufo", "at least 15"},
		{"15 characters", "korb-zeder-ufo7", ""},
		{"15 characters, more bytes", "ñandú-búho-élfo", ""},
		{"14 characters, more bytes", "ñandú-búho-élf", "at least 15"},
		{"64 characters allowed", "quiet harbour lanterns drift past seventeen sleepy violins today", ""},
		{"words only, no digit", "copper anyone lagoon sixth trumpet", ""},
		{"256 characters", strings.Repeat("lagoon trumpet copper ", 12)[:256], ""},
		{"257 characters", strings.Repeat("lagoon trumpet copper ", 12)[:257], "256 characters or fewer"},
		{"one letter", "aaaaaaaaaaaaaaa", "easy to guess"},
		{"a common word twice", "passwordpassword", "easy to guess"},
		{"a row of keys", "qwertyuiopasdfghjkl", "easy to guess"},
		{"digits in order", "123456789012345", "easy to guess"},
		{"good after a good beginning", "copper anyone lagoon sixth" + strings.Repeat("a", 100), ""},
		{"a poor beginning", strings.Repeat("a", 24) + " copper anyone lagoon sixth", "easy to guess"},
		{"holds the name", "my ANA@example.org rocks", "log-in name"},
		{"an emoji is a character", "lagoon 🦦 trumpet copper", ""},
		{"broken text", "lagoon trumpet \xff copper", "cannot read"},
		{"a line break", "lagoon trumpet\ncopper", "cannot read"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := checkPassphrase(test.passphrase, "ana@example.org")
			switch {
			case test.says == "" && err != nil:
				t.Errorf("refused: %v", err)
			case test.says != "" && (tandem.KindOf(err) != tandem.KindInvalid || !strings.Contains(err.Error(), test.says)):
				t.Errorf("got %v, want %q", err, test.says)
			}
			if err != nil && len(test.passphrase) > 5 && strings.Contains(err.Error(), test.passphrase) {
				t.Error("the error repeats the passphrase")
			}
		})
	}
}

// TestScoringIsDear: what costs the server much is done for those alone who may
// ask for it, one at a time, and never for long.
func TestScoringIsDear(t *testing.T) {
	ctx := context.Background()
	const easy = "aaaaaaaaaaaaaaa"
	for _, end := range []string{"", "aaaaaaaaaaaa", "copper kettle under nine stars"} { // the work grows with what is scored: only the beginning is
		if start := strings.Repeat("a", scored); guessable(start, "") != guessable(start+end, "") {
			t.Errorf("%q after the first %d characters changes the score", end, scored)
		}
	}
	const word = "quorvexilantrumbo"
	if !guessable(word, word) || guessable(word, strings.Repeat("x", longestName)+" "+word) {
		t.Error("a name goes into the score without a bound, or not at all")
	}
	t.Run("never without a slot", func(t *testing.T) {
		w := newWorld(t)
		w.Hasher = &Hasher{slots: make(chan struct{}), waiters: make(chan struct{}), longest: time.Millisecond}
		for _, p := range []string{easy, bensPassphrase} { // a score would tell the first from the second
			_, err := w.PrepareCredential(ctx, "ben at sea", p)
			wantKind(t, err, tandem.KindThrottled)
		}
	})
	t.Run("never before the throttle", func(t *testing.T) {
		w := newWorld(t)
		w.tries[w.Index(ClassTryPerson, string(ana))] = Tries{Count: freeTries, At: w.now}
		_, err := w.ChangePassphrase(ctx, w.actor(ana), ChangeInput{Current: anasPassphrase, New: easy})
		wantKind(t, err, tandem.KindThrottled)
	})
	t.Run("never before the right passphrase", func(t *testing.T) {
		w := newWorld(t)
		_, err := w.ChangePassphrase(ctx, w.actor(ana), ChangeInput{Current: bensPassphrase, New: easy})
		wantField(t, err, FieldCurrent)
		before := maps.Clone(w.tries)
		_, err = w.ChangePassphrase(ctx, w.actor(ana), ChangeInput{Current: anasPassphrase, New: easy})
		wantField(t, err, FieldPassphrase)
		if !maps.Equal(before, w.tries) {
			t.Errorf("who knew the passphrase was counted as one who did not: %v, %v", before, w.tries)
		}
	})
	t.Run("never for a bad name", func(t *testing.T) {
		_, err := newWorld(t).PrepareCredential(ctx, strings.Repeat("n", 101), easy)
		wantField(t, err, FieldLogInName)
	})
}

// BenchmarkScore measures the dearest score there is.
func BenchmarkScore(b *testing.B) {
	worst := strings.Repeat("@a4({[<3e61!|0$57+zx%", 12)
	for b.Loop() {
		guessable(worst, "ana@example.org")
	}
}

// TestAnyTextIsAnswered: no text, however odd, breaks the check.
func TestAnyTextIsAnswered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringN(0, 300, -1),
			rapid.StringOfN(rapid.SampledFrom([]rune("1!4@4a3e0o7t5s$lI|+xX")), 15, 300, -1)).Draw(t, "text")
		name := rapid.String().Draw(t, "name")
		err := checkPassphrase(text, name)
		if err != nil && tandem.KindOf(err) != tandem.KindInvalid {
			t.Fatal(err)
		}
		if kept, err := CheckLogInName(name); err == nil {
			if again, err := CheckLogInName(kept); err != nil || again != kept {
				t.Fatalf("%q is taken, %q is not", name, kept)
			}
		}
	})
}

func TestLogInNames(t *testing.T) {
	tests := []struct {
		name, want string
		good       bool
	}{
		{"ana@example.org", "ana@example.org", true},
		{"  ana@example.org ", "ana@example.org", true},
		{"Morning Light", "Morning Light", true},
		{"José-María", "José-María", true},
		{"abc", "abc", true},
		{"ab", "", false},
		{strings.Repeat("a", 100), strings.Repeat("a", 100), true},
		{strings.Repeat("a", 101), "", false},
		{"ana@", "", false},
		{"Ana <ana@example.org>", "", false},
		{"a@b@c", "", false},
		{"name\x00", "", false},
		{"<script>", "", false},
		{"bad \xff text", "", false},
	}
	for _, test := range tests {
		got, err := CheckLogInName(test.name)
		if got != test.want || (err == nil) != test.good {
			t.Errorf("CheckLogInName(%q) = %q, %v", test.name, got, err)
		}
	}
	var e *tandem.Error
	if _, err := CheckLogInName("x"); !errors.As(err, &e) || e.Text.IsZero() {
		t.Error("a refusal has no sentence")
	}
}

func TestSessionLimits(t *testing.T) {
	began := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	tests := []struct {
		name       string
		staff      bool
		seen, now  time.Duration // after the session began
		lives, due bool
	}{
		{"just begun", true, 0, 0, true, false},
		{"staff, a moment before 15 minutes", true, 0, 15*time.Minute - 1, true, true},
		{"staff, 15 minutes", true, 0, 15 * time.Minute, false, true},
		{"partner, 15 minutes", false, 0, 15 * time.Minute, true, true},
		{"partner, a moment before 30 minutes", false, 0, 30*time.Minute - 1, true, true},
		{"partner, 30 minutes", false, 0, 30 * time.Minute, false, true},
		{"seen a minute ago", true, time.Hour, time.Hour + time.Minute, true, true},
		{"seen 59 seconds ago", true, time.Hour, time.Hour + 59*time.Second, true, false},
		{"a moment before 12 hours", false, 12*time.Hour - time.Second, 12*time.Hour - 1, true, false},
		{"12 hours, never idle", false, 12*time.Hour - time.Second, 12 * time.Hour, false, false},
		{"begins in the future", false, 0, -2 * time.Minute, false, false},
		{"another machine's clock is a little ahead", false, 0, -30 * time.Second, true, false},
	}
	for _, test := range tests {
		s := SessionState{Began: began, Seen: began.Add(test.seen)}
		err := s.Check(began.Add(test.now), test.staff)
		if (err == nil) != test.lives || (err != nil && tandem.KindOf(err) != tandem.KindSignedOut) {
			t.Errorf("%s: %v", test.name, err)
		}
		if got := s.NeedsTouch(began.Add(test.now)); got != test.due {
			t.Errorf("%s: needs a touch: %v", test.name, got)
		}
	}
	if (SessionState{}).Check(began, false) == nil {
		t.Error("an empty session lives")
	}
	if !reflect.DeepEqual((SessionState{Began: began, Seen: began}).Ends(true), began.Add(15*time.Minute)) {
		t.Error("a session of staff ends at another time")
	}
}

// practice declares what it needs for an accepted invitation; cmd hands it
// this service.
var _ practice.Credentials = (*Service)(nil)
