package dbtest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"github.com/jackc/pgx/v5"

	"github.com/fourthirty/fourthirty/pkg/db/embedded"
)

const (
	folderVariable = "FOURTHIRTY_TEST_FOLDER" // where the server's files go, instead of memory

	startTimeout = 60 * time.Second
	lockRetry    = 10 * time.Millisecond
	pollInterval = 50 * time.Millisecond
)

// place is the folder through which test processes share one server:
//
//	users.lock   held shared by every process that uses the server, for as long as it lives
//	start.lock   held while one process looks for the server or starts it
//	keeper.lock  held by the keeper, the process whose child the server is
//	url          the server's address, present while it runs
//	stop         asks the keeper to end
type place struct{ dir string }

func (p place) file(name string) string { return filepath.Join(p.dir, name) }

func (p place) lock(name string) *flock.Flock {
	return flock.New(p.file(name), flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o600))
}

// placeFor keys the folder by user and server, so that neither gets in another's way.
func placeFor(bin embedded.Binaries) (place, error) {
	sum := sha256.Sum256([]byte(bin.Dir))
	name := fmt.Sprintf("fourthirty-test-%d-%s-%x", os.Getuid(), bin.Version, sum[:4])
	base := os.Getenv(folderVariable)
	if base == "" {
		base = fastFolder()
	}
	p := place{dir: filepath.Join(base, name)}
	// Others may pass through: as root the server runs under another account.
	if err := os.MkdirAll(p.dir, 0o711); err != nil {
		return place{}, fmt.Errorf("make folder of test server: %w", err)
	}
	return p, nil
}

// inUse says that this process uses the server. It is never unlocked: the system does that when
// the process ends, however it ends. A variable of the package, or else the collector would close it.
var inUse *flock.Flock

// serverURL finds the shared server or starts it.
func serverURL(ctx context.Context) (string, error) {
	if address := os.Getenv("DATABASE_URL_TEST"); address != "" {
		return address, nil
	}
	bin, err := embedded.Find(ctx)
	if err != nil {
		return "", err
	}
	p, err := placeFor(bin)
	if err != nil {
		return "", err
	}
	inUse = p.lock("users.lock")
	if _, err := inUse.TryRLockContext(ctx, lockRetry); err != nil {
		return "", fmt.Errorf("join users of test server: %w", err)
	}
	start := p.lock("start.lock")
	if _, err := start.TryLockContext(ctx, lockRetry); err != nil {
		return "", fmt.Errorf("wait for start of test server: %w", err)
	}
	defer func() { _ = start.Unlock() }()
	if address, ok := p.running(ctx); ok {
		return address, nil
	}
	return p.start(ctx, bin)
}

func (p place) running(ctx context.Context) (string, bool) {
	raw, err := os.ReadFile(p.file("url"))
	if err != nil {
		return "", false
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, string(raw))
	if err != nil {
		return "", false
	}
	return string(raw), conn.Close(ctx) == nil
}

// start runs this same test binary again as the keeper, and waits until the server answers.
func (p place) start(ctx context.Context, bin embedded.Binaries) (string, error) {
	ended, err := p.spawnKeeper(bin)
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for {
		if address, ok := p.running(ctx); ok {
			return address, nil
		}
		time.Sleep(pollInterval)
		select {
		case err := <-ended:
			if err != nil {
				return "", fmt.Errorf("test server did not start: %w: %s", err, p.log())
			}
			// Another keeper is at work: starting, or about to leave, and then it needs a successor.
			if ended, err = p.spawnKeeper(bin); err != nil {
				return "", err
			}
		case <-ctx.Done():
			return "", fmt.Errorf("test server does not answer: %w: %s", ctx.Err(), p.log())
		default:
		}
	}
}

func (p place) spawnKeeper(bin embedded.Binaries) (<-chan error, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find test binary: %w", err)
	}
	out, err := os.OpenFile(p.file("log"), os.O_CREATE|os.O_APPEND|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open log of test server: %w", err)
	}
	defer out.Close()
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), keeperVariable+"="+p.dir, "PG_BIN_DIR="+bin.Dir)
	cmd.Dir, cmd.Stdout, cmd.Stderr = p.dir, out, out
	detach(cmd)
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start keeper of test server: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	return ended, nil
}

func (p place) log() string {
	raw, err := os.ReadFile(p.file("log"))
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(string(raw))
}

// Stop ends the shared server when no test is using it, and reports whether it did.
func Stop(ctx context.Context) (bool, error) {
	bin, err := embedded.Find(ctx)
	if err != nil {
		return false, err
	}
	p, err := placeFor(bin)
	if err != nil {
		return false, err
	}
	users := p.lock("users.lock")
	short, cancel := context.WithTimeout(ctx, time.Second) // the keeper itself looks at this lock now and then
	defer cancel()
	if _, err := users.TryLockContext(short, lockRetry); errors.Is(err, context.DeadlineExceeded) {
		return false, nil
	} else if err != nil {
		return false, fmt.Errorf("look for users of test server: %w", err)
	}
	defer func() { _ = users.Unlock() }()
	return true, p.stopKeeper(ctx)
}

func (p place) stopKeeper(ctx context.Context) error {
	if err := os.WriteFile(p.file("stop"), nil, 0o600); err != nil {
		return fmt.Errorf("ask keeper to stop: %w", err)
	}
	defer os.Remove(p.file("stop"))
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	keeper := p.lock("keeper.lock")
	if _, err := keeper.TryLockContext(ctx, lockRetry); err != nil {
		return fmt.Errorf("wait for keeper to stop: %w", err)
	}
	return keeper.Unlock()
}
