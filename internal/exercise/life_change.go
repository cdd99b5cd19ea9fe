package exercise

// MoveNotNow is the care team's word that a change of life asks for no review
// now. No partner is told.
const MoveNotNow MoveKind = "not-now"

// changed asks the care team whether to plan a review once somebody has said
// that life changes (P11), until the care team says "not now" or the word is
// taken back. It follows from announced moves and the care team's own alone.
func changed(def *Definition, s *State, moves []Move) {
	if !def.LifeChange {
		return
	}
	asked := -1
	for i := range moves {
		o := s.Openings[i]
		switch m := &moves[i]; {
		case m.Kind == MoveOpen && !o.Gone && !o.Taken:
			asked = i
		case m.Kind == MoveNotNow && m.Staff != "" && m.Author == "":
			asked = -1
		}
	}
	if asked >= 0 {
		s.Awaits, s.Staff = true, append(s.Staff, Act{Kind: MoveNotNow, Target: moves[asked].ID})
	}
}
