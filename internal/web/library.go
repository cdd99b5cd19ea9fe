package web

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"tandem/internal/catalogue"
	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// Library is everything that the practice can choose from, on one page.
func (w *Web) Library(c echo.Context) error {
	ctx, actor := ctxOf(c)
	shelf, err := w.Catalogue.See(ctx, actor)
	if err != nil {
		return err
	}
	wants := map[string]string{}
	for _, name := range []string{"family", "shelf", "flow"} {
		wants[name] = c.QueryParam(name)
	}
	m := pages.Library{Desk: w.desk(ctx, actor), CanWrite: writesLibrary(actor), Filters: filters(shelf.Library, wants)}
	m.Filtered = slices.ContainsFunc([]string{"family", "shelf", "flow"}, func(name string) bool { return wants[name] != "" })
	for _, d := range shelf.Library.Latest() {
		if fitsAll(d, wants) {
			m.Exercises = append(m.Exercises, libraryCard(d))
		}
	}
	if !m.Filtered {
		for _, t := range shelf.Templates {
			m.Templates = append(m.Templates, weekGrid(t, shelf.Library))
		}
	}
	for _, l := range shelf.Works {
		m.Works = append(m.Works, workRow(ctx, l))
	}
	return w.render(c, http.StatusOK, pages.LibraryPage(m))
}

// writesLibrary tells whether the page offers what only some may do. Access
// decides again at each request.
func writesLibrary(actor tandem.Actor) bool {
	return actor.Has(tandem.RoleTherapist) || actor.Has(tandem.RoleOwner)
}

// features are what an exercise can be filtered by.
func features(d *exercise.Definition, name string) []string {
	var all []string
	switch name {
	case "family":
		all = append(all, string(d.Family))
	case "shelf":
		for _, s := range d.Shelves {
			all = append(all, string(s.ID))
		}
	case "flow":
		for l := &d.Flow; l != nil; l = l.Then {
			all = append(all, string(l.Kind))
		}
	}
	return all
}

func fitsAll(d *exercise.Definition, wants map[string]string) bool {
	for name, want := range wants {
		if want != "" && !slices.Contains(features(d, name), want) {
			return false
		}
	}
	return true
}

// filters offer what the library has.
func filters(library *exercise.Library, wants map[string]string) []pages.LibraryFilter {
	var out []pages.LibraryFilter
	for _, f := range []struct {
		name  string
		label tandem.Text
	}{{"family", tandem.Say("Family")}, {"flow", tandem.Say("How it goes")}, {"shelf", tandem.Say("What it leaves")}} {
		filter := pages.LibraryFilter{Name: f.name, Label: f.label, Options: []pages.Option{{Value: "", Label: "all"}}}
		var values []string
		for _, d := range library.Latest() {
			values = append(values, features(d, f.name)...)
		}
		slices.Sort(values)
		for _, v := range slices.Compact(values) {
			if v != "" {
				filter.Options = append(filter.Options, pages.Option{Value: v, Label: featureName(f.name, v), Chosen: v == wants[f.name]})
			}
		}
		slices.SortFunc(filter.Options[1:], func(a, b pages.Option) int { return cmp.Compare(a.Label, b.Label) })
		out = append(out, filter)
	}
	return out
}

// featureName is what somebody reads for a feature.
func featureName(name, value string) string {
	switch name {
	case "flow":
		return catalogue.FlowName(exercise.FlowKind(value))
	case "shelf":
		return exercise.ShelfID(value).Title()
	}
	return familyName(value)
}

// familyName is a family in plain words.
func familyName(family string) string { return strings.ReplaceAll(family, "-", " ") }

func libraryCard(d *exercise.Definition) pages.LibraryCard {
	card := pages.LibraryCard{ID: string(d.ID), Name: d.Name, Own: d.Own, Purpose: d.Purpose, Flow: catalogue.FlowWords(d.Flow),
		Facts: []tandem.Text{minutesOf(d), plan.CadenceText(d.Cadence)}}
	if d.Family != "" {
		card.Facts = append(card.Facts, words(familyName(string(d.Family))))
	}
	for _, s := range catalogue.Seers(d) {
		card.Sees = append(card.Sees, pages.Seers{Who: words(s.Who), What: s.What})
	}
	for _, s := range d.Shelves {
		if title := s.ID.Title(); title != "" {
			card.Leaves = tandem.Say("Leaves something on: %s", title)
		}
	}
	return card
}

// weekGrid is a template week by week.
func weekGrid(t plan.Template, library *exercise.Library) pages.WeekGrid {
	g := pages.WeekGrid{ID: string(t.ID), Name: t.Name, Own: catalogue.Own(string(t.ID)), For: t.For}
	for _, ph := range t.Phases {
		g.Phases = append(g.Phases, tandem.Say("%s: %s. %s", plan.WeeksText(ph.From, ph.To), ph.Name, ph.Focus))
	}
	p := t.Plan(library)
	rows := map[tandem.ExerciseID]int{}
	for _, it := range p.Items {
		i, known := rows[it.Exercise]
		if !known {
			i = len(g.Rows)
			rows[it.Exercise] = i
			g.Rows = append(g.Rows, pages.GridRow{Name: plan.NamesFrom(library, nil).Exercise(it).Source, Times: make([]int, t.Weeks)})
		}
		if it.Cadence.Kind == exercise.WhenItHappens {
			g.Rows[i].Often = plan.CadenceText(it.Cadence)
		}
		for week := 1; week <= t.Weeks; week++ {
			g.Rows[i].Times[week-1] += p.Times(it, week)
		}
	}
	for week := 1; week <= t.Weeks; week++ {
		load := p.LoadOf(week, "", library)
		g.Weeks = append(g.Weeks, week)
		g.Loads = append(g.Loads, pages.GridLoad{Task: load.Task, Together: load.Together, Heavy: load.Heavy(week)})
		if load.Heavy(week) {
			g.Marks = append(g.Marks, tandem.Say("week %d: over %d minutes", week, plan.Cap(week)))
		}
		for _, slot := range p.LacksIn(week) {
			g.Marks = append(g.Marks, tandem.Say("week %d: %s", week, lackText(slot)))
		}
	}
	return g
}

