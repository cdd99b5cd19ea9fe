package practice

import (
	"context"

	"tandem/internal/tandem"
)

// Opened is what the page of an invitation may say before anybody is known.
type Opened struct {
	Practice string // the practice's name
	For      string // the name of the person invited
	Staff    bool   // invited as staff, not as a partner
	Reset    bool   // sets a new passphrase for the account that is there
}

// OpenInvitation is what the page of a link may say. Anybody with the link may
// call it; it changes nothing, because mail readers open links by themselves.
// Error: NotFound, the same for an unknown, used, withdrawn or expired link.
func (s *Service) OpenInvitation(ctx context.Context, token string) (Opened, error) {
	return tandem.Run(ctx, s.Pipeline, tandem.Actor{}, tandem.UseOpenInvitation, tandem.Object{Kind: tandem.ObjectNone},
		func(ctx context.Context, _ *tandem.Grant) (Opened, error) {
			i, err := s.openInvitation(ctx, token)
			if err != nil {
				return Opened{}, err
			}
			p, err := s.Store.Practice(ctx, i.Practice)
			if err != nil {
				return Opened{}, err
			}
			name, err := s.Store.NameOf(ctx, i.Practice, i.Person)
			return Opened{Practice: p.Name, For: name, Staff: i.Couple == "", Reset: i.Purpose == PurposeReset}, err
		})
}

// AcceptInput is what the person invited has chosen.
type AcceptInput struct {
	LogInName  string // not asked for a new passphrase
	Passphrase string
	Language   string // "en" or "es"; the same
}

// Accepted is whose account was made.
type Accepted struct {
	Practice tandem.PracticeID
	Person   tandem.PersonID
	Staff    bool
	Reset    bool // no account was made: an old one has a new passphrase
}

// FieldLanguage is the field of AcceptInput that this package checks itself.
const FieldLanguage = "language"

// AcceptInvitation makes the account of the person invited, or sets a new
// passphrase and ends all sessions, as the link is for. It works once, also
// when it is sent twice at the same time. An invitation never touches an
// account that is there. Errors: NotFound as for OpenInvitation; Invalid at the field,
// and then the link still works; Throttled.
func (s *Service) AcceptInvitation(ctx context.Context, token string, in AcceptInput) (Accepted, error) {
	i, err := s.openInvitation(ctx, token) // before the slow part, which is for holders of a link only
	if err != nil {
		return Accepted{}, err
	}
	if i.Purpose == PurposeReset {
		return s.acceptReset(ctx, i, in.Passphrase)
	}
	if err := CheckLanguage(in.Language); err != nil {
		var p tandem.Problems
		p.AddErr(FieldLanguage, err)
		return Accepted{}, p.Err()
	}
	create, err := s.Credentials.PrepareCredential(ctx, in.LogInName, in.Passphrase)
	if err != nil {
		return Accepted{}, err
	}
	return tandem.Run(ctx, s.Pipeline, tandem.Actor{}, tandem.UseAcceptInvitation, tandem.Object{Kind: tandem.ObjectNone},
		func(ctx context.Context, g *tandem.Grant) (Accepted, error) {
			g.About(i.Practice, i.Person, aPerson(i.Person), i.Couple)
			claimed, err := s.Store.ClaimInvitation(ctx, i.Practice, i.ID, s.Pipeline.Clock.Now())
			if err != nil {
				return Accepted{}, err
			}
			if !claimed {
				return Accepted{}, noLongerWorks()
			}
			if err := create(ctx, i.Practice, i.Person); err != nil {
				return Accepted{}, err
			}
			return Accepted{Practice: i.Practice, Person: i.Person, Staff: i.Couple == ""},
				s.Store.SetLanguage(ctx, i.Practice, i.Person, in.Language)
		})
}

// acceptReset sets a new passphrase. Whoever holds the link does not learn the
// log-in name by it, and is not signed in.
func (s *Service) acceptReset(ctx context.Context, i Invitation, passphrase string) (Accepted, error) {
	replace, err := s.Credentials.PrepareReset(ctx, i.Practice, i.Person, passphrase)
	if tandem.KindOf(err) == tandem.KindNotFound { // the account was shut out since
		return Accepted{}, noLongerWorks()
	}
	if err != nil {
		return Accepted{}, err
	}
	return tandem.Run(ctx, s.Pipeline, tandem.Actor{}, tandem.UseAcceptInvitation, tandem.Object{Kind: tandem.ObjectNone},
		func(ctx context.Context, g *tandem.Grant) (Accepted, error) {
			g.About(i.Practice, i.Person, aPerson(i.Person), i.Couple)
			g.Says(tandem.EventPassphraseChanged)
			claimed, err := s.Store.ClaimInvitation(ctx, i.Practice, i.ID, s.Pipeline.Clock.Now())
			if err != nil {
				return Accepted{}, err
			}
			if !claimed {
				return Accepted{}, noLongerWorks()
			}
			return Accepted{Practice: i.Practice, Person: i.Person, Staff: i.Couple == "", Reset: true}, replace(ctx)
		})
}

func (s *Service) openInvitation(ctx context.Context, token string) (Invitation, error) {
	hash := TokenHash(token)
	if hash == "" {
		return Invitation{}, noLongerWorks()
	}
	i, err := s.Directory.InvitationByToken(ctx, hash)
	switch {
	case tandem.KindOf(err) == tandem.KindNotFound:
		return Invitation{}, noLongerWorks()
	case err != nil:
		return Invitation{}, err
	case i.State(s.Pipeline.Clock.Now()) != InvitationOpen:
		return Invitation{}, noLongerWorks()
	}
	return i, nil
}

func noLongerWorks() error {
	e := tandem.NotFound()
	e.Text = tandem.Say("This link no longer works. Please ask your practice for a new one.")
	return e
}
