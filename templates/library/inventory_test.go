package library_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"tandem/internal/exercise"
	"tandem/templates/library"
)

// flowOf is the chain that the inventory's code stands for.
func flowOf(code string) string {
	code, _, _ = strings.Cut(code, " (")
	var all []string
	for _, c := range strings.Split(code, "→") {
		all = append(all, map[string]string{"SOLO": "solo", "SRC": "speaker-listener", "GA": "give-and-acknowledge", "SR": "sealed", "JF": "joint-form",
			"TW": "taking-turns-writing", "RR": "request-and-answer", "OC": "offer-and-outcome", "PA": "propose-and-agree", "LOG": "log", "EV": "event", "REV": "review"}[c])
	}
	return strings.Join(all, " > ")
}

// facts says of an exercise what the inventory fixes, in the inventory's form.
func facts(d *exercise.Definition) string {
	var chain, shelves []string
	for p := &d.Flow; p != nil; p = p.Then {
		chain = append(chain, string(p.Kind))
	}
	for _, s := range d.Shelves {
		shelves = append(shelves, string(s.ID))
	}
	often := string(d.Cadence.Kind)
	switch d.Cadence.Kind {
	case exercise.Weekly:
		often = fmt.Sprintf("%dx week", d.Cadence.PerWeek)
	case exercise.EveryWeeks:
		often = fmt.Sprintf("every %d weeks", d.Cadence.EveryWeeks)
	}
	return fmt.Sprintf("%s | %d | %s | %s", strings.Join(chain, " > "), d.Minutes, often, strings.Join(shelves, " "))
}

// fieldFacts says of a field what the inventory fixes.
func fieldFacts(f *exercise.Field) string {
	said := []string{string(f.ID), strings.ReplaceAll(string(f.Type), " ", "-")}
	switch {
	case f.Type == exercise.Scale || f.Type == exercise.Counter:
		said = append(said, fmt.Sprintf("%d-%d", f.Min, f.Max))
	case f.Type == exercise.List && f.Exactly > 0:
		said = append(said, fmt.Sprint(f.Exactly))
	case f.Type == exercise.List:
		said = append(said, fmt.Sprintf("%d-%d", f.AtLeast, f.AtMost))
	case f.Type == exercise.Choice || f.Type == exercise.Multi:
		var values []string
		for _, o := range f.Choices {
			values = append(values, o.Value)
		}
		said = append(said, strings.Join(values, "|"))
	case f.Type == exercise.Link:
		var to []string
		for _, t := range f.To {
			to = append(to, string(t))
		}
		said = append(said, strings.Join(to, "|"))
	}
	said = append(said, map[exercise.Visibility]string{exercise.Both: "S", exercise.AuthorAndTherapist: "T", exercise.AuthorOnly: "P"}[f.Visibility])
	if f.Sealed {
		said = append(said, "sealed")
	}
	return strings.Join(said, " ")
}

// inGroup says of a field in a list what the inventory fixes.
func inGroup(f *exercise.Field) string {
	said := strings.TrimSpace(fieldFacts(f))
	if f.Required {
		said += " !"
	}
	return said
}

// comparing goes through the inventory line by line.
type comparing struct {
	lib   map[string]*exercise.Definition
	rules map[string][]string // the paragraphs of each
	wrong []string

	d        *exercise.Definition // the exercise that the lines speak of
	code     string               // its flow in the inventory
	list     *exercise.Field      // the list whose groups the lines speak of
	from     []string
	said     []string        // its rules
	fixed    []string        // its figures
	named    map[string]bool // fields, those in lists with the list's name
	added    map[string]bool // those of them that ours adds
	reasoned map[string]bool // what differs with a reason
	seen     map[string]bool // exercises
}

