package server

import (
	"context"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"tandem/internal/auth"
	"tandem/internal/tandem"
	"tandem/internal/web"
)

// SessionStore keeps sessions in the database, by the hash of their token. A
// session that was deleted stays ended: a request that had read it before must
// not bring it back, so CommitCtx answers it with an error of kind SignedOut.
type SessionStore interface {
	scs.CtxStore
}

// Sessions are the browser's sessions: a random token in a cookie, all else in
// the database. A new token is made at every log-in. A second cookie lets the
// throttle know a device that has logged in before; it opens nothing.
type Sessions struct {
	manager *scs.SessionManager
	clock   tandem.Clock
	device  string // the name of the device's cookie
}

// deviceStays is how long a device is known after a log-in.
const deviceStays = 30 * 24 * time.Hour

// The keys of what a session remembers.
const (
	keyPerson   = "person"
	keyPractice = "practice"
	keyEpoch    = "epoch"
	keyBegan    = "began"
	keySeen     = "seen"
	keyLanguage = "language"
	keyNotice   = "notice"

	keyShared      = "shared" // the homework that the device goes round in
	keySharedUntil = "shared-until"
	keyOther       = "other"
	keyOtherEpoch  = "other-epoch"
	keyOtherReads  = "other-reads"
	keyTurn        = "turn"
)

// NewSessions makes sessions over the store. Behind https the cookie is bound
// to the host and sent encrypted only.
func NewSessions(store SessionStore, clock tandem.Clock, secure bool) *Sessions {
	m := scs.New()
	m.Store = store
	m.HashTokenInStore = true
	m.Lifetime = auth.LongestStay
	m.Cookie.Name, m.Cookie.Secure = "tandem", secure
	if secure {
		m.Cookie.Name = "__Host-tandem"
	}
	m.Cookie.HttpOnly, m.Cookie.Persist, m.Cookie.SameSite = true, false, http.SameSiteLaxMode
	return &Sessions{manager: m, clock: clock, device: m.Cookie.Name + "-device"}
}

func (s *Sessions) load(ctx context.Context, req *http.Request) (context.Context, error) {
	token := ""
	if c, err := req.Cookie(s.manager.Cookie.Name); err == nil {
		token = c.Value
	}
	ctx, err := s.manager.Load(ctx, token)
	if err != nil {
		return ctx, tandem.Unavailable(err)
	}
	if c, err := req.Cookie(s.device); err == nil {
		ctx = auth.WithDevice(ctx, c.Value)
	}
	return context.WithValue(ctx, loadedKey{}, &loaded{}), nil
}

// save writes a changed session and the cookies. A session that was ended while
// the request was at work stays so, and no cookie is set: the browser's own may
// be that of another by now.
func (s *Sessions) save(ctx context.Context, h http.Header) error {
	l, ok := ctx.Value(loadedKey{}).(*loaded)
	if !ok {
		return nil // the request failed before it got a session
	}
	switch s.manager.Status(ctx) {
	case scs.Modified:
		token, expiry, err := s.manager.Commit(ctx)
		if tandem.KindOf(err) == tandem.KindSignedOut {
			return nil
		}
		if err != nil {
			return tandem.Unavailable(err)
		}
		s.manager.WriteSessionCookie(ctx, cookieWriter{h}, token, expiry)
	case scs.Destroyed:
		s.manager.WriteSessionCookie(ctx, cookieWriter{h}, "", time.Time{})
	default:
		return nil // a fixed file stays one that can be kept
	}
	if l.device != "" {
		s.setDevice(h, l.device, int(deviceStays/time.Second))
	}
	h.Set("Cache-Control", "no-store") // scs adds a weaker word of its own
	return nil
}

// loadedKey marks a context that carries a session.
type loadedKey struct{}

// loaded is what a request carries beside its session.
type loaded struct {
	device string // what the device shows from now on, after a log-in
}

// forgetDevice takes the device's cookie away.
func (s *Sessions) forgetDevice(h http.Header) { s.setDevice(h, "", -1) }

func (s *Sessions) setDevice(h http.Header, value string, seconds int) {
	h.Add("Set-Cookie", (&http.Cookie{Name: s.device, Value: value, Path: "/", MaxAge: seconds, //nolint:gosec // Secure follows the public address: the demo speaks http on this machine
		Secure: s.manager.Cookie.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode}).String())
}

