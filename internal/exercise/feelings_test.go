package exercise_test

import (
	"reflect"
	"strings"
	"testing"

	"tandem/internal/exercise"
	"tandem/templates/library"
)

func TestFeelingsAreChosenOrOwnWords(t *testing.T) {
	lib, err := exercise.Load(library.Exercises, "exercises")
	if err != nil {
		t.Fatal(err)
	}
	def, _ := lib.Get("E04", 1)
	step, _ := def.Step("reflect")
	own := exercise.OwnName("emotions")
	for name, c := range map[string]struct {
		form exercise.Form
		want []string
	}{
		"chosen":                       {exercise.Form{"emotions": {"sad", "calm", "sad"}}, []string{"sad", "calm"}},
		"typed":                        {exercise.Form{own: {" wobbly , torn;wobbly,, "}}, []string{"wobbly", "torn"}},
		"typed as one of the choices":  {exercise.Form{"emotions": {"sad"}, own: {"Calm, SAD"}}, []string{"sad", "calm"}},
		"an own word that came back":   {exercise.Form{"emotions": {"wobbly", "Wobbly"}, own: {"wobbly"}}, []string{"wobbly"}},
		"nothing, which is an answer":  {exercise.Form{"emotions": {}, own: {" "}}, nil},
		"own words are kept when read": {step.Form(exercise.Answers{"emotions": {Several: []string{"sad", "torn"}}}), []string{"sad", "torn"}},
	} {
		answers, err := step.Read(c.form)
		if err != nil || !reflect.DeepEqual(answers["emotions"].Several, c.want) {
			t.Errorf("%s: %v (%v), want %v", name, answers["emotions"].Several, err, c.want)
		}
	}
	many := strings.Split("a,b,c,d,e,f,g,h,i,j,k,l,m", ",")
	for field, form := range map[string]exercise.Form{own: {own: {strings.Repeat("w", 31)}}, "emotions": {"emotions": many}} {
		if _, err := step.Read(form); err == nil || !strings.Contains(err.Error(), "["+field+":") {
			t.Errorf("%s passed: %v", field, err)
		}
	}
	if kept := (exercise.Form{own: {"torn"}}).Keep(step); kept.Get(own) != "torn" {
		t.Error("a draft forgets an own word")
	}
	if screens := step.Screens(); len(screens) != 1 || len(screens[0]) != 3 {
		t.Errorf("on screens %v", screens)
	}
}
