package main

import (
	"context"
	"net/http"
	"testing"

	"tandem/internal/homework"
)

// counting are pictures that are counted as they are opened.
type counting struct {
	homework.Pictures
	opened int
}

func (c *counting) Take(ctx context.Context, file []byte) (homework.Taken, error) {
	c.opened++
	return c.Pictures.Take(ctx, file)
}

// TestNothingIsOpenedBeyondTheBounds: to choose another one again and again is
// bounded though nothing of it stays, and what has no place, or came before, is
// not opened at all. It is for each alone, and begins anew the next day.
func TestNothingIsOpenedBeyondTheBounds(t *testing.T) {
	w := newWorld(t, "")
	s := newStage(w)
	seen := &counting{Pictures: s.homework.Pictures}
	s.homework.Pictures = seen
	id := s.moment()
	at := "/homework/" + string(id)
	f := s.noting(s.rowan, id)
	f.Set("stop", "yes")
	file := map[string][]byte{"photo": drawn(40)}
	refused := 0
	for range 70 {
		switch a := s.rowan.sendFiles(at+"/draft", f, file); a.status {
		case http.StatusNoContent:
		case http.StatusUnprocessableEntity:
			refused++
		default:
			t.Fatalf("choosing another one: %d", a.status)
		}
	}
	if seen.opened != 60 || refused != 10 || len(s.rows("SELECT id FROM photos")) != 1 {
		t.Errorf("%d were opened and %d refused", seen.opened, refused)
	}
	seen.opened = 0
	if a := s.noor_.sendFiles(at+"/draft", s.noting(s.noor_, id), file); a.status != http.StatusNoContent || seen.opened != 1 {
		t.Errorf("Noor's first: %d, %d opened", a.status, seen.opened)
	}
	s.clock.Advance(24 * 3600e9)
	s.rowan = s.browse("rowan")
	seen.opened = 0
	if a := s.rowan.sendFiles(at+"/draft", f, file); a.status != http.StatusNoContent || seen.opened != 1 {
		t.Errorf("the next day: %d, %d opened", a.status, seen.opened)
	}
	g := s.noting(s.rowan, id)
	for range 2 { // sent twice it counts once
		if a := s.rowan.sendFiles(at+"/moves", g, file); a.status != http.StatusSeeOther {
			t.Fatalf("sending: %d", a.status)
		}
	}
	if seen.opened != 2 {
		t.Errorf("sent twice, opened %d times", seen.opened-1)
	}
	many := s.ask(s.couple, "E10")
	for n := range 4 {
		if err := s.bring("rowan", s.rowan, many, 5); err != nil {
			t.Fatalf("Rowan's moments, time %d: %v", n+1, err)
		}
	}
	seen.opened = 0
	if err := s.bring("rowan", s.rowan, many, 5); err == nil || seen.opened != 0 {
		t.Errorf("without a place: %v, %d opened", err, seen.opened)
	}
}
