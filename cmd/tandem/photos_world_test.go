package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"regexp"
	"slices"
	"testing"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// drawn is a small picture, of one colour, as a file.
func drawn(shade uint8) []byte {
	img := image.NewGray(image.Rect(0, 0, 60, 40))
	for i := range img.Pix {
		img.Pix[i] = shade
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// speckled is a picture whose file is so many bytes or a little more, for it
// cannot be pressed together.
func speckled(t testing.TB, least int) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 2000, least/8000+100))
	state := uint32(1)
	for i := range img.Pix {
		state = state*1664525 + 1013904223
		img.Pix[i] = uint8(state >> 24)
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.NoCompression}).Encode(&b, img); err != nil || b.Len() < least {
		t.Fatalf("%d bytes of %d: %v", b.Len(), least, err)
	}
	return b.Bytes()
}

// shade is how bright a JPEG is, so that it is told from another one.
func shade(t testing.TB, b string) uint8 {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader([]byte(b)))
	if err != nil {
		t.Fatalf("no picture: %v", err)
	}
	return color.GrayModel.Convert(img.At(5, 5)).(color.Gray).Y
}

// sendFiles posts a form with files, as a browser does: each by the name of its
// input, under a file's name and kind that somebody may have made up.
func (c *client) sendFiles(path string, form url.Values, files map[string][]byte) answer {
	c.w.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, values := range form {
		for _, v := range values {
			c.w.must(nil, w.WriteField(name, v))
		}
	}
	for name, file := range files {
		head := textproto.MIMEHeader{"Content-Disposition": {`form-data; name="` + name + `"; filename="photo.jpg"`}, "Content-Type": {"image/jpeg"}}
		part := c.w.must(w.CreatePart(head)).(interface{ Write([]byte) (int, error) })
		c.w.must(part.Write(file))
	}
	c.w.must(nil, w.Close())
	return c.do(http.MethodPost, path, &b, http.Header{"Content-Type": {w.FormDataContentType()}})
}

// withPictures is answers as a program sends them: where one holds a picture, a
// drawn one goes with it.
func withPictures(answers exercise.Answers) map[string]any {
	file := base64.StdEncoding.EncodeToString(drawn(120))
	out := map[string]any{}
	for id, v := range answers {
		switch {
		case v.Picture != nil:
			out[string(id)] = map[string]any{"text": v.Text, "picture": file}
		case v.Items != nil:
			items := []any{}
			for _, item := range v.Items {
				items = append(items, withPictures(item))
			}
			out[string(id)] = map[string]any{"items": items}
		default:
			out[string(id)] = v
		}
	}
	return out
}

// answered is an answer as a program reads it, as far as its pictures go.
type answered struct {
	Photo *struct{ Path, Small string }
	Items []map[string]answered
}

func (a answered) photos() []string {
	var ids []string
	if a.Photo != nil {
		ids = append(ids, photoIn(a.Photo.Path))
	}
	for _, item := range a.Items {
		for _, sub := range item {
			ids = append(ids, sub.photos()...)
		}
	}
	return ids
}

var photoPath = regexp.MustCompile(`/photos/([0-9a-f-]{36})`)

// photoIn is the first picture that a page or a path names, "" for none.
func photoIn(page string) string {
	if m := photoPath.FindStringSubmatch(page); m != nil {
		return m[1]
	}
	return ""
}

// photos are the pictures in all answers that somebody sees of a round.
func (s shown) photos() []string {
	var ids []string
	for _, e := range s.Entries {
		for _, a := range e.Answers {
			ids = append(ids, a.Value.photos()...)
		}
	}
	return ids
}

// comparePictures holds of every picture that anybody has ever seen in the round
// whether each of the three gets it now: those do who see the answer, and nobody
// else.
func (k *walk) comparePictures() {
	k.t.Helper()
	for _, name := range players() {
		for _, id := range k.shows[name] {
			k.photos[id] = true
		}
	}
	for id := range k.photos {
		for _, name := range players() {
			want := http.StatusNotFound
			if slices.Contains(k.shows[name], id) {
				want = http.StatusOK
			}
			for _, size := range []string{"", "?size=small"} {
				at := k.path(name) + "/photos/" + id + size
				if page, program := k.page[name].get(at), k.askWith(k.token[name], http.MethodGet, "/api/v1"+at, nil); page.status != want || program.status != want {
					k.t.Errorf("%s: a picture answers %s with %d and a program of theirs with %d, want %d", k.said, name, page.status, program.status, want)
				}
			}
		}
	}
}

// moment is the homework in which somebody notes a good moment, E39.
func (s *stage) moment() tandem.AssignmentID { return s.ask(s.couple, "E39") }

// noting is the form of a good moment that would be taken.
func (s *stage) noting(c *client, id tandem.AssignmentID) url.Values {
	return url.Values{"kind": {"log"}, "step": {"log"}, "key": {s.IDs.New()}, "version": {hiddenIn(c.get("/homework/"+string(id)+"?do=log").body, "version")}, "screen": {"1"},
		"moment": {"We danced in the hall"}, "date": {string(monday)}, "photo.alt": {"Two pairs of shoes"}}
}

// bring sends so many memories of E10 with a picture each, as somebody's phone
// does. What comes of it is an error when it is not taken.
func (s *stage) bring(name string, c *client, id tandem.AssignmentID, pictures int) error {
	f := url.Values{"kind": {"seal"}, "step": {"moments"}, "key": {s.IDs.New()}, "screen": {"1"},
		"version": {s.must(s.homework.See(bg, s.people[name], id)).(homework.Homework).Sight.Version}}
	files := map[string][]byte{}
	for n := range pictures {
		item := fmt.Sprintf("memories.%d.", n)
		for field, v := range map[string]string{"title": "The flat of " + name, "year": "2011", "kind": "beginning", "my_piece": "Cold and bright", "photo.alt": "A window"} {
			f.Set(item+field, v)
		}
		files[item+"photo"] = drawn(uint8(10 * n))
	}
	if a := c.sendFiles("/homework/"+string(id)+"/moves", f, files); a.status != http.StatusSeeOther {
		return fmt.Errorf("%d: %s", a.status, excerpt(a.body, `role="alert"`))
	}
	return nil
}

// photosIn are the pictures that a partner keeps in a piece of homework.
func (s *stage) photosIn(id tandem.AssignmentID, name string) []string {
	var ids []string
	for _, row := range s.rows("SELECT p.id FROM photos p JOIN rounds r ON r.id = p.round_id WHERE r.assignment_id = '" + string(id) + "' AND p.author = '" + string(s.partnerOf(name)) + "' ORDER BY p.id") {
		ids = append(ids, row[0])
	}
	return ids
}

// shownPicture is homework in which Rowan shows Noor a picture, and the partners'
// path to it.
func (s *stage) shownPicture() (id, path string) {
	s.t.Helper()
	of := s.moment()
	at := "/homework/" + string(of)
	if a := s.rowan.sendFiles(at+"/moves", s.noting(s.rowan, of), map[string][]byte{"photo": drawn(60)}); a.status != http.StatusSeeOther {
		s.t.Fatalf("sending a picture: %d", a.status)
	}
	return string(of), at + "/photos/" + s.photosIn(of, "rowan")[0]
}
