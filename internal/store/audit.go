package store

import (
	"context"
	"encoding/json"
	"time"

	"tandem/internal/tandem"
)

// auditRow is one entry of the audit log. It holds ids and catalogue names only.
type auditRow struct {
	PracticeID tandem.PracticeID
	ID         string
	At         time.Time
	ActorID    tandem.PersonID
	Event      tandem.Event
	UseCase    tandem.UseCaseName
	ObjectKind tandem.ObjectKind
	ObjectID   string
	CoupleID   tandem.CoupleID
	Listed     string
}

// TableName is the table of the log.
func (auditRow) TableName() string { return "audit_entries" }

// Record appends to the audit log inside the transaction of ctx, so that the
// entry stands or falls with what it tells. Without a transaction it is Internal.
func (s *Store) Record(ctx context.Context, e tandem.Entry) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	listed := e.Listed
	if listed == nil {
		listed = []string{}
	}
	text, err := json.Marshal(listed)
	if err != nil {
		return tandem.Internalf("store: the list of an audit entry cannot be written as JSON")
	}
	row := auditRow{PracticeID: e.Practice, ID: e.ID, At: e.At, ActorID: e.Actor, Event: e.Event, UseCase: e.UseCase,
		ObjectKind: e.Object.Kind, ObjectID: e.Object.ID, CoupleID: e.Couple, Listed: string(text)}
	return failure(db.Create(&row).Error)
}
