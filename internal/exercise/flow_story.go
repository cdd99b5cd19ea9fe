package exercise

import "tandem/internal/tandem"

// FlowStory is telling a story in turns.
const FlowStory FlowKind = "telling-in-turns"

// The kinds of moves in it. Pieces are brought by handing them on, and what a
// telling says about the two is a note, as in taking turns to write.
const (
	MoveTell MoveKind = "tell" // the story was told aloud
	MoveSort MoveKind = "sort" // how one sees a disagreement: for the therapist
	MoveShow MoveKind = "show" // shows one's sorting, if the other shows theirs too
)

// storyFlow is taking turns to tell (TW): each brings pieces; the two tell their
// story aloud; each notes what it says about them. Who likes sorts a
// disagreement of these days as passing or as a deeper difference. The therapist
// can read that; the other can once each has chosen to show theirs, and nobody
// learns before then that anybody has.
type storyFlow struct{}

func (storyFlow) Steps() []MoveKind { return []MoveKind{MoveHandOn, MoveTell, MoveNote} }

func (storyFlow) also() []MoveKind { return []MoveKind{MoveSort, MoveShow} }

func (storyFlow) Fold(def *Definition, cast []tandem.PartnerID, moves []Move) State {
	f := newProtocol(def, cast, moves)
	return f.run(func() protocol {
		return &story{fold: f, brought: map[tandem.PartnerID]int{}, told: -1, noted: map[tandem.PartnerID]bool{},
			sorted: map[tandem.PartnerID]int{}, shows: map[tandem.PartnerID]bool{}}
	})
}

// story is the state of the flow.
type story struct {
	*fold
	brought map[tandem.PartnerID]int // index of the pieces
	told    int                      // index of the telling, or -1
	noted   map[tandem.PartnerID]bool
	sorted  map[tandem.PartnerID]int // index of the standing sorting
	before  []int                    // earlier sortings
	shows   map[tandem.PartnerID]bool
}

func (s *story) full() bool { return len(s.brought) == len(s.cast) }

// shown tells whether each has sorted and chosen to show it.
func (s *story) shown() bool { return len(s.shows) == len(s.cast) }

func (s *story) take(i int, m Move) bool {
	_, brought := s.brought[m.Author]
	last, sorted := s.sorted[m.Author]
	switch {
	case m.Kind == MoveHandOn && !brought:
		s.brought[m.Author] = i
	case m.Kind == MoveTell && len(s.brought) > 0 && s.told < 0:
		s.told = i
	case m.Kind == MoveNote && s.told >= 0 && !s.noted[m.Author]:
		s.noted[m.Author] = true
	case m.Kind == MoveSort && s.told >= 0 && !s.shown():
		if sorted {
			s.before = append(s.before, last)
		}
		s.sorted[m.Author] = i
		delete(s.shows, m.Author) // what is shown is chosen anew
	case m.Kind == MoveShow && sorted && !s.shows[m.Author]:
		s.shows[m.Author] = true
	default:
		return false
	}
	return true
}

// opened lets the therapist read a sorting at once, and the other once both
// have chosen to show theirs.
func (s *story) opened(i int) {
	m := &s.moves[i]
	switch {
	case m.Kind == MoveSort:
		s.openings[i] = Opening{Partners: map[tandem.PartnerID]bool{}, Staff: true, Unsealed: true, Confided: true, At: m.At}
	case m.Kind == MoveShow && s.shown():
		for p, at := range s.sorted {
			if o := &s.openings[at]; o.Confided {
				o.Partners, o.Confided, o.At = s.others(p), false, m.At
			}
		}
	}
}

func (s *story) acts(p tandem.PartnerID) []Act {
	_, brought := s.brought[p]
	var asked, may []Act
	switch {
	case !brought && len(s.brought) > 0:
		asked = append(asked, s.asks(p, MoveHandOn, -1, s.latest()))
	case !brought:
		asked = append(asked, s.begins(MoveHandOn, -1))
	}
	switch {
	case s.told >= 0 && !s.noted[p]:
		asked = append(asked, s.asks(p, MoveNote, -1, s.told))
	case s.told < 0 && s.full():
		asked = append(asked, s.asks(p, MoveTell, -1, s.latest()))
	case s.told < 0 && len(s.brought) > 0:
		may = append(may, s.may(MoveTell, -1))
	}
	return append(append(asked, may...), s.sortActs(p)...)
}

// sortActs are what the partner may do about sorting a disagreement.
func (s *story) sortActs(p tandem.PartnerID) []Act {
	if _, can := s.def.StepFor(MoveSort); !can || s.told < 0 || s.shown() {
		return nil
	}
	at, sorted := s.sorted[p]
	if !sorted {
		return []Act{s.may(MoveSort, -1)}
	}
	acts := []Act{s.may(MoveSort, -1).editing(s.fold, at)}
	if _, can := s.def.StepFor(MoveShow); can && !s.shows[p] {
		show := s.may(MoveShow, -1)
		show.Hands = s.moves[at].ID
		acts = append(acts, show)
	}
	return acts
}

// latest is the index of the last pieces that were brought.
func (s *story) latest() int {
	last := -1
	for _, i := range s.brought {
		last = max(last, i)
	}
	return last
}

func (s *story) tell(state *State) {
	for _, i := range s.before {
		state.stands(i, StandingReplaced)
	}
	state.Live = len(s.brought) > 0 && len(s.noted) < len(s.cast)
	for _, p := range s.cast {
		_, brought := s.brought[p]
		state.Parts[p], state.Stage[p] = PartNone, s.storyStage(p)
		switch {
		case s.noted[p]:
			state.Parts[p] = PartDone
		case brought:
			state.Parts[p] = PartPartly
		}
		switch {
		case !brought && s.told < 0:
			state.Waiting[p] = tandem.Say("has not brought a piece yet")
		case s.told < 0 && s.full():
			state.Waiting[p] = tandem.Say("can tell the story together with the other")
		case s.told >= 0 && !s.noted[p]:
			state.Waiting[p] = tandem.Say("has not noted what the story says about the two")
		}
	}
}

func (s *story) storyStage(p tandem.PartnerID) tandem.Text {
	_, brought := s.brought[p]
	switch {
	case s.told >= 0 && s.noted[p] && s.shown():
		return tandem.Say("You have both chosen to show how you sort it. Read it calmly. Both views can stand.")
	case s.told >= 0 && s.noted[p]:
		return tandem.Say("Your part of the story is done. It is kept under Together.")
	case s.told >= 0:
		return tandem.Say("You have told your story. Note what it says about the two of you.")
	case s.full():
		return tandem.Say("The pieces of both are there. Find a quiet half hour to tell them.")
	case brought:
		return tandem.Say("Your pieces are there. The turn is with %s.", s.otherThan(p))
	case len(s.brought) > 0:
		return tandem.Say("%s has brought pieces of your story. Bring one too.", s.otherThan(p))
	default:
		return tandem.Text{}
	}
}