// differences are the lines of the inventory that the library does not bear out,
// and what of the library the inventory does not name.
func differences(inventory string, lib map[string]*exercise.Definition) []string {
	c := &comparing{lib: lib, rules: map[string][]string{}, seen: map[string]bool{}}
	for line := range strings.Lines(inventory) {
		line, _, _ = strings.Cut(line, " # ")
		said := strings.TrimSpace(line)
		switch {
		case said == "" || said[0] == '#':
		case strings.HasPrefix(line, "rule "):
			words := strings.Fields(said)
			c.rules[words[1]] = words[2:]
		case !strings.HasPrefix(line, " "):
			c.end()
			c.begin(said)
		case c.d == nil:
		case strings.HasPrefix(line, "    "):
			c.group(said)
		default:
			c.line(said)
		}
	}
	c.end()
	for id := range lib {
		if !c.seen[id] {
			c.wrong = append(c.wrong, id+" is not in the inventory")
		}
	}
	return c.wrong
}

func (c *comparing) say(what string, args ...any) {
	c.wrong = append(c.wrong, strings.TrimSpace(fmt.Sprintf("%s: ", c.d.ID)+fmt.Sprintf(what, args...)))
}

func (c *comparing) begin(said string) {
	head := strings.SplitN(said, " | ", 3)
	c.d, c.code, c.list, c.from, c.said, c.fixed = c.lib[head[0]], head[1], nil, nil, nil, nil
	c.named, c.added, c.reasoned, c.seen[head[0]] = map[string]bool{}, map[string]bool{}, map[string]bool{}, true
	if c.d == nil || facts(c.d) != head[2] {
		c.wrong = append(c.wrong, said)
	}
}

// line is one that stands under an exercise.
func (c *comparing) line(said string) {
	c.list = nil
	first, rest, _ := strings.Cut(said, " ")
	id, _, _ := strings.Cut(rest, ":")
	switch first {
	case "from":
		c.from = strings.Fields(rest)
		if source := strings.Fields(strings.ReplaceAll(c.d.Source, ",", "")); !slices.Equal(source, c.from) {
			c.say("comes from %v", source)
		}
	case "rules":
		c.said = strings.Fields(rest)
	case "fixed":
		c.fixed = append(c.fixed, rest)
	case "-":
		c.reasoned[id] = true
	case "+":
		c.named[id], c.added[id] = true, true
		if _, ok := c.d.Field(exercise.FieldID(id)); !ok {
			c.say("has no %s", id)
		}
	case "@":
		if !slices.ContainsFunc(c.d.Steps, func(s exercise.Step) bool {
			return s.Timer != nil && said == fmt.Sprintf("@ %s %d %d-%d", s.ID, s.Timer.Seconds, s.Timer.Min, s.Timer.Max)
		}) {
			c.say("%s", said)
		}
	default:
		f, ok := c.d.Field(exercise.FieldID(first))
		if c.named[first] = true; !ok || fieldFacts(f) != said {
			c.say("%s", said)
		} else if f.Type == exercise.List {
			c.list = f
		}
	}
}

// group is a line about a field in each group of a list.
func (c *comparing) group(said string) {
	id, _, _ := strings.Cut(said, " ")
	extra := id == "+"
	if extra {
		id, _, _ = strings.Cut(strings.TrimPrefix(said, "+ "), ":")
	}
	if c.list == nil {
		c.say("%s belongs to no list", said)
		return
	}
	c.named[string(c.list.ID)+"."+id] = true
	if i := slices.IndexFunc(c.list.Item, func(f exercise.Field) bool { return string(f.ID) == id }); i < 0 || !extra && inGroup(&c.list.Item[i]) != said {
		c.say("%s %s", c.list.ID, said)
	}
}

// end looks at what the lines left out.
func (c *comparing) end() {
	if c.d == nil {
		return
	}
	if !c.reasoned["chain"] && flowOf(c.code) != strings.SplitN(facts(c.d), " |", 2)[0] {
		c.say("a chain other than %s, without a reason", c.code)
	}
	shown := map[string]bool{}
	for _, r := range c.d.Rules {
		shown[string(r)] = true
	}
	for _, s := range c.d.Steps {
		for _, r := range s.Rules {
			shown[string(r)] = true
		}
		for i := range s.Fields {
			c.left("", &s.Fields[i])
		}
	}
	if !slices.Equal(c.fixed, c.d.Fixed) {
		c.say("fixes %q", c.d.Fixed)
	}
	c.shows(shown)
}

