package plan

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// Draft is a plan in the making, or the wish to change a running one. It is
// kept between visits, and nobody but the care team knows of it.
type Draft struct {
	Plan      Plan // a running plan keeps its id; its new items have ids of their own
	Revises   bool // it changes the running plan; else it becomes a new one
	Version   int  // counts changes, from 1
	ChangedBy tandem.PersonID
	ChangedAt time.Time
}

// DraftInput is what a therapist typed in the builder.
type DraftInput struct {
	Version   string // of the draft that the page showed
	Name      string
	StartsOn  string // 2006-01-02; "" is the next day on which weeks begin
	Begins    string // weekday by number, 0 Sunday to 6 Saturday; "" is Monday
	FirstWeek string // "" is 1
	Weeks     string
	Note      string
	Items     map[int]ItemInput // by the item's place in the draft; those left out stay
	Add       []ItemInput
}

// ItemInput is one line of the builder, as typed.
type ItemInput struct {
	Exercise tandem.ExerciseID // for an item of the draft "" keeps it; another one of its family takes its place
	Who      string            // a partner's position; "" or "both" is everybody
	Cadence  string            // "once", "weekly-1" to "weekly-7", "every-2" to "every-12", "monthly", "when", "date-" and the id of one
	FromWeek string
	ToWeek   string
	Note     string
	Remove   bool
}

// The lengths of texts, in characters.
const (
	longestName = 80
	longestNote = 500
)

// The names of fields that errors point at; those of an item begin with
// "items.3." or "add.0.".
const (
	FieldName      = "name"
	FieldStarts    = "starts"
	FieldBegins    = "week_begins"
	FieldFirstWeek = "first_week"
	FieldWeeks     = "weeks"
	FieldNote      = "note"
	FieldItems     = "items"
	FieldReason    = "reason"
)

// reader turns what was typed into a plan and gathers what is wrong with it.
type reader struct {
	library  *exercise.Library
	couple   casefile.Couple
	dates    []casefile.OwnDate
	today    tandem.Date
	from     int // the first week that can still be planned
	ids      tandem.IDs
	problems tandem.Problems
}

// read lays what was typed over the draft. The draft stays as it is when
// something is wrong; error Invalid.
func (r *reader) read(d Draft, in DraftInput) (Plan, error) {
	p := d.Plan.clone()
	p.Name, p.Note = r.text(FieldName, in.Name, longestName, false), r.text(FieldNote, in.Note, longestNote, true)
	if p.Name == "" {
		r.problems.Add(FieldName, tandem.Say("Please give the plan a name."))
	}
	if !d.Revises {
		r.start(&p, in)
	}
	before := p.Weeks
	least := max(1, r.from-1)
	if weeks, ok := number(in.Weeks, least, MaxWeeks); ok {
		p.Weeks = weeks
	} else {
		r.problems.Add(FieldWeeks, tandem.Say("Please choose from %d to %d weeks.", least, MaxWeeks))
	}
	if p.FirstWeek > p.Weeks {
		r.problems.Add(FieldFirstWeek, tandem.Say("The plan has %d weeks.", p.Weeks))
	}
	p.Items = nil
	for i, it := range d.Plan.Items {
		if typed, sent := in.Items[i]; sent && it.Changeable(r.from) {
			r.change(&p, it, typed, before, fmt.Sprintf("items.%d.", i))
		} else {
			p.Items = append(p.Items, it)
		}
	}
	for i, typed := range in.Add {
		r.add(&p, typed, fmt.Sprintf("add.%d.", i))
	}
	if len(p.Items) > MaxItems {
		r.problems.Add(FieldItems, tandem.Say("A plan holds %d lines or fewer.", MaxItems))
	}
	return p, r.problems.Err()
}

// Changeable tells whether the item still runs right before the week, or later:
// it can end, change or go on from then.
func (it Item) Changeable(from int) bool { return it.ToWeek >= from-1 }

func (r *reader) text(field, typed string, longest int, many bool) string {
	text := strings.TrimSpace(strings.ReplaceAll(typed, "\r\n", "\n"))
	r.problems.AddErr(field, exercise.CheckText(text, longest, many))
	return text
}

