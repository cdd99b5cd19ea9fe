package pages

import (
	"tandem/internal/chart"
	"tandem/internal/tandem"
)

// Together is what the two have gathered, made to be read again.
type Together struct {
	Phone   Phone
	Others  string      // leads to three others
	Three   bool        // "show me three good things" was asked for
	Good    []Entry     // the three, when asked for; else all
	HasGood bool        // there are good things to show
	Alone   tandem.Text // the title of the one shelf that is looked at; zero for a few of each
	Sieves  []Sieve     // of the bank
	Bank    []Entry     // appreciations, newest first
	BankIn  tandem.Text
	Joy     []Entry // times of easy company, newest first
	JoyIn   tandem.Text
	Journal []Entry        // the shared journal, newest first
	Ledgers []Ledger       // what was asked, promised and done
	Agreed  []CardSection  // what the two agreed on: the rituals calendar and others
	Shelves []ShelfSection // what has no form of its own above
	Pauses  []Ledger
	Hard    []Entry  // what hard weeks taught the two
	Note    []Action // notes one, for each of the reader's couples; nothing where another shelf is looked at alone
	Rest    []Link   // shelves for which the page has no room

	BankTurning, JoyTurning, JournalTurning, HardTurning Turning
}

// Turning leads to what is earlier and later on a shelf, "" where there is
// nothing.
type Turning struct{ Earlier, Later string }

// Or is the turning, or the other where it leads nowhere.
func (t Turning) Or(other Turning) Turning {
	if t.Earlier == "" {
		t.Earlier = other.Earlier
	}
	if t.Later == "" {
		t.Later = other.Later
	}
	return t
}

// Sieve is a choice of what of a shelf is looked at.
type Sieve struct {
	Title tandem.Text
	Links []Link
}

// Ledger is a list of what was set down, with what has become of each.
type Ledger struct {
	Title tandem.Text
	Lines []LedgerLine
	Past  []LedgerLine // folded
	Turning
}

// ShelfSection is one shelf as a list of cards, newest first.
type ShelfSection struct {
	Title   tandem.Text
	Lines   []LedgerLine // where it is a ledger
	Past    []LedgerLine // of it, folded
	Entries []Entry
	Turning
	Map     *MemoryMap
	Compare *Comparison
	Chart   *chart.Drawing // of the check-ins; Table says the same
	Table   *Table
}

// MemoryMap is what the two remember, on a line of time and as a list in its
// order.
type MemoryMap struct {
	Drawing chart.Drawing
	Moments []Moment
}

// Moment is one thing that one of the two remembers, in their words.
type Moment struct {
	By                    Partner
	When                  string // a year, or month/year
	Kind                  tandem.Text
	Title, Piece, Meaning string
	Photo                 *Photo
}

// LedgerLine is one thing that the two asked, promised or do again and again,
// with what has become of it.
type LedgerLine struct {
	Author Partner
	Owners []Partner   // when both have taken it on
	Words  string      // as typed
	Beside string      // as typed: in which moment
	At     tandem.Text // when it was, where that matters
	When   tandem.Text // until when, or how often
	Status tandem.Text
	Days   []tandem.Text // more of it, such as which version it is
	Facts  []Told
	Href   string // the exercise it stands in
	Links  []Link // what the reader may do about it
}

// Told is what one of the two noted, in their own name.
type Told struct {
	By    Partner
	Said  []tandem.Text
	Words string
}

// empty tells whether there is nothing to show yet.
func (m Together) empty() bool {
	return len(m.Bank)+len(m.Joy)+len(m.Journal)+len(m.Ledgers)+len(m.Agreed)+len(m.Pauses)+len(m.Hard)+len(m.Shelves) == 0
}
