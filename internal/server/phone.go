package server

import (
	"context"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/templates/language"
)

// handOver leads to the screen that stands between two turns.
type handOver struct{ path string }

func (h handOver) Error() string { return "this phone goes from hand to hand" }

// alwaysOpen are the paths that a phone which goes round can always ask for:
// what ends it, and what is nobody's.
var alwaysOpen = []string{"/leave", "/log-out", "/static/:file", "/health"}

// passed settles who acts on a phone that two partners pass between them. It is
// open for one piece of homework and nothing else; between turns for nothing
// but the screen that hands it over. When its time is over, or the other may not
// sign in any more, the session ends for both.
func (s *Server) passed(ctx context.Context, c echo.Context, r Route) (context.Context, error) {
	sh, on := s.cfg.Sessions.Shared(ctx)
	if !on || !tandem.ActorOf(ctx).SignedIn() || slices.Contains(alwaysOpen, r.Path) {
		return ctx, nil
	}
	other, err := s.cfg.Auth.Actor(ctx, sh.Other)
	if err != nil && tandem.KindOf(err) != tandem.KindSignedOut {
		return ctx, err
	}
	if err != nil || !s.cfg.Clock.Now().Before(sh.Until) {
		if err := s.cfg.Sessions.End(ctx); err != nil {
			return ctx, err
		}
		return ctx, tandem.SignedOut()
	}
	here := strings.HasPrefix(r.Path, "/homework/:assignment") && c.Param("assignment") == string(sh.Assignment)
	if screen := strings.HasPrefix(r.Path, "/homework/:assignment/phone"); !here || sh.Turn == "" && !screen {
		return ctx, handOver{"/homework/" + string(sh.Assignment) + "/phone"}
	}
	if sh.Turn == other.Person {
		ctx = tandem.WithActor(ctx, other)
		if sh.Language != "" {
			ctx = tandem.WithTranslator(ctx, language.For(sh.Language))
		}
	}
	return homework.OnOnePhone(ctx), nil
}
