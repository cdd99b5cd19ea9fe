package casefile

import (
	"context"
	"time"

	"tandem/internal/tandem"
)

// IntakeStore keeps what is settled before a plan begins. Methods that write
// must run in a transaction. What belongs to another practice is NotFound or
// not listed.
type IntakeStore interface {
	// PolicyOf is the couple's present choice; the zero value when there is none.
	PolicyOf(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) (PolicyChoice, error)
	// ChoosePolicy replaces the present choice. Error: NotFound.
	ChoosePolicy(ctx context.Context, practice tandem.PracticeID, c PolicyChoice) error
	// Consents lists the practice's own texts in force, the oldest first.
	Consents(ctx context.Context, practice tandem.PracticeID) ([]Consent, error)
	// Screens lists all safety screens of a couple, the oldest first.
	Screens(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) ([]Screen, error)
	// AddScreen adds one. Error: NotFound.
	AddScreen(ctx context.Context, practice tandem.PracticeID, s Screen) error
	// Overrides lists all of a couple, the oldest first.
	Overrides(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) ([]Override, error)
	// IntakeOf is how a couple came; ModelRelationship alone where nobody said.
	IntakeOf(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) (Intake, error)
	// PapersAmong reads for many couples at once what ReadinessOf looks at; a
	// couple of which nothing is known is absent. Names, reasons and what was
	// before stay sealed.
	PapersAmong(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID) (map[tandem.CoupleID]Readiness, error)
	// SaveIntake replaces it. Error: NotFound.
	SaveIntake(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, i Intake, at time.Time) error
	// Clinicians lists the active staff with the therapist's or the
	// supervisor's role at the moment, each once.
	Clinicians(ctx context.Context, practice tandem.PracticeID, now time.Time) ([]tandem.PersonID, error)
	// AddOverride adds a request. Error: NotFound.
	AddOverride(ctx context.Context, practice tandem.PracticeID, o Override) error
	// Override is one request. Error: NotFound.
	Override(ctx context.Context, practice tandem.PracticeID, id tandem.OverrideID) (Override, error)
	// OverridesAsked lists what is not settled, the oldest first.
	OverridesAsked(ctx context.Context, practice tandem.PracticeID) ([]Override, error)
	// SettleOverride settles a request that is asked; false when it is not.
	SettleOverride(ctx context.Context, practice tandem.PracticeID, id tandem.OverrideID, state OverrideState, by tandem.PersonID, at time.Time) (bool, error)
	// AddConsent adds a text of the practice's own.
	AddConsent(ctx context.Context, practice tandem.PracticeID, c Consent) error
	// RetireConsent takes one out of force; false when it was not in force.
	RetireConsent(ctx context.Context, practice tandem.PracticeID, id tandem.ConsentID, at time.Time) (bool, error)
	// Contacts are how the partners of a couple are reached, by partner.
	Contacts(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) (map[tandem.PartnerID]Contact, error)
	// SetContact replaces a partner's. Error: NotFound.
	SetContact(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, p Partner, c Contact, at time.Time) error
	// OwnDates lists a couple's own dates, by name.
	OwnDates(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) ([]OwnDate, error)
	// KeepOwnDate adds a date, or replaces the couple's of that id. NotFound.
	KeepOwnDate(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, d OwnDate, at time.Time) error
	// DropOwnDate takes a date out. NotFound.
	DropOwnDate(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, id tandem.OwnDateID) error
	// SaveCouple replaces code and time zone. Errors: NotFound; Conflict when
	// the code is taken.
	SaveCouple(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, code, zone string) error
	// SavePartner replaces name, pronouns, language and time zone. Error: NotFound.
	SavePartner(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, p Partner) error
	// AddToTeam adds somebody; false when they are on the team without an end.
	// Error: NotFound.
	AddToTeam(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, m Member) (bool, error)
	// EndOnTeam ends somebody's place at the moment. Error: NotFound when they
	// have none.
	EndOnTeam(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, person tandem.PersonID, at time.Time) error
	// EndMembership ends a lasting membership. Error: NotFound.
	EndMembership(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, partner tandem.PartnerID, at time.Time) error
	// CloseCouple closes an active couple. Error: NotFound.
	CloseCouple(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, at time.Time) error
	// ShutAccount removes the person's credential, for good: a later one begins
	// above its epoch. False when there is none.
	ShutAccount(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID, at time.Time) (bool, error)
}
