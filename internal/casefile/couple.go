// Package casefile knows the couples: who is in care together since when, who
// of the staff works with them, and how partners come in.
package casefile

import (
	"context"
	"slices"
	"time"

	"tandem/internal/practice"
	"tandem/internal/tandem"
)

// State is whether care goes on.
type State string

// The states of a couple.
const (
	StateActive State = "active"
	StateClosed State = "closed"
)

// Couple is the case: partners in care together, from intake to closing.
type Couple struct {
	ID        tandem.CoupleID
	Practice  tandem.PracticeID
	Code      string // unique in the practice; stands for the couple on documents
	TimeZone  string // IANA name; the couple's days and weeks are counted in it
	State     State
	Course    Course // what they came for
	TakenInAt time.Time
	Partners  []Partner // by position, those who left too
	Team      []Member  // as of the moment read, and those of earlier times
}

// Partner is one person's membership in a couple.
type Partner struct {
	ID       tandem.PartnerID
	Person   tandem.PersonID
	Position int // from 1; decides the shape and hue, never a rank
	Name     string
	Pronouns string // free text, may be empty
	Language string // "en" or "es"
	TimeZone string // IANA name; for this partner's reminders and displays
	JoinedAt time.Time
	LeftAt   time.Time // zero while the membership lasts
	// HasAccount tells whether the partner can log in already.
	HasAccount bool
	Invitation practice.Invitation // the latest; zero when there never was one
}

// Active tells whether the membership lasts.
func (p Partner) Active() bool { return p.LeftAt.IsZero() }

// Function is what somebody of the staff is to a couple.
type Function string

// The functions in a care team.
const (
	// FunctionLead is the therapist who answers for the couple's care.
	FunctionLead Function = "lead"
	// FunctionCoTherapist works beside the lead.
	FunctionCoTherapist Function = "co-therapist"
)

// Member is somebody of the staff in a couple's care team.
type Member struct {
	Person   tandem.PersonID
	Name     string
	Function Function
	From, To time.Time // To is zero while it lasts
}

// ActiveAt tells whether the member is on the care team at the moment.
func (m Member) ActiveAt(at time.Time) bool {
	return !at.Before(m.From) && (m.To.IsZero() || at.Before(m.To))
}

// Partner is the membership with this id, if it lasts.
func (c Couple) Partner(id tandem.PartnerID) (Partner, bool) {
	return c.find(func(p Partner) bool { return p.ID == id })
}

// PartnerOf is the lasting membership of the person.
func (c Couple) PartnerOf(person tandem.PersonID) (Partner, bool) {
	return c.find(func(p Partner) bool { return p.Person == person })
}

// ActivePartners lists the lasting memberships, by position.
func (c Couple) ActivePartners() []Partner {
	return slices.DeleteFunc(slices.Clone(c.Partners), func(p Partner) bool { return !p.Active() })
}

// TeamAt lists who is on the care team at the moment, the lead first.
func (c Couple) TeamAt(at time.Time) []Member {
	team := slices.DeleteFunc(slices.Clone(c.Team), func(m Member) bool { return !m.ActiveAt(at) })
	slices.SortStableFunc(team, func(a, b Member) int { return b.lead() - a.lead() })
	return team
}

// Named writes the partners among a text's arguments by their names.
func (c Couple) Named(t tandem.Text) tandem.Text {
	t.Args = slices.Clone(t.Args)
	for i, arg := range t.Args {
		switch v := arg.(type) {
		case tandem.PartnerID:
			at := slices.IndexFunc(c.Partners, func(p Partner) bool { return p.ID == v })
			if t.Args[i] = ""; at >= 0 {
				t.Args[i] = c.Partners[at].Name
			}
		case tandem.Text:
			t.Args[i] = c.Named(v)
		}
	}
	return t
}

// Zone is the couple's time zone, checked when it was stored.
func (c Couple) Zone() *time.Location { return tandem.MustZone(c.TimeZone) }

func (c Couple) find(is func(Partner) bool) (Partner, bool) {
	i := slices.IndexFunc(c.Partners, func(p Partner) bool { return p.Active() && is(p) })
	if i < 0 {
		return Partner{}, false
	}
	return c.Partners[i], true
}

func (m Member) lead() int {
	if m.Function == FunctionLead {
		return 1
	}
	return 0
}

// Therapist is somebody of the staff who can lead a couple's care.
type Therapist struct {
	Person tandem.PersonID
	Name   string
}

// Store keeps the couples of one practice. Every couple comes with its
// partners and its care team. Methods that write must run in a transaction.
// What belongs to another practice is NotFound or not listed. The reads are
// for services that have authorised their use case.
type Store interface {
	SignatureStore
	IntakeStore
	AttendanceStore
	// Couple is one couple. Error: NotFound.
	Couple(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) (Couple, error)
	// Couples lists all couples of the practice, by no order.
	Couples(ctx context.Context, practice tandem.PracticeID) ([]Couple, error)
	// CouplesOfStaff lists the active couples that the person is on the care
	// team of, or supervises somebody of, at the moment.
	CouplesOfStaff(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID, now time.Time) ([]Couple, error)
	// PartnerCouples lists the active couples that the person is a partner in,
	// by lasting membership.
	PartnerCouples(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID) ([]Couple, error)
	// Codes lists every case code in use, of closed couples too.
	Codes(ctx context.Context, practice tandem.PracticeID) ([]string, error)
	// Therapists lists the active staff with the therapist's role at the moment,
	// by no order.
	Therapists(ctx context.Context, practice tandem.PracticeID, now time.Time) ([]Therapist, error)
	// CreateCouple adds the couple, a client person for each partner, the
	// memberships and the care team. Names of the team are not stored again.
	// Error: Conflict when the code is taken.
	CreateCouple(ctx context.Context, practice tandem.PracticeID, c Couple) error
}

// Service runs the use cases of this package. All fields must be set.
type Service struct {
	Pipeline    *tandem.Pipeline
	Store       Store
	Invitations *practice.Invitations
	Proof       Proof
	Goals       GoalRounds
}
