package server

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"tandem/internal/tandem"
)

// TestARequestInFlightRevivesNothing: one that had read the session before it
// ended gets its answer, and neither a session nor a cookie.
func TestARequestInFlightRevivesNothing(t *testing.T) {
	reached, goOn := make(chan bool), make(chan bool)
	var s stage
	slow := Route{"GET", "/slow", tandem.UseSeeCouple, nil, func(c echo.Context) error {
		reached <- true
		<-goOn
		s.sessions.Say(c.Request().Context(), "Saved.")
		return runs(false, tandem.UseSeeCouple)(c)
	}}
	out := Route{"POST", "/out", tandem.UseLogOut, nil, func(c echo.Context) error {
		if err := runs(false, tandem.UseLogOut)(c); err != nil {
			return err
		}
		return s.sessions.End(c.Request().Context())
	}}
	see := Route{"GET", "/see", tandem.UseSeeCouple, nil, runs(false, tandem.UseSeeCouple)}
	s = newStage(t, slow, out, see)
	answered := make(chan *http.Response)
	go func() {
		res, _ := ask(t, "GET", s.url+"/slow", s.cookie)
		answered <- res
	}()
	<-reached
	ask(t, "POST", s.url+"/out", s.cookie)
	goOn <- true
	if res := <-answered; res.StatusCode != http.StatusOK || len(res.Cookies()) != 0 {
		t.Errorf("the request in flight: %d, %q", res.StatusCode, res.Cookies())
	}
	if res, _ := ask(t, "GET", s.url+"/see", s.cookie); res.StatusCode != http.StatusSeeOther {
		t.Errorf("the ended session opens a page: %d", res.StatusCode)
	}
	s = newStage(t, slow, see) // and without an end in between it is kept
	go func() {
		res, _ := ask(t, "GET", s.url+"/slow", s.cookie)
		answered <- res
	}()
	<-reached
	goOn <- true
	if res := <-answered; len(res.Cookies()) != 1 {
		t.Errorf("a live session that changed: %q", res.Cookies())
	}
}

// TestWhatGoesWrongWhileFailingIsLogged: an error beside the error is told too.
func TestWhatGoesWrongWhileFailingIsLogged(t *testing.T) {
	var s stage
	s = newStage(t, Route{"GET", "/planted", tandem.UseSeeCouple, nil, func(c echo.Context) error {
		s.sessions.Say(c.Request().Context(), "Saved.")
		s.shelf.refuse(errors.New("the shelf is away"))
		return tandem.NotFound()
	}})
	if res, _ := ask(t, "GET", s.url+"/planted", s.cookie); res.StatusCode != http.StatusNotFound {
		t.Errorf("%d", res.StatusCode)
	}
	if !strings.Contains(s.log.String(), "the shelf is away") {
		t.Errorf("nothing is logged of it:\n%s", s.log)
	}
}
