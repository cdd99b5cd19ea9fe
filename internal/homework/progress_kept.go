package homework

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// What a therapist wants to see of what is given, noted and promised from week
// to week (domain page 1.3). Partners stand side by side and are never compared.

// appreciationProgress: what each gave, and the mood around it (E02).
func appreciationProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	given, things := times(rounds, exercise.MovePrepare), items(rounds, exercise.MovePrepare, "items")
	before, after := figures(cast, rounds, exercise.MovePrepare, "mood_before"), figures(cast, rounds, exercise.MoveAcknowledge, "mood_after")
	var lines []tandem.Text
	for _, p := range cast {
		lines = append(lines, tandem.Say("given by %s: %d of %d times, %d appreciations", p, given[p], len(rounds), things[p]))
		if len(before[p])+len(after[p]) > 0 {
			lines = append(lines, tandem.Say("mood of %s, of 5: before %s, after %s", p, orDash(before[p]), orDash(after[p])))
		}
	}
	return lines
}

func orDash(figures []string) string { return cmp.Or(strings.Join(figures, ", "), "–") }

// journalProgress: entries of each, readings held, moments had again (E03).
func journalProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	wrote := times(rounds, exercise.MoveHandOn)
	plans := made(rounds, exercise.MoveRepeat)
	again := made(rounds, exercise.MoveRepeated)
	lines := []tandem.Text{tandem.Say("entries: %s; read together: %d", perPartner(cast, func(p tandem.PartnerID) int { return wrote[p] }), talks(rounds, exercise.MoveRead))}
	if len(plans) > 0 {
		lines = append(lines, tandem.Say("moments to have again: %d; came about: yes %d, in part %d, no %d", len(plans),
			saying(again, "repeated", "yes"), saying(again, "repeated", "partly"), saying(again, "repeated", "no")))
	}
	return lines
}

// weeklyProgress: weeks held, how the one change went as each says, and what
// was written in several weeks under "not working" (E11).
func weeklyProgress(def *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	held := 0
	for _, r := range rounds {
		if len(r.standing(exercise.MoveDecide)) > 0 {
			held++
		}
	}
	lines := []tandem.Text{tandem.Say("held, with a change chosen: %d of %d weeks begun", held, len(rounds))}
	went := choices(def, rounds, exercise.MovePrepare, "last_change")
	for _, p := range cast {
		if went[p] != "" {
			lines = append(lines, tandem.Say("how the change went, as %s says: %s", p, went[p]))
		}
	}
	for _, theme := range themes(rounds, "not_working", "stuck") {
		lines = append(lines, tandem.Say("written in several weeks under “not working”: “%s”, in %d", theme.word, theme.weeks))
	}
	return lines
}

// theme is a word that came up in several rounds.
type theme struct {
	word  string
	weeks int
}

// mostThemes is how many words are named, and shortestTheme how long one is at
// least: shorter ones carry the sentence, not what it is about.
const (
	mostThemes    = 3
	shortestTheme = 5
)

// carrying are longer words that say nothing of what something is about, in the
// languages that partners write in.
var carrying = strings.Fields("about after again always because before could didn't doesn't during enough every never other right should since still their there these thing things think those today together tomorrow until weren't where which while would yesterday " +
	"ahora antes aunque casi cuando desde después donde entre estaba están estar hasta hacer mucho mucha nunca otra otras otros porque puede siempre sobre también tenemos tiempo todas todos")

// themes are the words of a list's text that stand in at least two rounds, the
// most frequent first. Two who name the same in one week are one week.
func themes(rounds []Sighted, list, text exercise.FieldID) []theme {
	weeks := map[string]int{}
	for _, r := range rounds {
		seen := map[string]bool{}
		for _, e := range r.standing(exercise.MovePrepare) {
			v, _ := e.value(list)
			for _, item := range v.Items {
				for _, word := range strings.FieldsFunc(strings.ToLower(item[text].Text), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' }) {
					if utf8.RuneCountInString(word) >= shortestTheme && !slices.Contains(carrying, word) && !seen[word] {
						seen[word], weeks[word] = true, weeks[word]+1
					}
				}
			}
		}
	}
	var all []theme
	for word, n := range weeks {
		if n >= 2 {
			all = append(all, theme{word, n})
		}
	}
	slices.SortFunc(all, func(a, b theme) int { return cmp.Or(b.weeks-a.weeks, cmp.Compare(a.word, b.word)) })
	return all[:min(mostThemes, len(all))]
}

