package testkit

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func TestMain(m *testing.M) { os.Exit(Main(m)) }

func connect(t *testing.T, at string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), at)
	if err != nil {
		t.Fatalf("connecting: %v", err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func TestPostgresGivesEachTestAnEmptyDatabaseOfItsOwn(t *testing.T) {
	first, second := Postgres(t), Postgres(t)
	if first == second {
		t.Fatal("two calls gave one database")
	}
	if _, err := connect(t, first).Exec(t.Context(), "CREATE TABLE couples (id text)"); err != nil {
		t.Fatal(err)
	}
	var tables int
	err := connect(t, second).QueryRow(t.Context(),
		"SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'").Scan(&tables)
	if err != nil || tables != 0 {
		t.Errorf("the second database has %d tables (%v), want none", tables, err)
	}
}

func TestPostgresDropsTheDatabaseEvenWhileItIsUsed(t *testing.T) {
	var at string
	t.Run("leaves a connection open", func(t *testing.T) {
		at = Postgres(t)
		if _, err := pgx.Connect(context.Background(), at); err != nil {
			t.Fatal(err)
		}
	})
	if conn, err := pgx.Connect(t.Context(), at); err == nil {
		_ = conn.Close(t.Context())
		t.Error("the database is still there after its test")
	}
}

func TestMissingPostgresSaysWhatToInstall(t *testing.T) {
	_, err := postgresPrograms(t.TempDir(), t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "apt-get install postgresql") {
		t.Errorf("error = %v, want the sentence that says what to install", err)
	}
}

func TestTheNewestPostgresIsTaken(t *testing.T) {
	debian := t.TempDir()
	for _, version := range []string{"9", "15", "17"} {
		bin := filepath.Join(debian, version, "bin")
		if err := os.MkdirAll(bin, 0o700); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"initdb", "postgres"} {
			if version == "17" && name == "postgres" {
				continue // a client's package alone is not a server
			}
			if err := os.WriteFile(filepath.Join(bin, name), nil, 0o700); err != nil {
				t.Fatal(err)
			}
		}
	}
	got, err := postgresPrograms("", debian)
	if want := filepath.Join(debian, "15", "bin"); err != nil || got != want {
		t.Errorf("postgresPrograms = %q, %v; want %q", got, err, want)
	}
}

// A killed test binary cleans nothing up itself. The child below is one.
func TestAKilledTestBinaryLeavesNothingBehind(t *testing.T) {
	if dir := os.Getenv("TESTKIT_KILLED"); dir != "" {
		server, err := theServer()
		if err != nil {
			t.Fatal(err)
		}
		Browser(t).Desk(t)
		if err := os.WriteFile(filepath.Join(dir, "socket"), []byte(server.admin.Query().Get("host")), 0o600); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
	}
	if os.Getenv(EnvPostgres) != "" {
		t.Setenv(EnvPostgres, "")
	}
	dir, swept := t.TempDir(), t.TempDir()
	child := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$")
	child.Env = append(os.Environ(), "TESTKIT_KILLED="+dir, "TMPDIR="+swept)
	if os.Geteuid() == 0 { // the server's own user must be able to get there
		for at := swept; len(at) > len(os.TempDir()); at = filepath.Dir(at) {
			if err := os.Chmod(at, 0o777); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the child has a server and a browser", func() bool {
		_, err := os.Stat(filepath.Join(dir, "socket"))
		return err == nil
	})
	if left, _ := filepath.Glob(filepath.Join(swept, "tandem-*")); len(left) != 2 {
		t.Fatalf("the child's folders are %v, want the server's and the browser's", left)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait()
	eventually(t, "both folders are gone", func() bool {
		left, _ := filepath.Glob(filepath.Join(swept, "tandem-*"))
		return len(left) == 0
	})
	eventually(t, "both processes are gone", func() bool {
		lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
		for _, file := range lines {
			line, _ := os.ReadFile(file)
			if strings.Contains(string(line), swept) {
				return false
			}
		}
		return true
	})
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !holds(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within a minute: %s", what)
		}
	}
}
