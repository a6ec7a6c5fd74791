package backup_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"gocloud.dev/blob/fileblob"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/backup"
	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/db/embedded"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// installation is a data folder with a running server.
type installation struct {
	*testing.T
	folder string
	server *embedded.Server
	db     *db.DB
}

func open(t *testing.T, folder string) *installation {
	t.Helper()
	s, err := embedded.Start(t.Context(), embedded.Options{DataDir: folder})
	must(t, err)
	t.Cleanup(func() { _ = s.Stop() })
	must(t, db.Migrate(t.Context(), s.URL()))
	d, err := db.Open(t.Context(), s.URL())
	must(t, err)
	t.Cleanup(d.Close)
	return &installation{t, folder, s, d}
}

// record writes an event, as every change does.
func (i *installation) record(n int) error {
	return i.db.Write(authz.System(i.Context()), func(_ context.Context, tx *gorm.DB) error {
		return event.Record(tx, event.Change{Action: "facility.create", Subject: "facility", SubjectID: fmt.Sprint(n), Division: division.Country, After: map[string]int{"n": n}})
	})
}

func (i *installation) events() (n int64) {
	i.Helper()
	must(i.T, i.db.Read(i.Context()).Table("events").Count(&n).Error)
	return n
}

// save backs the installation up while others write.
func (i *installation) save() []byte {
	i.Helper()
	files, err := fileblob.OpenBucket(filepath.Join(i.folder, "files"), &fileblob.Options{CreateDir: true, NoTempDir: true})
	must(i.T, err)
	must(i.T, files.WriteAll(i.Context(), "imports/设施.csv", []byte("名称,代码"), nil))
	must(i.T, os.WriteFile(filepath.Join(i.folder, "key.json"), []byte("the keys"), 0o600))
	url, err := embedded.Reach(i.folder)
	must(i.T, err)
	if url != i.server.URL() {
		i.Errorf("reached %s instead of %s", url, i.server.URL())
	}
	var out bytes.Buffer
	m, err := backup.Write(i.Context(), &out, backup.Source{URL: url, Files: files, Now: time.Now, Extras: map[string]string{
		"key.json": filepath.Join(i.folder, "key.json"), "postgres.password": filepath.Join(i.folder, "postgres.password"),
	}})
	must(i.T, err)
	if m.StartLSN == "" || m.EndLSN == "" || m.Entries["files/imports/设施.csv"] == "" {
		i.Errorf("%+v", m)
	}
	return out.Bytes()
}

func TestABackupTakenDuringWritesIsRestoredWholeWithItsEventChainAndFiles(t *testing.T) {
	t.Parallel()
	was := open(t, t.TempDir())
	for n := range 50 {
		must(t, was.record(n))
	}
	chain := &event.Service{DB: was.db}
	_, err := chain.Seal(authz.System(t.Context()))
	must(t, err)
	before := was.events()
	stop := make(chan struct{})
	var writers sync.WaitGroup
	writers.Go(func() {
		for n := 1000; ; n++ {
			select {
			case <-stop:
				return
			default:
				if err := was.record(n); err != nil {
					t.Error(err)
					return
				}
			}
		}
	})
	saved := was.save()
	close(stop)
	writers.Wait()
	after := was.events()

	folder := t.TempDir()
	must(t, os.MkdirAll(filepath.Join(folder, ".restore-killed", "postgres"), 0o700)) // by an earlier attempt
	_, err = backup.Restore(t.Context(), bytes.NewReader(saved), folder)
	must(t, err)
	now := open(t, folder)
	if n := now.events(); n < before || n > after {
		t.Errorf("%d events restored, %d before and %d after the backup", n, before, after)
	}
	restored := &event.Service{DB: now.db}
	_, err = restored.Seal(authz.System(t.Context()))
	must(t, err)
	if v, err := restored.Verify(authz.System(t.Context()), ""); err != nil || !v.Intact {
		t.Errorf("%+v %v", v, err)
	}
	for name, want := range map[string]string{"files/imports/设施.csv": "名称,代码", "key.json": "the keys"} {
		if got, err := os.ReadFile(filepath.Join(folder, name)); err != nil || string(got) != want {
			t.Errorf("%s: %q %v", name, got, err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(folder, ".restore-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	refusesWhatIsNotWhole(t, saved)
}

func refusesWhatIsNotWhole(t *testing.T, saved []byte) {
	t.Helper()
	full := t.TempDir()
	must(t, os.WriteFile(filepath.Join(full, "somebody's"), nil, 0o600))
	if _, err := backup.Restore(t.Context(), bytes.NewReader(saved), full); !errors.Is(err, backup.ErrNotEmpty) {
		t.Errorf("into a folder in use: %v", err)
	}
	flipped := bytes.Clone(saved)
	flipped[len(flipped)/2] ^= 0x40
	for name, bad := range map[string][]byte{"cut off": saved[:len(saved)*2/3], "changed": flipped, "empty": {}, "no backup": []byte("<html>")} {
		parent := t.TempDir()
		if _, err := backup.Restore(t.Context(), bytes.NewReader(bad), filepath.Join(parent, "x")); err == nil {
			t.Errorf("%s: was restored", name)
		}
		if left, _ := os.ReadDir(parent); len(left) > 0 {
			t.Errorf("%s: left %v behind", name, left)
		}
	}
}
