package exercise

import "tandem/internal/tandem"

// FlowSkill carries a skill from the session into the week.
const FlowSkill FlowKind = "carry-over"

// The kinds of moves in it.
const (
	MoveSkill  MoveKind = "skill"  // the skill that a session set
	MoveIntend MoveKind = "intend" // when and how one means to use it
	MoveUse    MoveKind = "use"    // how often it was used, and how it went
)

// skillFlow carries a skill from the session home (OC): the session sets one
// skill, noted by either partner or by the care team in the room; each makes an
// if-then plan of their own; each notes when it was used and how that went, as
// often as they like. From a week after the session on they are asked to look
// back. A change of the skill leaves the plans as they are.
type skillFlow struct{}

const fieldSessionDate FieldID = "session_date"

// lookAfter is how many days after the session one is asked to look back.
const lookAfter = 6

func (skillFlow) Steps() []MoveKind { return []MoveKind{MoveSkill, MoveIntend, MoveUse} }

func (skillFlow) Fold(def *Definition, cast []tandem.PartnerID, moves []Move) State {
	f := newProtocol(def, cast, moves)
	return f.run(func() protocol {
		return &skill{fold: f, at: -1, plans: map[tandem.PartnerID]int{}, used: map[tandem.PartnerID]int{}}
	})
}

// skill is the state of the flow.
type skill struct {
	*fold
	at       int                      // index of the skill, or -1
	plans    map[tandem.PartnerID]int // index of the standing plan
	replaced []int                    // skills and plans that newer ones stand for
	used     map[tandem.PartnerID]int // how often it was noted
}

// byStaff tells which moves of the care team count.
func (k *skill) byStaff(kind MoveKind) bool { return kind == MoveSkill }

func (k *skill) take(i int, m Move) bool {
	at, planned := k.plans[m.Author]
	switch {
	case m.Kind == MoveSkill:
		if k.at >= 0 {
			k.replaced = append(k.replaced, k.at)
		}
		k.at = i
	case m.Kind == MoveIntend && k.at >= 0:
		if planned {
			k.replaced = append(k.replaced, at)
		}
		k.plans[m.Author] = i
	case m.Kind == MoveUse && planned:
		k.used[m.Author]++
	default:
		return false
	}
	return true
}

func (k *skill) acts(p tandem.PartnerID) []Act {
	if k.at < 0 {
		return []Act{k.begins(MoveSkill, -1)}
	}
	again := k.may(MoveSkill, -1).editing(k.fold, k.at)
	plan, planned := k.plans[p]
	if !planned {
		return []Act{k.asks(p, MoveIntend, -1, k.at), again}
	}
	use := k.may(MoveUse, -1)
	if k.used[p] == 0 {
		use = k.asks(p, MoveUse, -1, plan).on(k.day(k.at, fieldSessionDate, 0).AddDays(lookAfter))
	}
	return []Act{use, k.may(MoveIntend, -1).editing(k.fold, plan), again}
}

func (k *skill) tell(s *State) {
	for _, i := range k.replaced {
		s.stands(i, StandingReplaced)
	}
	s.stands(k.at, StandingAgreed)
	if _, staffStep := k.def.StepFor(MoveSkill); staffStep {
		s.Staff = append(s.Staff, stepAct(k.def, MoveSkill, ""))
	}
	for _, p := range k.cast {
		at, planned := k.plans[p]
		s.Parts[p], s.Stage[p] = PartNone, k.skillStage(p)
		switch {
		case planned:
			s.Parts[p] = PartDone
			s.stands(at, StandingAgreed)
			s.Live = s.Live || k.used[p] == 0
		case k.at >= 0 && k.moves[k.at].Author == p:
			s.Parts[p] = PartPartly
		}
		switch {
		case k.at < 0:
			s.Waiting[p] = tandem.Say("has no skill from the session yet")
		case !planned:
			s.Waiting[p] = tandem.Say("has not made a plan yet")
		}
	}
}

func (k *skill) skillStage(p tandem.PartnerID) tandem.Text {
	_, planned := k.plans[p]
	switch {
	case k.at < 0:
		return tandem.Text{}
	case !planned:
		return tandem.Say("Your session has set a skill to try. Make a small plan of your own.")
	case k.used[p] == 0:
		return tandem.Say("Your plan is made. Note it here when you have used it.")
	default:
		return tandem.Say("Noted. You can note it again whenever you use it.")
	}
}
