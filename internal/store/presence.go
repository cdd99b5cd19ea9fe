package store

import (
	"context"
	"time"

	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// SetPresence notes that a partner is there until the moment. Error: NotFound,
// also for a partner of another couple.
func (s *Store) SetPresence(ctx context.Context, practice tandem.PracticeID, a homework.Assignment, partner tandem.PartnerID, until time.Time) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	return changed(db.Exec(`INSERT INTO presences (practice_id, assignment_id, partner_id, couple_id, until)
		SELECT a.practice_id, a.id, m.id, a.couple_id, @until
		FROM assignments a JOIN partners m ON m.practice_id = a.practice_id AND m.couple_id = a.couple_id
		WHERE a.practice_id = @practice AND a.id = @assignment AND m.id = @partner
		ON CONFLICT (practice_id, assignment_id, partner_id) DO UPDATE SET until = excluded.until`,
		map[string]any{"practice": practice, "assignment": a.ID, "partner": partner, "until": until}))
}

// EndPresence takes a partner's presence away, if there is one.
func (s *Store) EndPresence(ctx context.Context, practice tandem.PracticeID, assignment tandem.AssignmentID, partner tandem.PartnerID) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	return failure(db.Exec(`DELETE FROM presences WHERE practice_id = @practice AND assignment_id = @assignment AND partner_id = @partner`,
		map[string]any{"practice": practice, "assignment": assignment, "partner": partner}).Error)
}

// Presences lists the partners who are there at the moment, by id.
func (s *Store) Presences(ctx context.Context, practice tandem.PracticeID, assignment tandem.AssignmentID, now time.Time) ([]tandem.PartnerID, error) {
	var here []tandem.PartnerID
	err := s.read(ctx).Raw(`SELECT p.partner_id FROM presences p
		WHERE p.practice_id = @practice AND p.assignment_id = @assignment AND p.until > @now ORDER BY p.partner_id`,
		map[string]any{"practice": practice, "assignment": assignment, "now": now}).Scan(&here).Error
	return here, failure(err)
}
