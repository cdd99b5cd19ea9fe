package store

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"tandem/internal/practice"
	"tandem/internal/tandem"
)

var (
	_ practice.Directory = (*Store)(nil)
	_ practice.Store     = (*Store)(nil)
)

// practiceRow is a tenant.
type practiceRow struct {
	ID        tandem.PracticeID
	Profile   []byte
	Demo      bool
	CreatedAt time.Time
}

// TableName is the table of practices.
func (practiceRow) TableName() string { return "practices" }

// practiceProfile is sealed in practices.
type practiceProfile struct {
	Name string `json:"name"`
}

// personRow is a person of the staff or a client.
type personRow struct {
	PracticeID tandem.PracticeID
	ID         tandem.PersonID
	Kind       string
	Profile    []byte
	CreatedAt  time.Time
	RevokedAt  *time.Time
}

// TableName is the table of people.
func (personRow) TableName() string { return "people" }

// roleRow is one role of the staff, from when to when.
type roleRow struct {
	PracticeID tandem.PracticeID
	PersonID   tandem.PersonID
	Role       tandem.Role
	FromAt     time.Time
	ToAt       *time.Time
}

// TableName is the table of roles.
func (roleRow) TableName() string { return "staff_roles" }

// HoldFounding tells whether a practice was founded already, and keeps others
// from founding one until the transaction ends. It is asked before there is a
// practice to ask in.
func (s *Store) HoldFounding(ctx context.Context) (founded bool, err error) {
	db, err := s.write(ctx)
	if err != nil {
		return false, err
	}
	if !s.sqlite { // SQLite has one writer at a time, whatever the process
		if err := db.Exec(`LOCK TABLE practices IN SHARE ROW EXCLUSIVE MODE`).Error; err != nil {
			return false, failure(err)
		}
	}
	var rows []struct{ ID string }
	err = db.Table("practices").Select("id").Limit(1).Find(&rows).Error
	return len(rows) > 0, failure(err)
}

// installation finds the practice, and its first owner while nobody of it has an
// account.
const installation = `SELECT x.id AS practice, x.demo, (SELECT p.id FROM people p
		JOIN staff_roles r ON r.practice_id = p.practice_id AND r.person_id = p.id
		WHERE p.practice_id = x.id AND p.kind = 'staff' AND p.revoked_at IS NULL AND r.role = 'owner' AND r.to_at IS NULL
		AND NOT EXISTS (SELECT 1 FROM credentials k WHERE k.practice_id = x.id)
		ORDER BY p.created_at, p.id LIMIT 1) AS waiting
	FROM practices x ORDER BY x.created_at, x.id LIMIT 1`

// Installation is what stands in the database, the earliest practice if there
// are several; the zero value before one was founded. A start of the service
// asks, before there is a practice to ask in.
func (s *Store) Installation(ctx context.Context) (practice.Installation, error) {
	var rows []struct {
		Practice tandem.PracticeID
		Demo     bool
		Waiting  *tandem.PersonID
	}
	if err := s.read(ctx).Raw(installation).Scan(&rows).Error; err != nil || len(rows) == 0 {
		return practice.Installation{}, failure(err)
	}
	return practice.Installation{Practice: rows[0].Practice, Demo: rows[0].Demo, Waiting: orZero(rows[0].Waiting)}, nil
}

// CreatePractice adds the practice, with its key.
func (s *Store) CreatePractice(ctx context.Context, practice tandem.PracticeID, p practice.Practice) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	profile, err := s.seal(ctx, practice, scope{Class: classProfile}, string(practice), practiceProfile{p.Name})
	if err != nil {
		return err
	}
	return failure(db.Create(&practiceRow{ID: practice, Profile: profile, Demo: p.Demo, CreatedAt: p.FoundedAt}).Error)
}

// Practice is the practice. Error: NotFound.
func (s *Store) Practice(ctx context.Context, id tandem.PracticeID) (practice.Practice, error) {
	var row practiceRow
	if err := s.read(ctx).Where("id = ?", id).Take(&row).Error; err != nil {
		return practice.Practice{}, failure(err)
	}
	var profile practiceProfile
	if err := s.unseal(ctx, id, scope{Class: classProfile}, string(id), row.Profile, &profile); err != nil {
		return practice.Practice{}, err
	}
	return practice.Practice{ID: row.ID, Name: profile.Name, Demo: row.Demo, FoundedAt: row.CreatedAt}, nil
}

