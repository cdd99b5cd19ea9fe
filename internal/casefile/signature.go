package casefile

import (
	"context"
	"time"

	"tandem/internal/tandem"
)

// Subject is what a signature stands under: the kind of thing, and which one.
// Packages that have something signed add a kind of their own.
type Subject struct {
	Kind SubjectKind
	ID   string
}

// SubjectKind is what sort of thing is signed.
type SubjectKind string

// The kinds of what is signed at intake.
const (
	// SubjectPolicy is a couple's choice of a confidentiality policy, by its id.
	SubjectPolicy SubjectKind = "policy"
	// SubjectConsent is a consent: a built-in one by its name, one of the
	// practice by its id.
	SubjectConsent SubjectKind = "consent"
	// SubjectOverride is an override of the gate, by its id; staff sign it.
	SubjectOverride SubjectKind = "override"
)

// SignedHow is how it was made sure that the right person signed.
type SignedHow string

// The ways of signing.
const (
	// SignedInAgain: the signer gave their passphrase once more.
	SignedInAgain SignedHow = "signed-in-again"
	// SignedOnPaper: the signer signed on paper, and staff wrote it down.
	SignedOnPaper SignedHow = "on-paper"
)

// Signature is one person's signature under one text of one subject. It says
// nothing about any other text: when the words change, the digest does, and
// the signature no longer counts.
type Signature struct {
	ID         tandem.SignatureID
	Couple     tandem.CoupleID
	Subject    Subject
	Person     tandem.PersonID
	Partner    tandem.PartnerID // "" for staff
	Name       string           // as typed; sealed
	Digest     string           // SHA-256 of the text signed, in hex
	Language   string           // in which the signer read it
	How        SignedHow
	RecordedBy tandem.PersonID // who wrote a paper signature down; else ""
	At         time.Time
	// TakenBackAt is when the partner whose it is took it back; zero while it
	// stands. One that was taken back stays in the record and counts for nothing.
	TakenBackAt time.Time
}

// Under tells whether this is a signature that stands under that text of that
// subject.
func (s Signature) Under(subject Subject, digest string) bool {
	return s.Subject == subject && s.Digest == digest && s.TakenBackAt.IsZero()
}

// SignatureStore keeps signatures, for any package that has something signed.
// Rows are added, and marked as taken back; none is changed otherwise or removed.
// Methods that write must run in a transaction. The
// caller has authorised, and has made sure of the signer as How says.
type SignatureStore interface {
	// AddSignature adds one. Errors: Conflict when this person has signed this
	// text of this subject already; NotFound for a couple or person elsewhere.
	AddSignature(ctx context.Context, practice tandem.PracticeID, s Signature) error
	// Signatures lists all of a couple, the oldest first.
	Signatures(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) ([]Signature, error)
	// TakeBackSignature marks a partner's signature as taken back; false when it
	// does not stand.
	TakeBackSignature(ctx context.Context, practice tandem.PracticeID, id tandem.SignatureID, at time.Time) (bool, error)
	// TakenBackIn lists those of the couples in which some signature was taken
	// back, whether or not it was given anew.
	TakenBackIn(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID) ([]tandem.CoupleID, error)
}
