package store

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

var _ plan.Store = (*Store)(nil)

// planRow is a plan without its lists.
type planRow struct {
	PracticeID tandem.PracticeID
	ID         tandem.PlanID
	CoupleID   tandem.CoupleID
	Name       []byte
	State      plan.State
	StartsOn   tandem.Date
	WeekBegins int
	FirstWeek  int
	Weeks      int
	Outline    []byte
	EndedOn    *tandem.Date
	EndedAt    *time.Time
	EndedBy    *tandem.PersonID
	Closing    []byte
	CreatedAt  time.Time
	CreatedBy  tandem.PersonID
	Version    int
}

// outline is sealed in plans: what staff wrote, and what would tell what the
// plan is for.
type outline struct {
	Template plan.TemplateID          `json:"template,omitempty"`
	Note     string                   `json:"note,omitempty"`
	Phases   []plan.Phase             `json:"phases,omitempty"`
	Waits    bool                     `json:"waits,omitempty"`
	Openings []plan.Opening           `json:"openings,omitempty"`
	Reviews  []plan.ReviewPoint       `json:"reviews,omitempty"`
	Notes    map[tandem.ItemID]string `json:"notes,omitempty"`
	// Dates are those of items that come on one of the couple's own.
	Dates map[tandem.ItemID]casefile.OwnDate `json:"dates,omitempty"`
}

func outlineOf(p plan.Plan) outline {
	o := outline{Template: p.Template, Note: p.Note, Phases: p.Phases, Waits: p.Waits, Openings: p.Openings, Reviews: p.Reviews, Notes: map[tandem.ItemID]string{}, Dates: map[tandem.ItemID]casefile.OwnDate{}}
	for _, it := range p.Items {
		if it.Note != "" {
			o.Notes[it.ID] = it.Note
		}
		if it.Date.ID != "" {
			o.Dates[it.ID] = it.Date
		}
	}
	return o
}

// TableName is the table of plans.
func (planRow) TableName() string { return "plans" }

// itemRow is one line of a plan.
type itemRow struct {
	PracticeID      tandem.PracticeID
	ID              tandem.ItemID
	PlanID          tandem.PlanID
	ExerciseID      tandem.ExerciseID
	ExerciseVersion int
	Slot            exercise.Slot
	CadenceKind     exercise.CadenceKind
	PerWeek         int
	EveryWeeks      int
	FromWeek        int
	ToWeek          int
	Position        int
	PartnerID       *tandem.PartnerID
	Dropped         bool
}

// TableName is the table of plan items.
func (itemRow) TableName() string { return "plan_items" }

// lightRow is one light week.
type lightRow struct {
	PracticeID tandem.PracticeID
	PlanID     tandem.PlanID
	Week       int
}

// TableName is the table of light weeks.
func (lightRow) TableName() string { return "plan_light_weeks" }

// pauseRow is one pause.
type pauseRow struct {
	PracticeID tandem.PracticeID
	ID         string
	PlanID     tandem.PlanID
	FromOn     tandem.Date
	ToOn       *tandem.Date
}

// TableName is the table of pauses.
func (pauseRow) TableName() string { return "plan_pauses" }

func planScope(couple tandem.CoupleID) scope { return scope{Couple: couple, Class: classPlan} }

// CurrentPlan is the couple's active or paused plan. Error: NotFound.
func (s *Store) CurrentPlan(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) (plan.Plan, error) {
	plans, err := s.CurrentPlans(ctx, practice, []tandem.CoupleID{couple})
	if err != nil {
		return plan.Plan{}, err
	}
	p, ok := plans[couple]
	if !ok {
		return plan.Plan{}, tandem.NotFound()
	}
	return p, nil
}

// CurrentPlans is CurrentPlan for many couples, in a handful of queries for
// each thousand; couples without a plan are absent.
func (s *Store) CurrentPlans(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID) (map[tandem.CoupleID]plan.Plan, error) {
	found := map[tandem.CoupleID]plan.Plan{}
	for chunk := range slices.Chunk(couples, inChunk) {
		var rows []planRow
		err := s.read(ctx).Where("practice_id = ? AND couple_id IN ? AND state <> ?", practice, chunk, plan.Ended).Find(&rows).Error
		if err != nil {
			return nil, failure(err)
		}
		plans, err := s.opened(ctx, practice, rows)
		if err != nil {
			return nil, err
		}
		for _, p := range plans {
			found[p.Couple] = p
		}
	}
	return found, nil
}

