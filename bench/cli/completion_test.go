package cli

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// typed are lines, each with what the shell makes of it when Tab is pressed.
var typed = map[string]string{
	"compare rec":                               "compare recommend",
	"compare --workload sk":                     "compare --workload skewed",
	"compare --workload skewed,io":              "compare --workload skewed,io-bound",
	"compare --workload=skewed,io":              "compare --workload=skewed,io-bound",
	"compare --workload trace:jo":               "compare --workload trace:jobs.csv",
	"compare --workload skewed,trace:lo":        "compare --workload skewed,trace:logs/",
	"compare --workload=skewed,trace:lo":        "compare --workload=skewed,trace:logs/",
	"compare --workload trace:jobs.csv,sk":      "compare --workload trace:jobs.csv,skewed",
	"compare --strategy shared-queue,work":      "compare --strategy shared-queue,work-stealing",
	"compare gate --inc":                        "compare gate --inconclusive",
	"compare gate --also junit=lo":              "compare gate --also junit=logs/",
	"compare diff --format junit --metric thro": "compare diff --format junit --metric throughput",
}

// shellWith returns a shell, or skips the test, unless SHELLS says that it has to be there;
// and a folder with the command and files, in which it is to run.
func shellWith(t *testing.T, name string) (shell, dir string) {
	t.Helper()
	shell, err := exec.LookPath(name)
	switch {
	case err != nil && os.Getenv("SHELLS") == "required":
		t.Fatal(err)
	case err != nil:
		t.Skipf("no %s", name)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	stub(t, dir, "compare", `exec "`+self+`" `+mainFlag+` "$@"`+"\n")
	write(t, dir, "jobs.csv", "duration\n1\n")
	if err := os.Mkdir(filepath.Join(dir, "logs"), 0o777); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "_compare", compare(t, "completion", name).stdout)
	return shell, dir
}

// inShell runs a shell in that folder, whose programs come first.
func inShell(t *testing.T, dir, shell string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), shell, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+dir+string(filepath.ListSeparator)+os.Getenv("PATH"), "HOME="+dir, "ZDOTDIR="+dir, "TERM=dumb")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %q: %v\n%s", shell, args, err, out)
	}
	return string(out)
}

// TestCompletionFish: fish says what Tab would complete, one candidate a line.
func TestCompletionFish(t *testing.T) {
	fish, dir := shellWith(t, "fish")
	for _, line := range slices.Sorted(maps.Keys(typed)) {
		before := line[:strings.LastIndexByte(line, ' ')+1]
		out := inShell(t, dir, fish, "--no-config", "-c", "source _compare; complete -C '"+line+"'")
		first, rest, _ := strings.Cut(strings.TrimSpace(out), "\n")
		first, _, _ = strings.Cut(first, "\t")
		// After what something follows cobra has fish see a second candidate, with a dot,
		// so that it puts no space there.
		if got := before + first; got != typed[line] || rest != "" && rest != first+"." {
			t.Errorf("%s<Tab>: %q, want %q", line, out, typed[line])
		}
	}
}

// TestCompletionPowerShell: the script puts a backtick before each comma, as its help says,
// and asks for what a list completes to.
func TestCompletionPowerShell(t *testing.T) {
	script := compare(t, "completion", "powershell").stdout
	escapes := regexp.MustCompile(`_ -replace '([^']|\'\')*\|,\|([^']|\'\')*','` + "`" + `\$&'`)
	if !escapes.MatchString(script) {
		t.Errorf("the script puts no backtick before a comma:\n%.600s", script)
	}
	if values, _ := completed(t, "--workload", "skewed,io"); !slices.Contains(values, "skewed,io-bound") {
		t.Errorf("skewed,io completes to %q", values)
	}
	if o := compare(t, "help", "completion", "powershell"); o.code != exitFine || !strings.Contains(o.stdout, "--workload skewed`,io-bound") {
		t.Errorf("%+v", o)
	}
	if o := compare(t, "help", "completion", "bash"); o.code != exitFine || strings.Contains(o.stdout, "PowerShell") {
		t.Errorf("%+v", o)
	}
}

// TestCompletionZsh: somebody types into a zsh, presses Tab and then Enter. The command
// writes what it was called with.
func TestCompletionZsh(t *testing.T) {
	zsh, dir := shellWith(t, "zsh")
	write(t, dir, ".zshrc", `PS1=
fpath=($PWD $fpath)
autoload -Uz compinit
compinit -u -D
compare() { if [[ $1 == __complete* ]]; then command compare "$@"; else print -r -- "<compare $*>"; fi }
`)
	lines := slices.Sorted(maps.Keys(typed))
	args := append([]string{"-f", "-c", `zmodload zsh/zpty
zpty terminal zsh -d -i
for line in "$@"; do zpty -w -n terminal "$line"$'\t\n'; done
zpty -w terminal 'print "<""end>"'
zpty -r terminal text "*<end>*"
print -r -- "$text"
zpty -d terminal`, "zsh"}, lines...)
	out := inShell(t, dir, zsh, args...)
	for _, line := range lines {
		if want := "<" + typed[line] + ">"; !strings.Contains(out, want) {
			t.Errorf("%s<Tab>: no %q in\n%s", line, want, out)
		}
	}
}
