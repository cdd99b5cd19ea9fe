package store

import (
	"context"
	"errors"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"tandem/internal/tandem"
)

// inChunk bounds the ids that one statement names, far below what either
// database can bind.
const inChunk = 1000

// personProfile is sealed in people under the person alone. A client's name is
// not there: it stands with each membership, so that nothing moves along into
// another couple.
type personProfile struct {
	Name     string `json:"name,omitempty"`
	Language string `json:"language,omitempty"`
}

// partnerProfile is sealed in partners under the person and the couple.
type partnerProfile struct {
	Name     string `json:"name"`
	Pronouns string `json:"pronouns,omitempty"`
}

// Kinds of people.
const (
	kindStaff  = "staff"
	kindClient = "client"
)

func ofThePerson(person tandem.PersonID) scope { return scope{Person: person, Class: classProfile} }

func ofTheMembership(person tandem.PersonID, couple tandem.CoupleID) scope {
	return scope{Person: person, Couple: couple, Class: classProfile}
}

func (s *Store) sealPerson(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID, p personProfile) ([]byte, error) {
	return s.seal(ctx, practice, ofThePerson(person), string(person), p)
}

func (s *Store) unsealPerson(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID, sealed []byte) (personProfile, error) {
	var p personProfile
	err := s.unseal(ctx, practice, ofThePerson(person), string(person), sealed, &p)
	return p, err
}

// warm opens the keys of many scopes with a few queries, so that a list does
// not ask for them one by one. Keys in memory cost nothing; a key that does not
// exist is left for unseal to report.
func (s *Store) warm(ctx context.Context, practice tandem.PracticeID, scopes []scope) error {
	wanted := map[scope]bool{}
	var people []tandem.PersonID
	for _, sc := range scopes {
		if _, ok := s.known(ctx, slot{practice: practice, scope: sc}); !ok && !wanted[sc] {
			wanted[sc] = true
			people = append(people, sc.Person)
		}
	}
	slices.Sort(people)
	for chunk := range slices.Chunk(slices.Compact(people), inChunk) {
		var rows []keyRow
		err := s.read(ctx).Where("practice_id = ? AND person_id IN ?", practice, chunk).Find(&rows).Error
		if err != nil {
			return failure(err)
		}
		for _, row := range rows {
			sc := scope{row.PersonID, row.CoupleID, row.Class}
			if !wanted[sc] {
				continue
			}
			key, err := s.openKey(ctx, row)
			if err != nil {
				return err
			}
			s.learn(ctx, slot{practice: practice, scope: sc}, key)
		}
	}
	return nil
}

// warmCouples is warm for scopes that belong to a couple and to nobody in it.
func (s *Store) warmCouples(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID, class string) error {
	missing := slices.DeleteFunc(slices.Clone(couples), func(c tandem.CoupleID) bool {
		_, ok := s.known(ctx, slot{practice: practice, scope: scope{Couple: c, Class: class}})
		return ok
	})
	for chunk := range slices.Chunk(missing, inChunk) {
		if err := s.warmKeys(ctx, practice, chunk); err != nil {
			return err
		}
	}
	return nil
}

// refers is failure for a write that names other rows: one that is not in this
// practice is NotFound, like any other that it cannot see.
func refers(err error) error {
	if errors.Is(err, gorm.ErrForeignKeyViolated) {
		return tandem.NotFound()
	}
	return failure(err)
}

// changed is failure for a statement that should have met a row.
func changed(done *gorm.DB) error {
	if done.Error == nil && done.RowsAffected == 0 {
		return tandem.NotFound()
	}
	return failure(done.Error)
}

// held locks the rows that a query reads until the transaction ends, without
// hindering others who refer to them. SQLite has one writer and leaves it out.
func held() clause.Expression { return clause.Locking{Strength: "NO KEY UPDATE"} }
