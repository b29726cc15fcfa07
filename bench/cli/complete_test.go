package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// completed returns what a shell would offer for the last of the words, without what
// explains it, and what else the shell is told.
func completed(t *testing.T, words ...string) (names []string, directive string) {
	t.Helper()
	o := compare(t, append([]string{cobra.ShellCompRequestCmd}, words...)...)
	o.want(t, exitFine)
	for line := range strings.Lines(o.stdout) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, ":") {
			_, directive, _ = strings.Cut(o.stderr, "directive: ")
			return names, strings.TrimSpace(directive)
		}
		name, _, _ := strings.Cut(line, "\t")
		names = append(names, name)
	}
	t.Fatalf("completing %q:\n%s", words, o.stdout)
	return nil, ""
}

// TestComplete: commands, flags, and values wherever they are known, also in lists.
func TestComplete(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.Mkdir("logs", 0o777); err != nil {
		t.Fatal(err)
	}
	write(t, ".", "jobs.csv", jobs)
	write(t, "logs", "old.csv", jobs)
	const noFiles, noSpace = "ShellCompDirectiveNoFileComp", "ShellCompDirectiveNoSpace"
	for _, k := range []struct {
		words     string // the last is being typed
		want      string // all that is offered
		directive string
	}{
		{"rec", "recommend", noFiles},
		{"help met", "metg", noFiles},
		{"help gat", "gate", noFiles},
		{"--vir", "--virtual", noFiles},
		{"recommend --conf", "--confirm", noFiles},
		{"gate --inc", "--inconclusive", noFiles},
		{"gate --inconclusive p", "pass", noFiles},
		{"gate --layout ", "random fixed", noFiles},
		{"gate --also ju", "junit=", noSpace},
		{"gate --also junit=log", "junit=logs/", noSpace + ", " + noFiles},
		{"--workload sk", "skewed", noFiles},
		{"--workload skewed,io", "skewed,io-bound", noFiles},
		{"--workload=skewed,io", "skewed,io-bound", noFiles},
		{"--workload skewed,fixed,sk", "", noFiles},
		{"--workload tra", "trace:", "ShellCompDirectiveNoSpace, " + noFiles},
		{"--workload trace:jo", "trace:jobs.csv", noFiles},
		{"--workload trace:lo", "trace:logs/", "ShellCompDirectiveNoSpace, " + noFiles},
		{"--workload fixed,trace:logs/", "fixed,trace:logs/old.csv", noFiles},
		{"scale --workload tiny", "tiny-jobs", noFiles},
		{"--strategy shared-queue,work", "shared-queue,work-stealing", noFiles},
		{"--strategy lifo,codel:5ms:", "lifo,codel:5ms:target= lifo,codel:5ms:interval= lifo,codel:5ms:drop", "ShellCompDirectiveNoSpace, " + noFiles},
		{"--strategy shared-queue:", "", "ShellCompDirectiveNoSpace, " + noFiles},
		{"grain --strategy sha", "shared-queue", noFiles},
		{"--peer plain-l", "plain-loop", noFiles},
		{"--metric thr", "throughput", noFiles},
		{"diff --metric thr", "throughput", noFiles},
		{"--arrivals po", "poisson", noFiles},
		{"--load m", "max", noFiles},
		{"--format mark", "markdown", noFiles},
		{"show --format cs", "csv", noFiles},
		{"history --format j", "json", noFiles},
		{"recommend --log azure-l", "azure-llm", noFiles},
		{"recommend --slo p99", "p99= p99.9=", "ShellCompDirectiveNoSpace, " + noFiles},
		{"list met", "metrics", noFiles},
		{"completion po", "powershell", noFiles},
		{"--rounds 1", "", noFiles},
		{"gate --base HE", "", noFiles},
		{"show ", "json gz", "ShellCompDirectiveFilterFileExt"},
		{"history ", "json jsonl gz txt", "ShellCompDirectiveFilterFileExt"},
		{"recommend --jobs-file ", "csv json jsonl ndjson log", "ShellCompDirectiveFilterFileExt"},
		{"--results ", "", "ShellCompDirectiveFilterDirs"},
		{"--out ", "", "ShellCompDirectiveDefault"},
		{"report x.json -o ", "", "ShellCompDirectiveDefault"},
	} {
		got, directive := completed(t, strings.Split(k.words, " ")...)
		if want := strings.Fields(k.want); !slices.Equal(got, want) || directive != k.directive {
			t.Errorf("%q: %q, %s; want %q, %s", k.words, got, directive, want, k.directive)
		}
	}
	if got, _ := completed(t, ""); !slices.Contains(got, "gate") || !slices.Contains(got, "help") || slices.Contains(got, "metg") || slices.Contains(got, roundName) {
		t.Errorf("nothing typed: %q", got)
	}
}

