package embedded

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// linkLibraries makes the links that an npm tarball cannot hold and npm may not have made.
func linkLibraries(pkg string) error {
	raw, err := os.ReadFile(filepath.Join(pkg, "native", "pg-symlinks.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil // a server that was not installed by npm
	}
	if err != nil {
		return fmt.Errorf("read list of links: %w", err)
	}
	var links []struct{ Source, Target string }
	if err := json.Unmarshal(raw, &links); err != nil {
		return fmt.Errorf("read list of links: %w", err)
	}
	for _, l := range links {
		if err := link(pkg, filepath.FromSlash(l.Source), filepath.FromSlash(l.Target)); err != nil {
			return err
		}
	}
	return nil
}

func link(pkg, source, target string) error {
	if !filepath.IsLocal(source) || !filepath.IsLocal(target) {
		return fmt.Errorf("link %q -> %q leads out of the package", target, source)
	}
	path := filepath.Join(pkg, target)
	if _, err := os.Lstat(path); err == nil {
		return nil
	}
	rel, err := filepath.Rel(filepath.Dir(target), source)
	if err != nil {
		return fmt.Errorf("link %q: %w", target, err)
	}
	if err := os.Symlink(rel, path); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make link of the PostgreSQL package: %w", err)
	}
	return nil
}
