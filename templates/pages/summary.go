package pages

import (
	"tandem/internal/chart"
	"tandem/internal/tandem"
)

// Summary is a progress summary before it is issued: the edition and the
// period to choose, and the same content as the document as an accessible page.
type Summary struct {
	Desk      Desk
	Couple    tandem.CoupleID
	Editions  []Filter    // the editions to choose from, the shown one on
	For       tandem.Text // in words, whom this edition is for
	Action    string      // where the form goes
	Edition   string      // as the form sends it; "" for a partner's own
	From, To  string      // 2006-01-02
	CodeOnly  bool
	Languages []Option // the document's language
	Document  *Content // the preview; nil when there is none
	Problem   Problem
}

// Record is the record of a signed review before it is issued.
type Record struct {
	Desk      Desk
	Back      string // the review's page
	Action    string // where the form goes
	CodeOnly  bool
	Languages []Option // the document's language
	Document  Content
	Problem   Problem
}

// Content is a document as a page shows it, word for word what its file says.
type Content struct {
	Language string // of the document, BCP 47
	Sender   string
	Lines    []string
	Notice   string // stands on every page of the file
	Title    string
	Blocks   []Block
	Digest   string
	DigestIs string // the words before it
}

// IssuedDocument is an issued document as an accessible page.
type IssuedDocument struct {
	Desk    *Desk  // for staff; nil for a partner
	Phone   *Phone // for a partner; nil for staff
	Back    Action
	File    string // where its file is
	Issued  tandem.Text
	Content Content
}

// IssueLog is a couple's documents with who issued and who opened them.
type IssueLog struct {
	Desk   Desk
	Couple tandem.CoupleID
	Lines  []IssueLine
}

// IssueLine is one document in the issue log.
type IssueLine struct {
	Document      tandem.DocumentID
	Name          tandem.Text // kind and edition
	For           tandem.Text
	Issued        tandem.Text // when and by whom
	Language      string      // its name
	ContentDigest string
	FileDigest    string
	Opened        []tandem.Text // who, and when first
}

// Received is what was issued for a partner.
type Received struct {
	Phone Phone
	Lines []ReceivedLine
}

// ReceivedLine is one document that a partner may open.
type ReceivedLine struct {
	Document tandem.DocumentID
	Name     tandem.Text
	Issued   tandem.Text
	Language string // its name, where it is not the reader's
}

// BlockKind says which part of a Block is set.
type BlockKind string

// The kinds of blocks.
const (
	BlockSection   BlockKind = "section"
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
	Quiet bool   // of a paragraph: a remark
	Facts []Fact
	Table *Table
	Chart *chart.Drawing
}

// Fact is a term with its value.
type Fact struct{ Term, Value string }

// Table is a table with header cells.
type Table struct {
	Caption string
	Titled  bool // the heading above it says the same: only a screen reader reads the caption
	Columns []Column
	Rows    [][]string // the first cell of a row is its header
}

// Column is one column of a table.
type Column struct {
	Label   string
	Numeric bool // set to the right
}

func (t Table) numeric(i int) bool { return i < len(t.Columns) && t.Columns[i].Numeric }

// again is what the form that issues sends along: what the preview showed.
func (m Summary) again() []Hidden {
	list := []Hidden{{"from", m.From}, {"to", m.To}}
	if m.Edition != "" {
		list = append(list, Hidden{"edition", m.Edition})
	}
	return append(list, asShown(m.Languages, m.CodeOnly)...)
}

// again is what the form that issues sends along: what the preview showed.
func (m Record) again() []Hidden { return asShown(m.Languages, m.CodeOnly) }

// asShown is a document's language, and whether names are left out.
func asShown(languages []Option, codeOnly bool) []Hidden {
	var list []Hidden
	for _, l := range languages {
		if l.Chosen {
			list = append(list, Hidden{"language", l.Value})
		}
	}
	if codeOnly {
		list = append(list, Hidden{"code_only", "yes"})
	}
	return list
}

func documentHref(id tandem.DocumentID) string { return "/documents/" + string(id) }
