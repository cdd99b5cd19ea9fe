package exercise_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"tandem/internal/exercise"
	"tandem/templates/library"
)

func TestTheLibraryPassesItsOwnChecks(t *testing.T) {
	lib, err := exercise.Load(library.Exercises, "exercises")
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, d := range lib.Latest() {
		ids = append(ids, string(d.ID))
	}
	for _, id := range []string{"E02", "E03", "E04", "E05", "E09", "E11", "E17", "E24", "E32", "E38", "E42"} {
		if !slices.Contains(ids, id) {
			t.Errorf("the library lacks %s", id)
		}
	}
	// The figures that the source itself fixes: three appreciations, each with an example (B3).
	e02, _ := lib.Get("E02", 1)
	items, _ := e02.Field("items")
	if items.Exactly != 3 || !items.Item[1].Required || items.Item[1].ID != "example" {
		t.Errorf("E02 asks for %d items", items.Exactly)
	}
}

// TestPlantedMistakesAreRefused changes one thing in a sound file at a time.
// Each must be refused at the line where it stands, with a reason.
func TestPlantedMistakesAreRefused(t *testing.T) {
	sound, err := os.ReadFile("../../templates/library/exercises/E02.json")
	if err != nil {
		t.Fatal(err)
	}
	if _, errs := exercise.Parse("E02.json", sound); len(errs) > 0 {
		t.Fatal(errs)
	}
	for name, c := range map[string]struct{ old, new, where, why string }{
		"not JSON":               {`"version": 1,`, `"version": 1`, "E02.json:4: ", "invalid character"},
		"an unknown word":        {`"source"`, `"sauce"`, "E02.json:5: ", "unknown field"},
		"a wrong type":           {`"version": 1`, `"version": "one"`, "E02.json:3: ", "cannot unmarshal"},
		"more after the end":     {"\"fixed\": [\"items: exactly 3, each with an exact example (B3)\"]\n}", "\"fixed\": []\n} {}", "E02.json:80: ", "more after"},
		"a malformed id":         {`"id": "E02"`, `"id": "e2!"`, "E02.json:2: ", "form E02"},
		"no version":             {`"version": 1`, `"version": 0`, "E02.json:3: ", "1 or more"},
		"no name":                {`"name": "Three appreciations"`, `"name": " "`, "E02.json:4: ", "no words"},
		"no purpose":             {`"purpose": "Saying`, `"purpose": "", "family": "x", "summary": "Saying`, "E02.json:6: ", "no words"},
		"too many minutes":       {`"minutes": 20`, `"minutes": 999`, "E02.json:11: ", "1 to 240"},
		"the smallest is larger": {`"minutes": 8}`, `"minutes": 80}`, "E02.json:13: ", "no more than the whole"},
		"an unknown slot":        {`"slot": "talk"`, `"slot": "chat"`, "E02.json:10: ", `"chat" is unknown`},
		"an impossible cadence":  {`"per_week": 1`, `"per_week": 9`, "E02.json:14: ", "how often"},
		"an unknown rule": {`"rules": ["R5"],
  "fixed"`, `"rules": ["R14"],
  "fixed"`, "E02.json:78: ", "R1 to R13"},
		"an unknown flow":              {`"give-and-acknowledge"`, `"give-and-take"`, "E02.json:15: ", "unknown"},
		"a wait that nobody ends":      {`"kind": "give-and-acknowledge"`, `"waits": true, "kind": "give-and-acknowledge"`, "E02.json:15: ", "nothing that could wait"},
		"another seal than the flow's": {`"submit": "Keep these for now"`, `"submit": "Keep these for now", "opens": "share"`, "E02.json:18: ", "the flow opens it by"},
		"an unknown seal":              {`"submit": "Keep these for now"`, `"submit": "Keep these for now", "opens": "never"`, "E02.json:18: ", "the flow opens it by"},
		"a seal that nobody keeps":     {`"id": "own_words", "type": "short text"`, `"id": "own_words", "sealed": true, "type": "short text"`, "E02.json:66: ", "keeps no seal"},
		"a step that the flow lacks":   {`"move": "give"`, `"move": "log"`, "E02.json:16: ", "needs a step"},
		"a step twice":                 {`"id": "give"`, `"id": "prepare"`, "E02.json:18: ", "twice"},
		"a step without words":         {`"title": "Give your three"`, `"title": ""`, "E02.json:41: ", "title and a text"},
		"a field twice":                {`"id": "mood_after"`, `"id": "mood_before"`, "E02.json:26: ", "twice"},
		"a field that the form takes":  {`"id": "mood_after"`, `"id": "kind"`, "E02.json:70: ", "form takes"},
		"a field without a label":      {`"label": "How are you now?"`, `"label": ""`, "E02.json:70: ", "no label"},
		"an unknown visibility":        {`"visibility": "author+therapist", "sealed": true`, `"visibility": "everybody", "sealed": true`, "E02.json:26: ", "who may see it"},
		"no visibility":                {`"high": "at ease", "visibility": "author+therapist"` + "\n        }\n      ]\n    }\n  ],\n  \"done\"", `"high": "at ease"` + "\n        }\n      ]\n    }\n  ],\n  \"done\"", "E02.json:70: ", "who may see it"},
		"an unknown type":              {`"type": "scale", "label": "How are you now?"`, `"type": "dial", "label": "How are you now?"`, "E02.json:70: ", "unknown"},
		"a scale upside down":          {`"label": "How are you now?", "min": 1, "max": 5`, `"label": "How are you now?", "min": 5, "max": 1`, "E02.json:70: ", "a scale runs"},
		"one answer only": {`{"value": "thanks", "label": "Thank you."},
            {"value": "take-in", "label": "I take that in."},
`, "", "E02.json:58: ", "two answers"},
		"an answer twice":            {`"value": "take-in"`, `"value": "thanks"`, "E02.json:58: ", "value of its own"},
		"waits for no answer":        {`"is": "own"`, `"is": "never"`, "E02.json:66: ", "no choice"},
		"a list of none":             {`"exactly": 3`, `"exactly": 0`, "E02.json:30: ", "exactly 1 to 10"},
		"visibility inside a list":   {`"help": "A quality, or something they do.", "required": true`, `"required": true, "visibility": "both"`, "E02.json:33: ", "whole list"},
		"settings of another type":   {`"id": "own_words", "type": "short text"`, `"id": "own_words", "exactly": 2, "type": "short text"`, "E02.json:66: ", "does not take"},
		"a shelf of what is private": {`"fields": ["items"]`, `"fields": ["mood_before"]`, "E02.json:77: ", "not visible to both"},
		"an unknown shelf":           {`"id": "appreciations"`, `"id": "attic"`, "E02.json:77: ", "is unknown"},
		"an unknown family":          {`"family": "appreciation"`, `"family": "cousins"`, "E02.json:9: ", "is unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(string(sound), c.old, c.new, 1)
			if text == string(sound) {
				t.Fatal("nothing was planted")
			}
			_, errs := exercise.Parse("E02.json", []byte(text))
			if len(errs) == 0 {
				t.Fatal("the mistake passed")
			}
			if !slices.ContainsFunc(errs, func(err error) bool { // one mistake says both
				return strings.HasPrefix(err.Error(), c.where) && strings.Contains(err.Error(), c.why)
			}) {
				t.Errorf("%v does not say %q at %s", errs, c.why, c.where)
			}
		})
	}
}