// start reads when a new plan begins.
func (r *reader) start(p *Plan, in DraftInput) {
	p.Begins, p.FirstWeek = time.Monday, 1
	if in.Begins != "" {
		n, ok := number(in.Begins, 0, 6)
		if !ok {
			r.problems.Add(FieldBegins, tandem.Say("Please choose a weekday."))
		}
		p.Begins = time.Weekday(n)
	}
	if in.FirstWeek != "" {
		n, ok := number(in.FirstWeek, 1, MaxWeeks)
		if !ok {
			r.problems.Add(FieldFirstWeek, tandem.Say("Please choose a week from 1 to %d.", MaxWeeks))
			n = 1
		}
		p.FirstWeek = n
	}
	if in.StartsOn == "" {
		p.StartsOn = r.today.AddDays(1).OnOrAfter(p.Begins)
		return
	}
	starts, err := tandem.ParseDate(in.StartsOn)
	r.problems.AddErr(FieldStarts, err)
	if err == nil {
		r.problems.AddErr(FieldStarts, startable(starts, p.Begins, r.today))
		p.StartsOn = starts
	}
}

// startable tells whether a plan can begin on the day: from the week that
// today lies in, up to a year ahead. Kind Invalid.
func startable(starts tandem.Date, begins time.Weekday, today tandem.Date) error {
	switch {
	case starts.Weekday() != begins:
		return tandem.Invalid(tandem.Say("The first day must be a day on which weeks begin."))
	case starts < today.OnOrBefore(begins):
		return tandem.Invalid(tandem.Say("That week is over. For a plan begun elsewhere, choose the week in which it goes on here."))
	case starts.DaysSince(today) > 366:
		return tandem.Invalid(tandem.Say("Please choose a day within a year from today."))
	}
	return nil
}

// change reads one line over an item of the draft.
func (r *reader) change(p *Plan, it Item, in ItemInput, before int, at string) {
	if in.Remove {
		return
	}
	if in.Exercise != "" && in.Exercise != it.Exercise {
		def, ok := r.swap(it, in.Exercise)
		if !ok {
			r.problems.Add(at+"swap", tandem.Say("Please choose an exercise of the same family."))
		} else {
			it.Exercise, it.Version = def.ID, def.Version
		}
	}
	begun := it.FromWeek < r.from
	if begun { // its first week has passed and stays
		in.FromWeek = fmt.Sprint(it.FromWeek)
	}
	switch to, ok := number(in.ToWeek, 1, MaxWeeks); {
	case begun && it.Cadence.Kind == exercise.Once:
		in.ToWeek = fmt.Sprint(it.ToWeek)
	case ok && to == before && it.ToWeek == before:
		in.ToWeek = fmt.Sprint(p.Weeks) // what ran to the plan's end still does
	}
	p.Items = append(p.Items, r.line(it, in, p.Weeks, begun, at))
}

// swap is the exercise that may stand in for the item's: one of its family.
func (r *reader) swap(it Item, id tandem.ExerciseID) (*exercise.Definition, bool) {
	def, ok := latest(r.library, id)
	old, known := r.library.Get(it.Exercise, it.Version)
	return def, ok && known && def.Family != "" && def.Family == old.Family
}

// add reads a new line.
func (r *reader) add(p *Plan, in ItemInput, at string) {
	def, ok := latest(r.library, in.Exercise)
	if !ok {
		r.problems.Add(at+"exercise", tandem.Say("This exercise is not in the library."))
		return
	}
	it := Item{ID: tandem.ItemID(r.ids.New()), Exercise: def.ID, Version: def.Version, Slot: def.Slot}
	p.Items = append(p.Items, r.line(it, in, p.Weeks, false, at))
}

