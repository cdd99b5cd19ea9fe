package main

import (
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"

	"tandem/internal/api"
	"tandem/internal/homework"
	"tandem/internal/server"
	"tandem/internal/tandem"
	"tandem/internal/web"
)

// leak changes what leaves the service as a careless change would.
type leak func(s *stage, path string, a answer) answer

// The twelve ways in which one partner can learn what the other keeps, as they
// were named before the first line was written. Each is planted and must be
// seen, or has no surface yet: then why says so, and none holds it to that.
func twelve() []struct {
	name string
	leak leak
	why  string
	none func(t *testing.T)
} {
	return []struct {
		name string
		leak leak
		why  string
		none func(t *testing.T)
	}{
		{name: "1 sequential ids", leak: func(s *stage, path string, a answer) answer {
			if path == "/homework/"+string(s.given["E09"]) { // the next move here would be the nth
				a.body = strings.Replace(a.body, `name="key" value="`, `name="key" value="`+strconv.Itoa(1+len(s.rows("SELECT id FROM moves")))+"-", 1)
			}
			return a
		}},
		{name: "2 touching the couple's updated_at", leak: func(s *stage, path string, a answer) answer {
			if path == "/together" {
				a.header.Set("Last-Modified", s.rows("SELECT max(at) FROM moves WHERE author <> '" + string(s.partnerOf("noor")) + "'")[0][0])
			}
			return a
		}},
		{name: "3 a shared unread counter", leak: func(s *stage, path string, a answer) answer {
			if path == "/today" {
				a.body += fmt.Sprintf("%d new", len(s.rows("SELECT id FROM moves WHERE author <> '"+string(s.partnerOf("noor"))+"'")))
			}
			return a
		}},
		{name: "4 an ETag over all rows", leak: func(s *stage, _ string, a answer) answer {
			a.header.Set("Etag", fmt.Sprintf("%q", strings.Join(s.rows("SELECT count(*), max(seq) FROM moves")[0], "-")))
			return a
		}},
		{name: "5 a couple mean", leak: func(s *stage, path string, a answer) answer {
			if path == "/how" {
				var sum homework.Figures
				for _, w := range s.must(s.homework.Couple(bg, s.people["mara"], s.couple.ID)).(homework.CouplePage).Weeks {
					for _, f := range w.Partners {
						sum = sum.Add(f)
					}
				}
				a.body += fmt.Sprintf("together you did %g of %d", sum.Credit, sum.Due)
			}
			return a
		}},
		{name: "6 a mail subject that names the author", why: "nothing sends mail", none: sendsNoMail},
		{name: "7 a calendar SEQUENCE bump", why: "no calendar is served", none: servesNone("calendar", ".ics", "feed")},
		{name: "8 a document's page count", leak: func(s *stage, path string, a answer) answer {
			if path == "/documents/"+string(s.documents["joint"]) { // a page for each ten entries, of anybody
				a.body += strings.Repeat("/Type /Page\n", len(s.rows("SELECT id FROM moves"))/10)
			}
			return a
		}},
		{name: "9 a search count", leak: func(s *stage, path string, a answer) answer { // no search yet; the bank can be looked at by who gave
			if path == "/together?shelf=appreciations&from=1" {
				a.body += fmt.Sprintf("%d found", len(s.rows("SELECT m.id FROM moves m JOIN rounds r ON r.id = m.round_id JOIN assignments g ON g.id = r.assignment_id WHERE g.exercise_id = 'E02'")))
			}
			return a
		}},
		{name: "9 a search count, where somebody searches", why: "nothing searches", none: servesNone("search", "find", "query")},
		{name: "10 a uniqueness error", leak: func(s *stage, path string, a answer) answer {
			if path == keyed && len(s.rows("SELECT id FROM moves WHERE client_key = '"+rowansKey+"' AND author <> '"+string(s.partnerOf("noor"))+"'")) > 0 {
				a.status = http.StatusConflict
			}
			return a
		}},
		{name: "11 a shared quota", leak: func(s *stage, path string, a answer) answer {
			if strings.HasSuffix(path, "/moves") && len(s.rows("SELECT id FROM photos")) > 3 {
				a.status = http.StatusUnprocessableEntity
			}
			return a
		}},
		{name: "12 content in the body of a denial", leak: func(s *stage, _ string, a answer) answer {
			if a.status == http.StatusNotFound {
				a.body += strings.Repeat(" ", len(s.rows("SELECT author FROM drafts")))
			}
			return a
		}},
	}
}

