package anywhere

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestRun: the tests of a package find a folder of their own, and git without settings.
func TestRun(t *testing.T) {
	for _, name := range []string{"TMPDIR", "TMP", "TEMP", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS",
		"GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"} {
		t.Setenv(name, os.Getenv(name)) // has it restored in the end
	}
	t.Setenv("GIT_DIR", "nowhere")
	var dir string
	code := Run(func() int {
		dir = os.TempDir()
		if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 || !strings.Contains(dir, " ") {
			t.Errorf("folder %q: %v, %v", dir, entries, err)
		}
		if v, ok := os.LookupEnv("GIT_DIR"); ok {
			t.Errorf("GIT_DIR is %q", v)
		}
		if _, err := exec.LookPath("git"); err == nil {
			if out, err := exec.Command("git", "config", "--global", "--list").CombinedOutput(); err != nil || len(out) > 0 {
				t.Errorf("git has settings: %s, %v", out, err)
			}
		}
		return 7
	})
	if _, err := os.Stat(dir); code != 7 || !os.IsNotExist(err) {
		t.Errorf("exit code %d, folder %q: %v", code, dir, err)
	}
}
