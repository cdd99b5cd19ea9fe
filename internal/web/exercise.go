package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// attempt is a form that came back: what was typed, on which screen, and what
// was wrong.
type attempt struct {
	form     exercise.Form
	screen   int
	problem  pages.Problem
	conflict tandem.Text
	key      string
	more     bool          // one more group of a list was asked for
	about    tandem.MoveID // what the act that was asked for is about, where there are several
}

// Exercise shows a partner the next thing to do in one exercise.
func (w *Web) Exercise(c echo.Context) error {
	ctx, actor := ctxOf(c)
	h, err := w.Homework.See(ctx, actor, tandem.AssignmentID(c.Param("assignment")))
	if err != nil {
		return err
	}
	if h.Viewer.Staff {
		return see(c, "/couples/"+string(h.Assignment.Couple)+"/homework/"+string(h.Assignment.ID))
	}
	m := w.exercisePage(ctx, h, c.QueryParam("step"), c.QueryParam("do"), attempt{about: tandem.MoveID(c.QueryParam("about"))})
	return w.render(c, http.StatusOK, pages.ExercisePage(m))
}

// exercisePage is the page for where the viewer stands in the exercise. What is
// asked for, in which order and with which words is the definition's and its
// flow's: a new flow changes nothing here.
func (w *Web) exercisePage(ctx context.Context, h homework.Homework, screen, kind string, a attempt) pages.Exercise {
	other := others(h.Couple, h.Viewer.Partner)
	m := pages.Exercise{Phone: w.phone(ctx), Name: words(h.Definition.Name).In(ctx), Why: words(h.Definition.Purpose), Problem: a.problem, Conflict: a.conflict}
	if h.About != nil {
		m.Name = words(h.About.Name).In(ctx)
	}
	if h.Assignment.Light {
		m.Text = append(m.Text, words(h.Definition.Smallest.Text))
	}
	m.Watch, m.Version = homeworkHref(h.Assignment.ID)+"/version", mark(h.Sight.Version, h.Presence)
	m.Self = homeworkHref(h.Assignment.ID)
	_, m.Phone.Shared = w.Sessions.Shared(ctx)
	if h.Assignment.Withdrawn {
		return w.calledOff(m, h, other)
	}
	act, ok := chosen(h, exercise.MoveKind(kind), a.about, w.Clock.Now())
	m.Entries = w.entries(h, act, other)
	stage := h.Couple.Named(h.Sight.Stage)
	switch {
	case h.Paused && ok:
		m.Title, m.Text = tandem.Say("Taking a break"), []tandem.Text{tandem.Say("Your therapist has paused the plan. Nothing needs doing now.")}
	case ok:
		w.worksheet(&m, h, act, screen, a, other)
		if h.Kept != nil && act.Kind == exercise.MoveAsBefore {
			m.Kept = answers(h.Definition, photosAt(h.Viewer, h.Couple.ID, h.Assignment.ID), h.Kept.Fields)
		}
		m.Stage = stage
		if h.Before != "" && looksBack(h.Definition, act) {
			m.Text = append(m.Text, tandem.Say("Last time you chose: “%s”", h.Before))
		}
		if tried := h.Tried(act); tried != "" {
			m.Text = append(m.Text, tandem.Say("You tried: “%s”", tried))
		}
	default:
		m.Title, m.Name = words(h.Definition.Name), ""
		m.Done = &pages.Finish{Title: words(h.Definition.Done.Title), Text: words(h.Definition.Done.Text)}
		if !stage.IsZero() {
			m.Done = &pages.Finish{Title: standingTitle(h), Text: stage}
		}
	}
	if !h.Paused {
		m.Later = later(h, act, other, w.Clock.Now())
		if len(h.Beside()) == 1 && !h.Viewer.Staff && !m.Phone.Shared {
			m.Later = append(m.Later, pages.Link{Label: tandem.Say("Use one phone together"), Href: m.Self + "/phone"})
		}
		m.Presses, m.Presence = w.presses(h), presence(h, other)
		if lead := h.Onward; lead != nil && !m.Phone.Shared {
			m.Presses = append(m.Presses, pages.Action{Label: words(lead.Go), Href: homeworkHref(h.Assignment.ID) + "/onward", About: h.Definition.Name})
		}
		m.Record = w.recordForm(h, a)
	}
	if h.Definition.Comfort && len(h.Sight.Entries) > 0 && !m.Phone.Shared {
		m.Later = append(m.Later, pages.Link{Label: tandem.Say("Show me three good things"), Href: threeHref(1)})
	}
	m.Compare = comparison(h.Definition, h.Couple, h.Assignment.Cast(h.Couple), homework.Compare(h.Definition, h.Sight))
	if h.OffersPause() {
		m.Heated = &pages.Heated{Pause: m.Phone.Pause}
	}
	if h.Has(exercise.MovePass) && h.Sight.Own != exercise.PartPassed {
		m.Pass = w.passAction(h)
	}
	return m
}

