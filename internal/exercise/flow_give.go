package exercise

import "tandem/internal/tandem"

// giveFlow is give-and-acknowledge (GA): each prepares sealed; who has
// prepared may give; the other receives with an acknowledgement and nothing
// else; then it is the other's turn, in whichever order.
//
// What was given opens to a partner only once that partner has prepared too.
// So nobody's words are shaped by the other's, and whether the other has
// prepared shows nowhere: giving needs one's own preparation only.
//
// With Alone in its parameters each writes for themselves: what is written and
// kept is done, giving it is a choice made anew each time, and what was given
// opens at once, for nobody has to bare something to be there for the other.
type giveFlow struct{}

func (giveFlow) Steps() []MoveKind { return []MoveKind{MovePrepare, MoveGive, MoveAcknowledge} }

// giving is where one partner stands.
type giving struct {
	prepared int // index of the standing preparation, or -1
	ready    bool
	given    bool
	received map[tandem.MoveID]bool // preparations that this partner acknowledged
	alone    bool                   // as of the parameters
}

// reads tells whether what others gave is open to this partner.
func (g *giving) reads() bool { return g.ready || g.alone }

// done tells whether this partner's part is.
func (g *giving) done() bool { return g.given || g.alone && g.prepared >= 0 }

func (giveFlow) Fold(def *Definition, cast []tandem.PartnerID, moves []Move) State {
	f := newFold(cast, moves)
	by, alone := map[tandem.PartnerID]*giving{}, def.Flow.Link(FlowGive).Alone
	for _, p := range cast {
		by[p] = &giving{prepared: -1, received: map[tandem.MoveID]bool{}, alone: alone}
	}
	for i, m := range moves {
		f.openings[i].Gone = true // until the move is found to count
		if g := by[m.Author]; g != nil {
			f.give(i, m, g, by)
		}
	}
	f.openGifts(by)
	return f.giveState(def, by)
}

func (f *fold) give(i int, m Move, g *giving, by map[tandem.PartnerID]*giving) {
	switch m.Kind {
	case MovePrepare:
		if g.given {
			return
		}
		if g.prepared >= 0 {
			f.openings[g.prepared].Gone = true
		}
		g.prepared, g.ready = i, true
		f.openings[i] = Opening{At: m.At}
	case MoveGive:
		if g.prepared < 0 || g.given {
			return
		}
		g.given = true
		f.openings[i] = Opening{Partners: f.others(m.Author), Staff: true, Unsealed: true, At: m.At, Of: f.moves[g.prepared].ID}
		f.openings[g.prepared] = Opening{Partners: map[tandem.PartnerID]bool{}, Staff: true, Unsealed: true, At: m.At}
	case MoveAcknowledge:
		if !g.reads() || g.received[m.Target] || !f.isGift(m, by) {
			return
		}
		g.received[m.Target] = true
		f.openings[i] = Opening{Partners: f.others(m.Author), Staff: true, Unsealed: true, At: m.At}
	case MovePass:
		f.openings[i] = Opening{At: m.At}
		f.passed[m.Author] = true
		return
	case MoveWithdraw:
		if t := f.targeted(m); t >= 0 && t < i && !f.takeBack(t) && t == g.prepared {
			g.prepared = -1
		}
		return
	default:
		return
	}
	f.passed[m.Author] = false
}

// isGift tells whether the acknowledgement is about what another partner gave
// and did not take back.
func (f *fold) isGift(m Move, by map[tandem.PartnerID]*giving) bool {
	for p, g := range by {
		if p != m.Author && g.given && g.prepared >= 0 && f.moves[g.prepared].ID == m.Target && !f.openings[g.prepared].Taken {
			return true
		}
	}
	return false
}

// openGifts opens what was given to those who have prepared themselves. A gift
// that was taken back leaves its tombstone with everybody, because the giving
// was announced to everybody.
func (f *fold) openGifts(by map[tandem.PartnerID]*giving) {
	for giver, g := range by {
		if !g.given || g.prepared < 0 {
			continue
		}
		for p, other := range by {
			if p != giver && (other.reads() || f.openings[g.prepared].Taken) {
				f.openings[g.prepared].Partners[p] = true
			}
		}
	}
}

func (f *fold) giveState(def *Definition, by map[tandem.PartnerID]*giving) State {
	s := newState(f.openings)
	s.Complete = true
	for _, p := range f.cast {
		g, gifts := by[p], f.gifts(p, by)
		s.Acts[p] = append(f.giveActs(def, p, g, gifts), f.ownActs(p)...)
		s.Parts[p] = givePart(g, f.passed[p])
		s.Waiting[p] = giveWaiting(g, len(gifts) > 0, f.passed[p])
		s.Stage[p] = f.giveStage(p, g, gifts)
		s.Complete = s.Complete && g.done() && len(gifts) == 0
	}
	return s
}

