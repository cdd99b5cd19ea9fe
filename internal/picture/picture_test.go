package picture_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"slices"
	"testing"

	"tandem/internal/homework"
	"tandem/internal/picture"
	"tandem/internal/tandem"
)

// half is a picture of two halves, so that it is seen which way it stands: the
// left one is red and the right one blue.
func half(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{220, 30, 30, 255}
			if x >= w/2 {
				c = color.RGBA{30, 30, 220, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

func asJPEG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withNotes puts a camera's notes into a JPEG: how it was held, and a place.
func withNotes(file []byte, held uint16, place string) []byte {
	tiff := []byte("MM\x00*\x00\x00\x00\x08\x00\x01")
	tiff = binary.BigEndian.AppendUint16(tiff, 0x0112)
	tiff = binary.BigEndian.AppendUint16(tiff, 3)
	tiff = binary.BigEndian.AppendUint32(tiff, 1)
	tiff = binary.BigEndian.AppendUint16(tiff, held)
	tiff = append(tiff, 0, 0, 0, 0, 0, 0)
	notes := slices.Concat([]byte("Exif\x00\x00"), tiff, []byte(place))
	part := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(notes)+2))
	return slices.Concat(file[:2], part, notes, file[2:])
}

// declared is a PNG that says it is so large and holds next to nothing.
func declared(w, h uint32) []byte {
	head := binary.BigEndian.AppendUint32([]byte("IHDR"), w)
	head = append(binary.BigEndian.AppendUint32(head, h), 8, 2, 0, 0, 0)
	file := binary.BigEndian.AppendUint32([]byte("\x89PNG\r\n\x1a\n"), 13)
	return binary.BigEndian.AppendUint32(append(file, head...), crc32.ChecksumIEEE(head))
}

func take(t testing.TB, file []byte) (homework.Taken, error) {
	t.Helper()
	return picture.New().Take(context.Background(), file)
}

func opened(t testing.TB, b []byte) image.Image {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatalf("what is kept is no JPEG: %v", err)
	}
	return img
}

// TestWhatIsKept: two JPEGs, no larger than is looked at, and the small one light
// enough to stand among many.
func TestWhatIsKept(t *testing.T) {
	noise := image.NewRGBA(image.Rect(0, 0, 2000, 1500))
	random := rand.NewChaCha8([32]byte{1})
	_, _ = random.Read(noise.Pix)
	for i := 3; i < len(noise.Pix); i += 4 {
		noise.Pix[i] = 255
	}
	for name, c := range map[string]struct {
		file []byte
		w, h int
	}{
		"a large photo": {asJPEG(t, half(4000, 3000)), 1600, 1200},
		"a drawing":     {asPNG(t, half(300, 200)), 300, 200},
		"a tall one":    {asPNG(t, half(500, 2500)), 320, 1600},
		"a narrow one":  {asPNG(t, half(3, 8000)), 1, 1600},
		"one point":     {asPNG(t, half(1, 1)), 1, 1},
		"a little over": {asPNG(t, half(1700, 1300)), 1600, 1223},
		"noise":         {asJPEG(t, noise), 1600, 1200},
	} {
		got, err := take(t, c.file)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		full, small := opened(t, got.Full).Bounds(), opened(t, got.Small).Bounds()
		if full.Dx() != c.w || full.Dy() != c.h || got.Width != c.w || got.Height != c.h {
			t.Errorf("%s: kept as %v, told as %d × %d, want %d × %d", name, full, got.Width, got.Height, c.w, c.h)
		}
		if len(got.Full) > 1<<20 || len(got.Small) > 25<<10 || small.Dx() > 640 || small.Dy() > 640 {
			t.Errorf("%s: %d bytes, small %d bytes and %v", name, len(got.Full), len(got.Small), small)
		}
	}
}

// TestNothingElseOfTheFileRemains: neither the place nor anything that was hung
// onto the picture.
func TestNothingElseOfTheFileRemains(t *testing.T) {
	const place = "52.5200N 13.4050E"
	file := append(withNotes(asJPEG(t, half(800, 400)), 1, place), []byte("<script>alert(1)</script>PK\x03\x04")...)
	got, err := take(t, file)
	if err != nil {
		t.Fatal(err)
	}
	for _, kept := range [][]byte{got.Full, got.Small} {
		for _, no := range []string{place, "Exif", "script", "PK\x03\x04"} {
			if bytes.Contains(kept, []byte(no)) {
				t.Errorf("%q remains", no)
			}
		}
	}
}

// TestItStandsUpright: as the camera noted that it was held, the red half comes
// to lie left, right, above or below.
func TestItStandsUpright(t *testing.T) {
	for held, red := range map[uint16]image.Point{1: {0, 1}, 2: {2, 1}, 3: {2, 1}, 4: {0, 1}, 5: {1, 0}, 6: {1, 0}, 7: {1, 2}, 8: {1, 2}, 9: {0, 1}} {
		got, err := take(t, withNotes(asJPEG(t, half(400, 400)), held, ""))
		if err != nil {
			t.Fatal(err)
		}
		img := opened(t, got.Full)
		r, _, b, _ := img.At(40+red.X*160, 40+red.Y*160).RGBA()
		if r < b {
			t.Errorf("held as %d, the red half is not at %v", held, red)
		}
	}
	wide, err := take(t, withNotes(asJPEG(t, half(400, 200)), 6, ""))
	if err != nil || wide.Width != 200 || wide.Height != 400 {
		t.Errorf("lying on its side it is %d × %d: %v", wide.Width, wide.Height, err)
	}
}

