package server

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"tandem/internal/tandem"
)

// bringing is a request of the person's that brings so many bytes, with its room
// made.
func bringing(ctx context.Context, s *Server, person tandem.PersonID, bytes int) (body io.Reader, leave func()) {
	req := httptest.NewRequestWithContext(ctx, http.MethodPost, "/homework/h/moves", strings.NewReader(strings.Repeat("x", bytes)))
	c := echo.New().NewContext(req, httptest.NewRecorder())
	ctx = tandem.WithActor(ctx, tandem.Actor{Person: person, Practice: "p"})
	leave, err := s.makeRoom(ctx, c, Route{Method: http.MethodPost, Path: "/homework/:assignment/moves", Use: tandem.UseMakeMove}, httptest.NewRecorder())
	if err != nil {
		panic(err) // only a program is asked before its body is read
	}
	return c.Request().Body, leave
}

// TestAPlaceIsForLongBodiesOfThoseWhoMay: text waits for nobody, whoever may not
// answer gets no place, and one person takes one of them.
func TestAPlaceIsForLongBodiesOfThoseWhoMay(t *testing.T) {
	asked := 0
	s := &Server{places: make(chan struct{}, formsAtOnce)}
	s.cfg.Answering = func(_ context.Context, actor tandem.Actor, _ tandem.AssignmentID) error {
		if asked++; actor.Person == "stranger" {
			return tandem.NotFound()
		}
		return nil
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	read := func(ctx context.Context, person tandem.PersonID, size int) (int, func(), error) {
		body, leave := bringing(ctx, s, person, size)
		b, err := io.ReadAll(body)
		return len(b), leave, err
	}
	if n, leave, err := read(context.Background(), "stranger", bodyLimit+1); tandem.KindOf(err) != tandem.KindNotFound || n != bodyLimit || len(s.places) != 0 {
		t.Errorf("a stranger: %d read, %d places, %v", n, len(s.places), err)
	} else {
		leave()
	}
	_, leave, err := read(context.Background(), "rowan", bodyLimit+1)
	if err != nil || len(s.places) != 1 || asked != 2 {
		t.Fatalf("Rowan's: %v, %d places, asked %d times", err, len(s.places), asked)
	}
	for range 30 { // a place that is free and a time that has ended are chosen between by chance
		if _, _, err := read(ended, "rowan", bodyLimit+1); tandem.KindOf(err) != tandem.KindUnavailable || len(s.places) != 1 {
			t.Fatalf("Rowan's second: %v, %d places", err, len(s.places))
		}
	}
	for len(s.places) < formsAtOnce {
		s.places <- struct{}{}
	}
	asked = 0
	if n, _, err := read(ended, "noor", bodyLimit-1); err != nil || n != bodyLimit-1 || asked != 0 {
		t.Errorf("Noor's text, while all places are taken: %d read, asked %d times, %v", n, asked, err)
	}
	leave()
	if _, leave, err := read(context.Background(), "rowan", bodyLimit+1); err != nil {
		t.Errorf("Rowan's, after the first: %v", err)
	} else {
		leave()
	}
	if len(s.places) != formsAtOnce-1 {
		t.Errorf("%d places are taken in the end", len(s.places))
	}
}

// TestAProgramIsAskedBeforeItsBodyIsRead: it has said how much it brings.
func TestAProgramIsAskedBeforeItsBodyIsRead(t *testing.T) {
	s := &Server{places: make(chan struct{}, formsAtOnce)}
	s.cfg.Answering = func(context.Context, tandem.Actor, tandem.AssignmentID) error { return tandem.NotFound() }
	req := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/api/v1/homework/h/moves", bytes.NewReader(nil))
	c := echo.New().NewContext(req, httptest.NewRecorder())
	_, err := s.makeRoom(context.Background(), c, Route{Method: http.MethodPost, Path: "/api/v1/homework/:assignment/moves", Use: tandem.UseMakeMove}, httptest.NewRecorder())
	if tandem.KindOf(err) != tandem.KindNotFound || len(s.places) != 0 {
		t.Errorf("a program that may not: %v, %d places", err, len(s.places))
	}
}

// stalls is a body of which nothing comes any more.
type stalls struct{ io.ReadCloser }

func (stalls) Read([]byte) (int, error) { return 0, os.ErrDeadlineExceeded }

// TestWhatComesTooSlowlyIsLetGo: the time for a form grows with what has come and
// never beyond the longest; what stalls is said to be so.
func TestWhatComesTooSlowlyIsLetGo(t *testing.T) {
	var began time.Time
	for read, want := range map[int64]time.Duration{0: formGrace, formRate: formGrace + time.Second, 20 * formRate: formGrace + 20*time.Second, formLimit: formTimeout} {
		if got := due(began, read).Sub(began); got != want {
			t.Errorf("after %d bytes there is time until %v, want %v", read, got, want)
		}
	}
	paced := []int64{}
	b := &room{ReadCloser: io.NopCloser(strings.NewReader(strings.Repeat("x", bodyLimit+10))), enter: func() error { return nil },
		pace: func(read int64) { paced = append(paced, read) }}
	if _, err := io.ReadAll(b); err != nil || len(paced) == 0 || paced[0] != bodyLimit {
		t.Errorf("paced at %v, %v", paced, err)
	}
	b.ReadCloser = stalls{}
	if _, err := b.Read(make([]byte, 1)); tandem.KindOf(err) != tandem.KindUnavailable || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("what stalls: %v", err)
	}
}
