package store

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// roundRow is one run of an assignment's flow.
type roundRow struct {
	PracticeID      tandem.PracticeID
	ID              tandem.RoundID
	CoupleID        tandem.CoupleID
	AssignmentID    tandem.AssignmentID
	ExerciseID      tandem.ExerciseID
	ExerciseVersion int
	CreatedAt       time.Time
	Live            bool
	Awaits          bool
	NoticedAt       *time.Time
}

// TableName is the table of rounds.
func (roundRow) TableName() string { return "rounds" }

func (r roundRow) round() homework.Round {
	return homework.Round{ID: r.ID, Practice: r.PracticeID, Couple: r.CoupleID, Assignment: r.AssignmentID,
		Exercise: r.ExerciseID, Version: r.ExerciseVersion, Live: r.Live, Awaits: r.Awaits, Noticed: orZero(r.NoticedAt)}
}

// moveRow is one act, of a partner or of the care team. What it says is one
// sealed blob, and another one for what only its author may read again.
type moveRow struct {
	PracticeID tandem.PracticeID
	ID         tandem.MoveID
	CoupleID   tandem.CoupleID
	RoundID    tandem.RoundID
	Seq        int
	Author     *tandem.PartnerID
	Staff      *tandem.PersonID
	Kind       exercise.MoveKind
	Step       exercise.StepID
	ClientKey  string
	Payload    []byte
	Alone      []byte
	At         time.Time
}

// TableName is the table of moves.
func (moveRow) TableName() string { return "moves" }

// movePayload is sealed in moves under the author and the couple.
type movePayload struct {
	Target   tandem.MoveID                            `json:"target,omitempty"`
	For      []tandem.PartnerID                       `json:"for,omitempty"`
	On       tandem.Date                              `json:"on,omitempty"`
	Answers  exercise.Answers                         `json:"answers,omitempty"`
	Narrowed map[exercise.FieldID]exercise.Visibility `json:"narrowed,omitempty"`
}

// draftRow is what an author typed and did not send.
type draftRow struct {
	PracticeID tandem.PracticeID
	CoupleID   tandem.CoupleID
	RoundID    tandem.RoundID
	Author     tandem.PartnerID
	Payload    []byte
	ChangedAt  time.Time
}

// TableName is the table of drafts.
func (draftRow) TableName() string { return "drafts" }

// draftPayload is sealed in drafts, with a key that seals nothing else.
type draftPayload struct {
	Step   exercise.StepID `json:"step"`
	Target tandem.MoveID   `json:"target,omitempty"`
	Form   exercise.Form   `json:"form"`
}

// Rounds lists the rounds of a couple with their moves, by assignment: an order
// that tells nobody who began when.
func (s *Store) Rounds(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, of ...tandem.AssignmentID) ([]homework.Round, error) {
	where := `r.practice_id = @practice AND r.couple_id = @couple`
	if len(of) > 0 {
		where += ` AND r.assignment_id IN @of`
	}
	return s.rounds(s.read(ctx), where, map[string]any{"practice": practice, "couple": couple, "of": of})
}

