package tandem

import (
	"crypto/rand"
	"fmt"
)

// Identifiers are random UUIDs (version 4) in text form. They are random, and
// never counted up, because an order of creation can tell one partner what the
// other did. The types keep one kind from being handed in for another.
type (
	// PracticeID names a practice, the tenant that every row belongs to.
	PracticeID string
	// PersonID names a person: one log-in, staff or client.
	PersonID string
	// CoupleID names a couple, the case.
	CoupleID string
	// PartnerID names one person's membership in one couple.
	PartnerID string
	// PlanID names a plan of a couple.
	PlanID string
	// ItemID names one line of a plan: an exercise with its cadence.
	ItemID string
	// AssignmentID names one due instance of an exercise: the homework.
	AssignmentID string
	// RoundID names one run of an assignment's flow.
	RoundID string
	// MoveID names one act in a round. It is the only handle on a move that
	// leaves the service; sequence numbers would tell how much was kept back.
	MoveID string
	// PhotoID names a picture that a partner chose for an answer. It opens nothing
	// by itself.
	PhotoID string
	// DocumentID names an issued document.
	DocumentID string
	// ReviewID names a review.
	ReviewID string
	// InvitationID names an invitation, never its secret.
	InvitationID string
	// SignatureID names one signature under one text.
	SignatureID string
	// PolicyID names a couple's choice of a confidentiality policy.
	PolicyID string
	// ConsentID names a text that a practice asks its clients to sign.
	ConsentID string
	// ScreenID names one safety screen of one partner.
	ScreenID string
	// OverrideID names a request to pass the gate without something.
	OverrideID string
	// TokenID names what lets a program act as a person, never its secret.
	TokenID string
	// OwnDateID names a date of a couple's own.
	OwnDateID string
	// WorkID names one version of an exercise or a template of a practice's own.
	WorkID string
	// ExerciseID names an exercise of the library, such as "E02".
	ExerciseID string
)

// IDs makes new identifiers. It is passed in, so that tests can seed it.
type IDs interface {
	New() string
}

// RandomIDs makes version 4 UUIDs from the operating system's random source.
type RandomIDs struct{}

// New returns a new random UUID in lower-case text form.
func (RandomIDs) New() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails since Go 1.24
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:16])
}
