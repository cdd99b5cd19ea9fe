package store

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm/clause"

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
	return rows[0].choice(), nil
}

func (r policyRow) choice() casefile.PolicyChoice {
	return casefile.PolicyChoice{ID: r.ID, Couple: r.CoupleID, Policy: r.Policy, ChosenBy: r.ChosenBy, ChosenAt: r.ChosenAt}
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
	Goal    casefile.Goal         `json:"goal,omitempty"`
	Words   string                `json:"goal_words,omitempty"`
}

// AddScreen adds a safety screen. Error: NotFound for somebody elsewhere.
func (s *Store) AddScreen(ctx context.Context, practice tandem.PracticeID, c casefile.Screen) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	row := screenRow{PracticeID: practice, ID: c.ID, CoupleID: c.Couple, PartnerID: c.Partner, PersonID: c.Person,
		RecordedBy: c.RecordedBy, RecordedAt: c.RecordedAt}
	if row.Finding, err = s.seal(ctx, practice, row.scope(), string(row.ID), finding{c.On, c.How, c.Result, c.NextDue, c.Goal, c.GoalWords}); err != nil {
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
	return s.screens(ctx, practice, rows)
}

func (s *Store) screens(ctx context.Context, practice tandem.PracticeID, rows []screenRow) ([]casefile.Screen, error) {
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
			Result: f.Result, NextDue: f.NextDue, Goal: f.Goal, GoalWords: f.Words, RecordedBy: r.RecordedBy, RecordedAt: r.RecordedAt}
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

// override is the request without its reason. Nobody settles their own request,
// so one that was declined by whoever asked was withdrawn.
func (r overrideRow) override() casefile.Override {
	if r.State == casefile.OverrideDeclined && orZero(r.SettledBy) == r.AskedBy {
		r.State = casefile.OverrideWithdrawn
	}
	return casefile.Override{ID: r.ID, Couple: r.CoupleID, Partner: orZero(r.PartnerID), Requirement: r.Requirement,
		AskedBy: r.AskedBy, AskedAt: r.AskedAt, State: r.State, SettledBy: orZero(r.SettledBy), SettledAt: orZero(r.SettledAt)}
}

func (s *Store) overrides(ctx context.Context, rows []overrideRow) ([]casefile.Override, error) {
	list := make([]casefile.Override, len(rows))
	for i, r := range rows {
		list[i] = r.override()
		if err := s.unseal(ctx, r.PracticeID, r.scope(), string(r.ID), r.Reason, &list[i].Reason); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Overrides lists all of a couple, the oldest first.
func (s *Store) Overrides(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) ([]casefile.Override, error) {
	var rows []overrideRow
	err := s.read(ctx).Where("practice_id = ? AND couple_id = ?", practice, couple).Order("asked_at, id").Find(&rows).Error
	if err != nil {
		return nil, failure(err)
	}
	return s.overrides(ctx, rows)
}

// OverridesAsked lists what is not settled, the oldest first.
func (s *Store) OverridesAsked(ctx context.Context, practice tandem.PracticeID) ([]casefile.Override, error) {
	var rows []overrideRow
	err := s.read(ctx).Where("practice_id = ? AND state = ?", practice, casefile.OverrideAsked).Order("asked_at, id").Find(&rows).Error
	if err != nil {
		return nil, failure(err)
	}
	return s.overrides(ctx, rows)
}

// Override is one request. Error: NotFound.
func (s *Store) Override(ctx context.Context, practice tandem.PracticeID, id tandem.OverrideID) (casefile.Override, error) {
	var row overrideRow
	if err := s.read(ctx).Where("practice_id = ? AND id = ?", practice, id).Take(&row).Error; err != nil {
		return casefile.Override{}, failure(err)
	}
	list, err := s.overrides(ctx, []overrideRow{row})
	if err != nil {
		return casefile.Override{}, err
	}
	return list[0], nil
}

// AddOverride adds a request that is asked. Error: NotFound.
func (s *Store) AddOverride(ctx context.Context, practice tandem.PracticeID, o casefile.Override) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	row := overrideRow{PracticeID: practice, ID: o.ID, CoupleID: o.Couple, PartnerID: orNull(o.Partner), Requirement: o.Requirement,
		AskedBy: o.AskedBy, AskedAt: o.AskedAt, State: casefile.OverrideAsked}
	if row.Reason, err = s.seal(ctx, practice, row.scope(), string(row.ID), o.Reason); err != nil {
		return err
	}
	return refers(db.Create(&row).Error)
}

// SettleOverride settles a request that is asked, and is false when it is not.
func (s *Store) SettleOverride(ctx context.Context, practice tandem.PracticeID, id tandem.OverrideID, state casefile.OverrideState, by tandem.PersonID, at time.Time) (bool, error) {
	db, err := s.write(ctx)
	if err != nil {
		return false, err
	}
	if state == casefile.OverrideWithdrawn { // see override
		state = casefile.OverrideDeclined
	}
	done := db.Table("gate_overrides").Where("practice_id = ? AND id = ? AND state = ?", practice, id, casefile.OverrideAsked).
		Updates(map[string]any{"state": state, "settled_by": by, "settled_at": at})
	return done.Error == nil && done.RowsAffected == 1, refers(done.Error)
}

// AddConsent adds a text of the practice's own.
func (s *Store) AddConsent(ctx context.Context, practice tandem.PracticeID, c casefile.Consent) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	row := consentRow{PracticeID: practice, ID: c.ID, AddedBy: c.AddedBy, AddedAt: c.AddedAt}
	if row.Words, err = s.seal(ctx, practice, ofThePractice, string(row.ID), consentWords{c.Title, c.Words}); err != nil {
		return err
	}
	return refers(db.Create(&row).Error)
}

