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

// Line is an item with those whose place it took, the newest first: the same
// exercise for the same people, up to the week before. A revision ends an item and
// goes on with another; what a partner said of the one holds for the next.
func (p Plan) Line(id tandem.ItemID) []tandem.ItemID {
	it, ok := p.Item(id)
	if !ok {
		return []tandem.ItemID{id}
	}
	line := []tandem.ItemID{id}
	for {
		i := slices.IndexFunc(p.Items, func(b Item) bool {
			return b.Exercise == it.Exercise && b.Partner == it.Partner && b.ToWeek == it.FromWeek-1 && !slices.Contains(line, b.ID)
		})
		if i < 0 {
			return line
		}
		it = p.Items[i]
		line = append(line, it.ID)
	}
}

// InLine tells whether one of two items took the other's place.
func (p Plan) InLine(a, b tandem.ItemID) bool {
	return slices.Contains(p.Line(a), b) || slices.Contains(p.Line(b), a)
}

// Carried are the opt-outs with what they mean for the items of a plan that took
// the place of another.
func (p Plan) Carried(outs []OptOut) []OptOut {
	all := slices.Clone(outs)
	for _, it := range p.Items {
		for _, before := range p.Line(it.ID)[1:] {
			for _, o := range outs {
				if o.Item == before {
					o.Item = it.ID
					all = append(all, o)
				}
			}
		}
	}
	return all
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
