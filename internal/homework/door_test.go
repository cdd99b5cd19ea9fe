package homework_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/report"
	"tandem/internal/review"
)

// carriers are the types that hold answers which no View has been asked about.
var carriers = []reflect.Type{reflect.TypeFor[exercise.Answers](), reflect.TypeFor[exercise.Move](), reflect.TypeFor[homework.Round](),
	reflect.TypeFor[homework.Photo](), reflect.TypeFor[homework.Taken]()}

// carries walks a type and tells the way to an answer in it, "" when there is
// none. A partner's own draft (a Form) is not an answer yet and leaves to its
// author alone.
func carries(t reflect.Type, way string, seen map[reflect.Type]bool) string {
	for _, c := range carriers {
		if t == c {
			return way + " " + c.String()
		}
	}
	if seen[t] {
		return ""
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Chan:
		return carries(t.Elem(), way, seen)
	case reflect.Map:
		if found := carries(t.Key(), way, seen); found != "" {
			return found
		}
		return carries(t.Elem(), way, seen)
	case reflect.Func:
		for i := range t.NumOut() {
			if found := carries(t.Out(i), way, seen); found != "" {
				return found
			}
		}
	case reflect.Struct:
		for i := range t.NumField() {
			if found := carries(t.Field(i).Type, way+"."+t.Field(i).Name, seen); found != "" {
				return found
			}
		}
	}
	return ""
}

// leaks lists the methods of a service through which an answer could leave.
func leaks(service reflect.Type) []string {
	var found []string
	for i := range service.NumMethod() {
		m := service.Method(i)
		for j := range m.Type.NumOut() {
			if way := carries(m.Type.Out(j), "", map[reflect.Type]bool{}); way != "" {
				found = append(found, fmt.Sprintf("%s: %s", m.Name, way))
			}
		}
	}
	return found
}

type planted struct{}

func (planted) Round() homework.Round                           { return homework.Round{} }
func (planted) Hidden() map[string][]struct{ M *exercise.Move } { return nil }
func (planted) Fine() homework.Sight                            { return homework.Sight{} }

// View is the only door: no method of a service that pages, JSON or documents
// call returns anything that an unseen answer could be in.
func TestNoServiceHandsOutAnswersPastView(t *testing.T) {
	for _, s := range []reflect.Type{reflect.TypeFor[*homework.Service](), reflect.TypeFor[*plan.Service](),
		reflect.TypeFor[*casefile.Service](), reflect.TypeFor[*report.Service](),
		reflect.TypeFor[*review.Service]()} {
		if found := leaks(s); len(found) > 0 {
			t.Errorf("%s: %s", s, strings.Join(found, "; "))
		}
	}
	if found := leaks(reflect.TypeFor[planted]()); len(found) != 2 {
		t.Errorf("of two planted leaks and one sound method, found %q", found)
	}
}
