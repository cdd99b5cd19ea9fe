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

// differences are the lines of the inventory that an exercise of the library
// does not bear out.
func differences(inventory string, lib map[string]*exercise.Definition) []string {
	var wrong []string
	var d *exercise.Definition
	code, reasoned, seen := "", false, map[string]bool{}
	end := func() {
		if d != nil && !reasoned && flowOf(code) != strings.SplitN(facts(d), " |", 2)[0] {
			wrong = append(wrong, fmt.Sprintf("%s: a chain other than %s, without a reason", d.ID, code))
		}
	}
	for _, line := range strings.Split(inventory, "\n") {
		line, _, _ = strings.Cut(line, " # ")
		said := strings.TrimSpace(line)
		switch {
		case said == "" || said[0] == '#':
		case !strings.HasPrefix(line, " "):
			end()
			head := strings.SplitN(said, " | ", 3)
			d, code, reasoned = lib[head[0]], head[1], false
			seen[head[0]] = true
			if d == nil || facts(d) != head[2] {
				wrong = append(wrong, said)
			}
		case strings.HasPrefix(said, "- "):
			reasoned = reasoned || strings.HasPrefix(said, "- chain:")
		case strings.HasPrefix(said, "@ "):
			if !slices.ContainsFunc(d.Steps, func(s exercise.Step) bool {
				return s.Timer != nil && said == fmt.Sprintf("@ %s %d %d-%d", s.ID, s.Timer.Seconds, s.Timer.Min, s.Timer.Max)
			}) {
				wrong = append(wrong, string(d.ID)+" "+said)
			}
		default:
			id, _, _ := strings.Cut(said, " ")
			if f, ok := d.Field(exercise.FieldID(id)); !ok || fieldFacts(f) != said {
				wrong = append(wrong, string(d.ID)+" "+said)
			}
		}
	}
	end()
	for id := range lib {
		if !seen[id] {
			wrong = append(wrong, id+" is not in the inventory")
		}
	}
	return wrong
}

// TestTheLibraryIsTheInventory: flows, minutes, cadences, shelves, the fields of
// the worksheets with their bounds and who sees them, and the timers are those of
// the inventory, or differ with a reason beside them.
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
		"@ breathe 60": "@ breathe 180", "- nothing: the matter": "- chain: the matter", "E09 | SR→RR": "E09 | SR→JF"} {
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