// LastEnded is the day on which the last plan of each couple ended, by couple.
func (s *Store) LastEnded(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID) (map[tandem.CoupleID]tandem.Date, error) {
	found := map[tandem.CoupleID]tandem.Date{}
	for chunk := range slices.Chunk(couples, inChunk) {
		var rows []planRow
		err := s.read(ctx).Select("couple_id, ended_on").Where("practice_id = ? AND couple_id IN ? AND state = ?", practice, chunk, plan.Ended).Find(&rows).Error
		if err != nil {
			return nil, failure(err)
		}
		for _, row := range rows {
			found[row.CoupleID] = max(found[row.CoupleID], orZero(row.EndedOn))
		}
	}
	return found, nil
}

// Plans lists all plans of a couple, the oldest first.
func (s *Store) Plans(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) ([]plan.Plan, error) {
	var rows []planRow
	err := s.read(ctx).Where("practice_id = ? AND couple_id = ?", practice, couple).Order("created_at, id").Find(&rows).Error
	if err != nil {
		return nil, failure(err)
	}
	return s.opened(ctx, practice, rows)
}

// opened opens the plans in their order, with all they hold.
func (s *Store) opened(ctx context.Context, practice tandem.PracticeID, rows []planRow) ([]plan.Plan, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	if err := s.warmCouples(ctx, practice, couplesOf(rows), classPlan); err != nil {
		return nil, err
	}
	plans, err := s.withLists(ctx, practice, rows)
	if err != nil {
		return nil, err
	}
	list := make([]plan.Plan, len(rows))
	for i, row := range rows {
		list[i] = *plans[row.ID]
	}
	return list, nil
}

func couplesOf(rows []planRow) []tandem.CoupleID {
	ids := make([]tandem.CoupleID, len(rows))
	for i, row := range rows {
		ids[i] = row.CoupleID
	}
	return ids
}

// withLists opens the plans and adds items, light weeks and pauses.
func (s *Store) withLists(ctx context.Context, practice tandem.PracticeID, rows []planRow) (map[tandem.PlanID]*plan.Plan, error) {
	plans, outlines := map[tandem.PlanID]*plan.Plan{}, map[tandem.PlanID]outline{}
	ids := make([]tandem.PlanID, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
		p, o, err := s.openPlan(ctx, row)
		if err != nil {
			return nil, err
		}
		plans[row.ID], outlines[row.ID] = &p, o
	}
	of := func() *gorm.DB { return s.read(ctx).Where("practice_id = ? AND plan_id IN ?", practice, ids) }
	var items []itemRow
	var light []lightRow
	var pauses []pauseRow
	for _, err := range []error{
		of().Where("dropped = ?", false).Order("position, id").Find(&items).Error,
		of().Order("week").Find(&light).Error,
		of().Order("from_on").Find(&pauses).Error,
	} {
		if err != nil {
			return nil, failure(err)
		}
	}
	for _, row := range items {
		it := row.item()
		it.Note, it.Date = outlines[row.PlanID].Notes[it.ID], outlines[row.PlanID].Dates[it.ID]
		plans[row.PlanID].Items = append(plans[row.PlanID].Items, it)
	}
	for _, row := range light {
		plans[row.PlanID].Light = append(plans[row.PlanID].Light, row.Week)
	}
	for _, row := range pauses {
		plans[row.PlanID].Pauses = append(plans[row.PlanID].Pauses, plan.Pause{From: row.FromOn, To: orZero(row.ToOn)})
	}
	return plans, nil
}

