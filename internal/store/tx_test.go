package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm/clause"

	"tandem/internal/store"
	"tandem/internal/tandem"
)

var bg = context.Background()

func readYourWrites(t *testing.T, s *store.Store) {
	probe(t, s)
	for i := range 20 {
		id := fmt.Sprint(i)
		inTx(t, s, func(ctx context.Context) {
			if err := add(ctx, s, id); err != nil {
				t.Fatal(err)
			}
			if !has(ctx, t, s, id) {
				t.Error("work does not see what it wrote")
			}
			if has(bg, t, s, id) {
				t.Error("others see it before the commit")
			}
		})
		if !has(bg, t, s, id) {
			t.Fatal("InTx returned before its write could be read")
		}
	}
}

func nothingStays(t *testing.T, s *store.Store) {
	probe(t, s)
	mine := errors.New("mine")
	err := s.InTx(bg, func(ctx context.Context) error {
		if err := add(ctx, s, "a"); err != nil {
			return err
		}
		return tandem.Internal(mine)
	})
	if !errors.Is(err, mine) {
		t.Errorf("InTx gave %v, want the work's own error", err)
	}
	if has(bg, t, s, "a") {
		t.Error("a failed work left a row")
	}
}

func panicComesBack(t *testing.T, s *store.Store) {
	probe(t, s)
	func() {
		defer func() {
			if got := recover(); got != "ouch" {
				t.Errorf("the panic came back as %v", got)
			}
		}()
		_ = s.InTx(bg, func(ctx context.Context) error {
			if err := add(ctx, s, "a"); err != nil {
				return err
			}
			panic("ouch")
		})
	}()
	if has(bg, t, s, "a") {
		t.Error("a panic left a row")
	}
	inTx(t, s, func(ctx context.Context) { // and the store goes on
		if err := add(ctx, s, "b"); err != nil {
			t.Error(err)
		}
	})
}

func innerJoins(t *testing.T, s *store.Store) {
	probe(t, s)
	err := s.InTx(bg, func(ctx context.Context) error {
		if err := s.InTx(ctx, func(ctx context.Context) error { return add(ctx, s, "inner") }); err != nil {
			return err
		}
		if !has(ctx, t, s, "inner") {
			t.Error("the outer work does not see what the inner wrote")
		}
		return tandem.Denied()
	})
	wantKind(t, "outer", err, tandem.KindDenied)
	if has(bg, t, s, "inner") {
		t.Error("the inner work outlived the outer")
	}
}

func innerDooms(t *testing.T, s *store.Store) {
	probe(t, s)
	err := s.InTx(bg, func(ctx context.Context) error {
		_ = s.InTx(ctx, func(ctx context.Context) error {
			if err := add(ctx, s, "inner"); err != nil {
				t.Error(err)
			}
			return tandem.Denied()
		})
		return nil
	})
	wantKind(t, "an outer work that shrugs", err, tandem.KindDenied)
	if has(bg, t, s, "inner") {
		t.Error("what failed inside was kept")
	}
}

func failedStatementDooms(t *testing.T, s *store.Store) {
	probe(t, s)
	err := s.InTx(bg, func(ctx context.Context) error {
		if err := add(ctx, s, "a"); err != nil {
			return err
		}
		wantKind(t, "the same again", add(ctx, s, "a"), tandem.KindConflict)
		if err := add(ctx, s, "b"); !errors.Is(err, store.ErrTxBroken) {
			t.Errorf("a statement after a failed one gave %v", err)
		}
		var n int
		if err := s.Read(ctx).Raw("SELECT count(*) FROM probe").Row().Scan(&n); err == nil {
			t.Error("a row was read after a failed statement")
		}
		return nil
	})
	wantKind(t, "work that shrugs", err, tandem.KindConflict)
	if has(bg, t, s, "a") || has(bg, t, s, "b") {
		t.Error("a broken transaction left rows")
	}
}