func TestLoadRefusesAsAWhole(t *testing.T) {
	sound, err := os.ReadFile("../../templates/library/exercises/E38.json")
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{"x/a.json": {Data: sound}, "x/b.json": {Data: sound}}
	if _, err := exercise.Load(files, "x"); err == nil || !strings.Contains(err.Error(), "another file") {
		t.Errorf("the same exercise twice: %v", err)
	}
	if _, err := exercise.Load(fstest.MapFS{}, "x"); err == nil {
		t.Error("an empty library was loaded")
	}
}

func TestRead(t *testing.T) {
	lib, err := exercise.Load(library.Exercises, "exercises")
	if err != nil {
		t.Fatal(err)
	}
	def, _ := lib.Get("E38", 1)
	step := &def.Steps[0]
	good := exercise.Form{"activity": {"walk"}, "date": {"2026-03-10"}, "ease": {"4"}, "laughed": {"no"}, "unknown": {"x"}}
	answers, err := step.Read(good)
	if err != nil || len(answers) != 4 || *answers["ease"].Number != 4 || *answers["laughed"].Yes {
		t.Fatalf("%v %v", answers, err)
	}
	if again, err := step.Read(step.Form(answers)); err != nil || len(again) != 4 {
		t.Errorf("written and read again: %v %v", again, err)
	}
	for field, value := range map[string]string{"activity": "fly", "date": "yesterday", "ease": "6", "laughed": "maybe"} {
		form := good.Lay(exercise.Form{field: {value}})
		if _, err := step.Read(form); err == nil || !strings.Contains(err.Error(), "["+field+":") {
			t.Errorf("%s=%s: %v", field, value, err)
		}
	}
	other := good.Lay(exercise.Form{"activity": {"other"}})
	if _, err := step.Read(other); err == nil {
		t.Error("something else, and not what")
	}
	for name, text := range map[string]string{"long": strings.Repeat("ä", 141), "broken": "\xff", "hidden": "a\x00b"} {
		if _, err := step.Read(other.Lay(exercise.Form{"other_activity": {text}})); err == nil {
			t.Errorf("%s text passed", name)
		}
	}
	answers, err = step.Read(other.Lay(exercise.Form{"other_activity": {" 🦆 " + strings.Repeat("ä", 138)}}))
	if err != nil || !strings.HasPrefix(answers["other_activity"].Text, "🦆") {
		t.Errorf("%v %v", answers, err)
	}
}

