package store

import (
	"context"
	"slices"

	"gorm.io/gorm/clause"

	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// optOutRow is a stretch of days on which an item is not for a partner.
type optOutRow struct {
	PracticeID tandem.PracticeID
	CoupleID   tandem.CoupleID
	PartnerID  tandem.PartnerID
	ItemID     tandem.ItemID
	FromOn     tandem.Date
	ToOn       *tandem.Date
}

// TableName is the table of opt-outs.
func (optOutRow) TableName() string { return "item_opt_outs" }

// OptOuts lists those of the couples, the earliest first.
func (s *Store) OptOuts(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID) ([]plan.OptOut, error) {
	var all []plan.OptOut
	for chunk := range slices.Chunk(couples, inChunk) {
		var rows []optOutRow
		err := s.read(ctx).Where("practice_id = ? AND couple_id IN ?", practice, chunk).Order("from_on, item_id, partner_id").Find(&rows).Error
		if err != nil {
			return nil, failure(err)
		}
		for _, r := range rows {
			all = append(all, plan.OptOut{Couple: r.CoupleID, Partner: r.PartnerID, Item: r.ItemID, From: r.FromOn, To: orZero(r.ToOn)})
		}
	}
	return all, nil
}

// SetOptOut adds one, or sets the end of the one that began on the same day.
// Error: NotFound for an item or a partner that is not this couple's.
func (s *Store) SetOptOut(ctx context.Context, practice tandem.PracticeID, o plan.OptOut) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	var found int64
	err = db.Raw(`SELECT count(*) FROM plan_items i JOIN plans l ON l.practice_id = i.practice_id AND l.id = i.plan_id
		JOIN partners m ON m.practice_id = l.practice_id AND m.couple_id = l.couple_id
		WHERE i.practice_id = @practice AND i.id = @item AND m.id = @partner AND l.couple_id = @couple`,
		map[string]any{"practice": practice, "item": o.Item, "partner": o.Partner, "couple": o.Couple}).Scan(&found).Error
	if err != nil {
		return failure(err)
	}
	if found == 0 {
		return tandem.NotFound()
	}
	row := optOutRow{practice, o.Couple, o.Partner, o.Item, o.From, orNull(o.To)}
	return refers(db.Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "practice_id"}, {Name: "partner_id"}, {Name: "item_id"}, {Name: "from_on"}},
		DoUpdates: clause.AssignmentColumns([]string{"to_on"}),
	}).Create(&row).Error)
}
