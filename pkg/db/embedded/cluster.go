package embedded

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// cluster is one data folder with the server programs and the account that fit it.
type cluster struct {
	root      string // the program's data folder
	data      string // PostgreSQL's own folder below it
	bin       Binaries
	as        identity
	password  string
	throwaway bool
	log       *slog.Logger
}

func newCluster(ctx context.Context, o Options) (*cluster, error) {
	c := &cluster{
		root: o.DataDir, data: filepath.Join(o.DataDir, "postgres"),
		throwaway: o.Throwaway, log: o.Log,
	}
	found, err := findAll(ctx, o.BinDir)
	if err != nil {
		return nil, err
	}
	if c.bin, err = c.fitting(found); err != nil {
		return nil, err
	}
	if c.password, err = c.readPassword(); err != nil {
		return nil, err
	}
	if o.as == nil {
		o.as = identities(c.data)
	}
	return c, c.chooseIdentity(ctx, o.as)
}

// fitting picks the first server; with data in place, the first that can read them.
func (c *cluster) fitting(found []Binaries) (Binaries, error) {
	raw, err := os.ReadFile(filepath.Join(c.data, "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		return found[0], nil
	}
	if err != nil {
		return Binaries{}, fmt.Errorf("read version of data folder: %w", err)
	}
	made := strings.TrimSpace(string(raw))
	for _, b := range found {
		if strconv.Itoa(b.Major) == made {
			return b, nil
		}
	}
	return Binaries{}, fmt.Errorf("the data folder %s was made by PostgreSQL %s, but the server in %s is PostgreSQL %d: "+
		"set PG_BIN_DIR to a PostgreSQL %s, or back up with the old version and restore into a new folder",
		c.data, made, found[0].Dir, found[0].Major, made)
}

func (c *cluster) exists() bool {
	_, err := os.Stat(filepath.Join(c.data, "PG_VERSION"))
	return err == nil
}

func (c *cluster) readPassword() (string, error) {
	path := filepath.Join(c.root, "postgres.password")
	raw, err := os.ReadFile(path)
	if err == nil {
		return strings.TrimSpace(string(raw)), nil
	}
	if !errors.Is(err, fs.ErrNotExist) || c.exists() {
		return "", fmt.Errorf("read the password of the data folder: %w", err)
	}
	password := rand.Text()
	if err := os.WriteFile(path, []byte(password+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("keep the password: %w", err)
	}
	return password, nil
}

// chooseIdentity takes the first account that can run the server on this folder.
func (c *cluster) chooseIdentity(ctx context.Context, candidates []identity) error {
	var failures []error
	for _, as := range candidates {
		err := c.tryIdentity(ctx, as)
		if err == nil {
			return nil
		}
		failures = append(failures, fmt.Errorf("as %s: %w", as.name, err))
	}
	return fmt.Errorf("no account can run PostgreSQL here: %w", errors.Join(failures...))
}

func (c *cluster) tryIdentity(ctx context.Context, as identity) error {
	trial := *c
	trial.as = as
	if err := as.openPath(c.root); err != nil {
		return err
	}
	if trial.runs(ctx) != nil {
		if err := trial.bringBinaries(); err != nil {
			return err
		}
		if err := trial.runs(ctx); err != nil {
			return err
		}
	}
	*c = trial
	if c.exists() {
		return as.own(c.data)
	}
	return nil
}

func (c *cluster) runs(ctx context.Context) error {
	cmd := c.command(ctx, "postgres", "-V")
	if c.exists() && !c.as.changesOwner() {
		cmd.Dir = c.data // fails when the data belong to somebody else
	}
	return cmd.Run()
}

// bringBinaries copies the server to where the other account can reach it.
func (c *cluster) bringBinaries() error {
	if !c.as.changesOwner() {
		return errors.New("it cannot enter the data folder or run the server")
	}
	target := filepath.Join(c.root, "postgres-"+c.bin.Version)
	if err := copyTree(filepath.Dir(c.bin.Dir), target); err != nil {
		return err
	}
	c.bin.Dir = filepath.Join(target, filepath.Base(c.bin.Dir))
	return nil
}

func (c *cluster) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, filepath.Join(c.bin.Dir, executable(program)), args...)
	cmd.Env = cleanEnv()
	cmd.Dir = c.root
	c.as.apply(cmd)
	return cmd
}

// initialise makes the data folder under another name first: an interrupted one is never taken for whole.
func (c *cluster) initialise(ctx context.Context) error {
	if c.exists() {
		return nil
	}
	fresh := c.data + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return fmt.Errorf("remove unfinished data folder: %w", err)
	}
	if err := os.Mkdir(fresh, 0o700); err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	secret, err := c.writeSecret()
	if err != nil {
		return err
	}
	defer os.Remove(secret)
	if err := c.as.own(fresh); err != nil {
		return err
	}
	if out, err := c.command(ctx, "initdb", c.initArgs(fresh, secret)...).CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, bytes.TrimSpace(out))
	}
	if err := os.Rename(fresh, c.data); err != nil {
		return fmt.Errorf("put data folder in place: %w", err)
	}
	return nil
}

func (c *cluster) writeSecret() (string, error) {
	f, err := os.CreateTemp(c.root, "initdb-*")
	if err != nil {
		return "", fmt.Errorf("pass the password to initdb: %w", err)
	}
	_, err = f.WriteString(c.password + "\n")
	if err = errors.Join(err, f.Close(), c.as.own(f.Name())); err != nil {
		return "", fmt.Errorf("pass the password to initdb: %w", err)
	}
	return f.Name(), nil
}

func (c *cluster) initArgs(dir, secret string) []string {
	args := []string{
		"-D", dir, "-U", name, "-A", "scram-sha-256", "--pwfile=" + secret, "-E", "UTF8",
	}
	switch {
	case c.bin.Major >= 17:
		args = append(args, "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
	case runtime.GOOS == "linux":
		args = append(args, "--locale=C.UTF-8")
	default:
		args = append(args, "--locale=C")
	}
	if c.throwaway {
		args = append(args, "--no-sync")
	}
	return args
}

func (c *cluster) serverArgs(port int) []string {
	settings := []string{
		"listen_addresses=127.0.0.1", "port=" + strconv.Itoa(port), "unix_socket_directories=",
		"password_encryption=scram-sha-256", "shared_buffers=256MB", "timezone=UTC", "log_timezone=UTC",
		"jit=off", "random_page_cost=1.1",
		// Statements and row contents may hold personal data: they stay out of the log.
		"log_min_messages=log", "log_error_verbosity=terse", "log_line_prefix=", "logging_collector=off",
	}
	if c.throwaway {
		settings = append(settings, "max_connections=300", "fsync=off", "synchronous_commit=off",
			"full_page_writes=off", "wal_level=minimal", "max_wal_senders=0", "autovacuum=off",
			"max_wal_size=256MB", "dynamic_shared_memory_type=mmap")
	} else {
		settings = append(settings, "max_connections=100", "wal_level=replica", "max_wal_senders=10",
			"max_wal_size=2GB", "maintenance_work_mem=128MB")
	}
	args := []string{"-D", c.data}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	return args
}
