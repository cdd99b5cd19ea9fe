package pdf

import (
	"context"
	"fmt"
	"strings"
	"time"

	"tandem/internal/homework"
	"tandem/internal/report"
	"tandem/internal/review"
	"tandem/internal/tandem"
)

// issued is the fixed moment of every document in these tests.
var issued = time.Date(2026, 11, 3, 13, 5, 0, 0, time.UTC)

// summaryInput is a couple's period of so many weeks and exercises.
func summaryInput(weeks, exercises int) report.SummaryInput {
	start := tandem.Date("2026-03-02")
	in := report.SummaryInput{
		Letterhead: report.Letterhead{Name: "Riverside Couples Practice", Lines: []string{"1 Quay Street, Galway", "+353 91 000 000 · hello@riverside.example"}},
		Demo:       true, CaseCode: "C-1042", NamesShown: true, Therapist: "Dr. Inês Moreau",
		Period: report.Period{From: start, To: start.AddDays(7*weeks - 1)},
		Plan:   report.SummaryPlan{Name: "Hear me, reach me", Week: weeks, Weeks: weeks + 2, State: tandem.Say("active")},
		Partners: []report.SummaryPartner{
			{Name: "Robin Ó Dálaigh", Position: 1, Total: report.Count{Due: 3 * weeks, Credit: 2.5 * float64(weeks)}, Quality: homework.Quality{Sum: 3.2 * float64(weeks), Ratings: weeks}},
			{Name: "Sasha Шевченко", Position: 2, Total: report.Count{Due: 3 * weeks, Credit: 1.5 * float64(weeks)}},
		},
		Appreciation: []int{14, 11},
	}
	for w := range weeks {
		week := report.SummaryWeek{Number: w + 1, From: start.AddDays(7 * w), To: start.AddDays(7*w + 6), Light: w%8 == 4, Paused: w%11 == 7}
		if !week.Light && !week.Paused {
			week.Counts = []report.Count{{Due: 3, Credit: float64((w*2+3)%7) / 2}, {Due: 3 * ((w + 2) % 5 / 1 % 2), Credit: float64((w*3+1)%7) / 2}}
		}
		in.Weeks = append(in.Weeks, week)
	}
	names := []string{"Daily appreciation", "Speaker and listener", "Weekly check-in", "Three good things", "A walk without phones", "Repair after a rupture"}
	for i := range exercises {
		name := names[i%len(names)]
		if i >= len(names) {
			name = fmt.Sprintf("%s, round %d", name, i/len(names)+1)
		}
		in.Exercises = append(in.Exercises, report.SummaryExercise{Name: name, Counts: []report.ExerciseCount{
			{Assigned: 6, Done: 4, Partly: 1, NotThisWeek: 1, Quality: homework.Quality{Sum: 3.2 * float64(4-i%3), Ratings: 4 - i%3}}, {Assigned: 6, Done: 5 - i%4, Partly: i % 2}}})
	}
	return in
}

func summary(weeks, exercises int) report.Document {
	return report.BuildSummary(context.Background(), summaryInput(weeks, exercises))
}

// longNames is a document whose every name is longer than its place.
func longNames() report.Document {
	in := summaryInput(6, 8)
	long := strings.Repeat("Wolfeschlegelsteinhausenbergerdorff", 3)
	in.Letterhead.Name = "The Riverside and Upper Valley Practice for Couples, Families and Everyone Else, " + long
	in.Therapist, in.CaseCode = "Dr. "+long, long
	in.Partners[0].Name = "Maria-Magdalena Konstantinopoulou-Papadimitriou van den Berghe"
	in.Partners[1].Name = long
	in.Partners = append(in.Partners, report.SummaryPartner{Name: "Kim 🌻", Position: 3}, report.SummaryPartner{Name: "שלום", Position: 4})
	in.Exercises[2].Name = strings.Repeat("A very long name of an exercise that somebody wrote ", 5)
	return report.BuildSummary(context.Background(), in)
}

// documents are those whose text and bytes are kept as golden files.
func documents() map[string]report.Document {
	letter := summary(12, 6)
	letter.Paper = report.PaperLetter
	leftOut := summaryInput(4, 3)
	leftOut.NamesShown, leftOut.Demo, leftOut.Reviews = false, false, reviewed()
	return map[string]report.Document{
		"short":      report.BuildSummary(context.Background(), leftOut),
		"quarter":    summary(12, 6),
		"letter":     letter,
		"year":       summary(52, 60),
		"long-names": longNames(),
		"own":        own(12),
		"joint":      joint(12),
		"record":     record(),
	}
}

