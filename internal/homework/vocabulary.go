package homework

import (
	"context"
	"slices"
	"strings"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// maxWords is how many own words come back as choices.
const maxWords = 30

// recall finds the couple's own words for feelings for an exercise that asks
// for feelings.
func (s *Service) recall(ctx context.Context, h *Homework) error {
	if h.Viewer.Staff || len(feelingFields(h.Definition)) == 0 {
		return nil
	}
	rounds, err := s.Store.Rounds(ctx, h.Assignment.Practice, h.Assignment.Couple)
	if err != nil {
		return err
	}
	h.Vocabulary, err = s.vocabulary(ctx, h.Couple, rounds)
	return err
}

// vocabulary are the words of their own for feelings that every partner of the
// couple can read in the rounds, in the order of the alphabet. Made of what
// View shows to all, it stays the same whatever somebody does unannounced.
func (s *Service) vocabulary(ctx context.Context, c casefile.Couple, rounds []Round) ([]string, error) {
	var words []string
	partners := c.ActivePartners()
	for _, r := range rounds {
		def, err := s.Library.Definition(ctx, c.Practice, r.Exercise, r.Version)
		if err != nil {
			return nil, err
		}
		if len(feelingFields(def)) == 0 || len(partners) < 2 {
			continue
		}
		sights := make([]Sight, len(partners))
		for i, p := range partners {
			sights[i] = View(def, r.cast(c), r.Moves, Viewer{Partner: p.ID})
		}
		for _, said := range feelingsIn(def, sights[0]) {
			if slices.ContainsFunc(sights[1:], func(other Sight) bool { return !other.shows(said.move, said.field.ID) }) {
				continue
			}
			for _, word := range said.field.Own(said.value) {
				if !slices.ContainsFunc(words, func(have string) bool { return strings.EqualFold(have, word) }) {
					words = append(words, word)
				}
			}
		}
	}
	slices.SortFunc(words, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return words[:min(len(words), maxWords)], nil
}

// feelings is one answer that names feelings.
type feelings struct {
	move  tandem.MoveID
	field *exercise.Field
	value exercise.Value
}

// feelingsIn are the answers of a sight that name feelings and are not sealed.
func feelingsIn(def *exercise.Definition, s Sight) []feelings {
	var all []feelings
	for _, e := range s.Entries {
		for _, f := range e.Fields {
			if field, ok := def.Field(f.Field); ok && field.Type == exercise.Feelings && !f.Sealed && !e.Taken {
				all = append(all, feelings{e.Move, field, f.Value})
			}
		}
	}
	return all
}

func feelingFields(def *exercise.Definition) []*exercise.Field {
	var all []*exercise.Field
	for i := range def.Steps {
		for j := range def.Steps[i].Fields {
			if f := &def.Steps[i].Fields[j]; f.Type == exercise.Feelings {
				all = append(all, f)
			}
		}
	}
	return all
}
