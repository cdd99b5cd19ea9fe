package review

import (
	"context"
	"slices"
	"strconv"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// SubjectReview is the kind of what is signed here: a review, by its id.
const SubjectReview casefile.SubjectKind = "review"

func subject(id tandem.ReviewID) casefile.Subject {
	return casefile.Subject{Kind: SubjectReview, ID: string(id)}
}

// SignInput is what somebody sends to sign.
type SignInput struct {
	Name       string // typed by the signer
	Passphrase string // of the signer's own account, once more
	Digest     string // of the text that the signer's page showed
}

// Sign signs a review as the partner that the actor is, after they have signed
// in again. The last signature that is needed freezes the review. Errors:
// Invalid at "name" and "passphrase"; Throttled; NotFound before it was put up
// for signing; Conflict when the text has changed since the page was opened,
// when everybody has signed, and for a partner who is marked as not there.
func (s *Service) Sign(ctx context.Context, actor tandem.Actor, id tandem.ReviewID, in SignInput) (Review, error) {
	return s.signHere(ctx, actor, id, in, func(r Review, p tandem.PartnerID) bool { return r.Shown() && r.Asked(p) })
}

// SignAsStaff signs a review of this very couple for its care team. Errors as
// for Sign; Conflict before it was put up for signing.
func (s *Service) SignAsStaff(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, id tandem.ReviewID, in SignInput) (Review, error) {
	return s.signHere(ctx, actor, id, in, func(r Review, p tandem.PartnerID) bool { return p == "" && r.Couple == couple })
}

func (s *Service) signHere(ctx context.Context, actor tandem.Actor, id tandem.ReviewID, in SignInput,
	fits func(r Review, as tandem.PartnerID) bool) (Review, error) {
	name, err := signerName(in.Name)
	if err != nil {
		return Review{}, err
	}
	if err := s.Confirm.SignInAgain(ctx, actor, in.Passphrase); err != nil {
		return Review{}, err
	}
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSignReview, aReview(id),
		func(ctx context.Context, g *tandem.Grant) (Review, error) {
			r, err := s.Store.HoldReview(ctx, actor.Practice, id)
			if err != nil {
				return Review{}, err
			}
			if !fits(r, g.Partner) {
				return Review{}, tandem.Unfit()
			}
			if _, err := s.inCare(ctx, r); err != nil {
				return Review{}, err
			}
			if in.Digest != r.Digest() {
				return Review{}, changedMeanwhile()
			}
			g.Listed("content:" + in.Digest)
			return s.sign(ctx, r, casefile.Signature{Person: actor.Person, Partner: g.Partner, Name: name,
				Language: tandem.Language(ctx), How: casefile.SignedInAgain})
		})
}

// SignOnPaper records that a partner has signed a printed review, under the name
// that the record knows them by. The digest is of the text that was printed.
// The care team may. Error: Conflict as for Sign.
func (s *Service) SignOnPaper(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, id tandem.ReviewID, p tandem.PartnerID, digest string) (Review, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSignReviewOnPaper, aReview(id),
		func(ctx context.Context, g *tandem.Grant) (Review, error) {
			r, c, err := s.hold(ctx, actor, couple, id)
			if err != nil {
				return Review{}, err
			}
			i := slices.IndexFunc(c.Partners, func(have casefile.Partner) bool { return have.ID == p })
			if i < 0 || !r.Asked(p) {
				return Review{}, tandem.Unfit()
			}
			if digest != r.Digest() {
				return Review{}, changedMeanwhile()
			}
			g.Listed("content:" + digest)
			return s.sign(ctx, r, casefile.Signature{Person: c.Partners[i].Person, Partner: p, Name: c.Partners[i].Name,
				Language: c.Partners[i].Language, How: casefile.SignedOnPaper, RecordedBy: actor.Person})
		})
}

// sign adds the signature to a review that is held, and freezes the review with
// the last one that is needed. Who has signed this text already changes nothing.
func (s *Service) sign(ctx context.Context, r Review, sig casefile.Signature) (Review, error) {
	switch {
	case r.State == Frozen:
		return r, tandem.Conflict(tandem.Say("This review is signed by everybody already."))
	case r.State != Signing:
		return r, tandem.Conflict(tandem.Say("This review is not up for signing yet."))
	case sig.Partner != "" && !r.Takes(sig.Partner):
		return r, tandem.Conflict(tandem.Say("This review needs no signature here: somebody who was not there does not sign."))
	}
	all, err := s.signatures(ctx, r)
	if err != nil {
		return r, err
	}
	if slices.ContainsFunc(all, func(have Standing) bool { return !have.Void && have.Person == sig.Person }) {
		return r, nil
	}
	sig.ID, sig.Couple, sig.Subject = tandem.SignatureID(s.Pipeline.IDs.New()), r.Couple, subject(r.ID)
	sig.Digest, sig.At = r.Digest(), s.Pipeline.Clock.Now()
	if err := s.Cases.AddSignature(ctx, r.Practice, sig); err != nil {
		return r, err
	}
	if !r.complete(append(all, Standing{Signature: sig})) {
		return r, nil
	}
	r.State, r.FrozenAt = Frozen, sig.At
	r.Version++
	return r, s.Store.SaveReview(ctx, r)
}

// signatures are those under the review, oldest first, with whether they stand.
func (s *Service) signatures(ctx context.Context, r Review) ([]Standing, error) {
	all, err := s.Cases.Signatures(ctx, r.Practice, r.Couple)
	if err != nil {
		return nil, err
	}
	mine := slices.DeleteFunc(slices.Clone(all), func(sig casefile.Signature) bool { return sig.Subject != subject(r.ID) })
	return r.standing(mine), nil
}

// signerName reads the name that a signer typed.
func signerName(typed string) (string, error) {
	rd := &reader{}
	name := rd.needed(FieldName, typed, exercise.ShortLimit, false)
	return name, rd.problems.Err()
}

func changedMeanwhile() error {
	return tandem.Conflict(tandem.Say("The text has changed since you opened this page. Please read it again before you sign."))
}

func versionText(n int) string { return strconv.Itoa(n) }
