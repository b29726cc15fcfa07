package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// commandTree returns the tree of commands without a contender of one's own.
func commandTree(t *testing.T) *cobra.Command { return commandTreeOf(t, Env{}) }

// commandTreeOf returns that of a program.
func commandTreeOf(t *testing.T, e Env) *cobra.Command {
	t.Helper()
	c := &command{Env: e.withDefaults()}
	if err := c.roster().Check(); err != nil {
		t.Fatal(err)
	}
	return c.root()
}

// everyCommand calls f with the name of every command for people, and with the command.
func everyCommand(t *testing.T, f func(path []string, cmd *cobra.Command)) {
	n := 0
	var walk func(path []string, cmd *cobra.Command)
	walk = func(path []string, cmd *cobra.Command) {
		if !cmd.IsAdditionalHelpTopicCommand() {
			n++
			f(path, cmd)
		}
		for _, sub := range explained(cmd) {
			walk(append(slices.Clip(path), sub.Name()), sub)
		}
	}
	walk(nil, commandTree(t))
	if n < 20 {
		t.Errorf("%d commands, want all of them", n)
	}
}

// TestHelp: whoever asks for help gets it, on standard output.
func TestHelp(t *testing.T) {
	want := compare(t, "help").stdout
	if !strings.HasPrefix(want, "compare finds ") {
		t.Fatalf("compare help: %q", want)
	}
	for _, args := range [][]string{{"-h"}, {"--help"}, {"-help"}, {"--workload", "skewed", "--help"}} {
		o := compare(t, args...)
		o.want(t, exitFine)
		if o.stdout != want || o.stderr != "" {
			t.Errorf("compare %q: stdout:\n%s\nstderr:\n%s\nwant the help page, as compare help", args, o.stdout, o.stderr)
		}
	}
}

// TestCommandHelp: every command explains itself, in lines that fit a terminal, alike to
// compare help COMMAND and to compare COMMAND --help, and is on the page of the one above.
func TestCommandHelp(t *testing.T) {
	everyCommand(t, func(path []string, cmd *cobra.Command) {
		o := compare(t, append([]string{"help"}, path...)...)
		o.want(t, exitFine)
		if asked := compare(t, append(slices.Clip(path), "--help")...); asked.stdout != o.stdout || o.stdout == "" {
			t.Errorf("compare %q --help:\n%s\nwant as compare help:\n%s", path, asked.stdout, o.stdout)
		}
		if cmd.Short == "" || !strings.Contains(o.stdout, "\nUsage:\n  "+cmd.CommandPath()) {
			t.Errorf("%q is not explained:\n%s", path, o.stdout)
		}
		for line := range strings.Lines(o.stdout) {
			if len(line) > helpWidth+1 && (len(path) == 0 || path[0] != "completion") { // whose pages are cobra's
				t.Errorf("help %q: line %q is longer than %d", path, line, helpWidth)
			}
		}
		for _, sub := range explained(cmd) {
			if !strings.Contains(o.stdout, " "+sub.Name()+" ") || !strings.Contains(o.stdout, sub.Short) {
				t.Errorf("help %q lacks %s", path, sub.Name())
			}
		}
	})
}

var flagInHelp = regexp.MustCompile(`(?m)^  (?:-[a-z], |    )--([a-z-]+)`)

// TestHelpNamesFlags: the help of every command has each flag that it accepts, with its
// value, and no other; and every flag in help is accepted.
func TestHelpNamesFlags(t *testing.T) {
	everyCommand(t, func(path []string, cmd *cobra.Command) {
		page := compare(t, append([]string{"help"}, path...)...).stdout
		var inHelp, accepted []string
		for _, m := range flagInHelp.FindAllStringSubmatch(page, -1) {
			inHelp = append(inHelp, m[1])
		}
		cmd.InitDefaultHelpFlag()
		cmd.InitDefaultVersionFlag()
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			accepted = append(accepted, f.Name)
			if f.Usage == "" || f.Hidden {
				t.Errorf("%q: flag %s is not explained", path, f.Name)
			}
			if value, _ := pflag.UnquoteUsage(f); value != "" && !strings.Contains(page, "--"+f.Name+" "+value) {
				t.Errorf("%q: help of --%s does not name its %s", path, f.Name, value)
			}
		})
		if !slices.Equal(inHelp, accepted) {
			t.Errorf("%q: flags in help: %q\nwant those it accepts: %q", path, inHelp, accepted)
		}
		// As a user gives them: a wrong one is refused as unknown, these are not.
		for _, name := range append(inHelp, "nonesuch") {
			o := compare(t, append(slices.Clip(path), "--"+name+"=\x00", "--help")...)
			if refused := strings.Contains(o.stderr, "flag \"--"+name+"\": unknown"); refused != (name == "nonesuch") {
				t.Errorf("compare %q --%s: refused as unknown: %v\n%s", path, name, refused, o.stderr)
			}
		}
	})
}

