package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

var _ homework.Store = (*Store)(nil)

// assignmentRow is one due instance of an exercise. Its days are NULL while a
// pause leaves it without, its plan and item when no plan asks for it.
type assignmentRow struct {
	PracticeID      tandem.PracticeID
	ID              tandem.AssignmentID
	CoupleID        tandem.CoupleID
	PlanID          *tandem.PlanID
	ItemID          *tandem.ItemID
	Purpose         string
	ExerciseID      tandem.ExerciseID
	ExerciseVersion int
	Week            int
	Nth             int
	OpensOn         *tandem.Date
	DueOn           *tandem.Date
	Light           bool
	ForSome         bool
	WithdrawnAt     *time.Time
	CalledOff       bool
	OpenedBy        *tandem.PartnerID
	OpenedItem      *tandem.ItemID
}

// TableName is the table of assignments.
func (assignmentRow) TableName() string { return "assignments" }

// occasion is what identifies an assignment in its plan for good.
type occasion struct {
	item      tandem.ItemID
	week, nth int
}

func (r assignmentRow) occasion() occasion { return occasion{orZero(r.ItemID), r.Week, r.Nth} }

func (r assignmentRow) assignment() homework.Assignment {
	return homework.Assignment{ID: r.ID, Practice: r.PracticeID, Couple: r.CoupleID, Plan: orZero(r.PlanID), Item: orZero(r.ItemID),
		Purpose: r.Purpose, Some: r.ForSome, Exercise: r.ExerciseID, Version: r.ExerciseVersion, Week: r.Week, Nth: r.Nth, OpenedBy: orZero(r.OpenedBy), OpenedOf: orZero(r.OpenedItem),
		OpensOn: orZero(r.OpensOn), DueOn: orZero(r.DueOn), Light: r.Light,
		Withdrawn: r.WithdrawnAt != nil, CalledOff: r.CalledOff}
}

// Assignment is one assignment with its parts, also one that was withdrawn.
// Error: NotFound.
func (s *Store) Assignment(ctx context.Context, practice tandem.PracticeID, id tandem.AssignmentID) (homework.Assignment, error) {
	list, err := s.allAssignments(ctx, `a.practice_id = @practice AND a.id = @id`, map[string]any{"practice": practice, "id": id})
	if err != nil {
		return homework.Assignment{}, err
	}
	if len(list) == 0 {
		return homework.Assignment{}, tandem.NotFound()
	}
	return list[0], nil
}

// Assignments lists a couple's assignments of one plan, by week, item and
// number, with their parts.
func (s *Store) Assignments(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, p tandem.PlanID) ([]homework.Assignment, error) {
	return s.assignments(ctx, `a.practice_id = @practice AND a.couple_id = @couple AND a.plan_id = @plan`,
		map[string]any{"practice": practice, "couple": couple, "plan": p})
}

// AssignmentsOpened lists assignments of the couples whose first day lies from
// one day to another, both included, with their parts. Those without days are
// not among them.
func (s *Store) AssignmentsOpened(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID, from, to tandem.Date) ([]homework.Assignment, error) {
	if len(couples) == 0 {
		return nil, nil
	}
	return s.assignments(ctx, `a.practice_id = @practice AND a.couple_id IN @couples AND a.opens_on >= @from AND a.opens_on <= @to`,
		map[string]any{"practice": practice, "couples": couples, "from": from, "to": to})
}

// AssignmentsAsked lists a couple's assignments that no plan asks for, by their
// first day, with their parts.
func (s *Store) AssignmentsAsked(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) ([]homework.Assignment, error) {
	list, err := s.assignments(ctx, `a.practice_id = @practice AND a.couple_id = @couple AND a.item_id IS NULL`,
		map[string]any{"practice": practice, "couple": couple})
	slices.SortStableFunc(list, func(a, b homework.Assignment) int { return strings.Compare(string(a.OpensOn), string(b.OpensOn)) })
	return list, err
}

// AssignmentsFor lists those of many couples that were asked for a purpose other
// than a plan, by their first day, with their parts.
func (s *Store) AssignmentsFor(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID, purpose string) ([]homework.Assignment, error) {
	var all []homework.Assignment
	for chunk := range slices.Chunk(couples, inChunk) {
		some, err := s.assignments(ctx, `a.practice_id = @practice AND a.couple_id IN @couples AND a.item_id IS NULL AND a.purpose = @purpose`,
			map[string]any{"practice": practice, "couples": chunk, "purpose": purpose})
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortStableFunc(all, func(a, b homework.Assignment) int { return strings.Compare(string(a.OpensOn), string(b.OpensOn)) })
	return all, nil
}

// AssignmentsLive lists a couple's assignments in whose round something is under
// way, with their parts.
func (s *Store) AssignmentsLive(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) ([]homework.Assignment, error) {
	return s.assignments(ctx, `a.practice_id = @practice AND a.couple_id = @couple AND EXISTS (SELECT 1 FROM rounds live
		WHERE live.practice_id = a.practice_id AND live.assignment_id = a.id AND live.live)`,
		map[string]any{"practice": practice, "couple": couple})
}

// SetLive notes whether something in a round is under way. Error: NotFound.
func (s *Store) SetLive(ctx context.Context, practice tandem.PracticeID, r homework.Round, live bool) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	return changed(db.Exec(`UPDATE rounds SET live = @live WHERE practice_id = @practice AND id = @round`,
		map[string]any{"practice": practice, "round": r.ID, "live": live}))
}

