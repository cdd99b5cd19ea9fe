package store

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"tandem/internal/review"
	"tandem/internal/tandem"
)

var _ review.Store = (*Store)(nil)

// reviewRow is a review without its lists.
type reviewRow struct {
	PracticeID   tandem.PracticeID
	ID           tandem.ReviewID
	CoupleID     tandem.CoupleID
	Kind         review.Kind
	State        review.State
	HeldOn       tandem.Date
	AssignmentID tandem.AssignmentID
	Content      []byte
	ScheduledBy  tandem.PersonID
	ScheduledAt  time.Time
	OpenedAt     *time.Time
	FrozenAt     *time.Time
	Version      int
	CancelledAt  *time.Time
}

// TableName is the table of reviews.
func (reviewRow) TableName() string { return "reviews" }

// reviewPartRow is one partner's place in a review.
type reviewPartRow struct {
	PracticeID tandem.PracticeID
	ReviewID   tandem.ReviewID
	PartnerID  tandem.PartnerID
	Position   int
	Absent     bool
}

// TableName is the table of who takes part in reviews.
func (reviewPartRow) TableName() string { return "review_parts" }

// additionRow is one addition to a frozen review.
type additionRow struct {
	PracticeID tandem.PracticeID
	ID         string
	ReviewID   tandem.ReviewID
	Words      []byte
	Author     tandem.PersonID
	At         time.Time
}

// TableName is the table of additions to reviews.
func (additionRow) TableName() string { return "review_additions" }

// reviewWords is what is sealed of a review: what both may read, and what is for
// one of them alone.
type reviewWords struct {
	review.Content
	Alone []review.Alone `json:"alone,omitempty"`
}

func reviewScope(couple tandem.CoupleID) scope { return scope{Couple: couple, Class: classReview} }

// review is the row as the domain knows it: what was cancelled stays scheduled
// in the table, which tells that it was never opened.
func (r reviewRow) review() review.Review {
	if r.CancelledAt != nil {
		r.State = review.Cancelled
	}
	return review.Review{ID: r.ID, Practice: r.PracticeID, Couple: r.CoupleID, Kind: r.Kind, On: r.HeldOn, State: r.State,
		Preparation: r.AssignmentID, ScheduledBy: r.ScheduledBy, ScheduledAt: r.ScheduledAt, OpenedAt: orZero(r.OpenedAt),
		FrozenAt: orZero(r.FrozenAt), CancelledAt: orZero(r.CancelledAt), Version: r.Version}
}

// Review is one review with its parts and additions. Error: NotFound.
func (s *Store) Review(ctx context.Context, practice tandem.PracticeID, id tandem.ReviewID) (review.Review, error) {
	return s.oneReview(ctx, s.read(ctx), practice, id)
}

// HoldReview is Review, and keeps others from changing it until the
// transaction ends. Error: NotFound.
func (s *Store) HoldReview(ctx context.Context, practice tandem.PracticeID, id tandem.ReviewID) (review.Review, error) {
	db, err := s.write(ctx)
	if err != nil {
		return review.Review{}, err
	}
	return s.oneReview(ctx, db.Clauses(held()), practice, id)
}

func (s *Store) oneReview(ctx context.Context, db *gorm.DB, practice tandem.PracticeID, id tandem.ReviewID) (review.Review, error) {
	var row reviewRow
	if err := db.Where("practice_id = ? AND id = ?", practice, id).Take(&row).Error; err != nil {
		return review.Review{}, failure(err)
	}
	list, err := s.withContent(ctx, practice, []reviewRow{row})
	if err != nil {
		return review.Review{}, err
	}
	return list[0], nil
}

// Reviews lists a couple's reviews, the newest day first.
func (s *Store) Reviews(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) ([]review.Review, error) {
	var rows []reviewRow
	err := s.read(ctx).Where("practice_id = ? AND couple_id = ?", practice, couple).Order("held_on DESC, id").Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, failure(err)
	}
	return s.withContent(ctx, practice, rows)
}

// ReviewDays lists the reviews of many couples by day, with their kind and
// state alone.
func (s *Store) ReviewDays(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID) ([]review.Review, error) {
	var list []review.Review
	for chunk := range slices.Chunk(couples, inChunk) {
		var rows []reviewRow
		err := s.read(ctx).Omit("content").Where("practice_id = ? AND couple_id IN ?", practice, chunk).Order("held_on, id").Find(&rows).Error
		if err != nil {
			return nil, failure(err)
		}
		for _, row := range rows {
			list = append(list, row.review())
		}
	}
	return list, nil
}

