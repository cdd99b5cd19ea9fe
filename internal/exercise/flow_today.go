package exercise

import "tandem/internal/tandem"

// FlowToday is agreeing on today's form of something.
const FlowToday FlowKind = "today"

// The kinds of moves in it.
const (
	MoveSuggest MoveKind = "suggest" // something to do today
	MoveJoin    MoveKind = "join"    // yes, or rather something else
)

// todayFlow is agreeing on today's form of something the two do together: one
// suggests it, the other joins in or would rather do something else. Touch is
// part of it only where each said yes to it, for this one time (E07). What
// follows in the chain is done once it is agreed.
type todayFlow struct{}

// The fields that steer it, and what they may say.
const (
	fieldTouch    FieldID = "touch"
	fieldJoins    FieldID = "joins"
	fieldOwnTouch FieldID = "own_touch"

	sayYes  = "yes"
	sayElse = "else"
)

func (todayFlow) Steps() []MoveKind { return []MoveKind{MoveSuggest, MoveJoin} }

func (todayFlow) steers() []steer {
	return []steer{
		{MoveSuggest, fieldTouch, []string{sayYes, "no"}},
		{MoveJoin, fieldJoins, []string{sayYes, sayElse}},
		{MoveJoin, fieldOwnTouch, []string{sayYes, "no"}},
	}
}

func (todayFlow) Fold(def *Definition, cast []tandem.PartnerID, moves []Move) State {
	f := newProtocol(def, cast, moves)
	return f.run(func() protocol { return &today{fold: f, at: -1, joined: -1} })
}

// today is the state of the flow.
type today struct {
	*fold
	at       int   // index of the suggestion that stands, or -1
	replaced []int // earlier ones
	joined   int   // the other's answer to it, or -1
}

func (t *today) agreed() bool { return t.said(t.joined, fieldJoins) == sayYes }

// touch tells whether each has said yes to touch.
func (t *today) touch() bool {
	return t.agreed() && t.said(t.at, fieldTouch) == sayYes && t.said(t.joined, fieldOwnTouch) == sayYes
}

func (t *today) take(i int, m Move) bool {
	switch {
	case t.agreed():
		return false
	case m.Kind == MoveSuggest:
		if t.at >= 0 {
			t.replaced = append(t.replaced, t.at)
		}
		t.at, t.joined = i, -1
	case m.Kind == MoveJoin && t.at >= 0 && t.moves[t.at].ID == m.Target && t.moves[t.at].Author != m.Author &&
		t.joined < 0 && t.said(i, fieldJoins) != "":
		t.joined = i
	default:
		return false
	}
	return true
}

func (t *today) acts(p tandem.PartnerID) []Act {
	switch {
	case t.agreed():
		return nil
	case t.at < 0:
		return []Act{t.begins(MoveSuggest, -1)}
	case t.moves[t.at].Author == p:
		return []Act{t.may(MoveSuggest, -1).editing(t.fold, t.at)}
	case t.joined >= 0:
		return []Act{t.may(MoveSuggest, -1)}
	default:
		return []Act{t.asks(p, MoveJoin, t.at, t.at), t.may(MoveSuggest, -1)}
	}
}

func (t *today) tell(s *State) {
	for _, i := range t.replaced {
		s.stands(i, StandingReplaced)
	}
	switch {
	case t.agreed():
		s.stands(t.at, StandingAgreed)
	case t.joined >= 0:
		s.stands(t.at, StandingChange)
	default:
		s.stands(t.at, StandingAsked)
	}
	s.Complete = t.agreed()
	for _, p := range t.cast {
		s.Parts[p], s.Stage[p] = PartNone, t.todayStage(p)
		switch {
		case t.agreed():
			s.Parts[p] = PartDone
		case t.at >= 0 && t.moves[t.at].Author == p, t.joined >= 0 && t.moves[t.joined].Author == p:
			s.Parts[p] = PartPartly
		default:
			s.Waiting[p] = tandem.Say("has not said yet what to do today")
		}
	}
}

func (t *today) todayStage(p tandem.PartnerID) tandem.Text {
	switch {
	case t.at < 0:
		return tandem.Text{}
	case t.touch():
		return tandem.Say("You have both said yes to touch today. Either of you can change your mind at any time.")
	case t.agreed():
		return tandem.Say("Today goes without touch. Being side by side is enough.")
	case t.joined >= 0:
		return tandem.Say("Not that, today. Either of you can suggest something else.")
	case t.moves[t.at].Author == p:
		return tandem.Say("You have made a suggestion. %s can join in.", t.otherThan(p))
	default:
		return tandem.Say("%s suggests something for the two of you.", t.moves[t.at].Author)
	}
}

// otherThan is the other of two.
func (f *fold) otherThan(p tandem.PartnerID) tandem.PartnerID {
	for _, c := range f.cast {
		if c != p {
			return c
		}
	}
	return ""
}
