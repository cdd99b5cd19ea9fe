package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"tandem/internal/store"
	"tandem/internal/tandem"
	"tandem/internal/vault"
)

type answers struct {
	Text  string
	Parts []string
}

func codec(t *testing.T, s *store.Store) {
	w := seed(t, s)
	sc := store.Scope{Person: w.ana, Couple: tandem.CoupleID(w.couple), Class: store.ClassAnswers}
	in := answers{"we laughed about ü and 🙂", []string{"a", "b"}}
	var sealed []byte
	inTx(t, s, func(ctx context.Context) {
		var err error
		if sealed, err = s.Seal(ctx, w.practice, sc, "move-1", in); err != nil {
			t.Fatal(err)
		}
		var out answers
		if err := s.Unseal(ctx, w.practice, sc, "move-1", sealed, &out); err != nil || out.Text != in.Text {
			t.Errorf("within its transaction it opens as %v, %v", out, err)
		}
		// The same scope elsewhere has a key of its own.
		if _, err := s.Seal(ctx, w.elsewhere, sc, "move-1", in); err != nil {
			t.Fatal(err)
		}
		other := sc
		other.Person = w.ben
		if _, err := s.Seal(ctx, w.practice, other, "move-1", in); err != nil {
			t.Fatal(err)
		}
	})
	if bytes.Contains(sealed, []byte("laughed")) {
		t.Error("the sealed record can be read")
	}
	for _, cold := range []bool{false, true} {
		if cold {
			s.ForgetKeys(100)
		}
		var out answers
		if err := s.Unseal(bg, w.practice, sc, "move-1", sealed, &out); err != nil || fmt.Sprint(out) != fmt.Sprint(in) {
			t.Errorf("opened as %v, %v", out, err)
		}
	}
	flipped := bytes.Clone(sealed)
	flipped[len(flipped)/2] ^= 1
	ben := sc
	ben.Person = w.ben
	for what, open := range map[string]func(out *answers) error{
		"a flipped byte":   func(out *answers) error { return s.Unseal(bg, w.practice, sc, "move-1", flipped, out) },
		"another record":   func(out *answers) error { return s.Unseal(bg, w.practice, sc, "move-2", sealed, out) },
		"another practice": func(out *answers) error { return s.Unseal(bg, w.elsewhere, sc, "move-1", sealed, out) },
		"another person":   func(out *answers) error { return s.Unseal(bg, w.practice, ben, "move-1", sealed, out) },
	} {
		var out answers
		err := open(&out)
		wantKind(t, what, err, tandem.KindInternal)
		if !errors.Is(err, vault.ErrSealed) || out.Text != "" {
			t.Errorf("%s: %v, got %q", what, err, out.Text)
		}
	}
	for what, bad := range map[string]struct {
		class, record string
	}{"no record": {store.ClassAnswers, ""}, "no class": {"", "m"}, "a bar": {store.ClassAnswers, "m|1"}} {
		_, err := s.Seal(bg, w.practice, store.Scope{Class: bad.class}, bad.record, in)
		wantKind(t, what, err, tandem.KindInternal)
	}
	_, err := s.Seal(bg, w.practice, store.Scope{Class: "new"}, "m", in)
	wantKind(t, "a new key outside a transaction", err, tandem.KindInternal)
	wantKind(t, "a key that nobody made", s.Unseal(bg, w.practice, store.Scope{Class: "new"}, "m", sealed, &answers{}), tandem.KindInternal)
}

// codecRollback: a key made in a transaction that rolls back is gone for all.
func codecRollback(t *testing.T, s *store.Store) {
	w := seed(t, s)
	sc := store.Scope{Person: w.ana, Class: store.ClassAnswers}
	err := s.InTx(bg, func(ctx context.Context) error {
		if _, err := s.Seal(ctx, w.practice, sc, "m", "x"); err != nil {
			t.Error(err)
		}
		if s.Cached(w.practice, sc) {
			t.Error("a key is known to all before its commit")
		}
		return tandem.Denied()
	})
	wantKind(t, "rolled back", err, tandem.KindDenied)
	if s.Cached(w.practice, sc) {
		t.Error("a key is in memory whose row was rolled back")
	}
	var sealed []byte
	inTx(t, s, func(ctx context.Context) {
		if sealed, err = s.Seal(ctx, w.practice, sc, "m", "y"); err != nil {
			t.Fatal(err)
		}
	})
	if !s.Cached(w.practice, sc) {
		t.Error("a committed key is not kept in memory")
	}
	s.ForgetKeys(100)
	var out string
	if err := s.Unseal(bg, w.practice, sc, "m", sealed, &out); err != nil || out != "y" {
		t.Errorf("after the rollback the record opens as %q, %v", out, err)
	}
}