// CreateAssignment stores an assignment that no plan asks for. Error: NotFound,
// also for a partner of another couple.
func (s *Store) CreateAssignment(ctx context.Context, practice tandem.PracticeID, a homework.Assignment) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	err = changed(db.Exec(`INSERT INTO assignments (practice_id, id, couple_id, purpose, exercise_id, exercise_version, week, nth, opens_on, due_on, light, for_some, opened_by, opened_item)
		SELECT c.practice_id, @id, c.id, @purpose, @exercise, @version, 0, 1, @opens, @due, FALSE, @some, NULLIF(@by, ''), NULLIF(@item, '')
		FROM couples c WHERE c.practice_id = @practice AND c.id = @couple
		AND (@by = '' OR EXISTS (SELECT 1 FROM partners p WHERE p.practice_id = c.practice_id AND p.couple_id = c.id AND p.id = @by))
		AND (@item = '' OR EXISTS (SELECT 1 FROM plan_items i JOIN plans l ON l.practice_id = i.practice_id AND l.id = i.plan_id
			WHERE i.practice_id = c.practice_id AND i.id = @item AND l.couple_id = c.id))`,
		map[string]any{"practice": practice, "id": a.ID, "couple": a.Couple, "purpose": a.Purpose, "exercise": a.Exercise,
			"version": a.Version, "opens": a.OpensOn, "due": a.DueOn, "some": a.Some,
			"by": string(a.OpenedBy), "item": string(a.OpenedOf)}))
	if err != nil {
		return err
	}
	for _, partner := range a.For {
		err := changed(db.Exec(`INSERT INTO assignment_partners (practice_id, assignment_id, partner_id, couple_id)
			SELECT p.practice_id, @id, p.id, p.couple_id FROM partners p
			WHERE p.practice_id = @practice AND p.couple_id = @couple AND p.id = @partner`,
			map[string]any{"practice": practice, "id": a.ID, "couple": a.Couple, "partner": partner}))
		if err != nil {
			return err
		}
	}
	return nil
}

// RedateAssignment moves the days of an assignment that no plan asks for.
// Error: NotFound.
func (s *Store) RedateAssignment(ctx context.Context, practice tandem.PracticeID, id tandem.AssignmentID, opensOn, dueOn tandem.Date) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	return changed(db.Table("assignments").Where("practice_id = ? AND id = ? AND purpose <> ?", practice, id, homework.PurposePlan).
		Updates(map[string]any{"opens_on": opensOn, "due_on": dueOn}))
}

// WithdrawAssignment takes back an assignment that no plan asks for. Error:
// NotFound.
func (s *Store) WithdrawAssignment(ctx context.Context, practice tandem.PracticeID, id tandem.AssignmentID, at time.Time) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	return changed(db.Table("assignments").Where("practice_id = ? AND id = ? AND purpose <> ?", practice, id, homework.PurposePlan).
		Update("withdrawn_at", at))
}

// concerned reads for which partners those assignments are that are not for
// all; the condition is over a.
func concerned(db *gorm.DB, from string, args map[string]any) (map[tandem.AssignmentID][]tandem.PartnerID, error) {
	var rows []struct {
		AssignmentID tandem.AssignmentID
		PartnerID    tandem.PartnerID
	}
	err := db.Raw(`SELECT x.assignment_id, x.partner_id FROM assignment_partners x
		JOIN assignments a ON a.practice_id = x.practice_id AND a.id = x.assignment_id `+from+` ORDER BY x.partner_id`, args).Scan(&rows).Error
	if err != nil {
		return nil, failure(err)
	}
	of := map[tandem.AssignmentID][]tandem.PartnerID{}
	for _, r := range rows {
		of[r.AssignmentID] = append(of[r.AssignmentID], r.PartnerID)
	}
	return of, nil
}

// assignments reads what the condition over a finds and was not withdrawn.
func (s *Store) assignments(ctx context.Context, where string, args map[string]any) ([]homework.Assignment, error) {
	return s.allAssignments(ctx, where+` AND a.withdrawn_at IS NULL`, args)
}

