//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// program is the built program on one data folder.
type program struct {
	*testing.T
	binary, data string
}

// running is one process of it that serves.
type running struct {
	*exec.Cmd
	address string
	log     *bytes.Buffer
}

func build(t *testing.T) *program {
	t.Helper()
	p := &program{t, filepath.Join(t.TempDir(), "fourthirty"), t.TempDir()}
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", p.binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%s %v", out, err)
	}
	return p
}

func (p *program) command(args ...string) *exec.Cmd {
	c := exec.CommandContext(p.Context(), p.binary, append(args, "--data", p.data)...) // #nosec G204 -- the program under test
	c.Env = append(os.Environ(), "DATABASE_URL=")
	return c
}

// serve starts the program and waits until it is ready.
func (p *program) serve() *running {
	p.Helper()
	r := &running{Cmd: p.command("serve", "--addr", "127.0.0.1:0"), log: &bytes.Buffer{}}
	r.Stderr = r.log
	out, err := r.StdoutPipe()
	if err == nil {
		err = r.Start()
	}
	if err != nil {
		p.Fatal(err)
	}
	p.Cleanup(func() { _ = r.Process.Kill() })
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if _, address, ok := strings.Cut(lines.Text(), "ready: http://"); ok {
			r.address = address
			return r
		}
	}
	p.Fatalf("not ready: %v %s", r.Wait(), r.log)
	return nil
}

func TestTheProgramStopsCleanlyTakesOneFolderOnceAndComesBackAfterACrash(t *testing.T) {
	t.Parallel()
	p := build(t)
	first := p.serve()
	if out, err := p.command("health", "--addr", first.address).CombinedOutput(); err != nil {
		t.Errorf("health: %s %v", out, err)
	}
	out, err := p.command("serve", "--addr", "127.0.0.1:0").CombinedOutput()
	if line := strings.TrimSpace(string(out)); err == nil || strings.Contains(line, "\n") || !strings.Contains(line, fmt.Sprintf("another fourthirty is running on this data folder (pid %d)", first.Process.Pid)) {
		t.Errorf("a second start: %v\n%s", err, line)
	}
	answersWhatItBegan(t, first)

	second := p.serve()
	if err := second.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = second.Wait()
	third := p.serve()
	if res, err := http.Get("http://" + third.address + "/readyz"); err != nil || res.StatusCode != http.StatusOK {
		t.Errorf("after a crash: %v %v", res, err)
	}
	if out, err := p.command("health", "--addr", second.address).CombinedOutput(); err == nil {
		t.Errorf("health of what was killed: %s", out)
	}
	third.stop(t)
}

func TestABackupByCommandIsRestoredElsewhereAndNothingIsOverwrittenOrMadeUp(t *testing.T) {
	t.Parallel()
	p := build(t)
	p.must("user", "create", "--login", "admin", "--role", "administrator")
	whole, keyless := filepath.Join(p.data, "..", "whole.tar.zst"), filepath.Join(p.data, "..", "keyless.tar.zst")
	p.must("backup", whole)
	p.must("backup", keyless, "--without-key")
	p.refuses("exists", "backup", whole)
	p.refuses("not empty", "restore", whole)

	p.data = filepath.Join(t.TempDir(), "mistyped")
	p.refuses("there is no installation in", "backup", whole+".2")
	if _, err := os.Stat(p.data); !os.IsNotExist(err) {
		t.Errorf("a new cluster was begun: %v", err)
	}

	p.data = t.TempDir() // there already, as a mounted volume is
	if err := os.Mkdir(filepath.Join(p.data, "lost+found"), 0o700); err != nil {
		t.Fatal(err)
	}
	if said := p.must("restore", whole, "--database-url", "postgres://nobody@127.0.0.1:1/elsewhere"); !strings.Contains(said, "the event chain is intact") {
		t.Errorf("restore said %s", said)
	}
	p.refuses("login", "user", "create", "--login", "admin", "--role", "administrator") // is there already

	p.data = filepath.Join(t.TempDir(), "keyless")
	if said := p.must("restore", keyless); !strings.Contains(said, "put key.json into") {
		t.Errorf("restore said %s", said)
	}
	p.refuses("key.json is missing", "migrate")
}

func (p *program) must(args ...string) string {
	p.Helper()
	out, err := p.command(args...).CombinedOutput()
	if err != nil {
		p.Fatalf("%v: %v\n%s", args, err, out)
	}
	return string(out)
}

func (p *program) refuses(why string, args ...string) {
	p.Helper()
	if out, err := p.command(args...).CombinedOutput(); err == nil || !strings.Contains(string(out), why) {
		p.Errorf("%v: %v\n%s", args, err, out)
	}
}

// answersWhatItBegan sends half a request, asks the program to stop, sends the rest, and wants the answer.
func answersWhatItBegan(t *testing.T, r *running) {
	t.Helper()
	conn, err := net.Dial("tcp", r.address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	body := `{"login":"nobody","password":"nothing at all"}`
	if _, err := fmt.Fprintf(conn, "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body[:20]); err != nil {
		t.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond)
	var stopped sync.WaitGroup
	stopped.Go(func() { r.stop(t) })
	time.Sleep(500 * time.Millisecond)
	if _, err := io.WriteString(conn, body[20:]); err != nil {
		t.Error(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil || res.StatusCode != http.StatusUnauthorized {
		t.Errorf("the request in flight: %v %v", res, err)
	}
	stopped.Wait()
}

// stop asks the program to stop and wants it to end well.
func (r *running) stop(t *testing.T) {
	t.Helper()
	if err := r.Process.Signal(syscall.SIGTERM); err != nil {
		t.Error(err)
		return
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	context.AfterFunc(ctx, func() { _ = r.Process.Kill() })
	if err := r.Wait(); err != nil {
		t.Errorf("stopping: %v\n%s", err, r.log)
	}
}
