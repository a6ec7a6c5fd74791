// Package embedded runs a private PostgreSQL server as a child of the program.
//
// no server -> initdb -> postgres as child -> ready -> SIGINT -> gone
package embedded

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/gofrs/flock"
	"github.com/jackc/pgx/v5"
)

const (
	name         = "fourthirty" // the bootstrap superuser and the database
	startTimeout = 60 * time.Second
	portAttempts = 3
)

// Options says where the data lives and how safely it is kept.
type Options struct {
	DataDir   string       // holds postgres/, postgres.password and lock
	BinDir    string       // overrides the search for a server
	Throwaway bool         // for tests: fast, and lost when the machine stops
	Log       *slog.Logger // receives what the server prints

	as []identity // overrides the choice of account in tests
}

// Server is a running private PostgreSQL.
type Server struct {
	url     string
	cluster *cluster
	process *process
	lock    *flock.Flock
}

// Start makes the data folder if needed, starts PostgreSQL on it and returns when it answers.
func Start(ctx context.Context, o Options) (*Server, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	dir, err := filepath.Abs(o.DataDir)
	if err != nil {
		return nil, fmt.Errorf("resolve data folder: %w", err)
	}
	o.DataDir = dir
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return nil, err
	}
	s, err := startLocked(ctx, o)
	if err != nil {
		return nil, errors.Join(err, lock.Unlock())
	}
	s.lock = lock
	return s, nil
}

func startLocked(ctx context.Context, o Options) (*Server, error) {
	c, err := newCluster(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := c.endLeftover(ctx); err != nil {
		return nil, err
	}
	if err := c.initialise(ctx); err != nil {
		return nil, err
	}
	for attempt := 1; ; attempt++ {
		s, taken, err := c.run(ctx)
		if err == nil || !taken || attempt == portAttempts {
			return s, err
		}
	}
}

// run starts the server on a free port; taken says that somebody else got the port first.
func (c *cluster) run(ctx context.Context) (s *Server, taken bool, err error) {
	port, err := freePort()
	if err != nil {
		return nil, false, err
	}
	p, err := c.startProcess(ctx, port)
	if err != nil {
		return nil, false, err
	}
	s = &Server{url: c.url(port, name), cluster: c, process: p}
	if err := c.awaitReady(ctx, p, port); err != nil {
		taken = p.exited() && !portIsFree(port)
		return nil, taken, errors.Join(err, s.Stop())
	}
	return s, false, nil
}

func (c *cluster) awaitReady(ctx context.Context, p *process, port int) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for {
		err := c.ensureDatabase(ctx, port)
		if err == nil {
			return nil
		}
		select {
		case <-p.done:
			return fmt.Errorf("PostgreSQL did not start: %s", p.output.tail())
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL does not answer: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (c *cluster) ensureDatabase(ctx context.Context, port int) error {
	conn, err := pgx.Connect(ctx, c.url(port, "postgres"))
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer conn.Close(ctx)
	var exists bool
	const q = `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`
	if err := conn.QueryRow(ctx, q, name).Scan(&exists); err != nil || exists {
		return err
	}
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+name); err != nil {
		return fmt.Errorf("create database: %w", err)
	}
	return nil
}

func (c *cluster) url(port int, database string) string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword(name, c.password),
		Host:     net.JoinHostPort("127.0.0.1", strconv.Itoa(port)),
		Path:     "/" + database,
		RawQuery: "sslmode=disable",
	}
	return u.String()
}

// URL returns the address of the server's database, password included.
func (s *Server) URL() string { return s.url }

// Version returns the server's version, such as "18.4".
func (s *Server) Version() string { return s.cluster.bin.Version }

// Done is closed when the server has ended, whether it was asked to or not.
func (s *Server) Done() <-chan struct{} { return s.process.done }

// Stop ends the server cleanly, by force when it takes too long, and frees the data folder.
func (s *Server) Stop() error {
	err := s.process.stop(s.cluster)
	if s.lock != nil {
		err = errors.Join(err, s.lock.Unlock())
	}
	return err
}

func freePort() (int, error) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func portIsFree(port int) bool {
	l, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return false
	}
	return l.Close() == nil
}