// TestCompleteFiles: every flag whose value is a file or a folder is completed with those,
// and a flag whose value is nothing that is known with nothing.
func TestCompleteFiles(t *testing.T) {
	everyCommand(t, func(path []string, cmd *cobra.Command) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			value, _ := pflag.UnquoteUsage(f)
			want := value == "FILE" || value == "FOLDER" || value == "PATH"
			if value == "" {
				return
			}
			_, directive := completed(t, append(slices.Clip(path), "--"+f.Name, "nothing-like-it")...)
			files := directive == "ShellCompDirectiveDefault" || directive == "ShellCompDirectiveFilterDirs" || directive == "ShellCompDirectiveFilterFileExt"
			if files != want && value != "PACKAGES" {
				t.Errorf("compare %q --%s %s: %s", path, f.Name, value, directive)
			}
		})
	})
}

// wordsByRef is what cobra's script takes from bash-completion, and from a shell that
// somebody types in, as far as it needs them.
const wordsByRef = `_get_comp_words_by_ref() { cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words=("${COMP_WORDS[@]}") cword=$COMP_CWORD; }
compopt() { :; }
`

// TestCompletionScripts: there is one for each shell, and bash completes by it.
func TestCompletionScripts(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		o := compare(t, "completion", shell)
		o.want(t, exitFine)
		if !strings.Contains(o.stdout, cobra.ShellCompRequestCmd) || o.stderr != "" {
			t.Errorf("%s:\n%.300s\n%s", shell, o.stdout, o.stderr)
		}
	}
	compare(t, "completion").wantRefused(t, "completion: want a shell, bash, fish, powershell, zsh")
	compare(t, "completion", "powershel").wantRefused(t, `shell "powershel": unknown; did you mean "powershell"?`)
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	stub(t, dir, "compare", `exec "`+self+`" `+mainFlag+` "$@"`+"\n")
	script := compare(t, "completion", "bash").stdout
	for _, script := range []string{script, compare(t, "completion", "bash", "--no-descriptions").stdout} {
		for _, typ := range []string{"9", "37"} { // Tab, and one at a time
			for words, want := range map[string]string{
				"compare rec": "recommend", "compare --workload sk": "skewed", "compare --workload skewed,io": "skewed,io-bound", "compare --workload skewed,io-bound,fix": "skewed,io-bound,fixed",
				"compare --strategy work": "work-stealing", "compare --peer plain-l": "plain-loop", "compare --vir": "--virtual", "compare help met": "metg", "compare recommend --conf": "--confirm",
				"compare gate --inc": "--inconclusive", "compare --workload skewed --form": "--format", "compare diff --format junit --metric thr": "throughput",
			} {
				cmd := exec.CommandContext(t.Context(), bash, "--noprofile", "--norc", "-c", wordsByRef+script+`
COMP_WORDS=(`+words+`) COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE="`+words+`" COMP_POINT=${#COMP_LINE} COMP_TYPE=`+typ+`
__start_compare compare
echo "${COMPREPLY[@]}"
`)
				cmd.Env = append(os.Environ(), "PATH="+dir+string(filepath.ListSeparator)+os.Getenv("PATH"))
				out, err := cmd.CombinedOutput()
				if err != nil || strings.TrimSpace(string(out)) != want {
					t.Errorf("%s: %q, %v, want %q", words, out, err, want)
				}
			}
		}
	}
}
