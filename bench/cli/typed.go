package cli

import (
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/record"
)

// called matches the command compare and the word after it.
var called = regexp.MustCompile(`(^|[\s(])compare (--|[a-z]+)`)

// asTyped returns the text with the program named as its user types it, wherever the text tells
// the user to run a command.
func (c *command) asTyped(text string) string {
	program := record.CommandLine(c.Typed)
	if program == defaultName {
		return text
	}
	return called.ReplaceAllStringFunc(text, func(match string) string {
		before, word, _ := strings.Cut(match, defaultName+" ")
		if word != "--" && !slices.Contains(c.names, word) {
			return match
		}
		return before + program + " " + word
	})
}

// typedAs returns what to type to run the program that was called by that name, and was built
// from that; here is the working directory. Go run removes what it has built, and is what to type
// then: with the folder of the program if that is here, or else with its package.
func typedAs(name string, built *debug.BuildInfo, here fs.FS) []string {
	name = filepath.ToSlash(name)
	if !strings.Contains(name, "/go-build") {
		return []string{name}
	}
	if built == nil || built.Main.Path == "" {
		return []string{"go", "run", "."}
	}
	folder, inside := strings.CutPrefix(built.Path, built.Main.Path)
	folder = path.Join(".", folder)
	if !inside { // files were named, not a package
		return []string{"go", "run", "."}
	}
	if sources, err := fs.Glob(here, path.Join(folder, "*.go")); err == nil && len(sources) > 0 && declares(here, built.Main.Path) {
		if folder != "." {
			folder = "./" + folder
		}
		return []string{"go", "run", folder}
	}
	pkg := built.Path
	if v := built.Main.Version; v != "" && v != devel && built.Main.Replace == nil {
		pkg += "@" + v
	}
	return []string{"go", "run", pkg}
}

// withoutProgram returns the arguments of a stored command.
func withoutProgram(command []string) []string {
	if len(command) > 2 && command[0] == "go" && command[1] == "run" {
		return command[3:]
	}
	return command[1:]
}

// declares reports whether a folder is the root of the module.
func declares(root fs.FS, module string) bool {
	text, err := fs.ReadFile(root, "go.mod")
	if err != nil {
		return false
	}
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "module" {
			return strings.Trim(f[1], `"`) == module
		}
	}
	return false
}
