package store_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tandem/internal/store"
)

// TestPostgresOverANetworkMustProveItself: nobody may stand between the service
// and its database.
func TestPostgresOverANetworkMustProveItself(t *testing.T) {
	t.Setenv("PGHOST", "")
	t.Setenv("PGSSLMODE", "")
	t.Setenv("PGSSLROOTCERT", "")
	authority := ownAuthority(t)
	tests := []struct {
		address string
		allowed bool
	}{
		{"postgres://t:secret@db.example/t", false},
		{"postgres://t:secret@db.example/t?sslmode=disable", false},
		{"postgres://t:secret@db.example/t?sslmode=allow", false},
		{"postgres://t:secret@db.example/t?sslmode=prefer", false},
		{"postgres://t:secret@db.example/t?sslmode=require", false},
		{"postgres://t:secret@192.0.2.7:5433/t?sslmode=require", false},
		{"postgres://t:secret@[2001:db8::7]/t", false},
		{"postgres://t:secret@localhost.example/t", false},
		{"postgres://t:secret@db.example/t?sslmode=verify-ca", false}, // anybody's authority, and any name
		{"postgres://t:secret@127.0.0.1,db.example/t", false},
		{"host=db.example user=t password=secret", false},
		{"postgres://t:secret@db.example/t?sslmode=verify-full", true},
		{"postgres://t:secret@db.example/t?sslmode=verify-ca&sslrootcert=" + authority, true},
		{"postgres://t:secret@db.example/t?sslmode=require&sslrootcert=" + authority, true}, // the driver reads it as verify-ca
		{"postgres://t:secret@one.example,two.example/t?sslmode=verify-full", true},
		{"postgres://t:secret@127.0.0.1/t", true},
		{"postgres://t:secret@[::1]/t?sslmode=disable", true},
		{"postgres://t:secret@localhost:5433/t", true},
		{"postgres:///t?host=/var/run/postgresql&user=t", true},
	}
	for _, test := range tests {
		err := store.PostgresAllows(test.address)
		switch {
		case test.allowed && err != nil:
			t.Errorf("%s: %v", test.address, err)
		case !test.allowed && (err == nil || !strings.Contains(err.Error(), "sslmode=verify-full")):
			t.Errorf("%s: %v, want a refusal that says what to add", test.address, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("the refusal tells the password: %v", err)
		}
	}
}

// ownAuthority is the file of a certificate that signs others.
func ownAuthority(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "authority.pem")
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
