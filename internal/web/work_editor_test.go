package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tandem/internal/catalogue"
	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/templates/library"
	"tandem/templates/pages"
)

// bench is what the editor works with.
type bench struct {
	library   *exercise.Library
	templates plan.Templates
	starts    *catalogue.Starts
}

func newBench(t testing.TB) bench {
	t.Helper()
	var b bench
	var err error
	if b.library, err = exercise.Load(library.Exercises, "exercises"); err != nil {
		t.Fatal(err)
	}
	if b.templates, err = plan.LoadTemplates(library.Plans, "plans", b.library); err != nil {
		t.Fatal(err)
	}
	if b.starts, err = catalogue.LoadStarts(library.Starts, "starts"); err != nil {
		t.Fatal(err)
	}
	return b
}

// page is an exercise in the editor, with what the checker says of it.
func (b bench) page(d *exercise.Definition) catalogue.Page {
	text, _ := json.MarshalIndent(d, "", "  ")
	w := catalogue.Work{ID: "w", Kind: catalogue.KindExercise, Code: string(d.ID), Version: d.Version, State: catalogue.Draft, Edits: 1, Content: text}
	return w.Page(b.library, b.starts)
}

func (b bench) templatePage(tpl plan.Template) catalogue.Page {
	text, _ := json.MarshalIndent(tpl, "", "  ")
	w := catalogue.Work{ID: "w", Kind: catalogue.KindTemplate, Code: string(tpl.ID), Version: tpl.Version, State: catalogue.Draft, Edits: 1, Content: text}
	return w.Page(b.library, b.starts)
}

// desktop is the editor's page, with the form on it as a browser would send it.
type desktop struct {
	form    exercise.Form
	options map[string][]string // what each select offers
	boxes   map[string][]string // the values of boxes
	kinds   map[string]string   // what kind of input stands under a name
	ids     map[string]bool
	buttons []string // the values of "go"
}

func show(t testing.TB, page catalogue.Page, typed exercise.Form, p pages.Problem) desktop {
	t.Helper()
	m := workPage(t.Context(), page, typed, p)
	var out bytes.Buffer
	if err := pages.WorkPage(m).Render(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(&out)
	if err != nil {
		t.Fatal(err)
	}
	s := desktop{form: exercise.Form{}, options: map[string][]string{}, boxes: map[string][]string{}, kinds: map[string]string{}, ids: map[string]bool{}}
	s.read(root, false)
	return s
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func (s *desktop) read(n *html.Node, in bool) {
	if id, ok := attr(n, "id"); ok {
		s.ids[id] = true
	}
	name, _ := attr(n, "name")
	value, _ := attr(n, "value")
	kind, _ := attr(n, "type")
	switch {
	case n.Data == "form":
		action, _ := attr(n, "action")
		in = action == "/library/works/w"
	case !in || name == "":
	case n.Data == "button":
		s.buttons = append(s.buttons, value)
	case n.Data == "textarea":
		s.form[name], s.kinds[name] = []string{strings.TrimPrefix(words0(n), "\n")}, "text"
	case n.Data == "select":
		s.choose(n, name)
		return
	case kind == "checkbox":
		s.boxes[name], s.kinds[name] = append(s.boxes[name], value), "box"
		if _, checked := attr(n, "checked"); checked {
			s.form[name] = append(s.form[name], value)
		}
	case n.Data == "input":
		s.form[name], s.kinds[name] = []string{value}, kind
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		s.read(c, in)
	}
}

func (s *desktop) choose(n *html.Node, name string) {
	s.kinds[name] = "select"
	if id, ok := attr(n, "id"); ok {
		s.ids[id] = true
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Data != "option" {
			continue
		}
		value, _ := attr(c, "value")
		s.options[name] = append(s.options[name], value)
		if _, chosen := attr(c, "selected"); chosen || s.form[name] == nil {
			s.form[name] = []string{value}
		}
	}
}

func words0(n *html.Node) string {
	if n.FirstChild == nil {
		return ""
	}
	return n.FirstChild.Data
}

// exerciseOf and templateOf read a content back.
func exerciseOf(t testing.TB, content []byte) *exercise.Definition {
	t.Helper()
	d := &exercise.Definition{}
	if err := json.Unmarshal(content, d); err != nil {
		t.Fatal(err)
	}
	return d
}

func asFile(t testing.TB, v any) string {
	t.Helper()
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// firstDifference is the first line in which two texts differ.
func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return fmt.Sprintf("line %d: %s, was %s", i+1, strings.TrimSpace(y[i]), strings.TrimSpace(x[i]))
		}
	}
	return "one is longer"
}

