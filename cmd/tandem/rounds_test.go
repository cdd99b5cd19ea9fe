package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// TestEveryExerciseThroughARound walks every exercise of the library through a
// full round, over HTTP, as both partners and their therapist. What each of the
// three sees is stated at every step in a file of the exercise's own
// (testdata/rounds), and compared with all that the service gives: nothing more
// and nothing less. What was typed is looked for on the three pages as well.
//
// Of the files' language, see walk.line.
func TestEveryExerciseThroughARound(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.hire("ada", "mara", tandem.RoleTherapist)
		shelf := w.must(w.homework.Library.Of(bg, "")).(*exercise.Library)
		has, made, walked := played{}, played{}, 0
		for i, def := range shelf.Latest() {
			t.Run(string(def.ID), func(t *testing.T) {
				for n, script := range scripts(t, def.ID) {
					k := newWalk(t, w, def, i+n*100)
					k.made = made
					k.play(script)
				}
				walked++
			})
			for _, link := range links(def) {
				has.offered(link)
			}
		}
		if missed := has.without(made); walked == len(shelf.Latest()) && len(missed) > 0 { // else some were left out
			t.Errorf("nobody makes %v where it belongs", missed)
		}
	})
}

// scripts are the rounds that are written down for an exercise: its own, with
// "-more" those rules that need a round of another course, and with "-aside" what
// somebody leaves, keeps to themselves or lets wait on the way.
func scripts(t *testing.T, id tandem.ExerciseID) []string {
	t.Helper()
	var all []string
	for _, end := range []string{"", "-more", "-aside"} {
		script, err := os.ReadFile(filepath.Join("testdata", "rounds", string(id)+end+".txt"))
		if err != nil && (end == "" || !errors.Is(err, fs.ErrNotExist)) {
			t.Fatalf("no round is written down for %s: %v", id, err)
		}
		if err == nil {
			all = append(all, string(script))
		}
	}
	return all
}

// walk is one round of one exercise, and what everybody should see of it.
type walk struct {
	*world
	t      *testing.T
	def    *exercise.Definition
	couple casefile.Couple
	at     tandem.AssignmentID
	token  map[string]string          // by name
	page   map[string]*client         // by name
	moves  map[string]tandem.MoveID   // by label, such as R1
	labels map[tandem.MoveID]string   // the other way round
	sees   map[string]map[string]bool // by name: R1, R1.need, "R1 taken"
	shows  map[string][]string        // by name: the pictures in the answers that they see
	photos map[string]bool            // every picture that anybody has ever seen
	typed  map[string]string          // words → the field that they stand in, such as R1.need
	count  map[string]int
	made   played // what was made in which flow; nil where nobody asks
	said   string // the line of the script
	ended  bool   // the script says whose part is done
}

// players are who acts in a round: two partners, and their therapist.
func players() []string { return []string{"Rowan", "Noor", "Mara"} }

func newWalk(t *testing.T, w *world, def *exercise.Definition, n int) *walk {
	t.Helper()
	world := *w
	world.t = t
	couple := world.takeIn("mara", fmt.Sprintf("rowan%d", n), fmt.Sprintf("noor%d", n))
	k := walkOf(t, &world, couple, world.ask(couple, def.ID), def)
	for _, name := range players() {
		k.token[name], _ = k.world.token(k.account(name))
	}
	k.arrive()
	return k
}

// walkOf is the round of a piece of homework that a couple has.
func walkOf(t *testing.T, w *world, couple casefile.Couple, at tandem.AssignmentID, def *exercise.Definition) *walk {
	k := &walk{world: w, t: t, def: def, couple: couple, at: at, token: map[string]string{}, page: map[string]*client{}, moves: map[string]tandem.MoveID{}, labels: map[tandem.MoveID]string{},
		sees: map[string]map[string]bool{}, typed: map[string]string{}, count: map[string]int{}, shows: map[string][]string{}, photos: map[string]bool{}}
	for _, name := range players() {
		k.sees[name] = map[string]bool{}
	}
	return k
}

