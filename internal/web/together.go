package web

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// Together is what the couple has gathered.
func (w *Web) Together(c echo.Context) error {
	ctx, actor := ctxOf(c)
	all, err := w.Homework.Together(ctx, actor)
	if err != nil {
		return err
	}
	round, err := strconv.Atoi(c.QueryParam("three"))
	m := pages.Together{Phone: w.phone(ctx), Three: err == nil && round > 0 && round < 1000, Others: threeHref(round + 1)}
	for _, t := range all {
		zone := zoneOf(t.Couple, t.Viewer.Partner)
		bank, joy := shelves(t, zone)
		m.Bank, m.Joy = append(m.Bank, bank...), append(m.Joy, joy...)
		m.Journal = append(m.Journal, journal(t, zone)...)
		m.Good = append(m.Good, goodThings(t, zone)...)
		m.Shelves = append(m.Shelves, sections(ctx, t, zone, c.QueryParam("all") != "")...)
		m.Agreed = append(m.Agreed, agreedOn(t)...)
		for _, l := range t.Lines {
			if l.Ritual == nil {
				addLine(&m, t, l)
			}
		}
	}
	if m.HasGood = len(m.Good) > 0; m.Three {
		m.Good = three(m.Good, w.Clock.Now().YearDay()+round)
	}
	for _, cards := range [][]pages.Entry{m.Bank, m.Joy, m.Journal, m.Good} {
		w.keyed(cards)
	}
	for _, s := range m.Shelves {
		w.keyed(s.Entries)
	}
	m.BankIn = one(standing(m.Bank), "One thing you value in each other.", "%d things you value in each other.")
	m.JoyIn = one(standing(m.Joy), "One easy time together.", "%d easy times together.")
	const page = 24
	if len(m.Bank) > page && c.QueryParam("all") == "" {
		m.Bank, m.HasMore, m.More = m.Bank[:page], true, "/together?all=1"
	}
	return w.render(c, http.StatusOK, pages.TogetherPage(m))
}

// standing counts the entries that were not taken back.
func standing(entries []pages.Entry) int {
	n := 0
	for _, e := range entries {
		if e.Gone.IsZero() {
			n++
		}
	}
	return n
}

// shelves are the entries of the bank, one card an appreciation, and of the
// joy log.
func shelves(t homework.Together, zone string) (bank, joy []pages.Entry) {
	for _, e := range t.Entries {
		entry := pages.Entry{Author: shownID(t.Couple, e.Author), When: dayOf(e.At, zone)}
		switch e.Shelf {
		case exercise.ShelfJoy:
			joy = append(joy, easyTime(e, entry))
		case exercise.ShelfAppreciations:
			bank = append(bank, appreciations(e, entry)...)
		}
	}
	return bank, joy
}

// easyTime is one entry of the joy log.
func easyTime(e homework.ShelfEntry, entry pages.Entry) pages.Entry {
	entry.Answers, entry.Keep = inOneLine(answers(e.Definition, e.Fields), e.Fields), keeping(e, 0)
	return goneWhen(e.Taken, entry)
}

// appreciations are the cards of one entry of the bank: one for each thing of a
// list, else one.
func appreciations(e homework.ShelfEntry, entry pages.Entry) []pages.Entry {
	if e.Taken {
		return []pages.Entry{goneWhen(true, entry)}
	}
	var cards []pages.Entry
	for _, s := range e.Fields {
		f, ok := e.Definition.Field(s.Field)
		if !ok {
			continue
		}
		if f.Type != exercise.List {
			entry.Answers = append(entry.Answers, unasked([]pages.Answer{answer(f, s.Value)})...)
			continue
		}
		for n, item := range s.Value.Items {
			card := entry
			card.Keep = keeping(e, n+1)
			card.Answers = unasked(itemAnswers(f, item))
			cards = append(cards, card)
		}
	}
	if len(entry.Answers) > 0 {
		entry.Keep = keeping(e, 0)
		cards = append(cards, entry)
	}
	return cards
}

// unasked leaves out the questions where somebody's own words speak for themselves.
func unasked(all []pages.Answer) []pages.Answer {
	for i := range all {
		if all[i].Words != "" {
			all[i].Label = tandem.Text{}
		}
	}
	return all
}

// journal are the entries of the shared journal.
func journal(t homework.Together, zone string) []pages.Entry {
	var all []pages.Entry
	for _, e := range t.Entries {
		if e.Shelf == exercise.ShelfJournal {
			all = append(all, shelfCard(t, e, zone))
		}
	}
	return all
}

func goneWhen(taken bool, e pages.Entry) pages.Entry {
	if taken {
		e.Gone, e.Answers, e.Keep = tandem.Say("taken back by its author"), nil, nil
	}
	return e
}

