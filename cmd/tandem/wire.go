package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"tandem/internal/access"
	"tandem/internal/api"
	"tandem/internal/auth"
	"tandem/internal/casefile"
	"tandem/internal/catalogue"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/pdf"
	"tandem/internal/picture"
	"tandem/internal/plan"
	"tandem/internal/practice"
	"tandem/internal/report"
	"tandem/internal/review"
	"tandem/internal/server"
	"tandem/internal/store"
	"tandem/internal/tandem"
	"tandem/internal/vault"
	"tandem/internal/web"
	"tandem/policies"
	"tandem/templates/language"
	"tandem/templates/library"
	"tandem/templates/pages"
)

// settings are what an installation is made of.
type settings struct {
	Dir         string // the data folder
	DatabaseURL string // postgres://…; empty is SQLite in the data folder
	PublicURL   string // how browsers reach the service, without a slash at the end
	Proxies     []netip.Prefix
	Demo        bool
	AsIs        bool // refuse an older schema instead of bringing it up to date
	Accounts    []pages.DemoAccount
	Clock       tandem.Clock
	IDs         tandem.IDs
	Log         *slog.Logger
}

// app is the wired service.
type app struct {
	settings
	store    *store.Store
	pipeline *tandem.Pipeline
	gate     *access.Gate
	auth     *auth.Service
	practice *practice.Service
	cases    *casefile.Service
	plans    *plan.Service
	homework *homework.Service
	reports  *report.Service
	reviews  *review.Service
	library  *catalogue.Service
	server   *server.Server
}

const rootKeyFile = "root.key"

// open wires the service over the data folder. A folder without a root key is
// a new one: the key is made, unless a database stands there already, which
// no new key could open.
func open(ctx context.Context, s settings) (*app, error) {
	root, err := rootKey(s)
	if err != nil {
		return nil, err
	}
	st, err := store.Open(ctx, store.Options{Dir: s.Dir, DatabaseURL: s.DatabaseURL, Migrate: !s.AsIs, Root: root, Clock: s.Clock, IDs: s.IDs, Log: s.Log})
	if err != nil {
		return nil, err
	}
	a, err := wire(s, st, root)
	if err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return a, nil
}

func rootKey(s settings) (*vault.Root, error) {
	path := filepath.Join(s.Dir, rootKeyFile)
	_, err := os.Stat(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return vault.LoadRoot(path)
	}
	if _, err := os.Stat(filepath.Join(s.Dir, "tandem.db")); err == nil {
		return nil, fmt.Errorf("%s is missing, and %s holds a database that only that key can open: put the key back, or choose an empty folder", path, s.Dir)
	}
	root, err := vault.CreateRoot(path)
	if errors.Is(err, fs.ErrExist) { // another first start over this folder was faster
		return vault.LoadRoot(path)
	}
	return root, err
}

