package catalogue

import (
	"io/fs"
	"slices"
	"strings"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// Starts are what exercises of one's own are put together from: for each flow a
// small whole exercise that goes this way, and the steps that it can do without
// (templates/library/starts).
type Starts struct{ all []*exercise.Definition }

// LoadStarts reads them. With any mistake there are none.
func LoadStarts(files fs.FS, dir string) (*Starts, error) {
	lib, err := exercise.Load(files, dir)
	if err != nil {
		return nil, err
	}
	return &Starts{lib.All()}, nil
}

// Part is one flow of a chain, as an exercise begins with it.
type Part struct {
	Kind  exercise.FlowKind
	Waits bool // what is written waits for the care team
}

// waiting ends the key of a part that waits.
const waiting = ":waits"

// Key is the part as a form writes it.
func (p Part) Key() string {
	if p.Waits {
		return string(p.Kind) + waiting
	}
	return string(p.Kind)
}

// Key is a chain as a form writes it, such as "opening+sealed:waits+mirror".
func Key(parts []Part) string {
	var keys []string
	for _, p := range parts {
		keys = append(keys, p.Key())
	}
	return strings.Join(keys, "+")
}

// LongestChain is how many flows may follow each other.
const LongestChain = 4

// readKey reads a chain; ok is false for what names none.
func readKey(key string) (parts []Part, ok bool) {
	for _, word := range strings.Split(key, "+") {
		if word == "" { // a place of the form where nothing was chosen
			continue
		}
		kind, waits := strings.CutSuffix(word, waiting)
		p := Part{exercise.FlowKind(kind), waits}
		if !slices.Contains(exercise.FlowKinds(), p.Kind) || waits && !p.Kind.Settings().Waits {
			return nil, false
		}
		parts = append(parts, p)
	}
	return parts, len(parts) > 0 && len(parts) <= LongestChain
}

// ReadPart reads one part as a form writes it; a part that does not exist has no
// kind.
func ReadPart(key string) Part {
	if parts, ok := readKey(key); ok && len(parts) == 1 {
		return parts[0]
	}
	return Part{}
}

// Parts are what a chain can be made of.
func Parts() []Part {
	var all []Part
	for _, kind := range exercise.FlowKinds() {
		all = append(all, Part{Kind: kind})
		if kind.Settings().Waits {
			all = append(all, Part{kind, true})
		}
	}
	return all
}

// partsOf is the chain of a definition.
func partsOf(d *exercise.Definition) []Part {
	var parts []Part
	for l := &d.Flow; l != nil; l = l.Then {
		parts = append(parts, Part{l.Kind, l.Waits})
	}
	return parts
}

// Way is one way in which an exercise can go.
type Way struct {
	Key   string
	Name  string
	Does  []string // who acts and what is sealed, part by part
	Steps []string // in their order
	Like  []string // names of exercises of the library that go so
}

// Ways are those to begin with: each flow alone, then the chains that the
// library has.
func (s *Starts) Ways(library *exercise.Library) []Way {
	var ways []Way
	at := map[string]int{}
	add := func(parts []Part) {
		key := Key(parts)
		if _, known := at[key]; known {
			return
		}
		if d, err := s.begin(parts); err == nil {
			at[key] = len(ways)
			ways = append(ways, Way{Key: key, Name: wayName(parts), Does: FlowWords(d.Flow), Steps: stepNames(d)})
		}
	}
	for _, kind := range exercise.FlowKinds() {
		if !onlyInChains(kind) {
			add([]Part{{Kind: kind}})
		}
	}
	var chains [][]Part
	for _, d := range library.Latest() {
		if parts := partsOf(d); len(parts) > 1 && !d.Own {
			chains = append(chains, parts)
		}
	}
	slices.SortStableFunc(chains, func(a, b []Part) int { return len(a) - len(b) })
	for _, parts := range chains {
		add(parts)
	}
	for _, d := range library.Latest() {
		if i, ok := at[Key(partsOf(d))]; ok && !d.Own {
			ways[i].Like = append(ways[i].Like, d.Name)
		}
	}
	return ways
}

// onlyInChains tells whether a flow means something beside others alone: it opens
// what follows, or says back what came before.
func onlyInChains(k exercise.FlowKind) bool {
	return k == exercise.FlowOpening || k == exercise.FlowMirror
}

func stepNames(d exercise.Definition) []string {
	var names []string
	for i := range d.Steps {
		names = append(names, MoveName(d.Steps[i].Move))
	}
	return names
}

// start is the exercise that a part begins with: the first whose flow is set up
// like that, and whose steps are those that it needs.
func (s *Starts) start(p Part) (*exercise.Definition, bool) {
	var found *exercise.Definition
	for _, d := range s.all {
		if d.Flow.Kind == p.Kind && (found == nil || d.Flow.Waits == p.Waits && found.Flow.Waits != p.Waits) {
			found = d
		}
	}
	return found, found != nil
}

// begin is an exercise that goes the chosen way, with everything but its name,
// its purpose and its line on a card. Error: Invalid at "flow" where the parts
// do not go together.
func (s *Starts) begin(parts []Part) (exercise.Definition, error) {
	first, ok := s.start(parts[0])
	if !ok {
		return exercise.Definition{}, tandem.Internalf("there is no start for the flow %s", parts[0].Kind)
	}
	d := *first.Clone()
	d.Flow.Waits = parts[0].Waits
	for _, p := range parts[1:] {
		if err := s.Extend(&d, p); err != nil {
			return d, err
		}
	}
	if err := s.sound(d); err != nil {
		return d, err
	}
	d.Name, d.Purpose, d.Summary = "", "", ""
	return d, nil
}

// sound tells whether a beginning passes the checks; it has words for everything.
func (s *Starts) sound(d exercise.Definition) error {
	if parts := partsOf(&d); parts[len(parts)-1].Kind == exercise.FlowOpening {
		return tandem.InvalidField("flow", tandem.Say("What opens an exercise needs something that follows it."))
	}
	text, err := neat(d)
	if err != nil {
		return err
	}
	if _, mistakes := exercise.Parse("start.json", text); len(mistakes) > 0 {
		return tandem.InvalidField("flow", tandem.Say("These parts do not go together: %s.", mistakesOf(mistakes)[0].Why))
	}
	return nil
}

// step is the step for the move, with words, that fits how the flow is set up.
func (s *Starts) step(link exercise.Parameters, move exercise.MoveKind) (exercise.Step, bool) {
	var found *exercise.Step
	for _, d := range s.all {
		if d.Flow.Kind != link.Kind {
			continue
		}
		step, ok := d.StepFor(move)
		if !ok {
			continue
		}
		same := d.Flow.Waits == link.Waits && (link.Ask == nil || d.Flow.Ask.Alone == link.Ask.Alone)
		if found == nil || same {
			found = step
		}
		if same {
			break
		}
	}
	if found == nil {
		return exercise.Step{}, false
	}
	whole := exercise.Definition{Steps: []exercise.Step{*found}}
	return whole.Clone().Steps[0], true
}
