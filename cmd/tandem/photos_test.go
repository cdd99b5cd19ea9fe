package main

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// TestAPhotoFromTheDraftToBoth: what somebody chose is theirs alone until they
// send it, stays through a form that comes back, and is open then to whoever
// sees the answer, and to nobody once they do not any more.
func TestAPhotoFromTheDraftToBoth(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		id := s.moment()
		at := "/homework/" + string(id)
		staff := "/couples/" + string(s.couple.ID) + at
		f := s.noting(s.rowan, id)
		f.Del("moment")
		back := s.rowan.sendFiles(at+"/moves", f, map[string][]byte{"photo": drawn(40)})
		photo := photoIn(back.body)
		if back.status != http.StatusUnprocessableEntity || photo == "" || !strings.Contains(back.body, "Keep this picture") || !strings.Contains(back.body, `alt="Two pairs of shoes"`) {
			t.Fatalf("a form that comes back (%d) has lost its picture:\n%s", back.status, excerpt(back.body, "photo"))
		}
		path := at + "/photos/" + photo
		gets := func(when string, rowan, noor, mara int) {
			t.Helper()
			unknown := at + "/photos/" + s.IDs.New()
			for name, c := range map[string]struct {
				by   *client
				path string
				want int
			}{"Rowan": {s.rowan, path, rowan}, "Noor": {s.noor_, path, noor}, "Mara": {s.mara, staff + "/photos/" + photo, mara}} {
				a := c.by.get(c.path)
				if a.status != c.want {
					t.Errorf("%s: %s gets %d, want %d", when, name, a.status, c.want)
				}
				if a.status == http.StatusOK && (a.header.Get("Content-Type") != "image/jpeg" || a.header.Get("Cache-Control") != "no-store" || a.header.Get("X-Content-Type-Options") != "nosniff" ||
					shade(t, a.body) > 60 || shade(t, c.by.get(c.path+"?size=small").body) > 60) {
					t.Errorf("%s: %s gets %v", when, name, a.header)
				}
				if a.status == http.StatusNotFound && c.by == s.noor_ && masked(a) != masked(s.noor_.get(unknown)) {
					t.Errorf("%s: Noor can tell it from none", when)
				}
			}
			for name, a := range map[string]answer{"Rowan by the therapist's path": s.rowan.get(staff + "/photos/" + photo), "Mara by the partners' path": s.mara.get(path),
				"the front desk": s.fina.get(staff + "/photos/" + photo), "the owner": s.ada.get(staff + "/photos/" + photo)} {
				if a.status == http.StatusOK {
					t.Errorf("%s: it opens to %s", when, name)
				}
			}
			if a := s.browse("").get(path); a.status != http.StatusSeeOther {
				t.Errorf("%s: nobody gets %d", when, a.status)
			}
			other := s.moment()
			if a := s.rowan.get("/homework/" + string(other) + "/photos/" + photo); a.status != http.StatusNotFound {
				t.Errorf("%s: by another homework's path: %d", when, a.status)
			}
		}
		gets("chosen and not sent", 200, 404, 404)

		again := s.noting(s.rowan, id)
		again.Set("photo.stays", "yes")
		if a := s.rowan.sendFiles(at+"/moves", again, nil); a.status != http.StatusSeeOther {
			t.Fatalf("sent with what was chosen: %d\n%s", a.status, excerpt(a.body, "role=\"alert\""))
		}
		gets("sent", 200, 200, 200)
		for who, page := range map[string]answer{"Rowan": s.rowan.get(at), "Noor": s.noor_.get(at), "Noor's shelves": s.noor_.get("/together"), "Rowan's privacy": s.rowan.get("/privacy"), "Mara": s.mara.get(staff)} {
			if photoIn(page.body) != photo || !strings.Contains(page.body, `alt="Two pairs of shoes"`) || !strings.Contains(page.body, `loading="lazy"`) {
				t.Errorf("%s: the picture does not stand on the page", who)
			}
		}
		if n := s.entries(tandem.EventPhotoRead); n == 0 {
			t.Error("nobody's looking stands in the log")
		}
		see := func(name string) homework.Homework {
			return s.must(s.homework.See(bg, s.people[name], id)).(homework.Homework)
		}
		h := see("rowan")
		narrow := at + "/moves/" + string(h.Sight.Entries[0].Move)
		if a := s.rowan.post(narrow+"/narrow", url.Values{"to": {"author+therapist"}, "key": {s.IDs.New()}, "version": {h.Sight.Version}}); a.status != http.StatusSeeOther {
			t.Fatalf("narrowing: %d", a.status)
		}
		gets("shown to the therapist only", 200, 404, 200)
		if a := s.rowan.post(narrow+"/withdraw", url.Values{"key": {s.IDs.New()}, "version": {see("rowan").Sight.Version}}); a.status != http.StatusSeeOther {
			t.Fatalf("taking back: %d", a.status)
		}
		gets("taken back", 404, 404, 404)
	})
}

