package exercise

import (
	"slices"

	"tandem/internal/tandem"
)

// offerFlow is offer-and-outcome (OC): each offers up to three small promises;
// the other says ok, smaller or unclear, and the owner then changes it. Later
// its owner notes how it went and the other whether they noticed. These are two
// facts that do not depend on each other; neither is a judgement of the other.
type offerFlow struct{}

// maxOffers is how many promises one partner makes in a round (C3, C8).
const maxOffers = 3

// The fields that steer offer-and-outcome, and what they may say.
const (
	fieldSize    FieldID = "size"
	fieldUntil   FieldID = "until"
	fieldOutcome FieldID = "outcome"
	fieldNoticed FieldID = "noticed"

	sayOK      = "ok"
	saySmaller = "smaller"
	sayUnclear = "unclear"
)

func (offerFlow) Steps() []MoveKind {
	return []MoveKind{MoveOffer, MoveSize, MoveOutcome, MoveNoticed}
}

func (offerFlow) steers() []steer {
	return []steer{
		{MoveSize, fieldSize, []string{sayOK, saySmaller, sayUnclear}},
		{MoveOutcome, fieldOutcome, []string{"kept", "partly", "not"}},
		{MoveNoticed, fieldNoticed, []string{"yes", "no"}},
	}
}

func (offerFlow) Fold(def *Definition, cast []tandem.PartnerID, moves []Move) State {
	f := newProtocol(def, cast, moves)
	return f.run(func() protocol { return &offers{fold: f} })
}

// offers is the state of the flow.
type offers struct {
	*fold
	made []*offer
}

// offer is one promise as it stands.
type offer struct {
	by       tandem.PartnerID
	at       int   // index of the offer
	replaced []int // earlier wordings
	said     int   // index of the other's answer, or -1
	size     string
	outcome  int // index, or -1
	noticed  int // index, or -1
}

// runs tells whether the promise may be kept already: the other said ok, or has
// not answered. Nobody has to wait to do something kind.
func (o *offer) runs() bool { return o.size == "" || o.size == sayOK }

func (o *offer) over() bool { return o.outcome >= 0 && o.noticed >= 0 }

func (o *offers) take(i int, m Move) bool {
	if m.Kind == MoveOffer && m.Target == "" {
		if o.count(m.Author) >= maxOffers {
			return false
		}
		o.made = append(o.made, &offer{by: m.Author, at: i, said: -1, outcome: -1, noticed: -1})
		return true
	}
	n := slices.IndexFunc(o.made, func(f *offer) bool { return o.moves[f.at].ID == m.Target })
	if n < 0 {
		return false
	}
	f := o.made[n]
	own := f.by == m.Author
	switch {
	case m.Kind == MoveOffer && own && !f.runs():
		f.replaced, f.at, f.said, f.size = append(f.replaced, f.at), i, -1, ""
	case m.Kind == MoveSize && !own && f.said < 0 && o.said(i, fieldSize) != "":
		f.said, f.size = i, o.said(i, fieldSize)
	case m.Kind == MoveOutcome && own && f.runs() && f.outcome < 0 && o.said(i, fieldOutcome) != "":
		f.outcome = i
	case m.Kind == MoveNoticed && !own && f.runs() && f.noticed < 0 && o.said(i, fieldNoticed) != "":
		f.noticed = i
	default:
		return false
	}
	return true
}

func (o *offers) count(p tandem.PartnerID) int {
	n := 0
	for _, f := range o.made {
		if f.by == p {
			n++
		}
	}
	return n
}

func (o *offers) acts(p tandem.PartnerID) []Act {
	var asked, may []Act
	for _, f := range o.made {
		own, look := f.by == p, o.day(f.at, fieldUntil, 7)
		switch {
		case own && !f.runs():
			asked = append(asked, o.asks(p, MoveOffer, f.at, f.said).editing(o.fold, f.at))
		case own && f.outcome < 0:
			asked = append(asked, o.asks(p, MoveOutcome, f.at, f.at).on(look))
		case !own && f.said < 0 && f.outcome < 0:
			asked = append(asked, o.asks(p, MoveSize, f.at, f.at))
		}
		if !own && f.runs() && f.noticed < 0 {
			asked = append(asked, o.asks(p, MoveNoticed, f.at, f.at).on(look))
		}
	}
	switch n := o.count(p); {
	case n == 0:
		asked = append(asked, o.begins(MoveOffer, -1))
	case n < maxOffers:
		may = append(may, o.may(MoveOffer, -1))
	}
	return append(asked, may...)
}

func (o *offers) tell(s *State) {
	for _, f := range o.made {
		is := StandingAsked
		switch {
		case f.over():
			is = StandingClosed
		case f.size == sayOK:
			is = StandingAgreed
		case !f.runs():
			is = StandingChange
		}
		s.stands(f.at, is)
		if !f.over() {
			s.Openings[f.at].Due = o.day(f.at, fieldUntil, 7)
		}
		for _, i := range f.replaced {
			s.stands(i, StandingReplaced)
		}
		s.Live = s.Live || !f.over()
	}
	for _, p := range o.cast {
		s.Parts[p], s.Stage[p] = PartNone, o.offerStage(p)
		if o.count(p) > 0 {
			s.Parts[p] = PartDone
		}
		if o.count(p) == 0 {
			s.Waiting[p] = tandem.Say("has not offered anything yet")
		} else if waited(o.acts(p)) {
			s.Waiting[p] = tandem.Say("has a promise to answer, to change or to look back on")
		}
	}
}

func (o *offers) offerStage(p tandem.PartnerID) tandem.Text {
	var said tandem.Text
	for _, f := range o.made {
		switch {
		case f.by != p && f.said < 0 && f.outcome < 0:
			return tandem.Say("%s offers you something. Is the size right?", f.by)
		case f.by == p && f.size == saySmaller:
			return tandem.Say("Your promise may be smaller. Small ones hold best.")
		case f.by == p && f.size == sayUnclear:
			return tandem.Say("Your promise is not clear yet. Say it more plainly.")
		case f.over() && said.IsZero():
			said = tandem.Say("You have looked back on this. It is kept under Together.")
		case !f.over():
			said = tandem.Say("The promises run. You look back when the time is over.")
		}
	}
	return said
}
