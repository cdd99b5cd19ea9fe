package store

import (
	"container/list"
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm/clause"

	"tandem/internal/tandem"
	"tandem/internal/vault"
)

// keyringSize bounds how many opened keys stay in memory; 4,000 couples with a
// few keys each make about a megabyte.
const keyringSize = 16384

// errKeyGone: the key of this scope does not exist. What was sealed with it has
// been erased, or never was.
var errKeyGone = errors.New("store: there is no key for this")

// slot is the place of one key: a practice key by its id, a data key by its scope.
type slot struct {
	practice tandem.PracticeID
	scope    scope
	id       string // of a practice key; "" for a data key
}

// keyring keeps opened keys, the least used leaving first. It knows committed
// keys only.
type keyring struct {
	mu    sync.Mutex
	limit int
	order *list.List // of *ringEntry, the last used in front
	at    map[slot]*list.Element
}

type ringEntry struct {
	slot slot
	key  *vault.Key
}

func newKeyring(limit int) *keyring {
	return &keyring{limit: limit, order: list.New(), at: map[slot]*list.Element{}}
}

func (r *keyring) get(at slot) (*vault.Key, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e, ok := r.at[at]
	if !ok {
		return nil, false
	}
	r.order.MoveToFront(e)
	return e.Value.(*ringEntry).key, true
}

func (r *keyring) put(at slot, key *vault.Key) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if e, ok := r.at[at]; ok {
		e.Value.(*ringEntry).key = key
		r.order.MoveToFront(e)
		return
	}
	r.at[at] = r.order.PushFront(&ringEntry{at, key})
	for r.order.Len() > r.limit {
		last := r.order.Back()
		delete(r.at, last.Value.(*ringEntry).slot)
		r.order.Remove(last)
	}
}

// known is a key that this transaction or a committed one has opened.
func (s *Store) known(ctx context.Context, at slot) (*vault.Key, bool) {
	if t := s.txOf(ctx); t != nil {
		t.mu.Lock()
		key, ok := t.keys[at]
		t.mu.Unlock()
		if ok {
			return key, true
		}
	}
	return s.keys.get(at)
}

// learn keeps an opened key: in a transaction for that transaction alone until
// it is committed, for the row may be one that it made itself, or that another
// work of the same group made and will lose.
func (s *Store) learn(ctx context.Context, at slot, key *vault.Key) {
	t := s.txOf(ctx)
	if t == nil {
		s.keys.put(at, key)
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.keys == nil {
		t.keys = map[slot]*vault.Key{}
	}
	t.keys[at] = key
}

// practiceKeyRow is one practice key, wrapped by the root key.
type practiceKeyRow struct {
	PracticeID tandem.PracticeID
	ID         string
	Wrapped    []byte
	CreatedAt  time.Time
}

// TableName is the table of practice keys.
func (practiceKeyRow) TableName() string { return "practice_keys" }

func (r practiceKeyRow) ad() string { return strings.Join([]string{string(r.PracticeID), r.ID}, "|") }

// keyRow is one data key, wrapped by a practice key.
type keyRow struct {
	PracticeID    tandem.PracticeID
	ID            string
	PracticeKeyID string
	PersonID      tandem.PersonID
	CoupleID      tandem.CoupleID
	Class         string
	Wrapped       []byte
	CreatedAt     time.Time
}

// TableName is the table of data keys.
func (keyRow) TableName() string { return "keys" }

// ad binds the wrapped key to its id and scope: moved to another row it does
// not open.
func (r keyRow) ad() string {
	return strings.Join([]string{string(r.PracticeID), r.ID, string(r.PersonID), string(r.CoupleID), r.Class}, "|")
}

// dataKey is the key of the scope. With create it is made when there is none,
// inside the transaction of ctx; otherwise errKeyGone.
func (s *Store) dataKey(ctx context.Context, practice tandem.PracticeID, sc scope, create bool) (*vault.Key, error) {
	at := slot{practice: practice, scope: sc}
	if key, ok := s.known(ctx, at); ok {
		return key, nil
	}
	row, found, err := s.findKey(ctx, practice, sc)
	if err != nil {
		return nil, err
	}
	if !found {
		if !create {
			return nil, tandem.Internal(errKeyGone)
		}
		if err := s.makeKey(ctx, practice, sc); err != nil {
			return nil, err
		}
		// Read back what stands: on Postgres another transaction may have been faster.
		if row, found, err = s.findKey(ctx, practice, sc); err != nil {
			return nil, err
		}
		if !found {
			return nil, tandem.Internal(errKeyGone)
		}
	}
	key, err := s.openKey(ctx, row)
	if err != nil {
		return nil, err
	}
	s.learn(ctx, at, key)
	return key, nil
}

func (s *Store) findKey(ctx context.Context, practice tandem.PracticeID, sc scope) (keyRow, bool, error) {
	var rows []keyRow
	err := s.read(ctx).Where("practice_id = ? AND person_id = ? AND couple_id = ? AND class = ?",
		practice, sc.Person, sc.Couple, sc.Class).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return keyRow{}, false, failure(err)
	}
	return rows[0], true, nil
}

