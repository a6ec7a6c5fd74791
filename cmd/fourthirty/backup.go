package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/backup"
	"github.com/fourthirty/fourthirty/pkg/db/embedded"
)

func backupCommand() *cobra.Command {
	var withoutKey bool
	cmd := &cobra.Command{Use: "backup FILE", Short: "Write database, files and keys into one file, while the program serves or not", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return writeBackup(cmd.Context(), args[0], !withoutKey) }}
	cmd.Flags().BoolVar(&withoutKey, "without-key", false, "leave out the keys; without them nobody can read the encrypted fields")
	return cmd
}

// writeBackup writes under another name first, so that a file of the right name is always whole.
func writeBackup(ctx context.Context, path string, withKey bool) error {
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(fmt.Errorf("%s exists; a backup never overwrites another file", path), err)
	}
	c, err := readConfig()
	if err != nil {
		return err
	}
	a := &app{config: c}
	defer a.close()
	source, err := a.source(ctx, withKey)
	if err != nil {
		return err
	}
	part := path + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600) // #nosec G304 -- where the operator wants it
	if err != nil {
		return err
	}
	m, err := backup.Write(ctx, f, source)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	if err := errors.Join(os.Rename(part, path), backup.SyncFolder(filepath.Dir(path))); err != nil {
		return err
	}
	fmt.Printf("%s: PostgreSQL %s up to %s, %d files, %d bytes\n", path, m.PostgreSQL, m.EndLSN, len(m.Entries), m.Bytes)
	return nil
}

// source is this installation, with its PostgreSQL reached where it runs or started where it does not.
func (a *app) source(ctx context.Context, withKey bool) (backup.Source, error) {
	s := backup.Source{Extras: map[string]string{}, Now: time.Now}
	if a.config.DatabaseURL == "" {
		if _, err := os.Stat(filepath.Join(a.config.Data, "postgres", "PG_VERSION")); err != nil {
			return s, fmt.Errorf("there is no installation in %s", a.config.Data)
		}
		url, err := embedded.Reach(a.config.Data)
		if errors.Is(err, embedded.ErrNotRunning) {
			err = a.startDatabase(ctx)
			url = a.url
		}
		if err != nil {
			return s, err
		}
		a.url = url
		s.Extras["postgres.password"] = filepath.Join(a.config.Data, "postgres.password")
	} else {
		a.url = a.config.DatabaseURL
	}
	s.URL = a.url
	if withKey && a.config.Key == "" {
		s.Extras["key.json"] = filepath.Join(a.config.Data, "key.json")
	}
	var err error
	s.Files, err = a.openFiles(ctx)
	return s, err
}

func restoreCommand() *cobra.Command {
	return &cobra.Command{Use: "restore FILE", Short: "Put a backup into the empty data folder and prove that it works", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return restoreBackup(cmd.Context(), args[0]) }}
}

func restoreBackup(ctx context.Context, path string) error {
	c, err := readConfig()
	if err != nil {
		return err
	}
	f, err := os.Open(path) // #nosec G304 -- what the operator names
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	m, err := backup.Restore(ctx, f, c.Data)
	if err != nil {
		return err
	}
	fmt.Printf("restored %d files of %s into %s\n", len(m.Entries), m.MadeAt.Format(time.RFC3339), c.Data)
	if m.Entries["postgres.password"] == "" {
		fmt.Printf("The cluster is in %s: start your own PostgreSQL %s on it, then set DATABASE_URL.\n", filepath.Join(c.Data, "postgres"), m.PostgreSQL)
		return nil
	}
	if m.Entries["key.json"] == "" && c.Key == "" {
		fmt.Printf("The backup was made without the keys: put key.json into %s before the first start.\n", c.Data)
		return nil
	}
	return proveRestored(ctx, c)
}

// proveRestored starts the restored installation and walks its event chain.
func proveRestored(ctx context.Context, c *config) error {
	c.DatabaseURL = "" // what was restored, not what the environment names
	a, err := openWith(ctx, c)
	if err != nil {
		return err
	}
	defer a.close()
	v, err := a.api.Event.Verify(authz.System(ctx), "")
	if err != nil {
		return err
	}
	if !v.Intact {
		return errors.New("the event chain of the backup is broken; fourthirty audit verify names the breaches")
	}
	fmt.Println("the event chain is intact; head", v.Head)
	return nil
}
