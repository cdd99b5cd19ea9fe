package api

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
)

func TestOnlyPlainJSONIsRead(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		ok   bool
	}{
		"an object":         {`{"a":1,"b":{"a":[1,2,{"a":null}]}}`, true},
		"the same name":     {`{"a":1,"a":2}`, false},
		"in another case":   {`{"a":1,"A":2}`, false},
		"deep down":         {`{"a":[{"b":1,"b":2}]}`, false},
		"two values":        {`{} {}`, false},
		"a rest":            {`{} }`, false},
		"half of it":        {`{"a":`, false},
		"nothing":           {``, false},
		"not UTF-8":         {"{\"a\":\"\xff\"}", false},
		"an escaped half":   {`{"a":"\ud800"}`, true}, // becomes a sign that our texts refuse
		"deep":              {strings.Repeat("[", deepest) + strings.Repeat("]", deepest), true},
		"too deep":          {strings.Repeat("[", deepest+2) + strings.Repeat("]", deepest+2), false},
		"a tower":           {strings.Repeat(`{"a":`, 50_000), false},
		"a number too long": {`{"a":1e999}`, false},
	} {
		var v any
		err := strict([]byte(c.body), &v)
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && !errors.Is(err, errUnreadable) {
			t.Errorf("%s: %v may hold what was sent", name, err)
		}
	}
	var into struct{ A int }
	if err := strict([]byte(`{"a":"Rowan's secret"}`), &into); !errors.Is(err, errUnreadable) {
		t.Errorf("a wrong type: %v", err)
	}
}

// TestAProblemHoldsNothingThatWasSent: of what the binding says only words of
// the description are passed on.
func TestAProblemHoldsNothingThatWasSent(t *testing.T) {
	for _, c := range []struct {
		in         huma.ErrorDetail
		field, why string
	}{
		{huma.ErrorDetail{Location: "body.partners[1].name", Message: "expected string", Value: "secret"}, "partners.1.name", "expected string"},
		{huma.ErrorDetail{Location: "body", Message: "expected required property time_zone to be present"}, "time_zone", "it is missing"},
		{huma.ErrorDetail{Location: "body.partners[0]", Message: "expected required property name to be present"}, "partners.0.name", "it is missing"},
		{huma.ErrorDetail{Location: "body.partners[0].secret words", Message: "unexpected property"}, "partners.0", "there is something in it that is not described"},
		{huma.ErrorDetail{Location: "body.secret", Message: "unexpected property"}, "", "there is something in it that is not described"},
		{huma.ErrorDetail{Location: "query.from", Message: "expected length <= 40"}, "from", "expected length <= 40"},
		{huma.ErrorDetail{Location: "body.answers.A Secret.number", Message: "expected integer"}, "", "expected integer"},
		{huma.ErrorDetail{Location: "body", Message: "json: cannot unmarshal secret"}, "", ""},
	} {
		field, why := place(&c.in)
		if field != c.field || why != c.why {
			t.Errorf("%s at %s is said as %q, %q", c.in.Message, c.in.Location, field, why)
		}
	}
	text, err := json.Marshal(Problem{})
	if err != nil || strings.Contains(string(text), "value") {
		t.Errorf("%s, %v", text, err)
	}
}
