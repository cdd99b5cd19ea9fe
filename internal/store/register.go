package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"tandem/internal/casefile"
	"tandem/internal/tandem"
)

// contactRow is how a partner is reached.
type contactRow struct {
	PracticeID tandem.PracticeID
	PartnerID  tandem.PartnerID
	CoupleID   tandem.CoupleID
	PersonID   tandem.PersonID
	Contact    []byte
	ChangedAt  time.Time
}

// TableName is the table of contacts.
func (contactRow) TableName() string { return "partner_contacts" }

// Contacts are how the partners of a couple are reached, by partner.
func (s *Store) Contacts(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) (map[tandem.PartnerID]casefile.Contact, error) {
	var rows []contactRow
	if err := s.read(ctx).Where("practice_id = ? AND couple_id = ?", practice, couple).Find(&rows).Error; err != nil {
		return nil, failure(err)
	}
	all := map[tandem.PartnerID]casefile.Contact{}
	for _, r := range rows {
		var c casefile.Contact
		if err := s.unseal(ctx, practice, ofTheMembership(r.PersonID, r.CoupleID), string(r.PartnerID), r.Contact, &c); err != nil {
			return nil, err
		}
		all[r.PartnerID] = c
	}
	return all, nil
}

// SetContact replaces a partner's contact. Error: NotFound.
func (s *Store) SetContact(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, p casefile.Partner, c casefile.Contact, at time.Time) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	row := contactRow{PracticeID: practice, PartnerID: p.ID, CoupleID: couple, PersonID: p.Person, ChangedAt: at}
	if row.Contact, err = s.seal(ctx, practice, ofTheMembership(p.Person, couple), string(p.ID), c); err != nil {
		return err
	}
	return refers(db.Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "practice_id"}, {Name: "partner_id"}},
		DoUpdates: clause.AssignmentColumns([]string{"contact", "changed_at"}),
	}).Create(&row).Error)
}

// SaveCouple replaces the case code and the time zone. Errors: NotFound;
// Conflict when the code is taken.
func (s *Store) SaveCouple(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, code, zone string) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	return changed(db.Table("couples").Where("practice_id = ? AND id = ?", practice, couple).
		Updates(map[string]any{"code": code, "time_zone": zone}))
}

// SavePartner replaces what a membership says of a person, and the person's
// language. Error: NotFound.
func (s *Store) SavePartner(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, p casefile.Partner) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	sealed, err := s.seal(ctx, practice, ofTheMembership(p.Person, couple), string(p.ID), partnerProfile{p.Name, p.Pronouns})
	if err != nil {
		return err
	}
	err = changed(db.Table("partners").Where("practice_id = ? AND couple_id = ? AND id = ? AND person_id = ?", practice, couple, p.ID, p.Person).
		Updates(map[string]any{"profile": sealed, "time_zone": p.TimeZone}))
	if err != nil {
		return err
	}
	return s.SetLanguage(ctx, practice, p.Person, p.Language)
}

// AddToTeam adds somebody to a care team, and is false when they are on it
// without an end. Error: NotFound.
func (s *Store) AddToTeam(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, m casefile.Member) (bool, error) {
	db, err := s.write(ctx)
	if err != nil {
		return false, err
	}
	row := teamRow{PracticeID: practice, ID: s.ids.New(), CoupleID: couple, PersonID: m.Person, Function: m.Function, FromAt: m.From, ToAt: orNever(m.To)}
	done := db.Clauses(clause.OnConflict{DoNothing: true}).Create(&row)
	return done.Error == nil && done.RowsAffected == 1, refers(done.Error)
}

// EndOnTeam ends somebody's place on a care team at the moment. Error: NotFound
// when they have none.
func (s *Store) EndOnTeam(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, person tandem.PersonID, at time.Time) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	return changed(activeAt(db.Table("care_team").Where("practice_id = ? AND couple_id = ? AND person_id = ?", practice, couple, person), at).
		Update("to_at", at))
}

// EndMembership ends a lasting membership at the moment. Error: NotFound.
func (s *Store) EndMembership(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, partner tandem.PartnerID, at time.Time) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	return changed(db.Table("partners").Where("practice_id = ? AND couple_id = ? AND id = ? AND left_at IS NULL", practice, couple, partner).
		Update("left_at", at))
}

// CloseCouple closes an active couple at the moment. Error: NotFound.
func (s *Store) CloseCouple(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, at time.Time) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	return changed(db.Table("couples").Where("practice_id = ? AND id = ? AND state = ?", practice, couple, casefile.StateActive).
		Updates(map[string]any{"state": casefile.StateClosed, "closed_at": at}))
}