// calledOff is what is left of an exercise that was called off: one's own words,
// and the way to take them back.
func (w *Web) calledOff(m pages.Exercise, h homework.Homework, other tandem.Text) pages.Exercise {
	m.Title, m.Name, m.Why = words(h.Definition.Name), "", tandem.Text{}
	m.Done = &pages.Finish{Title: tandem.Say("This was called off"),
		Text: tandem.Say("Nobody else reads what you wrote here. You can keep it, or take it back under My privacy.")}
	m.Entries = w.entries(h, exercise.Act{}, other)
	m.Later = []pages.Link{{Label: tandem.Say("My privacy"), Href: "/privacy"}}
	return m
}

// looksBack tells whether the act is one in which what is carried over comes
// first: any, where it is both's; else the one that asks for it.
func looksBack(def *exercise.Definition, act exercise.Act) bool {
	st, ok := def.Step(act.Step)
	if !ok || !def.CarriesOwn {
		return ok
	}
	_, asks := st.Field(def.Carries)
	return asks
}

// standingTitle is the headline while the round goes on without the viewer.
func standingTitle(h homework.Homework) tandem.Text {
	if h.Sight.Own == exercise.PartDone {
		return words(h.Definition.Done.Title)
	}
	return tandem.Say("Just now")
}

// chosen is the act that the page is for: the one that was asked for by its
// kind where it is open, else the next. Who passed may still begin.
func chosen(h homework.Homework, kind exercise.MoveKind, about tandem.MoveID, now time.Time) (exercise.Act, bool) {
	for _, a := range h.Sight.Acts {
		if a.Step != "" && a.Kind == kind && (about == "" || about == a.Target) && !a.After.After(now) {
			return a, true
		}
	}
	if act, ok := h.Next(); ok || h.Sight.Own != exercise.PartPassed {
		return act, ok
	}
	i := slices.IndexFunc(h.Sight.Acts, func(a exercise.Act) bool { return a.Step != "" && !a.After.After(now) })
	if i < 0 {
		return exercise.Act{}, false
	}
	return h.Sight.Acts[i], true
}

// later are links to what else is open by now, where the step has words for it.
func later(h homework.Homework, act exercise.Act, other tandem.Text, now time.Time) []pages.Link {
	var links []pages.Link
	for _, a := range h.Sight.Acts {
		st, ok := h.Definition.Step(a.Step)
		if !ok || a.Kind == act.Kind || st.Later == "" || a.After.After(now) {
			continue
		}
		link := pages.Link{Label: said(st.Later, other), Href: homeworkHref(h.Assignment.ID) + "?do=" + string(a.Kind)}
		if agreed, ok := h.Definition.Agreed(); ok && h.Kept != nil && agreed.ID == st.ID {
			link.Label = tandem.Say("Change it")
		}
		if !slices.ContainsFunc(links, func(l pages.Link) bool { return l.Href == link.Href }) {
			links = append(links, link)
		}
	}
	return links
}

// presses are the acts that take a single press and no words.
func (w *Web) presses(h homework.Homework) []pages.Action {
	var out []pages.Action
	for _, a := range h.Sight.Acts {
		label := pressText(a.Kind)
		if label.IsZero() || a.Step != "" || a.After.After(w.Clock.Now()) {
			continue
		}
		out = append(out, pages.Action{Label: label, Href: homeworkHref(h.Assignment.ID) + "/moves", About: h.Definition.Name,
			Hidden: []pages.Hidden{{Name: "kind", Value: string(a.Kind)}, {Name: "target", Value: string(a.Target)},
				{Name: "key", Value: w.IDs.New()}, {Name: "version", Value: h.Sight.Version}}})
	}
	return out
}

