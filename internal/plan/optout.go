package plan

import (
	"slices"

	"tandem/internal/tandem"
)

// OptOut is a stretch of days on which an item is not for a partner, by their
// own word. It is the care team's knowledge and that partner's: nothing that
// another partner can fetch depends on it.
type OptOut struct {
	Couple   tandem.CoupleID
	Partner  tandem.PartnerID
	Item     tandem.ItemID
	From, To tandem.Date // To is the day on which it came back; "" while it lasts
}

// Covers tells whether homework with that last day is left out.
func (o OptOut) Covers(dueOn tandem.Date) bool {
	return dueOn != "" && dueOn >= o.From && (o.To == "" || dueOn < o.To)
}

// Declined lists those for whom an item is not just now, by partner.
func Declined(outs []OptOut, item tandem.ItemID) []tandem.PartnerID {
	var ids []tandem.PartnerID
	for _, o := range outs {
		if o.Item == item && o.To == "" {
			ids = append(ids, o.Partner)
		}
	}
	slices.Sort(ids)
	return ids
}
