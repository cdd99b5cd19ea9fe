package vault

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
)

// ErrSealed says that something sealed did not open: it was changed, moved to
// another record, or made with another key. Which of these cannot be told.
var ErrSealed = errors.New("vault: the seal does not open")

const (
	formatSeal byte = 1 // the first byte of sealed text
	formatWrap byte = 2 // the first byte of a wrapped key
)

// Key seals and opens: a practice key or a data key. It cannot be printed and
// leaves the package only wrapped. It is safe for use by many goroutines.
type Key struct {
	secret []byte
	aead   *subtle.XChaCha20Poly1305
}

// NewKey makes a random key.
func NewKey() (*Key, error) {
	secret := make([]byte, keySize)
	_, _ = rand.Read(secret)
	return keyFrom(secret)
}

func keyFrom(secret []byte) (*Key, error) {
	aead, err := subtle.NewXChaCha20Poly1305(secret)
	if err != nil {
		return nil, fmt.Errorf("vault: make a key: %w", err)
	}
	return &Key{secret: secret, aead: aead}, nil
}

// Wrap seals inner under k. ad says whose key it is, and must be handed to
// Unwrap unchanged.
func (k *Key) Wrap(inner *Key, ad string) ([]byte, error) {
	return k.encrypt(formatWrap, ad, inner.secret)
}

// Unwrap opens what Wrap made; the error is ErrSealed.
func (k *Key) Unwrap(wrapped []byte, ad string) (*Key, error) {
	secret, err := k.decrypt(formatWrap, ad, wrapped)
	if err != nil {
		return nil, err
	}
	return keyFrom(secret)
}

// Format hides the key from every print verb.
func (k *Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "vault.Key(hidden)") }

// Seal encrypts plaintext and binds it to ad, the identity of its record: what
// is sealed for one record does not open as another. The length is padded, so
// that it tells little of what was written.
func Seal(k *Key, ad string, plaintext []byte) ([]byte, error) {
	return k.encrypt(formatSeal, ad, pad(plaintext))
}

// Open decrypts what Seal made with the same key and ad; the error is ErrSealed.
func Open(k *Key, ad string, sealed []byte) ([]byte, error) {
	padded, err := k.decrypt(formatSeal, ad, sealed)
	if err != nil {
		return nil, err
	}
	return unpad(padded)
}

func (k *Key) encrypt(format byte, ad string, plaintext []byte) ([]byte, error) {
	text, err := k.aead.Encrypt(plaintext, bound(format, ad))
	if err != nil {
		return nil, fmt.Errorf("vault: seal: %w", err)
	}
	return append([]byte{format}, text...), nil
}

func (k *Key) decrypt(format byte, ad string, sealed []byte) ([]byte, error) {
	if len(sealed) == 0 || sealed[0] != format {
		return nil, ErrSealed
	}
	plaintext, err := k.aead.Decrypt(sealed[1:], bound(format, ad))
	if err != nil {
		return nil, ErrSealed
	}
	return plaintext, nil
}

// bound puts the format into the associated data, so that a wrapped key can
// never pass for sealed text.
func bound(format byte, ad string) []byte { return append([]byte{format}, ad...) }

const (
	lengthSize  = 4
	smallBucket = 64
	largeBucket = 256
	smallLimit  = 1024
)

// pad puts the length before the text and fills up to the next multiple of 64
// bytes, from 1 KiB on of 256.
func pad(plaintext []byte) []byte {
	bucket := smallBucket
	if lengthSize+len(plaintext) > smallLimit {
		bucket = largeBucket
	}
	size := (lengthSize + len(plaintext) + bucket - 1) / bucket * bucket
	padded := make([]byte, size)
	binary.BigEndian.PutUint32(padded, uint32(len(plaintext))) //nolint:gosec // records are far below 4 GiB
	copy(padded[lengthSize:], plaintext)
	return padded
}

func unpad(padded []byte) ([]byte, error) {
	if len(padded) < lengthSize {
		return nil, ErrSealed
	}
	n := int64(binary.BigEndian.Uint32(padded))
	if n > int64(len(padded)-lengthSize) {
		return nil, ErrSealed
	}
	return padded[lengthSize : lengthSize+n], nil
}