// Saving the form as it is shown changes nothing: of no exercise of the library,
// of no way to begin, of no template.
func TestTheEditorGivesBackWhatItShows(t *testing.T) {
	b := newBench(t)
	var all []*exercise.Definition
	all = append(all, b.library.Latest()...)
	starts, err := exercise.Load(library.Starts, "starts")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range append(all, starts.All()...) {
		t.Run(string(d.ID), func(t *testing.T) {
			page := b.page(d)
			content, err := workContent(page, show(t, page, nil, pages.Problem{}).form)
			if err != nil {
				t.Fatal(err)
			}
			if before, after := asFile(t, page.Exercise), asFile(t, exerciseOf(t, content)); before != after {
				t.Errorf("saved, it is another one: %s", firstDifference(before, after))
			}
		})
	}
	for _, tpl := range b.templates {
		t.Run(string(tpl.ID), func(t *testing.T) {
			page := b.templatePage(tpl)
			content, err := workContent(page, show(t, page, nil, pages.Problem{}).form)
			if err != nil {
				t.Fatal(err)
			}
			var back plan.Template
			if err := json.Unmarshal(content, &back); err != nil {
				t.Fatal(err)
			}
			if before, after := asFile(t, page.Template), asFile(t, back); before != after {
				t.Errorf("saved, it is another one: %s", firstDifference(before, after))
			}
		})
	}
}

// edit changes some of what a form holds, as somebody might: words, numbers,
// choices, boxes; and presses a button.
func edit(r *rand.Rand, s desktop) exercise.Form {
	typed := []string{"", "Say how it was for you.", "12", "0", "3:30", "%s and %s", "Yes\nNo\nPerhaps", "x=y", strings.Repeat("long ", 90), "100%", "a\tb"}
	form := exercise.Form{}
	names := slices.Sorted(maps.Keys(s.kinds))
	for name, values := range s.form {
		form[name] = slices.Clone(values)
	}
	for range 1 + r.IntN(4) {
		name := names[r.IntN(len(names))]
		switch s.kinds[name] {
		case "select":
			form[name] = []string{s.options[name][r.IntN(len(s.options[name]))]}
		case "box":
			form[name] = nil
			for _, v := range s.boxes[name] {
				if r.IntN(2) == 0 {
					form[name] = append(form[name], v)
				}
			}
		case "number":
			form[name] = []string{[]string{"", "0", "1", "2", "5", "400"}[r.IntN(6)]}
		case "text":
			form[name] = []string{typed[r.IntN(len(typed))]}
		}
	}
	if len(s.buttons) > 0 && r.IntN(2) == 0 {
		form["go"] = []string{s.buttons[r.IntN(len(s.buttons))]}
	}
	return form
}

// Whatever is edited in whatever order: what the checker would refuse is said at
// a place that is on the page, what is refused stays typed, and what was saved
// comes back from the form as it was saved.
func TestRandomEdits(t *testing.T) {
	b := newBench(t)
	starts, err := exercise.Load(library.Starts, "starts")
	if err != nil {
		t.Fatal(err)
	}
	var from []catalogue.Page
	for _, d := range append(starts.All(), b.library.Latest()...) {
		from = append(from, b.page(d))
	}
	for _, tpl := range b.templates {
		from = append(from, b.templatePage(tpl))
	}
	for n, first := range from {
		t.Run(first.Code, func(t *testing.T) {
			r := rand.New(rand.NewPCG(uint64(n), 7)) // the same edits each time
			page, s := first, show(t, first, nil, pages.Problem{})
			for range 8 {
				form := edit(r, s)
				content, err := workContent(page, form)
				if err != nil {
					refusedInPlace(t, page, form, err)
					continue
				}
				w := page.Work
				w.Content = content
				next := w.Page(b.library, b.starts)
				s = show(t, next, nil, pages.Problem{})
				saidInPlace(t, next, s)
				again, err := workContent(next, s.form)
				if err != nil {
					t.Fatalf("what was saved is refused: %v", err)
				}
				if before, after := asSaved(t, next, content), asSaved(t, next, again); before != after {
					t.Fatalf("what was saved comes back as another: %s\npressed %q", firstDifference(before, after), form.Get("go"))
				}
				page = next
			}
		})
	}
}

