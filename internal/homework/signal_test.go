package homework

import (
	"strings"
	"testing"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// TestMissingPartShows: a partner whose part is missing while the other does
// theirs is named, and nobody is for weeks that asked for nothing.
func TestMissingPartShows(t *testing.T) {
	const robin, sasha = tandem.PartnerID("p1"), tandem.PartnerID("p2")
	now := time.Date(2026, 3, 25, 9, 0, 0, 0, time.UTC) // Wednesday of week 4
	c := casefile.Couple{TimeZone: "UTC", Partners: []casefile.Partner{{ID: robin, Name: "Robin", HasAccount: true}, {ID: sasha, Name: "Sasha", HasAccount: true}}}
	p := plan.Plan{ID: "plan", State: plan.Active, StartsOn: "2026-03-02", FirstWeek: 1, Weeks: 6, Begins: time.Monday}
	// weeks says for each week what Robin and Sasha did, a letter each: d done, p
	// partly, x not this week, - nothing.
	weeks := func(all ...string) (list []Assignment) {
		state := map[byte]exercise.PartState{'d': exercise.PartDone, 'p': exercise.PartPartly, 'x': exercise.PartPassed, '-': exercise.PartNone}
		for i, w := range all {
			day := tandem.Date("2026-03-02").AddDays(7 * i)
			list = append(list, Assignment{Plan: "plan", Week: i + 1, OpensOn: day, DueOn: day.AddDays(6),
				Parts: []Part{{Partner: robin, State: state[w[0]], ChangedAt: now}, {Partner: sasha, State: state[w[1]], ChangedAt: now}}})
		}
		return list
	}
	for name, tt := range map[string]struct {
		weeks []string
		want  string
	}{
		"both do theirs":           {[]string{"dd", "dd", "dp", "--"}, ""},
		"one is missing for two":   {[]string{"dd", "d-", "d-", "--"}, "Sasha's part has been missing for 2 weeks"},
		"for three":                {[]string{"-d", "-p", "-d", "dd"}, "Robin's part has been missing for 3 weeks"},
		"one week is no row":       {[]string{"dd", "dd", "d-", "--"}, ""},
		"nobody did anything":      {[]string{"--", "--", "--", "--"}, ""},
		"not this week breaks not": {[]string{"d-", "dx", "d-", "--"}, "Sasha's part has been missing for 2 weeks"},
		"and is no miss":           {[]string{"dx", "dx", "dx", "--"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			changes := map[tandem.PartnerID]time.Time{robin: now, sasha: now}
			var got []string
			for _, s := range Signals(c, &p, Around{}, weeks(tt.weeks...), changes, "2026-03-25", now) {
				if strings.Contains(s.Text.String(), "missing") {
					got = append(got, s.Text.String())
				}
			}
			if strings.Join(got, ", ") != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
	paused := p
	paused.State = plan.Paused
	for _, s := range Signals(c, &paused, Around{}, weeks("d-", "d-", "d-"), nil, "2026-03-25", now) {
		if strings.Contains(s.Text.String(), "missing") {
			t.Errorf("in a pause: %s", s.Text)
		}
	}
}

// TestWhatStandsAroundTheHomework: a couple without a running plan hears what
// the gate lacks and when the last plan ended; a review that is due asks for a
// word; and what is pressing comes first.
func TestWhatStandsAroundTheHomework(t *testing.T) {
	now := time.Date(2026, 3, 25, 9, 0, 0, 0, time.UTC)
	c := casefile.Couple{TimeZone: "UTC", Partners: []casefile.Partner{{ID: "p1", Name: "Robin", HasAccount: true}, {ID: "p2", Name: "Sasha", HasAccount: true}}}
	running := &plan.Plan{ID: "plan", State: plan.Active, StartsOn: "2026-03-02", FirstWeek: 1, Weeks: 6, Begins: time.Monday}
	ready := plan.PartnerFacts{Partner: "p1", Consents: true, Policy: true, Screen: casefile.NoConcern, Goal: true}
	facts := func(second plan.PartnerFacts) plan.GateFacts {
		return plan.GateFacts{Today: "2026-03-25", Partners: []plan.PartnerFacts{ready, second}}
	}
	unsafe := ready
	unsafe.Screen = casefile.JointNotIndicated
	due := tandem.Say("review waits for signatures")
	for name, tt := range map[string]struct {
		plan   *plan.Plan
		around Around
		want   string
		word   bool
	}{
		"nothing was begun":         {nil, Around{Facts: plan.GateFacts{Partners: []plan.PartnerFacts{{}, {}}}}, "not ready to begin: consents, confidentiality policy, safety screen, own goal; no homework yet", false},
		"one partner lacks a goal":  {nil, Around{Facts: facts(plan.PartnerFacts{Consents: true, Policy: true, Screen: casefile.Monitor})}, "not ready to begin: own goal; no homework yet", false},
		"what a screen found":       {nil, Around{Facts: facts(unsafe)}, "not ready to begin: safety screen; no homework yet", false},
		"ready":                     {nil, Around{Facts: facts(ready)}, "no homework yet", false},
		"the plan has ended":        {nil, Around{Facts: facts(ready), Ended: "2026-03-20"}, "the plan ended on 20 March", false},
		"ended, with a review open": {nil, Around{Facts: facts(ready), Ended: "2026-03-20", Review: due}, "review waits for signatures; the plan ended on 20 March", true},
		"a plan runs":               {running, Around{Facts: facts(plan.PartnerFacts{}), Ended: "2026-02-20"}, "", false},
		"a review of a plan":        {running, Around{Review: due}, "review waits for signatures", true},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			word := false
			for _, s := range Signals(c, tt.plan, tt.around, nil, nil, "2026-03-25", now) {
				got = append(got, s.Text.String())
				word = word || s.Word
			}
			if said := strings.Join(got, "; "); said != tt.want || word != tt.word {
				t.Errorf("%q, %t; want %q, %t", said, word, tt.want, tt.word)
			}
		})
	}
}
