package exercise

import "tandem/internal/tandem"

// formFlow is one joint form (JF): anybody in it edits, and every edit is a
// version with its writer. All confirm the newest version; an edit clears every
// confirmation. Confirmed by all, it is locked.
type formFlow struct{}

func (formFlow) Steps() []MoveKind { return []MoveKind{MoveEdit, MoveAgree} }

// drafting is where the form stands.
type drafting struct {
	version   int // index of the newest version, or -1
	confirmed map[tandem.PartnerID]bool
	locked    bool
	edited    map[tandem.PartnerID]bool
}

func (formFlow) Fold(def *Definition, cast []tandem.PartnerID, moves []Move) State {
	f := newFold(cast, moves)
	d := &drafting{version: -1, confirmed: map[tandem.PartnerID]bool{}, edited: map[tandem.PartnerID]bool{}}
	for i, m := range moves {
		f.openings[i].Gone = true
		if f.plays(m.Author) {
			f.draft(i, m, d)
		}
	}
	s := newState(f.openings)
	s.Complete = d.locked
	for _, p := range cast {
		s.Acts[p] = append(f.formActs(def, p, d), f.ownActs(p)...)
		s.Stage[p] = f.formStage(p, d)
		switch {
		case d.locked:
			s.Parts[p] = PartDone
			continue
		case d.confirmed[p]:
			s.Parts[p] = PartDone
		case d.edited[p]:
			s.Parts[p] = PartPartly
		default:
			s.Parts[p] = PartNone
		}
		if f.passed[p] && s.Parts[p] != PartDone {
			s.Parts[p] = PartPassed
		}
		s.Waiting[p] = formWaiting(d.version >= 0, d.confirmed[p], f.passed[p])
	}
	return s
}

func formWaiting(begun, confirmed, passed bool) tandem.Text {
	switch {
	case confirmed:
		return tandem.Text{}
	case passed:
		return tandem.Say("chose not this week")
	case begun:
		return tandem.Say("has not confirmed the newest version yet")
	default:
		return tandem.Say("has not begun the joint page yet")
	}
}

func (f *fold) draft(i int, m Move, d *drafting) {
	shown := Opening{Partners: f.others(m.Author), Staff: true, Unsealed: true, At: m.At}
	switch m.Kind {
	case MoveEdit:
		if d.locked {
			return
		}
		if d.version >= 0 {
			f.openings[d.version].Older = true
		}
		d.version, d.confirmed, d.edited[m.Author] = i, map[tandem.PartnerID]bool{}, true
	case MoveAgree:
		if d.locked || d.version < 0 || f.moves[d.version].ID != m.Target || d.confirmed[m.Author] {
			return
		}
		d.confirmed[m.Author] = true
		d.locked = len(d.confirmed) == len(f.cast)
	case MovePass:
		f.passed[m.Author] = true
		f.openings[i] = Opening{At: m.At}
		return
	case MoveWithdraw:
		if t := f.targeted(m); t >= 0 && t < i && f.takeBack(t) && t == d.version && !d.locked {
			d.confirmed = map[tandem.PartnerID]bool{} // what was confirmed is not there any more
			if d.version = f.before(t); d.version >= 0 {
				f.openings[d.version].Older = false
			}
		}
		return
	default:
		return
	}
	f.passed[m.Author] = false
	f.openings[i] = shown
}

// before is the newest version before that one which still stands, or -1.
func (f *fold) before(version int) int {
	for i := version - 1; i >= 0; i-- {
		if f.moves[i].Kind == MoveEdit && !f.openings[i].Gone && !f.openings[i].Taken {
			return i
		}
	}
	return -1
}

func (f *fold) formActs(def *Definition, p tandem.PartnerID, d *drafting) []Act {
	if d.locked {
		return nil
	}
	edit := stepAct(def, MoveEdit, "")
	edit.Later = f.passed[p]
	if d.version < 0 {
		return []Act{edit, {Kind: MovePass}}
	}
	edit.From, edit.Later = f.moves[d.version].ID, true
	if d.confirmed[p] {
		return []Act{edit}
	}
	confirm := stepAct(def, MoveAgree, f.moves[d.version].ID)
	confirm.Waited, confirm.Later = f.moves[d.version].Author != p, f.passed[p]
	return []Act{confirm, edit, {Kind: MovePass}}
}

func (f *fold) formStage(p tandem.PartnerID, d *drafting) tandem.Text {
	switch {
	case d.locked:
		return tandem.Say("You both said yes to it. It is kept as it is.")
	case d.version < 0:
		return tandem.Say("This page is for both of you. Whoever likes may begin.")
	case d.confirmed[p]:
		return tandem.Say("You said yes to it. If anything changes, you will be asked again.")
	case f.moves[d.version].Author == p:
		return tandem.Say("The last words are yours. Look again, and say yes when it fits.")
	default:
		return tandem.Say("%s wrote the last version. Read it, and say yes when it fits.", f.moves[d.version].Author)
	}
}
