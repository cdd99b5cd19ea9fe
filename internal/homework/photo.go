package homework

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// The bounds on pictures, for each author by themselves: nobody learns from
// them what the other keeps.
const (
	// PhotoLimit is the largest file that is taken, in bytes.
	PhotoLimit    = 10 << 20
	photosInRound = 20 // enough to think it over twice in the exercise that takes most
	photosInDay   = 40 // in one couple
)

// Pictures makes of a file that somebody chose what is kept of it.
type Pictures interface {
	// Take opens a file and writes it anew, small enough and without anything
	// else that the file held. Errors: Invalid, with a sentence for whoever chose
	// it; Unavailable when it cannot be done now.
	Take(ctx context.Context, file []byte) (Taken, error)
}

// Taken is what is kept of a file: two JPEG pictures.
type Taken struct {
	Full, Small   []byte
	Width, Height int // of the full one
}

// Photo is a picture as it is kept, beside the draft or the answer that refers
// to it.
type Photo struct {
	ID     tandem.PhotoID
	Author tandem.PartnerID
	At     time.Time
	Taken
}

// PhotoStore keeps the pictures of a round. Every method works inside the
// practice that it is given; what belongs to another practice is NotFound or
// absent.
type PhotoStore interface {
	// AddPhoto keeps a picture that its author alone has chosen, sealed as a draft
	// is. NotFound.
	AddPhoto(ctx context.Context, practice tandem.PracticeID, r Round, p Photo) error
	// PlacePhotos notes that answers of the author refer to the pictures: they stay
	// with the round, sealed as those answers are. With alone the answers are
	// their author's only. What is somebody else's stays as it is.
	PlacePhotos(ctx context.Context, practice tandem.PracticeID, r Round, author tandem.PartnerID, ids []tandem.PhotoID, alone bool) error
	// DropPhotos removes the author's pictures in the round that no answer refers
	// to, but for those given.
	DropPhotos(ctx context.Context, practice tandem.PracticeID, r Round, author tandem.PartnerID, but []tandem.PhotoID) error
	// PhotosOf names the author's pictures in the round.
	PhotosOf(ctx context.Context, practice tandem.PracticeID, r Round, author tandem.PartnerID) ([]tandem.PhotoID, error)
	// PhotosSince counts the pictures that the author has chosen since then in the
	// round's couple.
	PhotosSince(ctx context.Context, practice tandem.PracticeID, r Round, author tandem.PartnerID, since time.Time) (int, error)
	// OpenPhoto is a picture of the round, full or small; with an author given, only
	// of theirs. NotFound, also once the key that sealed it is gone.
	OpenPhoto(ctx context.Context, practice tandem.PracticeID, r Round, id tandem.PhotoID, author tandem.PartnerID, small bool) ([]byte, error)
}

// Photo is a picture to which something refers that the actor can see now: an
// answer that View shows them, or their own draft. Everything else is NotFound,
// whether the picture is there or not. The picture is JPEG.
func (s *Service) Photo(ctx context.Context, actor tandem.Actor, id tandem.AssignmentID, photo tandem.PhotoID, small bool) ([]byte, error) {
	return s.photo(ctx, actor, id, photo, small, func(h Homework) bool { return !h.Viewer.Staff })
}

// PhotoIn is Photo for the couple's staff, of this very couple.
func (s *Service) PhotoIn(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, id tandem.AssignmentID, photo tandem.PhotoID, small bool) ([]byte, error) {
	return s.photo(ctx, actor, id, photo, small, func(h Homework) bool { return h.Viewer.Staff && h.Assignment.Couple == couple })
}

