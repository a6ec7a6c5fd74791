// Package dbtest gives every test its own real PostgreSQL database, cloned from a migrated template.
//
// The databases live on one throwaway server per user, shared by all test processes, or on
// the server that DATABASE_URL_TEST names.
package dbtest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/fourthirty/fourthirty/pkg/db"
)

const maintenanceTimeout = time.Minute

// server is what this process knows of the shared server.
type server struct {
	url      string
	admin    *pgxpool.Pool
	template string
}

var shared = sync.OnceValues(connect)

// New returns a fresh migrated database; it is dropped when the test passes and kept when it fails.
func New(t testing.TB) *db.DB {
	t.Helper()
	s := use(t)
	address := s.create(t, s.template)
	d, err := db.Open(t.Context(), address)
	if err != nil {
		t.Fatalf("open test database: %v", err)
	}
	t.Cleanup(d.Close)
	return d
}

// NewEmpty returns the address of a fresh database without any table, for tests of migration and restore.
func NewEmpty(t testing.TB) string {
	t.Helper()
	return use(t).create(t, "template0")
}

func use(t testing.TB) *server {
	t.Helper()
	s, err := shared()
	if err != nil {
		t.Fatalf("no PostgreSQL for tests: %v", err)
	}
	return s
}

func connect() (*server, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*startTimeout)
	defer cancel()
	address, err := serverURL(ctx)
	if err != nil {
		return nil, err
	}
	cfg, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("parse address of test server: %w", err)
	}
	cfg.MaxConns, cfg.MinConns = 4, 0
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("connect to test server: %w", err)
	}
	s := &server{url: address, admin: pool}
	s.template, err = s.ensureTemplate(ctx)
	return s, err
}

// create makes a database named after the test and returns its address.
func (s *server) create(t testing.TB, template string) string {
	t.Helper()
	name := databaseName(t.Name())
	if err := s.clone(t.Context(), name, template); err != nil {
		t.Fatalf("create test database: %v", err)
	}
	address := s.address(name)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("database kept: %s", address)
			return
		}
		// The test's own context has ended by now.
		ctx, cancel := context.WithTimeout(context.Background(), maintenanceTimeout)
		defer cancel()
		if err := s.drop(ctx, name); err != nil {
			t.Errorf("drop test database: %v", err)
		}
	})
	return address
}

func (s *server) clone(ctx context.Context, name, template string) error {
	_, err := s.admin.Exec(ctx, "CREATE DATABASE "+quote(name)+" TEMPLATE "+quote(template)+" STRATEGY FILE_COPY")
	if err != nil {
		return fmt.Errorf("clone %s: %w", template, err)
	}
	return nil
}

func (s *server) drop(ctx context.Context, name string) error {
	if _, err := s.admin.Exec(ctx, "DROP DATABASE IF EXISTS "+quote(name)+" WITH (FORCE)"); err != nil {
		return fmt.Errorf("drop %s: %w", name, err)
	}
	return nil
}

func (s *server) address(database string) string {
	u, err := url.Parse(s.url)
	if err != nil {
		panic(err) // the pool has parsed it before
	}
	u.Path = "/" + database
	return u.String()
}

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }

var unfit = regexp.MustCompile(`[^a-z0-9]+`)

// databaseName keeps within PostgreSQL's 63 bytes.
func databaseName(test string) string {
	words := strings.Trim(unfit.ReplaceAllString(strings.ToLower(test), "_"), "_")
	if len(words) > 44 {
		words = words[:44]
	}
	return words + "_" + strings.ToLower(rand.Text()[:12])
}