// openPlan opens what is sealed of one plan.
func (s *Store) openPlan(ctx context.Context, row planRow) (plan.Plan, outline, error) {
	p := plan.Plan{ID: row.ID, Practice: row.PracticeID, Couple: row.CoupleID, State: row.State, StartsOn: row.StartsOn, FirstWeek: row.FirstWeek,
		Weeks: row.Weeks, Begins: time.Weekday(row.WeekBegins), CreatedBy: row.CreatedBy, CreatedAt: row.CreatedAt, Version: row.Version}
	var o outline
	open := func(part string, blob []byte, into any) error {
		if blob == nil {
			return nil
		}
		return s.unseal(ctx, row.PracticeID, planScope(row.CoupleID), string(row.ID)+part, blob, into)
	}
	if err := open("", row.Name, &p.Name); err != nil {
		return p, o, err
	}
	if err := open(":outline", row.Outline, &o); err != nil {
		return p, o, err
	}
	p.Template, p.Note, p.Phases, p.Reviews = o.Template, o.Note, o.Phases, o.Reviews
	p.Waits, p.Openings = o.Waits, o.Openings
	if row.EndedOn != nil && row.EndedAt != nil && row.EndedBy != nil {
		p.Closing = &plan.Closing{On: *row.EndedOn, At: *row.EndedAt, By: *row.EndedBy}
		if err := open(":closing", row.Closing, &p.Closing.Reason); err != nil {
			return p, o, err
		}
	}
	return p, o, nil
}

// sealPlan is the plan's row, sealed.
func (s *Store) sealPlan(ctx context.Context, p plan.Plan) (planRow, error) {
	row := planRow{PracticeID: p.Practice, ID: p.ID, CoupleID: p.Couple, State: p.State, StartsOn: p.StartsOn, FirstWeek: max(1, p.FirstWeek),
		WeekBegins: int(p.Begins), Weeks: p.Weeks, CreatedAt: p.CreatedAt, CreatedBy: p.CreatedBy, Version: p.Version}
	seal := func(part string, what any) (blob []byte, err error) {
		return s.seal(ctx, p.Practice, planScope(p.Couple), string(p.ID)+part, what)
	}
	var err error
	if row.Name, err = seal("", p.Name); err != nil {
		return row, err
	}
	if row.Outline, err = seal(":outline", outlineOf(p)); err != nil {
		return row, err
	}
	if c := p.Closing; c != nil {
		row.EndedOn, row.EndedAt, row.EndedBy = &c.On, &c.At, &c.By
		row.Closing, err = seal(":closing", c.Reason)
	}
	return row, err
}

func (r itemRow) item() plan.Item {
	return plan.Item{ID: r.ID, Partner: orZero(r.PartnerID), Exercise: r.ExerciseID, Version: r.ExerciseVersion, Slot: r.Slot,
		Cadence:  exercise.Cadence{Kind: r.CadenceKind, PerWeek: r.PerWeek, EveryWeeks: r.EveryWeeks},
		FromWeek: r.FromWeek, ToWeek: r.ToWeek}
}

// CreatePlan stores a new plan with all it holds. Errors: Conflict when the
// couple has an active or paused one; NotFound for a couple elsewhere.
func (s *Store) CreatePlan(ctx context.Context, p plan.Plan) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	row, err := s.sealPlan(ctx, p)
	if err != nil {
		return err
	}
	if err := db.Create(&row).Error; err != nil {
		return refers(err)
	}
	return s.putLists(db, p)
}

// SavePlan replaces everything but the calendar of the plan whose stored
// version is p.Version-1. Items that p lacks are dropped from every later read.
// Errors: Conflict, NotFound.
func (s *Store) SavePlan(ctx context.Context, p plan.Plan) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	row, err := s.sealPlan(ctx, p)
	if err != nil {
		return err
	}
	done := db.Table("plans").
		Where("practice_id = ? AND id = ? AND couple_id = ? AND version = ?", p.Practice, p.ID, p.Couple, p.Version-1).
		Updates(map[string]any{"state": p.State, "weeks": p.Weeks, "version": p.Version, "name": row.Name, "outline": row.Outline,
			"ended_on": row.EndedOn, "ended_at": row.EndedAt, "ended_by": row.EndedBy, "closing": row.Closing})
	if done.Error != nil {
		return failure(done.Error)
	}
	if done.RowsAffected == 0 {
		if _, err := findPlan(db, p.Practice, p.ID); err != nil {
			return err
		}
		return taken()
	}
	for _, table := range []any{&lightRow{}, &pauseRow{}} {
		if err := db.Where("practice_id = ? AND plan_id = ?", p.Practice, p.ID).Delete(table).Error; err != nil {
			return failure(err)
		}
	}
	err = db.Table("plan_items").Where("practice_id = ? AND plan_id = ?", p.Practice, p.ID).Update("dropped", true).Error
	if err != nil {
		return failure(err)
	}
	return s.putLists(db, p)
}

