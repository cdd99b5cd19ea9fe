package store

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"tandem/internal/auth"
	"tandem/internal/tandem"
)

var (
	_ auth.Directory = (*Store)(nil)
	_ auth.Store     = (*Store)(nil)
)

// credentialRow is how one person logs in. The name is sealed under the person;
// its keyed hash is what it is found by.
type credentialRow struct {
	PersonID   tandem.PersonID
	PracticeID tandem.PracticeID
	LoginHash  string
	Login      []byte
	Passphrase string
	Epoch      int
	CreatedAt  time.Time
	ChangedAt  time.Time
}

// TableName is the table of credentials.
func (credentialRow) TableName() string { return "credentials" }

func (r credentialRow) credential() auth.Credential {
	return auth.Credential{Person: r.PersonID, Practice: r.PracticeID, LogInHash: r.LoginHash,
		Hash: r.Passphrase, Epoch: r.Epoch, ChangedAt: r.ChangedAt}
}

func loginScope(person tandem.PersonID) scope { return scope{Person: person, Class: classLogin} }

// CredentialByLogIn finds a credential in any practice, without the log-in name
// itself: nothing is opened before somebody is known.
func (s *Store) CredentialByLogIn(ctx context.Context, logInHash string) (auth.Credential, error) {
	var row credentialRow
	if err := s.read(ctx).Where("login_hash = ?", logInHash).Take(&row).Error; err != nil {
		return auth.Credential{}, failure(err)
	}
	return row.credential(), nil
}

// triesRow is the throttle's memory for one keyed hash.
type triesRow struct {
	KeyHash  string
	Failures int
	LastAt   time.Time
}

// TableName is the table of the throttle.
func (triesRow) TableName() string { return "login_throttle" }

// Tries is the throttle's row for the key; the zero value when there is none.
func (s *Store) Tries(ctx context.Context, key string) (auth.Tries, error) {
	var rows []triesRow
	err := s.read(ctx).Where("key_hash = ?", key).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return auth.Tries{}, failure(err)
	}
	return auth.Tries{Count: rows[0].Failures, At: rows[0].LastAt}, nil
}

// SwapTries replaces seen with next in one conditional statement, as
// auth.Directory says.
func (s *Store) SwapTries(ctx context.Context, key string, seen, next auth.Tries) (bool, error) {
	db, err := s.write(ctx)
	if err != nil {
		return false, err
	}
	var done *gorm.DB
	row := triesRow{KeyHash: key, Failures: next.Count, LastAt: next.At}
	held := db.Table("login_throttle").Where("key_hash = ? AND failures = ?", key, seen.Count)
	switch {
	case seen.Count == 0 && next.Count == 0:
		now, err := s.Tries(ctx, key)
		return err == nil && now.Count == 0, err
	case seen.Count == 0:
		done = db.Clauses(clause.OnConflict{DoNothing: true}).Create(&row)
	case next.Count == 0:
		done = held.Delete(&triesRow{})
	default:
		done = held.Updates(map[string]any{"failures": next.Count, "last_at": next.At})
	}
	return done.Error == nil && done.RowsAffected == 1, failure(done.Error)
}

// ForgetTries removes the throttle's rows from before the moment.
func (s *Store) ForgetTries(ctx context.Context, before time.Time) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	return failure(db.Where("last_at < ?", before).Delete(&triesRow{}).Error)
}

// Credential is the person's credential, with the log-in name opened.
func (s *Store) Credential(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID) (auth.Credential, error) {
	var row credentialRow
	err := s.read(ctx).Where("practice_id = ? AND person_id = ?", practice, person).Take(&row).Error
	if err != nil {
		return auth.Credential{}, failure(err)
	}
	c := row.credential()
	if err := s.unseal(ctx, practice, loginScope(person), string(person), row.Login, &c.LogInName); err != nil {
		return auth.Credential{}, err
	}
	return c, nil
}

// CreateCredential adds a credential. Errors: Conflict when the person has one
// or the name is taken in any practice; NotFound for a person elsewhere.
func (s *Store) CreateCredential(ctx context.Context, practice tandem.PracticeID, c auth.Credential) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	login, err := s.seal(ctx, practice, loginScope(c.Person), string(c.Person), c.LogInName)
	if err != nil {
		return err
	}
	var shut []shutRow
	if err := db.Where("practice_id = ? AND person_id = ?", practice, c.Person).Find(&shut).Error; err != nil {
		return failure(err)
	}
	for _, before := range shut {
		c.Epoch = max(c.Epoch, before.Epoch+1)
	}
	return refers(db.Create(&credentialRow{PersonID: c.Person, PracticeID: practice, LoginHash: c.LogInHash,
		Login: login, Passphrase: c.Hash, Epoch: c.Epoch, CreatedAt: s.clock.Now(), ChangedAt: c.ChangedAt}).Error)
}

