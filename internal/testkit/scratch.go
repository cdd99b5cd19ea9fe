package testkit

import (
	"os"
	"testing"
)

// inMemory is a folder whose files never reach a disk, where a system has one.
const inMemory = "/dev/shm"

// Scratch is an empty folder that ends with the test, for tests that write very
// much and ask nothing of the disk: in memory where the machine offers that, so
// that no commit waits.
func Scratch(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp(inMemory, "tandem-scratch-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}
