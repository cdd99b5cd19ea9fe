package server

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"tandem/internal/api"
	"tandem/internal/auth"
	"tandem/internal/tandem"
	"tandem/internal/web"
)

// publicRoutes is the closed list of what anybody may ask for, each with the
// reason. It may shrink; whoever adds to it must write down why.
var publicRoutes = map[string]string{
	"GET /health":             "a supervisor of processes has no account; it says that the process answers and nothing else",
	"GET /static/:file":       "the log-in page needs its styles; the files are the same for everybody and hold no data",
	"GET /api":                "how programs are written is no secret: the page is the same for everybody and holds no data",
	"GET /api/openapi.json":   "the same, for the programs that programs are written with",
	"GET /":                   "leads to the log-in or to one's own first page",
	"GET /log-in":             "where everybody begins",
	"POST /log-in":            "the passphrase is the proof; throttled",
	"POST /leave":             "the quick exit works for anybody at any time, also when the session has run out",
	"GET /invitation/:token":  "the token is the proof; opening it changes nothing",
	"POST /invitation/:token": "the token is the proof, once; throttled as a log-in is",
}

// publicPosts are the only changes that somebody without a session can make.
var publicPosts = []string{"POST /invitation/:token", "POST /leave", "POST /log-in"}

// table is the route table with nobody behind it.
func table() []Route { return Routes(&web.Web{}, api.New(api.Services{})) }

func key(r Route) string { return r.Method + " " + r.Path }

func TestRouteTableIsSound(t *testing.T) {
	if err := Check(table()); err != nil {
		t.Fatal(err)
	}
}

func TestPublicRoutesAreTheListedOnes(t *testing.T) {
	found := map[string]bool{}
	var posts []string
	for _, r := range table() {
		if !r.public() {
			continue
		}
		found[key(r)] = true
		if publicRoutes[key(r)] == "" {
			t.Errorf("%s is public, and no reason is given", key(r))
		}
		if r.Method == http.MethodPost {
			posts = append(posts, key(r))
		}
	}
	for k := range publicRoutes {
		if !found[k] {
			t.Errorf("%s is on the list of public routes and is not one: shrink the list", k)
		}
	}
	slices.Sort(posts)
	if !slices.Equal(posts, publicPosts) {
		t.Errorf("changes without a session: %q, want %q", posts, publicPosts)
	}
}

// A handler that is public may run public use cases only: the check that an
// answer has a use case behind it does not hold for public routes.
func TestPublicRoutesDeclarePublicUseCasesOnly(t *testing.T) {
	for _, r := range table() {
		for _, also := range r.Also {
			if u, _ := tandem.FindUseCase(also); r.public() && u.Permission != tandem.PermissionPublic {
				t.Errorf("%s is public and may run %s, which takes %s", key(r), also, u.Permission)
			}
		}
	}
}

// Every use case but the first practice's founding is reached over a route, or
// it stands in the table for nothing.
func TestEveryUseCaseHasARoute(t *testing.T) {
	reached := map[tandem.UseCaseName]bool{frame: true} // run by every page for a partner
	for _, r := range table() {
		for _, u := range append([]tandem.UseCaseName{r.Use}, r.Also...) {
			reached[u] = true
		}
	}
	for _, u := range tandem.UseCases() {
		if !reached[u.Name] {
			t.Errorf("no route runs %s", u.Name)
		}
	}
}

func TestTheRouterHoldsTheTableAndNothingElse(t *testing.T) {
	all := table()
	s, err := New(Config{Web: &web.Web{}, Log: slog.New(slog.DiscardHandler)}, all)
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for _, r := range all {
		want = append(want, key(r))
	}
	for _, r := range s.echo.Routes() {
		got = append(got, r.Method+" "+r.Path)
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		t.Errorf("the router has\n%s\nthe table has\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestPlantedRoutesRefuseToStart(t *testing.T) {
	nothing := func(echo.Context) error { return nil }
	tests := []struct {
		name string
		r    Route
		says string
	}{
		{"no use case", Route{Method: "GET", Path: "/planted", Handler: nothing}, "has no use case"},
		{"unknown use case", Route{"GET", "/planted", "couple.peek", nil, nothing}, `"couple.peek" is unknown`},
		{"unknown further use case", Route{"GET", "/planted", tandem.UseSeeCouple, []tandem.UseCaseName{"couple.peek"}, nothing}, `"couple.peek" is unknown`},
		{"catches all", Route{"GET", "/couples/*", tandem.UseSeeCouple, nil, nothing}, "names exactly"},
		{"catches a name", Route{"GET", "/files/x*", tandem.UseSeeCouple, nil, nothing}, "names exactly"},
		{"no slash", Route{"GET", "couples", tandem.UseSeeCouple, nil, nothing}, "names exactly"},
		{"stands twice", Route{"GET", "/caseload", tandem.UseSeeCaseload, nil, nothing}, "stands twice"},
		{"stands twice under another parameter", Route{"GET", "/couples/:id", tandem.UseSeeCouple, nil, nothing}, "stands twice"},
		{"another method", Route{"DELETE", "/couples/:couple", tandem.UseSeeCouple, nil, nothing}, "only GET and POST"},
		{"any method", Route{"", "/planted", tandem.UseSeeCouple, nil, nothing}, "only GET and POST"},
		{"no handler", Route{"GET", "/planted", tandem.UseSeeCouple, nil, nil}, "no handler"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := New(Config{Log: slog.New(slog.DiscardHandler)}, append(table(), test.r))
			if err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, want an error that says %q", err, test.says)
			}
		})
	}
}