func TestNothingTypedVanishesFromADraft(t *testing.T) {
	lib, err := exercise.Load(library.Exercises, "exercises")
	if err != nil {
		t.Fatal(err)
	}
	def, _ := lib.Get("E38", 1)
	step := &def.Steps[0]
	for name, text := range map[string]string{"too long": strings.Repeat("ä", 9000), "no text": "walked \xff home"} {
		kept := exercise.Form{"activity": {"other"}, "other_activity": {text}, "date": {"2026-03-10"}, "ease": {"4"}, "unknown": {"x"}}.Keep(step)
		if len(kept) != 4 || kept.Get("other_activity") == "" {
			t.Errorf("%s: kept %d names", name, len(kept))
		}
		if _, err := step.Read(kept); err == nil || !strings.Contains(err.Error(), "[other_activity:") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestPlantedMistakesInOtherWays: what a file like that of E02 cannot get wrong.
// Each is refused at the line of what it is about.
func TestPlantedMistakesInOtherWays(t *testing.T) {
	for name, c := range map[string]struct {
		file     string
		line     int
		old, new string
		why      string
	}{
		"a question asked differently from what the flow reads": {"E05", 52, `"value": "counter"`, `"value": "haggle"`, "response"},
		"a safety question that is open":                        {"E13", 57, `"visibility": "author+therapist", "gate": true`, `"visibility": "both", "gate": true`, "a safety question is a required choice"},
		"a safety question without a wait":                      {"E13", 15, `"waits": true, `, ``, "always waits for the care team"},
		"carried over, and not there":                           {"E11", 16, `"carries": "one_change"`, `"carries": "two_changes"`, `"two_changes" is no short text`},
		"one's own carried over, and nothing carried":           {"E12", 81, `"carries": "intention",`, ``, "nothing is carried over"},
		"compared with what is no scale":                        {"E09", 79, `"weight": "importance"`, `"weight": "how"`, "needs a list for both"},
		"a timer of a second":                                   {"E04", 33, `"seconds": 300, "min": 120`, `"seconds": 300, "min": 1`, "from 30 seconds"},
		"minutes that are no numbers":                           {"E30", 70, `{"value": "5", `, `{"value": "five", `, "choice of minutes"},
		"a pause offered on what is closed":                     {"E41", 65, `"offers_pause": {"field": "charged", "is": "yes"}`, `"offers_pause": {"field": "charged", "is": "perhaps"}`, "answer of a choice that is open to both"},
		"as before, of what is not agreed":                      {"E31", 16, `"again": ["anchor"`, `"again": ["held"`, "again"},
		"an unknown rule at a step":                             {"E06", 95, `"rules": ["R7", "R11"]`, `"rules": ["R7", "R20"]`, `"R20" is not one of R1 to R13`},
		"a quality that is no scale":                            {"E38", 16, `"quality": "ease"`, `"quality": "laughed"`, "no scale that the therapist sees"},
		"a lead from what is closed":                            {"E08", 70, `"words": "wish"`, `"words": "stars"`, "leads"},
		"a change of life that nobody opens":                    {"E38", 16, `"quality": "ease"`, `"quality": "ease", "life_change": true`, "only what is opened says that life changes"},
		"a name that is no text":                                {"E26", 27, `"given_name": true`, `"given_name": true, "min": 1`, "settings that a field"},
		"parked, and not of a page of both":                     {"E15", 64, "          \"id\": \"progress\",", "          \"id\": \"progress\", \"parks\": true,", "waits for the session"},
		"a link to nowhere":                                     {"E40", 38, `"to": ["commitments"`, `"to": ["moon"`, `"moon" is neither`},
		"so many proposals":                                     {"E17", 15, `"kind": "propose-and-agree"`, `"kind": "propose-and-agree", "most": 21`, "from 1 to 20"},
		"the other's name twice":                                {"E24", 18, `"title": "`, `"title": "%s and %s: `, "the other's name once at most"},
	} {
		t.Run(name, func(t *testing.T) {
			sound, err := os.ReadFile("../../templates/library/exercises/" + c.file + ".json")
			if err != nil {
				t.Fatal(err)
			}
			text := strings.Replace(string(sound), c.old, c.new, 1)
			if text == string(sound) {
				t.Fatal("nothing was planted")
			}
			_, errs := exercise.Parse(c.file+".json", []byte(text))
			if where := fmt.Sprintf("%s.json:%d: ", c.file, c.line); !slices.ContainsFunc(errs, func(err error) bool {
				return strings.HasPrefix(err.Error(), where) && strings.Contains(err.Error(), c.why)
			}) {
				t.Errorf("%v does not say %q at %s", errs, c.why, where)
			}
		})
	}
}
