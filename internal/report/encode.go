package report

import (
	"encoding/json"

	"tandem/internal/tandem"
)

// A document's content is kept as JSON beside its file, so that the page of an
// issued document says what was issued, not what would be issued today. The
// blocks are told apart by the name of the one field that is set.

type keptSection struct {
	Title  string
	Blocks []keptBlock
}

type keptBlock struct {
	Heading   *Heading   `json:",omitempty"`
	Paragraph *Paragraph `json:",omitempty"`
	Facts     *Facts     `json:",omitempty"`
	Table     *Table     `json:",omitempty"`
	Chart     *Chart     `json:",omitempty"`
}

// MarshalJSON writes the section with the kind of each block.
func (s Section) MarshalJSON() ([]byte, error) {
	kept := keptSection{Title: s.Title}
	for _, b := range s.Blocks {
		var k keptBlock
		switch b := b.(type) {
		case Heading:
			k.Heading = &b
		case Paragraph:
			k.Paragraph = &b
		case Facts:
			k.Facts = &b
		case Table:
			k.Table = &b
		case Chart:
			k.Chart = &b
		default:
			return nil, tandem.Internalf("report: a document cannot keep a %T", b)
		}
		kept.Blocks = append(kept.Blocks, k)
	}
	return json.Marshal(kept)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (s *Section) UnmarshalJSON(text []byte) error {
	var kept keptSection
	if err := json.Unmarshal(text, &kept); err != nil {
		return err
	}
	*s = Section{Title: kept.Title}
	for _, k := range kept.Blocks {
		switch {
		case k.Heading != nil:
			s.Blocks = append(s.Blocks, *k.Heading)
		case k.Paragraph != nil:
			s.Blocks = append(s.Blocks, *k.Paragraph)
		case k.Facts != nil:
			s.Blocks = append(s.Blocks, *k.Facts)
		case k.Table != nil:
			s.Blocks = append(s.Blocks, *k.Table)
		case k.Chart != nil:
			s.Blocks = append(s.Blocks, *k.Chart)
		default:
			return tandem.Internalf("report: a kept block is of no kind")
		}
	}
	return nil
}
