package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	_ "gocloud.dev/blob/s3blob" // FOURTHIRTY_FILES=s3://...

	"github.com/fourthirty/fourthirty/api"
	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/db/embedded"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/job"
	"github.com/fourthirty/fourthirty/pkg/secret"
)

// app is the program wired together: a migrated database and the services on it.
type app struct {
	config *config
	server *embedded.Server // nil with DATABASE_URL
	url    string
	api    *api.API
	jobs   *job.Runner // while it serves
}

// openApp starts or reaches PostgreSQL, migrates it and wires the services.
func openApp(ctx context.Context) (*app, error) {
	c, err := readConfig()
	if err != nil {
		return nil, err
	}
	return openWith(ctx, c)
}

func openWith(ctx context.Context, c *config) (*app, error) {
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: c.LogLevel})))
	c.API.Log = slog.Default()
	a := &app{config: c}
	if err := a.open(ctx); err != nil {
		a.close()
		return nil, err
	}
	return a, nil
}

func (a *app) open(ctx context.Context) error {
	if err := os.MkdirAll(a.config.Data, 0o700); err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	if err := a.startDatabase(ctx); err != nil {
		return err
	}
	if err := db.Migrate(ctx, a.url); err != nil {
		return err
	}
	d, err := db.Open(ctx, a.url)
	if err != nil {
		return err
	}
	box, err := a.openKey(ctx, d)
	if err != nil {
		d.Close()
		return err
	}
	if a.config.API.Files, err = a.openFiles(ctx); err != nil {
		return err
	}
	a.api = api.New(a.config.API, d, box, time.Now)
	return a.prepare(authz.System(ctx))
}

// openKey reads the key of the encrypted fields. A new one is made for a new database only: over an older one it
// would hide that the right one is missing.
func (a *app) openKey(ctx context.Context, d *db.DB) (*secret.Box, error) {
	path := filepath.Join(a.config.Data, "key.json")
	if _, err := os.Stat(path); a.config.Key == "" && errors.Is(err, fs.ErrNotExist) {
		var used bool
		if err := d.Read(ctx).Raw("SELECT EXISTS (SELECT FROM signing_keys)").Scan(&used).Error; err != nil {
			return nil, fmt.Errorf("signing keys: %w", err)
		}
		if used {
			return nil, fmt.Errorf("the database has encrypted fields and %s is missing: put the key of this database there, or set FOURTHIRTY_KEY", path)
		}
	}
	return secret.Open(a.config.Key, path)
}

// prepare gives a new database what every installation begins with.
func (a *app) prepare(ctx context.Context) error {
	if err := a.api.Org.LoadKeys(ctx); err != nil {
		return err
	}
	if err := a.api.Division.Load(ctx); err != nil {
		return err
	}
	if err := a.api.Statistics.Begin(ctx); err != nil {
		return err
	}
	return a.api.Statistics.SeedSeries(ctx)
}

func (a *app) startDatabase(ctx context.Context) (err error) {
	a.url = a.config.DatabaseURL
	if a.url != "" {
		return nil
	}
	a.server, err = embedded.Start(ctx, embedded.Options{DataDir: a.config.Data, Log: slog.Default()})
	if err != nil {
		return err
	}
	a.url = a.server.URL()
	return nil
}

// openFiles opens the bucket of uploaded files; a folder beside the database unless set otherwise.
func (a *app) openFiles(ctx context.Context) (*blob.Bucket, error) {
	if a.config.Files != "" {
		b, err := blob.OpenBucket(ctx, a.config.Files)
		if err != nil {
			return nil, fmt.Errorf("FOURTHIRTY_FILES: %w", err)
		}
		return b, nil
	}
	b, err := fileblob.OpenBucket(filepath.Join(a.config.Data, "files"), &fileblob.Options{CreateDir: true, DirFileMode: 0o700, NoTempDir: true})
	if err != nil {
		return nil, fmt.Errorf("files: %w", err)
	}
	return b, nil
}

func (a *app) close() {
	a.stopJobs()
	if a.api != nil {
		a.api.DB.Close()
	}
	if a.server != nil {
		if err := a.server.Stop(); err != nil {
			slog.Error("stopping PostgreSQL", "error", err)
		}
	}
}

// stopJobs interrupts what runs in the background; it goes on at the next start.
func (a *app) stopJobs() {
	if a.jobs == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	if err := a.jobs.Stop(ctx); err != nil {
		slog.Error("stopping background work", "error", err)
	}
}

// sealOnce seals what is committed, for commands that end before the background sealer would.
func sealOnce(ctx context.Context, e *event.Service) error {
	_, err := e.Seal(ctx)
	return err
}
