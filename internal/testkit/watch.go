package testkit

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// watched is a shell script that runs until the test binary ends. The script
// reads its standard input: that pipe closes when the binary ends in whatever
// way, also when it is killed, and then the script cleans up. It has a session
// of its own, so that a Ctrl-C meant for the tests does not end the cleaning.
type watched struct {
	pipe io.Closer
	done chan struct{}
}

// watch starts the script with $1 = dir and the further arguments from $2 on,
// inside dir and, when as is not nil, as that user.
func watch(script, dir string, as *syscall.Credential, args ...string) (*watched, error) {
	// It must outlive every test, so it belongs to no test's context.
	cmd := exec.CommandContext(context.Background(), "/bin/sh", append([]string{"-c", script, "watch", dir}, args...)...)
	cmd.Dir = dir
	cmd.Env = quietEnv(dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Credential: as}
	// No output of ours: a child that held it would keep "go test" waiting.
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting a watched script: %w", err)
	}
	w := &watched{pipe: pipe, done: make(chan struct{})}
	go func() {
		defer close(w.done)
		_ = cmd.Wait() // how the cleaning ended changes nothing
	}()
	return w, nil
}

// end lets the script clean up and waits for it.
func (w *watched) end() {
	_ = w.pipe.Close()
	<-w.done
}

// quietEnv is an environment in which nothing of the developer's own settings
// (PGHOST, PGUSER, a language) reaches a program under test.
func quietEnv(home string) []string {
	return []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "LC_ALL=C.UTF-8", "TMPDIR=" + os.TempDir()}
}

// sweptFolder makes an empty temporary folder that is removed when the test
// binary ends, also when it is killed. The returned func removes it now.
func sweptFolder(pattern string) (string, func(), error) {
	dir, err := os.MkdirTemp("", pattern)
	if err != nil {
		return "", nil, err
	}
	// After a kill, whoever wrote into the folder is ending at the same moment.
	w, err := watch(`cat >/dev/null; cd /; [ -e "$1" ] || exit 0; for pause in 0 0.2 0.5 1; do sleep "$pause"; rm -rf -- "$1"; done`, dir, nil)
	if err != nil {
		return "", nil, err
	}
	return filepath.Clean(dir), func() { _ = os.RemoveAll(dir); w.end() }, nil
}
