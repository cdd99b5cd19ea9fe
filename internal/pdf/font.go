package pdf

import (
	_ "embed"
	"encoding/binary"
	"fmt"
	"sync"
)

// The fonts are embedded as strings, which nothing can write to: gofpdf writes
// into the bytes that it is given, so each document gets a copy of its own.
// Their licences (SIL OFL 1.1) stand beside them.
var (
	//go:embed fonts/commissioner-regular.ttf
	commissionerRegular string
	//go:embed fonts/literata-semibold.ttf
	literataSemibold string
)

// face is one of the faces that documents are set in. There are two, because
// each one costs a third of the time that a document takes: gofpdf reads the
// whole font anew for every file.
type face int

const (
	sans face = iota
	serif
	faceCount
)

// source is the face's name within the file and its bytes.
func (f face) source() (name, ttf string) {
	return [...]string{"sans", "serif"}[f],
		[...]string{commissionerRegular, literataSemibold}[f]
}

// metrics is what laying out needs to know about a face.
type metrics struct {
	widths map[rune]float64 // of one em
	ascii  [128]float64     // the same, for speed
}

// faces reads the embedded fonts once; the answer depends on nothing but the
// program itself, so it is a constant that takes a moment to work out.
var faces = sync.OnceValues(func() (*[faceCount]metrics, error) {
	var all [faceCount]metrics
	for f := range faceCount {
		name, ttf := f.source()
		m, err := readMetrics([]byte(ttf))
		if err != nil {
			return nil, fmt.Errorf("font %s: %w", name, err)
		}
		all[f] = m
	}
	return &all, nil
})

// width of s in points.
func (m *metrics) width(s string, size float64) float64 {
	total := 0.0
	for _, r := range s {
		total += m.advance(r)
	}
	return total * size
}

func (m *metrics) advance(r rune) float64 {
	if r < 128 {
		return m.ascii[r]
	}
	return m.widths[r]
}

// covers tells whether every face can draw the rune.
func covers(all *[faceCount]metrics, r rune) bool {
	for f := range all {
		if _, ok := all[f].widths[r]; !ok {
			return false
		}
	}
	return true
}

// readMetrics reads the character map and the widths of a TrueType font.
func readMetrics(ttf []byte) (m metrics, err error) {
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("the font file is cut short")
		}
	}()
	tables := map[string][]byte{}
	for i := range int(u16(ttf, 4)) {
		entry := ttf[12+16*i:]
		from, size := u32(entry, 8), u32(entry, 12)
		tables[string(entry[:4])] = ttf[from : from+size]
	}
	glyphs, err := characterMap(tables["cmap"])
	if err != nil {
		return m, err
	}
	em := float64(u16(tables["head"], 18))
	count := int(u16(tables["hhea"], 34))
	m.widths = make(map[rune]float64, len(glyphs))
	for r, glyph := range glyphs {
		w := float64(u16(tables["hmtx"], 4*min(glyph, count-1))) / em
		m.widths[r] = w
		if r < 128 {
			m.ascii[r] = w
		}
	}
	return m, nil
}

// characterMap reads the map of the Basic Multilingual Plane (format 4), the
// only one that gofpdf reads too.
func characterMap(cmap []byte) (map[rune]int, error) {
	for i := range int(u16(cmap, 2)) {
		entry := cmap[4+8*i:]
		platform, encoding := u16(entry, 0), u16(entry, 2)
		sub := cmap[u32(entry, 4):]
		if (platform == 3 && encoding == 1 || platform == 0) && u16(sub, 0) == 4 {
			return segments(sub), nil
		}
	}
	return nil, fmt.Errorf("no character map of format 4")
}

func segments(sub []byte) map[rune]int {
	glyphs := map[rune]int{}
	size := int(u16(sub, 6)) // twice the number of segments
	ends, starts := sub[14:], sub[16+size:]
	deltas, offsets := sub[16+2*size:], sub[16+3*size:]
	for i := 0; i < size; i += 2 {
		start, end := int(u16(starts, i)), int(u16(ends, i))
		for code := start; code <= end && code < 0xffff; code++ {
			glyph, offset := code, int(u16(offsets, i))
			if offset != 0 {
				glyph = int(u16(offsets, i+offset+2*(code-start)))
				if glyph == 0 {
					continue
				}
			}
			if glyph = (glyph + int(u16(deltas, i))) & 0xffff; glyph != 0 {
				glyphs[rune(code)] = glyph //nolint:gosec // code is at most 0xffff
			}
		}
	}
	return glyphs
}

func u16(b []byte, at int) uint16 { return binary.BigEndian.Uint16(b[at:]) }
func u32(b []byte, at int) uint32 { return binary.BigEndian.Uint32(b[at:]) }
