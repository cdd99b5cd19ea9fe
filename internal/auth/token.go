package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"tandem/internal/tandem"
)

// Token lets a program act as one person over the JSON interface. Its secret is
// shown once and never kept: only its SHA-256 is.
type Token struct {
	ID       tandem.TokenID
	Practice tandem.PracticeID
	Person   tandem.PersonID
	// Epoch is that of the person's credential when the token was made: what
	// ends every session of the person ends the token.
	Epoch     int
	Label     string // what the program is; kept sealed
	MadeAt    time.Time
	ExpiresAt time.Time
	UsedOn    tandem.Date // the last day (UTC) of its use, "" before the first
	RevokedAt time.Time   // zero unless revoked
}

// Works tells whether the token opens anything at the moment, for a person
// whose credential is in this epoch.
func (t Token) Works(now time.Time, epoch int) bool {
	return t.ID != "" && t.RevokedAt.IsZero() && now.Before(t.ExpiresAt) && t.Epoch == epoch
}

// How long a token may last.
const (
	TokenLasts   = 90 * 24 * time.Hour // unless somebody asks for less or more
	LongestToken = 365 * 24 * time.Hour
)

// TokenPrefix begins every secret, so that a person or a scanner of code knows
// one that lies where it should not.
const TokenPrefix = "tandem_"

const (
	tokenBytes   = 32 // of randomness; too many to guess, so tries need no throttle
	longestLabel = 60 // characters
)