// asSaved is a content in the form of a file.
func asSaved(t testing.TB, page catalogue.Page, content []byte) string {
	t.Helper()
	if page.Kind == catalogue.KindExercise {
		return asFile(t, exerciseOf(t, content))
	}
	var tpl plan.Template
	if err := json.Unmarshal(content, &tpl); err != nil {
		t.Fatal(err)
	}
	return asFile(t, tpl)
}

// saidInPlace: each mistake names an input or a heading of the page.
func saidInPlace(t testing.TB, page catalogue.Page, s desktop) {
	t.Helper()
	for _, m := range page.Mistakes {
		if at := inputOf(page, m.Where); !s.ids["f-"+at] {
			t.Errorf("%s: %s is said at %q, which is not on the page", m.Where, m.Why, at)
		}
	}
}

// refusedInPlace: each refusal stands at an input of the page that comes back,
// with everything that was typed.
func refusedInPlace(t testing.TB, page catalogue.Page, form exercise.Form, err error) {
	t.Helper()
	p, _, ok := problem(err)
	if !ok {
		t.Fatalf("refused without a word: %v", err)
	}
	s := show(t, page, form, p)
	for _, f := range p.Fields {
		if !s.ids["f-"+f.Field] {
			t.Errorf("%s is refused at %q, which is not on the page", f.Text, f.Field)
		}
	}
	for name, kind := range s.kinds {
		want, got := form[name], s.form[name]
		if kind == "hidden" || kind == "select" && len(want) == 0 {
			continue
		}
		if strings.Join(want, "|") != strings.Join(got, "|") && (len(want) > 0 && want[0] != "" || len(got) > 0 && got[0] != "") {
			t.Errorf("%s comes back as %q, typed was %q", name, got, want)
		}
	}
}

// How own words read is help beside them: hard ones are named with a link to
// where they stand, other languages are left alone, and nothing is refused.
func TestHardWordsAreNamedAndNotRefused(t *testing.T) {
	b := newBench(t)
	d, _ := b.library.Get("E24", 1)
	hard := d.Clone()
	hard.Purpose = "Collaboratively articulate individual expectations regarding reciprocal responsibilities, considering historical circumstances."
	r := reading(hard)
	if !r.Judged || len(r.Hard) != 1 || r.Hard[0].Field != "purpose" {
		t.Errorf("read as %+v", r)
	}
	if page := b.page(hard); len(page.Mistakes) > 0 {
		t.Errorf("hard words are refused: %v", page.Mistakes)
	}
	spanish := &exercise.Definition{Purpose: "Escribe lo que te gustó del día. Después léelo a la otra persona y dile cómo fue para ti en ese momento."}
	if r := reading(spanish); r.Judged {
		t.Errorf("Spanish is judged: %+v", r)
	}
}

// TestAMistakeOfATemplateIsNamedInWords: nobody reads the path of a file.
func TestAMistakeOfATemplateIsNamedInWords(t *testing.T) {
	page := catalogue.Page{Library: newBench(t).library, Template: plan.Template{Items: []plan.TemplateItem{{Exercise: "E02"}, {}},
		LeadIn: &plan.LeadIn{Items: []plan.TemplateItem{{Exercise: "E24"}}}}}
	for where, want := range map[string]string{"phases.0.from": "phase 1", "phases": "phases", "reviews.1": "review 2", "items.0.cadence": "Three appreciations", "items.1.exercise": "line 2",
		"items": "items", "lead_in": "the lead-in", "lead_in.items.0.exercise": "the lead-in, One good thing tonight", "weeks": "weeks"} {
		if got := templatePlace(page, where); got != want {
			t.Errorf("%s: %q, want %q", where, got, want)
		}
	}
}