// account is the log-in name of a player.
func (k *walk) account(name string) string {
	for i, p := range players()[:2] {
		if p == name {
			return k.couple.Partners[i].Name
		}
	}
	return "mara"
}

// arrive logs everybody in: a session does not outlast weeks of waiting.
func (k *walk) arrive() {
	for _, name := range players() {
		k.page[name] = k.browse(k.account(name))
	}
}

// line reads one line of a script:
//
//	Rowan request need=tea -why    Rowan's next move, of that kind; what is not
//	                               said is filled in, a field after "-" is left out
//	Noor answer R1 response=no     about Rowan's first move
//	Mara release                   the therapist's
//	refused Noor answer R1         must not be possible now, and changes nothing
//	  Noor +R1{need why} -N1       what changes for Noor by the line before: of R1 the
//	                               two fields can be seen; N1 cannot any more
//	  Noor +R1!                    R1 is seen as taken back
//	  Mara +safety{Rowan=no}       what Rowan answered to the safety question
//	  all +R2                      for all three
//	may Noor answer pass           what Noor may do now (taking back, narrowing and
//	                               noting afterwards apart), in order of kind
//	wait 7 days                    the clock
//	again                          the next round of it; nobody sees anything in it yet
//	done Rowan                     whose parts are done, and nobody else's
func (k *walk) line(words []string) {
	k.t.Helper()
	switch words[0] {
	case "again":
		k.at = k.ask(k.couple, k.def.ID)
		clear(k.typed) // the page may offer what was agreed before
		for _, sees := range k.sees {
			clear(sees)
		}
	case "wait":
		n, err := strconv.Atoi(words[1])
		unit, known := map[string]time.Duration{"minutes": time.Minute, "hours": time.Hour, "days": 24 * time.Hour}[words[2]]
		if err != nil || !known {
			k.t.Fatalf("%s: how long?", k.said)
		}
		k.clock.Advance(time.Duration(n) * unit)
		k.arrive()
	case "may":
		k.may(words[1], words[2:])
	case "done":
		k.done(words[1:])
	case "refused":
		if status, _ := k.move(words[1], words[2], words[3:]); status != http.StatusConflict && status != http.StatusUnprocessableEntity {
			k.t.Errorf("%s: %d", k.said, status)
		}
	default:
		if k.made != nil {
			k.made.note(k.flow(), exercise.MoveKind(words[1]))
		}
		status, answer := k.move(words[0], words[1], words[2:])
		if status != http.StatusOK {
			k.t.Fatalf("%s: %d\n%s", k.said, status, answer)
		}
		k.learn(words[0])
	}
}

func (k *walk) play(script string) {
	k.t.Helper()
	pending := false
	settle := func() {
		if pending {
			k.compare()
		}
		pending = false
	}
	for _, line := range strings.Split(script, "\n") {
		line, _, _ = strings.Cut(line, "#")
		words := split(line)
		if len(words) == 0 {
			continue
		}
		if strings.HasPrefix(line, " ") {
			k.change(words)
			continue
		}
		settle()
		k.said = strings.TrimSpace(line)
		k.line(words)
		pending = true
	}
	settle()
	if !k.ended {
		k.t.Error("the round does not say whose part is done at its end")
	}
}

// word is a word of a script, with braces and quotes held together.
var word = regexp.MustCompile(`(?:[^\s{"]+|\{[^}]*\}|"[^"]*")+`)

func split(line string) []string { return word.FindAllString(line, -1) }

// change notes what somebody should see from now on.
func (k *walk) change(words []string) {
	k.t.Helper()
	names := []string{words[0]}
	if words[0] == "all" {
		names = players()
	}
	for _, name := range names {
		if k.sees[name] == nil {
			k.t.Fatalf("%s: nobody is called %s", k.said, name)
		}
		for _, w := range words[1:] {
			k.changeOne(k.sees[name], w)
		}
	}
}