// own is the first partner's own edition of summaryInput's period.
func own(weeks int) report.Document {
	in := summaryInput(weeks, 6)
	out := report.OwnInput{Letterhead: in.Letterhead, CaseCode: in.CaseCode, NamesShown: true, Reader: in.Partners[0], Therapist: in.Therapist,
		Period: in.Period, Plan: in.Plan, Shelves: []report.ShelfCount{{Title: "Appreciation bank", Own: 14}, {Title: "Joy log", Own: 5}, {Title: "Rituals", Both: 2}, {Title: "Small promises", Own: 3, Both: 1}}}
	for _, w := range in.Weeks {
		w.Counts = w.Counts[:min(1, len(w.Counts))]
		out.Weeks = append(out.Weeks, w)
	}
	for _, e := range in.Exercises {
		e.Counts = e.Counts[:1]
		out.Exercises = append(out.Exercises, e)
	}
	return report.BuildOwn(context.Background(), out)
}

// joint is the joint edition of the same period.
func joint(weeks int) report.Document {
	in := summaryInput(weeks, 6)
	out := report.JointInput{Letterhead: in.Letterhead, Demo: true, CaseCode: in.CaseCode, Partners: in.Partners, Therapist: in.Therapist,
		Period: in.Period, Plan: in.Plan, Shelves: []report.ShelfCount{{Title: "Appreciation bank", All: 25}, {Title: "Joy log", All: 9}}}
	for i, w := range in.Weeks {
		out.Weeks = append(out.Weeks, report.JointWeek{Number: w.Number, From: w.From, To: w.To, Light: w.Light, Together: i % 3})
	}
	for i, e := range in.Exercises {
		out.Exercises = append(out.Exercises, report.JointExercise{Name: e.Name, Times: 7 - i})
	}
	out.NamesShown, out.Reviews = true, reviewed()
	return report.BuildJoint(context.Background(), out)
}

// reviewed is a review that one partner signed here, and from which the other
// was absent, and one that both signed.
func reviewed() []report.SummaryReview {
	sure := 6
	robin, sasha := report.SummaryPartner{Name: "Robin Ó Dálaigh", Position: 1}, report.SummaryPartner{Name: "Sasha Шевченко", Position: 2}
	return []report.SummaryReview{
		{Kind: review.MidPlan.Text(), On: "2026-03-20", Plan: review.PlanAdjust.Text(),
			Decisions: []report.ReviewDecision{{Text: "Phones away at dinner", Due: "2026-04-01"}, {Text: "A walk on Sundays", Owner: sasha}},
			Targets:   []review.Target{{Text: "Two calm evenings a week", Notice: "We both sleep well", Due: "2026-05-01", Confidence: &sure}, {Text: "Tea at nine", Notice: "The pot is warm", Due: "2026-05-01"}},
			Trials:    []review.Verdict{{Text: "Phones in the hall", Becomes: review.KeepIt, Noticed: "We look up"}, {Text: "Lights out at ten", Becomes: review.DropIt}},
			Holds:     review.LooksAgain.Text(),
			Signatures: []report.ReviewSignature{{Partner: robin, On: "2026-03-20"}, {Partner: sasha},
				{Name: "Dr. Inês Moreau", On: "2026-03-21"}}},
		{Kind: review.Final.Text(), On: "2026-03-27", Signatures: []report.ReviewSignature{{Partner: robin, On: "2026-03-27", Paper: true},
			{Partner: sasha, On: "2026-03-27"}, {Name: "Dr. Inês Moreau", On: "2026-03-27"}}},
	}
}

// record is the first of the reviews above as a document of its own.
func record() report.Document {
	in := summaryInput(4, 3)
	return report.BuildRecord(context.Background(), report.RecordInput{Letterhead: in.Letterhead, Demo: true, CaseCode: in.CaseCode, NamesShown: true, Partners: in.Partners,
		Therapist: in.Therapist, Review: reviewed()[0], Improvements: []string{"We laugh at breakfast again", "We sleep better"}, Changes: []string{"Evenings are loud"},
		Difference:  []tandem.Text{tandem.Say("Added: %s.", "A turn to be heard, every week, weeks 5 to 8"), tandem.Say("The plan has %d weeks instead of %d.", 8, 4)},
		PlanChanges: "One exercise less on weekdays.", NextOn: "2026-06-01", Mark: "0123456789ab",
		Additions: []report.RecordAddition{{On: "2026-03-24", Author: "Dr. Inês Moreau", Text: "The walk is on Saturdays from now on."}}})
}
