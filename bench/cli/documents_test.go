package cli

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/go-foundations/poolbench/workloads"
)

// documents returns the Markdown of the repository, by path, but for the manual, which is made
// of what the commands say.
func documents(t *testing.T) map[string]string {
	t.Helper()
	root := os.DirFS("../..")
	pages := make(map[string]string)
	err := fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != "." && path != ".github" && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case filepath.Ext(path) != ".md" || d.Name() == "MANUAL.md":
			return nil
		}
		text, err := fs.ReadFile(root, path)
		pages[path] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// commandsOf returns what a page tells its readers to type: the lines of its blocks of shell,
// and the code within its sentences.
func commandsOf(page string) []string {
	var all []string
	var prose strings.Builder
	block := ""
	for line := range strings.Lines(page) {
		line = strings.TrimRight(line, "\n")
		switch kind, fence := strings.CutPrefix(line, "```"); {
		case fence && block == "":
			block = kind
		case fence:
			block = ""
		case block == "sh":
			command, _, _ := strings.Cut(line, " #")
			all = append(all, strings.Split(command, " && ")...)
		case block == "":
			prose.WriteString(line + "\n")
		}
	}
	for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(prose.String(), -1) {
		all = append(all, strings.Join(strings.Fields(m[1]), " "))
	}
	return all
}

// argumentsOf returns the arguments of a call of compare, if the command is one.
func argumentsOf(command string) ([]string, bool) {
	words := strings.Fields(command)
	for len(words) > 0 && regexp.MustCompile(`^[A-Z_]+=`).MatchString(words[0]) { // for its environment
		words = words[1:]
	}
	for i, w := range words {
		words[i] = strings.Trim(w, "'")
	}
	for _, name := range []string{"compare", "./compare", "go run ./cmd/compare", "go run ."} {
		called := strings.Fields(name)
		if len(words) >= len(called) && strings.Join(words[:len(called)], " ") == name {
			return words[len(called):], true
		}
	}
	return nil, false
}

// checkCommand returns what is wrong with a call of compare: an unknown command or flag, a
// value that a flag does not take, a name that is not there or a file of the repository that
// is not.
func checkCommand(t *testing.T, e Env, args []string) error {
	cmd, rest, err := commandTreeOf(t, e).Find(args)
	if err != nil {
		return err
	}
	if cmd.DisableFlagParsing {
		return nil
	}
	cmd.InitDefaultHelpFlag()
	cmd.InitDefaultVersionFlag()
	if err := cmd.ParseFlags(rest); err != nil {
		return err
	}
	switch cmd.Name() {
	case "help", "list":
		if o := compare(t, args...); o.code != exitFine {
			return fmt.Errorf("exit code %d: %s", o.code, o.stderr)
		}
	}
	for _, name := range append(cmd.Flags().Args(), valueOf(cmd, "jobs-file"), valueOf(cmd, "baseline")) {
		if !strings.Contains(name, "/") || strings.ContainsAny(name, "*ABCDEFGHIJKLMNOPQRSTUVWXYZ") { // the reader's own
			continue
		}
		if found, err := filepath.Glob(filepath.Join("../..", name)); err != nil || len(found) == 0 {
			return fmt.Errorf("%s is not in the repository", name)
		}
	}
	for name := range strings.SplitSeq(valueOf(cmd, "workload"), ",") {
		if name == "" || name == "all" || strings.HasPrefix(name, "trace:") { // the reader's own file
			continue
		}
		if _, err := workloads.ByName(name); err != nil {
			return err
		}
	}
	return nil
}

func valueOf(cmd *cobra.Command, flag string) string {
	if f := cmd.Flags().Lookup(flag); f != nil {
		return f.Value.String()
	}
	return ""
}

// TestDocuments: what documents tell people to type is what the command takes.
func TestDocuments(t *testing.T) {
	n := 0
	for path, page := range documents(t) {
		for _, command := range commandsOf(page) {
			args, ok := argumentsOf(command)
			if !ok {
				continue
			}
			n++
			var e Env
			if strings.Contains(command, "./compare") && !strings.Contains(command, "./cmd/") { // built by make, with more in it
				e.Farm = struct{ Farm }{}
			}
			if err := checkCommand(t, e, args); err != nil {
				t.Errorf("%s: %s: %v", path, command, err)
			}
		}
	}
	if n < 40 {
		t.Errorf("%d commands found, want all of them", n)
	}
	t.Logf("%d commands", n)
	for _, wrong := range []string{
		"compare --workloads skewed", "compare --workload skewd", "compare recomend --jobs-file x.csv", "./compare list strategis",
		"compare grain --from soon", "go run ./cmd/compare gate --baseline results/not-there",
	} {
		args, _ := argumentsOf(wrong)
		if err := checkCommand(t, Env{}, args); err == nil {
			t.Errorf("%s: nothing is wrong with it", wrong)
		}
	}
}
