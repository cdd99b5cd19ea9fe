package report

import (
	"tandem/internal/casefile"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// SessionFigures are the sessions of a period as facts, and what of them was
// used at home since the last one (P8). They are for the care team alone.
type SessionFigures struct {
	Held, CalledOff, NotHeld int
	There                    []int // at how many that were held, by partner
	Uses                     []int // of the session's skill since the last one; nil where none was set
	Help                     []casefile.Help
}

// SessionFiguresOf counts them for these partners, from one day to another.
func SessionFiguresOf(care homework.Care, partners []casefile.Partner, period Period) SessionFigures {
	f := SessionFigures{Held: care.Count(casefile.SessionHeld, period.From, period.To), CalledOff: care.Count(casefile.SessionCalledOff, period.From, period.To),
		NotHeld: care.Count(casefile.SessionNotHeld, period.From, period.To), Help: care.Help}
	for _, p := range partners {
		f.There = append(f.There, care.There(p.ID, period.From, period.To))
		if care.Uses != nil {
			f.Uses = append(f.Uses, care.Uses[p.ID])
		}
	}
	return f
}

func (f SessionFigures) none() bool {
	return f.Held+f.CalledOff+f.NotHeld+len(f.Uses)+len(f.Help) == 0
}

// Text says how the sessions went, without blame.
func (f SessionFigures) Text() tandem.Text {
	text := tandem.Say("%d held", f.Held)
	if f.CalledOff > 0 {
		text = tandem.Say("%s, %d called off beforehand", text, f.CalledOff)
	}
	if f.NotHeld > 0 {
		text = tandem.Say("%s, %d did not come about", text, f.NotHeld)
	}
	return text
}

// Partner says at how many of them the nth partner was, and how often they used
// the session's skill since the last one.
func (f SessionFigures) Partner(n int) tandem.Text {
	there := 0
	if n < len(f.There) {
		there = f.There[n]
	}
	text := tandem.Say("there %d of %d times", there, f.Held)
	if n < len(f.Uses) {
		text = tandem.Say("%s, skill used %d times since the last session", text, f.Uses[n])
	}
	return text
}

// sessions is attendance, what was carried home, and the ladder as it stands.
func (b summary) sessions() Section {
	f := b.in.Sessions
	if f.none() {
		return Section{}
	}
	facts := []Fact{{Term: tandem.T(b.ctx, "Sessions"), Value: f.Text().In(b.ctx)}}
	for i, name := range b.names {
		facts = append(facts, Fact{Term: name, Value: f.Partner(i).In(b.ctx), Partner: b.position(i)})
	}
	for _, h := range f.Help {
		facts = append(facts, Fact{Term: h.Step.Text().In(b.ctx), Value: h.State.Text().In(b.ctx)})
	}
	return Section{Title: tandem.T(b.ctx, "Sessions and outside help"), Blocks: []Block{Facts{Items: facts}}}
}

// sessions is how many sessions there were, with the day from which the brief
// counts. Who of them was there, and help outside, may be known of one alone:
// they stand on the couple's page and in the clinical edition, not on a paper
// that may lie on the table.
func (b briefing) sessions() Section {
	f := SessionFiguresOf(b.care, b.work.Couple.ActivePartners(), Period{From: "", To: b.work.Day})
	if f.none() {
		return Section{}
	}
	facts := []Fact{{Term: tandem.T(b.ctx, "Sessions"), Value: f.Text().In(b.ctx)}}
	return Section{Title: tandem.T(b.ctx, "Sessions"), Blocks: []Block{Facts{Items: facts}}}
}

// hardWeeks is what they noted of hard weeks since the last session: what
// happened, and what each learns from it.
func (b briefing) hardWeeks() Section {
	table := Table{Caption: tandem.T(b.ctx, "Hard weeks, as information"), HeaderColumn: true, Columns: []Column{{Title: tandem.T(b.ctx, "Who noted it")},
		{Title: tandem.T(b.ctx, "What happened")}, {Title: tandem.T(b.ctx, "What they learn")}, {Title: tandem.T(b.ctx, "What they change")}}}
	for _, w := range b.weeks {
		if w.Note == nil || w.Note.Taken || tandem.DateOf(w.Note.At, b.work.Couple.Zone()) < b.since {
			continue
		}
		who := b.partner(w.Note.Author)
		cell := Cell{Text: who.Name, Partner: who.Position}
		if w.Note.Author == "" {
			cell = Cell{Text: tandem.T(b.ctx, "in the room")}
		}
		learned := shorten(w.Text(homework.SetbackLearned))
		for _, l := range w.Lessons {
			if own := l.Text(homework.SetbackLesson); own != "" {
				if learned != "" {
					learned += " · "
				}
				learned += b.partner(l.Author).Name + ": " + shorten(own)
			}
		}
		table.Rows = append(table.Rows, []Cell{cell, {Text: shorten(w.Text(homework.SetbackHappened))}, {Text: learned}, {Text: shorten(w.Text(homework.SetbackChange))}})
		if len(table.Rows) == mostTopics {
			break
		}
	}
	return b.listed(table, 0)
}
