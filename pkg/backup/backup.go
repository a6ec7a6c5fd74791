// Package backup keeps a whole installation in one file: the cluster of PostgreSQL as it was at one moment, the
// files, and the keys without which the encrypted fields cannot be read.
//
// The file is a tar, compressed by zstd. Its last entry is the list of all others with their checksums, so a
// file that was cut off or changed is known as such before anything is put in place.
package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"time"

	"github.com/klauspost/compress/zstd"
	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"
)

// Source is what is backed up.
type Source struct {
	URL    string            // of PostgreSQL; the role needs REPLICATION
	Files  *blob.Bucket      // uploaded files
	Extras map[string]string // entry name -> path of further files, such as the keys
	Now    func() time.Time
}

// Manifest lists what a backup holds.
type Manifest struct {
	Format     int               `json:"format"`
	MadeAt     time.Time         `json:"made_at"`
	PostgreSQL string            `json:"postgresql"`
	StartLSN   string            `json:"start_lsn"`
	EndLSN     string            `json:"end_lsn"`
	Bytes      int64             `json:"bytes"`
	Entries    map[string]string `json:"entries"` // name -> SHA-256
}

const (
	format       = 1
	manifestName = "manifest.json"
	clusterDir   = "postgres/"
	filesDir     = "files/"
)

// Write writes a backup while the installation may go on working.
func Write(ctx context.Context, to io.Writer, s Source) (*Manifest, error) {
	z, err := zstd.NewWriter(to)
	if err != nil {
		return nil, fmt.Errorf("backup: %w", err)
	}
	a := &archive{tar: tar.NewWriter(z), manifest: Manifest{Format: format, MadeAt: s.Now().UTC(), Entries: map[string]string{}}}
	for _, part := range []func(context.Context, Source) error{a.addCluster, a.addFiles, a.addExtras} {
		if err := part(ctx, s); err != nil {
			return nil, fmt.Errorf("backup: %w", err)
		}
	}
	if err := a.finish(); err != nil {
		return nil, fmt.Errorf("backup: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("backup: %w", err)
	}
	return &a.manifest, nil
}

// archive is a backup in the making.
type archive struct {
	tar      *tar.Writer
	manifest Manifest
}

// add writes one entry and notes its checksum.
func (a *archive) add(h *tar.Header, content io.Reader) error {
	if err := a.tar.WriteHeader(h); err != nil {
		return fmt.Errorf("%s: %w", h.Name, err)
	}
	if h.Typeflag != tar.TypeReg {
		return nil
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(a.tar, sum), content)
	if err != nil {
		return fmt.Errorf("%s: %w", h.Name, err)
	}
	a.manifest.Bytes += n
	a.manifest.Entries[h.Name] = hexSum(sum)
	return nil
}

func hexSum(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

func (a *archive) addFiles(ctx context.Context, s Source) error {
	if s.Files == nil {
		return nil
	}
	for list := s.Files.List(nil); ; {
		object, err := list.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("list files: %w", err)
		}
		if err := a.addFile(ctx, s.Files, object); err != nil {
			return err
		}
	}
}

func (a *archive) addFile(ctx context.Context, bucket *blob.Bucket, object *blob.ListObject) error {
	r, err := bucket.NewReader(ctx, object.Key, nil)
	if gcerrors.Code(err) == gcerrors.NotFound { // deleted since it was listed
		return nil
	}
	if err != nil {
		return fmt.Errorf("read file: %w", err)
	}
	defer func() { _ = r.Close() }()
	return a.add(&tar.Header{Typeflag: tar.TypeReg, Name: filesDir + object.Key, Size: r.Size(), Mode: 0o600, ModTime: object.ModTime}, r)
}

func (a *archive) addExtras(_ context.Context, s Source) error {
	for name, path := range s.Extras {
		f, err := os.Open(path) // #nosec G304 -- paths of the operator's own installation
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		info, err := f.Stat()
		if err == nil {
			err = a.add(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: info.Size(), Mode: 0o600, ModTime: info.ModTime()}, f)
		}
		_ = f.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *archive) finish() error {
	text, err := json.Marshal(a.manifest)
	if err != nil {
		return err
	}
	if err := a.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: manifestName, Size: int64(len(text)), Mode: 0o600}); err != nil {
		return err
	}
	if _, err := a.tar.Write(text); err != nil {
		return err
	}
	return a.tar.Close()
}
