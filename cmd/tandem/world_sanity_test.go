package main

import (
	"net/http"
	"strings"
	"testing"

	"tandem/internal/tandem"
)

func TestEverybodyLandsOnTheirPage(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.hire("ada", "mara", tandem.RoleTherapist)
		c := w.takeIn("mara", "rowan", "noor")
		w.assign("mara", c)
		for name, want := range map[string]string{"ada": "/staff", "mara": "/caseload", "rowan": "/today"} {
			b := w.browse(name)
			if a := b.get("/"); a.status != http.StatusSeeOther || a.header.Get("Location") != want {
				t.Errorf("%s: %d %s", name, a.status, a.header.Get("Location"))
			}
			if a := b.get(want); a.status != http.StatusOK {
				t.Errorf("%s on %s: %d %s\n%s", name, want, a.status, a.body, w.log)
			}
		}
		if a := w.browse("mara").get("/couples/" + string(c.ID)); a.status != http.StatusOK || !strings.Contains(a.body, "Three appreciations") {
			t.Errorf("%d %s\n%s", a.status, a.body, w.log)
		}
	})
}
