package embedded

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

const unprivileged = 65534

// identities lists the ways to run the server, best first; PostgreSQL refuses to run as root.
func identities(data string) []identity {
	if os.Geteuid() != 0 {
		return []identity{{name: "this user"}}
	}
	return append([]identity{{name: "an unprivileged user of an own namespace", namespace: true}}, accounts(data)...)
}

func (i identity) apply(cmd *exec.Cmd) {
	// An own process group keeps the terminal's Ctrl-C away: the program decides when to stop.
	attr := &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGINT}
	if i.namespace {
		attr.Cloneflags = syscall.CLONE_NEWUSER
		attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: unprivileged, HostID: os.Geteuid(), Size: 1}}
		attr.GidMappings = []syscall.SysProcIDMap{{ContainerID: unprivileged, HostID: os.Getegid(), Size: 1}}
	}
	if i.uid != 0 {
		attr.Credential = &syscall.Credential{Uid: uint32(i.uid), Gid: uint32(i.gid)}
	}
	cmd.SysProcAttr = attr
}

func commandLine(pid int) (string, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if err != nil {
		return "", fmt.Errorf("read command line: %w", err)
	}
	return strings.ReplaceAll(string(raw), "\x00", " "), nil
}
