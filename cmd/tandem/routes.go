package main

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"tandem/internal/api"
	"tandem/internal/server"
	"tandem/internal/tandem"
	"tandem/internal/web"
)

// routesCommand prints the route table.
type routesCommand struct {
	JSON bool `help:"One JSON array, for scripts." name:"json"`
}

// routeLine is one row as printed.
type routeLine struct {
	Method     string               `json:"method"`
	Path       string               `json:"path"`
	Use        tandem.UseCaseName   `json:"use"`
	Also       []tandem.UseCaseName `json:"also,omitempty"`
	Permission tandem.Permission    `json:"permission"`
	Object     tandem.ObjectKind    `json:"object"`
	Event      tandem.Event         `json:"event,omitempty"`
}

// Run prints what the server would answer to, without starting it.
func (c *routesCommand) Run(o out) error {
	var lines []routeLine
	for _, r := range server.Routes(&web.Web{}, api.New(api.Services{})) {
		use, _ := tandem.FindUseCase(r.Use)
		lines = append(lines, routeLine{r.Method, r.Path, r.Use, r.Also, use.Permission, use.Object, use.Event})
	}
	if c.JSON {
		enc := json.NewEncoder(o.stdout)
		enc.SetIndent("", "  ")
		return enc.Encode(lines)
	}
	w := tabwriter.NewWriter(o.stdout, 0, 4, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "METHOD\tPATH\tUSE CASE\tPERMISSION\tABOUT")
	for _, l := range lines {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", l.Method, l.Path, l.Use, l.Permission, l.Object)
	}
	return w.Flush() // says whether any of it could be written
}
