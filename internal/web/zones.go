package web

import (
	_ "embed"
	"strings"

	"tandem/templates/pages"
)

// zoneNames are the time zones to choose from: one name for each region whose
// clocks have agreed since 1970 (IANA time zone database, zone1970.tab).
//
//go:embed zones.txt
var zoneNames string

// zones are the choices of a time zone field; a zone that is not on the list
// stays chosen when it was typed before.
func zones(chosen string) []pages.Option {
	var out []pages.Option
	found := chosen == ""
	for name := range strings.FieldsSeq(zoneNames) {
		out = append(out, pages.Option{Value: name, Label: strings.ReplaceAll(name, "_", " "), Chosen: name == chosen})
		found = found || name == chosen
	}
	if !found {
		out = append(out, pages.Option{Value: chosen, Label: chosen, Chosen: true})
	}
	return out
}
