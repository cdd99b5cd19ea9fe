package web

import (
	"cmp"
	"net/http"
	"slices"
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
	at := lookingAt(c)
	m := pages.Together{Phone: w.phone(ctx), Alone: words(at.shelf.Title()), Three: err == nil && round > 0 && round < 1000, Others: threeHref(round + 1)}
	for _, t := range all {
		zone := zoneOf(t.Couple, t.Viewer.Partner)
		m.Good = append(m.Good, goodThings(t, zone)...)
		bank, joy := shelves(at.sifted(t), zone)
		if at.shelf == "" {
			m.BankIn = one(standing(bank), "One thing you value in each other.", "%d things you value in each other.")
			m.JoyIn = one(standing(joy), "One easy time together.", "%d easy times together.")
		}
		m.Sieves = append(m.Sieves, at.sieve(t)...)
		m.Bank, m.BankTurning = some(at, exercise.ShelfAppreciations, append(m.Bank, bank...))
		m.Joy, m.JoyTurning = some(at, exercise.ShelfJoy, append(m.Joy, joy...))
		m.Journal, m.JournalTurning = some(at, exercise.ShelfJournal, append(m.Journal, journal(t, zone)...))
		m.Agreed = append(m.Agreed, agreedOn(t, at)...)
		m.Ledgers = append(m.Ledgers, ledgers(t, at)...)
		m.Shelves = append(m.Shelves, sections(ctx, t, zone, at)...)
		m.Pauses = append(m.Pauses, pauses(t, at)...)
		m.Hard, m.HardTurning = some(at, exercise.ShelfSetbacks, append(m.Hard, hardWeeks(t, zone)...))
		if at.shelf == "" || at.shelf == exercise.ShelfSetbacks {
			m.Note = append(m.Note, pages.Action{Label: tandem.Say("Note a hard week"), Href: "/together/" + string(t.Couple.ID) + "/setback"})
		}
	}
	for _, id := range at.rest {
		m.Rest = append(m.Rest, pages.Link{Label: words(id.Title()), Href: at.href(id, 0, 0, "")})
	}
	if m.HasGood = len(m.Good) > 0; m.Three {
		m.Good = three(m.Good, w.Clock.Now().YearDay()+round)
	}
	for _, cards := range [][]pages.Entry{m.Bank, m.Joy, m.Journal, m.Good} {
		w.keyed(cards)
	}
	w.keyed(m.Hard)
	for _, s := range m.Shelves {
		w.keyed(s.Entries)
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
			joy = append(joy, easyTime(t, e, entry))
		case exercise.ShelfAppreciations:
			bank = append(bank, appreciations(t, e, entry)...)
		}
	}
	return bank, joy
}

// easyTime is one entry of the joy log.
func easyTime(t homework.Together, e homework.ShelfEntry, entry pages.Entry) pages.Entry {
	entry.Answers, entry.Keep = inOneLine(answers(e.Definition, photosAt(t.Viewer, t.Couple.ID, e.Assignment), e.Fields), e.Fields), keeping(e, 0)
	return goneWhen(e.Taken, entry)
}