// left tells of a field that no line names.
func (c *comparing) left(in string, f *exercise.Field) {
	if name := in + string(f.ID); !c.named[name] {
		c.say("%s is not in the inventory", name)
	}
	for i := range f.Item {
		if c.added[string(f.ID)] {
			break // the whole list is ours
		}
		c.left(string(f.ID)+".", &f.Item[i])
	}
}

// shows: the rules are those of the line, each marked as its paragraph says, and
// of the exercise's own paragraphs none is missing without a reason.
func (c *comparing) shows(shown map[string]bool) {
	var want []string
	for rule, paragraphs := range c.rules {
		own := slices.ContainsFunc(paragraphs, func(p string) bool { return slices.Contains(c.from, p) })
		switch {
		case shown[rule] && own:
			want = append(want, rule)
		case shown[rule]:
			want = append(want, "+"+rule)
		case own && !c.reasoned["rule "+rule]:
			c.say("%s of its own paragraph is not shown, without a reason", rule)
		}
	}
	slices.Sort(want)
	if listed := slices.Sorted(slices.Values(c.said)); !slices.Equal(listed, want) {
		c.say("shows the rules %v, and listed are %v", want, listed)
	}
}

// TestTheLibraryIsTheInventory: flows, minutes, cadences, shelves, the fields of
// the worksheets and of their lists with their bounds and who sees them, the
// timers, the figures that a source fixes and the rules of conversation are those
// of the inventory, or differ with a reason beside them; and there is no field
// that it does not name.
func TestTheLibraryIsTheInventory(t *testing.T) {
	text, err := os.ReadFile("testdata/inventory.txt")
	if err != nil {
		t.Fatal(err)
	}
	l, err := exercise.Load(library.Exercises, "exercises")
	if err != nil {
		t.Fatal(err)
	}
	lib := map[string]*exercise.Definition{}
	for _, d := range l.Latest() {
		lib[string(d.ID)] = d
	}
	if len(lib) != 45 {
		t.Errorf("%d exercises", len(lib))
	}
	for _, w := range differences(string(text), lib) {
		t.Error(w)
	}
	for planted, from := range map[string]string{"scale 1-10 S": "scale 1-5 S", "| 2x week |": "| 1x week |", "felt_heard scale 0-10 S": "felt_heard scale 0-10 T", "items list 4": "items list 3",
		"@ breathe 60": "@ breathe 180", "- nothing: the matter": "- chain: the matter", "E09 | SR→RR": "E09 | SR→JF",
		"    example long-text\n": "    example long-text ! # there: concrete example\n", "    importance scale 1-4": "    importance scale 1-5", "    how long-text": "    how short-text",
		"  reader_story short-text S\n": "  reader_story short-text S\n  repeat_plan short-text S\n", "    due time": "    due date",
		"  fixed stars: exactly 3": "  fixed stars: exactly 2", "  rules +R1 R3 R4\n": "  rules +R1 +R2 R3 R4\n", "  rules R5 R6\n": "  rules R5\n", "rule R5 B4": "rule R5 B3", "- rule R8: saying": "- rule R4: saying",
		"  from B4\n": "  from B3\n", "  + touches: 1.2": "  + touch: 1.2"} {
		if changed := strings.Replace(string(text), from, planted, 1); changed == string(text) || len(differences(changed, lib)) == 0 {
			t.Errorf("the planted fault %q is not seen", planted)
		}
	}
	for _, d := range l.Latest() {
		for _, lead := range d.Leads {
			to := lib[string(lead.To)]
			if to == nil {
				t.Errorf("%s leads to %s, which is not there", d.ID, lead.To)
			} else if f, ok := to.Field(lead.In); !ok || f.Type != exercise.ShortText {
				t.Errorf("%s leads to %s of %s, which is no short text there", d.ID, lead.In, lead.To)
			}
		}
	}
}
