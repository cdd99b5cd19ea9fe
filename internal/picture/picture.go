// Package picture makes of a file that somebody chose the picture that is kept:
// judged by its content, bounded before it is opened, turned the right way up,
// made small, and written anew, so that nothing else of the file remains: no
// place, no time, no name of a camera. It is the only package that opens
// pictures.
package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"

	xdraw "golang.org/x/image/draw"
	"golang.org/x/image/webp"

	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// The bounds of what is taken. The largest picture of a common phone has 24.5
// million points; opened, the worst kind of file of that size takes about 400 MB
// for a moment, which is why one is opened at a time.
const (
	mostPoints = 25_000_000
	mostSide   = 20_000
	deepWeight = 3           // of a point with 16 bits to a colour: it takes longer to read than three others
	mostPasses = 500_000_000 // points times the passes in which a JPEG paints them: twenty over the largest
)

// The sizes of what is kept: points on the long side, and bytes.
const (
	fullSide   = 1600
	fullBytes  = 700 << 10
	smallSide  = 640
	smallBytes = 24 << 10
)

// Maker opens pictures, one at a time.
type Maker struct{ turn chan struct{} }

// New makes a Maker.
func New() *Maker { return &Maker{turn: make(chan struct{}, 1)} }

var _ homework.Pictures = (*Maker)(nil)

// format is a kind of file that is taken, known by how it begins.
type format struct {
	begins string
	then   string // at byte 8, for what is a kind of container
	size   func(*bytes.Reader) (image.Config, error)
	open   func(*bytes.Reader) (image.Image, error)
}

func formats() []format {
	return []format{
		{begins: "\xff\xd8\xff",
			size: func(r *bytes.Reader) (image.Config, error) { return jpeg.DecodeConfig(r) },
			open: func(r *bytes.Reader) (image.Image, error) { return jpeg.Decode(r) }},
		{begins: "\x89PNG\r\n\x1a\n",
			size: func(r *bytes.Reader) (image.Config, error) { return png.DecodeConfig(r) },
			open: func(r *bytes.Reader) (image.Image, error) { return png.Decode(r) }},
		{begins: "RIFF", then: "WEBP",
			size: func(r *bytes.Reader) (image.Config, error) { return webp.DecodeConfig(r) },
			open: func(r *bytes.Reader) (image.Image, error) { return webp.Decode(r) }},
	}
}

func formatOf(file []byte) (format, bool) {
	for _, f := range formats() {
		if bytes.HasPrefix(file, []byte(f.begins)) && (f.then == "" || len(file) > 12 && string(file[8:12]) == f.then) {
			return f, true
		}
	}
	return format{}, false
}

// Take makes of a file what is kept. Errors: Invalid, with a sentence for
// whoever chose it; Unavailable when its turn does not come in time.
func (m *Maker) Take(ctx context.Context, file []byte) (homework.Taken, error) {
	f, known := formatOf(file)
	if !known {
		return homework.Taken{}, tandem.Invalid(tandem.Say("Please choose a picture: JPEG, PNG or WebP."))
	}
	size, err := f.size(bytes.NewReader(file))
	if err != nil || size.Width < 1 || size.Height < 1 {
		return homework.Taken{}, unreadable()
	}
	if size.Width > mostSide || size.Height > mostSide || tooHeavy(size, file) {
		return homework.Taken{}, tandem.Invalid(tandem.Say("This picture has too many points. Please choose a smaller one."))
	}
	select {
	case m.turn <- struct{}{}:
		defer func() { <-m.turn }()
	case <-ctx.Done():
		return homework.Taken{}, tandem.Unavailable(ctx.Err())
	}
	return made(f, file)
}

// tooHeavy tells whether it would take too long to open a file. How many points
// it has is not all: some cost more, and a JPEG may paint all of them again and
// again with a few bytes each time.
func tooHeavy(size image.Config, file []byte) bool {
	weight := 1
	switch size.ColorModel {
	case color.RGBA64Model, color.NRGBA64Model, color.Gray16Model:
		weight = deepWeight
	}
	blocks := ((size.Width + 15) &^ 15) * ((size.Height + 15) &^ 15) // a JPEG paints whole squares
	return size.Width*size.Height*weight > mostPoints || blocks*passes(file) > mostPasses
}