// furtherLeaks are of the parts that came later.
func furtherLeaks() map[string]leak {
	return map[string]leak{
		"a count of all moves": func(s *stage, path string, a answer) answer {
			if path == "/today" {
				a.body += "<!-- " + strconv.Itoa(len(s.rows("SELECT id FROM moves"))) + " -->"
			}
			return a
		},
		"a count of what others plan": func(s *stage, path string, a answer) answer {
			if path == "/coming" {
				a.body += "<!-- " + strconv.Itoa(len(s.rows("SELECT id FROM assignments WHERE purpose = 'intention'"))) + " -->"
			}
			return a
		},
		"who declined": func(s *stage, path string, a answer) answer {
			if path == "/today" {
				a.body += strings.Repeat(" ", len(s.rows("SELECT from_on FROM item_opt_outs WHERE to_on IS NULL")))
			}
			return a
		},
		"a count for programs": func(s *stage, path string, a answer) answer {
			if path == "/api/v1/today" {
				a.body = strings.Replace(a.body, "{", `{"moves":`+strconv.Itoa(len(s.rows("SELECT id FROM moves")))+",", 1)
			}
			return a
		},
		"a header for programs": func(s *stage, path string, a answer) answer {
			if path == "/api/v1/together" {
				a.header.Set("X-Total", strconv.Itoa(len(s.rows("SELECT id FROM rounds"))))
			}
			return a
		},
		"a count of all documents": func(s *stage, path string, a answer) answer {
			if path == "/documents" {
				a.body += strings.Repeat(" ", len(s.rows("SELECT id FROM audit_entries WHERE event = 'document.exported'")))
			}
			return a
		},
		"the clinical figures in the joint edition": func(s *stage, path string, a answer) answer {
			if path == "/documents/"+string(s.documents["joint"]) {
				a.body += wordsOf(s.browse("mara").get("/couples/" + string(s.couple.ID) + "/summary").body)
			}
			return a
		},
		"a picture given by its id alone": func(s *stage, path string, a answer) answer {
			if before, id, is := strings.Cut(path, "/photos/"); is && !strings.HasPrefix(before, "/couples") {
				for _, r := range s.must(s.store.Rounds(bg, s.couple.Practice, s.couple.ID, tandem.AssignmentID(strings.TrimPrefix(before, "/homework/")))).([]homework.Round) {
					if b, err := s.store.OpenPhoto(bg, s.couple.Practice, r, tandem.PhotoID(id), "", false); err == nil {
						a.status, a.body = http.StatusOK, string(b)
					}
				}
			}
			return a
		},
		"a standing that follows from what is sealed": func(s *stage, path string, a answer) answer {
			if path == "/together?shelf=boundaries" {
				a.body += fmt.Sprint(s.must(s.homework.SeeIn(bg, s.people["mara"], s.couple.ID, s.given["E37"])).(homework.Homework).Assignment.Parts)
			}
			return a
		},
		"a limit that waits at the therapist's": func(s *stage, path string, a answer) answer {
			if path == "/today" {
				a.body += strings.Repeat(" ", len(s.rows("SELECT m.id FROM moves m JOIN rounds r ON r.id = m.round_id WHERE r.assignment_id = '"+string(s.given["E22"])+"'")))
			}
			return a
		},
		"who has prepared a review": func(s *stage, path string, a answer) answer {
			if r, ok := s.newest(); ok && path == "/homework/"+string(r.Preparation) {
				a.body += strings.Repeat(" ", len(s.rows("SELECT m.id FROM moves m JOIN rounds r ON r.id = m.round_id WHERE r.assignment_id = '"+string(r.Preparation)+"'")))
			}
			return a
		},
		"a version over every move of the round": func(s *stage, path string, a answer) answer {
			if path == "/homework/"+string(s.given["E09"])+"/version" {
				a.header.Set("X-Moves", strconv.Itoa(len(s.rows("SELECT m.id FROM moves m JOIN rounds r ON r.id = m.round_id WHERE r.assignment_id = '"+string(s.given["E09"])+"'"))))
			}
			return a
		},
	}
}

// plantLeaks looks whether the comparison sees each leak in what was fetched.
func plantLeaks(t *testing.T, quiet, busy *stage, theirs, ours map[string]fetched) {
	seen := func(l leak) bool { return len(apart(quiet.all(theirs, l), busy.all(ours, l))) > 0 }
	for _, l := range twelve() {
		switch {
		case l.leak != nil && !seen(l.leak):
			t.Errorf("%s is not seen", l.name)
		case l.leak == nil:
			t.Logf("%s: %s", l.name, l.why)
			l.none(t)
		}
	}
	for name, l := range furtherLeaks() {
		if !seen(l) {
			t.Errorf("%s is not seen", name)
		}
	}
}

// servesNone tells that no address has any of the words in it.
func servesNone(words ...string) func(t *testing.T) {
	return func(t *testing.T) {
		for _, r := range server.Routes(&web.Web{}, api.New(api.Services{})) {
			for _, w := range words {
				if strings.Contains(r.Path, w) {
					t.Errorf("%s is served: plant this leak there", r.Path)
				}
			}
		}
	}
}

// sendsNoMail tells that no package of ours speaks to a mail server.
func sendsNoMail(t *testing.T) {
	for _, dir := range []string{"../../internal", "../../cmd"} {
		err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(dir + "/" + path)
			if strings.Contains(string(text), `"net/smtp"`) {
				t.Errorf("%s sends mail: plant this leak there", path)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}
