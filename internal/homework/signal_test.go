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
	p := plan.Plan{ID: "plan", State: plan.Active, StartsOn: "2026-03-02", FirstWeek: 1, Weeks: 6, Begins: time.Monday, Reviews: []plan.ReviewPoint{{Week: 4, Kind: plan.ReviewMid}}}
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
			review := false
			for _, s := range Signals(c, &p, weeks(tt.weeks...), changes, "2026-03-25", now) {
				if strings.Contains(s.Text.String(), "missing") {
					got = append(got, s.Text.String())
				}
				review = review || s.Text.String() == "a review is foreseen for this week"
			}
			if strings.Join(got, ", ") != tt.want || !review {
				t.Errorf("%q, want %q; review %t", got, tt.want, review)
			}
		})
	}
	paused := p
	paused.State = plan.Paused
	for _, s := range Signals(c, &paused, weeks("d-", "d-", "d-"), nil, "2026-03-25", now) {
		if strings.Contains(s.Text.String(), "missing") || strings.Contains(s.Text.String(), "review") {
			t.Errorf("in a pause: %s", s.Text)
		}
	}
}