// allAssignments reads what the condition over a finds, in two queries, or three
// where some are not for all.
func (s *Store) allAssignments(ctx context.Context, where string, args map[string]any) ([]homework.Assignment, error) {
	var rows []assignmentRow
	err := s.read(ctx).Raw(`SELECT a.* FROM assignments a
		LEFT JOIN plan_items i ON i.practice_id = a.practice_id AND i.id = a.item_id
		WHERE `+where+` ORDER BY a.couple_id, a.plan_id, a.week, i.position, a.item_id, a.nth, a.id`, args).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, failure(err)
	}
	list := make([]homework.Assignment, len(rows))
	at := map[tandem.AssignmentID]*homework.Assignment{}
	some := false
	for i, row := range rows {
		list[i], some = row.assignment(), some || row.ForSome
		at[row.ID] = &list[i]
	}
	if some {
		of, err := concerned(s.read(ctx), `WHERE `+where, args)
		if err != nil {
			return nil, err
		}
		for i := range list {
			list[i].For = of[list[i].ID]
		}
	}
	return list, s.addParts(ctx, where, args, at)
}

// addParts adds the partners' shares, by partner. They are the most rows of a
// caseload, so they are read column by column, each found by its assignment.
func (s *Store) addParts(ctx context.Context, where string, args map[string]any, at map[tandem.AssignmentID]*homework.Assignment) error {
	rows, err := s.read(ctx).Raw(`SELECT p.assignment_id, p.partner_id, p.state, p.recorded_on, p.in_room, p.changed_at FROM assignment_parts p
		WHERE p.practice_id = @practice AND p.assignment_id IN (SELECT a.id FROM assignments a WHERE `+where+`)`, args).Rows()
	if err != nil {
		return failure(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id tandem.AssignmentID
		var part homework.Part
		var on *tandem.Date
		var inRoom bool
		if err := rows.Scan(&id, &part.Partner, &part.State, &on, &inRoom, &part.ChangedAt); err != nil {
			return failure(err)
		}
		if on != nil {
			part.Recorded = &exercise.Record{On: *on, InRoom: inRoom}
		}
		if a, ok := at[id]; ok {
			i, _ := slices.BinarySearchFunc(a.Parts, part, func(a, b homework.Part) int { return strings.Compare(string(a.Partner), string(b.Partner)) })
			a.Parts = slices.Insert(a.Parts, i, part)
		}
	}
	return failure(rows.Err())
}

// LastChanges tells for partners of the couples when a part of theirs last
// changed; those who never changed one are absent. One step down an index for
// each partner, however long the history.
func (s *Store) LastChanges(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID) (map[tandem.PartnerID]time.Time, error) {
	last := map[tandem.PartnerID]time.Time{}
	for chunk := range slices.Chunk(couples, inChunk) {
		var rows []struct {
			ID        tandem.PartnerID
			ChangedAt time.Time
		}
		err := s.read(ctx).Raw(`SELECT m.id, p.changed_at FROM partners m
			JOIN assignment_parts p ON p.practice_id = m.practice_id AND p.couple_id = m.couple_id AND p.partner_id = m.id
			AND p.changed_at = (SELECT max(x.changed_at) FROM assignment_parts x
				WHERE x.practice_id = m.practice_id AND x.couple_id = m.couple_id AND x.partner_id = m.id)
			WHERE m.practice_id = @practice AND m.couple_id IN @couples`,
			map[string]any{"practice": practice, "couples": chunk}).Scan(&rows).Error
		if err != nil {
			return nil, failure(err)
		}
		for _, row := range rows { // several parts may have changed at one moment
			last[row.ID] = row.ChangedAt
		}
	}
	return last, nil
}

// SetPart stores a partner's state of an assignment. Error: NotFound, also for a
// partner of another couple.
func (s *Store) SetPart(ctx context.Context, practice tandem.PracticeID, a homework.Assignment, p homework.Part) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	var on *tandem.Date
	room := false
	if p.Recorded != nil {
		on, room = &p.Recorded.On, p.Recorded.InRoom
	}
	return changed(db.Exec(`INSERT INTO assignment_parts (practice_id, assignment_id, partner_id, couple_id, state, recorded_on, in_room, changed_at)
		SELECT a.practice_id, a.id, m.id, a.couple_id, @state, @on, @room, @at
		FROM assignments a JOIN partners m ON m.practice_id = a.practice_id AND m.couple_id = a.couple_id
		WHERE a.practice_id = @practice AND a.id = @assignment AND m.id = @partner
		ON CONFLICT (practice_id, assignment_id, partner_id) DO UPDATE
		SET state = excluded.state, recorded_on = excluded.recorded_on, in_room = excluded.in_room, changed_at = excluded.changed_at`,
		map[string]any{"practice": practice, "assignment": a.ID, "partner": p.Partner, "state": p.State, "on": on, "room": room, "at": p.ChangedAt}))
}