func (s *Service) photo(ctx context.Context, actor tandem.Actor, id tandem.AssignmentID, photo tandem.PhotoID, small bool, fits func(Homework) bool) ([]byte, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeePhoto, object(id),
		func(ctx context.Context, g *tandem.Grant) ([]byte, error) {
			h, r, err := s.load(ctx, actor.Practice, id, Viewer{Partner: g.Partner, Staff: g.Partner == ""})
			if err != nil {
				return nil, err
			}
			if !fits(h) || !h.exists(h.Assignment.OpenedBy) || r.ID == "" {
				return nil, tandem.Unfit()
			}
			h = h.shown(ctx, r.Moves)
			for _, by := range h.Sight.showing(photo) {
				b, err := s.Store.OpenPhoto(ctx, actor.Practice, r, photo, by, small)
				if err == nil || tandem.KindOf(err) != tandem.KindNotFound {
					return b, err
				}
			}
			if drafted, err := s.drafted(ctx, h, r, photo); err != nil || !drafted {
				return nil, cmp.Or(err, tandem.Unfit())
			}
			return s.Store.OpenPhoto(ctx, actor.Practice, r, photo, h.Viewer.Partner, small)
		})
}

// drafted tells whether the viewer's own draft refers to the picture, and shows
// where they are: on one phone no draft does.
func (s *Service) drafted(ctx context.Context, h Homework, r Round, photo tandem.PhotoID) (bool, error) {
	if h.Viewer.Staff {
		return false, nil
	}
	d, ok, err := s.Store.Draft(ctx, r.Practice, r, h.Viewer.Partner)
	if err != nil || !ok {
		return false, err
	}
	h.Draft = &d
	if h = h.shown(ctx, r.Moves); h.Draft == nil {
		return false, nil
	}
	step, ok := h.Definition.Step(d.Step)
	return ok && slices.ContainsFunc(slices.Collect(maps.Values(d.Form.Pictures(step))), func(p exercise.Picture) bool { return p.ID == photo }), nil
}

// showing are the authors of what can be seen and refers to the picture. An entry
// shows its author's own pictures: what both work on together carries those of
// the other along, and they go when the other takes theirs back.
func (s Sight) showing(photo tandem.PhotoID) []tandem.PartnerID {
	var by []tandem.PartnerID
	for _, e := range s.Entries {
		refers := slices.ContainsFunc(e.Fields, func(f Seen) bool {
			return slices.ContainsFunc(f.Value.Pictures(), func(p exercise.Picture) bool { return p.ID == photo })
		})
		if refers && e.Author != "" && !slices.Contains(by, e.Author) {
			by = append(by, e.Author)
		}
	}
	return by
}

// pictures are those that the answers of a sight refer to.
func (s Sight) pictures() []exercise.Picture {
	var all []exercise.Picture
	for _, e := range s.Entries {
		for _, f := range e.Fields {
			all = append(all, f.Value.Pictures()...)
		}
	}
	return all
}

// Answering is nil for whoever can answer in the homework, as far as that is
// known before anything of what they send is read. Errors as for See.
func (s *Service) Answering(ctx context.Context, actor tandem.Actor, id tandem.AssignmentID) error {
	h, err := s.See(ctx, actor, id)
	if err == nil && h.Viewer.Staff {
		err = tandem.NotFound()
	}
	return err
}

// choose opens the files that were chosen for a step, before any transaction
// begins: it can take a while. So nothing is opened before everything that can
// refuse it has been asked, and for one person one form at a time. Names that
// take no picture, and files that are none, are in the error, of kind Invalid;
// the others are there all the same.
func (s *Service) choose(ctx context.Context, actor tandem.Actor, id tandem.AssignmentID, in DraftInput) (map[string]Photo, error) {
	if len(in.Files) == 0 {
		return nil, nil
	}
	h, err := s.See(ctx, actor, id) // nobody makes work here who cannot see it
	if err != nil {
		return nil, err
	}
	names := slices.Sorted(maps.Keys(in.Files))
	st, ok := h.Definition.Step(in.Step)
	if !ok || h.Viewer.Staff || slices.ContainsFunc(names, func(name string) bool { return !st.TakesPhoto(name) }) {
		return nil, tooOld()
	}
	leave, err := s.opening.Take(ctx, string(h.Viewer.Partner))
	if err != nil {
		return nil, err
	}
	defer leave()
	if opens, err := s.mayOpen(ctx, actor, id, h.Viewer.Partner, in.Key, names); err != nil || !opens {
		return nil, err
	}
	var problems tandem.Problems
	chosen := map[string]Photo{}
	for _, name := range names {
		taken, err := s.opened(ctx, in.Files[name])
		switch {
		case tandem.KindOf(err) == tandem.KindInvalid:
			problems.AddErr(name, err)
		case err != nil:
			return nil, err
		default:
			chosen[name] = Photo{ID: tandem.PhotoID(s.Pipeline.IDs.New()), Author: h.Viewer.Partner, Taken: taken}
		}
	}
	return chosen, problems.Err()
}

