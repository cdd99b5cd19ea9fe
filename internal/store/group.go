package store

import (
	"context"
	"database/sql"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"

	"tandem/internal/tandem"
)

// groupLimit bounds how many works share one transaction, and so how long the
// first of them waits for the last.
const groupLimit = 128

var (
	errClosed = errors.New("store: closed")
	errGroup  = errors.New("store: the shared transaction was lost")
)

// group is group commit for SQLite. One goroutine owns the writing connection;
// it takes the works that arrived together, lets each run in a savepoint of one
// shared transaction, commits once, and answers each only then. Bringing the log
// to the disk is what a write costs, and so it is paid once for all of them.
//
// A work runs in its caller's goroutine when its turn comes: a panic there has
// the caller's stack, and cannot take the group with it.
type group struct {
	db      *sql.DB
	queue   chan *turn
	closing chan struct{}
	stopped chan struct{}
	once    sync.Once
}

func startGroup(db *sql.DB) *group {
	g := &group{db: db, queue: make(chan *turn), closing: make(chan struct{}), stopped: make(chan struct{})}
	go g.loop()
	return g
}

// stop refuses new work and waits until the work under way is answered.
func (g *group) stop() {
	g.once.Do(func() { close(g.closing) })
	<-g.stopped
}

const (
	turnWaiting int32 = iota
	turnStarted
	turnGivenUp
)

// turn is one work in the group, seen from both goroutines.
type turn struct {
	state  atomic.Int32
	start  chan *sql.Tx  // the group: your turn
	worked chan struct{} // the caller: done, good or bad
	answer chan error    // the group: what became of it

	good bool // set by the caller before worked: keep what it did
}

func (t *turn) begin() bool  { return t.state.CompareAndSwap(turnWaiting, turnStarted) }
func (t *turn) giveUp() bool { return t.state.CompareAndSwap(turnWaiting, turnGivenUp) }

// do has work run in the group and returns when its fate is sealed.
func (g *group) do(ctx context.Context, s *Store, work func(ctx context.Context) error) error {
	if err := ctx.Err(); err != nil {
		return failure(err)
	}
	t := &turn{start: make(chan *sql.Tx, 1), worked: make(chan struct{}), answer: make(chan error, 1)}
	select {
	case <-g.closing:
		return tandem.Unavailable(errClosed)
	default:
	}
	select {
	case g.queue <- t:
	case <-ctx.Done():
		return failure(ctx.Err())
	case <-g.closing:
		return tandem.Unavailable(errClosed)
	}
	var raw *sql.Tx
	select {
	case raw = <-t.start:
	case err := <-t.answer: // the transaction did not come about
		return err
	case <-ctx.Done():
		if t.giveUp() {
			return failure(ctx.Err())
		}
		select { // too late: it has begun, or was answered
		case raw = <-t.start:
		case err := <-t.answer:
			return err
		}
	}
	return t.take(ctx, newTx(s, raw), work)
}

// take runs the work and waits for the group's answer, even through a panic or
// runtime.Goexit, so that what the caller sees next is true.
func (t *turn) take(ctx context.Context, own *tx, work func(ctx context.Context) error) error {
	var err error
	waited := false
	settle := func() error {
		waited = true
		own.end()
		close(t.worked)
		return <-t.answer
	}
	defer func() {
		if !waited { // work panicked: t.good is false, the savepoint is rolled back
			_ = settle()
		}
	}()
	err = own.run(ctx, work)
	t.good = err == nil
	if lost := settle(); err == nil {
		err = lost
	}
	if err == nil {
		own.publish()
	}
	return err
}

func (g *group) loop() {
	defer close(g.stopped)
	for {
		select {
		case <-g.closing:
			return
		case first := <-g.queue:
			g.run(g.gather(first))
		}
	}
}

// gather takes what else is waiting already. It yields once, so that callers
// who were just answered can come back with their next work.
func (g *group) gather(first *turn) []*turn {
	batch := []*turn{first}
	runtime.Gosched()
	for len(batch) < groupLimit {
		select {
		case next := <-g.queue:
			batch = append(batch, next)
		default:
			return batch
		}
	}
	return batch
}

// run gives each of the batch its turn and answers all of them.
func (g *group) run(batch []*turn) {
	ctx := context.Background() // nobody's own: it would roll back everybody's
	raw, err := g.db.BeginTx(ctx, nil)
	if err != nil {
		err = commitFailure(err)
	} else {
		var kept int
		if kept, err = turns(ctx, raw, batch); err == nil && kept > 0 {
			err = raw.Commit()
		}
		if err != nil || kept == 0 {
			_ = raw.Rollback() // after a failed commit there may be nothing left to roll back
		}
		if err != nil {
			err = commitFailure(err)
		}
	}
	for _, t := range batch {
		t.answer <- err // buffered; who gave up or failed does not look at it
	}
}

// turns runs the works one after the other and counts those to keep. An error
// means that the transaction itself is lost, and with it all of them.
func turns(ctx context.Context, raw *sql.Tx, batch []*turn) (kept int, err error) {
	alone := len(batch) == 1 // then the transaction itself is the savepoint
	for _, t := range batch {
		if !t.begin() {
			continue
		}
		if !alone {
			if _, err := raw.ExecContext(ctx, "SAVEPOINT work"); err != nil {
				return kept, err
			}
		}
		t.start <- raw
		<-t.worked
		if t.good {
			kept++
		}
		if alone {
			continue
		}
		if !t.good {
			if _, err := raw.ExecContext(ctx, "ROLLBACK TO work"); err != nil {
				return kept, errors.Join(errGroup, err)
			}
		}
		if _, err := raw.ExecContext(ctx, "RELEASE work"); err != nil {
			return kept, errors.Join(errGroup, err)
		}
	}
	return kept, nil
}
