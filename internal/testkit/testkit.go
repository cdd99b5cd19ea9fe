// Package testkit is the ground that tests stand on: a real Postgres, a real
// Chromium, a clock that can be moved and identifiers that can be repeated.
// Only test files may import it. What it needs and cannot find fails the test
// with the sentence that says what to install; it never skips one.
package testkit

import (
	"sync"
	"testing"
)

// ending is what a test binary must still end. It is the one state of this
// package that outlives a test, because a server or a browser for each single
// test would cost seconds.
var ending struct {
	sync.Mutex
	work []func()
}

// Main runs a package's tests and then ends the server and the browser that
// they started, and waits until both are gone:
//
//	func TestMain(m *testing.M) { os.Exit(testkit.Main(m)) }
//
// Without it both end as well, a moment after the test binary.
func Main(m *testing.M) int {
	code := m.Run()
	ending.Lock()
	defer ending.Unlock()
	for _, end := range ending.work {
		end()
	}
	ending.work = nil
	return code
}

func atEnd(end func()) {
	ending.Lock()
	defer ending.Unlock()
	ending.work = append(ending.work, end)
}
