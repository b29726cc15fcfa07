package cli

import (
	"flag"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestHelp: whoever asks for help gets it, on standard output.
func TestHelp(t *testing.T) {
	want := compare(t, "help").stdout
	if !strings.HasPrefix(want, "compare finds ") {
		t.Fatalf("compare help: %q", want)
	}
	for _, args := range [][]string{{"-h"}, {"--help"}, {"-help"}, {"scale", "-h"}, {"--workload", "skewed", "--help"}} {
		o := compare(t, args...)
		o.want(t, exitFine)
		if o.stdout != want || o.stderr != "" {
			t.Errorf("compare %q: stdout:\n%s\nstderr:\n%s\nwant the help page, as compare help", args, o.stdout, o.stderr)
		}
	}
}

// TestCommandHelp: every command explains itself and each of its flags, in lines that fit,
// also to who asks for help on it; and the manual page has all of that.
func TestCommandHelp(t *testing.T) {
	manual := compare(t, "help", "man")
	manual.want(t, exitFine)
	for _, name := range commandNames() {
		o := compare(t, "help", name)
		o.want(t, exitFine)
		if !strings.HasPrefix(o.stdout, "compare "+name) {
			t.Errorf("help %s:\n%s", name, o.stdout)
		}
		for line := range strings.Lines(o.stdout) {
			if len(line) > 81 {
				t.Errorf("help %s: line %q is longer than 80", name, line)
			}
			if line = strings.TrimSuffix(line, "\n"); !strings.Contains(manual.stdout, roff(line)) && !isTopic(name) {
				t.Errorf("help man lacks %q", line)
			}
		}
		asked := compare(t, name, "--help")
		if study := name == "scale" || name == "grain"; !study && !strings.HasPrefix(o.stdout, asked.stdout) || asked.stdout == "" {
			t.Errorf("compare %s --help:\n%s\nwant as compare help %s", name, asked.stdout, name)
		}
		s, _ := commandByName(name)
		fs := new(command).flagsOf(t.Context(), s)
		if fs == nil {
			continue
		}
		fs.VisitAll(func(f *flag.Flag) {
			if !strings.Contains(o.stdout, "-"+f.Name+" ") && !strings.Contains(o.stdout, "-"+f.Name+"\n") {
				t.Errorf("help %s lacks the flag %s", name, f.Name)
			}
			if f.Usage == "" {
				t.Errorf("%s: flag %s is not explained", name, f.Name)
			}
		})
	}
	for line := range strings.Lines(manual.stdout) {
		if strings.HasPrefix(line, ".") && !macro.MatchString(line) || strings.HasPrefix(line, "'") {
			t.Errorf("help man: %q would be taken for a request", line)
		}
	}
}

var macro = regexp.MustCompile(`^\.(TH|SH|SS|nf|fi)\b`)

func isTopic(name string) bool {
	return slices.ContainsFunc(topics, func(t topic) bool { return t.name == name })
}

var (
	flagInHelp    = regexp.MustCompile(`(?m)^  --([a-z]+)`)
	commandInHelp = regexp.MustCompile(`(?m)^  compare ([a-z]+)`)
)

// TestHelpNamesFlags: the help page has every flag and no other, with its
// default, fits a narrow terminal, and names the commands that there are.
func TestHelpNamesFlags(t *testing.T) {
	page := compare(t, "help").stdout
	inHelp := make(map[string]string) // flag to its text
	found := flagInHelp.FindAllStringSubmatchIndex(page, -1)
	for i, m := range found {
		end := strings.Index(page, "\n\nA round is")
		if i+1 < len(found) {
			end = found[i+1][0]
		}
		inHelp[page[m[2]:m[3]]] = strings.Join(strings.Fields(page[m[0]:end]), " ")
	}
	var o options
	fs, _ := o.flagSet()
	var known []string
	fs.VisitAll(func(f *flag.Flag) {
		known = append(known, f.Name)
		name, _ := flag.UnquoteUsage(f)
		text := inHelp[f.Name]
		if !strings.HasPrefix(text, strings.TrimSpace("--"+f.Name+" "+name)+" ") {
			t.Errorf("help of --%s: %q, want it to name a %s", f.Name, text, name)
		}
		switch f.Name {
		case "rounds", "seed", "results", "budget", "patience":
			if want := "default " + f.DefValue; !strings.HasSuffix(text, want) {
				t.Errorf("help of --%s: %q, want it to end in %q", f.Name, text, want)
			}
		}
	})
	if got := slices.Sorted(maps.Keys(inHelp)); !slices.Equal(got, known) {
		t.Errorf("flags in help: %q\nwant those there are: %q", got, known)
	}
	for _, m := range commandInHelp.FindAllStringSubmatch(page, -1) {
		_, there := commandByName(m[1])
		if !there {
			t.Errorf("help names command %q, which there is not", m[1])
		}
	}
	for line := range strings.Lines(page) {
		if len(line) > 81 {
			t.Errorf("help line %q is longer than 80", line)
		}
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
