package pages

import "tandem/internal/tandem"

// Agreements are what one partner is asked to sign, and has signed.
type Agreements struct {
	Phone  Phone
	Papers []AgreementLine
}

// AgreementLine is one paper of the list.
type AgreementLine struct {
	Title  tandem.Text
	State  tandem.Text
	Href   string
	Signed bool
}

// Agreement is one paper to read and sign: one thing a screen.
type Agreement struct {
	Phone   Phone
	Title   tandem.Text
	Body    []tandem.Text
	State   tandem.Text // when it was signed or taken back; zero before
	Signed  bool        // it stands, and can be taken back
	Action  string
	Digest  string // of the text shown
	Name    string // typed
	Problem Problem
}
