package secret_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/fourthirty/fourthirty/pkg/secret"
)

func TestACiphertextOpensOnlyInItsPlaceAndWithItsKey(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "key.json")
	a, err := secret.Open("", file)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := a.Seal("13800138000", "facilities.contact_phone.1")
	if err != nil || bytes.Contains(sealed, []byte("13800138000")) {
		t.Fatalf("%x, %v", sealed, err)
	}
	again, err := secret.Open("", file)
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := again.Open(sealed, "facilities.contact_phone.1"); err != nil || plain != "13800138000" {
		t.Fatalf("%q, %v", plain, err)
	}
	if _, err := again.Open(sealed, "facilities.contact_phone.2"); err == nil {
		t.Fatal("opened in another row")
	}
	other, err := secret.Open("", filepath.Join(t.TempDir(), "key.json"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Open(sealed, "facilities.contact_phone.1"); err == nil {
		t.Fatal("opened with another key")
	}
	if bytes.Equal(a.Blind("x"), other.Blind("x")) || !bytes.Equal(a.Blind("x"), again.Blind("x")) {
		t.Fatal("the blind index does not follow the key")
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("key file %v, %v", info.Mode(), err)
	}
}

func TestBrokenKeysAreRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"!", "{}", "aGVsbG8=", `{"aead":{},"blind":"AAAA"}`} {
		if _, err := secret.Parse([]byte(text)); err == nil {
			t.Errorf("%q was accepted", text)
		}
	}
}
