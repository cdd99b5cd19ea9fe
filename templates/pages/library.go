package pages

import "tandem/internal/tandem"

// Library is everything that a practice can choose from.
type Library struct {
	Desk      Desk
	CanWrite  bool
	Filters   []LibraryFilter // by family, shelf and flow
	Filtered  bool
	Exercises []LibraryCard
	Templates []WeekGrid
	Works     []WorkRow // of the practice's own: drafts and versions
	Problem   Problem
}

// LibraryFilter is one list to narrow the page by.
type LibraryFilter struct {
	Name    string
	Label   tandem.Text
	Options []Option
}

// LibraryCard is one exercise.
type LibraryCard struct {
	ID      string
	Name    string
	Own     bool
	Purpose string
	Facts   []tandem.Text // minutes, how often, family
	Flow    []string
	Sees    []Seers
	Leaves  tandem.Text // what it puts on which shelf
}

// Seers are the questions that the same people can read.
type Seers struct {
	Who  tandem.Text
	What []string
}

// WeekGrid is a plan template week by week.
type WeekGrid struct {
	ID     string
	Name   string
	Own    bool
	For    string
	Phases []tandem.Text
	Weeks  []int
	Rows   []GridRow
	Loads  []GridLoad
	Marks  []tandem.Text // what a week lacks or has too much of
}

// GridRow is one exercise of a template: how often in each week, 0 for not.
type GridRow struct {
	Name  string
	Times []int
	Often tandem.Text // for what is opened when it happens
}

// GridLoad is what one week asks for, in minutes.
type GridLoad struct {
	Task, Together int
	Heavy          bool
}

// WorkRow is one version of an exercise or a template of the practice's own.
type WorkRow struct {
	ID    tandem.WorkID
	Name  string
	Kind  tandem.Text
	State tandem.Text
	Draft bool
}

// LibraryStart is where something of one's own begins.
type LibraryStart struct {
	Desk      Desk
	Flows     []FlowCard
	Chains    []FlowCard
	Parts     [][]Option // of a chain of one's own, place by place
	Chosen    []string   // of them, where the form came back
	Exercises []Option
	Templates []Option
	Problem   Problem
	Typed     string // of a file that came back
	Kind      string // of it
}

// FlowCard is one way in which an exercise can go.
type FlowCard struct {
	Key, Name string
	Does      []string // who acts and what is sealed, part by part
	Steps     []string
	Like      string // names of exercises that go so
}

func workHref(id tandem.WorkID, rest string) string { return "/library/works/" + string(id) + rest }
