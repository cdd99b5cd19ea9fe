package exercise

import (
	"strconv"
	"time"

	"tandem/internal/tandem"
)

// openingFlow begins something that happened (EV): one partner says that it
// did, and both know. It is complete at once, and the next flow begins. Where
// it asks for time to cool off, nobody is asked for more until that is over;
// what comes then may wait longer, and nothing counts the hours.
type openingFlow struct{}

// fieldCoolOff says how many minutes an opening lets both cool off.
const fieldCoolOff FieldID = "cool_off"

func (openingFlow) Steps() []MoveKind { return []MoveKind{MoveOpen} }

func (openingFlow) Fold(def *Definition, cast []tandem.PartnerID, moves []Move) State {
	f := newProtocol(def, cast, moves)
	return f.run(func() protocol { return &opening{fold: f, at: -1} })
}

// opening is the state of the flow: the index of the opening, or -1.
type opening struct {
	*fold
	at int
}

func (o *opening) take(i int, m Move) bool {
	if m.Kind != MoveOpen || o.at >= 0 {
		return false
	}
	o.at = i
	return true
}

func (o *opening) acts(tandem.PartnerID) []Act {
	if o.at >= 0 {
		return nil
	}
	return []Act{o.begins(MoveOpen, -1)}
}

func (o *opening) tell(s *State) {
	s.Complete, s.Live = o.at >= 0, o.at >= 0
	for _, p := range o.cast {
		s.Parts[p] = PartNone
	}
	if o.at < 0 {
		return
	}
	minutes, _ := strconv.Atoi(o.said(o.at, fieldCoolOff)) // none where it asks for none
	if minutes > 0 {
		s.Before = o.moves[o.at].At.Add(time.Duration(minutes) * time.Minute)
	}
	s.Parts[o.moves[o.at].Author] = PartPartly
}