// shutRow remembers the last epoch of an account that was shut out.
type shutRow struct {
	PracticeID tandem.PracticeID
	PersonID   tandem.PersonID
	Epoch      int
	ShutAt     time.Time
}

// TableName is the table of accounts shut out.
func (shutRow) TableName() string { return "shut_accounts" }

// ShutAccount removes the person's credential and remembers its epoch, above
// which a later one begins. It is false when there is none.
func (s *Store) ShutAccount(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID, at time.Time) (bool, error) {
	db, err := s.write(ctx)
	if err != nil {
		return false, err
	}
	var rows []credentialRow
	mine := db.Clauses(held()).Where("practice_id = ? AND person_id = ?", practice, person)
	if err := mine.Find(&rows).Error; err != nil || len(rows) == 0 {
		return false, failure(err)
	}
	row := shutRow{PracticeID: practice, PersonID: person, Epoch: rows[0].Epoch, ShutAt: at}
	if err := db.Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "practice_id"}, {Name: "person_id"}},
		DoUpdates: clause.AssignmentColumns([]string{"epoch", "shut_at"}),
	}).Create(&row).Error; err != nil {
		return false, refers(err)
	}
	done := db.Where("practice_id = ? AND person_id = ?", practice, person).Delete(&credentialRow{})
	return done.Error == nil && done.RowsAffected == 1, failure(done.Error)
}

// SetPassphrase stores a new hash and counts the epoch up, if it still is the
// one given. Errors: Conflict when it has moved on; NotFound.
func (s *Store) SetPassphrase(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID, epoch int, hash string, at time.Time) (int, error) {
	db, err := s.write(ctx)
	if err != nil {
		return 0, err
	}
	done := db.Table("credentials").Where("practice_id = ? AND person_id = ? AND epoch = ?", practice, person, epoch).
		Updates(map[string]any{"passphrase": hash, "epoch": epoch + 1, "changed_at": at})
	if done.Error != nil || done.RowsAffected == 1 {
		return epoch + 1, failure(done.Error)
	}
	has, err := s.HasAccount(ctx, practice, person)
	switch {
	case err != nil:
		return 0, err
	case !has:
		return 0, tandem.NotFound()
	}
	return 0, taken()
}

// EndSessions counts the epoch up by one. Error: NotFound without a credential.
func (s *Store) EndSessions(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	return changed(db.Table("credentials").Where("practice_id = ? AND person_id = ?", practice, person).
		Update("epoch", gorm.Expr("epoch + 1")))
}

// accessNow reads a person's standing: one row for each active role of the
// staff, or a single one without a role.
const accessNow = `SELECT k.epoch, (p.revoked_at IS NOT NULL) AS revoked, r.role,
	EXISTS (SELECT 1 FROM partners m JOIN couples c ON c.practice_id = m.practice_id AND c.id = m.couple_id
		WHERE m.practice_id = k.practice_id AND m.person_id = k.person_id
		AND m.left_at IS NULL AND c.state = 'active') AS member
	FROM credentials k
	JOIN people p ON p.practice_id = k.practice_id AND p.id = k.person_id
	LEFT JOIN staff_roles r ON r.practice_id = k.practice_id AND r.person_id = k.person_id AND p.kind = 'staff'
		AND r.from_at <= @now AND (r.to_at IS NULL OR r.to_at > @now)
	WHERE k.practice_id = @practice AND k.person_id = @person`

// AccessNow reads the person's epoch, standing and roles at the moment, in one
// query. Roles come in the vocabulary's order. Error: NotFound without a
// credential.
func (s *Store) AccessNow(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID, now time.Time) (auth.AccessNow, error) {
	var rows []struct {
		Epoch   int
		Revoked bool
		Role    *tandem.Role
		Member  bool
	}
	err := s.read(ctx).Raw(accessNow, map[string]any{"practice": practice, "person": person, "now": now}).Scan(&rows).Error
	if err != nil {
		return auth.AccessNow{}, failure(err)
	}
	if len(rows) == 0 {
		return auth.AccessNow{}, tandem.NotFound()
	}
	access := auth.AccessNow{Epoch: rows[0].Epoch, Revoked: rows[0].Revoked}
	for _, row := range rows {
		if row.Role != nil {
			access.Roles = append(access.Roles, *row.Role)
		}
	}
	if rows[0].Member {
		access.Roles = append(access.Roles, tandem.RolePartner)
	}
	sortRoles(access.Roles)
	return access, nil
}

// sortRoles puts roles into the vocabulary's order.
func sortRoles(roles []tandem.Role) {
	order := tandem.Roles()
	slices.SortFunc(roles, func(a, b tandem.Role) int { return slices.Index(order, a) - slices.Index(order, b) })
}
