package store

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"tandem/internal/tandem"
	"tandem/internal/vault"
)

// scope says whose key seals a record: one per person, case and class. Leave
// Person or Couple empty where the record belongs to no single one. What must
// be erasable apart needs a class of its own.
type scope struct {
	Person tandem.PersonID
	Couple tandem.CoupleID
	Class  string
}

// The classes of sealed records.
const (
	classProfile  = "profile"  // names, contact, letterhead
	classLogin    = "login"    // log-in names
	classPlan     = "plan"     // what a plan is called
	classAnswers  = "answers"  // what a partner wrote for others to see, now or later
	classPrivate  = "private"  // what only its author may read again
	classSafety   = "safety"   // answers to safety questions
	classDocument = "document" // issued documents
	classScreen   = "screen"   // what the care team found out about a partner's safety
	classReview   = "review"   // what was agreed in reviews, seen by both
)

var errScope = errors.New("store: sealing needs a practice, a class and a record id, without |")

// seal turns v into JSON and seals it for the record. The key is made on first
// use, in the transaction of ctx.
func (s *Store) seal(ctx context.Context, practice tandem.PracticeID, sc scope, recordID string, v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, tandem.Internalf("store: a %s record cannot be written as JSON", sc.Class) // the cause may quote it
	}
	return s.sealBytes(ctx, practice, sc, recordID, plain)
}

// sealBytes seals what is no JSON, such as a picture; else as seal.
func (s *Store) sealBytes(ctx context.Context, practice tandem.PracticeID, sc scope, recordID string, plain []byte) ([]byte, error) {
	ad, err := identity(practice, sc, recordID)
	if err != nil {
		return nil, err
	}
	key, err := s.dataKey(ctx, practice, sc, true)
	if err != nil {
		return nil, err
	}
	sealed, err := vault.Seal(key, ad, plain)
	if err != nil {
		return nil, tandem.Internal(err)
	}
	return sealed, nil
}

// unseal opens what seal made for the same practice, scope and record, into v.
// What was changed, moved or erased is an error of kind Internal that wraps
// vault.ErrSealed or errKeyGone.
func (s *Store) unseal(ctx context.Context, practice tandem.PracticeID, sc scope, recordID string, sealed []byte, v any) error {
	plain, err := s.unsealBytes(ctx, practice, sc, recordID, sealed)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(plain, v); err != nil {
		return tandem.Internalf("store: a %s record cannot be read as JSON", sc.Class)
	}
	return nil
}

// unsealBytes opens what sealBytes made; else as unseal.
func (s *Store) unsealBytes(ctx context.Context, practice tandem.PracticeID, sc scope, recordID string, sealed []byte) ([]byte, error) {
	ad, err := identity(practice, sc, recordID)
	if err != nil {
		return nil, err
	}
	key, err := s.dataKey(ctx, practice, sc, false)
	if err != nil {
		return nil, err
	}
	plain, err := vault.Open(key, ad, sealed)
	if err != nil {
		return nil, tandem.Internal(err)
	}
	return plain, nil
}

// identity is the associated data: the practice, the class and the record.
func identity(practice tandem.PracticeID, sc scope, recordID string) (string, error) {
	parts := []string{string(practice), sc.Class, recordID}
	for _, part := range parts {
		if part == "" || strings.Contains(part, "|") {
			return "", tandem.Internal(errScope)
		}
	}
	return strings.Join(parts, "|"), nil
}