// TestWhatIsTakenOutIsGone: a picture that is taken out of a draft, or for which
// another one comes, is not kept anywhere.
func TestWhatIsTakenOutIsGone(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		id := s.moment()
		at := "/homework/" + string(id)
		stop := func(files map[string][]byte, stays bool) string {
			t.Helper()
			f := s.noting(s.rowan, id)
			f.Set("stop", "yes")
			if stays {
				f.Set("photo.stays", "yes")
			}
			if a := s.rowan.sendFiles(at+"/moves", f, files); a.status != http.StatusSeeOther {
				t.Fatalf("saving: %d", a.status)
			}
			return photoIn(s.rowan.get(at).body)
		}
		first := stop(map[string][]byte{"photo": drawn(40)}, false)
		if first == "" || stop(nil, true) != first {
			t.Fatal("what was chosen does not stay")
		}
		second := stop(map[string][]byte{"photo": drawn(200)}, true)
		if second == first || shade(t, s.rowan.get(at+"/photos/"+second).body) < 180 {
			t.Error("another one does not take its place")
		}
		if a := s.rowan.get(at + "/photos/" + first); a.status != http.StatusNotFound || len(s.rows("SELECT id FROM photos")) != 1 {
			t.Errorf("the first is still there: %d", a.status)
		}
		f := s.noting(s.rowan, id) // the words go with the picture
		f.Set("stop", "yes")
		if a := s.rowan.sendFiles(at+"/moves", f, nil); a.status != http.StatusSeeOther || len(s.rows("SELECT id FROM photos")) != 0 {
			t.Errorf("taken out, and still kept: %d", a.status)
		}
		if page := s.rowan.get(at).body; photoIn(page) != "" || strings.Contains(page, "Keep this picture") || strings.Contains(page, "Two pairs of shoes") {
			t.Error("taken out, and still on the page")
		}
		// A form that says which picture it means says nothing.
		held := stop(map[string][]byte{"photo": drawn(90)}, false)
		g := s.noting(s.noor_, id)
		g.Set("photo", held+".60.40")
		if a := s.noor_.sendFiles(at+"/moves", g, nil); a.status != http.StatusUnprocessableEntity {
			t.Errorf("Noor sends Rowan's picture as her own: %d", a.status)
		}
		g.Del("photo.alt")
		if a := s.noor_.post(at+"/moves", g); a.status != http.StatusSeeOther || s.noor_.get(at+"/photos/"+held).status != http.StatusNotFound {
			t.Errorf("Noor gets at Rowan's draft by naming its picture: %d", a.status)
		}
	})
}

