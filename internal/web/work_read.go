package web

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tandem/internal/catalogue"
	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// workContent is what was typed as the content of a file. Error: Invalid at
// inputs that hold no number, and where the shape of an exercise cannot change
// like that.
func workContent(page catalogue.Page, f exercise.Form) ([]byte, error) {
	r := &workReader{form: f, starts: page.Starts, places: map[exercise.FieldID]string{}}
	var value any
	if page.Kind == catalogue.KindTemplate {
		value = r.template(page.Template)
	} else {
		value = r.exercise(page.Exercise)
	}
	if err := r.problems.Err(); err != nil {
		return nil, err
	}
	content, err := json.Marshal(value)
	if err != nil {
		return nil, tandem.Internal(err)
	}
	return content, nil
}

// workReader lays what was typed over a definition and gathers what cannot be
// read. What is merely missing is no fault of a draft.
type workReader struct {
	form     exercise.Form
	starts   *catalogue.Starts
	problems tandem.Problems
	places   map[exercise.FieldID]string // where each question of a step stood in the form
}

func (r *workReader) text(name string) string {
	return strings.TrimSpace(strings.ReplaceAll(r.form.Get(name), "\r\n", "\n"))
}

// lines are what was typed one a line, without empty ones.
func (r *workReader) lines(name string) []string {
	var out []string
	for line := range strings.Lines(r.text(name)) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// number is a whole number; 0 where nothing was typed.
func (r *workReader) number(name string) int {
	typed := r.text(name)
	if typed == "" {
		return 0
	}
	n, err := strconv.Atoi(typed)
	if err != nil || n < 0 || n > 100_000 {
		r.problems.Add(name, tandem.Say("Please give a whole number."))
	}
	return n
}

// minutes are seconds, typed as minutes such as 5 or 1:30; 0 for none.
func (r *workReader) minutes(name string) int {
	typed := r.text(name)
	if typed == "" {
		return 0
	}
	whole, part, split := strings.Cut(typed, ":")
	m, err := strconv.Atoi(whole)
	s := 0
	if split && err == nil {
		s, err = strconv.Atoi(part)
	}
	if err != nil || m < 0 || m > 600 || s < 0 || s > 59 {
		r.problems.Add(name, tandem.Say("Please give minutes, such as 5 or 1:30."))
		return 0
	}
	return 60*m + s
}

func (r *workReader) ticked(name string) bool { return r.form.Get(name) == "yes" }

func (r *workReader) cadence(name string, before exercise.Cadence) exercise.Cadence {
	typed := r.text(name)
	c, ok := plan.ReadCadence(typed)
	if !ok {
		if typed != "" {
			r.problems.Add(name, tandem.Say("Please choose how often."))
		}
		return before
	}
	return c
}

// ids are what was ticked under a name, of the kind of id that is meant.
func ids[T ~string](r *workReader, name string, before []T) []T {
	var out []T
	for _, v := range r.form[name] {
		if id := T(v); v != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	if len(out) == 0 && before != nil {
		out = []T{}
	}
	return sortedAs(out, before)
}

// sortedAs keeps what was there before in its order, and puts what is new behind.
func sortedAs[T ~string](list, before []T) []T {
	rank := func(id T) int {
		if i := slices.Index(before, id); i >= 0 {
			return i
		}
		return len(before)
	}
	slices.SortStableFunc(list, func(a, b T) int { return rank(a) - rank(b) })
	return list
}

// exercise is the definition as typed. First its words are read in the places
// where they stood, then what was pressed changes its shape.
func (r *workReader) exercise(before *exercise.Definition) *exercise.Definition {
	d := before.Clone()
	d.Name, d.Purpose, d.Summary, d.With, d.Source = r.text("name"), r.text("purpose"), r.text("summary"), r.text("with"), r.text("source")
	d.Minutes, d.Together = r.number("minutes"), r.ticked("together")
	d.Smallest = exercise.Smallest{Text: r.text("smallest_text"), Minutes: r.number("smallest_minutes")}
	d.Done = exercise.Finish{Title: r.text("done_title"), Text: r.text("done_text")}
	d.Cadence, d.Slot, d.Family = r.cadence("cadence", d.Cadence), exercise.Slot(r.text("slot")), exercise.Family(r.text("family"))
	d.Rules = ids(r, "rules", d.Rules)
	if lines := r.lines("fixed"); len(lines) > 0 || len(d.Fixed) > 0 {
		d.Fixed = lines
	}
	r.flow(d)
	fresh := &freshIDs{}
	for i := range d.Steps {
		fresh.take(d.Steps[i].Fields)
	}
	shelves := map[exercise.FieldID]exercise.ShelfID{}
	for i := range d.Steps {
		r.step(d, i, fresh, shelves)
	}
	r.shelves(d, shelves)
	r.after(d)
	r.shape(d, before)
	return d
}

// shelves puts answers where it was chosen; what stays keeps its order.
func (r *workReader) shelves(d *exercise.Definition, chosen map[exercise.FieldID]exercise.ShelfID) {
	var out []exercise.Shelf
	for _, shelf := range d.Shelves {
		shelf.Fields = slices.DeleteFunc(slices.Clone(shelf.Fields), func(id exercise.FieldID) bool {
			_, known := d.Field(id)
			return !known || shelfOf(d, id) == shelf.ID && chosen[id] != shelf.ID
		})
		out = append(out, shelf)
	}
	for _, f := range fieldsOf(d, func(f *exercise.Field) bool { return chosen[f.ID] != "" }) {
		at := slices.IndexFunc(out, func(s exercise.Shelf) bool { return s.ID == chosen[f.ID] })
		if at < 0 {
			at, out = len(out), append(out, exercise.Shelf{ID: chosen[f.ID]})
		}
		if !slices.Contains(out[at].Fields, f.ID) {
			out[at].Fields = append(out[at].Fields, f.ID)
		}
	}
	out = slices.DeleteFunc(out, func(s exercise.Shelf) bool { return len(s.Fields) == 0 })
	if len(out) > 0 || len(d.Shelves) > 0 {
		d.Shelves = out
	}
	if d.Shelves == nil {
		d.Shelves = []exercise.Shelf{}
	}
}

// after is what becomes of the answers.
func (r *workReader) after(d *exercise.Definition) {
	d.Quality, d.Carries = exercise.FieldID(r.text("quality")), exercise.FieldID(r.text("carries"))
	d.Leads = r.leads(d)
	d.CarriesOwn, d.Comfort = r.ticked("carries_own"), r.ticked("comfort")
	d.OffersPause = readWhen(r.text("offers_pause"))
	if _, taps := d.StepFor(exercise.MoveAsBefore); taps {
		d.Again = ids(r, "again", d.Again)
	}
	before := d.Compare
	d.Compare = nil
	f, ok := d.Field(exercise.FieldID(r.text("compare")))
	switch {
	case r.text("compare") == "":
	case !ok || compared(f, before) == nil:
		r.problems.Add("compare", tandem.Say("This needs a list with a choice, a short text and a scale in each group."))
	default:
		d.Compare = compared(f, before)
		if d.Compare.Against = exercise.FieldID(r.text("compare_against")); d.Compare.Against == d.Compare.Weight {
			d.Compare.Against = ""
		}
		if gap := r.number("compare_gap"); gap > 0 {
			d.Compare.Gap = gap
		}
	}
}

// leads are the exercises that one may begin with words of this one. A line
// without a beginning is none.
func (r *workReader) leads(d *exercise.Definition) []exercise.Lead {
	var out []exercise.Lead
	for n := range len(d.Leads) + 1 {
		at := fmt.Sprintf("leads.%d.", n)
		from, words := r.text(at+"from"), r.text(at+"go")
		to, in, _ := strings.Cut(r.text(at+"to"), "=")
		switch {
		case from != "":
			l := exercise.Lead{To: tandem.ExerciseID(to), In: exercise.FieldID(in), Go: words, When: readWhen(from)}
			if l.When == nil {
				l.Words = exercise.FieldID(from)
			}
			out = append(out, l)
		case n == len(d.Leads) && (to != "" || words != ""):
			r.problems.Add(at+"from", tandem.Say("Please choose what it begins with, or leave the line empty."))
		}
	}
	return out
}

// readWhen reads a condition; nil for none.
func readWhen(value string) *exercise.When {
	field, is, ok := strings.Cut(value, "=")
	if !ok {
		return nil
	}
	return &exercise.When{Field: exercise.FieldID(field), Is: is}
}

// flow is how each part is set up.
func (r *workReader) flow(d *exercise.Definition) {
	n := 0
	for l := &d.Flow; l != nil; l = l.Then {
		at := fmt.Sprintf("flow.%d.", n)
		n++
		takes := l.Kind.Settings()
		if takes.Waits {
			l.Waits = r.ticked(at+"waits") || asksSafety(d, l.Kind)
		}
		if takes.Alone {
			l.Alone = r.ticked(at + "alone")
		}
		if takes.Most {
			l.Most = r.number(at + "most")
		}
		if takes.Lives {
			l.Lives, l.RevisitDays = r.ticked(at+"lives"), r.number(at+"revisit_days")
			l.Promise = r.promise(at + "promise")
		}
		if l.Kind == exercise.FlowRequest && l.Ask != nil {
			r.asking(l.Ask, at+"ask.")
		}
	}
}

// promise is what a sheet promises; nil where it is none.
func (r *workReader) promise(at string) *exercise.Promise {
	if !r.ticked(at) {
		return nil
	}
	id := func(name string) exercise.FieldID { return exercise.FieldID(r.text(at + "." + name)) }
	return &exercise.Promise{Words: id("words"), Due: id("due"), Kept: id("kept")}
}

func (r *workReader) asking(a *exercise.Asking, at string) {
	a.Alone = exercise.Alone(r.text(at + "alone"))
	a.Once, a.Listen, a.Words, a.Renews, a.Flags = r.ticked(at+"once"), r.ticked(at+"listen"), r.ticked(at+"words"), r.ticked(at+"renews"), r.ticked(at+"flags")
	id := func(name string) exercise.FieldID { return exercise.FieldID(r.text(at + name)) }
	a.Line = exercise.Line{Words: id("line"), Beside: id("beside"), Agreed: id("agreed"), Other: id("other"), Change: id("change")}
	a.Until, a.Last = id("until"), id("last")
	if !r.ticked(at + "kept") {
		a.Kept, a.Due, a.Weeks = nil, nil, nil
		return
	}
	if a.Kept == nil { // the days to look back on are asked for once it is there
		a.Kept = &exercise.LookingBack{}
	} else {
		a.Due, a.Weeks = r.chosenOf(at+"due.", len(a.Due)), r.chosenOf(at+"weeks.", len(a.Weeks))
		a.Kept.Again = r.text(at + "again")
	}
	a.Kept.Both = r.ticked(at + "kept_both")
}

// chosenOf are the questions chosen in a row of lists, of which one was empty.
func (r *workReader) chosenOf(at string, before int) []exercise.FieldID {
	var ids []exercise.FieldID
	for n := range before + 1 {
		if id := exercise.FieldID(r.text(fmt.Sprintf("%s%d", at, n))); id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// shape is what a button changes: parts and steps that come and go. What cannot
// be is said where it was asked for.
func (r *workReader) shape(d, before *exercise.Definition) {
	r.starts.Settle(d)
	pressed, rest, _ := strings.Cut(r.form.Get("go"), "-")
	n, _ := strconv.Atoi(rest) // what is no number names no step
	in := n >= 0 && n < len(before.Steps)
	at, err := "", error(nil)
	switch {
	case r.form.Get("go") == "part-":
		r.starts.Shorten(d)
	case pressed == "part+":
		at = "part.add"
		err = r.starts.Extend(d, catalogue.ReadPart(r.text(at)))
	case pressed == "step+":
		at = "step.add"
		err = r.starts.AddStep(d, exercise.MoveKind(r.text(at)))
	case pressed == "without" && in:
		at = fmt.Sprintf("steps.%d.title", n)
		err = r.starts.RemoveStep(d, before.Steps[n].ID)
	case (pressed == "earlier" || pressed == "later") && in:
		catalogue.Reorder(d, before.Steps[n].Move, pressed == "later")
	}
	r.problems.AddErr(at, err)
}