// tokenHash is the form under which a secret is kept and found, "" for what
// cannot be a secret of ours.
func tokenHash(secret string) string {
	text, ours := strings.CutPrefix(secret, TokenPrefix)
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if !ours || err != nil || len(raw) != tokenBytes {
		return ""
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// Bearer is who stands behind a token at this moment, with the rights that the
// person has now. Error: SignedOut for a token that is unknown, was revoked,
// has run out, or whose person's access or sessions were ended.
func (s *Service) Bearer(ctx context.Context, secret string) (tandem.Actor, error) {
	nobody := tandem.Actor{}
	hash := tokenHash(secret)
	if hash == "" {
		return nobody, tandem.SignedOut()
	}
	t, err := s.Directory.TokenByHash(ctx, hash)
	if tandem.KindOf(err) == tandem.KindNotFound {
		return nobody, tandem.SignedOut()
	}
	if err != nil {
		return nobody, err
	}
	now := s.Pipeline.Clock.Now()
	if !t.Works(now, t.Epoch) {
		return nobody, tandem.SignedOut()
	}
	actor, err := s.Actor(ctx, Session{Person: t.Person, Practice: t.Practice, Epoch: t.Epoch})
	if err != nil {
		return nobody, err
	}
	if today := tandem.DateOf(now, time.UTC); t.UsedOn != today {
		err = s.Pipeline.Tx.InTx(ctx, func(ctx context.Context) error { return s.Store.TouchToken(ctx, t.Practice, t.ID, today) })
	}
	return actor, err
}

// MakeTokenInput says for whom a token is made and what for.
type MakeTokenInput struct {
	LogInName string
	Label     string        // what the program is
	Lasts     time.Duration // up to LongestToken; 0 is TokenLasts
}

// The names of the fields that field errors of MakeToken point at, beside
// FieldLogInName.
const (
	FieldLabel = "label"
	FieldLasts = "lasts"
)

// MakeToken makes a token and returns its secret, the only copy. It is for the
// command of whoever runs the installation and never for a route: a borrowed
// phone must not be enough to read along for months. Errors: Invalid at the
// field; NotFound for an unknown log-in name; Conflict when the access of that
// person has ended.
func (s *Service) MakeToken(ctx context.Context, in MakeTokenInput) (secret string, t Token, err error) {
	label, err := checkToken(&in)
	if err != nil {
		return "", Token{}, err
	}
	found, err := s.Directory.CredentialByLogIn(ctx, s.Index(ClassLogIn, in.LogInName))
	if err != nil {
		return "", Token{}, err
	}
	raw := make([]byte, tokenBytes)
	_, _ = rand.Read(raw) // never fails since Go 1.24
	secret = TokenPrefix + base64.RawURLEncoding.EncodeToString(raw)
	err = s.Pipeline.Tx.InTx(ctx, func(ctx context.Context) error {
		access, err := s.accessNow(ctx, found.Practice, found.Person)
		if err != nil {
			return err
		}
		if !access.open() {
			return tandem.Conflict(tandem.Say("This person's access has ended."))
		}
		now := s.Pipeline.Clock.Now()
		t = Token{ID: tandem.TokenID(s.Pipeline.IDs.New()), Practice: found.Practice, Person: found.Person, Epoch: access.Epoch,
			Label: label, MadeAt: now, ExpiresAt: now.Add(in.Lasts)}
		if err := s.Store.CreateToken(ctx, t.Practice, t, tokenHash(secret)); err != nil {
			return err
		}
		// Nobody of the practice made it, so the entry names no actor.
		return s.Pipeline.Recorder.Record(ctx, tandem.Entry{ID: s.Pipeline.IDs.New(), Practice: t.Practice, At: now,
			Event: tandem.EventTokenMade, Object: tandem.Object{Kind: tandem.ObjectPerson, ID: string(t.Person)}, Listed: []string{string(t.ID)}})
	})
	if err != nil {
		return "", Token{}, err
	}
	return secret, t, nil
}

func checkToken(in *MakeTokenInput) (label string, err error) {
	var p tandem.Problems
	label = strings.TrimSpace(in.Label)
	if label == "" || utf8.RuneCountInString(label) > longestLabel || !utf8.ValidString(label) || strings.ContainsFunc(label, unicode.IsControl) {
		p.Add(FieldLabel, tandem.Say("Please say in %d characters or fewer what the program is.", longestLabel))
	}
	if in.Lasts == 0 {
		in.Lasts = TokenLasts
	}
	if in.Lasts < time.Hour || in.Lasts > LongestToken {
		p.Add(FieldLasts, tandem.Say("A token lasts for a year at most."))
	}
	return label, p.Err()
}

// Tokens lists the actor's own tokens that work now, the newest first.
func (s *Service) Tokens(ctx context.Context, actor tandem.Actor) ([]Token, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeeTokens, own(actor),
		func(ctx context.Context, _ *tandem.Grant) ([]Token, error) {
			now := s.Pipeline.Clock.Now()
			access, err := s.accessNow(ctx, actor.Practice, actor.Person)
			if err != nil {
				return nil, err
			}
			all, err := s.Store.Tokens(ctx, actor.Practice, actor.Person)
			working := make([]Token, 0, len(all))
			for _, t := range all {
				if t.Works(now, access.Epoch) {
					working = append(working, t)
				}
			}
			return working, err
		})
}

// RevokeToken ends one of the actor's own tokens: its next request finds nobody.
// Errors: NotFound, for somebody else's too; Conflict when it was revoked before.
func (s *Service) RevokeToken(ctx context.Context, actor tandem.Actor, id tandem.TokenID) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseRevokeToken, tandem.Object{Kind: tandem.ObjectToken, ID: string(id)},
		func(ctx context.Context, _ *tandem.Grant) (struct{}, error) {
			revoked, err := s.Store.RevokeToken(ctx, actor.Practice, id, s.Pipeline.Clock.Now())
			if err == nil && !revoked {
				err = tandem.Conflict(tandem.Say("This access was ended before."))
			}
			return struct{}{}, err
		})
	return err
}

// ForgetOldTokens removes tokens that ran out long ago. The service runs it now
// and then; nobody needs to be signed in.
func (s *Service) ForgetOldTokens(ctx context.Context) error {
	before := s.Pipeline.Clock.Now().Add(-TokenLasts)
	return s.Pipeline.Tx.InTx(ctx, func(ctx context.Context) error { return s.Directory.ForgetTokens(ctx, before) })
}