// CreateMember adds a person of the staff with these roles from at on.
func (s *Store) CreateMember(ctx context.Context, practice tandem.PracticeID, m practice.Member, at time.Time) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	profile, err := s.sealPerson(ctx, practice, m.Person, personProfile{Name: m.Name})
	if err != nil {
		return err
	}
	row := personRow{PracticeID: practice, ID: m.Person, Kind: kindStaff, Profile: profile, CreatedAt: at}
	if err := db.Create(&row).Error; err != nil {
		return refers(err)
	}
	return beginRoles(db, practice, m.Person, m.Roles, at)
}

// beginRoles opens roles at the moment. One that ended at this very moment goes
// on instead: a role cannot begin twice at once.
func beginRoles(db *gorm.DB, practice tandem.PracticeID, person tandem.PersonID, roles []tandem.Role, at time.Time) error {
	if len(roles) == 0 {
		return nil
	}
	rows := make([]roleRow, len(roles))
	for i, role := range roles {
		rows[i] = roleRow{PracticeID: practice, PersonID: person, Role: role, FromAt: at}
	}
	return refers(db.Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "practice_id"}, {Name: "person_id"}, {Name: "role"}, {Name: "from_at"}},
		DoUpdates: clause.Assignments(map[string]any{"to_at": nil}),
	}).Create(&rows).Error)
}

// activeAt narrows rows with from_at and to_at to those that hold.
func activeAt(db *gorm.DB, at time.Time) *gorm.DB {
	return db.Where("from_at <= ? AND (to_at IS NULL OR to_at > ?)", at, at)
}

// Staff lists all persons of the staff, the revoked too.
func (s *Store) Staff(ctx context.Context, practice tandem.PracticeID, now time.Time) ([]practice.Member, error) {
	return s.members(ctx, practice, now, "")
}

// Member is one person of the staff. Error: NotFound, for a client too.
func (s *Store) Member(ctx context.Context, practiceID tandem.PracticeID, person tandem.PersonID, now time.Time) (practice.Member, error) {
	if person == "" {
		return practice.Member{}, tandem.NotFound()
	}
	members, err := s.members(ctx, practiceID, now, person)
	if err != nil {
		return practice.Member{}, err
	}
	if len(members) == 0 {
		return practice.Member{}, tandem.NotFound()
	}
	return members[0], nil
}

// staffRow is a person of the staff, with whether there is an account.
type staffRow struct {
	ID         tandem.PersonID
	Profile    []byte
	RevokedAt  *time.Time
	HasAccount bool
}

const ofStaff = `SELECT p.id, p.profile, p.revoked_at, (k.person_id IS NOT NULL) AS has_account
	FROM people p LEFT JOIN credentials k ON k.practice_id = p.practice_id AND k.person_id = p.id
	WHERE p.practice_id = @practice AND p.kind = 'staff' AND (@person = '' OR p.id = @person)`

// members reads staff with roles and the latest invitation, in three queries
// and one for keys; one person's only where a person is given.
func (s *Store) members(ctx context.Context, practiceID tandem.PracticeID, now time.Time, only tandem.PersonID) ([]practice.Member, error) {
	var rows []staffRow
	err := s.read(ctx).Raw(ofStaff, map[string]any{"practice": practiceID, "person": string(only)}).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, failure(err)
	}
	those := func(db *gorm.DB) *gorm.DB {
		db = db.Where("practice_id = ?", practiceID)
		if only != "" {
			db = db.Where("person_id = ?", only)
		}
		return db
	}
	var roles []roleRow
	if err := activeAt(those(s.read(ctx)), now).Find(&roles).Error; err != nil {
		return nil, failure(err)
	}
	var invitations []invitationRow
	if err := those(s.read(ctx)).Where("couple_id IS NULL AND purpose = ?", practice.PurposeJoin).Order("created_at, id").Find(&invitations).Error; err != nil {
		return nil, failure(err)
	}
	if err := s.warm(ctx, practiceID, scopesOf(rows, func(r staffRow) scope { return ofThePerson(r.ID) })); err != nil {
		return nil, err
	}
	return s.assemble(ctx, practiceID, rows, roles, invitations)
}