func (s *Store) makeKey(ctx context.Context, practice tandem.PracticeID, sc scope) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	wrapper, wrapperID, err := s.currentPracticeKey(ctx, practice)
	if err != nil {
		return err
	}
	key, err := vault.NewKey()
	if err != nil {
		return tandem.Internal(err)
	}
	row := keyRow{PracticeID: practice, ID: s.ids.New(), PracticeKeyID: wrapperID,
		PersonID: sc.Person, CoupleID: sc.Couple, Class: sc.Class, CreatedAt: s.clock.Now()}
	if row.Wrapped, err = wrapper.Wrap(key, row.ad()); err != nil {
		return tandem.Internal(err)
	}
	return failure(db.Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error)
}

// openKey unwraps a data key with the practice key that wraps it.
func (s *Store) openKey(ctx context.Context, row keyRow) (*vault.Key, error) {
	at := slot{practice: row.PracticeID, id: row.PracticeKeyID}
	wrapper, ok := s.known(ctx, at)
	if !ok {
		var found practiceKeyRow
		err := s.read(ctx).Where("practice_id = ? AND id = ?", row.PracticeID, row.PracticeKeyID).Take(&found).Error
		if err != nil {
			return nil, failure(err)
		}
		if wrapper, err = s.root.Unwrap(found.Wrapped, found.ad()); err != nil {
			return nil, tandem.Internal(err)
		}
		s.learn(ctx, at, wrapper)
	}
	key, err := wrapper.Unwrap(row.Wrapped, row.ad())
	if err != nil {
		return nil, tandem.Internal(err)
	}
	return key, nil
}

// currentPracticeKey is the practice's newest key, made when it has none.
func (s *Store) currentPracticeKey(ctx context.Context, practice tandem.PracticeID) (*vault.Key, string, error) {
	var rows []practiceKeyRow
	err := s.read(ctx).Where("practice_id = ?", practice).Order("created_at DESC, id").Limit(1).Find(&rows).Error
	if err != nil {
		return nil, "", failure(err)
	}
	if len(rows) == 1 {
		key, err := s.root.Unwrap(rows[0].Wrapped, rows[0].ad())
		if err != nil {
			return nil, "", tandem.Internal(err)
		}
		return key, rows[0].ID, nil
	}
	db, err := s.write(ctx)
	if err != nil {
		return nil, "", err
	}
	key, err := vault.NewKey()
	if err != nil {
		return nil, "", tandem.Internal(err)
	}
	row := practiceKeyRow{PracticeID: practice, ID: s.ids.New(), CreatedAt: s.clock.Now()}
	if row.Wrapped, err = s.root.Wrap(key, row.ad()); err != nil {
		return nil, "", tandem.Internal(err)
	}
	return key, row.ID, failure(db.Create(&row).Error)
}

// warmKeys opens all keys of the couples in one query, so that a list of many
// couples does not ask for its keys one by one.
func (s *Store) warmKeys(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID) error {
	if len(couples) == 0 {
		return nil
	}
	var rows []keyRow
	err := s.read(ctx).Where("practice_id = ? AND couple_id IN ?", practice, couples).Find(&rows).Error
	if err != nil {
		return failure(err)
	}
	for _, row := range rows {
		at := slot{practice: practice, scope: scope{row.PersonID, row.CoupleID, row.Class}}
		if _, ok := s.known(ctx, at); ok {
			continue
		}
		key, err := s.openKey(ctx, row)
		if err != nil {
			return err
		}
		s.learn(ctx, at, key)
	}
	return nil
}

// ErrOtherRoot refuses a root key that does not open the keys of the database.
var ErrOtherRoot = errors.New("this root key does not belong to this data: put back the root key file that was used with it")

// CheckRoot tries the root key on one practice key.
func (s *Store) CheckRoot(ctx context.Context) error {
	var rows []practiceKeyRow
	if err := s.read(ctx).Limit(1).Find(&rows).Error; err != nil {
		return failure(err)
	}
	if len(rows) == 1 {
		if _, err := s.root.Unwrap(rows[0].Wrapped, rows[0].ad()); err != nil {
			return ErrOtherRoot
		}
	}
	return nil
}