// codecRace: the first use of a key by many at once makes one key.
func codecRace(t *testing.T, s *store.Store) {
	w := seed(t, s)
	sc := store.Scope{Person: w.ana, Class: store.ClassAnswers}
	const n = 16
	sealed := make([][]byte, n)
	failed := make([]bool, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			err := s.InTx(bg, func(ctx context.Context) error {
				var err error
				if sealed[i], err = s.Seal(ctx, w.practice, sc, fmt.Sprint(i), i); err != nil {
					return err
				}
				if i%3 == 0 {
					return tandem.Denied()
				}
				return nil
			})
			failed[i] = err != nil
			if (i%3 == 0) != (tandem.KindOf(err) == tandem.KindDenied) {
				t.Errorf("%d: %v", i, err)
			}
		})
	}
	all.Wait()
	s.ForgetKeys(100)
	var count int64
	if err := s.Read(bg).Table("keys").Where("practice_id = ?", w.practice).Count(&count).Error; err != nil || count != 1 {
		t.Errorf("%d keys were made, want 1 (%v)", count, err)
	}
	for i := range n {
		if failed[i] {
			continue
		}
		out := -1
		if err := s.Unseal(bg, w.practice, sc, fmt.Sprint(i), sealed[i], &out); err != nil || out != i {
			t.Errorf("record %d opens as %d, %v", i, out, err)
		}
	}
}

func codecWarm(t *testing.T, s *store.Store) {
	w := seed(t, s)
	couple := tandem.CoupleID(w.couple)
	var sealed []byte
	var scopes []store.Scope
	inTx(t, s, func(ctx context.Context) {
		for _, who := range []tandem.PersonID{w.ana, w.ben} {
			sc := store.Scope{Person: who, Couple: couple, Class: store.ClassAnswers}
			scopes = append(scopes, sc)
			var err error
			if sealed, err = s.Seal(ctx, w.practice, sc, "m", "x"); err != nil {
				t.Fatal(err)
			}
		}
	})
	s.ForgetKeys(3)
	if err := s.WarmKeys(bg, w.practice, []tandem.CoupleID{couple}); err != nil {
		t.Fatal(err)
	}
	if !s.Cached(w.practice, scopes[0]) || !s.Cached(w.practice, scopes[1]) {
		t.Error("the couple's keys are not in memory")
	}
	inTx(t, s, func(ctx context.Context) { // more keys than there is room for
		for i := range 5 {
			if _, err := s.Seal(ctx, w.practice, store.Scope{Class: fmt.Sprint("c", i)}, "m", "x"); err != nil {
				t.Fatal(err)
			}
		}
	})
	if n := s.CachedKeys(); n != 3 {
		t.Errorf("%d keys in memory, want 3", n)
	}
	inTx(t, s, func(ctx context.Context) {
		exec(ctx, t, s, "DELETE FROM keys WHERE practice_id = ? AND couple_id = ?", w.practice, w.couple)
	})
	s.ForgetKeys(100)
	var out string
	if err := s.Unseal(bg, w.practice, scopes[1], "m", sealed, &out); !errors.Is(err, store.ErrKeyGone) || out != "" {
		t.Errorf("after erasure: %q, %v", out, err)
	}
}

// TestNothingReadableInTheFiles: what was sealed cannot be read in the database
// file or its log.
func TestNothingReadableInTheFiles(t *testing.T) {
	b := newBase(t, "")
	s := b.open(t)
	w := seed(t, s)
	const word = "hummingbird"
	inTx(t, s, func(ctx context.Context) {
		sealed, err := s.Seal(ctx, w.practice, store.Scope{Class: "profile"}, string(w.practice), word)
		if err != nil {
			t.Fatal(err)
		}
		exec(ctx, t, s, "UPDATE practices SET profile = ? WHERE id = ?", sealed, w.practice)
	})
	look := func() bool {
		for _, name := range []string{"tandem.db", "tandem.db-wal"} {
			text, err := os.ReadFile(filepath.Join(b.options.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(text, []byte(word)) {
				return true
			}
		}
		return false
	}
	if look() {
		t.Error("a sealed word stands readable in the files")
	}
	inTx(t, s, func(ctx context.Context) { // the planted fault, to show that the look can find
		exec(ctx, t, s, "UPDATE practices SET profile = ? WHERE id = ?", []byte(word), w.practice)
	})
	if !look() {
		t.Error("the look does not find a word that is there")
	}
}
