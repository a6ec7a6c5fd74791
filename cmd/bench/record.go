package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// statementLog is the log of PostgreSQL, from which the statements are taken that the platform sends. So the
// hand-written server runs the same text whatever the platform comes to send.
type statementLog struct {
	mu    sync.Mutex
	lines []string
}

// Enabled takes every line.
func (l *statementLog) Enabled(context.Context, slog.Level) bool { return true }

// Handle keeps a line.
func (l *statementLog) Handle(_ context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "line" {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.lines = append(l.lines, a.Value.String())
		}
		return true
	})
	return nil
}

// WithAttrs and WithGroup change nothing: only lines count.
func (l *statementLog) WithAttrs([]slog.Attr) slog.Handler { return l }

// WithGroup changes nothing.
func (l *statementLog) WithGroup(string) slog.Handler { return l }

var statementLine = regexp.MustCompile(`^LOG:  (?:execute [^:]+|statement): (.*)$`)

// taken gives the statements logged until now, and forgets them.
func (l *statementLog) taken() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var all []string
	inside := false
	for _, line := range l.lines {
		if m := statementLine.FindStringSubmatch(line); m != nil {
			all, inside = append(all, m[1]), true
			continue
		}
		if inside = inside && strings.HasPrefix(line, "\t"); inside {
			all[len(all)-1] += "\n" + line[1:]
		}
	}
	l.lines = nil
	return all
}

// statements are those of the three operations.
type statements struct {
	Authenticate, List, Get string
	Create                  []string // of the transaction, without BEGIN and COMMIT
}

func (s *statements) find(all []string) error {
	s.Authenticate = containing(all, "FROM sessions s JOIN users u")
	s.List = containing(all, "ORDER BY facilities.division, facilities.id")
	s.Get = containing(all, "WHERE facilities.id = ")
	if s.Authenticate == "" || s.List == "" || s.Get == "" {
		return fmt.Errorf("the platform did not send what was expected: %q", all)
	}
	first := slices.IndexFunc(all, func(s string) bool { return strings.Contains(s, "pg_try_advisory_xact_lock") })
	s.Create = all[max(first, 0):]
	if end := slices.IndexFunc(s.Create, func(s string) bool { return strings.EqualFold(s, "commit") }); end >= 0 {
		s.Create = s.Create[:end]
	}
	return s.check()
}

func containing(all []string, part string) string {
	if i := slices.IndexFunc(all, func(s string) bool { return strings.Contains(s, part) }); i >= 0 {
		return all[i]
	}
	return ""
}

// check refuses to compare with a hand-written transaction that would do something else.
func (s *statements) check() error {
	for i, sql := range s.Create {
		if i >= len(signs) || !strings.Contains(sql, signs[i]) {
			return fmt.Errorf("the platform registers a facility by other statements than the hand-written server knows: %q", sql)
		}
	}
	if len(s.Create) != len(signs) {
		return fmt.Errorf("the platform registers a facility by %d statements, the hand-written server by %d", len(s.Create), len(signs))
	}
	return nil
}

// record notes what the platform sends for one request of each kind. Work in the background may come between,
// then it tries again.
func (b *bench) record(ctx context.Context, ours *child) (err error) {
	if err := b.exec(ctx, small, "ALTER SYSTEM SET log_statement = 'all'", "SELECT pg_reload_conf()"); err != nil {
		return err
	}
	for range 10 {
		b.log.taken()
		for _, t := range []target{b.places.list(ours), b.places.get(ours), b.places.create(ours)} {
			if err = once(t); err != nil {
				return err
			}
		}
		time.Sleep(200 * time.Millisecond)
		if err = b.sql.find(b.log.taken()); err == nil {
			break
		}
	}
	return errors.Join(err, b.exec(ctx, small, "ALTER SYSTEM RESET log_statement", "SELECT pg_reload_conf()"))
}
