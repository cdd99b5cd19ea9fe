package exercise

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tandem/internal/tandem"
)

// Library is the set of definitions that passed every check. It never changes
// after loading.
type Library struct {
	defs []*Definition // by id, then version
}

// builtIn is the folder, inside that of the exercises, of definitions that no
// plan offers.
const builtIn = "built-in"

// Load reads every *.json file in dir of files, and in its folder built-in. All
// mistakes of all files come back together; with any, there is no library.
func Load(files fs.FS, dir string) (*Library, error) {
	lib := &Library{}
	var mistakes []error
	for _, folder := range []string{dir, path.Join(dir, builtIn)} {
		more, err := lib.read(files, folder)
		if err != nil {
			return nil, err
		}
		mistakes = append(mistakes, more...)
	}
	if len(lib.defs) == 0 && len(mistakes) == 0 {
		mistakes = append(mistakes, Mistake{File: dir, Why: "no exercise found"})
	}
	if err := errors.Join(mistakes...); err != nil {
		return nil, err
	}
	lib.sort()
	return lib, nil
}

func (l *Library) sort() {
	slices.SortFunc(l.defs, func(a, b *Definition) int {
		if c := strings.Compare(string(a.ID), string(b.ID)); c != 0 {
			return c
		}
		return a.Version - b.Version
	})
}

// With is the library together with a practice's own definitions. It leaves
// the library as it is.
func (l *Library) With(own ...*Definition) *Library {
	all := &Library{defs: slices.Concat(l.defs, own)}
	all.sort()
	return all
}

// read adds the sound definitions of a folder and returns what is wrong with
// the others.
func (l *Library) read(files fs.FS, dir string) (mistakes []error, err error) {
	names, err := fs.Glob(files, path.Join(dir, "*.json"))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		def, errs := Parse(path.Base(name), text)
		mistakes = append(mistakes, errs...)
		if len(errs) > 0 {
			continue
		}
		if _, twice := l.Get(def.ID, def.Version); twice {
			mistakes = append(mistakes, Mistake{File: path.Base(name), Where: "id", Why: "this exercise and version stands in another file too"})
		}
		def.BuiltIn = path.Base(dir) == builtIn
		l.defs = append(l.defs, def)
	}
	return mistakes, nil
}

// Get is the exercise in that version.
func (l *Library) Get(id tandem.ExerciseID, version int) (*Definition, bool) {
	for _, d := range l.defs {
		if d.ID == id && d.Version == version {
			return d, true
		}
	}
	return nil, false
}

// All lists every definition in every version, also what is built in.
func (l *Library) All() []*Definition { return slices.Clone(l.defs) }

// Latest lists each exercise in its newest version, by id: what a plan can
// offer, so nothing that is built in and nothing that has been retired.
func (l *Library) Latest() []*Definition {
	var latest []*Definition
	for _, d := range l.defs {
		if d.BuiltIn || d.Retired {
			continue
		}
		if n := len(latest); n > 0 && latest[n-1].ID == d.ID {
			latest[n-1] = d
			continue
		}
		latest = append(latest, d)
	}
	return latest
}

// Parse reads one definition strictly: unknown words are mistakes.
func Parse(file string, text []byte) (*Definition, []error) {
	def := &Definition{}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(def); err != nil {
		return nil, []error{NoJSON(file, text, err, dec)}
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, []error{Mistake{File: file, Line: line(text, dec.InputOffset()), Why: "there is more after the exercise's end"}}
	}
	def.fillFeelings()
	c := &checker{file: file, text: text}
	c.definition(def)
	return def, c.mistakes
}

