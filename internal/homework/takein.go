package homework

import (
	"context"
	"slices"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// taken is what a preparation offers, ready filled, in a list that takes in
// what stands on the shelf of hard weeks (P5): those that the viewer can read
// and that came since the review before. It fills in nothing that is written or
// kept in a draft already, and it is no answer until its reader sends it.
func (s *Service) taken(ctx context.Context, h *Homework) error {
	step, field, ok := h.Definition.TakesIn()
	if !ok || h.Viewer.Partner == "" || !h.Has(step.Move) ||
		slices.ContainsFunc(h.Sight.Entries, func(e Entry) bool { return e.Own && e.Step == step.ID && !e.Taken }) {
		return nil
	}
	since, err := s.reviewBefore(ctx, h.Assignment)
	if err != nil {
		return err
	}
	all, err := s.Gathered(ctx, h.Couple, h.Viewer)
	if err != nil {
		return err
	}
	var items []map[exercise.FieldID]exercise.Value
	for _, w := range all.HardWeeks() {
		if len(items) == field.AtMost || w.Text(SetbackHappened) == "" || tandem.DateOf(w.Note.At, h.Couple.Zone()) <= since {
			continue
		}
		items = append(items, w.item(h.Viewer.Partner))
	}
	if len(items) > 0 {
		h.Offered = []Seen{{Field: field.ID, Value: exercise.Value{Items: items}, Visibility: exercise.AuthorOnly, Sealed: true}}
	}
	return nil
}

// item is a hard week as one line of a preparation: what its reader learns from
// it themselves, where they have added that.
func (w HardWeek) item(reader tandem.PartnerID) map[exercise.FieldID]exercise.Value {
	learned := w.Text(SetbackLearned)
	for _, l := range w.Lessons {
		if own := l.Text(SetbackLesson); l.Author == reader && own != "" {
			learned = own
		}
	}
	item := map[exercise.FieldID]exercise.Value{}
	for id, text := range map[exercise.FieldID]string{SetbackHappened: w.Text(SetbackHappened), SetbackLearned: learned, SetbackChange: w.Text(SetbackChange)} {
		if text != "" {
			item[id] = exercise.Value{Text: text}
		}
	}
	return item
}

// reviewBefore is the day of the review that was prepared before this one, ""
// when there was none. Reviews and their days are known to both partners.
func (s *Service) reviewBefore(ctx context.Context, a Assignment) (tandem.Date, error) {
	asked, err := s.Store.AssignmentsAsked(ctx, a.Practice, a.Couple)
	var last tandem.Date
	for _, o := range asked {
		if o.Purpose == PurposeReview && o.ID != a.ID && o.DueOn < a.DueOn {
			last = max(last, o.DueOn)
		}
	}
	return last, err
}