// nightsProgress: evenings on which each kept something, and how many were
// shared. What was kept is nobody's but its author's: only that it was done
// counts here (E24).
func nightsProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	kept, shared := map[tandem.PartnerID]int{}, made(rounds, exercise.MoveShare)
	for _, r := range rounds {
		for _, p := range r.Sight.Parts {
			if p.State == exercise.PartDone {
				kept[p.Partner]++
			}
		}
	}
	return each(cast, func(p tandem.PartnerID) tandem.Text {
		return tandem.Say("evenings of %s: %d, shared %d", p, kept[p], by(shared)(p))
	})
}

// promiseDays is the rolling time over which kept promises are counted: four
// weeks.
const promiseDays = 28

// promiseProgress: offers of each, how many came true lately, what was kept and
// did not reach the other, and how often one was to be smaller (E32).
func promiseProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	offers := made(rounds, exercise.MoveOffer)
	if len(offers) == 0 {
		return nil
	}
	kept, said := map[tandem.PartnerID]int{}, map[tandem.PartnerID]int{}
	unnoticed := 0
	for _, r := range rounds {
		for _, o := range r.standing(exercise.MoveOutcome) {
			if tandem.DateOf(o.At, r.Zone) <= r.Today.AddDays(-promiseDays) {
				continue
			}
			said[o.Author]++
			if o.text("outcome") != "kept" {
				continue
			}
			kept[o.Author]++
			if slices.ContainsFunc(r.standing(exercise.MoveNoticed), func(n Entry) bool { return n.Target == o.Target && n.text("noticed") == "no" }) {
				unnoticed++
			}
		}
	}
	lines := []tandem.Text{tandem.Say("offered: %s; to be made smaller: %d", perPartner(cast, by(offers)), saying(made(rounds, exercise.MoveSize), "size", "smaller"))}
	lines = append(lines, each(cast, func(p tandem.PartnerID) tandem.Text {
		if said[p] == 0 {
			return tandem.Text{}
		}
		return tandem.Say("kept by %s in the last four weeks: %d of %d", p, kept[p], said[p])
	})...)
	if unnoticed > 0 {
		lines = append(lines, tandem.Say("kept, and it did not reach the other: %d", unnoticed))
	}
	return lines
}

// companyProgress: times, and how easy it felt to each (E38).
func companyProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	lines := []tandem.Text{tandem.Say("times done: %d", talks(rounds, exercise.MoveLog))}
	ease := figures(cast, rounds, exercise.MoveLog, "ease")
	return append(lines, each(cast, func(p tandem.PartnerID) tandem.Text {
		if len(ease[p]) == 0 {
			return tandem.Text{}
		}
		return tandem.Say("ease for %s: %s of 5", p, way(ease[p][max(0, len(ease[p])-lastFew):]))
	})...)
}

// pauseProgress: who called pauses, and how they went on (E42).
func pauseProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	calls := made(rounds, exercise.MoveCall)
	if len(calls) == 0 {
		return nil
	}
	resumed := 0
	for _, r := range rounds {
		ready := map[tandem.PartnerID]bool{}
		for _, e := range r.standing(exercise.MoveClose) {
			if e.text("next") == "resumed" {
				ready[e.Author] = true
			}
		}
		if len(cast) > 1 && len(ready) == len(cast) {
			resumed++
		}
	}
	closes := made(rounds, exercise.MoveClose)
	return []tandem.Text{tandem.Say("pauses called: %s", perPartner(cast, by(calls))),
		tandem.Say("gone on together: %d of %d; parked: %d; taken to the session: %d", resumed, len(calls), saying(closes, "next", "parked"), saying(closes, "next", "session"))}
}
