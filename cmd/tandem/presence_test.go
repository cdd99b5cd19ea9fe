package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestPresenceOnTwoPhones: that somebody is there shows to those alone who have
// pressed Join too, also on another instance. It ends by leaving or after half an
// hour, and neither logging in nor reading makes it last.
func TestPresenceOnTwoPhones(t *testing.T) {
	onInstances(t, func(t *testing.T, instances []*world) {
		w, second := instances[0], instances[len(instances)-1]
		w.hire("ada", "mara", "therapist")
		c := w.takeIn("mara", "rowan", "noor")
		talk, alone := "/homework/"+string(w.ask(c, "E04")), "/homework/"+string(w.ask(c, "E38"))
		rowan, noor := w.browse("rowan"), w.browse("noor").at(second)
		join := func(who *client, here string, want int) {
			t.Helper()
			if a := who.post(talk+"/presence", url.Values{"here": {here}}); a.status != want {
				t.Errorf("%s: %d, want %d", here, a.status, want)
			}
		}
		const both = "You are both here"
		sees := func(who *client) string { // all that tells of somebody's being there
			return masked(who.get("/today")) + masked(who.get(talk)) + who.get(talk+"/version").body
		}
		noor.get("/today") // renews the session
		before := sees(noor)
		if !strings.Contains(before, "Press Join") {
			t.Fatal("there is nothing to join")
		}
		join(rowan, "yes", http.StatusSeeOther)
		if after := sees(noor); after != before {
			t.Errorf("Noor can tell that Rowan has joined:\n%s", firstDifference(before, after))
		}
		if mine := sees(rowan); strings.Contains(mine, both) || !strings.Contains(mine, "You have joined") {
			t.Error("Rowan's own page does not say that Rowan has joined")
		}
		seen := rowan.get(talk + "/version").body
		join(noor, "yes", http.StatusSeeOther)
		for name, who := range map[string]*client{"rowan": rowan, "noor": noor} {
			if !strings.Contains(sees(who), both) {
				t.Errorf("%s does not see that both are here", name)
			}
		}
		if now := rowan.get(talk + "/version").body; now == seen || !strings.Contains(rowan.get(talk).body, `data-version="`+now+`"`) {
			t.Error("Rowan's open page does not learn that Noor has joined")
		}
		if a := w.browse("mara").get("/couples/" + string(c.ID) + talk); a.status != http.StatusOK || strings.Contains(a.body, "joined") || strings.Contains(a.body, both) {
			t.Error("the therapist's page tells who is there")
		}
		join(noor, "no", http.StatusSeeOther)
		for name, who := range map[string]*client{"rowan": rowan, "noor": noor} {
			if strings.Contains(sees(who), both) {
				t.Errorf("Noor has left, and %s sees both", name)
			}
		}
		join(noor, "yes", http.StatusSeeOther)
		w.clock.Advance(20 * time.Minute)
		noor = w.browse("noor").at(second)
		if !strings.Contains(sees(noor), both) {
			t.Error("gone after twenty minutes")
		}
		w.clock.Advance(11 * time.Minute)
		rowan, noor = w.browse("rowan"), w.browse("noor").at(second)
		for name, who := range map[string]*client{"rowan": rowan, "noor": noor} {
			if got := sees(who); strings.Contains(got, both) || strings.Contains(got, "You have joined") {
				t.Errorf("%s is still there: logging in or reading made it last", name)
			}
		}
		for name, a := range map[string]answer{"a log": rowan.post(alone+"/presence", url.Values{"here": {"yes"}}), "neither": rowan.post(talk+"/presence", url.Values{"here": {"perhaps"}}),
			"a therapist": w.browse("mara").post(talk+"/presence", url.Values{"here": {"yes"}})} {
			if a.status != http.StatusConflict && a.status != http.StatusUnprocessableEntity && a.status != http.StatusNotFound {
				t.Errorf("%s: %d", name, a.status)
			}
		}
	})
}
