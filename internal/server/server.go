// Package server is the HTTP service: the route table, what every request goes
// through, and how errors become answers.
package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/labstack/echo/v4"

	"tandem/internal/auth"
	"tandem/internal/tandem"
	"tandem/internal/web"
)

// Config is what a server needs.
type Config struct {
	Web      *web.Web
	Auth     *auth.Service
	Sessions *Sessions
	Clock    tandem.Clock
	Log      *slog.Logger
	Secure   bool           // the public address is https
	Proxies  []netip.Prefix // whose X-Forwarded-For is believed
	// Answering is nil for whoever can answer in the homework: nobody else's
	// pictures are read.
	Answering func(ctx context.Context, actor tandem.Actor, id tandem.AssignmentID) error
	LeaveTo   string // where leaving quickly ends: the one other origin a form may lead to
}

// The limits on one request.
const (
	bodyLimit    = 256 << 10 // bytes; the longest exercise form is under 40 kB
	formLimit    = 32 << 20  // of a form with pictures, those that are too large among them
	formsAtOnce  = 6         // with pictures, held in memory until they are read
	readTimeout  = 20 * time.Second
	workTimeout  = 15 * time.Second
	formTimeout  = 2 * time.Minute // for a form with pictures to come, from a phone with a weak signal
	formGrace    = 10 * time.Second
	formRate     = 32 << 10        // bytes a second at least, after the grace: 4 MB in the time above
	failTimeout  = 5 * time.Second // for saying so
	writeTimeout = 60 * time.Second
	idleTimeout  = 2 * time.Minute
	headerBytes  = 32 << 10
	retryAfter   = "60" // seconds; the longest that the throttle of a name asks for
)

// Server answers requests.
type Server struct {
	cfg    Config
	echo   *echo.Echo
	routes []Route
	places chan struct{} // a place for each form with pictures that is being read
	forms  tandem.Turns  // at most one such place for each person
}

// New makes a server of the routes. It refuses a table with a row that is
// wrong; see Check.
func New(cfg Config, routes []Route) (*Server, error) {
	if err := Check(routes); err != nil {
		return nil, err
	}
	s := &Server{cfg: cfg, echo: echo.New(), routes: routes, places: make(chan struct{}, formsAtOnce)}
	s.echo.HideBanner, s.echo.HidePort = true, true
	s.echo.IPExtractor = s.extractor()
	s.echo.HTTPErrorHandler = s.outside
	cross := http.NewCrossOriginProtection()
	s.echo.Pre(s.headers)
	for _, r := range routes {
		s.echo.Add(r.Method, r.Path, s.answer(r, cross))
	}
	return s, nil
}

// Routes is the table that the server answers from.
func (s *Server) Routes() []Route { return s.routes }

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.echo.ServeHTTP(w, r) }

// Serve answers on the listener until ctx ends, then lets running requests
// finish.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	srv := &http.Server{Handler: s.echo, ReadHeaderTimeout: readTimeout, ReadTimeout: readTimeout,
		WriteTimeout: writeTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: headerBytes,
		ErrorLog: slog.NewLogLogger(s.cfg.Log.Handler(), slog.LevelWarn)}
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), workTimeout)
	defer cancel()
	err := srv.Shutdown(last)
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// extractor finds the client's address: the connection's own, or what a
// trusted proxy says.
func (s *Server) extractor() echo.IPExtractor {
	if len(s.cfg.Proxies) == 0 {
		return echo.ExtractIPDirect()
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range s.cfg.Proxies {
		options = append(options, echo.TrustIPRange(&net.IPNet{IP: p.Addr().AsSlice(),
			Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}))
	}
	return echo.ExtractIPFromXFFHeader(options...)
}

// headers sets what every answer carries, errors included.
func (s *Server) headers(next echo.HandlerFunc) echo.HandlerFunc {
	csp := "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; " +
		"manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
	if s.cfg.LeaveTo != "" {
		csp += " " + origin(s.cfg.LeaveTo) // browsers apply form-action to the redirect that follows
	}
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", csp)
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		// With no-referrer a browser sends our own forms with Origin: null, and one
		// without fetch metadata then looks like another site.
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
		h.Set("X-Robots-Tag", "noindex, nofollow")
		if s.cfg.Secure {
			h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
		}
		return next(c)
	}
}