func (k *walk) changeOne(sees map[string]bool, w string) {
	k.t.Helper()
	label, fields, _ := strings.Cut(strings.TrimRight(w[1:], "}"), "{")
	switch {
	case w[0] == '+' && strings.HasSuffix(label, "!"):
		label = strings.TrimSuffix(label, "!")
		maps.DeleteFunc(sees, func(s string, _ bool) bool { return strings.HasPrefix(s, label+".") })
		sees[label], sees[label+" taken"] = true, true
	case w[0] == '+':
		sees[label] = true
		for _, f := range strings.Fields(fields) {
			sees[label+"."+f] = true
		}
	case w[0] == '-' && fields == "":
		maps.DeleteFunc(sees, func(s string, _ bool) bool {
			return s == label || strings.HasPrefix(s, label+".") || s == label+" taken"
		})
	case w[0] == '-':
		for _, f := range strings.Fields(fields) {
			delete(sees, label+"."+f)
		}
	default:
		k.t.Fatalf("%s: %q neither comes nor goes", k.said, w)
	}
}

// shown is a piece of homework as the service tells it.
type shown struct {
	Version string
	State   exercise.PartState
	Entries []struct {
		Move    tandem.MoveID
		Taken   bool
		Answers []struct {
			Field exercise.FieldID
			Value answered
		}
	}
	Acts []struct {
		Kind exercise.MoveKind
		Post string
	}
	Parts []struct {
		Partner tandem.PartnerID
		State   exercise.PartState
	}
	Gates []struct {
		Partner tandem.PartnerID
		Answer  string
	}
}

func (k *walk) path(name string) string {
	if name == "Mara" {
		return "/couples/" + string(k.couple.ID) + "/homework/" + string(k.at)
	}
	return "/homework/" + string(k.at)
}

func (k *walk) look(name string) shown {
	k.t.Helper()
	a := k.askWith(k.token[name], http.MethodGet, "/api/v1"+k.path(name), nil)
	var s shown
	if err := json.Unmarshal([]byte(a.body), &s); err != nil || a.status != http.StatusOK {
		k.t.Fatalf("%s: %s gets %d, %v", k.said, name, a.status, err)
	}
	return s
}

// move sends a move as a program of somebody's does.
func (k *walk) move(name, kind string, words []string) (int, string) {
	k.t.Helper()
	body := map[string]any{"kind": kind, "version": k.look(name).Version, "key": fmt.Sprintf("the-key-%d", k.clock.Now().UnixNano())}
	path := k.path(name) + "/moves"
	if name == "Mara" {
		path = k.path(name) + "/guide"
	}
	var set []string
	for _, w := range words {
		target, isLabel := k.moves[w]
		switch {
		case !isLabel:
			set = append(set, w)
		case kind == string(exercise.MoveNarrow):
			path += "/" + string(target) + "/narrow"
		default:
			path += "/" + string(target) + "/moves"
		}
	}
	switch {
	case name == "Mara" && k.hasFields(kind):
		body["answers"] = k.fill(k.step(kind), fmt.Sprintf("M%d", k.count[name]+1), set)
	case name == "Mara" || kind == string(exercise.MoveNarrow):
		delete(body, "kind")
		if name == "Mara" {
			body["kind"] = kind
		}
		for _, w := range set {
			field, value, _ := strings.Cut(w, "=")
			switch body[field] = strings.Trim(value, `"`); {
			case value == "true":
				body[field] = true
			case field == homework.FieldTo && name == "Mara": // to whom, by place
				body[field] = []string{value}
			}
		}
	default:
		if st, ok := k.def.StepFor(exercise.MoveKind(kind)); ok && len(st.Fields) > 0 {
			body["answers"] = withPictures(k.fill(st, fmt.Sprintf("%c%d", name[0], k.count[name]+1), set))
		}
	}
	k.clock.Advance(time.Minute) // so that no two moves share a moment, or a key
	a := k.askWith(k.token[name], http.MethodPost, "/api/v1"+path, body)
	return a.status, a.body
}

