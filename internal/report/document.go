// Package report is documents as content: what a document says, for whom and
// in which order, without a page, a font or a file. Pages show the same content
// in accessible form, and pdf prints it.
package report

import (
	"tandem/internal/chart"
	"tandem/internal/tandem"
)

// Kind says what a document is for.
type Kind string

// The kinds of documents.
const (
	// KindSummary is the progress summary over a period.
	KindSummary Kind = "progress summary"
	// KindRecord is the record of one signed review.
	KindRecord Kind = "review record"
	// KindBrief is the session brief: what a therapist wants to know before the
	// couple comes in. It is printed and not kept.
	KindBrief Kind = "session brief"
)

// Edition says which readers a document is made for, and so what it may hold.
type Edition string

// The editions.
const (
	// EditionClinical is for the treating staff: figures of each partner side by
	// side. It is never handed to a partner as it is.
	EditionClinical Edition = "clinical"
	// EditionJoint is for both partners: what they did together, and no figure of
	// either of them.
	EditionJoint Edition = "joint"
	// EditionOwn is for one partner: their own doing, and what both may see.
	EditionOwn Edition = "own"
)

// Paper is the sheet that a document is printed on; it is no part of the
// content. The empty value means PaperA4.
type Paper string

// The papers.
const (
	PaperA4     Paper = "a4"
	PaperLetter Paper = "letter"
)

// Document is the finished content, every word in the reader's language. It
// holds no issue time: the same content has the same Digest whenever issued.
type Document struct {
	Kind       Kind
	Edition    Edition
	Title      string
	Subtitle   string
	CaseCode   string
	Language   string // BCP 47
	Letterhead Letterhead
	Period     Period
	Notice     string // stands on every page, such as "Synthetic data."; often empty
	Sections   []Section
	Paper      Paper  `digest:"-"`
	Labels     Labels `digest:"-"`
}

// Letterhead is the sender: the practice's name, and lines such as address and
// telephone.
type Letterhead struct {
	Name  string
	Lines []string
}

// Period is the days that a document covers, both included.
type Period struct{ From, To tandem.Date }

// Labels are the words around the content in the reader's language. {page} and
// {pages} in Page stand for the numbers.
type Labels struct {
	Case, Page, Issued, Digest string
}

// Section is a titled run of blocks.
type Section struct {
	Title  string
	Blocks []Block
}

// Block is one of Heading, Paragraph, Facts, Table and Chart.
type Block interface{ block() }

// Heading is a title inside a section.
type Heading struct{ Text string }

// Paragraph is running text. Quiet ones are remarks.
type Paragraph struct {
	Text  string
	Quiet bool
}

// Facts are terms with their values.
type Facts struct{ Items []Fact }

// Fact is one term with its value. Partner, when not 0, is the position of the
// partner whose mark stands before the term.
type Fact struct {
	Term, Value string
	Partner     int
}

// Table has one cell per column in each row; missing cells are empty.
type Table struct {
	Caption      string // for readers who do not see the table; may be empty
	Columns      []Column
	Rows         [][]Cell
	HeaderColumn bool // the first cell of each row is its heading
	Roomy        bool `digest:"-"` // rows with room to write in by hand
	Whole        bool `digest:"-"` // stays on one page, where one can hold it
}

// Align is where a column's words stand.
type Align string

// The alignments; the empty one counts as AlignStart.
const (
	AlignStart  Align = "start"
	AlignMiddle Align = "middle"
	AlignEnd    Align = "end"
)

// Column is a table's column. Partner, when not 0, puts that partner's mark
// before the title.
type Column struct {
	Title   string
	Align   Align
	Partner int
}

// Cell is one entry of a table. Partner, when not 0, puts that partner's mark
// before the text.
type Cell struct {
	Text    string
	Partner int
}

// Chart is a picture and the table that says the same. The picture follows
// from the table, so it is no part of the digest.
type Chart struct {
	Drawing chart.Drawing `digest:"-"`
	Table   Table
}

func (Heading) block()   {}
func (Paragraph) block() {}
func (Facts) block()     {}
func (Table) block()     {}
func (Chart) block()     {}
