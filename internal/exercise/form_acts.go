package exercise

import (
	"time"

	"tandem/internal/tandem"
)

// acts are what p may do with the form now, what is waited for first.
func (d *drafting) acts(p tandem.PartnerID) []Act {
	if d.back {
		return nil
	}
	edit := stepAct(d.def, d.kinds.edit, "")
	if d.version >= 0 {
		edit.From, edit.Later = d.moves[d.version].ID, true
	}
	var acts []Act
	switch {
	case d.settled() && d.lives:
		acts = append(acts, d.lookBack(p), edit)
	case d.settled():
		acts = append(acts, d.lookBack(p))
	case d.version < 0:
		edit.Later = d.passed[p]
		if keep := stepAct(d.def, MoveAsBefore, ""); d.has(MoveAsBefore) {
			keep.Later = d.passed[p]
			acts = append(acts, keep)
		}
		acts = append(acts, edit, d.goBack(), Act{Kind: MovePass})
	default:
		acts = append(acts, d.answer(p), edit, d.goBack())
		if d.kept >= 0 {
			acts = append(acts, d.lookBack(p))
		}
		if !d.confirmed[p] {
			acts = append(acts, Act{Kind: MovePass})
		}
	}
	some := acts[:0]
	for _, a := range acts {
		if a.Kind != "" {
			some = append(some, a)
		}
	}
	return some
}

// answer is what the newest version asks of p: to weigh it, or to say yes to it.
func (d *drafting) answer(p tandem.PartnerID) Act {
	id := d.moves[d.version].ID
	waited := d.moves[d.version].Author != p
	if d.weighing() {
		a := stepAct(d.def, MoveWeigh, id)
		if w, has := d.weighed[p]; has {
			a.From, a.Later = d.moves[w].ID, true
			return a
		}
		a.Waited, a.Later = waited, d.passed[p]
		return a
	}
	if d.confirmed[p] {
		return Act{}
	}
	a := stepAct(d.def, d.kinds.agree, id)
	a.Waited, a.Later = waited, d.passed[p]
	return a
}

// goBack is the way back to understanding, where the exercise has it.
func (d *drafting) goBack() Act {
	if !d.has(MoveReturn) {
		return Act{}
	}
	a := stepAct(d.def, MoveReturn, "")
	a.Later = true
	return a
}

// lookBack is asked for from the day that the two agreed on, or some time later.
// Once one of them has said how a promise went, the other may say so too.
func (d *drafting) lookBack(p tandem.PartnerID) Act {
	if !d.has(MoveRevisit) || d.hasTold(p) {
		return Act{}
	}
	a := stepAct(d.def, MoveRevisit, "")
	if d.over() {
		a.Later = true
		return a
	}
	a.Waited, a.AskedOn = true, d.lookOn()
	return a
}

// lookOn is the day of the next look back.
func (d *drafting) lookOn() tandem.Date {
	last, field := d.kept, fieldRevisitOn
	switch {
	case d.promise != nil:
		field = d.promise.Due
	case d.revisited >= 0:
		last, field = d.revisited, fieldNextOn
	}
	next := tandem.DateOf(d.moves[last].At, time.UTC).AddDays(1) // not on the day itself, whatever was set
	return max(d.day(last, field, d.def.Flow.Link(FlowForm).RevisitDays), next)
}

// hasTold tells whether the partner has said how a promise went.
func (d *drafting) hasTold(p tandem.PartnerID) bool {
	_, told := d.told[p]
	return told
}

func (d *drafting) part(p tandem.PartnerID) PartState {
	_, weighed := d.weighed[p]
	switch {
	case d.kept >= 0, d.confirmed[p]:
		return PartDone
	case d.passed[p]:
		return PartPassed
	case d.edited[p], weighed:
		return PartPartly
	default:
		return PartNone
	}
}

func (d *drafting) waiting(p tandem.PartnerID) tandem.Text {
	_, weighed := d.weighed[p]
	switch {
	case d.back, d.settled(), d.confirmed[p]:
		return tandem.Text{}
	case d.passed[p]:
		return tandem.Say("chose not this week")
	case d.version < 0:
		return tandem.Say("has not begun the joint page yet")
	case d.weighing() && weighed && d.held && len(d.weighed) == len(d.cast):
		return tandem.Say("has answered; it waits for you to open it")
	case d.weighing() && weighed:
		return tandem.Text{}
	case d.weighing():
		return tandem.Say("has not said yet how fair it feels")
	default:
		return tandem.Say("has not confirmed the newest version yet")
	}
}

func (d *drafting) formStage(p tandem.PartnerID) tandem.Text {
	_, weighed := d.weighed[p]
	switch {
	case d.back:
		return tandem.Text{}
	case d.kinds.frame:
		return d.frameStage(p)
	case d.settled():
		return tandem.Say("You both said yes to it. It is kept as it is.")
	case d.version < 0:
		return tandem.Say("This page is for both of you. Whoever likes may begin.")
	case d.weighing() && weighed:
		return tandem.Say("What you said is safe here. It opens when both have said.")
	case d.weighing():
		return tandem.Say("The page is written. Now each of you says alone how fair it feels.")
	case d.confirmed[p]:
		return tandem.Say("You said yes to it. If anything changes, you will be asked again.")
	case d.kept >= 0:
		return tandem.Say("There is a new version. The one before holds until you both say yes.")
	case d.moves[d.version].Author == p:
		return tandem.Say("The last words are yours. Look again, and say yes when it fits.")
	default:
		return tandem.Say("%s wrote the last version. Read it, and say yes when it fits.", d.moves[d.version].Author)
	}
}

func (d *drafting) frameStage(p tandem.PartnerID) tandem.Text {
	switch {
	case d.version < 0:
		return tandem.Say("Whoever likes may begin and put it into words.")
	case d.confirmed[p]:
		return tandem.Say("Your words are there. You go on when they fit for both of you.")
	default:
		return tandem.Say("%s has put it into words. Say if they fit, or change them.", d.moves[d.version].Author)
	}
}
