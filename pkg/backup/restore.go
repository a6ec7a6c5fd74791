package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// ErrNotEmpty says that there is something already where a backup shall be restored.
var ErrNotEmpty = errors.New("the folder to restore into is not empty")

// Restore puts a backup into an empty folder: postgres/, files/ and the extras. Nothing is there until everything
// has been read and every checksum fits. The folder may be a mounted volume, so it is filled from within.
func Restore(ctx context.Context, from io.Reader, folder string) (m *Manifest, err error) {
	made, err := emptyFolder(folder)
	if err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	staging, err := os.MkdirTemp(folder, stagingPrefix+"*")
	if err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	defer func() {
		_ = os.RemoveAll(staging)
		if err != nil && made {
			_ = os.Remove(folder)
		}
	}()
	if m, err = extract(ctx, from, staging); err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	if err := moveOut(staging, folder); err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	return m, nil
}

// stagingPrefix begins the name of the folder that is filled before anything is moved to its place.
const stagingPrefix = ".restore-"

// emptyFolder makes the folder unless it is there and empty; a volume's own lost+found does not count, and what a
// killed restore left before it moved anything is removed.
func emptyFolder(folder string) (made bool, err error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return true, os.MkdirAll(folder, 0o700)
	}
	left := func(e fs.DirEntry) bool { return strings.HasPrefix(e.Name(), stagingPrefix) }
	if slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() != "lost+found" && !left(e) }) {
		return false, fmt.Errorf("%w: %s", ErrNotEmpty, folder)
	}
	for _, e := range entries {
		if left(e) {
			err = errors.Join(err, os.RemoveAll(filepath.Join(folder, e.Name())))
		}
	}
	return false, err
}

// moveOut moves everything up one folder, the cluster last: without it the program would begin a new one, and with it
// all else is in place.
func moveOut(staging, folder string) error {
	entries, err := os.ReadDir(staging)
	if err != nil {
		return err
	}
	cluster := strings.TrimSuffix(clusterDir, "/")
	last := slices.IndexFunc(entries, func(e fs.DirEntry) bool { return e.Name() == cluster })
	if last >= 0 {
		entries = append(slices.Delete(slices.Clone(entries), last, last+1), entries[last])
	}
	for _, e := range entries {
		if err := os.Rename(filepath.Join(staging, e.Name()), filepath.Join(folder, e.Name())); err != nil {
			return err
		}
	}
	return SyncFolder(folder)
}

// SyncFolder brings the names in a folder safely onto the disk.
func SyncFolder(folder string) error {
	f, err := os.Open(folder) // #nosec G304 -- where the operator keeps backups
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
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
