package testkit

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"sync"

	"tandem/internal/tandem"
)

// IDs makes identifiers that look random and come out the same for the same
// seed. Give each actor a seed of its own: then what one partner does cannot
// shift the identifiers that the other is given. It may be used by many
// goroutines at once, though their order is then not repeatable.
func IDs(seed uint64) tandem.IDs {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	return &seededIDs{source: rand.NewChaCha8(key)}
}

type seededIDs struct {
	mu     sync.Mutex
	source *rand.ChaCha8
}

// New returns the next version 4 UUID of the sequence.
func (s *seededIDs) New() string {
	var b [16]byte
	s.mu.Lock()
	_, _ = s.source.Read(b[:]) // never fails, by its documentation
	s.mu.Unlock()
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:16])
}
