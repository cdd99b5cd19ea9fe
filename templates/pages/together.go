package pages

import "tandem/internal/tandem"

// Together is what the two have gathered, made to be read again.
type Together struct {
	Phone   Phone
	Others  string  // leads to three others
	Three   bool    // "show me three good things" was asked for
	Good    []Entry // the three, when asked for
	Bank    []Entry // appreciations, newest first
	BankIn  tandem.Text
	Joy     []Entry // times of easy company, newest first
	JoyIn   tandem.Text
	HasMore bool // there is more in the bank than a page shows
	More    string
}