// hostileFiles are files that somebody may send in place of a picture.
func hostileFiles(t testing.TB) map[string][]byte {
	whole := drawn(100)
	return map[string][]byte{
		"nothing at all": {}, "cut off": whole[:len(whole)-20], "a drawing with code": []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`),
		"a page": []byte("<!doctype html><script>alert(1)</script>"), "a page in front of a picture": append([]byte("<html>"), whole...),
		"a bomb":      []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\xc3\x50\x00\x00\xc3\x50\x08\x02\x00\x00\x00\xe1\x3c\xf4\xd5"),
		"11 MB":       speckled(t, 11<<20),
		"11 MB of no": make([]byte, 11<<20),
	}
}

// TestHostilePictures: whatever comes in place of a picture, the answer is a
// sentence at its field, nothing changes, and what was typed is still there.
func TestHostilePictures(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		id := s.moment()
		at := "/homework/" + string(id)
		token, _ := s.token("rowan")
		good := s.noting(s.rowan, id)
		s.askWith(token, http.MethodGet, "/api/v1"+at, nil) // that it was used is kept
		before := s.fingerprint()
		for name, file := range hostileFiles(t) {
			f := maps.Clone(good)
			a := s.rowan.sendFiles(at+"/moves", f, map[string][]byte{"photo": file})
			if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `id="f-photo-error"`) || !strings.Contains(a.body, "We danced in the hall") || !strings.Contains(a.body, "Two pairs of shoes") {
				t.Errorf("%s: %d\n%s", name, a.status, excerpt(a.body, `role="alert"`))
			}
			body := map[string]any{"kind": "log", "key": s.IDs.New(), "version": f.Get("version"), "answers": map[string]any{"moment": text("We danced"), "date": text(string(monday)),
				"photo": map[string]any{"text": "Shoes", "picture": base64.StdEncoding.EncodeToString(file)}}}
			if len(file) == 0 { // nothing is none, and then the words are left over
				continue
			}
			if a := s.askWith(token, http.MethodPost, "/api/v1"+at+"/moves", body); a.status != http.StatusUnprocessableEntity || len(file) < 10<<20 && !strings.Contains(a.body, `"photo"`) {
				t.Errorf("%s, by a program: %d %s", name, a.status, a.body)
			}
		}
		for name, a := range map[string]answer{
			"a file where none is asked for": s.rowan.sendFiles(at+"/moves", good, map[string][]byte{"moment": drawn(1)}),
			"a file nobody knows":            s.rowan.sendFiles(at+"/draft", good, map[string][]byte{"../../etc/passwd": drawn(1)}),
			"five large ones":                s.rowan.sendFiles(at+"/moves", good, map[string][]byte{"a": make([]byte, 9<<20), "b": make([]byte, 9<<20), "c": make([]byte, 9<<20), "d": make([]byte, 9<<20)}),
			"half a form":                    s.rowan.do(http.MethodPost, at+"/moves", strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a\"\r\n\r\nabc"), http.Header{"Content-Type": {"multipart/form-data; boundary=x"}}),
			"no boundary":                    s.rowan.do(http.MethodPost, at+"/moves", strings.NewReader("abc"), http.Header{"Content-Type": {"multipart/form-data"}}),
			"not in base64":                  s.askWith(token, http.MethodPost, "/api/v1"+at+"/draft", map[string]any{"step": "log", "typed": map[string]any{}, "pictures": map[string]any{"photo": "%%%"}}),
			"for a field of text": s.askWith(token, http.MethodPost, "/api/v1"+at+"/draft", map[string]any{"step": "log", "typed": map[string]any{},
				"pictures": map[string]any{"moment": base64.StdEncoding.EncodeToString(drawn(1))}}),
		} {
			if a.status != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d", name, a.status)
			}
		}
		if s.fingerprint() != before {
			t.Error("something of it was kept")
		}
		if strings.Contains(w.log.String(), "danced") || strings.Contains(w.log.String(), "Two pairs") {
			t.Error("the log holds what was typed")
		}
	})
}

// TestPicturesAreBoundedForEachAlone: one's own bound is reached by one's own
// pictures, whatever the other keeps.
func TestPicturesAreBoundedForEachAlone(t *testing.T) {
	w := newWorld(t, "")
	s := newStage(w)
	id := s.ask(s.couple, "E10")
	for n := range 4 {
		if err := s.bring("rowan", s.rowan, id, 5); err != nil {
			t.Fatalf("Rowan's moments, time %d: %v", n+1, err)
		}
	}
	if err := s.bring("rowan", s.rowan, id, 5); err == nil || !strings.HasPrefix(err.Error(), "422") {
		t.Errorf("too many: %v", err)
	}
	if err := s.bring("noor", s.noor_, id, 5); err != nil {
		t.Errorf("Noor's first, beside Rowan's: %v", err)
	}
}

// TestNoPictureIsEverAFile: what is sent stays in memory, and what is kept is
// sealed.
func TestNoPictureIsEverAFile(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	w := newWorld(t, "")
	s := newStage(w)
	id := s.moment()
	file := speckled(t, 9<<20)
	if a := s.rowan.sendFiles("/homework/"+string(id)+"/moves", s.noting(s.rowan, id), map[string][]byte{"photo": file}); a.status != http.StatusSeeOther {
		t.Fatalf("sending: %d\n%s", a.status, excerpt(a.body, `role="alert"`))
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	for _, row := range s.rows("SELECT picture, small FROM photos") {
		for _, sealed := range row {
			if strings.HasPrefix(sealed, "\xff\xd8") || strings.Contains(sealed, "JFIF") {
				t.Error("a picture can be read where it is kept")
			}
		}
	}
}

// TestAPhotoOnOnePhone: what the one whose turn it is has chosen before shows
// neither there nor in what they send there.
func TestAPhotoOnOnePhone(t *testing.T) {
	w := newWorld(t, "")
	s := newStage(w)
	id := s.moment()
	at := "/homework/" + string(id)
	f := s.noting(s.rowan, id)
	f.Set("stop", "yes")
	s.rowan.sendFiles(at+"/moves", f, map[string][]byte{"photo": drawn(40)})
	photo := photoIn(s.rowan.get(at).body)
	if photo == "" {
		t.Fatal("nothing was chosen")
	}
	s.rowan.post(at+"/phone", url.Values{"passphrase": {passphrase}})
	s.rowan.post(at+"/phone/turn", url.Values{"to": {"me"}})
	if page := s.rowan.get(at); page.status != http.StatusOK || photoIn(page.body) != "" || strings.Contains(page.body, "Keep this picture") {
		t.Errorf("the page (%d) shows what only Rowan may see", page.status)
	}
	if a := s.rowan.get(at + "/photos/" + photo); a.status != http.StatusNotFound {
		t.Errorf("the picture: %d", a.status)
	}
	g := s.noting(s.rowan, id)
	g.Del("photo.alt")
	if a := s.rowan.sendFiles(at+"/moves", g, nil); a.status != http.StatusSeeOther {
		t.Fatalf("sending: %d", a.status)
	}
	if page := s.rowan.get(at).body; photoIn(page) != "" || len(s.rows("SELECT id FROM photos")) != 0 {
		t.Error("what did not show was sent all the same")
	}
}

// TestAPhotoForAProgram: the same in JSON. A body names no picture; an answer
// says by a path where it is.
func TestAPhotoForAProgram(t *testing.T) {
	w := newWorld(t, "")
	s := newStage(w)
	id := s.moment()
	at := "/api/v1/homework/" + string(id)
	token, _ := s.token("rowan")
	noor, _ := s.token("noor")
	file := base64.StdEncoding.EncodeToString(drawn(70))
	if a := s.askWith(token, http.MethodPost, at+"/draft", map[string]any{"step": "log", "typed": map[string]any{"photo.alt": []string{"A cup"}}, "pictures": map[string]any{"photo": file}}); a.status != http.StatusNoContent {
		t.Fatalf("a draft: %d %s", a.status, a.body)
	}
	var h struct {
		Version string
		Draft   struct {
			Typed  map[string][]string
			Photos map[string]struct{ Path, Small string }
		}
		Entries []struct{ Answers []struct{ Value answered } }
	}
	read := func(token string) {
		t.Helper()
		a := s.askWith(token, http.MethodGet, at, nil)
		if err := json.Unmarshal([]byte(a.body), &h); err != nil {
			t.Fatal(err)
		}
	}
	read(token)
	drafted := h.Draft.Photos["photo"].Path
	if _, named := h.Draft.Typed["photo"]; named || drafted == "" || s.askWith(token, http.MethodGet, drafted, nil).status != http.StatusOK || s.askWith(noor, http.MethodGet, drafted, nil).status != http.StatusNotFound {
		t.Errorf("the draft is %+v", h.Draft)
	}
	move := map[string]any{"kind": "log", "key": s.IDs.New(), "version": h.Version, "answers": map[string]any{"moment": text("A quiet cup"), "date": text(string(monday)), "photo": text("A cup of tea")}}
	for range 2 { // sent twice it counts once
		if a := s.askWith(token, http.MethodPost, at+"/moves", move); a.status != http.StatusOK {
			t.Fatalf("with the picture of the draft: %d %s", a.status, a.body)
		}
	}
	read(noor)
	if len(h.Entries) != 1 || !strings.Contains(drafted, h.Entries[0].Answers[2].Value.photos()[0]) || s.askWith(noor, http.MethodGet, drafted+"?size=small", nil).status != http.StatusOK {
		t.Errorf("Noor reads %+v", h.Entries)
	}
	if a := s.askWith(noor, http.MethodGet, drafted+"?size=huge", nil); a.status != http.StatusUnprocessableEntity {
		t.Errorf("an unknown size: %d", a.status)
	}
}
