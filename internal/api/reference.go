package api

import (
	"bytes"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"

	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// Reference is the description as a page, made of our own files.
func (a *API) Reference(c echo.Context) error {
	var b bytes.Buffer
	if err := pages.ReferencePage(a.reference()).Render(c.Request().Context(), &b); err != nil {
		return tandem.Internal(err)
	}
	return c.HTMLBlob(http.StatusOK, b.Bytes())
}

func (a *API) reference() pages.Reference {
	all := a.huma.OpenAPI()
	m := pages.Reference{About: all.Info.Description, Demo: a.Demo}
	for _, group := range []string{forAnybody, forDesk, forGate, forPapers, forCouples, forPlans, forLibrary, forReviews, forDocuments, forOwners, forPartners} {
		g := pages.ReferenceGroup{Name: group}
		for _, path := range slices.Sorted(maps.Keys(all.Paths)) {
			for _, o := range []*huma.Operation{all.Paths[path].Get, all.Paths[path].Post} {
				if o != nil && o.Tags[0] == group {
					g.Operations = append(g.Operations, a.operation(o))
				}
			}
		}
		m.Groups = append(m.Groups, g)
	}
	shapes := all.Components.Schemas.Map()
	for _, name := range slices.Sorted(maps.Keys(shapes)) {
		m.Shapes = append(m.Shapes, pages.ReferenceShape{Name: name, Fields: fieldsOf(shapes[name])})
	}
	return m
}

func (a *API) operation(o *huma.Operation) pages.ReferenceOperation {
	permission, _ := o.Extensions["x-permission"].(string)
	m := pages.ReferenceOperation{Method: o.Method, Path: o.Path, Summary: o.Summary, Permission: permission, Gives: pages.ReferenceType{Text: "—"}}
	for _, p := range o.Parameters {
		m.Takes = append(m.Takes, pages.ReferenceField{Name: p.Name, Type: typeText(p.Schema), Required: p.Required, Doc: p.Description})
	}
	if o.RequestBody != nil {
		if s := o.RequestBody.Content["application/json"].Schema; s != nil {
			if name := shapeOf(s); name != "" {
				s = a.huma.OpenAPI().Components.Schemas.Map()[name]
			}
			m.Takes = append(m.Takes, fieldsOf(s)...)
		}
	}
	if r := o.Responses["200"]; r != nil {
		for kind, media := range r.Content {
			m.Gives = pages.ReferenceType{Text: kind}
			if shapeOf(media.Schema) != "" {
				m.Gives = typeText(media.Schema)
			}
		}
	}
	return m
}

func fieldsOf(s *huma.Schema) []pages.ReferenceField {
	var out []pages.ReferenceField
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		p := s.Properties[name]
		out = append(out, pages.ReferenceField{Name: name, Type: typeText(p), Required: slices.Contains(s.Required, name), Doc: p.Description})
	}
	return out
}

// shapeOf is the name of the shape that a schema refers to, "" for none.
func shapeOf(s *huma.Schema) string { return s.Ref[strings.LastIndexByte(s.Ref, '/')+1:] }

func typeText(s *huma.Schema) pages.ReferenceType {
	if name := shapeOf(s); name != "" {
		return pages.ReferenceType{Text: name, Shape: name}
	}
	switch s.Type {
	case huma.TypeArray:
		of := typeText(s.Items)
		return pages.ReferenceType{Text: of.Text + " …", Shape: of.Shape}
	case huma.TypeObject:
		if more, is := s.AdditionalProperties.(*huma.Schema); is {
			of := typeText(more)
			return pages.ReferenceType{Text: of.Text + " by name", Shape: of.Shape}
		}
	}
	kind := s.Type
	if s.Format != "" {
		kind += ", " + s.Format
	}
	return pages.ReferenceType{Text: kind}
}
