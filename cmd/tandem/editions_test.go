package main

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tandem/internal/report"
	"tandem/internal/review"
	"tandem/internal/tandem"
	"tandem/internal/testkit"
)

// issue issues an edition in Mara's name; a partner's name asks for their own.
func (s *stage) issue(edition report.Edition, partner int) tandem.DocumentID {
	s.t.Helper()
	of := tandem.PartnerID("")
	if edition == report.EditionOwn {
		of = s.couple.Partners[partner].ID
	}
	return s.must(s.reports.Issue(bg, s.people["mara"], s.couple.ID, of, report.Request{Edition: edition})).(report.Issued).ID
}

// TestEachEditionReachesItsReaders: staff open all, a partner their own and the
// joint one; for anybody else an edition does not exist and shows nowhere.
func TestEachEditionReachesItsReaders(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		documents := map[string]tandem.DocumentID{"clinical": s.issue(report.EditionClinical, 0), "joint": s.issue(report.EditionJoint, 0),
			"rowan's": s.issue(report.EditionOwn, 0), "noor's": s.issue(report.EditionOwn, 1)}
		unknown := s.noor_.get("/documents/" + s.IDs.New())
		for _, c := range []struct {
			who   string
			by    *client
			opens string
		}{{"mara", s.mara, "clinical joint rowan's noor's"}, {"rowan", s.rowan, "joint rowan's"}, {"noor", s.noor_, "joint noor's"},
			{"fina", s.fina, ""}, {"ada", s.ada, ""}, {"nobody", s.browse(""), "-"}} {
			list := c.by.get("/documents")
			for name, id := range documents {
				want := http.StatusNotFound
				switch {
				case strings.Contains(c.opens, name):
					want = http.StatusOK
				case c.opens == "-":
					want = http.StatusSeeOther
				}
				file, page := c.by.get("/documents/"+string(id)), c.by.get("/documents/"+string(id)+"/page")
				if file.status != want || page.status != want {
					t.Errorf("%s to the %s edition: file %d, page %d, want %d", c.who, name, file.status, page.status, want)
				}
				if want == http.StatusNotFound && c.by == s.noor_ && file.body != unknown.body {
					t.Errorf("%s: the %s edition is refused otherwise than what does not exist", c.who, name)
				}
				if listed := strings.Contains(list.body, string(id)); listed != (want == http.StatusOK && c.who != "mara") {
					t.Errorf("%s has the %s edition in their list: %t", c.who, name, listed)
				}
			}
		}
		s.issueLogTells(t, documents)
		if a := s.noor_.get("/couples/" + string(s.couple.ID) + "/documents"); a.status != http.StatusNotFound {
			t.Errorf("a partner got the issue log: %d", a.status)
		}
		if a := s.mara.get("/couples/" + string(s.couple.ID) + "/partners/" + string(w.takeIn("mara", "kim", "lou").Partners[0].ID) + "/summary"); a.status != http.StatusNotFound {
			t.Errorf("the own edition of another couple's partner: %d", a.status)
		}
	})
}

// issueLogTells: which edition, for whom, with which digests, opened by whom.
func (s *stage) issueLogTells(t *testing.T, documents map[string]tandem.DocumentID) {
	t.Helper()
	page := s.mara.get("/couples/" + string(s.couple.ID) + "/documents").body
	for name, id := range documents {
		row := s.rows("SELECT content_digest, bytes_digest FROM documents WHERE id = '" + string(id) + "'")[0]
		for _, want := range append(row, "/documents/"+string(id)+"/page") {
			if !strings.Contains(page, want) {
				t.Errorf("the log of the %s edition lacks %q", name, want)
			}
		}
	}
	sections := strings.Split(page, "<section")
	for _, section := range sections[1:] {
		own := strings.Contains(section, "noor&#39;s own edition")
		if own && (!strings.Contains(section, "noor, first on") || strings.Contains(section, "rowan, first on")) {
			t.Errorf("who opened Noor's edition: %s", section)
		}
	}
	if len(sections) != len(documents)+1 {
		t.Errorf("the log has %d lines, want %d", len(sections)-1, len(documents))
	}
}

