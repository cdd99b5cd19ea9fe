package testkit

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// theProgram is built once for a test binary.
var theProgram = sync.OnceValues(buildProgram)

func buildProgram() (string, error) {
	dir, sweep, err := sweptFolder("tandem-program-")
	if err != nil {
		return "", err
	}
	atEnd(sweep)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	path := filepath.Join(dir, "tandem")
	if said, err := exec.CommandContext(ctx, "go", "build", "-o", path, "tandem/cmd/tandem").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, said)
	}
	return path, nil
}

// Process is the real binary at work, as a process of its own.
type Process struct {
	t   testing.TB
	pid int
	end func()

	ended chan struct{} // its output has ended, and so has it
	mu    sync.Mutex
	said  strings.Builder
}

// keep runs a program and says its process's number first. It ends the program
// when its own input ends: with the test, or with the test binary in whatever
// way that one goes.
const keep = `exec 3<&0
"$@" </dev/null 2>&1 & echo "process $!"
cat <&3 >/dev/null
kill -KILL $! 2>/dev/null
wait $! 2>/dev/null`

// Run starts the real binary with the arguments, in an environment without any
// setting of the developer's own. It is ended with the test at the latest.
func Run(t testing.TB, args ...string) *Process {
	t.Helper()
	program, err := theProgram()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cmd := exec.CommandContext(context.Background(), "/bin/sh", append([]string{"-c", keep, "keep", program}, args...)...)
	cmd.Dir, cmd.Env = dir, quietEnv(dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &Process{t: t, ended: make(chan struct{}), end: sync.OnceFunc(func() {
		_ = in.Close()
		_ = cmd.Wait() // how it ended is nobody's concern here
	})}
	first := make(chan struct{})
	go p.listen(out, first)
	t.Cleanup(p.end)
	<-first
	if p.pid == 0 {
		t.Fatalf("%q did not start: %s", args, p.Said())
	}
	return p
}

func (p *Process) listen(out io.Reader, first chan struct{}) {
	defer close(p.ended)
	lines := bufio.NewReader(out)
	line, _ := lines.ReadString('\n')
	if number, ok := strings.CutPrefix(strings.TrimSpace(line), "process "); ok {
		p.pid, _ = strconv.Atoi(number) // 0 is no process
	}
	close(first)
	for {
		line, err := lines.ReadString('\n')
		p.mu.Lock()
		p.said.WriteString(line)
		p.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// Said is all that the process has printed so far.
func (p *Process) Said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.said.String()
}

// Says waits until what the process printed matches, and returns what the
// expression's first group holds.
func (p *Process) Says(expression string) string {
	p.t.Helper()
	re := regexp.MustCompile(expression)
	for deadline := time.Now().Add(startup); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if m := re.FindStringSubmatch(p.Said()); m != nil {
			return m[1]
		}
	}
	p.t.Fatalf("the process never said %s:\n%s", expression, p.Said())
	return ""
}

// Kill ends the process as a loss of power would: nothing in it runs any more.
func (p *Process) Kill() { p.signal(syscall.SIGKILL) }

// Stop asks the process to end, and waits until it has.
func (p *Process) Stop() { p.signal(syscall.SIGTERM) }

func (p *Process) signal(s syscall.Signal) {
	p.t.Helper()
	started, err := os.FindProcess(p.pid)
	if err == nil {
		err = started.Signal(s)
	}
	if err != nil {
		p.t.Fatalf("ending the process: %v", err)
	}
	for deadline := time.Now().Add(startup); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if gone(p.pid) {
			p.end()
			<-p.ended
			return
		}
	}
	p.t.Fatalf("the process does not end:\n%s", p.Said())
}

// gone tells whether a process that we have signalled has ended: there is none,
// or only what its parent has still to collect.
func gone(pid int) bool {
	stat, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return true
	}
	_, after, _ := strings.Cut(string(stat), ") ")
	return strings.HasPrefix(after, "Z")
}