var (
	exerciseIDForm = regexp.MustCompile(`^[A-Z][A-Z0-9-]{1,31}$`)
	fieldIDForm    = regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}$`)
	ruleForm       = regexp.MustCompile(`^R([1-9]|1[0-3])$`)
)

// checker gathers what is wrong with one definition.
type checker struct {
	file     string
	text     []byte
	mistakes []error
}

// say notes a mistake about what the anchor names.
func (c *checker) say(anchor, where, why string, args ...any) {
	c.mistakes = append(c.mistakes, MistakeAt(c.file, c.text, anchor, where, fmt.Sprintf(why, args...)))
}

func (c *checker) definition(d *Definition) {
	if !exerciseIDForm.MatchString(string(d.ID)) {
		c.say("id", "id", "is not of the form E02")
	}
	if d.Version < 1 {
		c.say("version", "version", "must be 1 or more")
	}
	for _, w := range []struct{ name, text string }{{"name", d.Name}, {"purpose", d.Purpose}, {"summary", d.Summary}, {"with", d.With},
		{"source", d.Source}, {"smallest", d.Smallest.Text}, {"done", d.Done.Title}, {"done", d.Done.Text}} {
		if strings.TrimSpace(w.text) == "" {
			c.say(w.name, w.name, "has no words")
		}
	}
	if d.Minutes < 1 || d.Minutes > 240 {
		c.say("minutes", "minutes", "must be from 1 to 240")
	}
	if d.Smallest.Minutes < 1 || d.Smallest.Minutes > d.Minutes {
		c.say("smallest", "smallest", "must take from 1 minute to no more than the whole exercise")
	}
	if !slices.Contains([]Slot{SlotTalk, SlotActivity, SlotCheckIn, SlotOther}, d.Slot) {
		c.say("slot", "slot", "%q is unknown", d.Slot)
	}
	if d.Family != "" && !slices.Contains(Families(), d.Family) {
		c.say("family", "family", "%q is unknown", d.Family)
	}
	if err := d.Cadence.Check(); err != nil {
		c.say("cadence", "cadence", "%v", err)
	}
	for _, r := range d.Rules {
		if !ruleForm.MatchString(string(r)) {
			c.say("rules", "rules", "%q is not one of R1 to R13", r)
		}
	}
	if d.CarriesOwn && d.Carries == "" {
		c.say("carries_own", "carries_own", "nothing is carried over")
	}
	if f, ok := d.Field(d.Carries); d.Carries != "" && (!ok || f.Type != ShortText) {
		c.say("carries", "carries", "%q is no short text of this exercise", d.Carries)
	}
	if d.LifeChange && d.Flow.Kind != FlowOpening {
		c.say("life_change", "life_change", "only what is opened says that life changes")
	}
	c.flow(d)
	c.steered(d)
	c.turned(d)
	c.confided(d)
	c.offers(d)
	c.leads(d)
	c.promise(d)
	c.asking(d)
	c.gate(d)
	c.steps(d)
	c.again(d)
	c.shelves(d)
	c.compare(d)
	if f, ok := d.Field(d.Quality); d.Quality != "" && (!ok || f.Type != Scale || f.Visibility == AuthorOnly) {
		c.say("quality", "quality", "%q is no scale that the therapist sees", d.Quality)
	}
}

// again tells whether what the next round starts from is what both can agree to:
// open answers of one step that is proposed or edited together, one of them
// required, and a step that says "as before" in one tap.
func (c *checker) again(d *Definition) {
	tap, taps := d.StepFor(MoveAsBefore)
	s, names := d.Agreed()
	switch {
	case !taps && len(d.Again) == 0:
		return
	case !taps || !names || len(tap.Fields) > 0 || s.Move != MovePropose && s.Move != MoveEdit:
		c.say("again", "again", "needs answers of the step that is agreed, and a step for %q without fields", MoveAsBefore)
		return
	}
	required := false
	for _, id := range d.Again {
		f, ok := s.Field(id)
		if !ok || f.Visibility != Both || f.Sealed {
			c.say("again", "again", "field %q is not an open answer of the step %s", id, s.ID)
			continue
		}
		if f.holdsPhoto() {
			c.say("again", "again", "field %q holds a picture, and a picture belongs to its own round", id)
		}
		required = required || f.Required
	}
	if !required {
		c.say("again", "again", "none of its answers is required")
	}
}

func (c *checker) compare(d *Definition) {
	if d.Compare == nil {
		return
	}
	f, ok := d.Field(d.Compare.Field)
	types := map[FieldID]FieldType{}
	if ok {
		for _, sub := range f.Item {
			types[sub.ID] = sub.Type
		}
	}
	if !ok || f.Visibility != Both || types[d.Compare.By] != Choice || types[d.Compare.Own] != ShortText || types[d.Compare.Weight] != Scale ||
		d.Compare.Against != "" && types[d.Compare.Against] != Scale || d.Compare.Gap < 1 {
		c.say("compare", "compare", "needs a list for both, with a choice, a short text and a scale in each group, and a gap")
	}
}

func (c *checker) flow(d *Definition) {
	var needs, all []MoveKind
	for p := &d.Flow; p != nil; p = p.Then {
		flow, ok := FlowOf(p.Kind)
		if !ok {
			c.say("flow", "flow", "%q is unknown", p.Kind)
			return
		}
		if p.Most < 0 || p.Most > 20 || p.Most > 0 && p.Kind != FlowPropose {
			c.say("most", "flow", "most is for propose-and-agree, from 1 to 20")
		}
		if p.Waits && !p.Kind.Settings().Waits {
			c.say("waits", "flow", "the flow %s has nothing that could wait for the care team", p.Kind)
		}
		for _, kind := range flow.Steps() {
			if slices.Contains(needs, kind) {
				c.say("flow", "flow", "two flows of the chain make the move %q", kind)
			}
			needs = append(needs, kind)
			if _, ok := d.StepFor(kind); !ok {
				c.say("steps", "steps", "the flow %s needs a step for %q", p.Kind, kind)
			}
		}
		if may, ok := flow.(interface{ also() []MoveKind }); ok {
			all = append(all, may.also()...)
		}
	}
	all = append(all, needs...)
	seen := map[MoveKind]bool{}
	for _, s := range d.Steps {
		if !slices.Contains(all, s.Move) {
			c.say(string(s.ID), "step "+string(s.ID), "the flow %s makes no move %q", d.Flow.Kind, s.Move)
		}
		if seen[s.Move] {
			c.say(string(s.ID), "step "+string(s.ID), "another step takes the move %q already", s.Move)
		}
		seen[s.Move] = true
	}
}

// steered tells whether the choices that steer a flow are asked as the flow
// reads them: of both to see, required, with these answers and no others.
func (c *checker) steered(d *Definition) {
	for _, by := range d.Steering() {
		c.steering(d, by)
	}
}

// names tells whether a text holds anything of fmt's but one place for the
// other's name.
func names(text string) bool {
	return strings.Count(text, "%") == strings.Count(text, "%s") && strings.Count(text, "%s") <= 1
}

// minutes tells whether the agreed minutes of a timer are a choice of minutes,
// open to both, that the timer can run.
func (c *checker) minutes(d *Definition, s *Step, where string) {
	f, ok := d.Field(s.Timer.MinutesOf)
	fits := ok && f.Type == Choice && f.Visibility == Both && !f.Sealed
	for i := 0; fits && i < len(f.Choices); i++ {
		n, err := strconv.Atoi(f.Choices[i].Value)
		fits = err == nil && n*60 >= s.Timer.Min && n*60 <= s.Timer.Max
	}
	if !fits {
		c.say(string(s.ID), where, "its timer takes its minutes from a choice of minutes that is open to both")
	}
}

// offers tells whether the answer on which a pause is offered is one that both
// can read.
func (c *checker) offers(d *Definition) {
	w := d.OffersPause
	if w == nil {
		return
	}
	f, ok := d.Field(w.Field)
	if !ok || f.Visibility != Both || f.Sealed || !(f.Type == Choice && f.offers(w.Is) || f.Type == Bool && (w.Is == "yes" || w.Is == "no")) {
		c.say("offers_pause", "offers_pause", "needs an answer of a choice that is open to both")
	}
}

func (c *checker) words(d *Definition, s *Step, where string) {
	if strings.TrimSpace(s.Title) == "" || strings.TrimSpace(s.Text) == "" || strings.TrimSpace(s.Submit) == "" {
		c.say(string(s.ID), where, "needs a title and a text, and words on its button")
	}
	for _, text := range []string{s.Title, s.Text, s.Submit, s.Sees, s.Later} {
		if !names(text) {
			c.say(string(s.ID), where, "a text takes the other's name once at most, as %%s")
		}
	}
	c.seals(d, s, where)
	if t := s.Timer; t != nil && (t.Min < 30 || t.Seconds < t.Min || t.Max < t.Seconds || t.Max > 3600) {
		c.say(string(s.ID), where, "a timer runs from 30 seconds or more to at most an hour")
	}
	if t := s.Timer; t != nil && t.MinutesOf != "" {
		c.minutes(d, s, where)
	}
	for _, r := range s.Rules {
		if !ruleForm.MatchString(string(r)) {
			c.say(string(s.ID), where, "%q is not one of R1 to R13", r)
		}
	}
}

func (c *checker) steps(d *Definition) {
	ids, fields := map[StepID]bool{}, map[FieldID]bool{}
	for i := range d.Steps {
		s := &d.Steps[i]
		where := "step " + string(s.ID)
		if !fieldIDForm.MatchString(string(s.ID)) || ids[s.ID] {
			c.say(string(s.ID), where, "its id is malformed or stands twice")
		}
		ids[s.ID] = true
		c.words(d, s, where)
		for j := range s.Fields {
			f := &s.Fields[j]
			if fields[f.ID] {
				c.say(string(f.ID), "field "+string(f.ID), "the id stands twice")
			}
			fields[f.ID] = true
			if f.Parks && (s.Move != MoveEdit || f.Visibility != Both) {
				c.say(string(f.ID), "field "+string(f.ID), "only what both see of a joint form waits for the session")
			}
			c.field(s.Fields, f, false)
			if f.Recalls && (d.Carries == "" || f.Required || f.When != nil) {
				c.say(string(f.ID), "field "+string(f.ID), "it looks back on what is carried over: something must be, and it is never required")
			}
		}
	}
}

// taken are the names that a worksheet's form has for itself: a field of the
// same name would be read as part of the form.
var taken = []string{"kind", "step", "key", "version", "screen", "target", "stop", "more", "on"}

func (c *checker) field(beside []Field, f *Field, inList bool) {
	where := "field " + string(f.ID)
	say := func(why string, args ...any) { c.say(string(f.ID), where, why, args...) }
	if !fieldIDForm.MatchString(string(f.ID)) {
		say("its id is malformed")
	}
	if !inList && slices.Contains(taken, string(f.ID)) {
		say("its id is a name that every worksheet's own form takes")
	}
	if strings.TrimSpace(f.Label) == "" {
		say("has no label")
	}
	switch {
	case inList && (f.Visibility != "" || f.Sealed):
		say("visibility belongs to the whole list")
	case f.Private && (inList || f.Visibility.Width() == AuthorOnly.Width()):
		say("only what others may see can be kept to oneself, and no part of a list")
	case !inList && !slices.Contains([]Visibility{AuthorOnly, AuthorAndTherapist, Both}, f.Visibility):
		say("visibility %q is unknown; say who may see it", f.Visibility)
	}
	if f.Optional && f.When == nil {
		say("only what waits for an answer can be left out then")
	}
	if w := f.When; w != nil && !slices.ContainsFunc(beside, func(on Field) bool {
		return on.ID == w.Field && (on.Type == Choice && on.offers(w.Is) || on.Type == Bool && (w.Is == "yes" || w.Is == "no") ||
			on.Type == Link && on.OffersOwn && w.Is == OwnChoice)
	}) {
		say("it waits for an answer that no choice of this step offers")
	}
	c.fieldType(f, inList, say)
}

func (c *checker) fieldType(f *Field, inList bool, say func(string, ...any)) {
	switch f.Type {
	case ShortText, LongText, Bool, Day, TimeOfDay, Photo:
		if f.GivenName && f.Type != ShortText {
			say("a first name is a short text")
		}
	case Scale:
		if f.Min < 0 || f.Max <= f.Min || f.Max > 10 {
			say("a scale runs from 0 or more up to at most 10")
		}
	case Counter:
		if f.Min < 0 || f.Max <= f.Min || f.Max > 10000 {
			say("a counter runs from 0 or more up to at most 10000")
		}
	case Choice, Multi, Feelings:
		if len(f.Choices) < 2 {
			say("a choice needs two answers or more")
		}
		if f.Type == Feelings && inList {
			say("feelings stand in no list")
		}
	case Link:
		c.link(f, inList, say)
	case List:
		exact := f.Exactly >= 1 && f.Exactly <= 10 && f.AtLeast == 0 && f.AtMost == 0
		grows := f.Exactly == 0 && f.AtMost >= 1 && f.AtMost <= 10 && f.AtLeast >= 0 && f.AtLeast <= f.AtMost
		if inList || !exact && !grows || len(f.Item) == 0 {
			say("a list holds exactly 1 to 10 groups of fields, or at most so many, and stands in no other list")
			return
		}
		for i := range f.Item {
			c.field(f.Item, &f.Item[i], true)
		}
	default:
		say("type %q is unknown", f.Type)
	}
	if f.TakesIn != "" && (f.TakesIn != ShelfSetbacks || f.Type != List) {
		say("only a list takes in what stands on a shelf, and only hard weeks")
	}
	if f.strays() {
		say("it has settings that a field of type %q does not take", f.Type)
	}
	values := map[string]bool{}
	for _, o := range f.Choices {
		if o.Value == "" || o.Label == "" || values[o.Value] {
			say("each answer needs a value of its own and a label")
		}
		values[o.Value] = true
	}
}

// strays tells whether a field has settings that its type does not take.
func (f *Field) strays() bool {
	stray := func(set bool, types ...FieldType) bool { return set && !slices.Contains(types, f.Type) }
	return stray(len(f.Choices) > 0, Choice, Multi, Feelings) || stray(f.Min != 0 || f.Max != 0, Scale, Counter) ||
		stray(f.Exactly > 0 || f.AtLeast > 0 || len(f.Item) > 0, List) || stray(f.AtMost != 0, List, Link) || stray(len(f.To) > 0 || f.OffersOwn, Link)
}

// link: a couple may have nothing yet to point to, so an answer can be required
// only where own words are one, or in a list that may stay empty.
func (c *checker) link(f *Field, inList bool, say func(string, ...any)) {
	if len(f.To) == 0 || f.AtMost < 0 || f.AtMost > 5 || f.Required && !f.OffersOwn && !inList {
		say("a link says where to, takes 5 at most, and is required only where it offers something else")
	}
	for _, to := range f.To {
		if to != LinkExercises && ShelfID(to).Title() == "" {
			say("a link points to exercises or to a shelf, and %q is neither", to)
		}
	}
}

func (c *checker) shelves(d *Definition) {
	seen := map[ShelfID]bool{}
	for _, shelf := range d.Shelves {
		if shelf.ID.Title() == "" || seen[shelf.ID] || len(shelf.Fields) == 0 {
			c.say("shelves", "shelves", "%q is unknown, stands twice or keeps nothing", shelf.ID)
		}
		seen[shelf.ID] = true
		for _, id := range shelf.Fields {
			if f, ok := d.Field(id); !ok || f.Visibility != Both {
				c.say("shelves", "shelves", "field %q is unknown or not visible to both", id)
			}
		}
	}
}