// RoundsFor lists the rounds of many couples' assignments of one purpose, with
// their moves, by assignment.
func (s *Store) RoundsFor(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID, purpose string) ([]homework.Round, error) {
	var all []homework.Round
	for chunk := range slices.Chunk(couples, inChunk) {
		some, err := s.rounds(s.read(ctx), `r.practice_id = @practice AND r.couple_id IN @couples AND r.assignment_id IN (SELECT f.id FROM assignments f
			WHERE f.practice_id = @practice AND f.couple_id IN @couples AND f.item_id IS NULL AND f.purpose = @purpose)`,
			map[string]any{"practice": practice, "couples": chunk, "purpose": purpose})
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// RoundsAwaiting lists the rounds of the couples in which answers wait for the
// care team, with their moves.
func (s *Store) RoundsAwaiting(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID) ([]homework.Round, error) {
	if len(couples) == 0 {
		return nil, nil
	}
	return s.rounds(s.read(ctx), `r.practice_id = @practice AND r.couple_id IN @couples AND r.awaits`,
		map[string]any{"practice": practice, "couples": couples})
}

// SetAwaits notes whether answers in a round wait for the care team. Error:
// NotFound.
func (s *Store) SetAwaits(ctx context.Context, practice tandem.PracticeID, r homework.Round, awaits bool) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	return changed(db.Exec(`UPDATE rounds SET awaits = @awaits WHERE practice_id = @practice AND id = @round`,
		map[string]any{"practice": practice, "round": r.ID, "awaits": awaits}))
}

// RoundsNoticed lists the rounds of the couples in which something has stood out
// to the care team since the moment, with their moves.
func (s *Store) RoundsNoticed(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID, since time.Time) ([]homework.Round, error) {
	if len(couples) == 0 {
		return nil, nil
	}
	return s.rounds(s.read(ctx), `r.practice_id = @practice AND r.couple_id IN @couples AND r.noticed_at >= @since`,
		map[string]any{"practice": practice, "couples": couples, "since": since})
}

// SetNoticed notes since when something in a round stands out, zero for nothing.
// Error: NotFound.
func (s *Store) SetNoticed(ctx context.Context, practice tandem.PracticeID, r homework.Round, since time.Time) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	return changed(db.Exec(`UPDATE rounds SET noticed_at = @since WHERE practice_id = @practice AND id = @round`,
		map[string]any{"practice": practice, "round": r.ID, "since": orNever(since)}))
}

// RoundsOf lists a couple's rounds of some exercises.
func (s *Store) RoundsOf(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, exercises []tandem.ExerciseID) ([]homework.Round, error) {
	return s.rounds(s.read(ctx), `r.practice_id = @practice AND r.couple_id = @couple AND r.exercise_id IN @exercises`,
		map[string]any{"practice": practice, "couple": couple, "exercises": exercises})
}

// authoredMove is a move with the person who made it.
type authoredMove struct {
	Move     moveRow `gorm:"embedded"`
	PersonID tandem.PersonID
}

// concernedRound is a round with whether it is for some partners only.
type concernedRound struct {
	Round   roundRow `gorm:"embedded"`
	ForSome bool
}

// rounds reads the rounds that the condition over r finds, in two queries, or
// three where some are not for all.
func (s *Store) rounds(db *gorm.DB, where string, args map[string]any) ([]homework.Round, error) {
	ctx := db.Statement.Context
	var rows []concernedRound
	err := db.Raw(`SELECT r.*, a.for_some FROM rounds r JOIN assignments a ON a.practice_id = r.practice_id AND a.id = r.assignment_id
		WHERE `+where+` ORDER BY r.assignment_id`, args).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, failure(err)
	}
	list := make([]homework.Round, len(rows))
	at := map[tandem.RoundID]*homework.Round{}
	some := false
	for i, row := range rows {
		list[i], some = row.Round.round(), some || row.ForSome
		list[i].Some = row.ForSome
		at[row.Round.ID] = &list[i]
	}
	if some {
		of, err := concerned(db, `JOIN rounds r ON r.practice_id = a.practice_id AND r.assignment_id = a.id WHERE `+where, args)
		if err != nil {
			return nil, err
		}
		for i := range list {
			list[i].For = of[list[i].Assignment]
		}
	}
	var moves []authoredMove
	err = db.Raw(`SELECT m.*, COALESCE(p.person_id, m.staff) AS person_id FROM moves m
		JOIN rounds r ON r.practice_id = m.practice_id AND r.id = m.round_id
		LEFT JOIN partners p ON p.practice_id = m.practice_id AND p.id = m.author
		WHERE `+where+` ORDER BY m.round_id, m.seq`, args).Scan(&moves).Error
	if err != nil {
		return nil, failure(err)
	}
	for _, row := range moves {
		r, ok := at[row.Move.RoundID]
		if !ok {
			continue // begun between the two queries
		}
		m, err := s.openMove(ctx, row)
		if err != nil {
			return nil, err
		}
		r.Moves = append(r.Moves, m)
	}
	return list, nil
}

