package pages

import "tandem/internal/tandem"

// LogIn is the page where anybody logs in.
type LogIn struct {
	Name    string // what was typed, kept after an error
	Next    string // the page of ours to go to afterwards, or ""
	Problem Problem
	Notice  tandem.Text // what was just done, said once
	Demo    bool
	Hints   []DemoAccount // shown in a demo only
}

// DemoAccount is an account of the synthetic practice that anybody may try.
type DemoAccount struct {
	Label      tandem.Text
	Name       string
	Passphrase string
}

// Invitation is the page behind a one-time link. A link that was used,
// withdrawn or has run out, and one that never was, look the same: Works is
// false and nothing else is set.
type Invitation struct {
	Works     bool
	Action    string // where the form is posted to: the link itself
	Practice  string
	Person    string // for whom the link was made
	AsPartner bool   // a partner, or somebody of the staff
	Reset     bool   // asks for a new passphrase alone
	LogInName string // what was typed, kept after an error
	Languages []Option
	Problem   Problem
	Demo      bool
}

// Account is a person's own account, for staff and partners alike. The frame
// of the one that they are is used.
type Account struct {
	AsPartner bool
	Desk      Desk
	Phone     Phone
	LogInName string
	Problem   Problem // of the passphrase form
	Tokens    []TokenLine
}

// TokenLine is a program that acts for the person.
type TokenLine struct {
	Label string
	Until tandem.Text // the day on which it ends by itself
	Used  tandem.Text
	End   *Action
}

// PassphraseHint says what a passphrase must be, wherever one is chosen.
func PassphraseHint() tandem.Text {
	return tandem.Say("At least 15 characters. A few words in a row work well. You may paste it.")
}