// TestOwnAndJointSayNothingOfTheOther looks for what each edition must not hold
// where one partner has done much and the other nothing that anybody can see.
func TestOwnAndJointSayNothingOfTheOther(t *testing.T) {
	s := newStage(newWorld(t, ""))
	week1 := s.assignment(s.couple, "E02", 1)
	s.move(s.rowan, week1, "prepare", three("rowan"))
	s.move(s.rowan, week1, "give", nil)
	s.move(s.noor_, week1, "prepare", three("noor")) // opens Rowan's gift to Noor, unannounced
	preview := func(path string) string {
		a := s.mara.get("/couples/" + string(s.couple.ID) + path)
		if a.status != http.StatusOK {
			t.Fatalf("%s: %d", path, a.status)
		}
		return strings.ReplaceAll(wordsOf(a.body), s.couple.Code, "the code")
	}
	noors := preview("/partners/" + string(s.couple.Partners[1].ID) + "/summary")
	if strings.Contains(noors, "rowan") || !strings.Contains(noors, "0.5 of 1") {
		t.Errorf("Noor's own edition: %s", noors)
	}
	if joint := preview("/summary?edition=joint"); !strings.Contains(joint, "Nothing is listed here for this period.") || strings.Contains(joint, " of 1") {
		t.Errorf("the joint edition counts what only one of them knows of: %s", joint)
	}
	s.move(s.noor_, week1, "give", nil)
	if joint := preview("/summary?edition=joint"); !strings.Contains(joint, "Three appreciations 1") || !strings.Contains(joint, "Appreciation bank 6 in all") {
		t.Errorf("the joint edition lacks what they did together: %s", joint)
	}
	coded := preview("/summary?edition=joint&code_only=yes")
	if strings.Contains(coded, "noor") || !strings.Contains(coded, "Partner 2") {
		t.Errorf("names stand where the case code was asked for: %s", coded)
	}
}

// TestSummariesHoldWhatWasSigned: the joint and the clinical edition say what a
// review decided once everybody has signed it, and not before.
func TestSummariesHoldWhatWasSigned(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		r, mara := s.scheduledReview(), s.people["mara"]
		s.must(s.reviews.Open(bg, mara, r.Couple, r.ID))
		s.must(s.reviews.Write(bg, mara, r.Couple, r.ID, review.ContentInput{Version: "2",
			Decisions: []review.DecisionInput{{Text: "Phones away at dinner", Owner: "2"}}, Targets: []review.TargetInput{{Text: "Calm evenings", Notice: "We sleep", Due: "2026-05-01"}}}))
		r = s.must(s.reviews.Offer(bg, mara, r.Couple, r.ID)).(review.Review)
		at := "/couples/" + string(r.Couple) + "/summary?edition="
		for _, edition := range []string{"joint", "clinical"} {
			if got := wordsOf(s.mara.get(at + edition).body); got == "" || strings.Contains(got, "Phones away") {
				t.Errorf("the %s edition before anybody has signed: %s", edition, got)
			}
		}
		s.must(s.reviews.Attend(bg, mara, r.Couple, r.ID, s.partnerOf("noor"), true))
		r, _ = s.newest()
		s.must(s.reviews.SignOnPaper(bg, mara, r.Couple, r.ID, s.partnerOf("rowan"), r.Digest()))
		s.must(s.reviews.SignAsStaff(bg, mara, r.Couple, r.ID, review.SignInput{Name: "Mara M.", Passphrase: passphrase, Digest: r.Digest()}))
		for _, edition := range []string{"joint", "clinical"} {
			got := wordsOf(s.mara.get(at + edition).body)
			for _, want := range []string{"Phones away at dinner noor", "Calm evenings We sleep 1 May 2026", "rowan 2 March 2026, on paper", "noor was not there", "Mara M. 2 March 2026"} {
				if !strings.Contains(got, want) {
					t.Errorf("the %s edition lacks %q: %s", edition, want, got)
				}
			}
		}
	})
}

var (
	markup  = regexp.MustCompile(`<[^>]*>`)
	hidden_ = regexp.MustCompile(`(?s)<(caption|title|desc)\b.*?</(caption|title|desc)>`)
)

// wordsOf are the words of the document on a page, in the order of reading.
func wordsOf(page string) string {
	from, to := strings.Index(page, "<article"), strings.Index(page, "</article>")
	if from < 0 || to < from {
		return ""
	}
	text := markup.ReplaceAllString(hidden_.ReplaceAllString(page[from:to], " "), " ")
	return strings.Join(strings.Fields(unescape(text)), " ")
}