// recordForm is for what was done without being written down here; nil where
// that is not open.
func (w *Web) recordForm(h homework.Homework, a attempt) *pages.Recording {
	if !h.Has(exercise.MoveRecord) || !h.Assignment.Open(w.today(h)) {
		return nil
	}
	on, wrong := a.form.Get(homework.FieldOn), a.problem.At(homework.FieldOn)
	if on == "" {
		on = string(w.today(h))
	}
	return &pages.Recording{Href: homeworkHref(h.Assignment.ID) + "/moves", On: on, Error: wrong,
		Hidden: []pages.Hidden{{Name: "kind", Value: string(exercise.MoveRecord)}, {Name: "key", Value: w.IDs.New()}, {Name: "version", Value: h.Sight.Version}}}
}

// said is a text of a definition, "%s" in it the other's name.
func said(source string, other tandem.Text) tandem.Text {
	if strings.Contains(source, "%s") {
		return tandem.Text{Source: source, Args: []any{other}}
	}
	return words(source)
}

// entries are what the viewer sees of the round so far, the act marking what it
// is about.
func (w *Web) entries(h homework.Homework, act exercise.Act, other tandem.Text) []pages.Entry {
	zone, at := zoneOf(h.Couple, h.Viewer.Partner), photosAt(h.Viewer, h.Couple.ID, h.Assignment.ID)
	var out []pages.Entry
	for _, e := range h.Sight.Entries {
		if e.Kind == exercise.MoveReply || e.Kind == exercise.MoveRecord {
			if shown, ok := guided(h, e, other); ok {
				shown.When = momentText(e.At, zone)
				out = append(out, shown)
			}
			continue
		}
		entry := pages.Entry{Author: shownID(h.Couple, e.Author), When: momentText(e.At, zone), Answers: answers(h.Definition, at, e.Fields)}
		if e.Author == "" {
			entry.Care = careName(h.Couple, e.Staff)
		}
		switch {
		case fieldless(h.Definition, e): // what it handed over stands for itself
			continue
		case e.Taken && e.Own:
			entry.Gone = tandem.Say("You took this back.")
		case e.Taken:
			entry.Gone = tandem.Say("taken back by its author")
		case len(e.Fields) == 0:
			continue
		case e.Own:
			entry.Visibility, entry.Answers = seenBy(h.Definition, at, e, other, h.Alone())
		}
		entry.Older, entry.Asked = e.Older, e.Move == act.Target || e.Move == act.From
		out = append(out, entry)
	}
	return out
}

// fieldless tells whether an entry is of a step that asks nothing.
func fieldless(def *exercise.Definition, e homework.Entry) bool {
	st, ok := def.Step(e.Step)
	return ok && len(st.Fields) == 0
}

// worksheet is one screen of the step that the act belongs to.
func (w *Web) worksheet(m *pages.Exercise, h homework.Homework, act exercise.Act, screen string, a attempt, other tandem.Text) {
	st, ok := h.Definition.Step(act.Step)
	if !ok {
		return
	}
	m.Title, m.Text = said(st.Title, other), append(m.Text, said(st.Text, other))
	for _, r := range st.Rules {
		m.Hints = append(m.Hints, ruleText(r))
	}
	m.Timer = timer(h, st)
	key := a.key
	if key == "" {
		key = w.IDs.New()
	}
	base := homeworkHref(h.Assignment.ID)
	f := &pages.Worksheet{Action: base + "/moves", Key: key, Version: h.Sight.Version, Kind: string(act.Kind), Step: string(st.ID),
		Submit: said(st.Submit, other), Sees: h.Definition.Told(st, other)}
	if act.Target != "" {
		f.Hidden = append(f.Hidden, pages.Hidden{Name: "target", Value: string(act.Target)})
	}
	m.Form = f
	if len(st.Fields) > 0 {
		w.screen(m, h, st, act, screen, a, other)
	}
}