func (s *Service) opened(ctx context.Context, file []byte) (Taken, error) {
	if len(file) > PhotoLimit {
		return Taken{}, tandem.Invalid(tandem.Say("This picture is larger than %d MB. Please choose a smaller one.", PhotoLimit>>20))
	}
	return s.Pictures.Take(ctx, file)
}

func tooOld() error {
	return tandem.Invalid(tandem.Say("This page is too old to be sent. Please load it again."))
}

// known is the form with those pictures only that its author may use: their own
// in this round, and those that they see in it now.
func (s *Service) known(ctx context.Context, h Homework, r Round, step *exercise.Step, form exercise.Form) (exercise.Form, error) {
	held := form.Pictures(step)
	if len(held) == 0 {
		return form, nil
	}
	own, err := s.Store.PhotosOf(ctx, r.Practice, r, h.Viewer.Partner)
	if err != nil {
		return nil, err
	}
	known := h.Sight.pictures()
	for _, p := range held {
		if slices.Contains(own, p.ID) {
			known = append(known, p)
		}
	}
	return form.Only(step, known), nil
}

// keepPhotos keeps what was chosen and puts it into the form.
func (s *Service) keepPhotos(ctx context.Context, r Round, author tandem.PartnerID, form exercise.Form, chosen map[string]Photo) (exercise.Form, error) {
	if len(chosen) == 0 {
		return form, nil
	}
	names, now := slices.Sorted(maps.Keys(chosen)), s.Pipeline.Clock.Now()
	if err := s.placesFor(ctx, r, author, names); err != nil { // again, now that the round is held
		return nil, err
	}
	for _, name := range names {
		p := chosen[name]
		p.At = now
		if err := s.Store.AddPhoto(ctx, r.Practice, r, p); err != nil {
			return nil, err
		}
		form = form.With(name, exercise.Picture{ID: p.ID, Width: p.Width, Height: p.Height})
	}
	return form, nil
}

// drop removes the author's pictures that nothing refers to but what the form
// holds.
func (s *Service) drop(ctx context.Context, r Round, author tandem.PartnerID, step *exercise.Step, form exercise.Form) error {
	var kept []tandem.PhotoID
	for _, p := range form.Pictures(step) {
		kept = append(kept, p.ID)
	}
	return s.Store.DropPhotos(ctx, r.Practice, r, author, kept)
}

// place notes which pictures the answers of a move refer to.
func (s *Service) place(ctx context.Context, r Round, m exercise.Move) error {
	var open, alone []tandem.PhotoID
	for id, v := range m.Answers {
		for _, p := range v.Pictures() {
			if slices.Contains(m.Alone, id) {
				alone = append(alone, p.ID)
			} else {
				open = append(open, p.ID)
			}
		}
	}
	if len(alone) > 0 {
		if err := s.Store.PlacePhotos(ctx, r.Practice, r, m.Author, alone, true); err != nil {
			return err
		}
	}
	if len(open) == 0 {
		return nil
	}
	return s.Store.PlacePhotos(ctx, r.Practice, r, m.Author, open, false)
}
