package homework

import (
	"cmp"
	"slices"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// Line is one line of a ledger, of the rituals calendar or of the pause log: a
// thing that somebody set down and what has become of it. It is made of one
// viewer's sight and so holds nothing that they may not see.
type Line struct {
	Shelf      exercise.ShelfID
	Assignment tandem.AssignmentID
	Definition *exercise.Definition
	Author     tandem.PartnerID
	At         time.Time
	Standing   exercise.Standing
	Ref        exercise.Ref   // for links to it
	Was        []exercise.Ref // under which it ran before it was kept on; links made then lead here
	Words      string         // what was asked, promised, proposed; "" where nothing was written
	Beside     string         // by when, in which moment
	Agreed     string         // the words that both confirmed, or are confirming
	Due        tandem.Date    // when they look back, or until when it is parked; "" without a day
	Facts      []Entry        // how it went, each in its author's own name
	Ritual     *Ritual        // of what both agreed on
	Acts       []exercise.Act
	Elsewhere  []Elsewhere // what the viewer may do about it in an earlier round
	// About is the promise that will not be kept as it was made, and Early tells
	// that this was said by its day. Without a day nothing is early.
	About exercise.Ref
	Early bool
	// Earlier is how many wordings stood before the one agreed on.
	Earlier int
	// Narrowed tells that some of the words above are not open to both partners.
	Narrowed bool
	Both     bool        // both partners have taken it on, not the author alone
	Often    tandem.Text // how often, where that was said
}

// Past tells whether there is nothing to look forward to in a line any more: it
// was looked back on or declined, or its day is over.
func (l Line) Past(day tandem.Date) bool {
	return l.Standing == exercise.StandingClosed || l.Standing == exercise.StandingDeclined || l.Over(day)
}

// Over tells whether the day of a promise is over. What was agreed on in answer to
// a request holds beyond the day on which the two look back on it.
func (l Line) Over(day tandem.Date) bool {
	return l.Due != "" && l.Due < day && l.Definition.Asking() == nil
}

// lines are what a sight of a round that lives on holds for the ledgers.
func lines(def *exercise.Definition, id tandem.AssignmentID, people []tandem.PartnerID, sight Sight, today tandem.Date) []Line {
	var all []Line
	for _, e := range sight.Entries {
		shelf, kept := shelfOf(def, e.Step)
		if e.Taken || e.Older || !kept {
			continue
		}
		l := Line{Shelf: shelf, Assignment: id, Definition: def, Author: e.Author, At: e.At, Standing: e.Standing, Ref: exercise.RefEntry(e.Move), Narrowed: e.Narrowed()}
		ask := def.Asking()
		switch e.Kind {
		case exercise.MoveRequest, exercise.MoveKeep:
			if ask == nil || e.Standing == exercise.StandingNone {
				continue
			}
			l.request(ask, e, sight)
		case exercise.MoveOffer:
			l.Words, l.Beside, l.Due = e.text("what"), e.text("when"), e.Due
			l.follow(sight, e.Move, exercise.MoveOutcome, exercise.MoveNoticed)
		case exercise.MovePropose, exercise.MoveAsBefore:
			if e.Standing != exercise.StandingAgreed && e.Standing != exercise.StandingResting {
				continue
			}
			l.ritual(e, sight, people, today)
		case exercise.MoveSuggest:
			if !l.held(e, sight) {
				continue
			}
		case exercise.MoveCall:
			l.pause(sight)
		case exercise.MoveEdit:
			all = append(all, promised(l, e, sight)...)
			continue
		default:
			continue
		}
		all = append(all, l)
	}
	return all
}

// Tried is what the act judges together with the other, in the words that the
// viewer can read; "" for an act that judges nothing.
func (h Homework) Tried(act exercise.Act) string {
	ask := h.Definition.Asking()
	if ask == nil || ask.Kept == nil || !ask.Kept.Both || act.Kind != exercise.MoveKept {
		return ""
	}
	for _, l := range lines(h.Definition, h.Assignment.ID, h.Assignment.Cast(h.Couple), h.Sight, "") {
		if slices.ContainsFunc(l.Acts, func(a exercise.Act) bool { return a.Kind == act.Kind && a.Target == act.Target }) {
			return cmp.Or(l.Agreed, l.Words)
		}
	}
	return ""
}

// shelfOf is the first shelf that answers of the step go on.
func shelfOf(def *exercise.Definition, step exercise.StepID) (exercise.ShelfID, bool) {
	for _, shelf := range def.Shelves {
		if shelved(def, shelf, step) {
			return shelf.ID, true
		}
	}
	return "", false
}

// request follows a request to what was suggested, the words agreed on and how
// it went.
func (l *Line) request(ask *exercise.Asking, e Entry, sight Sight) {
	l.Words, l.Beside, l.Due = e.text(ask.Line.Words), e.text(ask.Line.Beside), e.firstDay(ask.Due)
	for _, f := range e.Fields {
		if field, ok := l.Definition.Field(f.Field); ok && field.Type == exercise.Link && f.Value.Text != exercise.OwnChoice {
			l.About = exercise.Ref(f.Value.Text)
		}
	}
	about := []tandem.MoveID{e.Move}
	l.follow(sight, e.Move, exercise.MoveKept)
	for _, w := range sight.Entries {
		if w.Taken || !slices.Contains(about, w.Target) {
			continue
		}
		if about = append(about, w.Move); w.Standing != exercise.StandingNone {
			l.Narrowed = l.Narrowed || w.Narrowed()
			l.follow(sight, w.Move, exercise.MoveKept)
		}
		l.agreed(ask, w)
	}
	if e.Due != "" {
		l.Due = e.Due
	}
	if l.Standing == exercise.StandingClosed {
		l.Due = ""
	}
}

// early tells of each line about a promise whether it was said by the promise's
// day, in the couple's time zone.
func early(lines []Line, zone *time.Location) {
	for i := range lines {
		for _, of := range lines {
			if lines[i].About != "" && lines[i].About == of.Ref && of.Due != "" {
				lines[i].Early = tandem.DateOf(lines[i].At, zone) <= of.Due
			}
		}
	}
}

// toldEarly is the progress with, for what was told about promises, how often
// it was told by their day.
func toldEarly(progress []Progress, lines []Line) []Progress {
	var all []Progress
	for _, p := range progress {
		told, inTime := 0, 0
		for _, l := range lines {
			if l.Definition.ID == p.Exercise.ID && l.About != "" {
				if told++; l.Early {
					inTime++
				}
			}
		}
		if told > 0 {
			p.Lines = append(p.Lines, tandem.Say("told by the day of the promise: %d of %d", inTime, told))
		}
		all = append(all, p)
	}
	return all
}

// agreed reads what an entry about a request says of its words and its day.
func (l *Line) agreed(ask *exercise.Asking, w Entry) {
	day := w.firstDay(ask.Due)
	switch {
	case w.Older:
		l.Earlier++
	case w.Kind == exercise.MoveWord && w.Standing != exercise.StandingNone && (l.Agreed == "" || w.Standing == exercise.StandingAgreed):
		l.Agreed, l.Due = w.text(ask.Line.Agreed), day
	case w.Kind == exercise.MoveAnswer && l.Standing == exercise.StandingLater:
		l.Due = w.day(ask.Until)
	case w.Kind == exercise.MoveAnswer && w.Standing != exercise.StandingNone && w.text(ask.Line.Other) != "":
		l.Agreed = w.text(ask.Line.Other)
	case w.Kind == exercise.MoveKept && w.Standing != exercise.StandingNone && w.text(ask.Line.Change) != "":
		l.Agreed = w.text(ask.Line.Change)
	}
	if day != "" && w.Kind != exercise.MoveWord {
		l.Due = day
	}
}

// held tells what the two did together once it was agreed on and noted: the
// form of that day, and what each put on the shelf about it.
func (l *Line) held(e Entry, sight Sight) bool {
	onShelf := func(e Entry) Entry {
		e.Fields = slices.DeleteFunc(slices.Clone(e.Fields), func(f Seen) bool {
			return !slices.ContainsFunc(l.Definition.Shelves, func(s exercise.Shelf) bool { return s.ID == l.Shelf && slices.Contains(s.Fields, f.Field) })
		})
		return e
	}
	noted := false
	l.Facts = []Entry{onShelf(e)}
	for _, o := range sight.Entries {
		if o.Kind == exercise.MoveLog && !o.Taken {
			noted = true
			if o = onShelf(o); len(o.Fields) > 0 {
				l.Facts = append(l.Facts, o)
			}
		}
	}
	is := e.Standing
	l.Standing = exercise.StandingNone
	return noted && is == exercise.StandingAgreed
}

func (l *Line) pause(sight Sight) {
	for _, e := range sight.Entries {
		switch {
		case e.Taken || e.Standing == exercise.StandingNone:
		case e.Kind == exercise.MoveReframe:
			l.Words = e.text("reframed_as")
			l.Narrowed = l.Narrowed || e.Narrowed()
		case e.Kind == exercise.MoveClose:
			l.Due = e.day("park_until")
		}
	}
	l.Acts = slices.DeleteFunc(slices.Clone(sight.Acts), func(a exercise.Act) bool { return a.Step == "" })
}

// follow gathers the entries of the kinds, and the viewer's acts, that are about
// a move.
func (l *Line) follow(sight Sight, about tandem.MoveID, kinds ...exercise.MoveKind) {
	for _, e := range sight.Entries {
		if e.Target == about && !e.Taken && slices.Contains(kinds, e.Kind) && len(e.Fields) > 0 {
			l.Facts = append(l.Facts, e)
		}
	}
	for _, a := range sight.Acts {
		if a.Target == about && a.Step != "" {
			l.Acts = append(l.Acts, a)
		}
	}
}
