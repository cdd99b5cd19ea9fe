package store_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tandem/internal/tandem"
)

// TestGroupSharesItsFate: on SQLite works that wait together are committed
// together; when that commit fails, none of them is told that it succeeded, and
// none of them stays.
func TestGroupSharesItsFate(t *testing.T) {
	for name, breaks := range map[string]bool{"commit": false, "commit fails": true} {
		t.Run(name, func(t *testing.T) {
			s := newBase(t, "").open(t)
			probe(t, s)
			let := hold(s)
			const n = 10
			answers := make([]error, n)
			seenEarly := atomic.Int32{}
			var all sync.WaitGroup
			for i := range n {
				all.Go(func() {
					id := fmt.Sprint(i)
					answers[i] = s.InTx(bg, func(ctx context.Context) error {
						switch {
						case i == 3:
							return tandem.Denied()
						case i == 5 && breaks:
							return orphan(ctx, s, id)
						}
						return add(ctx, s, id)
					})
					if answers[i] == nil && !has(bg, t, s, id) {
						seenEarly.Add(1)
					}
				})
			}
			time.Sleep(100 * time.Millisecond) // until all of them wait for the held one
			if err := let(); err != nil {
				t.Fatal(err)
			}
			all.Wait()
			if seenEarly.Load() > 0 {
				t.Error("a work was answered before its commit")
			}
			for i, err := range answers {
				want := tandem.Kind("")
				switch {
				case i == 3:
					want = tandem.KindDenied
				case breaks:
					want = tandem.KindUnavailable
				}
				wantKind(t, fmt.Sprintf("work %d", i), err, want)
				if there := has(bg, t, s, fmt.Sprint(i)); there != (err == nil) {
					t.Errorf("work %d: told %v, row there is %v", i, err, there)
				}
			}
		})
	}
}

// TestCloseAnswersWhoWaits: nobody waits for ever for a store that closes.
func TestCloseAnswersWhoWaits(t *testing.T) {
	s := newBase(t, "").open(t)
	probe(t, s)
	let := hold(s)
	var all sync.WaitGroup
	for i := range 10 {
		all.Go(func() {
			id := fmt.Sprint(i)
			if err := s.InTx(bg, func(ctx context.Context) error { return add(ctx, s, id) }); err != nil {
				wantKind(t, id, err, tandem.KindUnavailable)
			}
		})
	}
	time.Sleep(20 * time.Millisecond)
	closed := make(chan error, 1)
	go func() { closed <- s.Close() }()
	time.Sleep(20 * time.Millisecond)
	if err := let(); err != nil {
		t.Errorf("the work under way gave %v", err)
	}
	all.Wait()
	if err := <-closed; err != nil {
		t.Error(err)
	}
}

// TestDiskFull: when SQLite has no room, who is told that it was kept finds it,
// who is told otherwise does not, and with room again all goes on.
func TestDiskFull(t *testing.T) {
	s := newBase(t, "").open(t)
	inTx(t, s, func(ctx context.Context) {
		exec(ctx, t, s, "CREATE TABLE probe (id TEXT PRIMARY KEY, load BLOB)")
	})
	var pages int
	if err := s.Writers().QueryRow("PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Writers().Exec(fmt.Sprintf("PRAGMA max_page_count = %d", pages+40)); err != nil {
		t.Fatal(err)
	}
	let := hold(s)
	answers := make([]error, 10)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() {
			size := 10
			if i%3 == 0 {
				size = 1 << 20
			}
			answers[i] = s.InTx(bg, func(ctx context.Context) error {
				_ = try(ctx, s, "INSERT INTO probe VALUES (?, ?)", fmt.Sprint(i), make([]byte, size)) // shrugged off
				_ = try(ctx, s, "INSERT INTO probe VALUES (?, NULL)", fmt.Sprint(i, " after"))
				return nil
			})
		})
	}
	time.Sleep(100 * time.Millisecond)
	if err := let(); err != nil {
		t.Fatal(err)
	}
	all.Wait()
	for i, err := range answers {
		if i%3 == 0 {
			wantKind(t, fmt.Sprintf("work %d, too large", i), err, tandem.KindUnavailable)
		} else if err != nil {
			wantKind(t, fmt.Sprintf("work %d, beside it", i), err, tandem.KindUnavailable)
		}
		for _, row := range []string{fmt.Sprint(i), fmt.Sprint(i, " after")} {
			if there := has(bg, t, s, row); there != (err == nil) {
				t.Errorf("%s: told %v, row there is %v", row, err, there)
			}
		}
	}
	if _, err := s.Writers().Exec("PRAGMA max_page_count = 1000000"); err != nil {
		t.Fatal(err)
	}
	inTx(t, s, func(ctx context.Context) {
		exec(ctx, t, s, "INSERT INTO probe VALUES ('room', ?)", make([]byte, 1<<20))
	})
}
