//go:build unix

package embedded

import (
	"os"
	"path/filepath"
	"testing"
)

// Where root may not make user namespaces, as in most containers, the server runs under another account.
func TestRootRunsTheServerUnderAnAccount(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Log("only root changes accounts; an ordinary user's way is the subject of the other tests")
		return
	}
	for _, bin := range installed(t) {
		t.Run(bin.Version, func(t *testing.T) {
			t.Parallel()
			o := Options{DataDir: reachableFolder(t), BinDir: bin.Dir, Throwaway: true}
			o.as = accounts(filepath.Join(o.DataDir, "postgres"))
			stop(t, start(t, o))
			o.as = nil // later starts must cope with data that belong to that account
			s := start(t, o)
			if got := query(t, s.URL(), "SELECT 'running'"); got != "running" {
				t.Errorf("answer %q", got)
			}
		})
	}
}

func TestAServerThatTheAccountCannotReachIsCopied(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Log("only root changes accounts; an ordinary user's way is the subject of the other tests")
		return
	}
	private := filepath.Join(reachableFolder(t), "private")
	if err := os.Mkdir(private, 0o700); err != nil {
		t.Fatal(err)
	}
	bin := installed(t)[0]
	hidden := filepath.Join(private, "server")
	if err := copyTree(filepath.Dir(bin.Dir), hidden); err != nil {
		t.Fatal(err)
	}
	o := Options{DataDir: reachableFolder(t), BinDir: filepath.Join(hidden, "bin"), Throwaway: true}
	o.as = accounts("")
	stop(t, start(t, o))
	s := start(t, o)
	want := filepath.Join(o.DataDir, "postgres-"+bin.Version, "bin")
	if s.cluster.bin.Dir != want {
		t.Errorf("runs from %s, want %s", s.cluster.bin.Dir, want)
	}
}

func reachableFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "fourthirty-account-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}