// RetireConsent takes a text out of force, and is false when it was not in it.
func (s *Store) RetireConsent(ctx context.Context, practice tandem.PracticeID, id tandem.ConsentID, at time.Time) (bool, error) {
	db, err := s.write(ctx)
	if err != nil {
		return false, err
	}
	done := db.Table("practice_consents").Where("practice_id = ? AND id = ? AND retired_at IS NULL", practice, id).Update("retired_at", at)
	return done.Error == nil && done.RowsAffected == 1, failure(done.Error)
}

// intakeRow is how a couple came.
type intakeRow struct {
	PracticeID  tandem.PracticeID
	CoupleID    tandem.CoupleID
	ClientModel casefile.ClientModel
	Identified  *tandem.PartnerID
	BeganWeek   int
	Before      []byte
	ChangedAt   time.Time
}

// TableName is the table of intakes.
func (intakeRow) TableName() string { return "intakes" }

func (r intakeRow) scope() scope { return scope{Couple: r.CoupleID, Class: classPlan} }

// intake is how the couple came, without what was before.
func (r intakeRow) intake() casefile.Intake {
	return casefile.Intake{Model: r.ClientModel, Identified: orZero(r.Identified), BeganWeek: r.BeganWeek}
}

// IntakeOf is how a couple came; the relationship as the client where nobody
// said.
func (s *Store) IntakeOf(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) (casefile.Intake, error) {
	var rows []intakeRow
	err := s.read(ctx).Where("practice_id = ? AND couple_id = ?", practice, couple).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return casefile.Intake{Model: casefile.ModelRelationship}, failure(err)
	}
	r := rows[0]
	i := r.intake()
	return i, s.unseal(ctx, practice, r.scope(), string(r.CoupleID), r.Before, &i.Before)
}

// SaveIntake replaces how a couple came. Error: NotFound.
func (s *Store) SaveIntake(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, i casefile.Intake, at time.Time) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	row := intakeRow{PracticeID: practice, CoupleID: couple, ClientModel: i.Model, Identified: orNull(i.Identified), BeganWeek: i.BeganWeek, ChangedAt: at}
	if row.Before, err = s.seal(ctx, practice, row.scope(), string(couple), i.Before); err != nil {
		return err
	}
	return refers(db.Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "practice_id"}, {Name: "couple_id"}},
		DoUpdates: clause.AssignmentColumns([]string{"client_model", "identified", "began_week", "before", "changed_at"}),
	}).Create(&row).Error)
}

// Clinicians lists the active staff with the therapist's or the supervisor's
// role at the moment, each once.
func (s *Store) Clinicians(ctx context.Context, practice tandem.PracticeID, now time.Time) ([]tandem.PersonID, error) {
	var all []tandem.PersonID
	for _, role := range []tandem.Role{tandem.RoleTherapist, tandem.RoleSupervisor} {
		rows, err := withRole(s.read(ctx), practice, role, now)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if !slices.Contains(all, row.ID) {
				all = append(all, row.ID)
			}
		}
	}
	return all, nil
}