// step is the step that takes a kind of move, nil when none does.
func (k *walk) step(kind string) *exercise.Step {
	st, _ := k.def.StepFor(exercise.MoveKind(kind))
	return st
}

func (k *walk) hasFields(kind string) bool {
	return k.step(kind) != nil && len(k.step(kind).Fields) > 0
}

// fill answers a step's questions: what the script says, and else something
// that fits, in words of their own.
func (k *walk) fill(st *exercise.Step, label string, set []string) exercise.Answers {
	k.t.Helper()
	form := exercise.Form{}
	skip, count := map[string]bool{}, map[string]int{}
	for _, w := range set {
		name, value, given := strings.Cut(w, "=")
		n, err := strconv.Atoi(value)
		f, isField := st.Field(exercise.FieldID(name))
		switch {
		case strings.HasPrefix(w, "-"):
			skip[w[1:]] = true
		case !given:
			k.t.Fatalf("%s: what is %q?", k.said, w)
		case isField && f.Type == exercise.List && err == nil:
			count[name] = n
		case isField && (f.Type == exercise.Multi || f.Type == exercise.Feelings):
			form[name] = strings.Split(value, ",")
		default:
			form[name] = []string{k.ref(strings.Trim(value, `"`))}
		}
	}
	for i := range st.Fields {
		f := &st.Fields[i]
		if skip[string(f.ID)] {
			continue
		}
		if f.Type != exercise.List {
			k.fillOne(form, f, string(f.ID), "", label)
			continue
		}
		n := max(f.Exactly, f.AtLeast, 1)
		if c, said := count[string(f.ID)]; said {
			n = c
		}
		for j := range n {
			for l := range f.Item {
				k.fillOne(form, &f.Item[l], exercise.ItemName(f.ID, j, f.Item[l].ID), string(f.ID)+"."+strconv.Itoa(j)+".", label)
			}
		}
	}
	answers, err := st.Read(form)
	if err != nil && !slices.ContainsFunc(set, func(w string) bool { return strings.HasPrefix(w, "-") }) {
		k.t.Fatalf("%s: %v", k.said, err)
	}
	return answers
}

// ref is a value with a move's label in it, such as entry.R1.needs.0, as a link
// has it.
func (k *walk) ref(value string) string {
	parts := strings.Split(value, ".")
	if id, labelled := k.moves[parts[min(1, len(parts)-1)]]; labelled && parts[0] == "entry" {
		parts[1] = string(id)
	}
	return strings.Join(parts, ".")
}

func (k *walk) fillOne(form exercise.Form, f *exercise.Field, name, group, label string) {
	if _, said := form[name]; said || f.When != nil && form.Get(group+string(f.When.Field)) != f.When.Is {
		return
	}
	value := ""
	switch f.Type {
	case exercise.ShortText, exercise.LongText:
		value = fmt.Sprintf("%s-%s %s", label, strings.ReplaceAll(name, ".", "-"), "words")
		field, _, _ := strings.Cut(name, ".")
		k.typed[value] = label + "." + field
	case exercise.Scale, exercise.Counter:
		value = strconv.Itoa((f.Min + f.Max + 1) / 2)
	case exercise.Choice, exercise.Multi, exercise.Feelings:
		value = f.Choices[0].Value
	case exercise.Bool:
		value = "yes"
	case exercise.Day:
		value = string(tandem.DateOf(k.clock.Now(), tandem.MustZone(k.couple.TimeZone)).AddDays(7))
	case exercise.TimeOfDay:
		value = "19:30"
	case exercise.Photo:
		alt := fmt.Sprintf("%s-%s shows", label, strings.ReplaceAll(name, ".", "-"))
		field, _, _ := strings.Cut(name, ".")
		k.typed[alt], form[exercise.AltName(name)] = label+"."+field, []string{alt}
		value = exercise.Sample().String()
	case exercise.Link:
		if !f.OffersOwn {
			return
		}
		value = exercise.OwnChoice
	default:
		k.t.Fatalf("%s: how is a %s filled in?", k.said, f.Type)
	}
	form[name] = []string{value}
}

