package exercise

import (
	"slices"

	"tandem/internal/tandem"
)

// proposeFlow is propose-and-agree (PA): one proposes a ritual and says why it
// matters; the other agrees with a why of their own, would change it, or says
// it is not for the two. What is agreed stands on the rituals calendar; each
// time is noted as held, done in a smaller way, or skipped. Either of the two
// can pause a ritual at once; only who paused it lets it go on.
//
// A round may start as before: what both agreed earlier holds again with one
// tap of either. Followed by another flow, it goes on beside that one: a ritual
// can be paused, or changed, while the week's time is noted.
type proposeFlow struct{}

// usualProposals is how many rituals one partner proposes in a round where the
// definition says nothing else.
const usualProposals = 3

// The fields that steer propose-and-agree, and what they may say.
const (
	fieldReply FieldID = "reply"
	fieldHeld  FieldID = "held"

	sayAgree   = "agree"
	sayAdapt   = "adapt"
	sayNotUs   = "not-us"
	SayHeld    = "held"     // an occurrence took place
	SayPartway = "fallback" // in its smaller form
	SaySkipped = "skipped"
)

func (proposeFlow) Steps() []MoveKind { return []MoveKind{MovePropose, MoveRespond} }

func (proposeFlow) also() []MoveKind {
	return []MoveKind{MoveAsBefore, MoveFeed, MoveOccur, MoveRest, MoveGoOn}
}

func (proposeFlow) lasts() {}

func (proposeFlow) steers() []steer {
	return []steer{
		{MoveRespond, fieldReply, []string{sayAgree, sayAdapt, sayNotUs}},
		{MoveOccur, fieldHeld, []string{SayHeld, SayPartway, SaySkipped}},
	}
}

func (proposeFlow) Fold(def *Definition, cast []tandem.PartnerID, moves []Move) State {
	f := newProtocol(def, cast, moves)
	most := def.Flow.Link(FlowPropose).Most
	if most == 0 {
		most = usualProposals
	}
	return f.run(func() protocol {
		return &rituals{fold: f, most: most, acted: map[tandem.PartnerID]bool{}, pool: map[tandem.PartnerID][]int{}}
	})
}

// rituals is the state of the flow.
type rituals struct {
	*fold
	all   []*ritual
	most  int
	acted map[tandem.PartnerID]bool
	pool  map[tandem.PartnerID][]int // what each put into the pool of ideas: the last counts
}

// ritual is one proposal as it stands.
type ritual struct {
	by       tandem.PartnerID
	at       int // index of the proposal
	replaced []int
	answer   int // index of the last answer, or -1
	agreed   map[tandem.PartnerID]bool
	is       Standing
	paused   map[tandem.PartnerID]bool
}

func (r *rituals) take(i int, m Move) bool {
	ok := r.taken(i, m)
	if ok {
		r.acted[m.Author] = true
	}
	return ok
}

func (r *rituals) taken(i int, m Move) bool {
	switch {
	case m.Kind == MoveFeed:
		r.pool[m.Author] = append(r.pool[m.Author], i)
		return true
	case m.Kind == MoveAsBefore:
		if r.begun() || !r.def.again(&m) {
			return false
		}
		r.begin(i, StandingAgreed)
		return true
	}
	n := slices.IndexFunc(r.all, func(t *ritual) bool { return r.moves[t.at].ID == m.Target })
	switch {
	case n < 0 && m.Kind == MovePropose: // anew, or to change what stands in an earlier round
		if r.count(m.Author) >= r.most {
			return false
		}
		r.begin(i, StandingAsked)
		return true
	case n < 0:
		return false
	}
	t := r.all[n]
	own, holds := t.by == m.Author, t.is == StandingAgreed || t.is == StandingResting
	switch {
	case m.Kind == MovePropose && own && t.is == StandingChange:
		t.replaced, t.at, t.is, t.agreed = append(t.replaced, t.at), i, StandingAsked, map[tandem.PartnerID]bool{}
	case m.Kind == MoveRespond && !own && t.is == StandingAsked && !t.agreed[m.Author]:
		return r.responded(t, i, m)
	case m.Kind == MoveOccur && t.is == StandingAgreed && r.said(i, fieldHeld) != "":
	case m.Kind == MoveRest && holds && !t.paused[m.Author]:
		t.paused[m.Author], t.is = true, StandingResting
	case m.Kind == MoveGoOn && holds && t.paused[m.Author]:
		delete(t.paused, m.Author)
		if len(t.paused) == 0 {
			t.is = StandingAgreed
		}
	default:
		return false
	}
	return true
}

// begin sets a ritual down.
func (r *rituals) begin(i int, is Standing) {
	r.all = append(r.all, &ritual{by: r.moves[i].Author, at: i, answer: -1, is: is,
		agreed: map[tandem.PartnerID]bool{}, paused: map[tandem.PartnerID]bool{}})
}