// secret is what no answer without a use case behind it may carry.
const secret = "saffron lantern"

// stage is a server over planted handlers, with somebody signed in.
type stage struct {
	url      string
	cookie   *http.Cookie
	sessions *Sessions
	shelf    *shelf
	log      *bytes.Buffer // read it when no request is at work
}

// newStage serves the routes beside a log-in that asks for nothing.
func newStage(t *testing.T, routes ...Route) stage {
	t.Helper()
	now := tandem.SystemClock{}
	log, kept := &bytes.Buffer{}, &shelf{kept: map[string][]byte{}}
	sessions := NewSessions(kept, now, false)
	enter := Route{http.MethodPost, "/enter", tandem.UseLogIn, nil, func(c echo.Context) error {
		return sessions.Begin(c.Request().Context(), auth.Session{Person: "p1", Practice: "pr1", Epoch: 1}, "en")
	}}
	w := &web.Web{Sessions: sessions, Clock: now, Log: slog.New(slog.NewTextHandler(log, nil))}
	s, err := New(Config{Web: w, Auth: &auth.Service{Pipeline: pipeline(), Store: people{}}, Sessions: sessions, Clock: now, Log: w.Log}, append(routes, enter))
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	res, _ := ask(t, http.MethodPost, srv.URL+"/enter", nil)
	if len(res.Cookies()) != 1 {
		t.Fatalf("no session: %d", res.StatusCode)
	}
	return stage{srv.URL, res.Cookies()[0], sessions, kept, log}
}

func ask(t *testing.T, method, url string, cookie *http.Cookie) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if cookie != nil {
		req.AddCookie(cookie)
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

// runs is a handler that runs the use cases and then tells the secret,
// whatever the use cases said when careless.
func runs(careless bool, uses ...tandem.UseCaseName) echo.HandlerFunc {
	return func(c echo.Context) error {
		ctx := c.Request().Context()
		for _, name := range uses {
			u, _ := tandem.FindUseCase(name)
			_, err := tandem.Run(ctx, pipeline(), tandem.ActorOf(ctx), name, tandem.Object{Kind: u.Object, ID: "x"},
				func(context.Context, *tandem.Grant) (struct{}, error) { return struct{}{}, nil })
			if err != nil && !careless {
				return err
			}
		}
		c.Response().Header().Set("Content-Disposition", `inline; filename="`+secret+`"`)
		return c.String(http.StatusOK, secret)
	}
}

func TestAnAnswerNeedsItsDeclaredUseCase(t *testing.T) {
	see, list := tandem.UseSeeCouple, tandem.UseListDocuments
	tests := []struct {
		name string
		r    Route
		want int
	}{
		{"runs what it declares", Route{"GET", "/planted", see, nil, runs(false, see)}, 200},
		{"runs what it declares beside", Route{"GET", "/planted", see, []tandem.UseCaseName{list}, runs(false, list)}, 200},
		{"runs none", Route{"GET", "/planted", see, nil, runs(false)}, 500},
		{"runs another", Route{"GET", "/planted", see, nil, runs(false, list)}, 500},
		{"runs another and does not care", Route{"GET", "/planted", see, nil, runs(true, list)}, 500},
		{"runs another after its own", Route{"GET", "/planted", see, nil, runs(false, see, list)}, 500},
		{"runs a public one only", Route{"GET", "/planted", see, nil, runs(true, tandem.UseHome)}, 500},
		{"a public route runs another's", Route{"GET", "/planted", tandem.UseHome, nil, runs(false, see)}, 500},
		{"panics after writing", Route{"GET", "/planted", see, nil, func(c echo.Context) error {
			_ = runs(false, see)(c)
			panic(secret)
		}}, 500},
		{"fails after writing", Route{"GET", "/planted", see, nil, func(c echo.Context) error {
			_ = runs(false, see)(c)
			return tandem.NotFound()
		}}, 404},
		{"fails with words of its own", Route{"GET", "/planted", see, nil, func(echo.Context) error { return errors.New(secret) }}, 500},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := newStage(t, test.r)
			res, body := ask(t, "GET", s.url+"/planted", s.cookie)
			if res.StatusCode != test.want {
				t.Errorf("status %d, want %d: %q", res.StatusCode, test.want, body)
			}
			all := body + strings.Join(slices.Concat(slices.Collect(maps.Values(res.Header))...), "\n")
			if strings.Contains(all, secret) != (test.want == 200) {
				t.Errorf("status %d, and the answer holds %q", res.StatusCode, all)
			}
		})
	}
}

