// Package pdf prints documents. It is the only package that knows gofpdf, and
// keeps that library's traps to itself. The files carry no tags for screen
// readers, which gofpdf cannot write; the page of the same document is the
// accessible form. Arabic, Hebrew and other scripts that the fonts lack are
// spelled out in words.
package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jung-kurt/gofpdf"

	"tandem/internal/chart"
	"tandem/internal/report"
	"tandem/internal/tandem"
)

// Render prints a document as PDF. The same content with the same issue time
// and zone gives the same bytes. issuedAt is shown in the practice's zone; nil
// means UTC. An error is of kind Internal and holds none of the content.
// It may be called from many goroutines at once.
func Render(doc report.Document, issuedAt time.Time, zone *time.Location) (file []byte, err error) {
	defer func() {
		if recover() != nil { // what gofpdf says may quote the content
			file, err = nil, tandem.Internal(errors.New("pdf: the document could not be laid out"))
		}
	}()
	fonts, err := faces()
	if err != nil {
		return nil, tandem.Internal(err)
	}
	if zone == nil {
		zone = time.UTC
	}
	s := newSheet(doc.Paper, fonts)
	digest := report.Digest(doc)
	s.document(doc, digest)
	s.frame(doc, digest, issuedAt.In(zone))
	return s.print(doc, issuedAt.UTC())
}

// document lays out the content from letterhead to digest.
func (s *sheet) document(doc report.Document, digest string) {
	s.letterhead(doc)
	for _, sec := range doc.Sections {
		s.section(sec)
	}
	s.space(14)
	label := s.wrap(doc.Labels.Digest, quietStyle, s.bodyWidth())
	s.titled(label, quietStyle, quietStyle.lead)
	s.lines(s.wrap(digest, quietStyle, s.bodyWidth()), quietStyle, marginSide)
}

func (s *sheet) letterhead(doc report.Document) {
	if doc.Letterhead.Name != "" {
		s.lines(s.wrap(doc.Letterhead.Name, senderStyle, s.bodyWidth()), senderStyle, marginSide)
	}
	for _, line := range doc.Letterhead.Lines {
		s.lines(s.wrap(line, addressStyle, s.bodyWidth()), addressStyle, marginSide)
	}
	if !s.fresh() {
		s.y += 7
		s.rule(marginSide, s.width-marginSide, s.y, 1, toneAccent)
		s.y += 22
	}
	s.lines(s.wrap(doc.Title, titleStyle, s.bodyWidth()), titleStyle, marginSide)
	if doc.Subtitle != "" {
		s.lines(s.wrap(doc.Subtitle, subStyle, s.bodyWidth()), subStyle, marginSide)
	}
	s.space(2)
}

// frame draws what stands on every page: running head, notice and foot.
func (s *sheet) frame(doc report.Document, digest string, issued time.Time) {
	half := s.bodyWidth() / 2
	left, right := marginSide, s.width-marginSide
	caseLine := s.fit(strings.TrimSpace(doc.Labels.Case+" "+doc.CaseCode), footStyle, half-8)
	digestLine := s.fit(strings.TrimSpace(doc.Labels.Digest+" "+digest[:16]+"…"), footStyle, half-8)
	issuedLine := s.fit(strings.TrimSpace(doc.Labels.Issued+" "+issued.Format("2006-01-02 15:04 MST (UTC-07:00)")), footStyle, half-8)
	head := s.fit(doc.Letterhead.Name, footStyle, half-8)
	title := s.fit(doc.Title, footStyle, half-8)
	all := s.pages
	for i := range all {
		s.pages = all[:i+1] // draw on this page
		y := s.bottom() + 24
		s.rule(left, right, y, 0.5, chart.ToneLine)
		s.word(caseLine, footStyle, left, y+5, chart.Start)
		s.word(s.pageLabel(doc.Labels.Page, i+1, len(all)), footStyle, right, y+5, chart.End)
		s.word(digestLine, footStyle, left, y+16, chart.Start)
		s.word(issuedLine, footStyle, right, y+16, chart.End)
		if i > 0 {
			s.word(head, footStyle, left, 32, chart.Start)
			s.word(title, footStyle, right, 32, chart.End)
			s.rule(left, right, 45, 0.5, chart.ToneLine)
		}
		s.notice(doc.Notice)
	}
	s.pages = all
}

