//go:build !linux

package dbtest

import "os"

func fastFolder() string { return os.TempDir() }
