package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// child is a server process under measurement.
type child struct {
	cmd   *exec.Cmd
	Addr  string
	Token string
}

const login, password = "bench", "correct-horse-battery-staple-430"

// env are the settings of every program that runs on a database of the world.
func (w *world) env(database string) []string {
	return append(os.Environ(), "DATABASE_URL="+w.url(database), "FOURTHIRTY_DATA="+filepath.Join(w.dir, "data"), "FOURTHIRTY_FILES=",
		"FOURTHIRTY_KEY=", "FOURTHIRTY_ADDR=127.0.0.1:0", "FOURTHIRTY_RATE_LIMIT=0", "FOURTHIRTY_LOG=error", "FOURTHIRTY_TIMEOUT=10m")
}

// createUser makes the account under which everything is asked.
func (w *world) createUser(ctx context.Context, database string) error {
	cmd := exec.CommandContext(ctx, platform, "user", "create", "--login", login, "--role", "administrator", "--password-stdin") //nolint:gosec // the program under test
	cmd.Env, cmd.Stdin = w.env(database), strings.NewReader(password+"\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("create user: %w: %s", err, out)
	}
	return nil
}

const platform = "bin/fourthirty"

// platform starts the platform on a database and signs in.
func (w *world) platform(ctx context.Context, database string) (*child, error) {
	c, err := start(ctx, w.env(database), platform, "serve")
	if err != nil {
		return nil, err
	}
	return c, c.signIn(ctx)
}

// handwritten starts this program as the server that is compared with, which takes the platform's tokens.
func (w *world) handwritten(ctx context.Context, database string, s statements, token string) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(w.dir, "statements.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return nil, err
	}
	c, err := start(ctx, w.env(database), self, "-handwritten", file)
	if err != nil {
		return nil, err
	}
	c.Token = token
	return c, nil
}

// start runs a program and waits for the line in which it tells its address.
func start(ctx context.Context, env []string, name string, args ...string) (*child, error) {
	cmd := exec.CommandContext(ctx, name, args...) //nolint:gosec // the programs under test
	cmd.Env, cmd.Stderr = env, os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, addr, ok := strings.Cut(lines.Text(), "ready: http://"); ok {
			go func() {
				for lines.Scan() { // keeps the pipe from filling
				}
			}()
			return &child{cmd: cmd, Addr: addr}, nil
		}
	}
	return nil, errors.Join(fmt.Errorf("%s did not start", name), cmd.Wait())
}

func (c *child) stop() {
	_ = c.cmd.Process.Signal(syscall.SIGTERM)
	_ = c.cmd.Wait()
}

func (c *child) signIn(ctx context.Context) error {
	body, _ := json.Marshal(map[string]string{"login": login, "password": password})
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+c.Addr+"/api/v1/auth/login", bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	var session struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(res.Body).Decode(&session); err != nil || session.AccessToken == "" {
		return fmt.Errorf("sign in: %s: %w", res.Status, err)
	}
	c.Token = session.AccessToken
	return nil
}
