package embedded

import (
	"context"
	"os/exec"
	"path/filepath"
	"syscall"
)

// identity is the account that the server runs as; on Windows it is always this process's own.
type identity struct{ name string }

func identities(string) []identity { return []identity{{name: "this user"}} }

func (identity) changesOwner() bool { return false }

func (identity) own(string) error { return nil }

func (identity) openPath(string) error { return nil }

func (identity) apply(cmd *exec.Cmd) {
	// An own process group keeps the console's Ctrl-C away: the program decides when to stop.
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}

func (c *cluster) isPostmaster(ctx context.Context, _ int) bool {
	return c.command(ctx, "pg_ctl", "status", "-D", c.data).Run() == nil
}

// pidInUse is left to PostgreSQL, which asks through a named pipe that only a server has.
func pidInUse(int) bool { return false }

func (c *cluster) interrupt(int) error {
	return c.pgCtlStop("fast")
}

func (c *cluster) abort(int) error {
	return c.pgCtlStop("immediate")
}

func (c *cluster) pgCtlStop(mode string) error {
	return exec.Command(filepath.Join(c.bin.Dir, "pg_ctl.exe"), "stop", "-D", c.data, "-m", mode, "-W").Run()
}