// withContent opens the reviews and adds parts and additions.
func (s *Store) withContent(ctx context.Context, practice tandem.PracticeID, rows []reviewRow) ([]review.Review, error) {
	list, at, ids := make([]review.Review, len(rows)), map[tandem.ReviewID]*review.Review{}, make([]tandem.ReviewID, len(rows))
	for i, row := range rows {
		list[i], ids[i] = row.review(), row.ID
		var words reviewWords
		if err := s.unseal(ctx, practice, reviewScope(row.CoupleID), string(row.ID), row.Content, &words); err != nil {
			return nil, err
		}
		list[i].Content, list[i].Alone = words.Content, words.Alone
		at[row.ID] = &list[i]
	}
	var parts []reviewPartRow
	var additions []additionRow
	of := func() *gorm.DB { return s.read(ctx).Where("practice_id = ? AND review_id IN ?", practice, ids) }
	for _, err := range []error{of().Order("position").Find(&parts).Error, of().Order("at, id").Find(&additions).Error} {
		if err != nil {
			return nil, failure(err)
		}
	}
	for _, row := range parts {
		r := at[row.ReviewID]
		r.Part = append(r.Part, review.Part{Partner: row.PartnerID, Absent: row.Absent})
	}
	for _, row := range additions {
		r, a := at[row.ReviewID], review.Addition{ID: row.ID, Author: row.Author, At: row.At}
		if err := s.unseal(ctx, practice, reviewScope(r.Couple), row.ID, row.Words, &a.Text); err != nil {
			return nil, err
		}
		r.Additions = append(r.Additions, a)
	}
	return list, nil
}

// CreateReview adds a review with its parts. Errors: NotFound for a couple
// elsewhere; Conflict when another one is under way.
func (s *Store) CreateReview(ctx context.Context, r review.Review) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	content, err := s.seal(ctx, r.Practice, reviewScope(r.Couple), string(r.ID), reviewWords{r.Content, r.Alone})
	if err != nil {
		return err
	}
	row := reviewRow{PracticeID: r.Practice, ID: r.ID, CoupleID: r.Couple, Kind: r.Kind, State: r.State, HeldOn: r.On,
		AssignmentID: r.Preparation, Content: content, ScheduledBy: r.ScheduledBy, ScheduledAt: r.ScheduledAt,
		OpenedAt: orNever(r.OpenedAt), FrozenAt: orNever(r.FrozenAt), Version: r.Version}
	if err := db.Create(&row).Error; err != nil {
		return refers(err)
	}
	parts := make([]reviewPartRow, len(r.Part))
	for i, p := range r.Part {
		parts[i] = reviewPartRow{r.Practice, r.ID, p.Partner, i, p.Absent}
	}
	if len(parts) == 0 {
		return nil
	}
	return refers(db.Create(&parts).Error)
}

// SaveReview replaces day, state, content and who was absent of the review
// whose stored version is r.Version-1 and that is neither frozen nor cancelled.
// Errors: Conflict, NotFound.
func (s *Store) SaveReview(ctx context.Context, r review.Review) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	var stored reviewRow
	err = db.Omit("content").Where("practice_id = ? AND id = ? AND couple_id = ?", r.Practice, r.ID, r.Couple).Take(&stored).Error
	if err != nil {
		return failure(err)
	}
	content, err := s.seal(ctx, r.Practice, reviewScope(r.Couple), string(r.ID), reviewWords{r.Content, r.Alone})
	if err != nil {
		return err
	}
	state := r.State
	if state == review.Cancelled {
		state = review.Scheduled
	}
	done := db.Table("reviews").
		Where("practice_id = ? AND id = ? AND version = ? AND state <> ? AND cancelled_at IS NULL", r.Practice, r.ID, r.Version-1, review.Frozen).
		Updates(map[string]any{"held_on": r.On, "state": state, "cancelled_at": orNever(r.CancelledAt), "content": content, "opened_at": orNever(r.OpenedAt),
			"frozen_at": orNever(r.FrozenAt), "version": r.Version})
	if done.Error != nil {
		return refers(done.Error)
	}
	if done.RowsAffected == 0 {
		return taken()
	}
	for _, p := range r.Part {
		err := db.Table("review_parts").Where("practice_id = ? AND review_id = ? AND partner_id = ?", r.Practice, r.ID, p.Partner).
			Update("absent", p.Absent).Error
		if err != nil {
			return failure(err)
		}
	}
	return nil
}

// AddToReview appends to a frozen review. Errors: Conflict when it is not
// frozen; NotFound.
func (s *Store) AddToReview(ctx context.Context, practice tandem.PracticeID, id tandem.ReviewID, a review.Addition) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	var row reviewRow
	if err := db.Omit("content").Where("practice_id = ? AND id = ?", practice, id).Take(&row).Error; err != nil {
		return failure(err)
	}
	if row.State != review.Frozen {
		return taken()
	}
	words, err := s.seal(ctx, practice, reviewScope(row.CoupleID), a.ID, a.Text)
	if err != nil {
		return err
	}
	return refers(db.Create(&additionRow{PracticeID: practice, ID: a.ID, ReviewID: id, Words: words, Author: a.Author, At: a.At}).Error)
}
