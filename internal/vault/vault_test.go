package vault_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"tandem/internal/vault"
)

func newRoot(t *testing.T) *vault.Root {
	t.Helper()
	r, err := vault.CreateRoot(filepath.Join(t.TempDir(), "keys", "root.key"))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func newKey(t *testing.T) *vault.Key {
	t.Helper()
	k, err := vault.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestRootKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys", "root.key")
	made, err := vault.CreateRoot(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]fs.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		about, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := about.Mode().Perm(); got != want {
			t.Errorf("%s has mode %o, want %o", name, got, want)
		}
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := vault.CreateRoot(path); !errors.Is(err, fs.ErrExist) {
		t.Fatalf("a second CreateRoot gave %v, want fs.ErrExist", err)
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Fatal("a refused CreateRoot changed the key")
	}
	loaded, err := vault.LoadRoot(path)
	if err != nil {
		t.Fatal(err)
	}
	if loaded.Index("login", "ana") != made.Index("login", "ana") {
		t.Error("the loaded root hashes differently from the one that was made")
	}
	wrapped, err := made.Wrap(newKey(t), "k1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := loaded.Unwrap(wrapped, "k1"); err != nil {
		t.Errorf("the loaded root does not open what the made one wrapped: %v", err)
	}
}

// TestRootKeyIsMadeOnce: of many starts over one folder one makes the key, and
// the others read it whole.
func TestRootKeyIsMadeOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "root.key")
	const starts = 16
	var made atomic.Int32
	var hashes [starts]string
	var all sync.WaitGroup
	for i := range starts {
		all.Go(func() {
			root, err := vault.CreateRoot(path)
			if err == nil {
				made.Add(1)
			} else if errors.Is(err, fs.ErrExist) {
				root, err = vault.LoadRoot(path)
			}
			if err != nil {
				t.Error(err)
				return
			}
			hashes[i] = root.Index("login", "ana")
		})
	}
	all.Wait()
	if n := made.Load(); n != 1 {
		t.Errorf("%d keys were made", n)
	}
	for _, h := range hashes {
		if h != hashes[0] {
			t.Errorf("two starts hold different keys")
		}
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestLoadRootRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "root.key")
	if _, err := vault.LoadRoot(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file gave %v", err)
	}
	if _, err := vault.CreateRoot(path); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []fs.FileMode{0o640, 0o604, 0o660, 0o602, 0o644} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := vault.LoadRoot(path); !errors.Is(err, vault.ErrExposed) {
			t.Errorf("mode %o gave %v, want ErrExposed", mode, err)
		}
	}
	for _, mode := range []fs.FileMode{0o600, 0o400} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := vault.LoadRoot(path); err != nil {
			t.Errorf("mode %o gave %v", mode, err)
		}
	}
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	secret := strings.TrimPrefix(strings.TrimSpace(string(good)), "tandem-root-1 ")
	for name, text := range map[string]string{
		"empty": "", "other version": "tandem-root-2 " + secret, "short": "tandem-root-1 " + secret[:20],
		"long": string(good[:len(good)-1]) + "AAAA", "no word": secret, "not base64": "tandem-root-1 " + strings.Repeat("!", 43),
	} {
		t.Run(name, func(t *testing.T) {
			bad := filepath.Join(t.TempDir(), "bad.key")
			if err := os.WriteFile(bad, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := vault.LoadRoot(bad)
			if !errors.Is(err, vault.ErrKeyFile) {
				t.Fatalf("gave %v, want ErrKeyFile", err)
			}
			if strings.Contains(err.Error(), secret[:20]) {
				t.Error("the error quotes the key")
			}
		})
	}
}

func TestSealOpensOnlyAsItself(t *testing.T) {
	k := newKey(t)
	plain := []byte("we talked, and it was fine")
	sealed, err := vault.Seal(k, "p|answers|m1", plain)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := vault.Open(k, "p|answers|m1", sealed); err != nil || !bytes.Equal(got, plain) {
		t.Fatalf("opened %q, %v", got, err)
	}
	if bytes.Contains(sealed, []byte("talked")) {
		t.Error("the sealed text can be read")
	}
	for i := range sealed { // every byte, the format byte among them
		for _, bit := range []byte{1, 0x80} {
			bad := bytes.Clone(sealed)
			bad[i] ^= bit
			if _, err := vault.Open(k, "p|answers|m1", bad); !errors.Is(err, vault.ErrSealed) {
				t.Fatalf("flipped byte %d: %v", i, err)
			}
		}
	}
	for n := range len(sealed) {
		if _, err := vault.Open(k, "p|answers|m1", sealed[:n]); !errors.Is(err, vault.ErrSealed) {
			t.Fatalf("cut to %d bytes: %v", n, err)
		}
	}
	if _, err := vault.Open(k, "p|answers|m2", sealed); !errors.Is(err, vault.ErrSealed) {
		t.Errorf("moved to another record: %v", err)
	}
	if _, err := vault.Open(newKey(t), "p|answers|m1", sealed); !errors.Is(err, vault.ErrSealed) {
		t.Errorf("another key: %v", err)
	}
	again, err := vault.Seal(k, "p|answers|m1", plain)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(again, sealed) {
		t.Error("sealing twice gave the same bytes: equal answers could be told")
	}
}

