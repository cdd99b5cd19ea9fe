package server

import (
	"log/slog"
	"net/url"
	"time"

	"tandem/internal/tandem"
)

// attrs are what is logged of a request: the route's pattern, never its path,
// which may hold a link's secret; no person, no couple, no text.
func attrs(r Route, status int, took time.Duration, err error) []slog.Attr {
	a := []slog.Attr{
		slog.String("method", r.Method), slog.String("route", r.Path), slog.String("use", string(r.Use)),
		slog.Int("status", status), slog.Duration("took", took),
	}
	if kind := tandem.KindOf(err); kind == tandem.KindInternal || kind == tandem.KindUnavailable {
		a = append(a, slog.String("error", err.Error()))
	}
	return a
}

func levelOf(err error) slog.Level {
	switch tandem.KindOf(err) {
	case tandem.KindInternal:
		return slog.LevelError
	case tandem.KindUnavailable:
		return slog.LevelWarn
	default:
		return slog.LevelInfo
	}
}

// origin is the scheme and host of an address.
func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
