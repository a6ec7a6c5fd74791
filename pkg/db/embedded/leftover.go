package embedded

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

const (
	graceTimeout = 3 * time.Second
	pollInterval = 20 * time.Millisecond
)

// endLeftover ends a server of this folder that outlived a crash of the program.
// The folder's lock is ours, so no other program can be using that server.
func (c *cluster) endLeftover(ctx context.Context) error {
	path := filepath.Join(c.data, "postmaster.pid")
	pid, rest, err := readPidFile(path)
	if err != nil || pid == 0 {
		return err
	}
	if !c.isPostmaster(ctx, pid) {
		return c.disownPid(path, pid, rest)
	}
	gone := func() bool { return !c.isPostmaster(ctx, pid) }
	if waitUntil(ctx, graceTimeout, gone) {
		return nil // it was already stopping
	}
	c.log.Warn("stopping a PostgreSQL that outlived a crash", "pid", pid)
	_ = c.interrupt(pid)
	if waitUntil(ctx, stopTimeout, gone) {
		return nil
	}
	_ = c.abort(pid)
	if waitUntil(ctx, killTimeout, gone) {
		return nil
	}
	return fmt.Errorf("a PostgreSQL of this data folder does not stop (pid %d)", pid)
}

func readPidFile(path string) (pid int, rest []byte, err error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil, nil
	}
	if err != nil {
		return 0, nil, fmt.Errorf("read postmaster.pid: %w", err)
	}
	first, rest, _ := bytes.Cut(raw, []byte("\n"))
	pid, err = strconv.Atoi(string(bytes.TrimSpace(first)))
	if err != nil || pid <= 0 {
		// An empty or torn file of a crash would stop PostgreSQL from starting.
		return 0, nil, os.Remove(path)
	}
	return pid, rest, nil
}

// disownPid handles a pid that now belongs to a stranger, which PostgreSQL would take for a live server.
// Our own pid is one that PostgreSQL ignores, as its parent's, while it still checks the shared memory
// named further down in the file.
func (c *cluster) disownPid(path string, pid int, rest []byte) error {
	if !pidInUse(pid) {
		return nil
	}
	content := strconv.Itoa(os.Getpid()) + "\n" + string(rest)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		return fmt.Errorf("clear stale postmaster.pid: %w", err)
	}
	return nil
}

func waitUntil(ctx context.Context, d time.Duration, done func() bool) bool {
	for end := time.Now().Add(d); time.Now().Before(end); {
		if done() {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-time.After(pollInterval):
		}
	}
	return done()
}