func contextKept(t *testing.T, s *store.Store) {
	probe(t, s)
	var kept context.Context
	inTx(t, s, func(ctx context.Context) { kept = ctx })
	if err := add(kept, s, "a"); !errors.Is(err, store.ErrTxEnded) {
		t.Errorf("a write through an ended transaction gave %v", err)
	}
	if has(bg, t, s, "a") {
		t.Error("and it stayed")
	}
}

func writeNeedsTx(t *testing.T, s *store.Store) {
	if _, err := s.Write(bg); tandem.KindOf(err) != tandem.KindInternal {
		t.Errorf("a write without a transaction gave %v", err)
	}
	wantKind(t, "Record without a transaction", s.Record(bg, tandem.Entry{Event: tandem.EventLoggedIn}), tandem.KindInternal)
}

// manyAtOnce: of works that arrive together some fail, some panic, some shrug
// off a failed statement; each gets its own answer and only the good ones stay.
func manyAtOnce(t *testing.T, s *store.Store) {
	probe(t, s)
	const callers, rounds = 24, 10
	var all sync.WaitGroup
	for c := range callers {
		all.Go(func() {
			for r := range rounds {
				id := fmt.Sprintf("%02d-%02d", c, r)
				kind := (c + r) % 6
				err := attempt(s, id, kind)
				good := kind > 2
				switch {
				case good && err != nil:
					t.Errorf("%s: a good work gave %v", id, err)
				case !good && err == nil:
					t.Errorf("%s: a bad work (%d) gave no error", id, kind)
				}
				if has(bg, t, s, id) != good {
					t.Errorf("%s: kind %d, row there is %v", id, kind, !good)
				}
			}
		})
	}
	all.Wait()
}

func attempt(s *store.Store, id string, kind int) (err error) {
	defer func() {
		if got := recover(); got != nil {
			err = fmt.Errorf("panic: %v", got)
		}
	}()
	return s.InTx(bg, func(ctx context.Context) error {
		if err := add(ctx, s, id); err != nil {
			return err
		}
		switch kind {
		case 0:
			return tandem.Denied()
		case 1:
			panic("ouch")
		case 2:
			_ = add(ctx, s, id) // fails, and is shrugged off
		}
		return nil
	})
}

func orphan(ctx context.Context, s *store.Store, id string) error {
	return try(ctx, s, "INSERT INTO probe (id, parent) VALUES (?, 'nobody')", id)
}

func failedCommit(t *testing.T, s *store.Store) {
	probe(t, s)
	err := s.InTx(bg, func(ctx context.Context) error { return orphan(ctx, s, "a") })
	wantKind(t, "a commit that fails", err, tandem.KindUnavailable)
	if has(bg, t, s, "a") {
		t.Error("it left a row")
	}
	inTx(t, s, func(ctx context.Context) { // and the store goes on
		if err := add(ctx, s, "b"); err != nil {
			t.Error(err)
		}
	})
}

// hold starts a work that keeps the writer busy until let is called, and
// returns once it has started.
func hold(s *store.Store) (let func() error) {
	started, release, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		done <- s.InTx(bg, func(context.Context) error {
			close(started)
			<-release
			return nil
		})
	}()
	<-started
	return func() error { close(release); return <-done }
}

func cancelledBefore(t *testing.T, s *store.Store) {
	probe(t, s)
	ctx, cancel := context.WithCancel(bg)
	cancel()
	ran := false
	err := s.InTx(ctx, func(context.Context) error { ran = true; return nil })
	wantKind(t, "a context that ended before", err, tandem.KindUnavailable)
	if !errors.Is(err, context.Canceled) || ran {
		t.Errorf("err %v, ran %v", err, ran)
	}
	if !s.OnSQLite() {
		return
	}
	let := hold(s)
	ctx, cancel = context.WithTimeout(bg, 20*time.Millisecond)
	defer cancel()
	err = s.InTx(ctx, func(context.Context) error { ran = true; return nil })
	if !errors.Is(err, context.DeadlineExceeded) || ran {
		t.Errorf("a context that ended while waiting: err %v, ran %v", err, ran)
	}
	if err := let(); err != nil {
		t.Error(err)
	}
	if ran {
		t.Error("a work ran after its caller had given up")
	}
}

