package report

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"tandem/internal/chart"
	"tandem/internal/tandem"
)

func sample() SummaryInput {
	in := SummaryInput{
		Letterhead: Letterhead{Name: "Riverside Practice", Lines: []string{"1 Quay Street"}},
		CaseCode:   "C-1042", NamesShown: true, Therapist: "Dr. Ines Moreau",
		Partners: []SummaryPartner{
			{Name: "Robin", Position: 1, Total: Count{Due: 4, Credit: 2.5}},
			{Name: "Sasha", Position: 2},
		},
		Period: Period{From: "2026-03-02", To: "2026-03-29"},
		Plan:   SummaryPlan{Name: "Hear me, reach me", Week: 4, Weeks: 6, State: tandem.Say("active")},
		Weeks: []SummaryWeek{
			{Number: 1, From: "2026-03-02", To: "2026-03-08", Counts: []Count{{2, 1.5}, {2, 0}}},
			{Number: 2, From: "2026-03-09", To: "2026-03-15", Light: true, Counts: []Count{{0, 0}, {0, 0}}},
			{Number: 3, From: "2026-03-16", To: "2026-03-22", Paused: true},
			{Number: 4, From: "2026-03-23", To: "2026-03-29", Counts: []Count{{2, 2}}},
		},
		Exercises: []SummaryExercise{
			{Name: "Daily appreciation", Counts: []ExerciseCount{{Assigned: 4, Done: 2, Partly: 1, NotThisWeek: 1}}},
		},
		Appreciation: []int{3, 5},
	}
	return in
}

// words is every word of a document in reading order.
func words(doc Document) string {
	out := []string{doc.Title, doc.Subtitle, doc.CaseCode, doc.Notice, doc.Letterhead.Name}
	table := func(t Table) {
		for _, c := range t.Columns {
			out = append(out, c.Title)
		}
		for _, row := range t.Rows {
			for _, c := range row {
				out = append(out, c.Text)
			}
		}
	}
	for _, s := range doc.Sections {
		out = append(out, s.Title)
		for _, b := range s.Blocks {
			switch b := b.(type) {
			case Heading:
				out = append(out, b.Text)
			case Paragraph:
				out = append(out, b.Text)
			case Facts:
				for _, f := range b.Items {
					out = append(out, f.Term+": "+f.Value)
				}
			case Table:
				table(b)
			case Chart:
				table(b.Table)
				for _, s := range b.Drawing.Shapes {
					out = append(out, s.Text)
				}
			}
		}
	}
	return strings.Join(out, "\n")
}

// cell finds the row of a table that begins with head.
func row(t *testing.T, table Table, head string) []string {
	t.Helper()
	for _, r := range table.Rows {
		if r[0].Text == head {
			out := []string{}
			for _, c := range r {
				out = append(out, c.Text)
			}
			return out
		}
	}
	t.Fatalf("no row %q in %q", head, table.Caption)
	return nil
}

func section(t *testing.T, doc Document, title string) Section {
	t.Helper()
	for _, s := range doc.Sections {
		if s.Title == title {
			return s
		}
	}
	t.Fatalf("no section %q", title)
	return Section{}
}

func TestSummarySaysTheFigures(t *testing.T) {
	doc := BuildSummary(context.Background(), sample())
	adherence := section(t, doc, "Adherence")
	totals, weeks := adherence.Blocks[0].(Table), adherence.Blocks[2].(Chart).Table
	for _, c := range []struct {
		table Table
		head  string
		want  string
	}{
		{totals, "Robin", "Robin|2.5|4|63%|not rated"},
		{totals, "Sasha", "Sasha|0|0|nothing due|not rated"},
		{weeks, "1", "1|2 Mar – 8 Mar|1.5 of 2 · 75%|0 of 2 · 0%|"},
		{weeks, "2", "2|9 Mar – 15 Mar|nothing due|nothing due|light week"},
		{weeks, "3", "3|16 Mar – 22 Mar|nothing due|nothing due|paused"},
		{weeks, "4", "4|23 Mar – 29 Mar|2 of 2 · 100%|nothing due|"},
		{section(t, doc, "Exercises").Blocks[0].(Table), "Daily appreciation",
			"Daily appreciation|2 of 4 done · 1 in part · 1 not this week|nothing due"},
	} {
		if got := strings.Join(row(t, c.table, c.head), "|"); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.table.Caption, got, c.want)
		}
	}
	all := words(doc)
	for _, want := range []string{"This document contains no psychotherapy notes.", "C-1042", "2 March 2026 to 29 March 2026",
		"Hear me, reach me · week 4 of 6 · active", "Therapist: Dr. Ines Moreau", "Robin: 3 given", "Sasha: 5 given"} {
		if !strings.Contains(all, want) {
			t.Errorf("the document does not say %q", want)
		}
	}
	if strings.Contains(all, "Synthetic") {
		t.Error("a real practice's document says that it is synthetic")
	}
}

func TestSummaryMarksDemo(t *testing.T) {
	in := sample()
	in.Demo = true
	doc := BuildSummary(context.Background(), in)
	if doc.Notice != "Synthetic data." {
		t.Errorf("notice on every page: %q", doc.Notice)
	}
	if n := strings.Count(words(doc), "Synthetic data."); n != 2 {
		t.Errorf("said %d times, want on every page and in the last section", n)
	}
}

func TestNamesLeftOut(t *testing.T) {
	in := sample()
	in.NamesShown = false
	all := words(BuildSummary(context.Background(), in))
	for _, name := range []string{"Robin", "Sasha"} {
		if strings.Contains(all, name) {
			t.Errorf("%s is named although names are left out", name)
		}
	}
	if !strings.Contains(all, "Partner 2") {
		t.Error("the partners are not told apart")
	}
}

