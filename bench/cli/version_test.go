package cli

import (
	"runtime/debug"
	"strings"
	"testing"
)

// TestVersion: --version says the version of this module, the commit and what built it.
func TestVersion(t *testing.T) {
	if o := compare(t, "--version"); o.code != exitFine || !strings.HasPrefix(o.stdout, "compare "+modulePath+" ") || !strings.HasSuffix(o.stdout, "\n") || strings.Count(o.stdout, "\n") != 1 {
		t.Errorf("%+v", o)
	}
	commit := []debug.BuildSetting{{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.modified", Value: "true"}}
	ours := debug.Module{Path: modulePath, Version: "v1.2.3"}
	for _, k := range []struct {
		info debug.BuildInfo
		want string
	}{
		{debug.BuildInfo{Main: ours, GoVersion: "go1.26"}, "compare " + modulePath + " v1.2.3, go1.26"},
		{debug.BuildInfo{Main: debug.Module{Path: modulePath}, GoVersion: "go1.26", Settings: commit}, "compare " + modulePath + " (devel), commit abc, modified, go1.26"},
		{debug.BuildInfo{Main: debug.Module{Path: "example.com/mine", Version: "v9.0.0"}, Deps: []*debug.Module{{Path: "x"}, &ours}, GoVersion: "go1.26", Settings: commit[:1]},
			"compare " + modulePath + " v1.2.3, in example.com/mine v9.0.0, commit abc, go1.26"},
		{debug.BuildInfo{Main: debug.Module{Path: "example.com/mine"}, Deps: []*debug.Module{{Path: modulePath, Version: "v0.0.0", Replace: &debug.Module{Path: "../.."}}}, GoVersion: "go1.26"},
			"compare " + modulePath + " v0.0.0 (replaced by ../..), in example.com/mine (devel), go1.26"},
	} {
		if got := versionOf(&k.info); got != k.want {
			t.Errorf("%q\nwant\n%q", got, k.want)
		}
	}
}