func (s *Store) openMove(ctx context.Context, of authoredMove) (exercise.Move, error) {
	row, who := of.Move, author{of.PersonID, of.Move.CoupleID}
	var said movePayload
	err := s.unseal(ctx, row.PracticeID, who.scope(classAnswers), string(row.ID), row.Payload, &said)
	if err != nil {
		return exercise.Move{}, err
	}
	m := exercise.Move{ID: row.ID, Seq: row.Seq, Author: orZero(row.Author), Staff: orZero(row.Staff), Kind: row.Kind, Step: row.Step,
		Target: said.Target, For: said.For, On: said.On, Answers: said.Answers, Narrowed: said.Narrowed, Key: row.ClientKey, At: row.At}
	if row.Alone == nil {
		return m, nil
	}
	alone := exercise.Answers{}
	if err := s.unseal(ctx, row.PracticeID, who.scope(classPrivate), string(row.ID), row.Alone, &alone); err != nil {
		return exercise.Move{}, err
	}
	if m.Answers == nil {
		m.Answers = exercise.Answers{}
	}
	for id, value := range alone {
		m.Answers[id], m.Alone = value, append(m.Alone, id)
	}
	slices.Sort(m.Alone)
	return m, nil
}

// author is the person behind a partner, and the couple.
type author struct {
	PersonID tandem.PersonID
	CoupleID tandem.CoupleID
}

func (a author) scope(class string) scope {
	return scope{Person: a.PersonID, Couple: a.CoupleID, Class: class}
}

// authorIn finds who a partner is in a round of their couple. ok is false when
// the practice has no such round, or the couple no such partner.
func authorIn(db *gorm.DB, practice tandem.PracticeID, round tandem.RoundID, partner tandem.PartnerID) (a author, ok bool, err error) {
	var rows []author
	err = db.Raw(`SELECT p.person_id, p.couple_id FROM rounds r
		JOIN partners p ON p.practice_id = r.practice_id AND p.couple_id = r.couple_id
		WHERE r.practice_id = @practice AND r.id = @round AND p.id = @partner`,
		map[string]any{"practice": practice, "round": round, "partner": partner}).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return author{}, false, failure(err)
	}
	return rows[0], true, nil
}

// HoldRound gives the assignment's round, made when there is none, and keeps
// others from appending to it until the transaction ends. Error: NotFound.
func (s *Store) HoldRound(ctx context.Context, practice tandem.PracticeID, a homework.Assignment) (homework.Round, error) {
	db, err := s.write(ctx)
	if err != nil {
		return homework.Round{}, err
	}
	which := map[string]any{"practice": practice, "assignment": a.ID, "id": s.ids.New(), "now": s.clock.Now()}
	err = db.Exec(`INSERT INTO rounds (practice_id, id, couple_id, assignment_id, exercise_id, exercise_version, created_at)
		SELECT a.practice_id, @id, a.couple_id, a.id, a.exercise_id, a.exercise_version, @now
		FROM assignments a WHERE a.practice_id = @practice AND a.id = @assignment
		ON CONFLICT (practice_id, assignment_id) DO NOTHING`, which).Error
	if err != nil {
		return homework.Round{}, failure(err)
	}
	var row roundRow
	err = db.Clauses(clause.Locking{Strength: "UPDATE"}).
		Where("practice_id = ? AND assignment_id = ?", practice, a.ID).Take(&row).Error
	if err != nil {
		return homework.Round{}, failure(err)
	}
	list, err := s.rounds(db, `r.practice_id = @practice AND r.assignment_id = @assignment`, which)
	if err != nil || len(list) == 0 {
		return homework.Round{}, err
	}
	return list[0], nil
}

// AppendMove adds a move to a round held in this transaction. Errors: Conflict
// for a second move with the same Seq, or the same author and Key; NotFound.
func (s *Store) AppendMove(ctx context.Context, practice tandem.PracticeID, r homework.Round, m exercise.Move) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	who, ok, err := madeBy(db, practice, r.ID, m)
	if err != nil {
		return err
	}
	if !ok {
		return tandem.NotFound()
	}
	shown, alone := apart(m)
	row := moveRow{PracticeID: practice, ID: m.ID, CoupleID: who.CoupleID, RoundID: r.ID, Seq: m.Seq,
		Author: orNull(m.Author), Staff: orNull(m.Staff), Kind: m.Kind, Step: m.Step, ClientKey: m.Key, At: m.At}
	row.Payload, err = s.seal(ctx, practice, who.scope(classAnswers), string(m.ID),
		movePayload{Target: m.Target, For: m.For, On: m.On, Answers: shown, Narrowed: m.Narrowed})
	if err != nil {
		return err
	}
	if len(alone) > 0 {
		if row.Alone, err = s.seal(ctx, practice, who.scope(classPrivate), string(m.ID), alone); err != nil {
			return err
		}
	}
	return refers(db.Create(&row).Error)
}