func TestWrappedKeysOpenOnlyAsThemselves(t *testing.T) {
	root, practice, data := newRoot(t), newKey(t), newKey(t)
	wrapped, err := practice.Wrap(data, "k1|scope")
	if err != nil {
		t.Fatal(err)
	}
	opened, err := practice.Unwrap(wrapped, "k1|scope")
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := vault.Seal(data, "r", []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := vault.Open(opened, "r", sealed); err != nil || string(got) != "x" {
		t.Errorf("the unwrapped key opens %q, %v", got, err)
	}
	if _, err := practice.Unwrap(wrapped, "k2|scope"); !errors.Is(err, vault.ErrSealed) {
		t.Errorf("moved to another key: %v", err)
	}
	if _, err := root.Unwrap(wrapped, "k1|scope"); !errors.Is(err, vault.ErrSealed) {
		t.Errorf("another wrapping key: %v", err)
	}
	if _, err := vault.Open(practice, "k1|scope", wrapped); !errors.Is(err, vault.ErrSealed) {
		t.Errorf("a wrapped key passed for sealed text: %v", err)
	}
	if bytes.HasPrefix(wrapped, []byte{2}) {
		wrapped[0] = 1
	}
	if _, err := vault.Open(practice, "k1|scope", wrapped); !errors.Is(err, vault.ErrSealed) {
		t.Errorf("a wrapped key with its format changed passed for sealed text: %v", err)
	}
}

func TestLengthTellsLittle(t *testing.T) {
	k := newKey(t)
	size := func(n int) int {
		sealed, err := vault.Seal(k, "r", make([]byte, n))
		if err != nil {
			t.Fatal(err)
		}
		back, err := vault.Open(k, "r", sealed)
		if err != nil || len(back) != n {
			t.Fatalf("%d bytes came back as %d: %v", n, len(back), err)
		}
		return len(sealed)
	}
	over := size(0) - 64
	for _, c := range []struct{ n, want int }{
		{0, 64}, {1, 64}, {60, 64}, {61, 128}, {1020, 1024}, {1021, 1280}, {1276, 1280}, {1277, 1536}, {5000, 5120},
	} {
		if got := size(c.n) - over; got != c.want {
			t.Errorf("%d bytes are padded to %d, want %d", c.n, got, c.want)
		}
	}
}

func TestNormalizeLogin(t *testing.T) {
	for in, want := range map[string]string{
		" Ana@Example.org ": "ana@example.org",
		"ＡＮＡ":               "ana",
		"É":                 "é",
		"E\u0301":           "é",
		"ﬁona":              "fiona",
		"\u00a0Zoë\t":       "zoë",
		"İ":                 "i",
		"":                  "",
	} {
		got := vault.NormalizeLogin(in)
		if got != want {
			t.Errorf("NormalizeLogin(%q) = %q, want %q", in, got, want)
		}
		if again := vault.NormalizeLogin(got); again != got {
			t.Errorf("normalising %q twice gives %q", got, again)
		}
	}
}

func FuzzNormalizeLoginSettles(f *testing.F) {
	f.Add("Ana")
	f.Add("\u0345 ΐ")
	f.Fuzz(func(t *testing.T, name string) {
		once := vault.NormalizeLogin(name)
		if twice := vault.NormalizeLogin(once); twice != once {
			t.Errorf("%q becomes %q, then %q", name, once, twice)
		}
	})
}

func TestIndex(t *testing.T) {
	r := newRoot(t)
	if r.Index("login", " ANA ") != r.Index("login", "ana") {
		t.Error("the same name hashes differently")
	}
	for what, other := range map[string]string{
		"another name": r.Index("login", "ann"), "another class": r.Index("throttle", "ana"),
		"another root": newRoot(t).Index("login", "ana"), "a shifted border": r.Index("logi", "n\x00ana"),
	} {
		if other == r.Index("login", "ana") {
			t.Errorf("%s hashes the same", what)
		}
	}
	if got := len(r.Index("login", "ana")); got != 64 {
		t.Errorf("the hash has %d characters, want 64", got)
	}
}

func TestKeysCannotBePrinted(t *testing.T) {
	k, r := newKey(t), newRoot(t)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		got := fmt.Sprintf(verb+verb, k, r)
		if got != "vault.Key(hidden)vault.Root(hidden)" {
			t.Errorf("%s prints %s", verb, got)
		}
	}
}
