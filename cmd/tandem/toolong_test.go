package main

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
)

// TestWhatIsTooLongIsNoSecondRequest: of a body that is longer than it may be,
// the rest is never read as another request on the same connection.
func TestWhatIsTooLongIsNoSecondRequest(t *testing.T) {
	w := newWorld(t, "")
	s := newStage(w)
	token, _ := s.token("rowan")
	at := "/homework/" + string(s.moment())
	for name, c := range map[string]struct{ path, kind, begins string }{
		"a form":               {"/log-in", "application/x-www-form-urlencoded", "name="},
		"a form with pictures": {at + "/moves", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a\"\r\n\r\n"},
		"a program's":          {"/api/v1" + at + "/moves", "application/json", `{"kind":"`},
		"a program's text":     {"/api/v1" + at + "/presence", "application/json", `{"here":"`},
	} {
		for _, size := range []int{300 << 10, 2 << 20, 36 << 20} {
			second := "GET /health HTTP/1.1\r\nHost: tandem\r\n\r\n"
			body := c.begins + strings.Repeat("x", size) + strings.Repeat(second, 20000)
			conn := s.must(net.Dial("tcp", strings.TrimPrefix(w.srv.URL, "http://"))).(*net.TCPConn)
			go func() {
				defer conn.CloseWrite() //nolint:errcheck // the other side may have closed it
				_, _ = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: tandem\r\nAuthorization: Bearer %s\r\nCookie: tandem=%s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s",
					c.path, token, s.rowan.token(), c.kind, len(body), body) // it fails once the other side has had enough
			}()
			answers, _ := io.ReadAll(conn) // until it closes, by force or not
			if n := strings.Count(string(answers), "HTTP/1.1 "); n > 1 {
				t.Errorf("%s of %d: %d answers to one request", name, len(body), n)
			}
			_ = conn.Close()
		}
	}
}
