package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// ErrNotRunning says that no server runs on the data folder.
var ErrNotRunning = errors.New("no PostgreSQL runs on this data folder")

// Reach gives the address of the server that another process of the program runs on the data folder.
func Reach(dataDir string) (string, error) {
	lock, err := lockFolder(dataDir)
	if err == nil {
		return "", errors.Join(ErrNotRunning, lock.Unlock())
	}
	raw, err := os.ReadFile(filepath.Join(dataDir, "postgres", "postmaster.pid"))
	if errors.Is(err, fs.ErrNotExist) {
		return "", ErrNotRunning
	}
	if err != nil {
		return "", fmt.Errorf("find the running PostgreSQL: %w", err)
	}
	lines := strings.Split(string(raw), "\n") // the fourth one is the port
	if len(lines) < 4 {
		return "", ErrNotRunning
	}
	port, err := strconv.Atoi(strings.TrimSpace(lines[3]))
	if err != nil {
		return "", fmt.Errorf("find the running PostgreSQL: %w", err)
	}
	c := &cluster{root: dataDir, data: filepath.Join(dataDir, "postgres")}
	if c.password, err = c.readPassword(); err != nil {
		return "", err
	}
	return c.url(port, name), nil
}
