package testkit

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// EnvPostgres names the environment variable with the address of a Postgres
// whose user may create databases; the tests then use it instead of starting
// one of their own.
const EnvPostgres = "TANDEM_TEST_POSTGRES"

// needPostgres is said when no server can be started.
const needPostgres = "these tests need the Postgres server's programs: run \"make needs\", " +
	"or \"sudo apt-get install postgresql\" on Debian and Ubuntu, or set " + EnvPostgres + " to the address of a server whose user may create databases"

// startup is how long a server may take until it answers; a busy machine with
// two cores needs a few seconds.
const startup = 60 * time.Second

// theServer and theDurableServer start once for a test binary, at the first
// call. The first trades durability for speed.
var (
	theServer        = sync.OnceValues(func() (*server, error) { return findServer("-c", "fsync=off", "-c", "full_page_writes=off") })
	theDurableServer = sync.OnceValues(func() (*server, error) { return findServer() })
)

// Postgres returns the address of a fresh and empty database for one test; it
// is dropped when the test ends. All tests of a package share one private
// server, reachable through a socket in a private folder only, which ends with
// the test binary. It trades durability for speed: do not prove with it that
// something survives a crash. Roles belong to the whole server: name those
// that a test makes after its database.
func Postgres(t testing.TB) string {
	t.Helper()
	return fresh(t, theServer)
}

// DurablePostgres is Postgres on a server that brings every commit to the disk
// before it answers, as a practice's own does: for measuring.
func DurablePostgres(t testing.TB) string {
	t.Helper()
	return fresh(t, theDurableServer)
}

func fresh(t testing.TB, find func() (*server, error)) string {
	t.Helper()
	server, err := find()
	if err != nil {
		t.Fatalf("testkit: %v", err)
	}
	name := "test_" + strings.ToLower(rand.Text())
	if err := server.do("CREATE DATABASE " + name); err != nil {
		t.Fatalf("testkit: making a database: %v", err)
	}
	t.Cleanup(func() {
		if err := server.do("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Errorf("testkit: dropping the test's database: %v", err)
		}
	})
	t.Logf("ground: postgres %s", server.version)
	return server.database(name)
}

// server is a running Postgres.
type server struct {
	admin   url.URL
	version string
}

// database is the address of one of its databases.
func (s *server) database(name string) string {
	at := s.admin
	at.Path = "/" + name
	return at.String()
}

// do runs one statement as the administrator.
func (s *server) do(statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), startup)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.admin.String())
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statement)
	return errors.Join(err, conn.Close(ctx))
}

// answer waits until the server answers and notes its version.
func (s *server) answer(patience time.Duration) error {
	deadline := time.Now().Add(patience)
	for {
		err := s.hello()
		if err == nil || time.Now().After(deadline) {
			return err
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (s *server) hello() error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.admin.String())
	if err != nil {
		return err
	}
	err = conn.QueryRow(ctx, "SHOW server_version").Scan(&s.version)
	return errors.Join(err, conn.Close(ctx))
}

// findServer is the server that the environment names, or one of our own with
// these options.
func findServer(options ...string) (*server, error) {
	if given := os.Getenv(EnvPostgres); given != "" {
		at, err := url.Parse(given)
		if err != nil || at.Scheme != "postgres" && at.Scheme != "postgresql" {
			// The address may hold a password, so it is not repeated.
			return nil, errors.New(EnvPostgres + " is not an address that begins with postgres://")
		}
		s := &server{admin: *at}
		if err := s.answer(5 * time.Second); err != nil {
			return nil, fmt.Errorf("the server that %s names does not answer: %w", EnvPostgres, err)
		}
		return s, nil
	}
	bin, err := postgresPrograms(os.Getenv("PATH"), "/usr/lib/postgresql")
	if err != nil {
		return nil, err
	}
	return startServer(bin, options...)
}

// postgresPrograms is the folder with initdb and postgres: on the search path,
// else the newest version where Debian keeps them.
func postgresPrograms(searchPath, debian string) (string, error) {
	folders := filepath.SplitList(searchPath)
	versions, _ := filepath.Glob(filepath.Join(debian, "*", "bin"))
	slices.SortFunc(versions, func(a, b string) int { return versionOf(b) - versionOf(a) })
	for _, dir := range append(folders, versions...) {
		if executable(filepath.Join(dir, "initdb")) && executable(filepath.Join(dir, "postgres")) {
			return dir, nil
		}
	}
	return "", errors.New(needPostgres)
}

func versionOf(bin string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(bin))) // an odd name sorts last
	return n
}

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

// serve runs the server until the test binary ends, then removes its folder.
const serve = `
dir=$1; shift
"$@" >"$dir/log" 2>&1 </dev/null &
cat >/dev/null
kill -QUIT $! ; wait $!
cd / ; rm -rf -- "$dir"`

func startServer(bin string, options ...string) (*server, error) {
	as, err := serverUser()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "tandem-pg-")
	if err != nil {
		return nil, err
	}
	if as != nil {
		if err := os.Chown(dir, int(as.Uid), int(as.Gid)); err != nil {
			return nil, err
		}
	}
	data := filepath.Join(dir, "data")
	ctx, cancel := context.WithTimeout(context.Background(), startup)
	defer cancel()
	create := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "--pgdata", data, "--username", "postgres",
		"--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync")
	create.Dir, create.Env = dir, quietEnv(dir)
	create.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	if said, err := create.CombinedOutput(); err != nil {
		_ = os.RemoveAll(dir)
		return nil, fmt.Errorf("initdb in %s: %w\n%s", dir, err, said)
	}
	w, err := watch(serve, dir, as, append([]string{filepath.Join(bin, "postgres"), "-D", data,
		"-c", "listen_addresses=", "-c", "unix_socket_directories=" + dir, "-c", "max_connections=200",
		"-c", "shared_buffers=32MB", "-c", "timezone=UTC", "-c", "log_timezone=UTC"}, options...)...)
	if err != nil {
		_ = os.RemoveAll(dir)
		return nil, err
	}
	s := &server{admin: url.URL{Scheme: "postgres", Path: "/postgres",
		RawQuery: url.Values{"host": {dir}, "user": {"postgres"}}.Encode()}}
	if err := s.answer(startup); err != nil {
		log, _ := os.ReadFile(filepath.Join(dir, "log"))
		w.end()
		return nil, fmt.Errorf("postgres does not answer: %w\n%s", err, log)
	}
	atEnd(w.end)
	return s, nil
}

// serverUser is whom the server runs as: Postgres refuses to run as root.
// Nil means the present user.
func serverUser() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(found.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(found.Gid, 10, 32)
		if err1 == nil && err2 == nil && uid != 0 {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
		}
	}
	return nil, errors.New("postgres cannot run as root, and there is neither a user \"postgres\" nor \"nobody\"")
}