// passes is in how many passes a JPEG paints its points; 0 for anything else.
func passes(file []byte) int {
	n := 0
	if !bytes.HasPrefix(file, []byte("\xff\xd8")) {
		return 0
	}
	for at := 2; at+3 < len(file); {
		mark := file[at+1]
		switch {
		case file[at] != 0xff || mark == 0xff || mark == 0 || mark >= 0xd0 && mark <= 0xd8: // no part with a length begins here
			at++
		case mark == 0xd9: // nothing behind the end is read
			return n
		default:
			if mark == 0xda {
				n++
			}
			at += 2 + max(2, int(binary.BigEndian.Uint16(file[at+2:])))
		}
	}
	return n
}

func unreadable() error {
	return tandem.Invalid(tandem.Say("This picture cannot be read. Please choose another one."))
}

// made opens a picture within its bounds and writes it anew. A file on which a
// decoder stumbles is one that cannot be read.
func made(f format, file []byte) (t homework.Taken, err error) {
	defer func() {
		if recover() != nil {
			t, err = homework.Taken{}, unreadable()
		}
	}()
	opened, err := f.open(bytes.NewReader(file))
	if err != nil {
		return homework.Taken{}, unreadable()
	}
	full := upright(shrunk(opened, fullSide), orientation(file))
	if t.Full, err = written(full, fullBytes, 82, 70, 55, 40); err != nil {
		return homework.Taken{}, tandem.Internal(err)
	}
	for _, side := range []int{smallSide, 480, 320, 160} {
		if t.Small, err = written(shrunk(full, side), smallBytes, 72, 58, 44); err != nil {
			return homework.Taken{}, tandem.Internal(err)
		}
		if len(t.Small) <= smallBytes {
			break
		}
	}
	t.Width, t.Height = full.Bounds().Dx(), full.Bounds().Dy()
	return t, nil
}

// written is the picture as JPEG, in the best of the qualities that stays under
// so many bytes, or in the last.
func written(img image.Image, most int, qualities ...int) ([]byte, error) {
	var b bytes.Buffer
	for _, q := range qualities {
		b.Reset()
		if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: q}); err != nil {
			return nil, err
		}
		if b.Len() <= most {
			break
		}
	}
	return b.Bytes(), nil
}

// shrunk is the picture with at most so many points on its long side, on white.
// It is never made larger. Whole points are averaged first, because a picture
// that is shrunk far in one step flickers at its edges.
func shrunk(img image.Image, side int) *image.RGBA {
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	long := max(w, h)
	if by := long / side; by > 1 {
		img = averaged(img, by)
	}
	to := image.Rect(0, 0, w, h)
	if long > side {
		to = image.Rect(0, 0, max(1, w*side/long), max(1, h*side/long))
	}
	out := image.NewRGBA(to)
	draw.Draw(out, to, image.White, image.Point{}, draw.Src)
	if to.Size() == img.Bounds().Size() {
		draw.Draw(out, to, img, img.Bounds().Min, draw.Over)
	} else {
		xdraw.ApproxBiLinear.Scale(out, to, img, img.Bounds(), draw.Over, nil)
	}
	return out
}

// averaged makes one point of each square of by × by, line by line, so that it
// takes little memory.
func averaged(img image.Image, by int) *image.RGBA {
	from := img.Bounds()
	w, h := max(1, from.Dx()/by), max(1, from.Dy()/by)
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	line := image.NewRGBA(image.Rect(0, 0, from.Dx(), 1))
	sums := make([]int, w*3)
	for y := range h {
		clear(sums)
		rows := min(by, from.Dy()-y*by)
		for row := range rows {
			draw.Draw(line, line.Rect, image.White, image.Point{}, draw.Src)
			draw.Draw(line, line.Rect, img, image.Pt(from.Min.X, from.Min.Y+y*by+row), draw.Over)
			for x := range w * min(by, from.Dx()) {
				for c := range 3 {
					sums[x/by*3+c] += int(line.Pix[x*4+c])
				}
			}
		}
		for x := range w {
			for c := range 3 {
				out.Pix[y*out.Stride+x*4+c] = uint8(sums[x*3+c] / (rows * min(by, from.Dx()))) //nolint:gosec // the mean of bytes is one
			}
			out.Pix[y*out.Stride+x*4+3] = 255
		}
	}
	return out
}