// appreciations are the cards of one entry of the bank: one for each thing of a
// list, else one.
func appreciations(t homework.Together, e homework.ShelfEntry, entry pages.Entry) []pages.Entry {
	if e.Taken {
		return []pages.Entry{goneWhen(true, entry)}
	}
	var cards []pages.Entry
	at := photosAt(t.Viewer, t.Couple.ID, e.Assignment)
	for _, s := range e.Fields {
		f, ok := e.Definition.Field(s.Field)
		if !ok {
			continue
		}
		if f.Type != exercise.List {
			entry.Answers = append(entry.Answers, unasked([]pages.Answer{answer(f, at, s.Value)})...)
			continue
		}
		for n, item := range s.Value.Items {
			card := entry
			card.Keep = keeping(e, n+1)
			card.Answers = unasked(itemAnswers(f, at, item))
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
		if l.Over(t.Day) && (l.Standing == exercise.StandingAgreed || l.Standing == exercise.StandingAsked) {
			line.Status = tandem.Say("its day has passed")
		}
		if l.Definition.Asking() != nil || !l.Often.IsZero() {
			line.When = tandem.Say("look back on %s", l.Due.Text())
		}
	}
	if !l.Often.IsZero() {
		line.At = l.Often
	}
	for _, f := range l.Facts {
		said := pages.Told{By: shownID(t.Couple, f.Author)}
		for _, a := range answers(l.Definition, photosAt(t.Viewer, t.Couple.ID, l.Assignment), f.Fields) {
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

// ledgers are the ledgers that have a place of their own on the page.
func ledgers(t homework.Together, at *looking) []pages.Ledger {
	var out []pages.Ledger
	for _, l := range []struct {
		shelf exercise.ShelfID
		title tandem.Text
	}{
		{exercise.ShelfRituals, tandem.Say("What you did together")}, // a time that needs no agreement to come again
		{exercise.ShelfRequests, tandem.Say("Asked and agreed")},
		{exercise.ShelfCommitments, tandem.Say("Small promises")},
	} {
		out = append(out, ledger(t, at, l.shelf, l.title)...)
	}
	return out
}

func pauses(t homework.Together, at *looking) []pages.Ledger {
	return ledger(t, at, exercise.ShelfPauses, tandem.Say("Pauses"))
}

// ledger is one of them; none when it holds nothing for the page.
func ledger(t homework.Together, at *looking, shelf exercise.ShelfID, title tandem.Text) []pages.Ledger {
	out, turning := ledgerOf(t, at, shelf)
	if len(out.Lines)+len(out.Past) == 0 {
		return nil
	}
	out.Title, out.Turning = title, turning
	return []pages.Ledger{out}
}

// ledgerOf is what of a shelf's ledger is looked at, what is past folded away
// where all shelves stand: nobody meets old promises first on a hard day.
func ledgerOf(t homework.Together, at *looking, shelf exercise.ShelfID) (out pages.Ledger, turning pages.Turning) {
	lines, turning := some(at, shelf, dueFirst(t, shelf))
	for _, l := range lines {
		line := ledgerLine(t, l)
		if shelf == exercise.ShelfPauses || shelf == exercise.ShelfRituals {
			line.At = dayOf(l.At, zoneOf(t.Couple, t.Viewer.Partner))
		}
		if at.shelf == "" && l.Past(t.Day) && shelf != exercise.ShelfPauses {
			out.Past = append(out.Past, line)
		} else {
			out.Lines = append(out.Lines, line)
		}
	}
	return out, turning
}

// dueFirst are the lines of a shelf: what is under way by its day, then what has
// no day, then what is past, the newest first.
func dueFirst(t homework.Together, shelf exercise.ShelfID) []homework.Line {
	lines := slices.DeleteFunc(slices.Clone(t.Lines), func(l homework.Line) bool { return l.Shelf != shelf || l.Ritual != nil })
	rank := func(l homework.Line) int {
		switch {
		case l.Past(t.Day):
			return 2
		case l.Due == "":
			return 1
		}
		return 0
	}
	slices.SortStableFunc(lines, func(a, b homework.Line) int {
		byDay := 0
		switch rank(a) {
		case 0:
			byDay = cmp.Compare(a.Due, b.Due)
		case 2:
			byDay = cmp.Compare(b.Due, a.Due)
		}
		return cmp.Or(rank(a)-rank(b), byDay)
	})
	return lines
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

// inOneLine leaves of an easy time what reads like a memory: what it was, and
// its picture. The question, the day and a choice that own words explain are
// left out.
func inOneLine(all []pages.Answer, fields []homework.Seen) []pages.Answer {
	var words, chosen, pictures []pages.Answer
	for i, a := range all {
		a.Label = tandem.Text{}
		switch {
		case a.Photo != nil:
			pictures = append(pictures, a)
		case a.Words != "":
			words = append(words, a)
		case i < len(fields) && fields[i].Field == "activity":
			chosen = append(chosen, a)
		}
	}
	if len(words) > 0 {
		return append(words[:1], pictures...)
	}
	return append(chosen, pictures...)
}