// apart divides the answers of a move: those that others may see now or later,
// and those that are the author's alone.
func apart(m exercise.Move) (shown, alone exercise.Answers) {
	for id, value := range m.Answers {
		if slices.Contains(m.Alone, id) {
			if alone == nil {
				alone = exercise.Answers{}
			}
			alone[id] = value
			continue
		}
		if shown == nil {
			shown = exercise.Answers{}
		}
		shown[id] = value
	}
	return shown, alone
}

// madeBy finds whose key seals a move: its author's, or that of the member of
// staff who made it. ok is false when the practice has no such round, or nobody
// of that name.
func madeBy(db *gorm.DB, practice tandem.PracticeID, round tandem.RoundID, m exercise.Move) (author, bool, error) {
	if m.Author != "" {
		return authorIn(db, practice, round, m.Author)
	}
	var rows []author
	err := db.Raw(`SELECT p.id AS person_id, r.couple_id FROM rounds r JOIN people p ON p.practice_id = r.practice_id
		WHERE r.practice_id = @practice AND r.id = @round AND p.id = @staff AND p.kind = 'staff'`,
		map[string]any{"practice": practice, "round": round, "staff": m.Staff}).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return author{}, false, failure(err)
	}
	return rows[0], true, nil
}

// draftID names an author's draft in a round.
func draftID(round tandem.RoundID, author tandem.PartnerID) string {
	return string(round) + ":" + string(author)
}

// Draft is the author's draft in a round; ok is false when there is none.
func (s *Store) Draft(ctx context.Context, practice tandem.PracticeID, r homework.Round, author tandem.PartnerID) (d homework.Draft, ok bool, err error) {
	db := s.read(ctx)
	var rows []draftRow
	err = db.Where("practice_id = ? AND round_id = ? AND author = ?", practice, r.ID, author).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return homework.Draft{}, false, failure(err)
	}
	who, ok, err := authorIn(s.read(ctx), practice, r.ID, author)
	if err != nil || !ok {
		return homework.Draft{}, false, err
	}
	var typed draftPayload
	if err := s.unseal(ctx, practice, who.scope(classPrivate), draftID(r.ID, author), rows[0].Payload, &typed); err != nil {
		return homework.Draft{}, false, err
	}
	return homework.Draft{Round: rows[0].RoundID, Author: rows[0].Author, Step: typed.Step, Target: typed.Target, Form: typed.Form, At: rows[0].ChangedAt}, true, nil
}

// KeepDraft replaces the author's draft in a round. Error: NotFound.
func (s *Store) KeepDraft(ctx context.Context, practice tandem.PracticeID, r homework.Round, d homework.Draft) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	who, ok, err := authorIn(db, practice, r.ID, d.Author)
	if err != nil {
		return err
	}
	if !ok {
		return tandem.NotFound()
	}
	payload, err := s.seal(ctx, practice, who.scope(classPrivate), draftID(r.ID, d.Author), draftPayload{d.Step, d.Target, d.Form})
	if err != nil {
		return err
	}
	return refers(db.Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "practice_id"}, {Name: "round_id"}, {Name: "author"}},
		DoUpdates: clause.AssignmentColumns([]string{"payload", "changed_at"}),
	}).Create(&draftRow{PracticeID: practice, CoupleID: who.CoupleID, RoundID: r.ID, Author: d.Author, Payload: payload, ChangedAt: d.At}).Error)
}

// DropDraft removes the author's draft in a round, if there is one.
func (s *Store) DropDraft(ctx context.Context, practice tandem.PracticeID, r homework.Round, author tandem.PartnerID) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	return failure(db.Where("practice_id = ? AND round_id = ? AND author = ?", practice, r.ID, author).Delete(&draftRow{}).Error)
}
