// Package api is the JSON interface: it binds what a program sends, calls one
// service, and fills one object. It decides nothing and knows no database; ids
// come from the path alone, never from a body. What it offers is what the pages
// offer, through the same use cases; its description follows from its types.
package api

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/labstack/echo/v4"

	"tandem/internal/auth"
	"tandem/internal/casefile"
	"tandem/internal/catalogue"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/practice"
	"tandem/internal/report"
	"tandem/internal/review"
	"tandem/internal/tandem"
)

// Prefix begins the path of every operation.
const Prefix = "/api/v1/"

// Services are what the operations call.
type Services struct {
	Auth      *auth.Service
	Practice  *practice.Service
	Cases     *casefile.Service
	Plans     *plan.Service
	Homework  *homework.Service
	Reports   *report.Service
	ReviewsOf *review.Service
	Catalogue *catalogue.Service
	Clock     tandem.Clock
	PublicURL string // without a slash at the end; one-time links begin with it
	Demo      bool
}

// API holds the operations and their description, which grows with each row of
// the route table that is handled.
type API struct {
	Services
	huma  huma.API
	added echo.HandlerFunc // what the last operation is answered by
	spec  []byte           // the description, written once all rows are there
}

// New makes an interface without operations; the route table gives it those.
func New(s Services) *API {
	a := &API{Services: s}
	inner := echo.New() // serves nothing: it hands over the handlers, and the one table routes
	inner.OnAddRouteHandler = func(_ string, _ echo.Route, h echo.HandlerFunc, _ []echo.MiddlewareFunc) { a.added = h }
	// Go's own encoder writes < as \u003c: an answer taken for a page runs nothing.
	plain := huma.Format{Marshal: func(w io.Writer, v any) error { return json.NewEncoder(w).Encode(v) }, Unmarshal: strict}
	a.huma = humaecho.New(inner, huma.Config{OpenAPI: about(), Formats: map[string]huma.Format{"application/json": plain, "json": plain},
		DefaultFormat: "application/json", Transformers: []huma.Transformer{note}})
	return a
}

// Operation is one thing that a program can do, without its address and use
// case: those stand in the route table alone.
type Operation func(a *API, o huma.Operation)

// work is what an operation does for whoever asks.
type work[I, O any] func(ctx context.Context, actor tandem.Actor, in *I) (O, error)

// body is an answer in JSON.
type body[T any] struct{ Body T }

// operation makes an Operation that answers with an object.
func operation[I, O any](group, summary string, do work[I, O]) Operation {
	return func(a *API, o huma.Operation) {
		o.Tags, o.Summary = []string{group}, summary
		huma.Register(a.huma, o, func(ctx context.Context, in *I) (*body[O], error) {
			out, err := do(ctx, tandem.ActorOf(ctx), in)
			if err != nil {
				return nil, failed(ctx, err)
			}
			return &body[O]{out}, nil
		})
	}
}

// act makes an Operation that answers with nothing but that it was done.
func act[I any](group, summary string, do func(ctx context.Context, actor tandem.Actor, in *I) error) Operation {
	return func(a *API, o huma.Operation) {
		o.Tags, o.Summary, o.DefaultStatus = []string{group}, summary, http.StatusNoContent
		huma.Register(a.huma, o, func(ctx context.Context, in *I) (*struct{}, error) {
			if err := do(ctx, tandem.ActorOf(ctx), in); err != nil {
				return nil, failed(ctx, err)
			}
			return nil, nil
		})
	}
}

// file is an answer that is a document.
type file struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

// download makes an Operation that answers with a document.
func download[I any](group, summary string, do work[I, *file]) Operation {
	return func(a *API, o huma.Operation) {
		o.Tags, o.Summary = []string{group}, summary
		o.Responses = map[string]*huma.Response{"200": {Description: "The document.", Content: map[string]*huma.MediaType{
			"application/pdf": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}}
		huma.Register(a.huma, o, func(ctx context.Context, in *I) (*file, error) {
			out, err := do(ctx, tandem.ActorOf(ctx), in)
			if err != nil {
				return nil, failed(ctx, err)
			}
			return out, nil
		})
	}
}

// bodyLimit bounds what one request may send, in bytes. The longest exercise
// has under 40 kB of text.
const bodyLimit = 128 << 10

// PictureLimit bounds what a request that takes pictures may send, in bytes: the
// largest picture in base64, and the text around it.
const PictureLimit = homework.PhotoLimit/3*4 + 1<<20

// Handle makes the handler of a row of the route table, and describes it.
func (a *API) Handle(method, path string, use tandem.UseCaseName, op Operation) echo.HandlerFunc {
	u, _ := tandem.FindUseCase(use)
	most := int64(bodyLimit)
	if tandem.TakesPictures(use) {
		most = PictureLimit
	}
	op(a, huma.Operation{Method: method, Path: braced(path), OperationID: operationName(method, path), MaxBodyBytes: most,
		Security: []map[string][]string{{bearer: {}}}, Responses: map[string]*huma.Response{}, Errors: nil,
		Extensions: map[string]any{"x-use-case": string(use), "x-permission": string(u.Permission)}})
	inner := a.added
	return func(c echo.Context) error {
		ctx, failure := watched(c.Request().Context())
		c.SetRequest(c.Request().WithContext(ctx))
		if err := inner(c); err != nil {
			return err
		}
		return failure.err
	}
}

// braced is a path of the route table as the description writes it.
func braced(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if name, is := strings.CutPrefix(p, ":"); is {
			parts[i] = "{" + name + "}"
		}
	}
	return strings.Join(parts, "/")
}

// operationName is an operation's name: its method and path in one word.
func operationName(method, path string) string {
	words := strings.FieldsFunc(strings.TrimPrefix(path, Prefix), func(r rune) bool { return r == '/' })
	for i, w := range words {
		words[i] = strings.ReplaceAll(strings.TrimPrefix(w, ":"), ".", "-")
	}
	return strings.ToLower(method) + "-" + strings.Join(words, "-")
}

// each turns a list into another; the result is a list even where it is empty.
func each[A, B any](list []A, turn func(A) B) []B {
	out := make([]B, 0, len(list))
	for _, a := range list {
		out = append(out, turn(a))
	}
	return out
}

// said is a sentence in the language of whoever asks.
func said(ctx context.Context) func(tandem.Text) string {
	return func(t tandem.Text) string { return t.In(ctx) }
}
