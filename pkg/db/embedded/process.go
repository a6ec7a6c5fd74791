package embedded

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"
)

const (
	stopTimeout = 30 * time.Second
	killTimeout = 5 * time.Second
)

// process is the running postmaster.
type process struct {
	cmd    *exec.Cmd
	output *output
	done   chan struct{}
}

func (c *cluster) startProcess(ctx context.Context, port int) (*process, error) {
	// The server outlives the context of the call that started it.
	cmd := c.command(context.WithoutCancel(ctx), "postgres", c.serverArgs(port)...)
	p := &process{cmd: cmd, output: &output{log: c.log}, done: make(chan struct{})}
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = p.output, p.output, killTimeout
	started := make(chan error)
	go p.run(started)
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	return p, nil
}

func (p *process) run(started chan<- error) {
	// Linux sends the parent-death signal when the starting thread ends, so that thread must live on.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := p.cmd.Start()
	started <- err
	if err == nil {
		_ = p.cmd.Wait() // how it ended stands in its output
		close(p.done)
	}
}

func (p *process) exited() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// stop asks for a fast shutdown, then an immediate one, then kills.
func (p *process) stop(c *cluster) error {
	if p.exited() {
		return nil
	}
	pid := p.cmd.Process.Pid
	if err := c.interrupt(pid); err != nil && !p.exited() {
		c.log.Warn("PostgreSQL could not be asked to stop", "error", err)
	}
	if p.wait(stopTimeout) {
		return nil
	}
	_ = c.abort(pid)
	if !p.wait(killTimeout) {
		_ = p.cmd.Process.Kill()
		p.wait(killTimeout)
	}
	return fmt.Errorf("PostgreSQL did not stop within %s and was ended by force", stopTimeout)
}

func (p *process) wait(d time.Duration) bool {
	select {
	case <-p.done:
		return true
	case <-time.After(d):
		return false
	}
}

const tailLines = 8

// output passes the server's lines to the log and remembers the last ones for error messages.
type output struct {
	log *slog.Logger

	mu      sync.Mutex
	partial []byte
	last    []string
}

// Write takes what the server prints, in pieces of any size.
func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.partial = append(o.partial, b...)
	for {
		line, rest, whole := bytes.Cut(o.partial, []byte("\n"))
		if !whole {
			return len(b), nil
		}
		o.partial = rest
		o.add(string(line))
	}
}

func (o *output) add(line string) {
	if strings.HasPrefix(line, "FATAL:") || strings.HasPrefix(line, "PANIC:") {
		o.log.Warn("PostgreSQL says", "line", line)
	} else {
		o.log.Debug("PostgreSQL says", "line", line)
	}
	o.last = append(o.last, line)
	if len(o.last) > tailLines {
		o.last = o.last[1:]
	}
}

func (o *output) tail() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return strings.Join(o.last, "; ")
}
