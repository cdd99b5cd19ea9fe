package api

import (
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"

	"tandem/internal/tandem"
)

// bearer is the description's name for how a program shows who it acts for.
const bearer = "token"

// about is the description before any operation stands in it.
func about() *huma.OpenAPI {
	return &huma.OpenAPI{OpenAPI: "3.1.0",
		Info: &huma.Info{Title: "Tandem", Version: "1", Description: "What a person can do on the pages, for a program that acts as that person. " +
			"A program shows a token: \"Authorization: Bearer tandem_…\", made by whoever runs the installation with \"tandem token\". " +
			"It has the rights that the person has at that moment, and loses them with the next request. " +
			"Ids stand in paths alone. Anything in a body that is not described is refused. " +
			"Every reading of a record and every change is in the audit log, as it is on the pages. " +
			"Sentences come in the language that Accept-Language asks for."},
		Components: &huma.Components{Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
			SecuritySchemes: map[string]*huma.SecurityScheme{bearer: {Type: "http", Scheme: "bearer"}}},
	}
}

// statuses are the answers that any operation can give beside its own.
var statuses = []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusConflict,
	http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable}

// Finish ends the description: the route table is whole.
func (a *API) Finish() error {
	all := a.huma.OpenAPI()
	schemas := all.Components.Schemas
	problem := schemas.Schema(typeOf[Problem](), true, "Problem")
	for _, path := range all.Paths {
		for _, o := range []*huma.Operation{path.Get, path.Post} {
			if o != nil {
				delete(o.Responses, "default")
				for _, status := range statuses {
					o.Responses[text(status)] = &huma.Response{Description: http.StatusText(status) + ".",
						Content: map[string]*huma.MediaType{"application/problem+json": {Schema: problem}}}
				}
			}
		}
	}
	delete(schemas.Map(), "ErrorModel") // the binding's own, which no answer has
	delete(schemas.Map(), "ErrorDetail")
	for _, s := range schemas.Map() {
		settle(s)
	}
	var err error
	if a.spec, err = json.MarshalIndent(all, "", " "); err != nil {
		return err
	}
	return nil
}

// settle says of every list that it is one: none of ours is ever null.
func settle(s *huma.Schema) {
	if s == nil {
		return
	}
	if s.Type == huma.TypeArray {
		s.Nullable = false
	}
	settle(s.Items)
	for _, p := range s.Properties {
		settle(p)
	}
	if more, is := s.AdditionalProperties.(*huma.Schema); is {
		settle(more)
	}
}

// OpenAPI hands out the description. It is the same for everybody.
func (a *API) OpenAPI(c echo.Context) error {
	if a.spec == nil {
		return tandem.Internalf("the description is not finished")
	}
	return c.Blob(http.StatusOK, "application/openapi+json", a.spec)
}
