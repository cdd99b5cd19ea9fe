// Package practice knows the practice itself: who founded it, who works in it
// as what, who supervises whom, and the invitations by which people come in.
package practice

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"tandem/internal/tandem"
)

// Practice is the organisation, the tenant that every row belongs to.
type Practice struct {
	ID        tandem.PracticeID
	Name      string
	Demo      bool // made up of synthetic people; serve refuses it
	FoundedAt time.Time
}

// MemberState is how far somebody of the staff has come.
type MemberState string

// The states of a member of staff.
const (
	// MemberInvited has not opened an account yet.
	MemberInvited MemberState = "invited"
	// MemberActive has an account and may have roles.
	MemberActive MemberState = "active"
	// MemberRevoked has lost all access; the person stays in the record.
	MemberRevoked MemberState = "revoked"
)

// Member is a person of the staff.
type Member struct {
	Person     tandem.PersonID
	Name       string
	Roles      []tandem.Role // active now, in the vocabulary's order
	State      MemberState
	Invitation Invitation // the latest; zero when there never was one

	// Supervisors are who supervises this person now. Service.Staff fills it;
	// the store leaves it empty.
	Supervisors []tandem.PersonID
}

// Has tells whether the member is active and holds the role now.
func (m Member) Has(r tandem.Role) bool {
	return m.State == MemberActive && slices.Contains(m.Roles, r)
}

// StaffRoles lists the roles that the owner can give.
func StaffRoles() []tandem.Role {
	return slices.DeleteFunc(tandem.Roles(), func(r tandem.Role) bool { return !r.Staff() })
}

// Directory is what is read before the practice is known.
type Directory interface {
	// HoldFounding tells whether a practice was founded already, and keeps
	// others from founding one until the transaction ends, so that two first
	// starts at once found one practice.
	HoldFounding(ctx context.Context) (founded bool, err error)
	// Installation is what stands in the database; the zero Installation
	// before a practice was founded.
	Installation(ctx context.Context) (Installation, error)
	// InvitationByToken finds the invitation whose token has this SHA-256, in
	// any practice and any state. Error: NotFound.
	InvitationByToken(ctx context.Context, tokenHash string) (Invitation, error)
}

// Installation is what a start of the service finds.
type Installation struct {
	Practice tandem.PracticeID
	Demo     bool            // of synthetic people
	Waiting  tandem.PersonID // the first owner, while nobody has an account yet; else ""
}

// Store keeps the practice, its staff and its invitations. Methods that write
// must run in a transaction. What belongs to another practice is NotFound.
type Store interface {
	InvitationStore
	SupervisionStore
	// CreatePractice adds the practice, with its key.
	CreatePractice(ctx context.Context, practice tandem.PracticeID, p Practice) error
	// Practice is the practice. Error: NotFound.
	Practice(ctx context.Context, practice tandem.PracticeID) (Practice, error)
	// CreateMember adds a person of the staff with these roles from at on.
	CreateMember(ctx context.Context, practice tandem.PracticeID, m Member, at time.Time) error
	// Staff lists all persons of the staff, the revoked too, by no order.
	Staff(ctx context.Context, practice tandem.PracticeID, now time.Time) ([]Member, error)
	// Member is one person of the staff. Error: NotFound, for a client too.
	Member(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID, now time.Time) (Member, error)
	// OwnersToKeep lists the active members with the owner's role, and keeps
	// others from changing roles of owners until the transaction ends, so that
	// two owners cannot end each other at once.
	OwnersToKeep(ctx context.Context, practice tandem.PracticeID, now time.Time) ([]tandem.PersonID, error)
	// SetRoles ends the person's active roles that are not in the list, and
	// begins those that are new, at the moment.
	SetRoles(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID, roles []tandem.Role, at time.Time) error
	// Revoke marks the person as revoked, ends all active roles and all
	// supervision of and by the person at the moment, and, where there is a
	// credential, counts its epoch up so that every session ends.
	Revoke(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID, at time.Time) error
	// NameOf is the name of a person, staff or client. Error: NotFound.
	NameOf(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID) (string, error)
	// Language is the language that the person reads in. Error: NotFound.
	Language(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID) (string, error)
	// SetLanguage keeps the language that the person reads in, "en" or "es".
	SetLanguage(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID, language string) error
}

// Credentials makes the account of somebody who accepts an invitation.
// auth.Service is one.
type Credentials interface {
	// PrepareCredential checks what was chosen and does the slow part before a
	// transaction; the function it returns is called inside one and never
	// replaces an account (Conflict). Errors: Invalid at the field, Throttled.
	PrepareCredential(ctx context.Context, logInName, passphrase string) (
		create func(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID) error, err error)
	// PrepareReset does the same for a new passphrase of an account that is
	// there; the function it returns ends all its sessions. Errors: NotFound
	// without an account; Invalid at the field; Throttled.
	PrepareReset(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID, passphrase string) (
		replace func(ctx context.Context) error, err error)
}

// Service runs the use cases of this package. All fields must be set.
type Service struct {
	Pipeline    *tandem.Pipeline
	Directory   Directory
	Store       Store
	Credentials Credentials
}

// LanguageOf is the language that somebody who has just logged in reads in.
func (s *Service) LanguageOf(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID) (string, error) {
	return s.Store.Language(ctx, practice, person)
}

// Languages lists the languages that people can read Tandem in.
func Languages() []string { return []string{"en", "es"} }

// longestPersonName is in characters.
const longestPersonName = 80

// CheckName returns a name of a person or practice without space at its ends:
// 1 to 80 characters. The error is of kind Invalid.
func CheckName(name string) (string, error) {
	name = strings.TrimSpace(name)
	switch n := utf8.RuneCountInString(name); {
	case n == 0:
		return "", tandem.Invalid(tandem.Say("Please write a name."))
	case n > longestPersonName:
		return "", tandem.Invalid(tandem.Say("Please use %d characters or fewer.", longestPersonName))
	case !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl):
		return "", tandem.Invalid(tandem.Say("We cannot read one of these signs. Please write the name with letters."))
	}
	return name, nil
}

// CheckLanguage tells whether Tandem can be read in the language. The error is
// of kind Invalid.
func CheckLanguage(language string) error {
	if !slices.Contains(Languages(), language) {
		return tandem.Invalid(tandem.Say("Please choose a language."))
	}
	return nil
}

func wholePractice(actor tandem.Actor) tandem.Object {
	return tandem.Object{Kind: tandem.ObjectPractice, ID: string(actor.Practice)}
}

func aPerson(person tandem.PersonID) tandem.Object {
	return tandem.Object{Kind: tandem.ObjectPerson, ID: string(person)}
}
