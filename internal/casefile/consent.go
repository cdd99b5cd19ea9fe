package casefile

import (
	"context"
	"strings"

	"tandem/internal/tandem"
)

// ConsentInput is a text of the practice's own, as typed.
type ConsentInput struct{ Title, Words string }

// The fields of ConsentInput that errors point at.
const (
	FieldTitle = "title"
	FieldWords = "words"
)

const (
	longestTitle = 80
	longestWords = 6000
	mostConsents = 12
)

// Consents lists what the practice asks its clients to sign beside the texts
// that come with Tandem. Owners may.
func (s *Service) Consents(ctx context.Context, actor tandem.Actor) ([]Consent, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeeConsents, wholePractice(actor),
		func(ctx context.Context, _ *tandem.Grant) ([]Consent, error) {
			return s.Store.Consents(ctx, actor.Practice)
		})
}

// AddConsent adds a text that every partner is asked to sign from now on.
// Owners may. Errors: Invalid at the fields; Conflict when there are too many.
func (s *Service) AddConsent(ctx context.Context, actor tandem.Actor, in ConsentInput) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseAddConsent, wholePractice(actor),
		func(ctx context.Context, g *tandem.Grant) (struct{}, error) {
			none := struct{}{}
			var p tandem.Problems
			c := Consent{ID: tandem.ConsentID(s.Pipeline.IDs.New()), Title: strings.TrimSpace(in.Title), Words: strings.TrimSpace(in.Words),
				AddedBy: actor.Person, AddedAt: s.Pipeline.Clock.Now()}
			if c.Title == "" {
				p.Add(FieldTitle, tandem.Say("Please write a title."))
			}
			p.AddErr(FieldTitle, plainLine(c.Title, longestTitle))
			if c.Words == "" {
				p.Add(FieldWords, tandem.Say("Please write the text."))
			}
			p.AddErr(FieldWords, plainText(c.Words, longestWords))
			if err := p.Err(); err != nil {
				return none, err
			}
			have, err := s.Store.Consents(ctx, actor.Practice)
			if err == nil && len(have) >= mostConsents {
				err = tandem.Conflict(tandem.Say("These are many texts to sign already. Please take one back first."))
			}
			if err != nil {
				return none, err
			}
			g.About(actor.Practice, actor.Person, tandem.Object{Kind: tandem.ObjectConsent, ID: string(c.ID)}, "")
			return none, s.Store.AddConsent(ctx, actor.Practice, c)
		})
	return err
}

// RetireConsent takes a text back: nobody is asked to sign it any more, and
// signatures under it stay. Owners may. Errors: NotFound; Conflict when it was
// taken back already.
func (s *Service) RetireConsent(ctx context.Context, actor tandem.Actor, id tandem.ConsentID) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseRetireConsent, tandem.Object{Kind: tandem.ObjectConsent, ID: string(id)},
		func(ctx context.Context, _ *tandem.Grant) (struct{}, error) {
			retired, err := s.Store.RetireConsent(ctx, actor.Practice, id, s.Pipeline.Clock.Now())
			if err == nil && !retired {
				err = tandem.Conflict(tandem.Say("This text was taken back already."))
			}
			return struct{}{}, err
		})
	return err
}
