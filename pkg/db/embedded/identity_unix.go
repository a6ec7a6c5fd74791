//go:build unix

package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// identity is the account that the server runs as; the zero value is this process's own.
type identity struct {
	name      string
	namespace bool
	uid, gid  int
}

// accounts lists the owner of existing data and the accounts that servers usually run as.
func accounts(data string) []identity {
	var list []identity
	if info, err := os.Stat(data); err == nil {
		if st, ok := info.Sys().(*syscall.Stat_t); ok && st.Uid != 0 {
			list = append(list, identity{name: "the owner of the data", uid: int(st.Uid), gid: int(st.Gid)})
		}
	}
	for _, account := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(account)
		if err != nil {
			continue
		}
		uid, errU := strconv.Atoi(u.Uid)
		gid, errG := strconv.Atoi(u.Gid)
		if errU == nil && errG == nil && uid != 0 {
			list = append(list, identity{name: account, uid: uid, gid: gid})
		}
	}
	return list
}

func (i identity) changesOwner() bool { return i.uid != 0 }

// own gives a file or folder to the account.
func (i identity) own(path string) error {
	if i.uid == 0 {
		return nil
	}
	return filepath.WalkDir(path, func(p string, _ fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("give %s to %s: %w", p, i.name, err)
		}
		return os.Lchown(p, i.uid, i.gid)
	})
}

// openPath lets the account pass through the data folder to its part of it.
func (i identity) openPath(root string) error {
	if i.uid == 0 {
		return nil
	}
	info, err := os.Stat(root)
	if err != nil {
		return fmt.Errorf("open data folder: %w", err)
	}
	return os.Chmod(root, info.Mode().Perm()|0o011)
}

func (c *cluster) isPostmaster(_ context.Context, pid int) bool {
	line, err := commandLine(pid)
	return err == nil && strings.Contains(line, "postgres") && strings.Contains(line, "-D "+c.data+" ")
}

func pidInUse(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}

func (c *cluster) interrupt(pid int) error { return syscall.Kill(pid, syscall.SIGINT) }

func (c *cluster) abort(pid int) error { return syscall.Kill(pid, syscall.SIGQUIT) }