func workRow(ctx context.Context, l catalogue.Listed) pages.WorkRow {
	row := pages.WorkRow{ID: l.ID, Name: l.Name, Kind: kindText(l.Kind), Draft: l.State == catalogue.Draft}
	if row.Name == "" {
		row.Name = tandem.T(ctx, "without a name yet")
	}
	switch {
	case l.State == catalogue.Draft && l.Open > 0:
		row.State = tandem.Say("draft of version %d, %d things missing", l.Version, l.Open)
	case l.State == catalogue.Draft:
		row.State = tandem.Say("draft of version %d, ready", l.Version)
	case l.State == catalogue.Retired:
		row.State = tandem.Say("version %d, retired", l.Version)
	default:
		row.State = tandem.Say("version %d, published", l.Version)
	}
	return row
}

func kindText(k catalogue.Kind) tandem.Text {
	if k == catalogue.KindTemplate {
		return tandem.Say("plan template")
	}
	return tandem.Say("exercise")
}

// LibraryStart is where something of one's own begins.
func (w *Web) LibraryStart(c echo.Context) error {
	return w.libraryStart(c, http.StatusOK, pages.LibraryStart{})
}

func (w *Web) libraryStart(c echo.Context, status int, m pages.LibraryStart) error {
	ctx, actor := ctxOf(c)
	shelf, err := w.Catalogue.See(ctx, actor)
	if err != nil {
		return err
	}
	m.Desk = w.desk(ctx, actor)
	for _, way := range shelf.Starts.Ways(shelf.Library) {
		card := pages.FlowCard{Key: way.Key, Name: way.Name, Does: way.Does, Steps: way.Steps, Like: strings.Join(way.Like, ", ")}
		if len(way.Does) > 1 {
			m.Chains = append(m.Chains, card)
		} else {
			m.Flows = append(m.Flows, card)
		}
	}
	m.Parts = partSelects(m.Chosen)
	for _, d := range shelf.Library.Latest() {
		m.Exercises = append(m.Exercises, pages.Option{Value: string(d.ID), Label: d.Name})
	}
	m.Templates = []pages.Option{{Value: "", Label: "nothing"}}
	for _, t := range shelf.Templates {
		m.Templates = append(m.Templates, pages.Option{Value: string(t.ID), Label: t.Name})
	}
	return w.render(c, status, pages.LibraryStartPage(m))
}

// partSelects are the places of a chain of one's own: what comes first, and what
// may follow.
func partSelects(chosen []string) [][]pages.Option {
	parts := catalogue.Parts()
	var out [][]pages.Option
	for n := range catalogue.LongestChain {
		var options []pages.Option
		if n > 0 {
			options = append(options, pages.Option{Label: "nothing more"})
		}
		for _, p := range parts {
			options = append(options, pages.Option{Value: p.Key(), Label: p.Name(), Chosen: len(chosen) > 1 && n < len(chosen) && chosen[n] == p.Key()})
		}
		out = append(out, options)
	}
	return out
}

// StartWork begins a draft.
func (w *Web) StartWork(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	flow := strings.Trim(strings.Join(f["flow"], "+"), "+")
	made, err := w.Catalogue.Start(ctx, actor, catalogue.StartInput{Kind: catalogue.Kind(f.Get("kind")), Flow: flow, Copy: f.Get("copy")})
	if err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.libraryStart(c, status, pages.LibraryStart{Problem: p, Chosen: f["flow"]})
	}
	return see(c, workPath(made.ID, ""))
}

func workPath(id tandem.WorkID, rest string) string { return "/library/works/" + string(id) + rest }

func workIn(c echo.Context) tandem.WorkID { return tandem.WorkID(c.Param("work")) }

// ImportWork keeps a file as a draft.
func (w *Web) ImportWork(c echo.Context) error {
	kind, text, err := sentFile(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	made, err := w.Catalogue.Import(ctx, actor, catalogue.Kind(kind), text)
	if err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		for i := range p.Fields {
			p.Fields[i].Field = "content"
		}
		return w.libraryStart(c, status, pages.LibraryStart{Problem: p, Typed: string(text), Kind: kind})
	}
	return w.done(c, workPath(made.ID, ""), "The file is in. It is a draft until you publish it.")
}

// sentFile is the file of a form, or the text that was pasted instead.
func sentFile(c echo.Context) (kind string, text []byte, err error) {
	r := c.Request()
	if err := r.ParseMultipartForm(2 * catalogue.MaxContent); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		var tooLong *http.MaxBytesError
		if errors.As(err, &tooLong) {
			return "", nil, err // the server says so
		}
		return "", nil, tandem.Invalid(tandem.Say("We could not read that request."))
	}
	if r.MultipartForm != nil {
		defer func() { _ = r.MultipartForm.RemoveAll() }() // nothing of it lies on the disk after
	}
	kind, text = r.PostForm.Get("kind"), []byte(r.PostForm.Get("content"))
	f, header, err := r.FormFile("file")
	switch {
	case err != nil || header.Size == 0: // none was chosen
		return kind, text, nil
	case header.Size > catalogue.MaxContent:
		return kind, make([]byte, catalogue.MaxContent+1), nil
	}
	defer func() { _ = f.Close() }()
	text, err = io.ReadAll(f)
	return kind, text, err
}