// begun tells whether something is proposed or agreed in this round.
func (r *rituals) begun() bool {
	return r.any(StandingAsked, StandingChange, StandingAgreed, StandingResting)
}

func (r *rituals) responded(t *ritual, i int, m Move) bool {
	switch r.said(i, fieldReply) {
	case sayAgree:
		t.agreed[m.Author] = true
		if r.fold.all(t.by, func(p tandem.PartnerID) bool { return t.agreed[p] }) {
			t.is = StandingAgreed
		}
	case sayAdapt:
		t.is = StandingChange
	case sayNotUs:
		t.is = StandingDeclined
	default:
		return false
	}
	t.answer = i
	return true
}

func (r *rituals) count(p tandem.PartnerID) int {
	n := 0
	for _, t := range r.all {
		if t.by == p {
			n++
		}
	}
	return n
}

func (r *rituals) acts(p tandem.PartnerID) []Act {
	var asked, may []Act
	for _, t := range r.all {
		switch {
		case t.is == StandingAsked && t.by != p && !t.agreed[p]:
			asked = append(asked, r.asks(p, MoveRespond, t.at, t.at))
		case t.is == StandingChange && t.by == p:
			asked = append(asked, r.asks(p, MovePropose, t.at, t.answer).editing(r.fold, t.at))
		case t.is == StandingAgreed:
			may = append(may, r.may(MoveOccur, t.at), r.may(MoveRest, t.at))
		case t.is == StandingResting && t.paused[p]:
			may = append(may, r.may(MoveGoOn, t.at))
		case t.is == StandingResting:
			may = append(may, r.may(MoveRest, t.at))
		}
	}
	if !r.begun() {
		asked = append(asked, r.begins(MoveAsBefore, -1))
	}
	if fed := r.pool[p]; len(fed) > 0 {
		may = append(may, r.may(MoveFeed, -1).editing(r.fold, fed[len(fed)-1]))
	} else {
		asked = append(asked, r.begins(MoveFeed, -1))
	}
	switch n := r.count(p); {
	case n == 0 && !r.any(StandingAgreed, StandingResting):
		asked = append(asked, r.begins(MovePropose, -1))
	case n < r.most:
		may = append(may, r.may(MovePropose, -1))
	}
	return slices.DeleteFunc(append(asked, may...), func(a Act) bool { return a.Step == "" }) // the definition has no such step
}

// any tells whether a ritual stands in one of these ways.
func (r *rituals) any(of ...Standing) bool {
	return slices.ContainsFunc(r.all, func(t *ritual) bool { return slices.Contains(of, t.is) })
}

func (r *rituals) tell(s *State) {
	_, noted := r.def.StepFor(MoveOccur)
	for _, t := range r.all {
		s.stands(t.at, t.is)
		for _, i := range t.replaced {
			s.stands(i, StandingReplaced)
		}
		// What is agreed lives on in a round that notes each time of it.
		s.Live = s.Live || t.is == StandingAsked || t.is == StandingChange || noted && t.is != StandingDeclined
	}
	for _, fed := range r.pool {
		for _, i := range fed[:len(fed)-1] {
			s.stands(i, StandingReplaced)
		}
	}
	// What rests completes nothing. Where nothing follows, a plain no ends it too.
	s.Complete = r.any(StandingAgreed) || len(r.all) > 0 && !r.begun() && r.def.Flow.Ends(FlowPropose)
	for _, p := range r.cast {
		s.Parts[p], s.Stage[p] = PartNone, r.ritualStage(p)
		if r.acted[p] {
			s.Parts[p] = PartDone
		}
		if waited(r.acts(p)) {
			s.Waiting[p] = tandem.Say("has a proposal to answer or to change")
		}
	}
}

func (r *rituals) ritualStage(p tandem.PartnerID) tandem.Text {
	var said tandem.Text
	for _, t := range r.all {
		switch {
		case t.is == StandingAsked && t.by != p && !t.agreed[p]:
			return tandem.Say("%s proposes something for the two of you.", t.by)
		case t.is == StandingChange && t.by == p:
			return tandem.Say("It could fit with a change. Would you adapt it?")
		case t.is == StandingAsked:
			said = tandem.Say("Your idea is on its way. An answer may take time.")
		case t.is == StandingChange:
			said = tandem.Say("You asked for a change. The idea may come back in a new form.")
		case t.is == StandingAgreed:
			said = tandem.Say("You both want this. It stands on your calendar.")
		case t.is == StandingResting:
			said = tandem.Say("This is resting. It can come back at any time.")
		case t.is == StandingDeclined:
			said = tandem.Say("This one is not for the two of you. Another may be.")
		}
	}
	return said
}
