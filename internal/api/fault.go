package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"

	"tandem/internal/tandem"
)

// Problem is what an error looks like (RFC 9457). It never holds what was sent.
type Problem struct {
	Title  string         `json:"title" doc:"The status in words."`
	Status int            `json:"status"`
	Kind   tandem.Kind    `json:"kind" doc:"What sort of failure it is."`
	Detail string         `json:"detail" doc:"A sentence fit for a person, in the language asked for."`
	Errors []ProblemField `json:"errors,omitempty" doc:"What is wrong with which field."`
}

// ProblemField is what is wrong with one field of a body or of a query.
type ProblemField struct {
	Field  string `json:"field" doc:"Its place, such as partners.0.name."`
	Detail string `json:"detail"`
}

// Fault writes the answer for an error, in the reader's language.
func Fault(c echo.Context, status int, err error) error {
	ctx := c.Request().Context()
	p := Problem{Title: http.StatusText(status), Status: status, Kind: tandem.KindOf(err), Detail: tandem.Internal(nil).Text.In(ctx)}
	var e *tandem.Error
	if errors.As(err, &e) {
		if !e.Text.IsZero() {
			p.Detail = e.Text.In(ctx)
		}
		for _, f := range e.Fields {
			p.Errors = append(p.Errors, ProblemField{Field: f.Field, Detail: f.Text.In(ctx)})
		}
	}
	if p.Kind == tandem.KindSignedOut {
		p.Detail = tandem.T(ctx, "Please send a token that works.")
		c.Response().Header().Set("WWW-Authenticate", "Bearer")
	}
	text, err := json.Marshal(p)
	if err != nil {
		return tandem.Internal(err)
	}
	return c.Blob(status, "application/problem+json", text)
}

// failure is what came of one request, beside what stands in the answer.
type failure struct{ err error }

type failureKey struct{}

func watched(ctx context.Context) (context.Context, *failure) {
	f := &failure{}
	return context.WithValue(ctx, failureKey{}, f), f
}

// failed keeps an error of the work for the server, which alone turns errors
// into answers, and stops the operation.
func failed(ctx context.Context, err error) error {
	if f, ok := ctx.Value(failureKey{}).(*failure); ok && f.err == nil {
		f.err = err
	}
	return errStopped
}

var errStopped = errors.New("stopped")

// note keeps what the binding found wrong with a request, as an error of ours:
// the binding's own words can hold what was sent.
func note(ctx huma.Context, _ string, v any) (any, error) {
	m, is := v.(*huma.ErrorModel)
	if !is {
		return v, nil
	}
	var p tandem.Problems
	for _, e := range m.Errors {
		if field, why := place(e); why != "" {
			p.Add(field, tandem.Say("This is not as described: %s.", why))
		}
	}
	err := p.Err()
	switch {
	case m.Status == http.StatusRequestEntityTooLarge || strings.Contains(m.Detail, "too large"):
		err = tandem.Invalid(tandem.Say("This is more text than we can take at once. Please make it shorter."))
	case err == nil:
		err = tandem.Invalid(tandem.Say("We could not read that request."))
	}
	_ = failed(ctx.Context(), err)
	return v, nil
}

var (
	ourPlace = regexp.MustCompile(`^[a-z_0-9.]{1,80}$`)
	absent   = regexp.MustCompile(`^expected required property ([a-z_]+) to be present$`)
	index    = regexp.MustCompile(`\[(\d+)\]`)
)

// place is the field at fault and why, both in words of the description alone.
// What is not of those is left out, for it may be what somebody wrote.
func place(e *huma.ErrorDetail) (field, why string) {
	field = index.ReplaceAllString(e.Location, ".$1")
	field = strings.TrimPrefix(strings.TrimPrefix(field, "body"), ".")
	field = strings.TrimPrefix(field, "query.")
	switch m := absent.FindStringSubmatch(e.Message); {
	case m != nil:
		field, why = strings.TrimPrefix(field+"."+m[1], "."), "it is missing"
	case e.Message == "unexpected property":
		field, why = field[:max(0, strings.LastIndexByte(field, '.'))], "there is something in it that is not described"
	case strings.HasPrefix(e.Message, "expected "):
		why = e.Message
	}
	if !ourPlace.MatchString(field) {
		field = ""
	}
	return field, why
}

// deepest is how far a body may nest. The deepest described one has six levels.
const deepest = 12

// strict reads JSON of which every reader would say the same: one value, of
// bounded depth, in valid UTF-8, with no name twice in one object.
func strict(data []byte, v any) error {
	if !utf8.Valid(data) {
		return errUnreadable
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := unambiguous(d, 0); err != nil {
		return errUnreadable
	}
	if d.More() {
		return errUnreadable
	}
	if json.Unmarshal(data, v) != nil { // its words can hold what was sent
		return errUnreadable
	}
	return nil
}

var errUnreadable = errors.New("unreadable")

// unambiguous reads one value and refuses what two readers could take for two
// things: the same name twice, in whatever case.
func unambiguous(d *json.Decoder, depth int) error {
	t, err := d.Token()
	if err != nil || depth > deepest {
		return errUnreadable
	}
	open, is := t.(json.Delim)
	if !is {
		return nil
	}
	seen := map[string]bool{}
	for d.More() {
		if open == '{' {
			name, err := d.Token()
			text, is := name.(string)
			if err != nil || !is || seen[strings.ToLower(text)] {
				return errUnreadable
			}
			seen[strings.ToLower(text)] = true
		}
		if err := unambiguous(d, depth+1); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}