func findPlan(db *gorm.DB, practice tandem.PracticeID, id tandem.PlanID) (planRow, error) {
	var row planRow
	err := db.Where("practice_id = ? AND id = ?", practice, id).Take(&row).Error
	return row, failure(err)
}

// putLists adds what the plan holds. Items that are stored keep their rows and
// their exercise.
func (s *Store) putLists(db *gorm.DB, p plan.Plan) error {
	var items []itemRow
	for i, it := range p.Items {
		items = append(items, itemRow{PracticeID: p.Practice, ID: it.ID, PlanID: p.ID, ExerciseID: it.Exercise,
			ExerciseVersion: it.Version, Slot: it.Slot, CadenceKind: it.Cadence.Kind, PerWeek: it.Cadence.PerWeek,
			EveryWeeks: it.Cadence.EveryWeeks, FromWeek: it.FromWeek, ToWeek: it.ToWeek, Position: i, PartnerID: orNull(it.Partner)})
	}
	if len(items) > 0 {
		byID := clause.OnConflict{Columns: []clause.Column{{Name: "practice_id"}, {Name: "id"}},
			DoUpdates: clause.AssignmentColumns([]string{"cadence_kind", "per_week", "every_weeks", "from_week", "to_week", "position", "dropped"})}
		if err := db.Clauses(byID).CreateInBatches(&items, inChunk).Error; err != nil {
			return refers(err)
		}
	}
	var light []lightRow
	for _, week := range p.Light {
		light = append(light, lightRow{p.Practice, p.ID, week})
	}
	if len(light) > 0 {
		if err := db.Create(&light).Error; err != nil {
			return refers(err)
		}
	}
	var pauses []pauseRow
	for _, pause := range p.Pauses {
		pauses = append(pauses, pauseRow{p.Practice, s.ids.New(), p.ID, pause.From, orNull(pause.To)})
	}
	if len(pauses) == 0 {
		return nil
	}
	return refers(db.Create(&pauses).Error)
}

// PutAssignments stores the plan's occurrences as plan.Store says. It writes
// only rows that change. Error: NotFound.
func (s *Store) PutAssignments(ctx context.Context, p plan.Plan, occurrences []plan.Occurrence) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	row, err := findPlan(db.Clauses(held()), p.Practice, p.ID)
	if err != nil {
		return err
	}
	var stored []assignmentRow
	if err := db.Where("practice_id = ? AND plan_id = ? AND item_id IS NOT NULL", p.Practice, p.ID).Find(&stored).Error; err != nil {
		return failure(err)
	}
	known := map[occasion]assignmentRow{}
	for _, a := range stored {
		if it, ok := p.Item(orZero(a.ItemID)); !ok || it.Cadence.Kind != exercise.WhenItHappens { // those a partner opens
			known[a.occasion()] = a
		}
	}
	var put []assignmentRow
	var only []partnerOfRow
	for _, o := range occurrences {
		it, ok := p.Item(o.Item)
		if !ok {
			return tandem.Internalf("store: an occurrence of an item that is not in its plan")
		}
		at := occasion{o.Item, o.Week, o.Nth}
		a, old := known[at]
		delete(known, at) // what is left over is missing
		if old && orZero(a.OpensOn) == o.OpensOn && orZero(a.DueOn) == o.DueOn && a.Light == o.Light && a.WithdrawnAt == nil && !a.CalledOff {
			continue
		}
		if !old {
			a = assignmentRow{PracticeID: p.Practice, ID: tandem.AssignmentID(s.ids.New()), CoupleID: row.CoupleID, PlanID: &p.ID, ForSome: it.Partner != "",
				ItemID: &o.Item, Purpose: homework.PurposePlan, ExerciseID: it.Exercise, ExerciseVersion: it.Version, Week: o.Week, Nth: o.Nth}
			if a.ForSome {
				only = append(only, partnerOfRow{PracticeID: p.Practice, AssignmentID: a.ID, PartnerID: it.Partner, CoupleID: row.CoupleID})
			}
		}
		a.OpensOn, a.DueOn, a.Light, a.WithdrawnAt, a.CalledOff = orNull(o.OpensOn), orNull(o.DueOn), o.Light, nil, false
		put = append(put, a)
	}
	if err := putAssignments(db, put, only); err != nil {
		return err
	}
	gone := map[occasion]assignmentRow{}
	for at, a := range known {
		if !p.Holds(at.item, at.week, at.nth) {
			gone[at] = a
			delete(known, at)
		}
	}
	if err := undate(db, p.Practice, known); err != nil {
		return err
	}
	return s.withdraw(db, p.Practice, gone)
}

