package dbtest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/gofrs/flock"

	"github.com/fourthirty/fourthirty/pkg/db/embedded"
)

const (
	keeperVariable = "FOURTHIRTY_DBTEST_KEEPER"
	idleLimit      = 10 * time.Minute
	watchInterval  = 250 * time.Millisecond
)

// A test binary that finds this variable is not run for its tests but as the keeper of the server,
// which must outlive the first test process.
func init() {
	dir := os.Getenv(keeperVariable)
	if dir == "" {
		return
	}
	if err := keep(place{dir: dir}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// keep runs the server until nobody has used it for a while.
func keep(p place) error {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	lock := p.lock("keeper.lock")
	if ok, err := lock.TryLock(); err != nil || !ok {
		return err // another keeper is at work
	}
	defer func() { _ = lock.Unlock() }()
	if err := p.clear(); err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	s, err := embedded.Start(ctx, embedded.Options{DataDir: p.file("data"), Throwaway: true, Log: log})
	if err != nil {
		return err
	}
	if err := p.publish(s.URL()); err != nil {
		return errors.Join(err, s.Stop())
	}
	users := p.watch(ctx, s.Done())
	err = errors.Join(s.Stop(), p.clear())
	return errors.Join(err, users.Unlock())
}

// clear removes what a keeper that was killed has left.
func (p place) clear() error {
	for _, name := range []string{"url", "stop", "data"} {
		if err := os.RemoveAll(p.file(name)); err != nil {
			return fmt.Errorf("clear test server: %w", err)
		}
	}
	return nil
}

func (p place) publish(address string) error {
	draft := p.file("url.new")
	if err := os.WriteFile(draft, []byte(address), 0o600); err != nil {
		return fmt.Errorf("publish address: %w", err)
	}
	if err := os.Rename(draft, p.file("url")); err != nil {
		return fmt.Errorf("publish address: %w", err)
	}
	return nil
}

// watch returns when the server should end. When it ends for want of users, the returned lock
// is held, so that a newcomer waits instead of meeting a server that is going away.
func (p place) watch(ctx context.Context, died <-chan struct{}) *flock.Flock {
	users := p.lock("users.lock")
	lastUse := time.Now()
	for {
		select {
		case <-ctx.Done():
			return users
		case <-died:
			return users
		case <-time.After(watchInterval):
		}
		if _, err := os.Stat(p.file("stop")); err == nil {
			return users
		}
		if alone, err := users.TryLock(); err != nil || !alone {
			lastUse = time.Now()
		} else if time.Since(lastUse) > idleLimit {
			return users
		} else {
			_ = users.Unlock()
		}
	}
}