func TestNobodyRunsAHandlerWithoutASession(t *testing.T) {
	ran := false
	s := newStage(t, Route{"GET", "/planted", tandem.UseSeeCouple, nil, func(echo.Context) error { ran = true; return nil }},
		Route{"POST", "/planted", tandem.UseSeeCouple, nil, func(echo.Context) error { ran = true; return nil }})
	for _, method := range []string{"GET", "POST"} {
		res, _ := ask(t, method, s.url+"/planted", nil)
		if res.StatusCode != http.StatusSeeOther || !strings.HasPrefix(res.Header.Get("Location"), "/log-in") || ran {
			t.Errorf("%s: %d %q, handler ran: %v", method, res.StatusCode, res.Header.Get("Location"), ran)
		}
	}
}

func TestWhatIsNoRouteIsNotFound(t *testing.T) {
	s := newStage(t, Route{"GET", "/planted", tandem.UseSeeCouple, nil, runs(false, tandem.UseSeeCouple)})
	for _, at := range []string{"POST /planted", "HEAD /planted", "PUT /planted", "DELETE /planted", "GET /planted/", "GET /planted/more", "GET //planted", "GET /PLANTED", "GET /debug/pprof", "GET /.git/config"} {
		method, path, _ := strings.Cut(at, " ")
		res, body := ask(t, method, s.url+path, s.cookie)
		if res.StatusCode != http.StatusNotFound || strings.Contains(body, secret) {
			t.Errorf("%s: %d %q", at, res.StatusCode, body)
		}
	}
}

// pipeline lets everybody do everything: what is tested here stands before it.
func pipeline() *tandem.Pipeline {
	return &tandem.Pipeline{Standing: everywhere{}, Gate: everything{}, Recorder: silent{}, Tx: through{}, Clock: tandem.SystemClock{}, IDs: tandem.RandomIDs{}}
}

type (
	everywhere struct{}
	everything struct{}
	silent     struct{}
	through    struct{}
	// people know one person, who is an owner.
	people struct{ auth.Store }
	// shelf keeps sessions in memory; an ended one has no data.
	shelf struct {
		mu     sync.Mutex
		kept   map[string][]byte
		broken error // what it says to a change, if set
	}
)

func (everywhere) FactsOf(context.Context, tandem.Actor, tandem.Object) (tandem.Facts, error) {
	return tandem.Facts{Found: true}, nil
}

func (everything) Allows([]tandem.Role, tandem.Permission, []tandem.Relation) bool { return true }

func (silent) Record(context.Context, tandem.Entry) error { return nil }

func (through) InTx(ctx context.Context, work func(context.Context) error) error { return work(ctx) }

func (people) AccessNow(context.Context, tandem.PracticeID, tandem.PersonID, time.Time) (auth.AccessNow, error) {
	return auth.AccessNow{Epoch: 1, Roles: []tandem.Role{tandem.RoleOwner}}, nil
}

func (s *shelf) refuse(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken = err
}

func (s *shelf) FindCtx(_ context.Context, token string) ([]byte, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.kept[token]
	return b, len(b) > 0, nil
}

func (s *shelf) CommitCtx(_ context.Context, token string, b []byte, _ time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if old, ok := s.kept[token]; ok && len(old) == 0 {
		return tandem.SignedOut()
	}
	s.kept[token] = b
	return s.broken
}

func (s *shelf) DeleteCtx(_ context.Context, token string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept[token] = nil
	return s.broken
}

func (s *shelf) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}
func (s *shelf) Commit(token string, b []byte, at time.Time) error {
	return s.CommitCtx(context.Background(), token, b, at)
}
func (s *shelf) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// TestAnIDThatNothingCanHaveIsNotLookedFor: what a database would refuse to
// compare is as unknown as any other junk, and no fault of ours.
func TestAnIDThatNothingCanHaveIsNotLookedFor(t *testing.T) {
	ran := false
	s := newStage(t, Route{"GET", "/planted/:couple", tandem.UseSeeCouple, nil, func(echo.Context) error { ran = true; return nil }})
	for _, id := range []string{"%00", "a%00b", "%FF%FE", "%0D%0A", "%C2%85"} {
		if res, body := ask(t, "GET", s.url+"/planted/"+id, s.cookie); res.StatusCode != http.StatusNotFound || ran {
			t.Errorf("%s: %d %q, handler ran: %v", id, res.StatusCode, body, ran)
		}
	}
}