// learn gives the newest move of somebody its label. Every author sees their
// own moves; what was kept for nobody (a pass) is numbered too.
func (k *walk) learn(name string) {
	k.t.Helper()
	k.count[name]++
	for _, e := range k.look(name).Entries {
		if k.labels[e.Move] == "" {
			label := fmt.Sprintf("%c%d", name[0], k.count[name])
			k.labels[e.Move], k.moves[label] = label, e.Move
		}
	}
}

// compare holds what each of the three sees against what the script says, and
// searches their pages for words that they should not find.
func (k *walk) compare() {
	k.t.Helper()
	for _, name := range players() {
		got := map[string]bool{}
		seen := k.look(name)
		k.shows[name] = seen.photos()
		for _, g := range seen.Gates {
			got["safety"], got["safety."+k.nameOf(g.Partner)+"="+g.Answer] = true, true
		}
		for _, e := range seen.Entries {
			label := k.labels[e.Move]
			if label == "" {
				label = "?"
			}
			got[label] = true
			if e.Taken {
				got[label+" taken"] = true
			}
			for _, a := range e.Answers {
				got[label+"."+string(a.Field)] = true
			}
		}
		if want := k.sees[name]; !maps.Equal(got, want) {
			k.t.Errorf("%s: %s sees\n  %s\nand should see\n  %s", k.said, name, told(got), told(want))
		}
		page := k.page[name].get(k.path(name))
		if page.status != http.StatusOK {
			k.t.Errorf("%s: %s's page answers %d", k.said, name, page.status)
		}
		for words, field := range k.typed {
			if strings.Contains(page.body, words) && !k.sees[name][field] {
				k.t.Errorf("%s: %s's page says %q, and %s is not for %s", k.said, name, words, field, name)
			}
		}
	}
	k.comparePictures()
	if k.t.Failed() {
		k.t.FailNow() // what follows would only repeat it
	}
}

func (k *walk) nameOf(p tandem.PartnerID) string {
	for i, name := range players()[:2] {
		if k.couple.Partners[i].ID == p {
			return name
		}
	}
	return "?"
}

// told writes down what somebody sees the way the scripts do.
func told(sees map[string]bool) string {
	fields := map[string][]string{}
	for _, s := range slices.Sorted(maps.Keys(sees)) {
		label, field, has := strings.Cut(s, ".")
		if has {
			fields[label] = append(fields[label], field)
		} else if fields[s] == nil {
			fields[s] = []string{}
		}
	}
	var out []string
	for _, label := range slices.Sorted(maps.Keys(fields)) {
		shown := strings.Replace(label, " taken", "!", 1)
		if f := fields[label]; len(f) > 0 {
			shown += "{" + strings.Join(f, " ") + "}"
		}
		out = append(out, shown)
	}
	return strings.Join(out, " ")
}

func (k *walk) may(name string, want []string) {
	k.t.Helper()
	var got []string
	for _, a := range k.look(name).Acts {
		if !slices.Contains([]exercise.MoveKind{exercise.MoveWithdraw, exercise.MoveNarrow, exercise.MoveRecord, exercise.MoveReply}, a.Kind) {
			got = append(got, string(a.Kind))
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if got = slices.Compact(got); !slices.Equal(got, want) {
		k.t.Errorf("%s: %s may %q", k.said, name, got)
	}
}

func (k *walk) done(names []string) {
	k.t.Helper()
	k.ended = true
	parts := k.look("Mara").Parts
	for i, name := range players()[:2] {
		done := slices.ContainsFunc(parts, func(p struct {
			Partner tandem.PartnerID
			State   exercise.PartState
		}) bool {
			return p.Partner == k.couple.Partners[i].ID && p.State == exercise.PartDone
		})
		if done != slices.Contains(names, name) {
			k.t.Errorf("%s: of %s's part that is not true", k.said, name)
		}
	}
}
