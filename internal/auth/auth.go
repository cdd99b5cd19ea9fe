// Package auth knows who somebody is: log-in names, passphrases, the throttle
// of the log-in, what a session may last, and who is acting now. What a person
// may do is decided elsewhere, from the roles that this package reads afresh at
// each request.
package auth

import (
	"context"
	"time"

	"tandem/internal/tandem"
)

// Service logs people in and out and looks after their credentials. All fields
// must be set. It is safe for use by many at once.
type Service struct {
	Pipeline  *tandem.Pipeline
	Directory Directory
	Store     Store
	Hasher    *Hasher
	// Index is the keyed hash of the normalised text, apart for each class. It
	// must answer the same for names that differ only in case, in space at the
	// ends or in how an accent is composed.
	Index func(class, text string) string
}

// The classes of keyed hashes that Service.Index is asked for.
const (
	// ClassLogIn is the hash under which a log-in name is unique and found.
	ClassLogIn = "login"
	// ClassTryName and the next three are keys of the throttle.
	ClassTryName    = "try-name"
	ClassTryDevice  = "try-device" // of a name, from one device that knows it
	ClassTryAddress = "try-address"
	ClassTryPerson  = "try-person"
	// ClassRefused is where refusals of unknown names are counted.
	ClassRefused = "refused"
	// ClassDevice is the proof that a device has been logged in from.
	ClassDevice = "device"
)

// Credential is how one person logs in.
type Credential struct {
	Person    tandem.PersonID
	Practice  tandem.PracticeID
	LogInName string // as typed; kept sealed
	LogInHash string // Index(ClassLogIn, LogInName); unique in the installation
	Hash      string // argon2id with its parameters and salt
	// Epoch counts up when every session of the person must end. A session
	// holds the epoch it began in.
	Epoch     int
	ChangedAt time.Time // when the passphrase was last set
}

// AccessNow is what the database knows, at one moment, of a person's right to
// be signed in.
type AccessNow struct {
	Epoch   int
	Revoked bool // the practice ended this person's access
	// Roles are those of the staff active at that moment, and RolePartner when
	// a membership in an active couple is. Without any, nobody is signed in.
	Roles []tandem.Role
}

// Directory is what is read and written before the practice is known. It knows
// keyed hashes only.
type Directory interface {
	// CredentialByLogIn finds the credential of a log-in name's hash, in any
	// practice. LogInName may be left empty. Error: NotFound.
	CredentialByLogIn(ctx context.Context, logInHash string) (Credential, error)
	// Tries is the throttle's row for the key; the zero Tries when there is none.
	Tries(ctx context.Context, key string) (Tries, error)
	// SwapTries replaces seen with next in one conditional statement, and tells
	// whether it did: false when the row no longer holds seen.Count (or, for a
	// zero seen, when there is a row by now). A next with Count 0 removes the
	// row. It must run in a transaction.
	SwapTries(ctx context.Context, key string, seen, next Tries) (bool, error)
	// ForgetTries removes the rows whose At is before the moment. It must run in
	// a transaction.
	ForgetTries(ctx context.Context, before time.Time) error
	// TokenByHash finds a token by its secret's hash, in any practice and any
	// state. Label may be left empty. Error: NotFound.
	TokenByHash(ctx context.Context, hash string) (Token, error)
	// ForgetTokens removes the tokens that ran out before the moment. It must run
	// in a transaction.
	ForgetTokens(ctx context.Context, before time.Time) error
}

// Store keeps the credentials of one practice. Methods that write must run in
// a transaction. What belongs to another practice is NotFound.
type Store interface {
	// Credential is the person's credential. Error: NotFound.
	Credential(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID) (Credential, error)
	// CreateCredential adds a credential and never replaces one. Error: Conflict
	// when the person has one, or the log-in name is taken in any practice.
	CreateCredential(ctx context.Context, practice tandem.PracticeID, c Credential) error
	// SetPassphrase stores a new hash and counts the epoch up by one, if the
	// epoch still is the one given; it returns the new epoch. Error: Conflict
	// when the epoch has moved on.
	SetPassphrase(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID, epoch int, hash string, at time.Time) (int, error)
	// EndSessions counts the epoch up by one. Error: NotFound without a credential.
	EndSessions(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID) error
	// AccessNow reads the person's epoch, standing and roles at the moment, in
	// one query: it is asked at every request. Error: NotFound without a
	// credential.
	AccessNow(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID, now time.Time) (AccessNow, error)
	// CreateToken adds a token under its secret's hash.
	CreateToken(ctx context.Context, practice tandem.PracticeID, t Token, hash string) error
	// Tokens lists a person's tokens in any state, the newest first.
	Tokens(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID) ([]Token, error)
	// RevokeToken ends a token and tells whether it did: false when it was
	// revoked before.
	RevokeToken(ctx context.Context, practice tandem.PracticeID, id tandem.TokenID, at time.Time) (bool, error)
	// TouchToken notes the day of a token's last use.
	TouchToken(ctx context.Context, practice tandem.PracticeID, id tandem.TokenID, day tandem.Date) error
}

// Session is what a device's session remembers of a log-in. It proves nothing
// by itself: Service.Actor compares it with the database at each request.
type Session struct {
	Person   tandem.PersonID
	Practice tandem.PracticeID
	Epoch    int
	// Device is set by a log-in alone, and is for a cookie of its own: what the
	// device may hand to WithDevice at its next log-in under the same name.
	Device string
}

// The names of the fields that field errors of this package point at. A new
// passphrase stands in FieldPassphrase.
const (
	FieldLogInName  = "name"
	FieldPassphrase = "passphrase"
	FieldCurrent    = "current"
)