// shout is a translator that marks what went through it.
type shout struct{}

func (shout) Language() string { return "es" }
func (shout) Translate(source string, args ...any) string {
	return "«" + fmt.Sprintf(source, args...) + "»"
}

func TestEveryWordIsTranslated(t *testing.T) {
	in := sample()
	in.Demo = true
	doc := BuildSummary(tandem.WithTranslator(context.Background(), shout{}), in)
	if doc.Language != "es" {
		t.Errorf("language %q", doc.Language)
	}
	given := in.Letterhead.Name + in.CaseCode + "Robin Sasha Daily appreciation 1 2 3 4 0 2.5 63% 2.8 50% 100%" + in.Therapist
	for _, line := range strings.Split(words(doc), "\n") {
		_, value, isFact := strings.Cut(line, ": ")
		if strings.Contains(line, "«") || strings.Contains(given, line) || isFact && strings.Contains(given, value) {
			continue
		}
		t.Errorf("not translated: %q", line)
	}
	for _, label := range []string{doc.Labels.Case, doc.Labels.Page, doc.Labels.Issued, doc.Labels.Digest} {
		if !strings.HasPrefix(label, "«") {
			t.Errorf("label not translated: %q", label)
		}
	}
}

func TestSummaryOfNothing(t *testing.T) {
	for members := range 5 {
		in := SummaryInput{Weeks: []SummaryWeek{{Number: 1}}, Partners: make([]SummaryPartner, members)}
		if doc := BuildSummary(context.Background(), in); len(doc.Sections) != 6 || Digest(doc) == "" {
			t.Errorf("%d members: %d sections", members, len(doc.Sections))
		}
	}
}

// every holds each block and each field once.
func every() Document {
	table := Table{Caption: "caption", HeaderColumn: true, Columns: []Column{{"title", AlignEnd, 1}}, Rows: [][]Cell{{{"cell", 1}}}}
	return Document{Kind: "k", Edition: "e", Title: "t", Subtitle: "s", CaseCode: "c", Language: "l",
		Letterhead: Letterhead{"p", []string{"line"}}, Period: Period{"2026-01-01", "2026-02-01"}, Notice: "n", Paper: "a4",
		Labels: Labels{"a", "b", "c", "d"},
		Sections: []Section{{"section", []Block{Heading{"h"}, Paragraph{"p", true}, Facts{[]Fact{{"term", "value", 1}}}, table,
			Chart{Drawing: chart.Drawing{Width: 3}, Table: table}}}}}
}

// mutants calls f with each version of v that differs in one place; path says
// where. Fields that are no content have "!" in their path.
func mutants(v reflect.Value, path string, set func(reflect.Value), f func(path string)) {
	try := func(changed reflect.Value) {
		set(changed)
		f(path)
		set(v)
	}
	switch v.Kind() {
	case reflect.String:
		try(reflect.ValueOf(v.String() + "x").Convert(v.Type()))
	case reflect.Int:
		try(reflect.ValueOf(int(v.Int()) + 1).Convert(v.Type()))
	case reflect.Float64:
		try(reflect.ValueOf(v.Float() + 1).Convert(v.Type()))
	case reflect.Bool:
		try(reflect.ValueOf(!v.Bool()).Convert(v.Type()))
	case reflect.Interface:
		mutants(v.Elem(), path, set, f)
	case reflect.Slice:
		for i := range v.Len() {
			mutants(reflect.ValueOf(v.Index(i).Interface()), fmt.Sprintf("%s[%d]", path, i), func(n reflect.Value) {
				list := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
				reflect.Copy(list, v)
				list.Index(i).Set(n)
				set(list)
			}, f)
		}
		try(v.Slice(0, max(v.Len()-1, 0)))
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			name := path + "." + field.Name
			if field.Tag.Get("digest") == "-" {
				name += "!"
			}
			mutants(v.Field(i), name, func(n reflect.Value) {
				whole := reflect.New(v.Type()).Elem()
				whole.Set(v)
				whole.Field(i).Set(n)
				set(whole)
			}, f)
		}
	}
}

func TestDigestCoversEveryWordAndFigure(t *testing.T) {
	base, doc, tried := Digest(every()), every(), 0
	mutants(reflect.ValueOf(every()), "doc", func(v reflect.Value) { doc = v.Interface().(Document) }, func(path string) {
		tried++
		changed := Digest(doc) != base
		if outside := strings.Contains(path, "!"); changed == outside {
			t.Errorf("%s: digest changed: %t", path, changed)
		}
	})
	if tried < 30 {
		t.Errorf("only %d places were changed", tried)
	}
	if len(base) != 64 || base != Digest(every()) {
		t.Errorf("digest %q is not stable or no SHA-256", base)
	}
}

func TestDigestKeepsTextsApart(t *testing.T) {
	two := func(a, b string) string {
		return Digest(Document{Sections: []Section{{Blocks: []Block{Paragraph{Text: a}, Paragraph{Text: b}}}}})
	}
	if two("ab", "c") == two("a", "bc") {
		t.Error("words may wander between paragraphs unseen")
	}
	one := Digest(Document{Sections: []Section{{Blocks: []Block{Heading{"x"}}}}})
	if one == Digest(Document{Sections: []Section{{Blocks: []Block{Paragraph{Text: "x"}}}}}) {
		t.Error("a heading counts as a paragraph")
	}
}