// read is what the session remembers; ok is false when nobody has logged in.
func (s *Sessions) read(ctx context.Context) (session auth.Session, state auth.SessionState, language string, ok bool) {
	session = auth.Session{Person: tandem.PersonID(s.manager.GetString(ctx, keyPerson)),
		Practice: tandem.PracticeID(s.manager.GetString(ctx, keyPractice)), Epoch: s.manager.GetInt(ctx, keyEpoch)}
	state = auth.SessionState{Began: s.moment(ctx, keyBegan), Seen: s.moment(ctx, keySeen)}
	return session, state, s.manager.GetString(ctx, keyLanguage), session.Person != ""
}

// moment reads a time, kept as microseconds since 1970: the session's encoding
// knows no times.
func (s *Sessions) moment(ctx context.Context, key string) time.Time {
	return time.UnixMicro(s.manager.GetInt64(ctx, key)).UTC()
}

func (s *Sessions) touch(ctx context.Context, now time.Time) {
	s.manager.Put(ctx, keySeen, now.UnixMicro())
}

// Begin starts a session for somebody who has just proved who they are. The
// token is new, whatever the browser brought along.
func (s *Sessions) Begin(ctx context.Context, session auth.Session, language string) error {
	if err := s.manager.Clear(ctx); err != nil {
		return tandem.Unavailable(err)
	}
	if err := s.manager.RenewToken(ctx); err != nil {
		return tandem.Unavailable(err)
	}
	now := s.clock.Now()
	for key, value := range map[string]any{keyPerson: string(session.Person), keyPractice: string(session.Practice),
		keyEpoch: session.Epoch, keyBegan: now.UnixMicro(), keySeen: now.UnixMicro(), keyLanguage: language} {
		s.manager.Put(ctx, key, value)
	}
	if l, ok := ctx.Value(loadedKey{}).(*loaded); ok {
		l.device = session.Device
	}
	return nil
}

// End ends the session of this device.
func (s *Sessions) End(ctx context.Context) error {
	if err := s.manager.Destroy(ctx); err != nil {
		return tandem.Unavailable(err)
	}
	return nil
}

// Say keeps a word for the next page, such as that something was saved.
func (s *Sessions) Say(ctx context.Context, source string) { s.manager.Put(ctx, keyNotice, source) }

// Said takes the word that was kept, "" when there is none.
func (s *Sessions) Said(ctx context.Context) string { return s.manager.PopString(ctx, keyNotice) }

// Share lets the device go from hand to hand in one piece of homework. Nobody
// has it yet.
func (s *Sessions) Share(ctx context.Context, sh web.Sharing) {
	for key, value := range map[string]any{keyShared: string(sh.Assignment), keySharedUntil: sh.Until.UnixMicro(),
		keyOther: string(sh.Other.Person), keyOtherEpoch: sh.Other.Epoch, keyOtherReads: sh.Language, keyTurn: ""} {
		s.manager.Put(ctx, key, value)
	}
}

// Shared is how the device goes round; ok is false when it does not.
func (s *Sessions) Shared(ctx context.Context) (sh web.Sharing, ok bool) {
	sh = web.Sharing{Assignment: tandem.AssignmentID(s.manager.GetString(ctx, keyShared)), Until: s.moment(ctx, keySharedUntil),
		Other: auth.Session{Person: tandem.PersonID(s.manager.GetString(ctx, keyOther)),
			Practice: tandem.PracticeID(s.manager.GetString(ctx, keyPractice)), Epoch: s.manager.GetInt(ctx, keyOtherEpoch)},
		Language: s.manager.GetString(ctx, keyOtherReads), Turn: tandem.PersonID(s.manager.GetString(ctx, keyTurn))}
	return sh, sh.Assignment != ""
}

// Turn gives the device to a person, "" to nobody.
func (s *Sessions) Turn(ctx context.Context, person tandem.PersonID) {
	s.manager.Put(ctx, keyTurn, string(person))
}

// cookieWriter lets the session manager write into headers alone.
type cookieWriter struct{ header http.Header }

func (w cookieWriter) Header() http.Header       { return w.header }
func (cookieWriter) Write(p []byte) (int, error) { return len(p), nil }
func (cookieWriter) WriteHeader(int)             {}
