package store

import (
	"context"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/tandem"
)

// policyRow is a couple's choice of a confidentiality policy.
type policyRow struct {
	PracticeID tandem.PracticeID
	ID         tandem.PolicyID
	CoupleID   tandem.CoupleID
	Policy     casefile.Policy
	ChosenBy   tandem.PersonID
	ChosenAt   time.Time
	ReplacedAt *time.Time
}

// TableName is the table of policies chosen.
func (policyRow) TableName() string { return "couple_policies" }

// PolicyOf is the couple's present choice, the zero value when there is none.
func (s *Store) PolicyOf(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) (casefile.PolicyChoice, error) {
	var rows []policyRow
	err := s.read(ctx).Where("practice_id = ? AND couple_id = ? AND replaced_at IS NULL", practice, couple).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return casefile.PolicyChoice{}, failure(err)
	}
	r := rows[0]
	return casefile.PolicyChoice{ID: r.ID, Couple: r.CoupleID, Policy: r.Policy, ChosenBy: r.ChosenBy, ChosenAt: r.ChosenAt}, nil
}

// ChoosePolicy replaces the present choice. Error: NotFound for a couple or
// person elsewhere.
func (s *Store) ChoosePolicy(ctx context.Context, practice tandem.PracticeID, c casefile.PolicyChoice) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	err = db.Table("couple_policies").Where("practice_id = ? AND couple_id = ? AND replaced_at IS NULL", practice, c.Couple).
		Update("replaced_at", c.ChosenAt).Error
	if err != nil {
		return failure(err)
	}
	return refers(db.Create(&policyRow{PracticeID: practice, ID: c.ID, CoupleID: c.Couple, Policy: c.Policy,
		ChosenBy: c.ChosenBy, ChosenAt: c.ChosenAt}).Error)
}

// consentRow is a text of the practice's own.
type consentRow struct {
	PracticeID tandem.PracticeID
	ID         tandem.ConsentID
	Words      []byte
	AddedBy    tandem.PersonID
	AddedAt    time.Time
	RetiredAt  *time.Time
}

// TableName is the table of the practices' own texts.
func (consentRow) TableName() string { return "practice_consents" }

// consentWords is sealed in practice_consents under the practice.
type consentWords struct {
	Title string `json:"title"`
	Words string `json:"words"`
}

var ofThePractice = scope{Class: classProfile}

// Consents lists the practice's own texts in force, the oldest first.
func (s *Store) Consents(ctx context.Context, practice tandem.PracticeID) ([]casefile.Consent, error) {
	var rows []consentRow
	err := s.read(ctx).Where("practice_id = ? AND retired_at IS NULL", practice).Order("added_at, id").Find(&rows).Error
	if err != nil {
		return nil, failure(err)
	}
	list := make([]casefile.Consent, len(rows))
	for i, r := range rows {
		var w consentWords
		if err := s.unseal(ctx, practice, ofThePractice, string(r.ID), r.Words, &w); err != nil {
			return nil, err
		}
		list[i] = casefile.Consent{ID: r.ID, Title: w.Title, Words: w.Words, AddedBy: r.AddedBy, AddedAt: r.AddedAt}
	}
	return list, nil
}

// screenRow is one safety screen.
type screenRow struct {
	PracticeID tandem.PracticeID
	ID         tandem.ScreenID
	CoupleID   tandem.CoupleID
	PartnerID  tandem.PartnerID
	PersonID   tandem.PersonID
	Finding    []byte
	RecordedBy tandem.PersonID
	RecordedAt time.Time
}

// TableName is the table of safety screens.
func (screenRow) TableName() string { return "safety_screens" }

func (r screenRow) scope() scope {
	return scope{Person: r.PersonID, Couple: r.CoupleID, Class: classScreen}
}

// finding is sealed in safety_screens under the partner, the couple and a
// class that holds nothing else.
type finding struct {
	On      tandem.Date           `json:"on"`
	How     casefile.ScreenHow    `json:"how"`
	Result  casefile.ScreenResult `json:"result"`
	NextDue tandem.Date           `json:"next_due"`
}

// AddScreen adds a safety screen. Error: NotFound for somebody elsewhere.
func (s *Store) AddScreen(ctx context.Context, practice tandem.PracticeID, c casefile.Screen) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	row := screenRow{PracticeID: practice, ID: c.ID, CoupleID: c.Couple, PartnerID: c.Partner, PersonID: c.Person,
		RecordedBy: c.RecordedBy, RecordedAt: c.RecordedAt}
	if row.Finding, err = s.seal(ctx, practice, row.scope(), string(row.ID), finding{c.On, c.How, c.Result, c.NextDue}); err != nil {
		return err
	}
	return refers(db.Create(&row).Error)
}

// Screens lists all safety screens of a couple, the oldest first.
func (s *Store) Screens(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) ([]casefile.Screen, error) {
	var rows []screenRow
	err := s.read(ctx).Where("practice_id = ? AND couple_id = ?", practice, couple).Order("recorded_at, id").Find(&rows).Error
	if err != nil {
		return nil, failure(err)
	}
	if err := s.warm(ctx, practice, scopesOf(rows, screenRow.scope)); err != nil {
		return nil, err
	}
	list := make([]casefile.Screen, len(rows))
	for i, r := range rows {
		var f finding
		if err := s.unseal(ctx, practice, r.scope(), string(r.ID), r.Finding, &f); err != nil {
			return nil, err
		}
		list[i] = casefile.Screen{ID: r.ID, Couple: r.CoupleID, Partner: r.PartnerID, Person: r.PersonID, On: f.On, How: f.How,
			Result: f.Result, NextDue: f.NextDue, RecordedBy: r.RecordedBy, RecordedAt: r.RecordedAt}
	}
	return list, nil
}

// overrideRow is one request to pass the gate without something.
type overrideRow struct {
	PracticeID  tandem.PracticeID
	ID          tandem.OverrideID
	CoupleID    tandem.CoupleID
	PartnerID   *tandem.PartnerID
	Requirement casefile.Requirement
	Reason      []byte
	AskedBy     tandem.PersonID
	AskedAt     time.Time
	State       casefile.OverrideState
	SettledBy   *tandem.PersonID
	SettledAt   *time.Time
}

// TableName is the table of overrides.
func (overrideRow) TableName() string { return "gate_overrides" }

func (r overrideRow) scope() scope { return scope{Couple: r.CoupleID, Class: classScreen} }

// Overrides lists all of a couple, the oldest first.
func (s *Store) Overrides(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) ([]casefile.Override, error) {
	var rows []overrideRow
	err := s.read(ctx).Where("practice_id = ? AND couple_id = ?", practice, couple).Order("asked_at, id").Find(&rows).Error
	if err != nil {
		return nil, failure(err)
	}
	list := make([]casefile.Override, len(rows))
	for i, r := range rows {
		list[i] = casefile.Override{ID: r.ID, Couple: r.CoupleID, Partner: orZero(r.PartnerID), Requirement: r.Requirement,
			AskedBy: r.AskedBy, AskedAt: r.AskedAt, State: r.State, SettledBy: orZero(r.SettledBy), SettledAt: orZero(r.SettledAt)}
		if err := s.unseal(ctx, practice, r.scope(), string(r.ID), r.Reason, &list[i].Reason); err != nil {
			return nil, err
		}
	}
	return list, nil
}