// TestDefaults: help tells the defaults.
func TestDefaults(t *testing.T) {
	for _, k := range []struct{ command, flag, want string }{
		{"", "rounds", "20"}, {"", "budget", "1m0s"}, {"", "seed", "1"}, {"", "results", `"results"`}, {"", "patience", "1m0s"},
		{"scale", "workload", `"fixed"`}, {"grain", "from", "32ns"}, {"grain", "to", "320µs"}, {"grain", "budget", "3m0s"}, {"grain", "jobs", "4096"},
		{"recommend", "confirm", "40s"}, {"gate", "margin", "2%"}, {"gate", "budget", "5m0s"},
	} {
		page := compare(t, append([]string{"help"}, strings.Fields(k.command)...)...).stdout
		_, page, _ = strings.Cut(page, "\nFlags:\n")
		_, text, _ := strings.Cut(page, "--"+k.flag+" ")
		text, _, _ = strings.Cut(text, "      --")
		if text = strings.Join(strings.Fields(text), " "); !strings.Contains(text, "(default "+k.want+")") {
			t.Errorf("compare %s --%s: %q, want the default %s", k.command, k.flag, text, k.want)
		}
	}
}

// TestManual: the manual has every command, flag and topic, as pages for man, as files and
// as Markdown.
func TestManual(t *testing.T) {
	dir := t.TempDir()
	man, markdown := compare(t, "help", "man"), compare(t, "help", "markdown")
	man.want(t, exitFine)
	markdown.want(t, exitFine)
	compare(t, "help", "man", "--dir", dir).want(t, exitFine)
	everyCommand(t, func(path []string, cmd *cobra.Command) {
		name := strings.Join(append([]string{"compare"}, path...), "-")
		if !strings.Contains(markdown.stdout, "\n## "+cmd.CommandPath()+"\n") && len(path) > 0 {
			t.Errorf("Markdown lacks %s", name)
		}
		if !strings.Contains(man.stdout, strings.ReplaceAll(name, "-", `\-`)+" ") && !strings.Contains(man.stdout, name) {
			t.Errorf("man lacks %s", name)
		}
		page, err := os.ReadFile(filepath.Join(dir, name+".1"))
		if err != nil && (len(path) == 0 || path[0] != "help") { // cobra makes none for help
			t.Error(err)
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			for what, text := range map[string]string{"man": man.stdout, name + ".1": string(page)} {
				if (len(page) > 0 || what == "man") && !strings.Contains(text, `\-\-`+f.Name) && !strings.Contains(text, "--"+f.Name) {
					t.Errorf("%s lacks --%s", what, f.Name)
				}
			}
		})
	})
	for _, topic := range topics {
		if !strings.Contains(markdown.stdout, "\n## "+topic.name+": "+topic.summary+"\n") || !strings.Contains(man.stdout, topic.name) {
			t.Errorf("the manual lacks %s", topic.name)
		}
	}
}

// TestSingleDash: long flags with one dash are taken, as they have always been, and what
// only looks like one is not.
func TestSingleDash(t *testing.T) {
	fs := pflag.NewFlagSet("", pflag.ContinueOnError)
	fs.String("workload", "", "")
	fs.String("ldflags", "", "")
	fs.BoolP("virtual", "v", false, "")
	for in, want := range map[string]string{
		"-workload skewed":              "--workload skewed",
		"-workload=skewed -virtual":     "--workload=skewed --virtual",
		"-v":                            "-v",
		"--workload -virtual":           "--workload -virtual",
		"--ldflags -workload":           "--ldflags -workload",
		"-virtual -workload x -virtual": "--virtual --workload x --virtual",
		"-unknown -virtual":             "-unknown --virtual",
		"-- -virtual":                   "-- -virtual",
	} {
		if got := strings.Join(doubleDashes(fs, strings.Fields(in)), " "); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
	o := compare(t, small(t.TempDir(), "-rounds=1", "-virtual")...)
	o.want(t, exitFine)
	if !strings.Contains(o.stdout, "virtual time") {
		t.Errorf("-virtual was not taken:\n%s", o.stdout)
	}
}

// TestLists: every list is there by its name, and all of them without one.
func TestLists(t *testing.T) {
	whole := compare(t, "list")
	whole.want(t, exitFine)
	for _, l := range lists {
		o := compare(t, "list", l.name)
		o.want(t, exitFine)
		if o.stdout == "" || o.stderr != "" || !strings.Contains(whole.stdout, l.name+":\n"+o.stdout) {
			t.Errorf("list %s:\n%s\nwant it as in compare list:\n%s", l.name, o.stdout, whole.stdout)
		}
		for line := range strings.Lines(o.stdout) {
			if strings.TrimRight(line, " \n")+"\n" != line {
				t.Errorf("list %s: line %q ends in spaces", l.name, line)
			}
		}
	}
	for list, names := range map[string][]string{
		"strategies": {"shared-queue", "work-stealing"}, "workloads": {"skewed", "trace:FILE.csv"},
		"metrics": {"throughput", "sojourn-p99.9"}, "formats": {"json", "markdown"},
	} {
		o := compare(t, "list", list)
		for _, name := range names {
			if !strings.Contains(o.stdout, "  "+name+" ") {
				t.Errorf("list %s lacks %s:\n%s", list, name, o.stdout)
			}
		}
	}
}
