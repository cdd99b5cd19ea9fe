package homework

import (
	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// ShareOf is what both of two partners are told of a round that they share.
func ShareOf(def *exercise.Definition, couple []tandem.PartnerID, moves []exercise.Move) (Shared, bool) {
	var c casefile.Couple
	var of []Together
	r := Round{Assignment: "the-round", Moves: moves}
	for _, p := range couple {
		c.Partners = append(c.Partners, casefile.Partner{ID: p})
	}
	for _, p := range couple {
		sight := View(def, couple, moves, Viewer{Partner: p})
		of = append(of, Together{Entries: shelve(def, r, sight), Lines: calendar(lines(def, r.Assignment, couple, sight, ""))})
	}
	return share(def, c, r, common(of))
}
