//go:build unix

package dbtest

import (
	"os/exec"
	"syscall"
)

// detach keeps the end of the test run, by whatever signal, away from the keeper.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }
