package store

import (
	"context"
	"slices"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/practice"
	"tandem/internal/tandem"
)

var _ casefile.Store = (*Store)(nil)

// coupleRow is a case.
type coupleRow struct {
	PracticeID tandem.PracticeID
	ID         tandem.CoupleID
	Code       string
	TimeZone   string
	State      casefile.State
	Course     casefile.Course
	CreatedAt  time.Time
	ClosedAt   *time.Time
}

// TableName is the table of couples.
func (coupleRow) TableName() string { return "couples" }

// partnerRow is a membership.
type partnerRow struct {
	PracticeID tandem.PracticeID
	ID         tandem.PartnerID
	CoupleID   tandem.CoupleID
	PersonID   tandem.PersonID
	Position   int
	TimeZone   string
	Profile    []byte
	JoinedAt   time.Time
	LeftAt     *time.Time
}

// TableName is the table of memberships.
func (partnerRow) TableName() string { return "partners" }

// teamRow is somebody of the staff in a care team.
type teamRow struct {
	PracticeID tandem.PracticeID
	ID         string
	CoupleID   tandem.CoupleID
	PersonID   tandem.PersonID
	Function   casefile.Function
	FromAt     time.Time
	ToAt       *time.Time
}

// TableName is the table of care teams.
func (teamRow) TableName() string { return "care_team" }

func (s *Store) unsealPartner(ctx context.Context, row partnerRow) (partnerProfile, error) {
	var p partnerProfile
	err := s.unseal(ctx, row.PracticeID, ofTheMembership(row.PersonID, row.CoupleID), string(row.ID), row.Profile, &p)
	return p, err
}

// Couple is one couple. Error: NotFound.
func (s *Store) Couple(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) (casefile.Couple, error) {
	couples, err := s.couples(ctx, practice, `SELECT c.* FROM couples c WHERE c.practice_id = @practice AND c.id = @couple`,
		map[string]any{"practice": practice, "couple": couple})
	if err != nil {
		return casefile.Couple{}, err
	}
	if len(couples) == 0 {
		return casefile.Couple{}, tandem.NotFound()
	}
	return couples[0], nil
}

// Couples lists all couples of the practice.
func (s *Store) Couples(ctx context.Context, practice tandem.PracticeID) ([]casefile.Couple, error) {
	return s.couples(ctx, practice, `SELECT c.* FROM couples c WHERE c.practice_id = @practice`,
		map[string]any{"practice": practice})
}

// couplesOfStaff names the couples of a person's own work by index, and lets the
// conditions of standing decide among them.
const couplesOfStaff = `SELECT c.* FROM couples c WHERE c.practice_id = @practice AND c.state = 'active'
	AND c.id IN (SELECT w.couple_id FROM care_team w WHERE w.practice_id = @practice AND (w.person_id = @actor
		OR w.person_id IN (SELECT v.supervisee_id FROM supervision v
			WHERE v.practice_id = @practice AND v.supervisor_id = @actor)))
	AND ` + isStaff + ` AND (` + onCareTeam + ` OR ` + supervisesTeam + `)`

// CouplesOfStaff lists the active couples that the person cares for or
// supervises somebody of, at the moment.
func (s *Store) CouplesOfStaff(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID, now time.Time) ([]casefile.Couple, error) {
	return s.couples(ctx, practice, couplesOfStaff, map[string]any{"practice": practice, "actor": person, "now": now})
}

const couplesOfPartner = `SELECT c.* FROM couples c WHERE c.practice_id = @practice
	AND c.id IN (SELECT m.couple_id FROM partners m WHERE m.practice_id = @practice AND m.person_id = @actor)
	AND ` + myMembership + ` IS NOT NULL ORDER BY c.created_at, c.id`

// PartnerCouples lists the active couples that the person is a partner in, by
// lasting membership, the earliest first.
func (s *Store) PartnerCouples(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID) ([]casefile.Couple, error) {
	return s.couples(ctx, practice, couplesOfPartner, map[string]any{"practice": practice, "actor": person})
}

// couples reads the couples that the query finds, in its order, with partners
// and care teams: a handful of queries for each thousand couples.
func (s *Store) couples(ctx context.Context, practice tandem.PracticeID, query string, args map[string]any) ([]casefile.Couple, error) {
	var rows []coupleRow
	if err := s.read(ctx).Raw(query, args).Scan(&rows).Error; err != nil {
		return nil, failure(err)
	}
	couples := make([]casefile.Couple, len(rows))
	at := map[tandem.CoupleID]*casefile.Couple{}
	for i, row := range rows {
		couples[i] = casefile.Couple{ID: row.ID, Practice: row.PracticeID, Code: row.Code, TimeZone: row.TimeZone,
			State: row.State, Course: row.Course, TakenInAt: row.CreatedAt}
		at[row.ID] = &couples[i]
	}
	for chunk := range slices.Chunk(rows, inChunk) {
		ids := make([]tandem.CoupleID, len(chunk))
		for i, row := range chunk {
			ids[i] = row.ID
		}
		if err := s.addPartners(ctx, practice, ids, at); err != nil {
			return nil, err
		}
		if err := s.addTeam(ctx, practice, ids, at); err != nil {
			return nil, err
		}
	}
	return couples, nil
}

// memberRow is a membership with what else is known of the person.
type memberRow struct {
	Partner       partnerRow `gorm:"embedded"`
	PersonProfile []byte
	HasAccount    bool
}

const partnersOf = `SELECT m.*, p.profile AS person_profile, (k.person_id IS NOT NULL) AS has_account
	FROM partners m JOIN people p ON p.practice_id = m.practice_id AND p.id = m.person_id
	LEFT JOIN credentials k ON k.practice_id = m.practice_id AND k.person_id = m.person_id
	WHERE m.practice_id = @practice AND m.couple_id IN @couples
	ORDER BY m.couple_id, m.position`

func (s *Store) addPartners(ctx context.Context, practiceID tandem.PracticeID, couples []tandem.CoupleID, at map[tandem.CoupleID]*casefile.Couple) error {
	var rows []memberRow
	err := s.read(ctx).Raw(partnersOf, map[string]any{"practice": practiceID, "couples": couples}).Scan(&rows).Error
	if err != nil {
		return failure(err)
	}
	latest, err := s.latestInvitations(ctx, practiceID, couples)
	if err != nil {
		return err
	}
	scopes := make([]scope, 0, 2*len(rows))
	for _, row := range rows {
		scopes = append(scopes, ofThePerson(row.Partner.PersonID), ofTheMembership(row.Partner.PersonID, row.Partner.CoupleID))
	}
	if err := s.warm(ctx, practiceID, scopes); err != nil {
		return err
	}
	for _, row := range rows {
		m := row.Partner
		own, err := s.unsealPerson(ctx, practiceID, m.PersonID, row.PersonProfile)
		if err != nil {
			return err
		}
		profile, err := s.unsealPartner(ctx, m)
		if err != nil {
			return err
		}
		c := at[m.CoupleID]
		c.Partners = append(c.Partners, casefile.Partner{ID: m.ID, Person: m.PersonID, Position: m.Position,
			Name: profile.Name, Pronouns: profile.Pronouns, Language: own.Language, TimeZone: m.TimeZone,
			JoinedAt: m.JoinedAt, LeftAt: orZero(m.LeftAt), HasAccount: row.HasAccount,
			Invitation: latest[membership{m.CoupleID, m.PersonID}]})
	}
	return nil
}

// membership names a person in a couple.
type membership struct {
	couple tandem.CoupleID
	person tandem.PersonID
}

func (s *Store) latestInvitations(ctx context.Context, practiceID tandem.PracticeID, couples []tandem.CoupleID) (map[membership]practice.Invitation, error) {
	var rows []invitationRow
	err := s.read(ctx).Where("practice_id = ? AND couple_id IN ? AND purpose = ?", practiceID, couples, practice.PurposeJoin).Order("created_at, id").Find(&rows).Error
	if err != nil {
		return nil, failure(err)
	}
	latest := map[membership]practice.Invitation{}
	for _, row := range rows { // the latest comes last
		latest[membership{orZero(row.CoupleID), row.PersonID}] = row.invitation()
	}
	return latest, nil
}

// namedTeamRow is a member of a care team with the sealed name.
type namedTeamRow struct {
	Member  teamRow `gorm:"embedded"`
	Profile []byte
}

const teamsOf = `SELECT t.*, p.profile FROM care_team t JOIN people p ON p.practice_id = t.practice_id AND p.id = t.person_id
	WHERE t.practice_id = @practice AND t.couple_id IN @couples ORDER BY t.couple_id, t.from_at, t.id`

