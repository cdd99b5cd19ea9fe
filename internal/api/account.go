package api

import (
	"context"
	"time"

	"tandem/internal/auth"
	"tandem/internal/tandem"
)

// forAnybody is the group of what concerns one's own account.
const forAnybody = "One's own account"

// Account is one's own account.
type Account struct {
	LogInName string        `json:"log_in_name"`
	Roles     []tandem.Role `json:"roles" doc:"As of this moment."`
}

// Account shows whoever asks who they are.
func (a *API) Account() Operation {
	return operation(forAnybody, "Who the token acts for", func(ctx context.Context, actor tandem.Actor, _ *nothing) (Account, error) {
		found, err := a.Auth.Account(ctx, actor)
		return Account{LogInName: found.LogInName, Roles: each(actor.Roles, func(r tandem.Role) tandem.Role { return r })}, err
	})
}

// LogOutEverywhere ends every session and every token of whoever asks.
func (a *API) LogOutEverywhere() Operation {
	return act(forAnybody, "End every session and every token, this one too", func(ctx context.Context, actor tandem.Actor, _ *nothing) error {
		return a.Auth.LogOutEverywhere(ctx, actor)
	})
}

// Tokens are one's own tokens that work.
type Tokens struct {
	Tokens []Token `json:"tokens" doc:"The newest first."`
}

// Token is a token without its secret.
type Token struct {
	Token     tandem.TokenID `json:"token"`
	Label     string         `json:"label" doc:"What the program is."`
	MadeAt    time.Time      `json:"made_at"`
	ExpiresAt time.Time      `json:"expires_at"`
	UsedOn    tandem.Date    `json:"used_on,omitempty" doc:"The last day of its use, in UTC."`
}

// Tokens lists one's own tokens.
func (a *API) Tokens() Operation {
	return operation(forAnybody, "One's own tokens", func(ctx context.Context, actor tandem.Actor, _ *nothing) (Tokens, error) {
		all, err := a.Auth.Tokens(ctx, actor)
		return Tokens{each(all, func(t auth.Token) Token {
			return Token{Token: t.ID, Label: t.Label, MadeAt: t.MadeAt, ExpiresAt: t.ExpiresAt, UsedOn: t.UsedOn}
		})}, err
	})
}

type ofToken struct {
	Token tandem.TokenID `path:"access" doc:"One's own token, by its id."`
}

// RevokeToken ends one of one's own tokens.
func (a *API) RevokeToken() Operation {
	return act(forAnybody, "End a token", func(ctx context.Context, actor tandem.Actor, in *ofToken) error {
		return a.Auth.RevokeToken(ctx, actor, in.Token)
	})
}
