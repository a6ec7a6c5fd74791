//go:build unix && !linux

package embedded

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
)

// identities lists the ways to run the server, best first; PostgreSQL refuses to run as root.
func identities(data string) []identity {
	if os.Geteuid() != 0 {
		return []identity{{name: "this user"}}
	}
	return accounts(data)
}

func (i identity) apply(cmd *exec.Cmd) {
	// An own process group keeps the terminal's Ctrl-C away: the program decides when to stop.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if i.uid != 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(i.uid), Gid: uint32(i.gid)}
	}
}

func commandLine(pid int) (string, error) {
	out, err := exec.Command("ps", "-ww", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return "", fmt.Errorf("read command line: %w", err)
	}
	return string(out), nil
}
