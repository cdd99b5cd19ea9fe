package server

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"time"

	"github.com/labstack/echo/v4"

	"tandem/internal/api"
	"tandem/internal/tandem"
)

// bringsPictures tells whether a request may hold pictures: more than text
// alone ever takes.
func (r Route) bringsPictures(req *http.Request) bool {
	if r.Method != http.MethodPost || !tandem.TakesPictures(r.Use) {
		return false
	}
	kind, _, err := mime.ParseMediaType(req.Header.Get("Content-Type"))
	return err == nil && (r.forPrograms() && req.ContentLength > bodyLimit || kind == "multipart/form-data")
}

// most is how many bytes a request may bring.
func (r Route) most(req *http.Request) int64 {
	switch {
	case !r.bringsPictures(req):
		return bodyLimit
	case r.forPrograms():
		return api.PictureLimit
	default:
		return formLimit
	}
}

// within is how long a request may take.
func (r Route) within(req *http.Request) time.Duration {
	if r.bringsPictures(req) {
		return formTimeout
	}
	return workTimeout
}

// room is what a body with pictures takes up while it comes and is looked at:
// one place for each person among few for everybody, and only for somebody who
// can answer in the homework. It is taken once the body is longer than text ever
// is, so that a form without pictures, or with a small one, waits for nobody.
type room struct {
	io.ReadCloser
	enter   func() error
	pace    func(read int64) // moves the end of the time in which the rest must come
	read    int64
	entered bool
	wrong   error
}

// take takes the place, if it has not been taken yet.
func (b *room) take() error {
	if !b.entered && b.wrong == nil {
		b.wrong = b.enter()
		b.entered = b.wrong == nil
	}
	return b.wrong
}

// Read reads on. Errors: those of the body, and of whoever gets no place.
func (b *room) Read(p []byte) (int, error) {
	if b.read >= bodyLimit {
		if err := b.take(); err != nil {
			return 0, err
		}
	} else if left := bodyLimit - b.read; !b.entered && int64(len(p)) > left {
		p = p[:left]
	}
	if b.entered {
		b.pace(b.read)
	}
	n, err := b.ReadCloser.Read(p)
	b.read += int64(n)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		b.wrong = tandem.Unavailable(err)
		err = b.wrong
	}
	return n, err
}

// due is when the next bytes must have come, with so many read since then. Who
// sends more slowly than a weak phone does holds no place for long.
func due(since time.Time, read int64) time.Time {
	by := since.Add(formGrace + time.Duration(read)*time.Second/formRate)
	if last := since.Add(formTimeout); by.After(last) {
		return last
	}
	return by
}

// makeRoom lets a body with pictures come. A program says beforehand how much it
// brings, so it takes its place at once. What it returns is called when all is
// done.
func (s *Server) makeRoom(ctx context.Context, c echo.Context, r Route, w http.ResponseWriter) (leave func(), err error) {
	var taken []func()
	leave = func() {
		for _, give := range taken {
			give()
		}
	}
	control, began := http.NewResponseController(w), time.Now()
	_ = control.SetWriteDeadline(began.Add(formTimeout + writeTimeout)) // a writer without deadlines has none to move
	actor, id := tandem.ActorOf(ctx), tandem.AssignmentID(c.Param("assignment"))
	body := &room{ReadCloser: c.Request().Body, pace: func(read int64) { _ = control.SetReadDeadline(due(began, read)) }}
	body.enter = func() error {
		if err := s.cfg.Answering(ctx, actor, id); err != nil {
			return err
		}
		own, err := s.forms.Take(ctx, string(actor.Person))
		if err != nil {
			return err
		}
		taken = append(taken, own)
		select {
		case s.places <- struct{}{}:
			taken = append(taken, func() { <-s.places })
		case <-ctx.Done():
			return tandem.Unavailable(ctx.Err())
		}
		began = time.Now().Add(-time.Duration(body.read) * time.Second / formRate)
		return nil
	}
	if r.forPrograms() {
		if err := body.take(); err != nil {
			leave()
			return nil, err
		}
	}
	c.Request().Body = body
	return leave, nil
}
