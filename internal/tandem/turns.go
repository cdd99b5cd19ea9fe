package tandem

import (
	"context"
	"sync"
)

// Turns lets one at a time through for each name, in this process. Whoever waits
// keeps nobody of another name waiting. The zero value is ready.
type Turns struct {
	mu   sync.Mutex
	held map[string]*turn
}

type turn struct {
	free   chan struct{}
	wanted int // by how many, whoever has it among them
}

// Take waits for the name's turn. Error: Unavailable once ctx has ended.
func (t *Turns) Take(ctx context.Context, name string) (leave func(), err error) {
	t.mu.Lock()
	if t.held == nil {
		t.held = map[string]*turn{}
	}
	one, ok := t.held[name]
	if !ok {
		one = &turn{free: make(chan struct{}, 1)}
		t.held[name] = one
	}
	one.wanted++
	t.mu.Unlock()
	select {
	case one.free <- struct{}{}:
		return func() { <-one.free; t.gone(name, one) }, nil
	case <-ctx.Done():
		t.gone(name, one)
		return nil, Unavailable(ctx.Err())
	}
}

// gone forgets a name that nobody wants any more, so that names never pile up.
func (t *Turns) gone(name string, one *turn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if one.wanted--; one.wanted == 0 {
		delete(t.held, name)
	}
}