func unescape(s string) string {
	return strings.NewReplacer("&#39;", "'", "&#34;", `"`, "&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
}

// foot is what stands on every page of a file around its content.
var foot = regexp.MustCompile(`^(Case .*|Caso .*|Page \d+ of \d+|Página \d+ de \d+|(Content digest|Huella del contenido) \(SHA-256\) [0-9a-f]{16}….*|(Issued|Emitido) .*|Synthetic data\.|Datos sintéticos\.)$`)

// printed are the words of a file in the order in which they were set, without
// the running heads and feet.
func printed(t *testing.T, file string, heads ...string) string {
	t.Helper()
	var words []string
	for _, page := range strings.Split(strings.TrimSuffix(pdfText(t, file, "document", "-raw"), "\f"), "\f") {
		lines := strings.Split(strings.TrimSpace(page), "\n")
		for len(lines) > 0 && (foot.MatchString(lines[len(lines)-1]) || len(words) > 0 && slices.Contains(heads, lines[len(lines)-1])) {
			lines = lines[:len(lines)-1]
		}
		words = append(words, strings.Fields(strings.Join(lines, " "))...)
	}
	return strings.Join(words, " ")
}

// pdfText is what a document says, as laid out ("-layout") or in the order in
// which it was set ("-raw"). Where pictures are kept, it is kept beside them.
func pdfText(t testing.TB, file, name, how string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name+".pdf")
	if dir := os.Getenv(testkit.EnvShots); dir != "" {
		path = filepath.Join(dir, filepath.Base(t.Name())+"-"+name+".pdf")
	}
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(bg, time.Minute)
	defer cancel()
	text, err := exec.CommandContext(ctx, "pdftotext", how, path, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext (from poppler-utils): %v", err)
	}
	return string(text)
}

// issuedOn is the file that the form of a summary's page issues.
func (w *world) issuedOn(p *testkit.Page) string {
	w.t.Helper()
	kind, encoded, _ := strings.Cut(testkit.Eval[string](p, `(async () => {
		const f = document.querySelector('form[method=post][action*="/summary"]');
		const page = await fetch(f.action, {method: "POST", body: new URLSearchParams(new FormData(f))});
		const r = await fetch(page.url.replace(/\/page$/, ""));
		const b = new Uint8Array(await r.arrayBuffer());
		let s = ""; for (const c of b) s += String.fromCharCode(c);
		return r.headers.get("content-type") + " " + btoa(s);
	})()`), " ")
	file, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || kind != "application/pdf" {
		w.t.Fatalf("no document but %s: %v", kind, err)
	}
	return string(file)
}

// TestThePageSaysWhatTheFileSays: the preview, the issued page and the file are
// the same words in the same order, in each edition and language.
func TestThePageSaysWhatTheFileSays(t *testing.T) {
	s := newStage(newWorld(t, ""))
	s.move(s.rowan, s.walk, "log", walked("4"))
	s.move(s.noor_, s.walk, "log", walked("2"))
	s.clock.Set(morning.AddDate(0, 0, 40))
	s.mara = s.browse("mara")
	base := "/couples/" + string(s.couple.ID)
	for name, path := range map[string]string{"clinical": base + "/summary?x=", "joint": base + "/summary?edition=joint",
		"own": base + "/partners/" + string(s.couple.Partners[0].ID) + "/summary?x="} {
		for _, lang := range []string{"en", "es"} {
			preview := wordsOf(s.mara.get(path + "&language=" + lang).body)
			form := url.Values{"language": {lang}}
			if name == "joint" {
				form.Set("edition", name)
			}
			issued := s.mara.post(strings.SplitN(path, "?", 2)[0], form)
			at := strings.TrimSuffix(issued.header.Get("Location"), "/page")
			file, page := s.mara.get(at), s.mara.get(at+"/page")
			title := map[string]map[string]string{"en": {"clinical": "Progress summary", "joint": "Summary for both of you", "own": "Your summary"},
				"es": {"clinical": "Resumen del progreso", "joint": "Resumen en común", "own": "Tu resumen"}}[lang][name]
			got := printed(t, file.body, "Riverside", title, "Riverside "+title)
			if preview == "" || got != preview {
				t.Errorf("%s, %s: the file does not say what the page says:\n%s", name, lang, firstDifference(got, preview))
			}
			if issuedPage := wordsOf(page.body); issuedPage != preview {
				t.Errorf("%s, %s: the issued page differs from the preview:\n%s", name, lang, firstDifference(issuedPage, preview))
			}
		}
	}
	if printed(t, s.mara.get("/documents/"+string(s.issue(report.EditionJoint, 0))).body) == wordsOf(s.mara.get(base+"/summary").body) {
		t.Error("two editions are the same: the comparison would mean nothing")
	}
}
