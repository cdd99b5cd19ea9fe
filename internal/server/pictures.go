package server

import (
	"context"
	"mime"
	"net/http"
	"time"

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

// makeRoom waits for a place among the few forms with pictures that are read at
// once, and gives this one the time to come. Whoever gets here is signed in.
func (s *Server) makeRoom(ctx context.Context, w http.ResponseWriter) (leave func(), err error) {
	select {
	case s.forms <- struct{}{}:
	case <-ctx.Done():
		return nil, tandem.Unavailable(ctx.Err())
	}
	control, until := http.NewResponseController(w), time.Now().Add(formTimeout)
	_ = control.SetReadDeadline(until) // a writer without deadlines has none to move
	_ = control.SetWriteDeadline(until.Add(writeTimeout))
	return func() { <-s.forms }, nil
}