func (s *Store) addTeam(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID, at map[tandem.CoupleID]*casefile.Couple) error {
	var rows []namedTeamRow
	err := s.read(ctx).Raw(teamsOf, map[string]any{"practice": practice, "couples": couples}).Scan(&rows).Error
	if err != nil {
		return failure(err)
	}
	if err := s.warm(ctx, practice, scopesOf(rows, func(r namedTeamRow) scope { return ofThePerson(r.Member.PersonID) })); err != nil {
		return err
	}
	names := map[tandem.PersonID]string{} // one therapist has many couples
	for _, row := range rows {
		m := row.Member
		name, ok := names[m.PersonID]
		if !ok {
			profile, err := s.unsealPerson(ctx, practice, m.PersonID, row.Profile)
			if err != nil {
				return err
			}
			name = profile.Name
			names[m.PersonID] = name
		}
		c := at[m.CoupleID]
		c.Team = append(c.Team, casefile.Member{Person: m.PersonID, Name: name, Function: m.Function,
			From: m.FromAt, To: orZero(m.ToAt)})
	}
	return nil
}

// Codes lists every case code in use, of closed couples too.
func (s *Store) Codes(ctx context.Context, practice tandem.PracticeID) ([]string, error) {
	var codes []string
	err := s.read(ctx).Table("couples").Where("practice_id = ?", practice).Order("code").Pluck("code", &codes).Error
	return codes, failure(err)
}

// Therapists lists the staff with an account and the therapist's role at the
// moment.
func (s *Store) Therapists(ctx context.Context, practice tandem.PracticeID, now time.Time) ([]casefile.Therapist, error) {
	rows, err := withRole(s.read(ctx), practice, tandem.RoleTherapist, now)
	if err != nil {
		return nil, err
	}
	if err := s.warm(ctx, practice, scopesOf(rows, func(r staffRow) scope { return ofThePerson(r.ID) })); err != nil {
		return nil, err
	}
	list := make([]casefile.Therapist, len(rows))
	for i, row := range rows {
		profile, err := s.unsealPerson(ctx, practice, row.ID, row.Profile)
		if err != nil {
			return nil, err
		}
		list[i] = casefile.Therapist{Person: row.ID, Name: profile.Name}
	}
	return list, nil
}

// CreateCouple adds the couple, its client persons, memberships and care team.
// Errors: Conflict when the code is taken; NotFound for staff elsewhere.
func (s *Store) CreateCouple(ctx context.Context, practice tandem.PracticeID, c casefile.Couple) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	if c.Course == "" {
		c.Course = casefile.CourseOngoing
	}
	row := coupleRow{PracticeID: practice, ID: c.ID, Code: c.Code, TimeZone: c.TimeZone, State: c.State, Course: c.Course, CreatedAt: c.TakenInAt}
	if err := db.Create(&row).Error; err != nil {
		return refers(err)
	}
	var people []personRow
	var partners []partnerRow
	for _, p := range c.Partners {
		own, err := s.sealPerson(ctx, practice, p.Person, personProfile{Language: p.Language})
		if err != nil {
			return err
		}
		people = append(people, personRow{PracticeID: practice, ID: p.Person, Kind: kindClient, Profile: own, CreatedAt: p.JoinedAt})
		sealed, err := s.seal(ctx, practice, ofTheMembership(p.Person, c.ID), string(p.ID), partnerProfile{p.Name, p.Pronouns})
		if err != nil {
			return err
		}
		partners = append(partners, partnerRow{PracticeID: practice, ID: p.ID, CoupleID: c.ID, PersonID: p.Person,
			Position: p.Position, TimeZone: p.TimeZone, Profile: sealed, JoinedAt: p.JoinedAt, LeftAt: orNever(p.LeftAt)})
	}
	if len(people) > 0 {
		if err := db.Create(&people).Error; err != nil {
			return refers(err)
		}
		if err := db.Create(&partners).Error; err != nil {
			return refers(err)
		}
	}
	var team []teamRow
	for _, m := range c.Team {
		team = append(team, teamRow{PracticeID: practice, ID: s.ids.New(), CoupleID: c.ID, PersonID: m.Person,
			Function: m.Function, FromAt: m.From, ToAt: orNever(m.To)})
	}
	if len(team) == 0 {
		return nil
	}
	return refers(db.Create(&team).Error)
}
