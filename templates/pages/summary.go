package pages

import (
	"tandem/internal/chart"
	"tandem/internal/tandem"
)

// Summary is a progress summary before it is issued: the period to choose, and
// the same content as the document as an accessible page.
type Summary struct {
	Desk     Desk
	Couple   tandem.CoupleID
	From, To string // 2006-01-02
	Title    string
	Blocks   []Block // in the language of the document
	Ready    bool    // the preview is there and may be issued
	Problem  Problem
}

// BlockKind says which part of a Block is set.
type BlockKind string

// The kinds of blocks.
const (
	BlockHeading   BlockKind = "heading"
	BlockParagraph BlockKind = "paragraph"
	BlockFacts     BlockKind = "facts"
	BlockTable     BlockKind = "table"
	BlockChart     BlockKind = "chart" // Chart, with Table saying the same
)

// Block is one piece of a document as a page shows it.
type Block struct {
	Kind  BlockKind
	Text  string // of a heading or a paragraph
	Facts []Fact
	Table *Table
	Chart *chart.Drawing
}

// Fact is a term with its value.
type Fact struct{ Term, Value string }

// Table is a table with header cells.
type Table struct {
	Caption string
	Columns []Column
	Rows    [][]string // the first cell of a row is its header
}

// Column is one column of a table.
type Column struct {
	Label   string
	Numeric bool // set to the right
}

func (t Table) numeric(i int) bool { return i < len(t.Columns) && t.Columns[i].Numeric }
