package casefile

import (
	"time"

	"tandem/internal/tandem"
)

// Requirement is one thing that has to be there before a plan begins.
type Requirement string

// The requirements of the gate.
const (
	RequireConsents Requirement = "consents"
	RequirePolicy   Requirement = "policy"
	RequireScreen   Requirement = "screen"
	RequireGoal     Requirement = "goal"
	// RequireJoint: joint work is not ruled out by a safety screen. It can
	// never be overridden.
	RequireJoint Requirement = "joint"
)

// OverrideState is how far a request to override is.
type OverrideState string

// The states of an override.
const (
	OverrideAsked     OverrideState = "asked"
	OverrideGranted   OverrideState = "granted"
	OverrideDeclined  OverrideState = "declined"
	OverrideWithdrawn OverrideState = "withdrawn"
)

// Override lets a plan begin without one requirement. It counts once a second
// clinician has signed it or, in a practice with one clinician alone, the one
// who asked has signed in again.
type Override struct {
	ID          tandem.OverrideID
	Couple      tandem.CoupleID
	Partner     tandem.PartnerID // whom the requirement is about
	Requirement Requirement
	Reason      string // sealed
	AskedBy     tandem.PersonID
	AskedAt     time.Time
	State       OverrideState
	SettledBy   tandem.PersonID // "" while it is asked
	SettledAt   time.Time
}
