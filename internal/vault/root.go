// Package vault keeps keys and seals text with them. A root key lies in a file
// outside the database; it wraps one key per practice, which wraps one key per
// person, case and class, which seals the records. Nothing here knows a
// database: store keeps the wrapped keys, vault opens them.
package vault

import (
	"bytes"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Why a key file is refused. The sentences around them are for the person who
// runs the installation.
var (
	// ErrExposed: others than the file's owner may read or write it.
	ErrExposed = errors.New("the root key file is open to other accounts")
	// ErrKeyFile: the file does not hold a root key in a form that we know.
	ErrKeyFile = errors.New("this is not a root key file of Tandem")
)

const (
	rootWord  = "tandem-root-1" // the version of the file's format
	keySize   = 32
	fileLimit = 4096 // a key file is one short line; more is something else
)

// Root is the installation's root key. It never leaves this package: what
// others get from it are wrapped keys and hashes. It is safe for use by many
// goroutines.
type Root struct {
	wrapping *Key
	index    []byte
}

// CreateRoot makes a new root key and writes it to path, which must not exist
// (fs.ErrExist); the folder is made if need be, for its owner alone. Call it only while there
// is no data yet: data sealed under a lost root key cannot be opened by anybody.
// When it returns, the file is on the disk.
func CreateRoot(path string) (*Root, error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the root key: %w", err)
	}
	secret := make([]byte, keySize)
	_, _ = rand.Read(secret) // never fails since Go 1.24
	line := rootWord + " " + base64.RawURLEncoding.EncodeToString(secret) + "\n"
	if err := writeNew(path, []byte(line)); err != nil {
		return nil, fmt.Errorf("write the root key: %w", err)
	}
	if err := syncFolder(dir); err != nil {
		return nil, fmt.Errorf("write the root key: %w", err)
	}
	return newRoot(secret)
}

// LoadRoot reads the root key at path. It refuses a file that other accounts
// may read or write (ErrExposed) and one of another form (ErrKeyFile); a file
// that is missing gives fs.ErrNotExist.
func LoadRoot(path string) (*Root, error) {
	f, err := os.Open(path) //nolint:gosec // the path is a setting of whoever runs the service
	if err != nil {
		return nil, fmt.Errorf("open the root key: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	about, err := f.Stat()           // of the open file, so that it cannot be swapped in between
	if err != nil {
		return nil, fmt.Errorf("look at the root key: %w", err)
	}
	if !about.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: %s", ErrKeyFile, path)
	}
	if about.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%w: %s has mode %04o; run chmod 600 on it, and make a new key if somebody may have seen this one",
			ErrExposed, path, about.Mode().Perm())
	}
	text, err := io.ReadAll(io.LimitReader(f, fileLimit))
	if err != nil {
		return nil, fmt.Errorf("read the root key: %w", err)
	}
	word, encoded, found := bytes.Cut(bytes.TrimSpace(text), []byte(" "))
	if !found || string(word) != rootWord {
		return nil, fmt.Errorf("%w: %s", ErrKeyFile, path)
	}
	secret, err := base64.RawURLEncoding.Strict().DecodeString(string(encoded))
	if err != nil || len(secret) != keySize {
		return nil, fmt.Errorf("%w: %s is damaged", ErrKeyFile, path) // the cause would quote the key
	}
	return newRoot(secret)
}

// newRoot derives the subkeys: one use, one key.
func newRoot(secret []byte) (*Root, error) {
	wrapping, err := hkdf.Key(sha256.New, secret, nil, "tandem: wrapping 1", keySize)
	if err != nil {
		return nil, fmt.Errorf("derive the wrapping key: %w", err)
	}
	index, err := hkdf.Key(sha256.New, secret, nil, "tandem: index 1", keySize)
	if err != nil {
		return nil, fmt.Errorf("derive the index key: %w", err)
	}
	key, err := keyFrom(wrapping)
	if err != nil {
		return nil, err
	}
	return &Root{wrapping: key, index: index}, nil
}

// Wrap seals a practice key under the root key. ad says whose key it is and
// must be handed to Unwrap unchanged.
func (r *Root) Wrap(k *Key, ad string) ([]byte, error) { return r.wrapping.Wrap(k, ad) }

// Unwrap opens what Wrap made. A wrapped key that was changed, moved to another
// name or made under another root gives ErrSealed.
func (r *Root) Unwrap(wrapped []byte, ad string) (*Key, error) {
	return r.wrapping.Unwrap(wrapped, ad)
}

// Format hides the key from every print verb.
func (r *Root) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "vault.Root(hidden)") }

// writeNew writes a file that must not exist yet, whole or not at all: the name
// is given to it once its content is on the disk. So of several first starts
// over one folder one makes the key, and nobody reads half of it.
func writeNew(path string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // its other name stays
	_, err = f.Write(text)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), path)
}

// syncFolder makes the new name itself durable, not only what is in the file.
func syncFolder(dir string) error {
	d, err := os.Open(dir) //nolint:gosec // the path is a setting of whoever runs the service
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }() // it was only read
	return d.Sync()
}