// TestATransparentPictureLiesOnWhite: JPEG knows nothing transparent, and black
// would hide a drawing.
func TestATransparentPictureLiesOnWhite(t *testing.T) {
	got, err := take(t, asPNG(t, image.NewNRGBA(image.Rect(0, 0, 3300, 40))))
	if err != nil {
		t.Fatal(err)
	}
	if r, g, b, _ := opened(t, got.Full).At(100, 5).RGBA(); r < 0xf000 || g < 0xf000 || b < 0xf000 {
		t.Errorf("it is %x %x %x", r, g, b)
	}
}

// TestWhatIsNoPicture: it is judged by its content, bounded before it is opened,
// and refused with a sentence, whatever it is.
func TestWhatIsNoPicture(t *testing.T) {
	whole := asJPEG(t, half(600, 600))
	cut := asPNG(t, half(600, 600))
	bad := map[string][]byte{
		"nothing":              {},
		"three bytes":          []byte("\xff\xd8\xff"),
		"a cut JPEG":           whole[:len(whole)/3],
		"a cut PNG":            cut[:len(cut)/2],
		"a drawing with code":  []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`),
		"a page":               []byte("<!doctype html><script>alert(1)</script>"),
		"a page, then a JPEG":  append([]byte("<html>"), whole...),
		"a GIF":                []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"),
		"a document":           []byte("%PDF-1.7\n"),
		"a huge PNG":           declared(50_000, 50_000),
		"the largest PNG":      declared(1<<31-1, 1<<31-1),
		"a long thin PNG":      declared(1, 30_000),
		"too many points":      declared(8000, 6000),
		"a PNG without size":   declared(0, 10),
		"a WebP of nothing":    []byte("RIFF\x04\x00\x00\x00WEBP"),
		"a WebP that says big": []byte("RIFF\x16\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff"),
	}
	huge := map[string]bool{"a huge PNG": true, "a long thin PNG": true, "too many points": true}
	for name, file := range bad {
		got, err := take(t, file)
		var e *tandem.Error
		if !errors.As(err, &e) || e.Kind != tandem.KindInvalid || e.Text.IsZero() || got.Full != nil {
			t.Errorf("%s: %v", name, err)
		}
		if tooMany := err != nil && e.Text.Source == "This picture has too many points. Please choose a smaller one."; tooMany != huge[name] {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestNotesThatLie: what a file says of itself leads nowhere outside it.
func TestNotesThatLie(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	file := withNotes(asJPEG(t, half(40, 40)), 6, "")
	for range 400 {
		lie := slices.Clone(file)
		for range 1 + random.IntN(4) {
			lie[2+random.IntN(60)] = byte(random.IntN(256))
		}
		if _, err := take(t, lie); err != nil && tandem.KindOf(err) != tandem.KindInvalid {
			t.Fatalf("%x: %v", lie[:64], err)
		}
	}
}

// TestOneAtATime: whoever cannot wait any longer is told so; nothing is opened
// beside the first.
func TestOneAtATime(t *testing.T) {
	m := picture.New()
	release := picture.Hold(m)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := m.Take(ctx, asPNG(t, half(10, 10))); tandem.KindOf(err) != tandem.KindUnavailable {
		t.Errorf("beside another: %v", err)
	}
	release()
	if _, err := m.Take(context.Background(), asPNG(t, half(10, 10))); err != nil {
		t.Errorf("after it: %v", err)
	}
}

// deep is a PNG that says it is so large and has 16 bits to a colour.
func deep(w, h uint32) []byte {
	head := binary.BigEndian.AppendUint32([]byte("IHDR"), w)
	head = append(binary.BigEndian.AppendUint32(head, h), 16, 2, 0, 0, 0)
	file := binary.BigEndian.AppendUint32([]byte("\x89PNG\r\n\x1a\n"), 13)
	return binary.BigEndian.AppendUint32(append(file, head...), crc32.ChecksumIEEE(head))
}

// painted is a JPEG of that size which says that it is painted so often.
func painted(t testing.TB, w, h uint16, passes int) []byte {
	file := asJPEG(t, half(16, 16))
	at := bytes.Index(file, []byte("\xff\xc0"))
	binary.BigEndian.PutUint16(file[at+5:], h)
	binary.BigEndian.PutUint16(file[at+7:], w)
	pass := file[bytes.Index(file, []byte("\xff\xda")) : len(file)-2]
	return slices.Concat(file[:len(file)-2], bytes.Repeat(pass, passes-1), file[len(file)-2:])
}

// TestWhatIsCostlyHasFewerPoints: a picture is bounded by what it costs to open
// it, before it waits for its turn.
func TestWhatIsCostlyHasFewerPoints(t *testing.T) {
	m := picture.New()
	defer picture.Hold(m)()
	late, cancel := context.WithCancel(context.Background())
	cancel()
	for name, c := range map[string]struct {
		file []byte
		want tandem.Kind
	}{
		"5000 × 4999 with 8 bits":       {declared(5000, 4999), tandem.KindUnavailable},
		"5000 × 4999 with 16 bits":      {deep(5000, 4999), tandem.KindInvalid},
		"2800 × 2800 with 16 bits":      {deep(2800, 2800), tandem.KindUnavailable},
		"the largest in ten passes":     {painted(t, 5700, 4280, 10), tandem.KindUnavailable},
		"the largest in thirty passes":  {painted(t, 5700, 4280, 30), tandem.KindInvalid},
		"a narrow one, painted forever": {painted(t, 1, 16000, 2000), tandem.KindInvalid},
		"with a lying length":           {append(asJPEG(t, half(16, 16))[:4], 0xff, 0xda, 0, 0), tandem.KindInvalid},
	} {
		if _, err := m.Take(late, c.file); tandem.KindOf(err) != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}
