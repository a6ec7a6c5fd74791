package dbtest

import (
	"os/exec"

	"golang.org/x/sys/windows"
)

// detach keeps the end of the test run away from the keeper.
func detach(cmd *exec.Cmd) {
	cmd.SysProcAttr = &windows.SysProcAttr{CreationFlags: windows.CREATE_NEW_PROCESS_GROUP | windows.DETACHED_PROCESS}
}