// giveActs are what the partner may do now: receive, give, write.
func (f *fold) giveActs(def *Definition, p tandem.PartnerID, g *giving, gifts []tandem.MoveID) []Act {
	var acts []Act
	for _, gift := range gifts {
		if g.reads() {
			receive := stepAct(def, MoveAcknowledge, gift)
			receive.Waited, receive.Later = true, g.alone && f.passed[p]
			acts = append(acts, receive)
		}
	}
	if !g.given {
		prepare := stepAct(def, MovePrepare, "")
		prepare.Later, prepare.Waited = f.passed[p], len(gifts) > 0 && !g.alone
		if g.prepared >= 0 {
			give := stepAct(def, MoveGive, "")
			give.Hands, give.Later = f.moves[g.prepared].ID, f.passed[p] || g.alone
			acts = append(acts, give)
			prepare.From, prepare.Later = give.Hands, true
		}
		// Who was there for the other has done their part.
		prepare.Later = prepare.Later || g.alone && len(g.received) > 0
		acts = append(acts, prepare)
	}
	if !g.done() || g.alone && len(gifts) > 0 {
		acts = append(acts, Act{Kind: MovePass})
	}
	return acts
}

// giveStage is where the round stands for a partner. Whether the other has
// prepared is not part of it.
func (f *fold) giveStage(p tandem.PartnerID, g *giving, gifts []tandem.MoveID) tandem.Text {
	other := f.otherThan(p)
	switch {
	case g.alone:
		return f.aloneStage(other, g, gifts)
	case len(gifts) > 0 && g.ready:
		return tandem.Say("%s has given you something to read.", other)
	case len(gifts) > 0:
		return tandem.Say("%s has given you theirs. Write yours first, so that it stays yours. Then you can read.", other)
	case g.given && len(g.received) > 0:
		return tandem.Say("You gave, and you took in what was given. It waits for you both under Together.")
	case g.given:
		return tandem.Say("When %s gives you theirs, you will find it here.", other)
	default:
		return tandem.Text{}
	}
}

// aloneStage is where a round stands in which each writes for themselves.
func (f *fold) aloneStage(other tandem.PartnerID, g *giving, gifts []tandem.MoveID) tandem.Text {
	switch {
	case len(gifts) > 0:
		return tandem.Say("%s shows you something tender. Take a quiet moment for it.", other)
	case g.given:
		return tandem.Say("You have shown it to %s. That takes courage.", other)
	case g.prepared >= 0:
		return tandem.Say("It is yours. You can show it whenever you like, or never.")
	case len(g.received) > 0:
		return tandem.Say("You were there for %s. That is a lot.", other)
	default:
		return tandem.Text{}
	}
}

// gifts are the preparations given by others that p has not received yet.
func (f *fold) gifts(p tandem.PartnerID, by map[tandem.PartnerID]*giving) []tandem.MoveID {
	var gifts []tandem.MoveID
	for _, other := range f.cast {
		g := by[other]
		if other == p || !g.given || g.prepared < 0 || f.openings[g.prepared].Taken {
			continue
		}
		if id := f.moves[g.prepared].ID; !by[p].received[id] {
			gifts = append(gifts, id)
		}
	}
	return gifts
}

func givePart(g *giving, passed bool) PartState {
	switch {
	case g.done() || g.alone && len(g.received) > 0:
		return PartDone
	case passed:
		return PartPassed
	case g.prepared >= 0 || len(g.received) > 0:
		return PartPartly
	default:
		return PartNone
	}
}

func giveWaiting(g *giving, gifts, passed bool) tandem.Text {
	switch {
	case gifts && (g.done() || g.alone):
		return tandem.Say("has something to receive")
	case g.done():
		return tandem.Text{}
	case passed:
		return tandem.Say("chose not this week")
	case g.prepared >= 0:
		return tandem.Say("has prepared, and not given yet")
	case gifts:
		return tandem.Say("has not prepared yet; something waits to be received")
	default:
		return tandem.Say("has not prepared yet")
	}
}

func stepAct(def *Definition, kind MoveKind, target tandem.MoveID) Act {
	a := Act{Kind: kind, Target: target}
	if s, ok := def.StepFor(kind); ok {
		a.Step = s.ID
	}
	return a
}
