package auth

import (
	"context"
	"net/netip"
	"time"

	"tandem/internal/tandem"
)

// Tries is the throttle's memory for one key.
type Tries struct {
	Count int
	// At is the moment of the last try for a name, and the beginning of the
	// window for an address.
	At time.Time
}

// The throttle's figures. One partner who guesses at the other's passphrase
// can keep them out for a minute at the most; a machine gets 100 tries in a
// quarter of an hour over all names.
const (
	freeTries     = 5
	longestPause  = 60 * time.Second
	triesForgot   = 24 * time.Hour
	addressWindow = 15 * time.Minute
	addressTries  = 100
)

// limit is a rule of the throttle: how long to wait, and what a further try
// makes of the memory.
type limit struct {
	wait func(t Tries, now time.Time) time.Duration
	next func(t Tries, now time.Time) Tries
}

// claim is one key under one rule, and what admitting it made of the memory.
type claim struct {
	key string
	limit
	before, after Tries
}

// byName lets five tries go by, then asks for 1, 2, 4 … up to 60 seconds after
// the last one. A day of quiet forgets all of it.
func byName(key string) *claim {
	return &claim{key: key, limit: limit{
		wait: func(t Tries, now time.Time) time.Duration {
			if t.Count < freeTries || t.At.Sub(now) > longestPause { // a clock put back must lock nobody out
				return 0
			}
			pause := longestPause
			if doublings := t.Count - freeTries; doublings < 6 {
				pause = time.Second << doublings
			}
			return min(t.At.Add(pause).Sub(now), pause)
		},
		next: func(t Tries, now time.Time) Tries {
			if now.Sub(t.At) > triesForgot {
				return Tries{Count: 1, At: now}
			}
			return Tries{Count: min(t.Count+1, freeTries+6), At: now}
		},
	}}
}

// byAddress lets 100 tries go by within 15 minutes.
func byAddress(key string) *claim {
	over := func(t Tries, now time.Time) bool {
		return now.Sub(t.At) >= addressWindow || t.At.Sub(now) > addressWindow
	}
	return &claim{key: key, limit: limit{
		wait: func(t Tries, now time.Time) time.Duration {
			if t.Count < addressTries || over(t, now) {
				return 0
			}
			return min(t.At.Add(addressWindow).Sub(now), addressWindow)
		},
		next: func(t Tries, now time.Time) Tries {
			if t.Count == 0 || over(t, now) {
				return Tries{Count: 1, At: now}
			}
			return Tries{Count: t.Count + 1, At: t.At}
		},
	}}
}

// network is what of an address counts: one household's IPv6 addresses share
// their first 64 bits, and a single machine has all of the rest.
func network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	a = a.Unmap().WithZone("")
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}

// swapsTried bounds how often a claim is tried anew when others were faster.
const swapsTried = 8

// admit counts a try under every claim before it is made, so that a hundred
// tries sent at once are a hundred tries. Error: Throttled, and then nothing
// is counted or written.
func (s *Service) admit(ctx context.Context, claims ...*claim) error {
	now := s.Pipeline.Clock.Now()
	for _, c := range claims { // first without a transaction: a flood must not write
		t, err := s.Directory.Tries(ctx, c.key)
		if err != nil {
			return err
		}
		if wait := c.wait(t, now); wait > 0 {
			return tooManyTries(wait)
		}
	}
	return s.Pipeline.Tx.InTx(ctx, func(ctx context.Context) error {
		for _, c := range claims {
			if err := s.count(ctx, c, now); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) count(ctx context.Context, c *claim, now time.Time) error {
	var wait time.Duration
	done, err := s.swap(ctx, c.key, func(t Tries) (Tries, bool) {
		wait = c.wait(t, now)
		c.before, c.after = t, c.next(t, now)
		return c.after, wait <= 0
	})
	switch {
	case err != nil:
		return err
	case wait > 0:
		return tooManyTries(wait)
	case !done:
		return tooManyTries(time.Second)
	}
	return nil
}

// swap changes the memory of a key, again when somebody else was faster. It
// tells whether it came to pass.
func (s *Service) swap(ctx context.Context, key string, change func(Tries) (Tries, bool)) (bool, error) {
	for range swapsTried {
		seen, err := s.Directory.Tries(ctx, key)
		if err != nil {
			return false, err
		}
		next, wanted := change(seen)
		if !wanted {
			return false, nil
		}
		if done, err := s.Directory.SwapTries(ctx, key, seen, next); done || err != nil {
			return done, err
		}
	}
	return false, nil
}

// takeBack uncounts a try that was admitted and was not a failure. The memory
// is then what it would be without that try, the time of the last one included.
func (s *Service) takeBack(ctx context.Context, c *claim) error {
	_, err := s.swap(ctx, c.key, func(t Tries) (Tries, bool) {
		switch {
		case t.Count == c.after.Count && t.At.Equal(c.after.At):
			return c.before, true
		case c.after.Count == c.before.Count && c.after.Count > 1: // at the longest pause nothing more is counted
			return t, false
		case t.Count <= 1:
			return Tries{}, t.Count == 1
		}
		return Tries{Count: t.Count - 1, At: t.At}, true // others have tried since
	})
	return err
}

// forget clears a key that is one person's own after a success.
func (s *Service) forget(ctx context.Context, c *claim) error {
	_, err := s.swap(ctx, c.key, func(t Tries) (Tries, bool) { return Tries{}, t.Count > 0 })
	return err
}

// ForgetOldTries removes what the throttle no longer needs. The service runs
// it now and then; nobody needs to be signed in.
func (s *Service) ForgetOldTries(ctx context.Context) error {
	before := s.Pipeline.Clock.Now().Add(-triesForgot)
	return s.Pipeline.Tx.InTx(ctx, func(ctx context.Context) error { return s.Directory.ForgetTries(ctx, before) })
}

func tooManyTries(wait time.Duration) error {
	seconds := int((wait + time.Second - 1) / time.Second)
	switch {
	case seconds <= 1:
		return tandem.Throttled(tandem.Say("Please wait a second. Then try again."))
	case seconds <= 90:
		return tandem.Throttled(tandem.Say("Please wait %d seconds. Then try again.", seconds))
	}
	return tandem.Throttled(tandem.Say("Please wait %d minutes. Then try again.", (seconds+59)/60))
}