// assemble opens the names and puts together who is what. The latest invitation
// comes last.
func (s *Store) assemble(ctx context.Context, practiceID tandem.PracticeID, rows []staffRow, roles []roleRow, invitations []invitationRow) ([]practice.Member, error) {
	members := make([]practice.Member, len(rows))
	at := map[tandem.PersonID]*practice.Member{}
	for i, row := range rows {
		profile, err := s.unsealPerson(ctx, practiceID, row.ID, row.Profile)
		if err != nil {
			return nil, err
		}
		members[i] = practice.Member{Person: row.ID, Name: profile.Name, State: row.state()}
		at[row.ID] = &members[i]
	}
	for _, role := range roles {
		if m, ok := at[role.PersonID]; ok {
			m.Roles = append(m.Roles, role.Role)
		}
	}
	for _, i := range invitations {
		if m, ok := at[i.PersonID]; ok {
			m.Invitation = i.invitation()
		}
	}
	for i := range members {
		sortRoles(members[i].Roles)
	}
	return members, nil
}

func (r staffRow) state() practice.MemberState {
	switch {
	case r.RevokedAt != nil:
		return practice.MemberRevoked
	case r.HasAccount:
		return practice.MemberActive
	}
	return practice.MemberInvited
}

// scopesOf is the scope of each row.
func scopesOf[T any](rows []T, of func(T) scope) []scope {
	scopes := make([]scope, len(rows))
	for i, row := range rows {
		scopes[i] = of(row)
	}
	return scopes
}

// holdStaff lets one transaction at a time change who works here as what.
func holdStaff(db *gorm.DB, practice tandem.PracticeID) error {
	var row struct{ ID string }
	return failure(db.Table("practices").Clauses(held()).Select("id").Where("id = ?", practice).Take(&row).Error)
}

const ofRole = `SELECT p.id, p.profile FROM people p
	JOIN staff_roles r ON r.practice_id = p.practice_id AND r.person_id = p.id
	JOIN credentials k ON k.practice_id = p.practice_id AND k.person_id = p.id
	WHERE p.practice_id = @practice AND p.kind = 'staff' AND p.revoked_at IS NULL AND r.role = @role
	AND r.from_at <= @now AND (r.to_at IS NULL OR r.to_at > @now)
	ORDER BY p.id`

// withRole lists the active members who hold the role at the moment.
func withRole(db *gorm.DB, practice tandem.PracticeID, role tandem.Role, now time.Time) ([]staffRow, error) {
	var rows []staffRow
	err := db.Raw(ofRole, map[string]any{"practice": practice, "role": role, "now": now}).Scan(&rows).Error
	return rows, failure(err)
}

// OwnersToKeep lists the active owners, and lets nobody else change roles until
// the transaction ends. It must run in one.
func (s *Store) OwnersToKeep(ctx context.Context, practice tandem.PracticeID, now time.Time) ([]tandem.PersonID, error) {
	db, err := s.write(ctx)
	if err != nil {
		return nil, err
	}
	if err := holdStaff(db, practice); err != nil {
		return nil, err
	}
	rows, err := withRole(db, practice, tandem.RoleOwner, now)
	if err != nil {
		return nil, err
	}
	owners := make([]tandem.PersonID, len(rows))
	for i, row := range rows {
		owners[i] = row.ID
	}
	return owners, nil
}

// staffToChange holds the practice's staff and tells whether the person is of
// them. Error: NotFound.
func staffToChange(db *gorm.DB, practice tandem.PracticeID, person tandem.PersonID) error {
	if err := holdStaff(db, practice); err != nil {
		return err
	}
	var row struct{ ID string }
	return failure(db.Table("people").Select("id").
		Where("practice_id = ? AND id = ? AND kind = ?", practice, person, kindStaff).Take(&row).Error)
}