// wire hands every part what it needs. Nothing is global, nothing is found.
func wire(s settings, st *store.Store, root *vault.Root) (*app, error) {
	a := &app{settings: s, store: st}
	var err error
	if a.gate, err = access.New(policies.Model, policies.Policy); err != nil {
		return nil, err
	}
	lib, err := exercise.Load(library.Exercises, "exercises")
	if err != nil {
		return nil, err
	}
	a.pipeline = &tandem.Pipeline{Standing: st, Gate: a.gate, Recorder: st, Tx: st, Clock: s.Clock, IDs: s.IDs}
	a.auth = &auth.Service{Pipeline: a.pipeline, Directory: st, Store: st, Hasher: auth.NewHasher(runtime.NumCPU()), Index: root.Index}
	a.practice = &practice.Service{Pipeline: a.pipeline, Directory: st, Store: st, Credentials: a.auth}
	a.cases = &casefile.Service{Pipeline: a.pipeline, Store: st, Proof: a.auth,
		Invitations: &practice.Invitations{Store: st, Clock: s.Clock, IDs: s.IDs}}
	templates, err := plan.LoadTemplates(library.Plans, "plans", lib)
	if err != nil {
		return nil, err
	}
	starts, err := catalogue.LoadStarts(library.Starts, "starts")
	if err != nil {
		return nil, err
	}
	own := catalogue.New(st, lib, templates, starts)
	a.library = &catalogue.Service{Pipeline: a.pipeline, Store: st, Catalogue: own}
	a.plans = &plan.Service{Pipeline: a.pipeline, Store: st, Cases: st, Library: own, Templates: own.Templates()}
	a.homework = &homework.Service{Pipeline: a.pipeline, Store: st, Cases: st, Plans: st, Library: own, Pictures: picture.New()}
	a.plans.Held, a.plans.SafetyOpen = a.homework.HeldWeeks, a.homework.SafetyOpen
	a.reviews = &review.Service{Pipeline: a.pipeline, Store: st, Cases: st, Plans: st, Planning: a.plans, Homework: a.homework, Confirm: a.auth, Library: own}
	a.reports = &report.Service{Pipeline: a.pipeline, Store: st, Practices: st, Cases: st, Homework: a.homework, Reviews: a.reviews, Render: pdf.Render,
		Speak: func(ctx context.Context, tag string) context.Context {
			return tandem.WithTranslator(ctx, language.For(tag))
		}}
	a.homework.ReviewsDue, a.homework.ReviewsSet = a.reviews.DueAmong, a.reviews.SetAmong
	a.cases.Goals, a.plans.Goals = a.homework, a.homework
	sessions := server.NewSessions(st, s.Clock, secure(s.PublicURL))
	w := &web.Web{Auth: a.auth, Practice: a.practice, Cases: a.cases, Plans: a.plans, Homework: a.homework, Reports: a.reports, ReviewsOf: a.reviews, Catalogue: a.library,
		Sessions: sessions, Clock: s.Clock, IDs: s.IDs, Log: s.Log,
		PublicURL: s.PublicURL, LeaveTo: pages.NeutralSite, Demo: s.Demo, Accounts: s.Accounts}
	programs := api.New(api.Services{ReviewsOf: a.reviews, Catalogue: a.library, Auth: a.auth, Practice: a.practice, Cases: a.cases, Plans: a.plans, Homework: a.homework, Reports: a.reports,
		Clock: s.Clock, PublicURL: s.PublicURL, Demo: s.Demo})
	routes := server.Routes(w, programs)
	if err := programs.Finish(); err != nil {
		return nil, err
	}
	a.server, err = server.New(server.Config{Web: w, Auth: a.auth, Sessions: sessions, Clock: s.Clock, Answering: a.homework.Answering,
		Log: s.Log, Secure: secure(s.PublicURL), Proxies: s.Proxies, LeaveTo: pages.NeutralSite}, routes)
	return a, err
}

// serve answers on the listener until ctx ends, and then closes everything.
func (a *app) serve(ctx context.Context, l net.Listener) error {
	tidying, stop := context.WithCancel(ctx)
	tidied := make(chan struct{})
	go func() { defer close(tidied); a.keepTidy(tidying) }()
	err := a.server.Serve(ctx, l)
	stop()
	<-tidied
	return errors.Join(err, a.close())
}

// tidyEvery is how often what has run out is swept away. Nothing waits for it:
// sessions and tries that have run out count for nothing before they are gone.
const tidyEvery = time.Hour

func (a *app) keepTidy(ctx context.Context) {
	ticker := time.NewTicker(tidyEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if err := errors.Join(a.pipeline.Tx.InTx(ctx, a.store.ForgetSessions), a.auth.ForgetOldTries(ctx), a.auth.ForgetOldTokens(ctx)); err != nil {
			a.Log.WarnContext(ctx, "tidying", "error", err.Error())
		}
	}
}

func (a *app) close() error { return a.store.Close() }

func secure(publicURL string) bool {
	u, err := url.Parse(publicURL)
	return err == nil && u.Scheme == "https"
}

// listen opens the address before anything slow happens, so that a port that
// is taken is said at once.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w; choose another with --addr", addr, err)
	}
	return l, nil
}

// loopback tells whether only this machine can reach the address.
func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
