package pages

import "tandem/internal/tandem"

// Today is what is open for one partner, smallest first.
type Today struct {
	Phone    Phone
	Greeting tandem.Text // such as "Hello, Rowan"
	Line     tandem.Text // such as "Two small things this week. About 22 minutes in all."
	Mood     TodayState
	Cards    []Thing
	Asks     []PlannedThing // of which the reader may say when and where, or that it is not for them
	Plans    bool           // there is a plan to say it for
	Reviews  bool           // there are reviews to read again
	Still    []Still        // under way since earlier, or waiting for the other
	Earlier  []Still        // begun in weeks that have passed
	Back     []Still        // promised or agreed on in weeks that have passed
	Needs    []Action       // opened when they are needed
	HardDay  bool           // the bank holds something: show the card for a hard day
	Papers   tandem.Text    // agreements wait to be read; zero for none
}

// TodayState says why there may be no cards.
type TodayState string

// The states of the page.
const (
	TodayOpen       TodayState = "open"
	TodayNothing    TodayState = "nothing"     // all is done, or nothing is due
	TodayPaused     TodayState = "paused"      // the plan rests
	TodayNotStarted TodayState = "not started" // no plan, or it starts later
	TodayEnded      TodayState = "ended"       // the last plan has ended, and no other runs
)

// Thing is one card: an exercise that is open, or that is done this week.
type Thing struct {
	Title   string
	Summary tandem.Text
	Minutes tandem.Text // such as "8 min"
	For     tandem.Text // the couple's own date that it comes on
	Plan    tandem.Text // what the reader planned: "You planned: Tuesday, 20:00"
	With    tandem.Text // such as "you alone, then together"
	When    tandem.Text // such as "any day this week"
	State   tandem.Text // such as "Your part is done." or "Something waits to be read."
	Done    bool        // the own part is done: the card is quiet
	Marks   []bool      // for several times a week: which are done
	MarksIn tandem.Text // the same in words: "1 of 3 this week"
	Go      tandem.Text // what the button says: "Start", "Continue, 2 of 3"
	Href    string
	First   bool    // the one that stands out
	Pass    *Action // "Not this week", always there while the part is open
}

// Still is something that is under way and not asked for today.
type Still struct {
	Title string
	State tandem.Text
	Href  string
}
