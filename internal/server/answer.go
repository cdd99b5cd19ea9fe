package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"tandem/internal/api"
	"tandem/internal/tandem"
	"tandem/templates/language"
)

// frame is the use case that every page for a partner runs beside its own: its
// frame says whether a pause can be called. No answer rests on it.
const frame = tandem.UseFindPause

// answer is what every request of a route goes through: cross-site check,
// session, actor, work, and the check that a declared use case stands behind
// what is about to be sent. Nothing is written before all of that has passed.
func (s *Server) answer(r Route, cross *http.CrossOriginProtection) echo.HandlerFunc {
	declared := append([]tandem.UseCaseName{r.Use}, r.Also...)
	return func(c echo.Context) error {
		began := time.Now()
		out := &buffer{header: c.Response().Header(), status: http.StatusOK}
		direct := c.Response().Writer
		c.Response().Writer = out
		passage := &tandem.Passage{Declared: append(slices.Clone(declared), frame)}
		err := s.run(c, r, cross, passage, direct)
		if err == nil && !r.public() && !slices.ContainsFunc(passage.Ran, func(u tandem.UseCaseName) bool { return slices.Contains(declared, u) }) {
			err = tandem.Internalf("an answer of %s %s has no use case behind it", r.Method, r.Path)
		}
		if err != nil {
			out.reset()
			c.Response().Committed = false
			s.fail(c, r, err)
		}
		c.Response().Writer = direct
		if out.status == http.StatusTooManyRequests {
			c.Response().Header().Set("Retry-After", retryAfter)
		}
		s.cfg.Log.LogAttrs(c.Request().Context(), levelOf(err), "request", attrs(r, out.status, time.Since(began), err)...)
		direct.WriteHeader(out.status)
		_, _ = direct.Write(out.body.Bytes()) // it fails when the client has gone: there is nobody to tell
		return nil
	}
}

func (s *Server) run(c echo.Context, r Route, cross *http.CrossOriginProtection, passage *tandem.Passage, direct http.ResponseWriter) (err error) {
	defer func() {
		if p := recover(); p != nil {
			// The stack names functions and lines, never values.
			err = tandem.Internalf("panic in %s %s: %T\n%s", r.Method, r.Path, p, frames(debug.Stack()))
		}
	}()
	req := c.Request()
	if err := cross.Check(req); err != nil {
		return tandem.Denied()
	}
	if r.Use == tandem.UseLeave { // whatever comes of it, this device no longer tells of us
		s.cfg.Sessions.forgetDevice(c.Response().Header())
	}
	ctx, cancel := context.WithTimeout(tandem.WithPassage(req.Context(), passage), r.within(req))
	defer cancel()
	// On a copy: the server itself must go on seeing the connection's own body, or
	// what is left of one that is too long would be read as the next request.
	req = req.WithContext(ctx)
	req.Body = http.MaxBytesReader(direct, req.Body, r.most(req))
	c.SetRequest(req)
	if r.forPrograms() {
		ctx, err = s.program(ctx, req)
	} else {
		ctx, err = s.cfg.Sessions.load(ctx, req)
		if err != nil {
			return err
		}
		c.SetRequest(req.WithContext(ctx)) // so that even a failure can end the session
		ctx, err = s.identify(ctx, req)
	}
	if err != nil {
		return err
	}
	if !r.forPrograms() {
		if ctx, err = s.passed(ctx, c, r); err != nil {
			return err
		}
	}
	c.SetRequest(req.WithContext(ctx))
	if !r.public() && !tandem.ActorOf(ctx).SignedIn() {
		return tandem.SignedOut()
	}
	if slices.ContainsFunc(c.ParamValues(), unwritable) {
		return tandem.NotFound()
	}
	if r.bringsPictures(req) {
		leave, err := s.makeRoom(ctx, c, r, direct)
		if err != nil {
			return err
		}
		defer leave()
	}
	if err := r.Handler(c); err != nil {
		return err
	}
	return s.cfg.Sessions.save(c.Request().Context(), c.Response().Header())
}

// unwritable tells whether no row can have such an id: a database may refuse
// even to look for it.
func unwritable(id string) bool {
	return !utf8.ValidString(id) || strings.ContainsFunc(id, unicode.IsControl)
}

// identify reads who acts, and in which language they read. A session that has
// ended leaves nobody.
func (s *Server) identify(ctx context.Context, req *http.Request) (context.Context, error) {
	reads := language.Of(req.Header.Get("Accept-Language"))
	session, state, tag, ok := s.cfg.Sessions.read(ctx)
	if ok {
		now := s.cfg.Clock.Now()
		actor, err := s.cfg.Auth.Actor(ctx, session)
		if err == nil {
			err = state.Check(now, actor.Staff())
		}
		switch {
		case tandem.KindOf(err) == tandem.KindSignedOut:
			if err := s.cfg.Sessions.End(ctx); err != nil {
				return ctx, err
			}
		case err != nil:
			return ctx, err
		default:
			ctx = tandem.WithActor(ctx, actor)
			if state.NeedsTouch(now) {
				s.cfg.Sessions.touch(ctx, now)
			}
			if tag != "" {
				reads = language.For(tag)
			}
		}
	}
	return tandem.WithTranslator(ctx, reads), nil
}

// program reads for whom a program acts, from its token alone: a cookie counts
// for nothing here, so no other site can borrow it.
func (s *Server) program(ctx context.Context, req *http.Request) (context.Context, error) {
	ctx = tandem.WithTranslator(ctx, language.Of(req.Header.Get("Accept-Language")))
	scheme, secret, _ := strings.Cut(req.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ctx, nil // nobody
	}
	actor, err := s.cfg.Auth.Bearer(ctx, secret)
	if err != nil {
		return ctx, err
	}
	return tandem.WithActor(ctx, actor), nil
}

