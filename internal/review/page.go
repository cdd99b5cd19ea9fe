package review

import (
	"context"
	"slices"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// Record is a review as both partners and the care team may read it: what a
// page or a document of it holds. Nothing in it is for one reader alone: the
// review's Alone is left out.
type Record struct {
	Couple     casefile.Couple
	Review     Review
	Digest     string     // of the text as it stands
	Signatures []Standing // oldest first; void ones too, as what they are
	library    *exercise.Library
}

// PlanChanges is what changes in the plan, line by line, as all may read it.
func (r Record) PlanChanges() []tandem.Text { return r.inWords(r.Review.Content.Difference) }

// inWords says it as the page of the plan says it.
func (r Record) inWords(changes []plan.Difference) []tandem.Text {
	names := plan.NamesFrom(r.library, func(p tandem.PartnerID) tandem.Text { return tandem.Say("%s", r.Name(p)) })
	var lines []tandem.Text
	for _, d := range changes {
		lines = append(lines, names.Words(d)...)
	}
	return lines
}

// Name is what a partner is called, also one who has left since.
func (r Record) Name(p tandem.PartnerID) string {
	for _, have := range r.Couple.Partners {
		if have.ID == p {
			return have.Name
		}
	}
	return ""
}

// Staff is what somebody of the care team is called, "" for others.
func (r Record) Staff(person tandem.PersonID) string {
	for _, m := range r.Couple.Team {
		if m.Person == person {
			return m.Name
		}
	}
	return ""
}

// Signed is the partner's standing signature; for the care team's ask with "".
func (r Record) Signed(p tandem.PartnerID) (Standing, bool) {
	for _, s := range r.Signatures {
		if !s.Void && s.Partner == p {
			return s, true
		}
	}
	return Standing{}, false
}

// Mark is the first signs of the digest, short enough to compare a page with
// paper by eye.
func (r Record) Mark() string { return r.Digest[:12] }

// Record is one review as both partners and the care team may read it. It runs
// inside another use case, which has authorised it for the care team and knows
// whether the review is shown to partners. NotFound.
func (s *Service) Record(ctx context.Context, practice tandem.PracticeID, id tandem.ReviewID) (Record, error) {
	r, err := s.Store.Review(ctx, practice, id)
	if err != nil {
		return Record{}, err
	}
	c, err := s.Cases.Couple(ctx, practice, r.Couple)
	if err != nil {
		return Record{}, err
	}
	return s.record(ctx, c, r)
}

func (s *Service) record(ctx context.Context, c casefile.Couple, r Review) (Record, error) {
	rec := Record{Couple: c, Review: r, Digest: r.Digest()}
	rec.Review.Alone = nil
	var err error
	if rec.library, err = s.Library.Of(ctx, r.Practice); err != nil {
		return rec, err
	}
	rec.Signatures, err = s.signatures(ctx, r)
	return rec, err
}

// alone is, for each partner who has any, what changes for them only.
func (r Record) alone(all []Alone) []AloneText {
	var out []AloneText
	for _, a := range all {
		out = append(out, AloneText{Partner: a.Partner, Changes: r.inWords(a.Changes)})
	}
	return out
}

// AloneText is what changes in the plan for one partner alone, in words.
type AloneText struct {
	Partner tandem.PartnerID
	Changes []tandem.Text
}

// Records lists a couple's reviews that were put up for signing, the oldest
// first. It runs inside another use case, which has authorised it for both
// partners' eyes or the care team's.
func (s *Service) Records(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) ([]Record, error) {
	c, err := s.Cases.Couple(ctx, practice, couple)
	if err != nil {
		return nil, err
	}
	all, err := s.Store.Reviews(ctx, practice, couple)
	if err != nil {
		return nil, err
	}
	var out []Record
	for _, r := range slices.Backward(all) {
		if !r.Shown() {
			continue
		}
		rec, err := s.record(ctx, c, r)
		if err != nil {
			return nil, err
		}
		out = append(out, rec)
	}
	return out, nil
}

// Page is one review as the care team meets it.
type Page struct {
	Record
	Day        tandem.Date // today in the couple's time zone
	Since      tandem.Date // from when on it looks back: the day of the review before, else of the plan's start; "" without either
	Definition *exercise.Definition
	// Preparing is how far each partner is, for staff alone: before the review
	// is opened, and never on a page that both look at.
	Preparing []homework.PartSight
	// Brought is what they have prepared as far as both may read it, once the
	// review is open. What is for the author and the therapist is not in it.
	Brought []homework.Entry
	// Between is what stands between the two and may be adjusted, until it is
	// frozen.
	Between []homework.Between
	// Again are the exercises in which they can look anew at what matters to them.
	Again []*exercise.Definition
	// Alone is what changes in the plan for one of the two only: for the care
	// team, and never on a page that both look at.
	Alone []AloneText
}

// See shows a review of this very couple to its care team.
func (s *Service) See(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, id tandem.ReviewID) (Page, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeeReview, aReview(id),
		func(ctx context.Context, g *tandem.Grant) (Page, error) {
			r, err := s.Store.Review(ctx, actor.Practice, id)
			if err != nil {
				return Page{}, err
			}
			if g.Partner != "" || r.Couple != couple {
				return Page{}, tandem.Unfit()
			}
			return s.page(ctx, r)
		})
}

