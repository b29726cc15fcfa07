package cli

import (
	"cmp"
	"fmt"
	"runtime/debug"
	"strings"
)

// modulePath is the path of this module.
const modulePath = "github.com/go-foundations/poolbench"

// version returns the text of --version: the version of this module, the program that it is
// built into, the commit, and the version of Go.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "compare (unknown version)"
	}
	return versionOf(info)
}

func versionOf(info *debug.BuildInfo) string {
	own := info.Main
	for _, dep := range info.Deps {
		if dep.Path == modulePath {
			own = *dep
			if dep.Replace != nil {
				own.Version += " (replaced by " + strings.TrimSpace(dep.Replace.Path+" "+dep.Replace.Version) + ")"
			}
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "compare %s %s", own.Path, cmp.Or(own.Version, devel))
	if info.Main.Path != own.Path && info.Main.Path != "" {
		fmt.Fprintf(&b, ", in %s %s", info.Main.Path, cmp.Or(info.Main.Version, devel))
	}
	settings := make(map[string]string)
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	if commit := settings["vcs.revision"]; commit != "" {
		fmt.Fprintf(&b, ", commit %s", commit)
		if settings["vcs.modified"] == "true" {
			b.WriteString(", modified")
		}
	}
	fmt.Fprintf(&b, ", %s", info.GoVersion)
	return b.String()
}
