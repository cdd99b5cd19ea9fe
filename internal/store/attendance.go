package store

import (
	"context"
	"slices"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/tandem"
)

// sessionFactRow is one session with a couple, without a word of it.
type sessionFactRow struct {
	HeldOn  tandem.Date
	Outcome casefile.SessionOutcome
}

// Attendance is what is recorded of a couple's sessions, the newest first, and
// of outside help, in the ladder's order.
func (s *Store) Attendance(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) (casefile.Attendance, error) {
	var all casefile.Attendance
	const of = "practice_id = ? AND couple_id = ?"
	var sessions []sessionFactRow
	if err := s.read(ctx).Table("care_sessions").Where(of, practice, couple).Order("held_on DESC").Find(&sessions).Error; err != nil {
		return all, failure(err)
	}
	var there []struct {
		HeldOn    tandem.Date
		PartnerID tandem.PartnerID
	}
	err := s.read(ctx).Raw(`SELECT x.held_on, x.partner_id FROM care_session_partners x
		JOIN partners m ON m.practice_id = x.practice_id AND m.id = x.partner_id
		WHERE x.practice_id = @practice AND x.couple_id = @couple ORDER BY m.position`,
		map[string]any{"practice": practice, "couple": couple}).Scan(&there).Error
	if err != nil {
		return all, failure(err)
	}
	for _, row := range sessions {
		one := casefile.Session{On: row.HeldOn, Outcome: row.Outcome}
		for _, t := range there {
			if t.HeldOn == row.HeldOn {
				one.There = append(one.There, t.PartnerID)
			}
		}
		all.Sessions = append(all.Sessions, one)
	}
	err = s.read(ctx).Table("outside_help").Select("step, state, since").Where(of, practice, couple).Find(&all.Help).Error
	slices.SortFunc(all.Help, func(a, b casefile.Help) int {
		return slices.Index(casefile.HelpSteps(), a.Step) - slices.Index(casefile.HelpSteps(), b.Step)
	})
	return all, failure(err)
}

// LastSessions tells of many couples when the last session was held.
func (s *Store) LastSessions(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID) (map[tandem.CoupleID]tandem.Date, error) {
	last := map[tandem.CoupleID]tandem.Date{}
	for chunk := range slices.Chunk(couples, inChunk) {
		var rows []struct {
			CoupleID tandem.CoupleID
			HeldOn   tandem.Date
		}
		err := s.read(ctx).Table("care_sessions").Select("couple_id, max(held_on) AS held_on").
			Where("practice_id = ? AND couple_id IN ? AND outcome = ?", practice, chunk, casefile.SessionHeld).Group("couple_id").Scan(&rows).Error
		if err != nil {
			return nil, failure(err)
		}
		for _, row := range rows {
			last[row.CoupleID] = row.HeldOn
		}
	}
	return last, nil
}

// RecordSession replaces what is recorded of the couple's day. Error: NotFound,
// also for a partner of another couple.
func (s *Store) RecordSession(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, one casefile.Session, by tandem.PersonID, at time.Time) error {
	if err := s.DropSession(ctx, practice, couple, one.On); err != nil {
		return err
	}
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	err = changed(db.Exec(`INSERT INTO care_sessions (practice_id, couple_id, held_on, outcome, recorded_by, recorded_at)
		SELECT c.practice_id, c.id, @on, @outcome, p.id, @at FROM couples c JOIN people p ON p.practice_id = c.practice_id
		WHERE c.practice_id = @practice AND c.id = @couple AND p.id = @by`,
		map[string]any{"practice": practice, "couple": couple, "on": one.On, "outcome": one.Outcome, "by": by, "at": at}))
	if err != nil {
		return err
	}
	for _, partner := range one.There {
		err := changed(db.Exec(`INSERT INTO care_session_partners (practice_id, couple_id, held_on, partner_id)
			SELECT m.practice_id, m.couple_id, @on, m.id FROM partners m
			WHERE m.practice_id = @practice AND m.couple_id = @couple AND m.id = @partner`,
			map[string]any{"practice": practice, "couple": couple, "on": one.On, "partner": partner}))
		if err != nil {
			return err
		}
	}
	return nil
}

// DropSession takes away what is recorded of the day, if there is anything.
func (s *Store) DropSession(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, on tandem.Date) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	for _, table := range []string{"care_session_partners", "care_sessions"} {
		err := db.Exec("DELETE FROM "+table+" WHERE practice_id = @practice AND couple_id = @couple AND held_on = @on",
			map[string]any{"practice": practice, "couple": couple, "on": on}).Error
		if err != nil {
			return failure(err)
		}
	}
	return nil
}

// SetHelp replaces a step of the ladder; without a state it takes it away.
// Error: NotFound.
func (s *Store) SetHelp(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, h casefile.Help, by tandem.PersonID, at time.Time) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	args := map[string]any{"practice": practice, "couple": couple, "step": h.Step, "state": h.State, "since": h.Since, "by": by, "at": at}
	if h.State == "" {
		return failure(db.Exec(`DELETE FROM outside_help WHERE practice_id = @practice AND couple_id = @couple AND step = @step`, args).Error)
	}
	return changed(db.Exec(`INSERT INTO outside_help (practice_id, couple_id, step, state, since, recorded_by, recorded_at)
		SELECT c.practice_id, c.id, @step, @state, @since, p.id, @at FROM couples c JOIN people p ON p.practice_id = c.practice_id
		WHERE c.practice_id = @practice AND c.id = @couple AND p.id = @by
		ON CONFLICT (practice_id, couple_id, step) DO UPDATE
		SET state = excluded.state, since = excluded.since, recorded_by = excluded.recorded_by, recorded_at = excluded.recorded_at`, args))
}

// SetCourse replaces what the couple came for. Error: NotFound.
func (s *Store) SetCourse(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, course casefile.Course) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	return changed(db.Table("couples").Where("practice_id = ? AND id = ?", practice, couple).Update("course", course))
}
