// Package anywhere keeps tests from relying on the machine of whoever wrote them.
package anywhere

import (
	"fmt"
	"os"
)

// Run runs tests and returns their exit code. The folder for temporary files has a space
// in its name and is empty, and is removed afterward. Git has no settings of the user, but
// knows an author; if one of git's hooks runs the tests, they do not see its repository.
//
//	func TestMain(m *testing.M) { os.Exit(anywhere.Run(m.Run)) }
func Run(run func() int) int {
	dir, err := os.MkdirTemp("", "poolbench test ")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	defer os.RemoveAll(dir)
	for name, value := range map[string]string{
		"TMPDIR": dir, "TMP": dir, "TEMP": dir,
		"GIT_CONFIG_GLOBAL": os.DevNull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_COUNT": "0", "GIT_CONFIG_PARAMETERS": "",
		"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.com",
	} {
		os.Setenv(name, value)
	}
	for _, name := range []string{"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"} {
		os.Unsetenv(name)
	}
	return run()
}