// screen fills the worksheet with one screen of a step's fields.
func (w *Web) screen(m *pages.Exercise, h homework.Homework, st *exercise.Step, act exercise.Act, screen string, a attempt, other tandem.Text) {
	f, base := m.Form, homeworkHref(h.Assignment.ID)
	screens := st.Screens()
	typed := typedSoFar(h, st, act)
	if a.form != nil {
		typed = typed.Lay(a.form)
	}
	n := screenNumber(screen, len(screens))
	if a.screen > 0 {
		n = a.screen
	}
	if n == 0 {
		n = firstOpen(st, screens, typed)
	}
	typed = takingIn(h, st, typed)
	if len(screens) > 1 {
		m.At, m.Of = n, len(screens)
	}
	f.Draft = base + "/draft"
	f.Hidden = append(f.Hidden, pages.Hidden{Name: "screen", Value: strconv.Itoa(n)})
	f.Kept = h.Draft.For(st.ID, act.Target) && a.form == nil
	f.Buttons = []pages.Button{{Label: tandem.Say("Save and stop here"), Name: "stop", Value: "yes"}}
	if n < len(screens) {
		f.Submit = tandem.Say("Next")
	}
	at := base + doing(act.Kind, act.Target)
	if n > 1 {
		f.BackHref = at + "&step=" + strconv.Itoa(n-1)
	}
	asking := asking{seal: h.Definition.Seal(st.Move), alone: h.Alone(), typed: typed, problem: a.problem, other: other, today: w.today(h), more: a.more,
		photos: photosOf(h, m.Phone.Shared), vocabulary: h.Vocabulary, recalls: h.Before != "",
		things: h.Things}
	f.Groups = groups(st, screens[n-1], asking)
	if asking.grows(st, screens[n-1]) {
		f.Buttons = slices.Insert(f.Buttons, 0, pages.Button{Label: tandem.Say("Add another"), Name: "more", Value: "yes"})
	}
}

func timer(h homework.Homework, st *exercise.Step) *pages.Timer {
	if st.Timer == nil {
		return nil
	}
	return &pages.Timer{Seconds: h.Seconds(st.Timer), Min: st.Timer.Min, Max: st.Timer.Max}
}

func (w *Web) today(h homework.Homework) tandem.Date {
	return tandem.DateOf(w.Clock.Now(), tandem.MustZone(h.Couple.TimeZone))
}

// typedSoFar is the draft, or else the answers that the act starts from: those
// of an earlier move, or what both agreed before.
func typedSoFar(h homework.Homework, st *exercise.Step, act exercise.Act) exercise.Form {
	if h.Draft.For(st.ID, act.Target) {
		return h.Draft.Form
	}
	if agreed, ok := h.Definition.Agreed(); ok && h.Kept != nil && agreed.ID == st.ID && act.From == "" {
		return st.Form(valuesOf(h.Kept.Fields))
	}
	for _, e := range h.Sight.Entries {
		if act.From != "" && e.Move == act.From && e.Step == st.ID {
			return st.Form(valuesOf(e.Fields))
		}
	}
	return exercise.Form{}
}

// takingIn is the form with what its reader may take in, where nothing of
// theirs stands in its place: a list that was emptied stays empty.
func takingIn(h homework.Homework, st *exercise.Step, typed exercise.Form) exercise.Form {
	free := exercise.Answers{}
	for _, o := range h.Offered {
		if list, ok := st.Field(o.Field); ok && !list.Sent(typed) {
			free[o.Field] = o.Value
		}
	}
	return st.Form(free).Lay(typed)
}

func valuesOf(fields []homework.Seen) exercise.Answers {
	values := exercise.Answers{}
	for _, s := range fields {
		values[s.Field] = s.Value
	}
	return values
}

// firstOpen is the first screen on which something required is missing, or the
// last.
func firstOpen(st *exercise.Step, screens [][]string, typed exercise.Form) int {
	for i, names := range screens {
		untouched := !slices.ContainsFunc(names, func(name string) bool { _, sent := typed[name]; return sent })
		if untouched || st.Check(typed, names) != nil {
			return i + 1
		}
	}
	return len(screens)
}

// asking is what a screen of questions is filled with.
type asking struct {
	seal    exercise.Seal // that the flow keeps on the step
	alone   bool          // it is one partner's alone
	typed   exercise.Form
	problem pages.Problem
	other   tandem.Text
	today   tandem.Date
	more    bool // one more empty group was asked for
	recalls bool // there is something to look back on

	photos     photos   // how pictures are shown and chosen
	vocabulary []string // the couple's own words for feelings
	things     homework.Things
}

// shown is how many groups of a list stand on the page: those filled in, and as
// many empty ones as the list needs, one at the least.
func (a asking) shown(f *exercise.Field) int {
	if f.Exactly > 0 {
		return f.Exactly
	}
	last := 0
	for n := range f.Groups() {
		if f.Typed(a.typed, n) {
			last = n + 1
		}
	}
	if a.more {
		last++
	}
	return min(max(last, f.AtLeast, 1), f.Groups())
}

// grows tells whether a list of the screen has room for one more group.
func (a asking) grows(st *exercise.Step, names []string) bool {
	return slices.ContainsFunc(st.Fields, func(f exercise.Field) bool {
		return f.Type == exercise.List && f.Exactly == 0 && slices.Contains(names, exercise.ItemName(f.ID, 0, f.Item[0].ID)) && a.shown(&f) < f.Groups()
	})
}

