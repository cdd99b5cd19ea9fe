package homework

import (
	"slices"
	"strings"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// Compared is one thing that somebody named, with the weight that each gave it.
type Compared struct {
	Choice string // of the definition's choice; "" for own words
	Words  string // own words
	By     map[tandem.PartnerID]int
	Now    map[tandem.PartnerID]int // how much of it is there for each, where that was asked
	Apart  bool                     // all named it, and their weights lie a gap apart
}

// Compare lays the newest open answers of everybody side by side, as the sight
// shows them: what all named first. It is empty until the sight shows answers
// of two. Own words are the same when they read alike in small letters.
func Compare(def *exercise.Definition, s Sight) []Compared {
	if def.Compare == nil {
		return nil
	}
	authors := map[tandem.PartnerID]bool{}
	var rows []Compared
	for _, e := range s.Entries {
		for _, f := range e.Fields {
			if f.Field != def.Compare.Field || f.Sealed || e.Taken {
				continue
			}
			authors[e.Author] = true
			for _, item := range f.Value.Items {
				rows = weigh(rows, def.Compare, e.Author, item)
			}
		}
	}
	if len(authors) < 2 {
		return nil
	}
	for i := range rows {
		low, high := 1<<30, 0
		for _, n := range rows[i].By {
			low, high = min(low, n), max(high, n)
		}
		rows[i].Apart = len(rows[i].By) == len(authors) && high-low >= def.Compare.Gap
	}
	slices.SortStableFunc(rows, func(a, b Compared) int { return len(b.By) - len(a.By) })
	return rows
}

// weigh adds what one named to the rows.
func weigh(rows []Compared, c *exercise.Comparison, author tandem.PartnerID, item map[exercise.FieldID]exercise.Value) []Compared {
	row := Compared{Choice: item[c.By].Text, By: map[tandem.PartnerID]int{}, Now: map[tandem.PartnerID]int{}}
	if row.Choice == exercise.OwnChoice {
		row.Choice, row.Words = "", item[c.Own].Text
	}
	weight := 0
	if n := item[c.Weight].Number; n != nil {
		weight = *n
	}
	i := slices.IndexFunc(rows, func(have Compared) bool {
		return have.Choice == row.Choice && strings.EqualFold(strings.TrimSpace(have.Words), strings.TrimSpace(row.Words))
	})
	if i < 0 {
		rows, i = append(rows, row), len(rows)
	}
	rows[i].By[author] = max(rows[i].By[author], weight)
	if n := item[c.Against].Number; n != nil && c.Against != "" {
		rows[i].Now[author] = *n
	}
	return rows
}

// CompareKept lays side by side what stands on a shelf of one round: as Compare.
func CompareKept(def *exercise.Definition, entries []ShelfEntry) []Compared {
	var s Sight
	for _, e := range entries {
		s.Entries = append(s.Entries, Entry{Author: e.Author, Taken: e.Taken, Fields: e.Fields})
	}
	return Compare(def, s)
}