// partnerOfRow is one of those whom an assignment concerns that is not for all.
type partnerOfRow struct {
	PracticeID   tandem.PracticeID
	AssignmentID tandem.AssignmentID
	PartnerID    tandem.PartnerID
	CoupleID     tandem.CoupleID
}

// TableName is the table of partners whom single assignments concern.
func (partnerOfRow) TableName() string { return "assignment_partners" }

func putAssignments(db *gorm.DB, rows []assignmentRow, only []partnerOfRow) error {
	if len(rows) == 0 {
		return nil
	}
	err := refers(db.Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "practice_id"}, {Name: "plan_id"}, {Name: "item_id"}, {Name: "week"}, {Name: "nth"}},
		DoUpdates: clause.AssignmentColumns([]string{"opens_on", "due_on", "light", "withdrawn_at", "called_off"}),
	}).CreateInBatches(&rows, inChunk).Error)
	if err != nil || len(only) == 0 {
		return err
	}
	return refers(db.CreateInBatches(&only, inChunk).Error)
}

// undate takes the days from assignments that the plan does not date just now.
func undate(db *gorm.DB, practice tandem.PracticeID, missing map[occasion]assignmentRow) error {
	var ids []tandem.AssignmentID
	for _, a := range missing {
		if a.OpensOn != nil {
			ids = append(ids, a.ID)
		}
	}
	for chunk := range slices.Chunk(ids, inChunk) {
		err := db.Table("assignments").Where("practice_id = ? AND id IN ?", practice, chunk).
			Updates(map[string]any{"opens_on": nil, "due_on": nil}).Error
		if err != nil {
			return failure(err)
		}
	}
	return nil
}

// withdraw takes assignments out of every read that the plan no longer holds.
// What a partner has begun stays theirs, and is called off for whoever has not:
// homework.there says for whom.
func (s *Store) withdraw(db *gorm.DB, practice tandem.PracticeID, gone map[occasion]assignmentRow) error {
	var ids []tandem.AssignmentID
	for _, a := range gone {
		if a.WithdrawnAt == nil {
			ids = append(ids, a.ID)
		}
	}
	const begun = `EXISTS (SELECT 1 FROM rounds r WHERE r.practice_id = assignments.practice_id AND r.assignment_id = assignments.id)`
	for chunk := range slices.Chunk(ids, inChunk) {
		args := map[string]any{"practice": practice, "ids": chunk, "now": s.clock.Now()}
		for _, statement := range []string{
			`UPDATE assignments SET withdrawn_at = @now WHERE practice_id = @practice AND id IN @ids AND NOT ` + begun,
			`UPDATE assignments SET called_off = TRUE WHERE practice_id = @practice AND id IN @ids AND ` + begun,
		} {
			if err := db.Exec(statement, args).Error; err != nil {
				return failure(err)
			}
		}
	}
	return nil
}

// BegunWeek is the last week of the plan in which a partner has done something
// that the other is told of; 0 when none has.
func (s *Store) BegunWeek(ctx context.Context, practice tandem.PracticeID, p tandem.PlanID) (int, error) {
	var week int
	err := s.read(ctx).Raw(`SELECT COALESCE(MAX(a.week), 0) FROM assignments a
		JOIN rounds r ON r.practice_id = a.practice_id AND r.assignment_id = a.id
		JOIN moves m ON m.practice_id = r.practice_id AND m.round_id = r.id
		WHERE a.practice_id = @practice AND a.plan_id = @plan AND m.kind IN @announced`,
		map[string]any{"practice": practice, "plan": p, "announced": announced()}).Scan(&week).Error
	return week, failure(err)
}

// announced are the kinds of moves that the other partner is told of.
func announced() []exercise.MoveKind {
	var kinds []exercise.MoveKind
	for kind, told := range exercise.MoveKinds() {
		if told {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}
