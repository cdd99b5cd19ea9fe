package testkit

import (
	"sync"
	"time"

	"tandem/internal/tandem"
)

// Clock is a tandem.Clock that stands still until a test moves it. It may be
// used by many goroutines at once.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

var _ tandem.Clock = (*Clock)(nil)

// NewClock makes a clock that shows the moment at.
func NewClock(at time.Time) *Clock {
	c := &Clock{}
	c.Set(at)
	return c
}

// Now is the moment that the clock shows, in UTC, to the microsecond.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Set puts the clock to a moment, forwards or back.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = at.UTC().Truncate(time.Microsecond)
}

// Advance moves the clock by d; a negative d moves it back.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d).Truncate(time.Microsecond)
}
