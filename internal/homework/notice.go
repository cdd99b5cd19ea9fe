package homework

import (
	"context"
	"maps"
	"slices"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// notice is something in a round that stands out to the care team, in words, and
// since when. It is made of what staff see, and names nobody.
type notice struct {
	text   tandem.Text
	weight int
	since  time.Time
}

// noticeDays is for how many days something stands out; after that it stands
// among the progress of its exercise alone.
const noticeDays = lookBack

// noticesIn says of each exercise what stands out in one of its rounds; ok is
// false where nothing does. An exercise without a row has nothing of the kind.
var noticesIn = map[tandem.ExerciseID]func(name tandem.Text, s Sighted) (notice, bool){
	"E05": waitsLong,
	"E22": ruleOver,
	"E28": mayBeDuty,
	"E31": seenApart("held"),
	"E36": seenApart("held"),
	"E37": seenApart("kept"),
}

// waitsLong: a request that nobody has answered. It stands out once the other
// has had time; until then the round is only looked at.
func waitsLong(name tandem.Text, s Sighted) (notice, bool) {
	i := slices.IndexFunc(s.standing(exercise.MoveRequest), func(e Entry) bool { return e.Standing == exercise.StandingAsked })
	if i < 0 {
		return notice{}, false
	}
	asked := s.standing(exercise.MoveRequest)[i] // entries stand in the order in which they opened
	hours := int(s.Now.Sub(asked.At).Hours())
	if hours <= patience {
		return notice{since: asked.At}, true
	}
	return notice{tandem.Say("“%s”: a request has waited for an answer for %d days", name, hours/24), 40, asked.At}, true
}

// ruleOver: the care team has marked a limit as a rule over the other.
func ruleOver(name tandem.Text, s Sighted) (notice, bool) {
	for _, e := range s.Sight.Entries {
		if e.Marked && !e.Taken && !e.Older {
			return notice{tandem.Say("“%s”: a limit is marked as a rule over the other", name), 42, e.At}, true
		}
	}
	return notice{}, false
}

// mayBeDuty: the two want a ritual far differently (E28).
func mayBeDuty(name tandem.Text, s Sighted) (notice, bool) {
	wanted, since := map[tandem.PartnerID]int{}, time.Time{}
	for _, e := range s.standing(exercise.MoveSeal) {
		if v, ok := e.value("wanted"); ok && v.Number != nil {
			wanted[e.Author], since = *v.Number, e.At
		}
	}
	low, high := 1<<30, -1
	for _, n := range wanted {
		low, high = min(low, n), max(high, n)
	}
	if len(wanted) < 2 || high-low < dutyGap {
		return notice{}, false
	}
	return notice{tandem.Say("“%s”: it may feel like a duty to one of them", name), 38, since}, true
}

// seenApart: both have noted the same time and answer differently.
func seenApart(field exercise.FieldID) func(name tandem.Text, s Sighted) (notice, bool) {
	return func(name tandem.Text, s Sighted) (notice, bool) {
		said, since := map[tandem.PartnerID]string{}, time.Time{}
		for _, e := range s.standing(exercise.MoveLog) {
			v, ok := e.value(field)
			if !ok {
				continue
			}
			said[e.Author], since = v.Text, e.At
			if v.Yes != nil {
				said[e.Author] = map[bool]string{true: "yes", false: "no"}[*v.Yes]
			}
		}
		seen := map[string]bool{}
		for _, what := range said {
			seen[what] = true
		}
		if len(seen) < 2 {
			return notice{}, false
		}
		return notice{tandem.Say("“%s”: the two have seen it differently", name), 36, since}, true
	}
}

// noticed is since when something stands out in a round; zero while nothing does.
func noticed(def *exercise.Definition, people []tandem.PartnerID, moves []exercise.Move, now time.Time) time.Time {
	of := noticesIn[def.ID]
	if of == nil {
		return time.Time{}
	}
	n, ok := of(tandem.Text{}, Sighted{Sight: View(def, people, moves, Viewer{Staff: true}), Now: now})
	if !ok {
		return time.Time{}
	}
	return n.since
}

// noticedIn finds for each of the couples what has stood out lately. It opens
// those rounds only, of which there are few.
func (s *Service) noticedIn(ctx context.Context, practice tandem.PracticeID, couples map[tandem.CoupleID]casefile.Couple) (map[tandem.CoupleID][]Signal, error) {
	var ids []tandem.CoupleID
	for id := range couples {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	now := s.Pipeline.Clock.Now()
	rounds, err := s.Store.RoundsNoticed(ctx, practice, ids, now.AddDate(0, 0, -noticeDays))
	if err != nil {
		return nil, err
	}
	all := map[tandem.CoupleID][]Signal{}
	for _, r := range rounds {
		def, err := s.Library.Definition(ctx, practice, r.Exercise, r.Version)
		if err != nil {
			return nil, err
		}
		of := noticesIn[def.ID]
		if of == nil {
			continue
		}
		n, ok := of(tandem.Text{Source: def.Name}, Sighted{Sight: View(def, r.cast(couples[r.Couple]), r.Moves, Viewer{Staff: true}), Now: now})
		if ok && !n.text.IsZero() {
			all[r.Couple] = append(all[r.Couple], Signal{Text: n.text, Word: true, Weight: n.weight, About: r.Assignment, Screen: true})
		}
	}
	return all, nil
}

// refused finds for each of the couples who has taken an agreement back. It looks
// closer at those only in which somebody ever has, of which there are few.
func (s *Service) refused(ctx context.Context, practice tandem.PracticeID, couples map[tandem.CoupleID]casefile.Couple) (map[tandem.CoupleID][]tandem.PartnerID, error) {
	ids, err := s.Cases.TakenBackIn(ctx, practice, slices.Sorted(maps.Keys(couples)))
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	some := make([]casefile.Couple, len(ids))
	for i, id := range ids {
		some[i] = couples[id]
	}
	facts, err := plan.FactsAmong(ctx, s.Cases, s, practice, some, s.Pipeline.Clock)
	if err != nil {
		return nil, err
	}
	all := map[tandem.CoupleID][]tandem.PartnerID{}
	for id, f := range facts {
		for _, p := range f.Partners {
			if len(p.Refused) > 0 {
				all[id] = append(all[id], p.Partner)
			}
		}
	}
	return all, nil
}
