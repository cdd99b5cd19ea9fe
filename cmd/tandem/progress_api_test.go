package main

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"strings"
	"testing"

	"tandem/internal/api"
)

// TestAProgramReadsProgressAsThePageSaysIt: how the exercises go and how well
// they went, for each partner and each exercise, in JSON as on the page.
func TestAProgramReadsProgressAsThePageSaysIt(t *testing.T) {
	s := newStage(newWorld(t, ""))
	easy := s.assignment(s.couple, "E38", 1)
	s.move(s.rowan, easy, "log", walked("4"))
	s.move(s.noor_, easy, "log", walked("2"))
	token, _ := s.token("mara")
	var c api.Couple
	if a := s.askWith(token, http.MethodGet, "/api/v1/couples/"+string(s.couple.ID), nil); json.Unmarshal([]byte(a.body), &c) != nil {
		t.Fatalf("%d %s", a.status, a.body)
	}
	page := html.UnescapeString(s.mara.get("/couples/" + string(s.couple.ID)).body)
	if len(c.Quality) != 2 || c.Quality[0].Mean == nil || *c.Quality[0].Mean != 3 || c.Quality[1].Mean == nil || *c.Quality[1].Mean != 1 || c.Quality[0].Ratings != 1 {
		t.Errorf("quality: %+v", c.Quality)
	}
	if c.Gap == nil || c.Gap.Points != 0 || c.Gap.Quality == nil || *c.Gap.Quality != 2 {
		t.Errorf("gap: %+v", c.Gap)
	}
	seen := 0
	for _, f := range c.ByExercise {
		for i, q := range f.Quality {
			if q.Mean != nil {
				seen++
				if want := fmt.Sprintf("%g of %d · went %.1f of 4", f.Partners[i].Credit, f.Partners[i].Due, *q.Mean); !strings.Contains(page, want) {
					t.Errorf("%s: the page lacks %q", f.Name, want)
				}
			}
		}
	}
	if seen != 2 {
		t.Errorf("%d ratings by exercise: %+v", seen, c.ByExercise)
	}
	if len(c.Progress) == 0 {
		t.Error("no progress at all")
	}
	for _, p := range c.Progress {
		for _, line := range p.Lines {
			if !strings.Contains(page, line) {
				t.Errorf("%s: the page does not say %q", p.Name, line)
			}
		}
	}
}
