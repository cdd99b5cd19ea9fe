package pages

import "tandem/internal/tandem"

// Register is the front desk's list of couples: who they are and whether they
// have joined. It holds nothing clinical.
type Register struct {
	Desk    Desk
	Rows    []RegisterRow
	Link    *OneTimeLink // once, after an invitation was made
	CanTake bool
}

// RegisterRow is one couple of the register.
type RegisterRow struct {
	Couple   tandem.CoupleID
	Code     string
	Partners []Membership
}

// Membership is a partner and how far their invitation is.
type Membership struct {
	Partner    Partner
	Pronouns   string
	Invitation tandem.Text // such as "joined on 20 October" or "invited, link open until …"
	Renew      *Action     // make or renew the invitation; nil once they have joined
	Withdraw   *Action     // nil when none is open
}

// OneTimeLink is an invitation's address, shown once and never again.
type OneTimeLink struct {
	For   string
	URL   string
	Until tandem.Text // how long it works
}

func (r RegisterRow) found() string {
	words := r.Code
	for _, p := range r.Partners {
		words += " " + p.Partner.Name
	}
	return words
}