// notice stands framed at the head of the page, for eyes that skip feet.
func (s *sheet) notice(text string) {
	if text = s.fit(text, noticeStyle, s.bodyWidth()/2); text == "" {
		return
	}
	w := s.measure(text, noticeStyle) + 12
	x := (s.width - w) / 2
	s.shape(chart.Shape{Kind: chart.Rect, X: x, Y: 13, W: w, H: 15, Stroke: chart.ToneInk, LineWidth: 0.8})
	s.word(text, noticeStyle, s.width/2, 15.5, chart.Middle)
}

func (s *sheet) pageLabel(label string, page, pages int) string {
	if label == "" {
		label = "{page} / {pages}"
	}
	label = strings.NewReplacer("{page}", strconv.Itoa(page), "{pages}", strconv.Itoa(pages)).Replace(label)
	return s.fit(label, footStyle, s.bodyWidth()/2-8)
}

// print hands the pages to gofpdf.
func (s *sheet) print(doc report.Document, issuedAt time.Time) ([]byte, error) {
	f := gofpdf.NewCustom(&gofpdf.InitType{UnitStr: "pt", Size: gofpdf.SizeType{Wd: s.width, Ht: s.height}})
	f.SetMargins(0, 0, 0)
	f.SetAutoPageBreak(false, 0)
	f.SetCatalogSort(true)
	f.SetCreationDate(issuedAt)
	f.SetModificationDate(issuedAt)
	title := s.clean(doc.Title)
	f.SetTitle(title, true)
	f.SetCreator("Tandem", true)
	f.SetProducer("Tandem", true)
	f.SetXmpMetadata(xmp(title, language(doc.Language), issuedAt))
	for _, used := range s.facesUsed() {
		name, ttf := used.source()
		f.AddUTF8FontFromBytes(name, "", []byte(ttf))
	}
	p := pen{f: f, face: -1}
	for _, page := range s.pages {
		f.AddPage()
		p.face = -1 // a page begins without a font
		for _, o := range page {
			p.draw(o)
		}
	}
	var out bytes.Buffer
	if err := f.Output(&out); err != nil {
		return nil, tandem.Internal(errors.New("pdf: the document could not be written"))
	}
	return describe(out.Bytes(), language(doc.Language))
}

// facesUsed keeps faces out of the file that no word is set in.
func (s *sheet) facesUsed() []face {
	var used [faceCount]bool
	for _, page := range s.pages {
		for _, o := range page {
			if o.shape.Kind == chart.Text {
				used[o.style.face] = true
			}
		}
	}
	var out []face
	for f := range faceCount {
		if used[f] {
			out = append(out, f)
		}
	}
	return out
}

// describe puts the language and the metadata into the catalogue, where
// gofpdf forgets them. The catalogue is the last object of the file and the
// metadata stand two before it, so only the place of the table after it moves.
func describe(file []byte, language string) ([]byte, error) {
	const mark = "/Type /Catalog\n"
	at := bytes.LastIndex(file, []byte(mark))
	begin := bytes.LastIndex(file, []byte("\nstartxref\n"))
	var number, xref int
	if at < 0 || begin < at {
		return nil, tandem.Internal(errors.New("pdf: the file has no catalogue"))
	}
	object := file[:at]
	object = object[bytes.LastIndex(object, []byte("endobj\n"))+len("endobj\n"):]
	if _, err := fmt.Sscanf(string(object), "%d 0 obj", &number); err != nil {
		return nil, tandem.Internal(errors.New("pdf: the catalogue has no number"))
	}
	if _, err := fmt.Sscanf(string(file[begin:]), "\nstartxref\n%d", &xref); err != nil {
		return nil, tandem.Internal(errors.New("pdf: the file has no table of objects"))
	}
	added := fmt.Sprintf("/Lang (%s)\n/Metadata %d 0 R\n/ViewerPreferences <</DisplayDocTitle true>>\n", language, number-2)
	out := make([]byte, 0, len(file)+len(added)+8)
	out = append(out, file[:at+len(mark)]...)
	out = append(out, added...)
	out = append(out, file[at+len(mark):begin]...)
	out = fmt.Appendf(out, "\nstartxref\n%d\n%%%%EOF\n", xref+len(added))
	// Both entries belong to PDF 1.4; gofpdf's header says 1.3.
	return bytes.Replace(out, []byte("%PDF-1.3"), []byte("%PDF-1.4"), 1), nil
}