// SetRoles ends the person's active roles that are not in the list, and begins
// those that are new, at the moment. Error: NotFound.
func (s *Store) SetRoles(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID, roles []tandem.Role, at time.Time) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	if err := staffToChange(db, practice, person); err != nil {
		return err
	}
	var have []roleRow
	if err := activeAt(db.Where("practice_id = ? AND person_id = ?", practice, person), at).Find(&have).Error; err != nil {
		return failure(err)
	}
	begin := slices.Clone(roles)
	var end []tandem.Role
	for _, row := range have {
		if slices.Contains(roles, row.Role) {
			begin = slices.DeleteFunc(begin, func(r tandem.Role) bool { return r == row.Role })
		} else {
			end = append(end, row.Role)
		}
	}
	if err := endRoles(db, practice, person, end, at); err != nil {
		return err
	}
	return beginRoles(db, practice, person, begin, at)
}

func endRoles(db *gorm.DB, practice tandem.PracticeID, person tandem.PersonID, roles []tandem.Role, at time.Time) error {
	if len(roles) == 0 {
		return nil
	}
	return failure(activeAt(db.Table("staff_roles").Where("practice_id = ? AND person_id = ? AND role IN ?", practice, person, roles), at).
		Update("to_at", at).Error)
}

// Revoke marks the person as revoked, ends roles and supervision, and counts
// the epoch up so that every session ends. Error: NotFound.
func (s *Store) Revoke(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID, at time.Time) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	if err := staffToChange(db, practice, person); err != nil {
		return err
	}
	err = db.Table("people").Where("practice_id = ? AND id = ? AND revoked_at IS NULL", practice, person).
		Update("revoked_at", at).Error
	if err != nil {
		return failure(err)
	}
	if err := endRoles(db, practice, person, practiceRoles(), at); err != nil {
		return err
	}
	err = activeAt(db.Table("supervision").Where("practice_id = ? AND (supervisor_id = ? OR supervisee_id = ?)", practice, person, person), at).
		Update("to_at", at).Error
	if err != nil {
		return failure(err)
	}
	return failure(db.Table("credentials").Where("practice_id = ? AND person_id = ?", practice, person).
		Update("epoch", gorm.Expr("epoch + 1")).Error)
}

func practiceRoles() []tandem.Role { return practice.StaffRoles() }

// NameOf is the name of a person: of a client as in the latest membership.
// Error: NotFound.
func (s *Store) NameOf(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID) (string, error) {
	row, err := findPerson(s.read(ctx), practice, person)
	if err != nil {
		return "", err
	}
	if row.Kind == kindStaff {
		profile, err := s.unsealPerson(ctx, practice, person, row.Profile)
		return profile.Name, err
	}
	var member partnerRow
	err = s.read(ctx).Where("practice_id = ? AND person_id = ?", practice, person).Order("joined_at DESC, id").Take(&member).Error
	if err != nil {
		return "", failure(err)
	}
	profile, err := s.unsealPartner(ctx, member)
	return profile.Name, err
}

func findPerson(db *gorm.DB, practice tandem.PracticeID, person tandem.PersonID) (personRow, error) {
	var row personRow
	err := db.Where("practice_id = ? AND id = ?", practice, person).Take(&row).Error
	return row, failure(err)
}

// Language is the language that the person reads in, "" while none was chosen.
// Error: NotFound.
func (s *Store) Language(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID) (string, error) {
	row, err := findPerson(s.read(ctx), practice, person)
	if err != nil {
		return "", err
	}
	profile, err := s.unsealPerson(ctx, practice, person, row.Profile)
	return profile.Language, err
}

// SetLanguage keeps the language that the person reads in. Error: NotFound.
func (s *Store) SetLanguage(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID, language string) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	row, err := findPerson(db.Clauses(held()), practice, person)
	if err != nil {
		return err
	}
	profile, err := s.unsealPerson(ctx, practice, person, row.Profile)
	if err != nil {
		return err
	}
	profile.Language = language
	sealed, err := s.sealPerson(ctx, practice, person, profile)
	if err != nil {
		return err
	}
	return changed(db.Table("people").Where("practice_id = ? AND id = ?", practice, person).Update("profile", sealed))
}