// ledgerLine is a line as a page shows it.
func ledgerLine(t homework.Together, l homework.Line) pages.LedgerLine {
	line := pages.LedgerLine{Author: shownID(t.Couple, l.Author), Words: l.Words, Beside: l.Beside, Status: standingText(l),
		Href: homeworkHref(l.Assignment), Links: actLinks(t, l)}
	if l.Agreed != "" {
		line.Words, line.Beside = l.Agreed, ""
	}
	if l.Both {
		line.Owners = owners(t.Couple)
	}
	if l.Due != "" {
		line.When = tandem.Say("until %s", l.Due.Text())
		if l.Definition.Asking() != nil || !l.Often.IsZero() {
			line.When = tandem.Say("look back on %s", l.Due.Text())
		}
	}
	if !l.Often.IsZero() {
		line.At = l.Often
	}
	for _, f := range l.Facts {
		said := pages.Told{By: shownID(t.Couple, f.Author)}
		for _, a := range answers(l.Definition, f.Fields) {
			if said.Said = append(said.Said, a.Said...); a.Words != "" {
				said.Words = a.Words
			}
		}
		line.Facts = append(line.Facts, said)
	}
	if l.Early {
		line.Days = append(line.Days, tandem.Say("said in good time"))
	}
	if l.Earlier > 0 {
		line.Days = append(line.Days, tandem.Say("version %d", l.Earlier+1))
	}
	return line
}

// addLine puts a line into its ledger; those of other shelves stand in sections.
func addLine(m *pages.Together, t homework.Together, l homework.Line) {
	line := ledgerLine(t, l)
	switch l.Shelf {
	case exercise.ShelfRequests:
		m.Requests = append(m.Requests, line)
	case exercise.ShelfCommitments:
		m.Promises = append(m.Promises, line)
	case exercise.ShelfPauses:
		line.At = dayOf(l.At, zoneOf(t.Couple, t.Viewer.Partner))
		m.Pauses = append(m.Pauses, line)
	case exercise.ShelfRituals: // a time that needs no agreement to come again
		line.At = dayOf(l.At, zoneOf(t.Couple, t.Viewer.Partner))
		m.Rituals = append(m.Rituals, line)
	}
}

// actLinks lead to what the reader may do about a line.
func actLinks(t homework.Together, l homework.Line) []pages.Link {
	var links []pages.Link
	for _, a := range l.Acts {
		st, ok := l.Definition.Step(a.Step)
		if !ok {
			continue
		}
		label := st.Later
		if st.Go != "" && !a.Later {
			label = st.Go
		}
		if label == "" {
			continue
		}
		href := homeworkHref(l.Assignment) + "?do=" + string(a.Kind)
		if a.Target != "" {
			href += "&about=" + string(a.Target)
		}
		links = append(links, pages.Link{Label: said(label, others(t.Couple, t.Viewer.Partner)), Href: href})
	}
	return links
}

// owners are both partners, for what both have taken on.
func owners(c casefile.Couple) []pages.Partner {
	var both []pages.Partner
	for _, p := range c.ActivePartners() {
		both = append(both, shown(p))
	}
	return both
}

func recurrenceText(r plan.Recurrence) tandem.Text {
	switch r {
	case plan.RecursDaily:
		return tandem.Say("Every day")
	case plan.RecursWhenItHappens:
		return tandem.Say("When it happens")
	case plan.RecursWeekly:
		return tandem.Say("Every week")
	case plan.RecursFortnightly:
		return tandem.Say("Every two weeks")
	case plan.RecursMonthly:
		return tandem.Say("Every month")
	case plan.RecursYearly:
		return tandem.Say("Every year")
	case plan.RecursOnce:
		return tandem.Say("Just once")
	}
	return tandem.Text{}
}

// standingText is what became of a line, in plain words.
func standingText(l homework.Line) tandem.Text {
	switch l.Standing {
	case exercise.StandingAsked:
		if l.Shelf == exercise.ShelfPauses {
			return tandem.Say("pausing")
		}
		return tandem.Say("waits for an answer")
	case exercise.StandingLater:
		return tandem.Say("not now, look again later")
	case exercise.StandingDeclined:
		return tandem.Say("not this time")
	case exercise.StandingAccepted:
		return tandem.Say("being put into words")
	case exercise.StandingAgreed:
		return tandem.Say("agreed")
	case exercise.StandingChange:
		return tandem.Say("being made to fit")
	case exercise.StandingResting:
		return tandem.Say("resting")
	case exercise.StandingParked:
		return tandem.Say("parked")
	case exercise.StandingSession:
		return tandem.Say("for your session")
	case exercise.StandingClosed:
		return tandem.Say("looked back on")
	}
	return tandem.Text{}
}

// inOneLine leaves of an easy time what reads like a memory: what it was. The
// question, the day and a choice that own words explain are left out.
func inOneLine(all []pages.Answer, fields []homework.Seen) []pages.Answer {
	var kept []pages.Answer
	for i, a := range all {
		a.Label = tandem.Text{}
		switch {
		case a.Words != "":
			return []pages.Answer{a}
		case i < len(fields) && fields[i].Field == "activity":
			kept = append(kept, a)
		}
	}
	return kept
}