// line reads how often, in which weeks and for whom.
func (r *reader) line(it Item, in ItemInput, weeks int, begun bool, at string) Item {
	var ok bool
	if it.Cadence, it.Date, ok = r.often(it, in.Cadence); !ok {
		r.problems.Add(at+"cadence", tandem.Say("Please choose how often."))
	}
	it.Note = r.text(at+"note", in.Note, longestNote, true)
	it.Partner = r.who(it, in.Who, at+"who")
	from, okFrom := number(in.FromWeek, 1, MaxWeeks)
	switch {
	case !okFrom:
		r.problems.Add(at+"from", tandem.Say("Please choose a week from 1 to %d.", weeks))
	case from > weeks:
		r.problems.Add(at+"from", tandem.Say("The plan has %d weeks.", weeks))
	case from < r.from && !begun:
		r.problems.Add(at+"from", tandem.Say("Weeks that have begun stay as they are. The earliest is week %d.", r.from))
	}
	to, okTo := number(in.ToWeek, 1, MaxWeeks)
	if it.Cadence.Kind == exercise.Once && !begun {
		to, okTo = from, okFrom
	}
	switch {
	case !okTo:
		r.problems.Add(at+"to", tandem.Say("Please choose a week from 1 to %d.", weeks))
	case to > weeks:
		r.problems.Add(at+"to", tandem.Say("The plan has %d weeks.", weeks))
	case okFrom && to < from:
		r.problems.Add(at+"to", tandem.Say("The last week cannot come before the first."))
	case begun && to < r.from-1:
		r.problems.Add(at+"to", tandem.Say("Weeks that have begun stay as they are. The earliest is week %d.", r.from-1))
	}
	it.FromWeek, it.ToWeek = from, to
	return it
}

// often reads how often, or on which of the couple's own dates. A date that was
// taken out since stays with the item that has it.
func (r *reader) often(it Item, typed string) (exercise.Cadence, casefile.OwnDate, bool) {
	id, onDate := strings.CutPrefix(typed, datePrefix)
	if !onDate {
		c, ok := ReadCadence(typed)
		return c, casefile.OwnDate{}, ok
	}
	for _, d := range append(slices.Clone(r.dates), it.Date) {
		if d.ID != "" && string(d.ID) == id {
			return exercise.Cadence{Kind: exercise.OnOwnDate}, d, true
		}
	}
	return exercise.Cadence{}, casefile.OwnDate{}, false
}

// who reads whom the item concerns. Only what a partner does alone can concern
// one of them only.
func (r *reader) who(it Item, typed, field string) tandem.PartnerID {
	if typed == "" || typed == "both" {
		return ""
	}
	partners := r.couple.ActivePartners()
	i := slices.IndexFunc(partners, func(p casefile.Partner) bool { return fmt.Sprint(p.Position) == typed })
	if i < 0 {
		r.problems.Add(field, tandem.Say("Please choose who does this."))
		return ""
	}
	if def, ok := r.library.Get(it.Exercise, it.Version); ok && !BegunAlone(def) {
		r.problems.Add(field, tandem.Say("This exercise takes two. Only what is done alone can be for one partner."))
	}
	return partners[i].ID
}

// Solo tells whether each partner does the exercise alone, so that it can be
// given to one of them, and goes on where a safety screen speaks against joint
// work.
func Solo(def *exercise.Definition) bool {
	return def.Flow.Kind == exercise.FlowSolo && def.Flow.Then == nil
}

// BegunAlone tells whether each partner begins the exercise alone, so that it
// can be given to one of them; what two do with it later waits for both.
func BegunAlone(def *exercise.Definition) bool {
	return def.Flow.Kind == exercise.FlowSolo || def.Asking() != nil && def.Flow.Kind == exercise.FlowRequest && def.Asking().Alone == exercise.AloneNote
}

// Alone tells whether the item asks nothing of two together, the exercise being
// what it is.
func (it Item) Alone(def *exercise.Definition) bool {
	return Solo(def) || it.Partner != "" && BegunAlone(def)
}

// Family lists what may take the place of the item's exercise, itself first.
func Family(library *exercise.Library, it Item) []*exercise.Definition {
	own, ok := library.Get(it.Exercise, it.Version)
	if !ok {
		return nil
	}
	family := []*exercise.Definition{own}
	for _, d := range library.Latest() {
		if own.Family != "" && d.Family == own.Family && d.ID != own.ID {
			family = append(family, d)
		}
	}
	return family
}