func (s *Service) page(ctx context.Context, r Review) (Page, error) {
	c, err := s.Cases.Couple(ctx, r.Practice, r.Couple)
	if err != nil {
		return Page{}, err
	}
	if r.State == Open { // as it would be put up now
		changes, err := s.Planning.ChangesSince(ctx, r.Practice, r.Couple, r.OpenedAt)
		if err != nil {
			return Page{}, err
		}
		r.carry(changes)
	}
	rec, err := s.record(ctx, c, r)
	if err != nil {
		return Page{}, err
	}
	page := Page{Record: rec, Day: s.today(c), Alone: rec.alone(r.Alone)}
	if r.State == Cancelled { // what was prepared stays sealed with its authors
		return page, nil
	}
	if page.Since, err = s.since(ctx, r); err != nil {
		return Page{}, err
	}
	h, err := s.Homework.Seen(ctx, r.Practice, r.Preparation, homework.Viewer{Staff: true})
	if err != nil {
		return Page{}, err
	}
	page.Definition = h.Definition
	if r.State == Scheduled {
		page.Preparing = h.Sight.Parts
		return page, nil
	}
	page.Brought = forBoth(h.Sight.Entries)
	if r.State == Frozen && !h.Definition.Links() {
		return page, nil
	}
	common, err := s.Homework.Common(ctx, c)
	if err != nil {
		return Page{}, err
	}
	for _, e := range page.Brought { // the page is made to be seen by both
		common.Point(h.Definition, e.Fields)
	}
	if r.State != Frozen {
		page.Between, page.Again = common.Between, lookAgain(page.library)
	}
	return page, nil
}

// since is the day from which on a review looks back.
func (s *Service) since(ctx context.Context, r Review) (tandem.Date, error) {
	all, err := s.Store.ReviewDays(ctx, r.Practice, []tandem.CoupleID{r.Couple})
	if err != nil {
		return "", err
	}
	last := tandem.Date("")
	for _, before := range all {
		if before.Shown() && before.ID != r.ID && before.On < r.On {
			last = max(last, before.On)
		}
	}
	if last != "" {
		return last, nil
	}
	p, err := s.Plans.CurrentPlan(ctx, r.Practice, r.Couple)
	if tandem.KindOf(err) == tandem.KindNotFound {
		return "", nil
	}
	return p.StartsOn, err
}

// lookAgain are the exercises that put what matters to two people on its
// shelves (P4: values and purpose).
func lookAgain(library *exercise.Library) []*exercise.Definition {
	return slices.DeleteFunc(library.Latest(), func(d *exercise.Definition) bool {
		return d.Own || !slices.ContainsFunc(d.Shelves, func(s exercise.Shelf) bool { return s.ID == exercise.ShelfValues || s.ID == exercise.ShelfPurpose })
	})
}

// forBoth keeps of what staff see the answers that both partners may read.
func forBoth(entries []homework.Entry) []homework.Entry {
	var kept []homework.Entry
	for _, e := range entries {
		e.Fields = slices.DeleteFunc(slices.Clone(e.Fields), func(f homework.Seen) bool {
			return f.Sealed || f.Visibility != exercise.Both
		})
		if !e.Taken && len(e.Fields) > 0 {
			kept = append(kept, e)
		}
	}
	return kept
}

// Own is a review as one of its partners meets it.
type Own struct {
	Record
	Partner tandem.PartnerID
	// Alone is what changes in the plan for this partner only. The other's page
	// has nothing of it.
	Alone []tandem.Text
}

// own is the record for one of its partners, with what is theirs alone.
func (r Record) own(p tandem.PartnerID, all []Alone) Own {
	o := Own{Record: r, Partner: p}
	for _, a := range r.alone(all) {
		if a.Partner == p {
			o.Alone = a.Changes
		}
	}
	return o
}

// Asks tells whether the partner's signature is asked for and still missing.
func (o Own) Asks() bool {
	_, done := o.Signed(o.Partner)
	return o.Review.State == Signing && o.Review.Takes(o.Partner) && !done
}

// OwnList lists the reviews that the actor took part in as a partner and that
// were put up for signing, the newest day first.
func (s *Service) OwnList(ctx context.Context, actor tandem.Actor) ([]Own, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeeOwnReviews, tandem.Object{Kind: tandem.ObjectPerson, ID: string(actor.Person)},
		func(ctx context.Context, g *tandem.Grant) ([]Own, error) {
			couples, err := s.Cases.PartnerCouples(ctx, actor.Practice, actor.Person)
			if err != nil {
				return nil, err
			}
			var list []Own
			for _, c := range couples {
				me, _ := c.PartnerOf(actor.Person)
				all, err := s.Store.Reviews(ctx, actor.Practice, c.ID)
				if err != nil {
					return nil, err
				}
				for _, r := range all {
					if !r.Shown() || !r.Asked(me.ID) {
						continue
					}
					rec, err := s.record(ctx, c, r)
					if err != nil {
						return nil, err
					}
					list = append(list, rec.own(me.ID, r.Alone))
					g.Listed(string(r.ID))
				}
			}
			return list, nil
		})
}

// SeeOwn shows a review to a partner who was asked to take part, once it was
// put up for signing. Before that it is NotFound.
func (s *Service) SeeOwn(ctx context.Context, actor tandem.Actor, id tandem.ReviewID) (Own, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeeReview, aReview(id),
		func(ctx context.Context, g *tandem.Grant) (Own, error) {
			r, err := s.Store.Review(ctx, actor.Practice, id)
			if err != nil {
				return Own{}, err
			}
			if g.Partner == "" || !r.Shown() || !r.Asked(g.Partner) {
				return Own{}, tandem.Unfit()
			}
			c, err := s.Cases.Couple(ctx, actor.Practice, r.Couple)
			if err != nil {
				return Own{}, err
			}
			rec, err := s.record(ctx, c, r)
			return rec.own(g.Partner, r.Alone), err
		})
}
