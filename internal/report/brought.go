package report

import (
	"slices"
	"strings"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// mostTopics keeps a brief on its page: an hour holds no more.
const mostTopics = 5

// brought is what the two parked until a day or took to the session, the
// newest first. It has no blocks when there is nothing.
func (b briefing) brought() Section {
	table := Table{Caption: tandem.T(b.ctx, "For this session"), HeaderColumn: true, Columns: []Column{{Title: tandem.T(b.ctx, "Exercise")},
		{Title: tandem.T(b.ctx, "In their words")}, {Title: tandem.T(b.ctx, "Where it stands")}, {Title: tandem.T(b.ctx, "Open to")}}}
	for _, t := range b.topics[:min(len(b.topics), mostTopics)] {
		told, alone := b.toldIn(t.Definition, t.Entries)
		table.Rows = append(table.Rows, []Cell{{Text: tandem.Text{Source: t.Definition.Name}.In(b.ctx)}, {Text: told}, {Text: b.topicStands(t)}, {Text: b.openTo(alone)}})
	}
	return b.listed(table, len(b.topics)-len(table.Rows))
}

func (b briefing) topicStands(t homework.Topic) string {
	switch {
	case t.Standing == exercise.StandingSession:
		return tandem.T(b.ctx, "taken to the session")
	case t.Until == "":
		return tandem.T(b.ctx, "parked")
	default:
		return tandem.T(b.ctx, "parked until %s", t.Until.Text())
	}
}

// toldIn is what was written in own words, each with its author; alone tells
// that some of it is not open to the other partner.
func (b briefing) toldIn(def *exercise.Definition, entries []homework.Entry) (told string, alone bool) {
	var all []string
	for _, e := range entries {
		alone = alone || e.Narrowed()
		for _, seen := range e.Fields {
			f, ok := def.Field(seen.Field)
			if !ok || f.Type != exercise.ShortText && f.Type != exercise.LongText && !f.Parks {
				continue
			}
			if text := answerText(b.ctx, f, seen.Value); text != "" {
				all = append(all, b.partner(e.Author).Name+": "+shorten(text))
			}
		}
	}
	return strings.Join(all, " · "), alone
}

func (b briefing) openTo(alone bool) string {
	if alone {
		return tandem.T(b.ctx, "you; not all of it to the other")
	}
	return tandem.T(b.ctx, "both of them")
}

// promises are what the two promised each other or agreed on: what they have
// looked back on since the last session, and what is due before the next.
func (b briefing) promises() Section {
	table := Table{Caption: tandem.T(b.ctx, "Promises and agreements"), HeaderColumn: true, Columns: []Column{{Title: tandem.T(b.ctx, "Who")},
		{Title: tandem.T(b.ctx, "What")}, {Title: tandem.T(b.ctx, "Look back on")}, {Title: tandem.T(b.ctx, "How it went")}, {Title: tandem.T(b.ctx, "Open to")}}}
	left := 0
	for _, l := range b.lines {
		if l.Shelf != exercise.ShelfCommitments && l.Shelf != exercise.ShelfRequests {
			continue
		}
		went, alone := b.went(l)
		if went == "" && !b.comesDue(l) {
			continue
		}
		if len(table.Rows) == mostTopics {
			left++
			continue
		}
		if went == "" && l.Over(b.work.Day) {
			went = tandem.T(b.ctx, "its day is over; not looked back on")
		}
		words, due, who := l.Words, "", b.partner(l.Author)
		if l.Agreed != "" {
			words = l.Agreed
		}
		if l.Due != "" {
			due = l.Due.Text().In(b.ctx)
		}
		whose := Cell{Text: who.Name, Partner: who.Position}
		if l.Both {
			whose = Cell{Text: tandem.T(b.ctx, "both of them")}
		}
		table.Rows = append(table.Rows, []Cell{whose, {Text: shorten(words)}, {Text: due}, {Text: went}, {Text: b.openTo(alone || l.Narrowed)}})
	}
	return b.listed(table, left)
}

// fieldCharged asks whether a talk is getting too hot.
const fieldCharged exercise.FieldID = "charged"

// hot is what says that it became too much since the last session: a pause that is
// still open, pauses that were called, talks that got too hot. All of it is known
// to both; none of it names anybody.
func (b briefing) hot() []tandem.Text {
	var all []tandem.Text
	called := 0
	for _, l := range b.lines {
		if l.Shelf != exercise.ShelfPauses {
			continue
		}
		day := tandem.DateOf(l.At, b.work.Couple.Zone())
		if l.Standing == exercise.StandingAsked {
			all = append(all, tandem.Say("a pause of %s is still open", day.Text()))
		} else if day >= b.since {
			called++
		}
	}
	if called > 0 {
		all = append(all, times(called, tandem.Say("a pause was called, and has ended")))
	}
	charged := 0
	for _, s := range b.shown {
		for _, f := range s.Fields {
			if f.Field == fieldCharged && f.Value.Yes != nil && *f.Value.Yes {
				charged++
			}
		}
	}
	if charged > 0 {
		all = append(all, times(charged, tandem.Say("a talk got too hot")))
	}
	return all
}

// times says how often something was, where it was more than once.
func times(n int, what tandem.Text) tandem.Text {
	if n < 2 {
		return what
	}
	return tandem.Say("%s (%d times)", what, n)
}

// comesDue tells whether a line that holds is to be looked back on before the
// session after this one.
func (b briefing) comesDue(l homework.Line) bool {
	holds := l.Standing == exercise.StandingAgreed || l.Shelf == exercise.ShelfCommitments && l.Standing == exercise.StandingAsked
	return holds && l.Due != "" && l.Due <= b.work.Day.AddDays(briefDays)
}

// went is how it went since the last session, in the words of each; "" when
// nobody has looked back since then.
func (b briefing) went(l homework.Line) (went string, alone bool) {
	fresh := func(e homework.Entry) bool { return tandem.DateOf(e.At, b.work.Couple.Zone()) >= b.since }
	if !slices.ContainsFunc(l.Facts, fresh) {
		return "", false
	}
	var all []string
	for _, e := range l.Facts {
		alone = alone || e.Narrowed()
		for _, seen := range e.Fields {
			if f, ok := l.Definition.Field(seen.Field); ok {
				if text := answerText(b.ctx, f, seen.Value); text != "" {
					all = append(all, b.partner(e.Author).Name+": "+shorten(text))
				}
			}
		}
	}
	return strings.Join(all, " · "), alone
}

// listed is a section of one table under its caption, without blocks when the
// table is empty; left is how many rows it does not show.
func (b briefing) listed(table Table, left int) Section {
	s := Section{Title: table.Caption}
	if len(table.Rows) == 0 {
		return s
	}
	s.Blocks = []Block{table}
	if left > 0 {
		s.Blocks = append(s.Blocks, Paragraph{Quiet: true, Text: tandem.T(b.ctx, "%d more stand with their homework.", left)})
	}
	return s
}
