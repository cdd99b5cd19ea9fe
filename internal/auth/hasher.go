package auth

import (
	"context"
	"time"

	"github.com/alexedwards/argon2id"

	"tandem/internal/tandem"
)

// The cost of one hash, as OWASP's password storage cheat sheet advises at the
// least: 19 MiB, two passes, one lane. About 21 ms on one core.
const (
	hashMemoryKiB = 19 * 1024
	hashPasses    = 2
	hashLanes     = 1
)

// noHash is a hash of those parameters that belongs to nobody and that no
// passphrase is known for. It is compared for unknown names, so that they cost
// what known ones cost.
const noHash = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// Waiting for a hash is bounded in number and in time, so that a flood of
// log-ins costs neither memory nor everybody's patience.
const (
	waitersPerSlot = 32
	longestWait    = 3 * time.Second
)

// Hasher hashes and compares passphrases, a few at a time: each takes 19 MiB
// and a core. It is safe for use by many at once.
type Hasher struct {
	slots   chan struct{}
	waiters chan struct{}
	longest time.Duration
	cost    argon2id.Params
	nobody  string // compared for unknown names; of the same cost
}

// NewHasher makes a Hasher that works on at most slots passphrases at once,
// and lets 32 more wait for each slot, no longer than three seconds.
func NewHasher(slots int) *Hasher {
	slots = max(slots, 1)
	return &Hasher{
		slots: make(chan struct{}, slots), waiters: make(chan struct{}, slots*(waitersPerSlot+1)), longest: longestWait,
		cost:   argon2id.Params{Memory: hashMemoryKiB, Iterations: hashPasses, Parallelism: hashLanes, SaltLength: 16, KeyLength: 32},
		nobody: noHash,
	}
}

// Hash makes the hash to keep. Error: Throttled when too many wait already.
func (h *Hasher) Hash(ctx context.Context, passphrase string) (string, error) {
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	defer h.leave()
	hash, err := argon2id.CreateHash(passphrase, &h.cost)
	if err != nil {
		return "", tandem.Internal(err)
	}
	return hash, nil
}

// Matches tells, in constant time, whether the passphrase made the hash.
// Error: Throttled when too many wait already.
func (h *Hasher) Matches(ctx context.Context, passphrase, hash string) (bool, error) {
	if err := h.enter(ctx); err != nil {
		return false, err
	}
	defer h.leave()
	ok, err := argon2id.ComparePasswordAndHash(passphrase, hash)
	if err != nil {
		return false, tandem.Internalf("a stored passphrase hash cannot be read: %w", err)
	}
	return ok, nil
}

// Guessable tells whether the passphrase is too easy to guess for somebody
// with this log-in name. It takes a slot, as a hash does: the work costs about
// the same. Error: Throttled when too many wait already.
func (h *Hasher) Guessable(ctx context.Context, passphrase, logInName string) (bool, error) {
	if err := h.enter(ctx); err != nil {
		return false, err
	}
	defer h.leave()
	return guessable(passphrase, logInName), nil
}

func (h *Hasher) enter(ctx context.Context) error {
	select {
	case h.waiters <- struct{}{}:
	default:
		return busy()
	}
	timer := time.NewTimer(h.longest)
	defer timer.Stop()
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-timer.C:
		<-h.waiters
		return busy()
	case <-ctx.Done():
		<-h.waiters
		return tandem.Unavailable(ctx.Err())
	}
}

func (h *Hasher) leave() {
	<-h.slots
	<-h.waiters
}

func busy() error {
	return tandem.Throttled(tandem.Say("Many people are logging in just now. Please try again in a few seconds."))
}
