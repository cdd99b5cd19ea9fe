package pages

import "tandem/internal/tandem"

// Fault is the page for a request that could not be answered. It says nothing
// of what was asked for.
type Fault struct {
	Kind     tandem.Kind
	Status   int         // the HTTP status, shown small for whoever reports it
	Sentence tandem.Text // what happened, fit for anybody
	BackHref string      // where to go on, "" for the start page
}

// Heading is the page's title, by kind.
func (f Fault) Heading() tandem.Text {
	switch f.Kind {
	case tandem.KindNotFound:
		return tandem.Say("Nothing here")
	case tandem.KindInvalid:
		return tandem.Say("We could not read that")
	case tandem.KindConflict:
		return tandem.Say("Something changed in between")
	case tandem.KindDenied:
		return tandem.Say("Not open to you")
	case tandem.KindSignedOut:
		return tandem.Say("Please log in again")
	case tandem.KindThrottled:
		return tandem.Say("One moment, please")
	case tandem.KindUnavailable:
		return tandem.Say("Please try again in a minute")
	default:
		return tandem.Say("Something went wrong on our side")
	}
}

func (f Fault) back() string {
	if f.BackHref == "" {
		return "/"
	}
	return f.BackHref
}
