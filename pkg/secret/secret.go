// Package secret encrypts sensitive fields before they reach the database.
package secret

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/subtle/random"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Box seals and opens fields with one keyset. It is safe for concurrent use.
type Box struct {
	aead  tink.AEAD
	blind []byte
}

// material is the key file: a Tink AEAD keyset and the key of the blind index.
type material struct {
	AEAD  json.RawMessage `json:"aead"`
	Blind []byte          `json:"blind"`
}

// Generate makes new key material as the text of a key file.
func Generate() ([]byte, error) {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("secret: generate: %w", err)
	}
	var buf bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&buf)); err != nil {
		return nil, fmt.Errorf("secret: generate: %w", err)
	}
	return json.Marshal(material{AEAD: buf.Bytes(), Blind: random.GetRandomBytes(32)})
}

// Parse reads the text of a key file, plain or in base64.
func Parse(text []byte) (*Box, error) {
	text = bytes.TrimSpace(text)
	if len(text) > 0 && text[0] != '{' {
		plain, err := base64.StdEncoding.DecodeString(string(text))
		if err != nil {
			return nil, errors.New("secret: the key is neither JSON nor base64")
		}
		text = plain
	}
	var m material
	if err := json.Unmarshal(text, &m); err != nil || len(m.Blind) < 32 {
		return nil, errors.New("secret: the key is not a fourthirty key file")
	}
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(m.AEAD)))
	if err != nil {
		return nil, errors.New("secret: the keyset cannot be read")
	}
	primitive, err := aead.New(handle)
	if err != nil {
		return nil, fmt.Errorf("secret: %w", err)
	}
	return &Box{aead: primitive, blind: m.Blind}, nil
}

// Open reads the key from text when that is not empty, else from the file, which is made on first use
// and readable by its owner only.
func Open(text, file string) (*Box, error) {
	if text != "" {
		return Parse([]byte(text))
	}
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		if data, err = Generate(); err == nil {
			err = os.WriteFile(file, data, 0o600)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("secret: key file: %w", err)
	}
	return Parse(data)
}

// Seal encrypts plain. place names table, column and row, so that a ciphertext moved elsewhere does not open.
func (b *Box) Seal(plain, place string) ([]byte, error) {
	c, err := b.aead.Encrypt([]byte(plain), []byte(place))
	if err != nil {
		return nil, fmt.Errorf("secret: seal: %w", err)
	}
	return c, nil
}

// Open decrypts what Seal made for the same place.
func (b *Box) Open(cipher []byte, place string) (string, error) {
	p, err := b.aead.Decrypt(cipher, []byte(place))
	if err != nil {
		return "", fmt.Errorf("secret: open %s: %w", place, err)
	}
	return string(p), nil
}

// Blind is the keyed index of a normalised value, for finding it by equality.
func (b *Box) Blind(value string) []byte {
	m := hmac.New(sha256.New, b.blind)
	m.Write([]byte(value))
	return m.Sum(nil)
}