// cancelledWithin: a caller whose context ends after the start learns the truth.
func cancelledWithin(t *testing.T, s *store.Store) {
	probe(t, s)
	ctx, cancel := context.WithCancel(bg)
	defer cancel()
	err := s.InTx(ctx, func(ctx context.Context) error {
		if err := add(ctx, s, "a"); err != nil {
			return err
		}
		cancel()
		return add(ctx, s, "b")
	})
	if stayed := has(bg, t, s, "a"); stayed != (err == nil) || stayed != has(bg, t, s, "b") {
		t.Errorf("told %v, but the row is there: %v", err, stayed)
	}
	if s.OnSQLite() && err != nil {
		t.Errorf("a started work was not carried out: %v", err)
	}
}

func closing(t *testing.T, s *store.Store) {
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("closing twice gave %v", err)
	}
	err := s.InTx(bg, func(context.Context) error { return nil })
	wantKind(t, "work after closing", err, tandem.KindUnavailable)
	err = store.Failure(s.Read(bg).Exec("SELECT 1").Error)
	wantKind(t, "reading after closing", err, tandem.KindUnavailable)
}

func kinds(t *testing.T, s *store.Store) {
	w := seed(t, s)
	var row struct{ ID string }
	err := s.Read(bg).Table("couples").Where("practice_id = ?", "nobody").Take(&row).Error
	wantKind(t, "a missing row", store.Failure(err), tandem.KindNotFound)
	for what, c := range map[string]struct {
		sql  string
		kind tandem.Kind
	}{
		"a code that is taken":  {"INSERT INTO couples (practice_id, id, code, time_zone, state, created_at, closed_at) SELECT practice_id, 'other', code, time_zone, state, created_at, closed_at FROM couples WHERE id = ?", tandem.KindConflict},
		"a couple of nobody":    {"UPDATE partners SET couple_id = 'nobody' WHERE couple_id = ?", tandem.KindInternal},
		"an unknown state":      {"UPDATE couples SET state = 'married' WHERE id = ?", tandem.KindInternal},
		"closed without a date": {"UPDATE couples SET state = 'closed' WHERE id = ?", tandem.KindInternal},
		"a missing table":       {"DELETE FROM nothing WHERE id = ?", tandem.KindInternal},
	} {
		err := s.InTx(bg, func(ctx context.Context) error { return try(ctx, s, c.sql, w.couple) })
		wantKind(t, what, err, c.kind)
	}
	ctx, cancel := context.WithCancel(bg)
	cancel()
	err = store.Failure(s.Read(ctx).Exec("SELECT 1").Error)
	wantKind(t, "a cancelled read", err, tandem.KindUnavailable)
	if store.Failure(nil) != nil {
		t.Error("no error became one")
	}
}

type moment struct {
	ID string
	At time.Time
	To *time.Time
}

func (moment) TableName() string { return "moments" }

func times(t *testing.T, s *store.Store) {
	kind := "TIMESTAMPTZ(6)"
	if s.OnSQLite() {
		kind = "DATETIME"
	}
	inTx(t, s, func(ctx context.Context) {
		exec(ctx, t, s, "CREATE TABLE moments (id TEXT PRIMARY KEY, at "+kind+" NOT NULL, \"to\" "+kind+")")
	})
	honolulu := time.FixedZone("HST", -10*3600)
	base := time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC)
	want := map[string]time.Time{}
	var order []string
	for i, after := range []time.Duration{0, 1500, time.Microsecond * 10, time.Microsecond * 100_000, time.Microsecond * 120_000, time.Second, time.Hour} {
		id := fmt.Sprint(i)
		at := base.Add(after)
		want[id] = at.Truncate(time.Microsecond)
		order = append(order, id)
		if i%2 == 1 {
			at = at.In(honolulu) // earlier on the clock's face, later in truth
		}
		inTx(t, s, func(ctx context.Context) {
			db, err := s.Write(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if err := db.Create(&moment{ID: id, At: at, To: &at}).Error; err != nil {
				t.Fatal(err)
			}
		})
	}
	var rows []moment
	if err := s.Read(bg).Order("at").Find(&rows).Error; err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		if row.ID != order[i] {
			t.Errorf("place %d holds %s, want %s", i, row.ID, order[i])
		}
		if !row.At.Equal(want[row.ID]) || !row.To.Equal(want[row.ID]) {
			t.Errorf("%s came back as %v and %v, want %v", row.ID, row.At, row.To, want[row.ID])
		}
		if row.At.Location() != time.UTC || row.To.Location() != time.UTC {
			t.Errorf("%s came back in %v", row.ID, row.At.Location())
		}
	}
	var n int64
	if err := s.Read(bg).Table("moments").Where("at <= ?", base.Add(10*time.Microsecond).In(honolulu)).Count(&n).Error; err != nil || n != 3 {
		t.Errorf("%d moments up to the third, want 3 (%v)", n, err)
	}
}

