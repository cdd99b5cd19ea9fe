package main

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"strings"

	"tandem/internal/practice"
	"tandem/internal/tandem"
)

// serveCommand serves a practice.
type serveCommand struct {
	Addr        string `help:"Where to listen." default:"127.0.0.1:8080"`
	Data        string `help:"The data folder: database, root key." default:"tandem-data" type:"path"`
	DatabaseURL string `help:"A Postgres database (postgres://…) instead of SQLite in the data folder."`
	PublicURL   string `help:"How browsers reach the service, such as https://tandem.example. Needed unless only this machine can reach it."`

	Proxy    []string `help:"The address of the proxy with https, as the service sees it, such as 127.0.0.1 or 10.0.0.0/28. Its X-Forwarded-For is believed, nobody else's. Needed with a public https address; repeatable."`
	Practice string   `help:"The practice's name, used at the first start." default:"Our practice"`
	Owner    string   `help:"The first owner's name, used at the first start." default:"Owner"`
}

// Run serves until the context ends.
func (s *serveCommand) Run(ctx context.Context, o out) error {
	publicURL, err := s.publicURL()
	if err != nil {
		return err
	}
	proxies, err := s.proxies(publicURL)
	if err != nil {
		return err
	}
	l, err := listen(ctx, s.Addr)
	if err != nil {
		return err
	}
	defer l.Close() //nolint:errcheck // Serve has closed it already, or nothing was served
	if publicURL == "" {
		publicURL = "http://" + l.Addr().String()
	}
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return err
	}
	a, err := open(ctx, settings{Dir: s.Data, DatabaseURL: s.DatabaseURL, PublicURL: publicURL, Proxies: proxies,
		Clock: tandem.SystemClock{}, IDs: tandem.RandomIDs{}, Log: o.log})
	if err != nil {
		return err
	}
	if err := s.greet(ctx, a, o); err != nil {
		return errors.Join(err, a.close())
	}
	if _, err := fmt.Fprintf(o.stdout, "Tandem serves %s\n", publicURL); err != nil {
		return errors.Join(err, a.close())
	}
	return a.serve(ctx, l)
}

// publicURL refuses what would send passphrases in the clear.
func (s *serveCommand) publicURL() (string, error) {
	if s.PublicURL == "" {
		if !loopback(s.Addr) {
			return "", fmt.Errorf("%s can be reached from other machines: say with --public-url how browsers reach it, through a proxy with https, or listen on 127.0.0.1", s.Addr)
		}
		return "", nil
	}
	u, err := url.Parse(s.PublicURL)
	if err != nil || u.Host == "" || u.Path != "" && u.Path != "/" {
		return "", fmt.Errorf("--public-url %q is no address such as https://tandem.example", s.PublicURL)
	}
	if u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Host) && loopback(s.Addr)) {
		return "", errors.New("--public-url must begin with https: passphrases and answers travel over it")
	}
	return strings.TrimSuffix(s.PublicURL, "/"), nil
}

// proxies are whose word on a browser's address is taken. Behind a proxy that
// nobody has named, all browsers would seem to be one, and one guesser would
// use up the log-ins of everybody.
func (s *serveCommand) proxies(publicURL string) ([]netip.Prefix, error) {
	if len(s.Proxy) == 0 && secure(publicURL) {
		return nil, errors.New("--public-url with https stands on a proxy: say with --proxy from which address it reaches this service, such as --proxy 127.0.0.1")
	}
	var all []netip.Prefix
	for _, text := range s.Proxy {
		p, err := netip.ParsePrefix(text)
		if a, aerr := netip.ParseAddr(text); aerr == nil && a.Zone() == "" {
			p, err = netip.PrefixFrom(a, a.BitLen()), nil
		}
		if err != nil || p.Addr().Is4In6() {
			return nil, fmt.Errorf("--proxy %q is no address such as 127.0.0.1 or 10.0.0.0/28", text)
		}
		if p.Bits() == 0 {
			return nil, fmt.Errorf("--proxy %s would believe everybody: name the proxy alone", text)
		}
		all = append(all, p.Masked())
	}
	return all, nil
}

// greet founds the practice at the first start, and prints the one-time link
// for as long as its owner has not come.
func (s *serveCommand) greet(ctx context.Context, a *app, o out) error {
	in, err := a.store.Installation(ctx)
	if err != nil {
		return err
	}
	if in.Demo {
		return fmt.Errorf("%s holds a demo: its people are made up and its passphrases are known. Choose another folder", s.Data)
	}
	if in.Practice != "" { // it may have been founded since the root key was tried
		if err := a.store.CheckRoot(ctx); err != nil {
			return err
		}
	}
	var link practice.Link
	switch {
	case in.Practice == "":
		founded, err := a.practice.Found(ctx, practice.FoundInput{Practice: s.Practice, Owner: s.Owner})
		if tandem.KindOf(err) == tandem.KindConflict {
			return s.late(ctx, a, o)
		}
		if err != nil {
			return err
		}
		link = founded.Link
	case in.Waiting != "":
		if link, err = a.practice.InviteFounder(ctx, in); err != nil {
			return err
		}
	default:
		return nil
	}
	_, err = fmt.Fprintf(o.stdout, "Open this link once to make the owner's account; it works for seven days:\n  %s/invitation/%s\n", a.PublicURL, link.Token)
	return err
}

// late is the greeting of a first start beside which another was faster; this
// one may have made a root key of its own.
func (s *serveCommand) late(ctx context.Context, a *app, o out) error {
	if err := a.store.CheckRoot(ctx); err != nil {
		return err
	}
	_, err := fmt.Fprintln(o.stdout, "Another start of the service has founded the practice at the same moment. The link for the owner's account stands in what that one printed.")
	return err
}
