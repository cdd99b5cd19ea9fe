package pages

import "tandem/internal/tandem"

// Details is a couple as the register keeps it: who they are, how they are
// reached, who works with them. It holds nothing clinical.
type Details struct {
	Desk     Desk
	Couple   tandem.CoupleID
	Code     string // typed, or as it is
	Zones    []Option
	Courses  []Option // what they came for
	Partners []RegisterPartner
	Team     []TeamLine
	Join     []Option // who could join the team
	As       []Option // the functions
	Until    string
	Dates    []DateLine
	Date     DateForm
	Problem  Problem
	CanWrite bool
	Close    bool // offers to close the case
	Clinical bool // links to the couple's page
}

// DateLine is a date of the couple's own.
type DateLine struct {
	ID   tandem.OwnDateID
	Name string
	When tandem.Text
}

// DateForm is the form of a date; one that is changed has an id.
type DateForm struct {
	ID       tandem.OwnDateID
	Name, On string
	Yearly   bool
}

func (m Details) dateHref() string {
	if m.Date.ID == "" {
		return m.at("/dates")
	}
	return m.at("/dates/" + string(m.Date.ID))
}

// RegisterPartner is one partner with how they wish to be reached.
type RegisterPartner struct {
	ID       tandem.PartnerID
	Partner  Partner
	Pronouns string
	Reach    tandem.Text
}

// TeamLine is somebody of the care team.
type TeamLine struct {
	Person tandem.PersonID
	Name   string
	As     tandem.Text
	When   tandem.Text
	CanEnd bool
}

// PartnerDetails is what the register keeps of one partner, as a form.
type PartnerDetails struct {
	Desk      Desk
	Couple    tandem.CoupleID
	ID        tandem.PartnerID
	Partner   Partner
	Entry     PartnerEntry
	Line      Membership // how far the invitation is
	Link      *OneTimeLink
	Problem   Problem
	CanWrite  bool
	CanAccess bool // may make a link to a new passphrase, shut out, end the membership
	Account   bool // there is one
	CanEnd    bool
}

func (m Details) at(more string) string { return coupleHref(m.Couple) + more }

// canJoin tells whether somebody could be added to the team, or just was not.
func (m Details) canJoin() bool {
	tried := !m.Problem.At("member").IsZero() || !m.Problem.At("function").IsZero() || !m.Problem.At("until").IsZero()
	return m.CanWrite && (len(m.Join) > 0 || tried)
}

func (m Details) partnerHref(p RegisterPartner) string { return m.at("/partners/" + string(p.ID)) }

func (m PartnerDetails) at(more string) string {
	return coupleHref(m.Couple) + "/partners/" + string(m.ID) + more
}