// groups are the questions of one screen, as the page asks them.
func groups(st *exercise.Step, names []string, a asking) []pages.Group {
	var all []pages.Group
	for i := range st.Fields {
		f := &st.Fields[i]
		if f.Recalls && !a.recalls {
			continue // there is nothing yet to look back on
		}
		if f.Type != exercise.List {
			switch {
			case !slices.Contains(names, string(f.ID)):
			case f.Type == exercise.Feelings:
				all = append(all, pages.Group{Fields: feelingQuestions(f, a, sees(f, a.seal, a.other, a.alone))})
			default:
				q := question(f, string(f.ID), a, sees(f, a.seal, a.other, a.alone))
				if f.Type == exercise.Day && f.Required && len(q.Values) == 0 {
					q.Values = []string{string(a.today)}
				}
				all = append(all, pages.Group{Fields: []pages.Field{q}})
				if f.Private {
					keep := exercise.KeepName(f.ID)
					all = append(all, pages.Group{Fields: []pages.Field{{Name: keep, Type: pages.FieldBool, Label: tandem.Say("Keep this to myself"), Values: a.typed[keep]}}})
				}
			}
			continue
		}
		for n := range a.shown(f) {
			if slices.Contains(names, exercise.ItemName(f.ID, n, f.Item[0].ID)) {
				all = append(all, group(f, n, a))
			}
		}
	}
	return all
}

// group is the nth group (from 0) of a list. Who will see it is said once.
func group(f *exercise.Field, n int, a asking) pages.Group {
	g := pages.Group{Title: tandem.Say("%s, %d of %d", words(f.ItemTitle), n+1, f.Exactly)}
	switch {
	case f.Exactly == 0 && a.shown(f) == 1: // the first of one is no first
		g.Title = words(f.ItemTitle)
	case f.Exactly == 0:
		g.Title = tandem.Say("%s %d", words(f.ItemTitle), n+1)
	}
	for j := range f.Item {
		seen := tandem.Text{}
		if j == len(f.Item)-1 {
			seen = sees(f, a.seal, a.other, a.alone)
		}
		sub := f.Item[j]
		if sub.When != nil {
			when := *sub.When
			when.Field = exercise.FieldID(exercise.ItemName(f.ID, n, when.Field))
			sub.When = &when
		}
		if f.Exactly == 0 && n >= f.AtLeast {
			sub.Required = false // an empty group is none
		}
		g.Fields = append(g.Fields, question(&sub, exercise.ItemName(f.ID, n, sub.ID), a, seen))
	}
	return g
}

func question(f *exercise.Field, name string, a asking, seen tandem.Text) pages.Field {
	q := pages.Field{Name: name, Label: words(f.Label), Help: words(f.Help), Values: a.typed[name], Required: f.Required,
		Error: a.problem.At(name), Min: f.Min, Max: f.Max, Low: words(f.Low), High: words(f.High), Visibility: seen,
		Type: map[exercise.FieldType]pages.FieldType{exercise.ShortText: pages.FieldShort, exercise.LongText: pages.FieldLong,
			exercise.Scale: pages.FieldScale, exercise.Choice: pages.FieldChoice, exercise.Multi: pages.FieldMulti, exercise.Feelings: pages.FieldMulti,
			exercise.Bool: pages.FieldBool, exercise.Day: pages.FieldDate, exercise.TimeOfDay: pages.FieldTime,
			exercise.Counter: pages.FieldCounter, exercise.Photo: pages.FieldPhoto}[f.Type]}
	for _, o := range f.Choices {
		q.Choices = append(q.Choices, pages.Choice{Value: o.Value, Label: words(o.Label)})
	}
	if f.Type == exercise.Link {
		linkQuestion(&q, f, a.things)
	}
	if f.Type == exercise.Photo {
		photoQuestion(&q, name, a)
	}
	if f.When != nil {
		q.OnlyIf = &pages.Hidden{Name: string(f.When.Field), Value: f.When.Is}
		q.Required = false
	}
	if f.Type == exercise.Bool { // a tick may stay off, but it must be sent as an answer
		q.Type = pages.FieldChoice
		q.Choices = []pages.Choice{{Value: "yes", Label: tandem.Say("Yes")}, {Value: "no", Label: tandem.Say("No")}}
	}
	return q
}