// fail turns an error into an answer. Whoever is signed out is led to the
// log-in, and back afterwards.
func (s *Server) fail(c echo.Context, r Route, err error) {
	// The work's own context has ended with it; to end a session and to write
	// the page takes one that has not.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request().Context()), failTimeout)
	defer cancel()
	c.SetRequest(c.Request().WithContext(ctx))
	var he *echo.HTTPError
	var tooLong *http.MaxBytesError
	var elsewhere handOver
	switch {
	case errors.As(err, &tooLong) && tooLong.Limit > bodyLimit:
		err = tandem.Invalid(tandem.Say("These pictures are too large. Please go back and choose smaller ones."))
	case errors.As(err, &tooLong):
		err = tandem.Invalid(tandem.Say("This is more text than we can take at once. Please make it shorter."))
	case errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled):
		err = tandem.Unavailable(err)
	case errors.As(err, &elsewhere):
		c.Response().Header().Set("Location", elsewhere.path)
		c.Response().WriteHeader(http.StatusSeeOther)
		return
	case errors.As(err, &he):
		err = ofStatus(he.Code)
	}
	if serr := s.cfg.Sessions.save(ctx, c.Response().Header()); serr != nil { // an ended session must end here too
		s.cfg.Log.WarnContext(ctx, "ending a session", "error", serr.Error())
	}
	kind := tandem.KindOf(err)
	if r.forPrograms() {
		s.problem(c, Status(kind), err)
		return
	}
	if kind == tandem.KindSignedOut {
		next := ""
		if r.Method == http.MethodGet && r.Path != "/" {
			next = "?next=" + url.QueryEscape(c.Request().URL.RequestURI())
		}
		c.Response().Header().Set("Location", "/log-in"+next)
		c.Response().WriteHeader(http.StatusSeeOther)
		return
	}
	s.page(c, Status(kind), err)
}

// page writes the page of an error; where even that fails, its status alone.
func (s *Server) page(c echo.Context, status int, err error) {
	if ferr := s.cfg.Web.Fault(c, status, err); ferr != nil {
		s.cfg.Log.ErrorContext(c.Request().Context(), "writing an error page", "error", ferr.Error())
		c.Response().WriteHeader(status)
	}
}

// problem is page for a program.
func (s *Server) problem(c echo.Context, status int, err error) {
	if ferr := api.Fault(c, status, err); ferr != nil {
		s.cfg.Log.ErrorContext(c.Request().Context(), "writing a problem", "error", ferr.Error())
		c.Response().WriteHeader(status)
	}
}

// Status is the HTTP status of a kind of error: the one map from kinds to
// statuses.
func Status(kind tandem.Kind) int {
	switch kind {
	case tandem.KindNotFound:
		return http.StatusNotFound
	case tandem.KindInvalid:
		return http.StatusUnprocessableEntity
	case tandem.KindConflict:
		return http.StatusConflict
	case tandem.KindDenied:
		return http.StatusForbidden
	case tandem.KindSignedOut:
		return http.StatusUnauthorized
	case tandem.KindThrottled:
		return http.StatusTooManyRequests
	case tandem.KindUnavailable:
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

func ofStatus(code int) error {
	switch {
	case code == http.StatusNotFound || code == http.StatusMethodNotAllowed:
		return tandem.NotFound()
	case code < http.StatusInternalServerError:
		return tandem.Invalid(tandem.Say("We could not read that request."))
	default:
		return tandem.Internalf("status %d", code)
	}
}

// outside answers what no route is there for: unknown paths and methods. It
// says the same to everybody.
func (s *Server) outside(_ error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	c.SetRequest(c.Request().WithContext(tandem.WithTranslator(c.Request().Context(),
		language.Of(c.Request().Header.Get("Accept-Language")))))
	kind := tandem.NotFound()
	if strings.HasPrefix(c.Request().URL.Path, api.Prefix) {
		s.problem(c, http.StatusNotFound, kind)
	} else {
		s.page(c, http.StatusNotFound, kind)
	}
	s.cfg.Log.LogAttrs(c.Request().Context(), levelOf(kind), "no route", attrs(Route{Method: c.Request().Method}, http.StatusNotFound, 0, nil)...)
}

// buffer holds an answer back until it may be sent.
type buffer struct {
	header http.Header
	body   bytes.Buffer
	status int
}

func (b *buffer) Header() http.Header         { return b.header }
func (b *buffer) Write(p []byte) (int, error) { return b.body.Write(p) }
func (b *buffer) WriteHeader(status int)      { b.status = status }

// reset forgets what a handler wrote before it failed.
func (b *buffer) reset() {
	b.body.Reset()
	b.status = http.StatusOK
	for _, name := range []string{"Content-Type", "Content-Disposition", "Content-Length", "Location", "Etag"} {
		b.header.Del(name)
	}
	b.header.Set("Cache-Control", "no-store")
}

// frames keeps the lines of a stack that name functions and files.
func frames(stack []byte) string {
	lines := bytes.Split(stack, []byte("\n"))
	var kept []byte
	for i, l := range lines {
		if i > 0 && len(kept) < 4000 {
			if j := bytes.LastIndexByte(l, '('); j > 0 && l[0] != '\t' {
				l = l[:j] // arguments are values
			}
			kept = fmt.Appendf(kept, "%s\n", l)
		}
	}
	return string(kept)
}