// rowLock: a row that one transaction holds makes another wait, so that no
// update is lost.
func rowLock(t *testing.T, s *store.Store) {
	inTx(t, s, func(ctx context.Context) {
		exec(ctx, t, s, "CREATE TABLE counter (id TEXT PRIMARY KEY, n INTEGER NOT NULL)")
		exec(ctx, t, s, "INSERT INTO counter VALUES ('c', 0)")
	})
	var all sync.WaitGroup
	var failed atomic.Int32
	for range 8 {
		all.Go(func() {
			for range 5 {
				err := s.InTx(bg, func(ctx context.Context) error {
					var row struct{ N int }
					err := s.Read(ctx).Table("counter").Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ?", "c").Take(&row).Error
					if err != nil {
						return store.Failure(err)
					}
					return try(ctx, s, "UPDATE counter SET n = ? WHERE id = 'c'", row.N+1)
				})
				if err != nil {
					failed.Add(1)
				}
			}
		})
	}
	all.Wait()
	var row struct{ N int }
	if err := s.Read(bg).Table("counter").Take(&row).Error; err != nil || row.N != 40 || failed.Load() > 0 {
		t.Errorf("counted to %d with %d failures, want 40 and none (%v)", row.N, failed.Load(), err)
	}
}

// TestPostgresTriesAgain: a race that Postgres cannot order is run again.
func TestPostgresTriesAgain(t *testing.T) {
	each(t, func(t *testing.T, b *base) {
		s := b.open(t)
		if s.OnSQLite() {
			return // one writer: there is no such race
		}
		inTx(t, s, func(ctx context.Context) {
			exec(ctx, t, s, "CREATE TABLE counter (id TEXT PRIMARY KEY, n INTEGER NOT NULL)")
			exec(ctx, t, s, "INSERT INTO counter VALUES ('a', 0), ('b', 0)")
		})
		var tries atomic.Int32
		var all sync.WaitGroup
		var meet sync.WaitGroup
		meet.Add(2)
		done := [2]chan struct{}{make(chan struct{}), make(chan struct{})}
		for n, order := range [][2]string{{"a", "b"}, {"b", "a"}} { // a deadlock, surely
			all.Go(func() {
				defer close(done[n])
				first := true
				err := s.InTx(bg, func(ctx context.Context) error {
					if tries.Add(1); !first { // else it could take a row before the other wakes, and lock both out anew
						<-done[1-n]
					}
					for i, id := range order {
						if err := try(ctx, s, "UPDATE counter SET n = n + 1 WHERE id = ?", id); err != nil {
							return err
						}
						if i == 0 && first {
							first = false
							meet.Done()
							meet.Wait()
						}
					}
					return nil
				})
				if err != nil {
					t.Errorf("InTx gave up: %v", err)
				}
			})
		}
		all.Wait()
		var sum int
		if err := s.Read(bg).Raw("SELECT sum(n) FROM counter").Row().Scan(&sum); err != nil || sum != 4 || tries.Load() != 3 {
			t.Errorf("sum %d after %d tries, want 4 after 3 (%v)", sum, tries.Load(), err)
		}
	})
}
