package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// ErrNotEmpty says that there is something already where a backup shall be restored.
var ErrNotEmpty = errors.New("the folder to restore into is not empty")

// Restore puts a backup into an empty folder: postgres/, files/ and the extras. Nothing is there until everything
// has been read and every checksum fits.
func Restore(ctx context.Context, from io.Reader, folder string) (*Manifest, error) {
	if entries, err := os.ReadDir(folder); err == nil && len(entries) > 0 {
		return nil, fmt.Errorf("%w: %s", ErrNotEmpty, folder)
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o700); err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	staging, err := os.MkdirTemp(filepath.Dir(folder), ".restore-*")
	if err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	defer func() { _ = os.RemoveAll(staging) }()
	m, err := extract(ctx, from, staging)
	if err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	if err := os.Remove(folder); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("restore: %w", err)
	}
	if err := os.Rename(staging, folder); err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	return m, nil
}

func extract(ctx context.Context, from io.Reader, folder string) (*Manifest, error) {
	z, err := zstd.NewReader(from)
	if err != nil {
		return nil, err
	}
	defer z.Close()
	root, err := os.OpenRoot(folder) // no entry can leave it, by .. or by a link
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }()
	in, sums := tar.NewReader(z), map[string]string{}
	for ctx.Err() == nil {
		h, err := in.Next()
		if err != nil {
			return nil, fmt.Errorf("the backup is not complete: %w", err)
		}
		if h.Name == manifestName {
			return checkManifest(in, sums)
		}
		if err := put(root, h, in, sums); err != nil {
			return nil, fmt.Errorf("%s: %w", h.Name, err)
		}
	}
	return nil, ctx.Err()
}

func put(root *os.Root, h *tar.Header, content io.Reader, sums map[string]string) error {
	name := filepath.FromSlash(strings.TrimSuffix(h.Name, "/"))
	switch h.Typeflag {
	case tar.TypeDir:
		return root.MkdirAll(name, 0o700)
	case tar.TypeReg:
	default:
		return errors.New("neither a file nor a folder")
	}
	if err := root.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(f, sum), content)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	sums[h.Name] = hexSum(sum)
	return nil
}

func checkManifest(r io.Reader, sums map[string]string) (*Manifest, error) {
	var m Manifest
	if err := json.NewDecoder(r).Decode(&m); err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	if m.Format != format {
		return nil, fmt.Errorf("manifest: format %d is not known to this program", m.Format)
	}
	if !maps.Equal(m.Entries, sums) {
		return nil, errors.New("the backup has been changed: checksums do not fit")
	}
	return &m, nil
}
