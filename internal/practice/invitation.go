package practice

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"time"

	"tandem/internal/tandem"
)

// InvitationLasts is how long an invitation can be accepted.
const InvitationLasts = 7 * 24 * time.Hour

// ResetLasts is how long a link to a new passphrase works.
const ResetLasts = time.Hour

// Purpose is what an invitation's link does.
type Purpose string

// The purposes.
const (
	// PurposeJoin opens an account, and never touches one that is there.
	PurposeJoin Purpose = "join"
	// PurposeReset sets a new passphrase for the account that is there, and
	// never makes one.
	PurposeReset Purpose = "reset"
)

// Invitation lets one person open their account, once, or set a new passphrase
// for it. Its secret, the token
// in the link, is shown once and never kept: only its SHA-256 is.
type Invitation struct {
	ID          tandem.InvitationID
	Practice    tandem.PracticeID
	Person      tandem.PersonID
	Couple      tandem.CoupleID // "" for staff
	Purpose     Purpose
	MadeBy      tandem.PersonID // "" for the first owner, whom nobody invited
	MadeAt      time.Time
	ExpiresAt   time.Time
	UsedAt      time.Time // zero until accepted
	WithdrawnAt time.Time // zero unless withdrawn
}

// InvitationState is what became of an invitation.
type InvitationState string

// The states of an invitation.
const (
	InvitationNone      InvitationState = "none"
	InvitationOpen      InvitationState = "open"
	InvitationUsed      InvitationState = "used"
	InvitationWithdrawn InvitationState = "withdrawn"
	InvitationExpired   InvitationState = "expired"
)

// State is what became of the invitation by now; none for the zero value.
func (i Invitation) State(now time.Time) InvitationState {
	switch {
	case i.ID == "":
		return InvitationNone
	case !i.UsedAt.IsZero():
		return InvitationUsed
	case !i.WithdrawnAt.IsZero():
		return InvitationWithdrawn
	case !now.Before(i.ExpiresAt):
		return InvitationExpired
	}
	return InvitationOpen
}

// Link is a new invitation with the token of its link. The token is the only
// copy: show it once, to the one who asked, and keep it nowhere.
type Link struct {
	Token      string
	Name       string // of the person invited
	Invitation Invitation
}

// tokenBytes of randomness make a token: 43 letters in base64url.
const tokenBytes = 32

func newToken() string {
	b := make([]byte, tokenBytes)
	_, _ = rand.Read(b) // never fails since Go 1.24
	return base64.RawURLEncoding.EncodeToString(b)
}

// TokenHash is the form under which a token is kept and found. It is "" for
// what cannot be a token of ours.
func TokenHash(token string) string {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(raw) != tokenBytes {
		return ""
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// InvitationStore keeps the invitations of one practice. Methods that write
// must run in a transaction.
type InvitationStore interface {
	// CreateInvitation adds the invitation under its token's hash.
	CreateInvitation(ctx context.Context, practice tandem.PracticeID, i Invitation, tokenHash string) error
	// WithdrawInvitations withdraws what the person has open, in the couple or,
	// for "", as staff. It returns how many those were; expired ones are left.
	WithdrawInvitations(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID, couple tandem.CoupleID, at time.Time) (int, error)
	// ClaimInvitation marks the invitation as used in one conditional statement
	// and tells whether it did: false when it was used, withdrawn or expired at
	// the moment. Of many that try at once one is told true.
	ClaimInvitation(ctx context.Context, practice tandem.PracticeID, id tandem.InvitationID, at time.Time) (bool, error)
	// HasAccount tells whether the person has a credential.
	HasAccount(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID) (bool, error)
}

// Invitations makes and withdraws invitations, for staff here and for partners
// in casefile. Its methods belong inside a use case: the caller has authorised
// and is in a transaction.
type Invitations struct {
	Store InvitationStore
	Clock tandem.Clock
	IDs   tandem.IDs
}

// Make invites a person and withdraws what the person had open before, so
// that one link works at a time. couple is "" for staff. Error: Conflict when
// the person has an account already.
func (v *Invitations) Make(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID, couple tandem.CoupleID, by tandem.PersonID) (Link, error) {
	has, err := v.Store.HasAccount(ctx, practice, person)
	if err != nil {
		return Link{}, err
	}
	if has {
		return Link{}, tandem.Conflict(tandem.Say("This person has an account already. An invitation is not needed."))
	}
	return v.make(ctx, practice, Invitation{Person: person, Couple: couple, MadeBy: by, Purpose: PurposeJoin}, InvitationLasts)
}

// MakeReset makes a link to a new passphrase, and withdraws what the person had
// open before. couple is "" for staff. Error: Conflict when the person has no
// account.
func (v *Invitations) MakeReset(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID, couple tandem.CoupleID, by tandem.PersonID) (Link, error) {
	has, err := v.Store.HasAccount(ctx, practice, person)
	if err != nil {
		return Link{}, err
	}
	if !has {
		return Link{}, tandem.Conflict(tandem.Say("This person has no account yet. Please make an invitation."))
	}
	return v.make(ctx, practice, Invitation{Person: person, Couple: couple, MadeBy: by, Purpose: PurposeReset}, ResetLasts)
}

func (v *Invitations) make(ctx context.Context, practice tandem.PracticeID, i Invitation, lasts time.Duration) (Link, error) {
	now := v.Clock.Now()
	if _, err := v.Store.WithdrawInvitations(ctx, practice, i.Person, i.Couple, now); err != nil {
		return Link{}, err
	}
	i.ID, i.Practice, i.MadeAt, i.ExpiresAt = tandem.InvitationID(v.IDs.New()), practice, now, now.Add(lasts)
	link := Link{Token: newToken(), Invitation: i}
	return link, v.Store.CreateInvitation(ctx, practice, link.Invitation, TokenHash(link.Token))
}

// Withdraw withdraws the person's open invitation; its link works no longer.
// Error: Conflict when none is open.
func (v *Invitations) Withdraw(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID, couple tandem.CoupleID) error {
	n, err := v.Store.WithdrawInvitations(ctx, practice, person, couple, v.Clock.Now())
	if err == nil && n == 0 {
		return tandem.Conflict(tandem.Say("There is no open invitation to withdraw."))
	}
	return err
}

func (s *Service) invitations() *Invitations {
	return &Invitations{Store: s.Store, Clock: s.Pipeline.Clock, IDs: s.Pipeline.IDs}
}
