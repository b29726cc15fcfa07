package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/ask"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/workloads"
)

// completeFlag sets the completions that a shell offers for the value of a flag.
func completeFlag(cmd *cobra.Command, name string, f cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(name, f); err != nil {
		panic("cli: " + err.Error()) // the flag is unknown, or has completions already
	}
}

// completeFiles makes a shell complete the values of flags with files.
func completeFiles(cmd *cobra.Command, names ...string) {
	for _, name := range names {
		completeFlag(cmd, name, anyFile)
	}
}

func anyFile(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveDefault
}

// filesWith completes arguments with files that have one of the extensions.
func filesWith(extensions ...string) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return extensions, cobra.ShellCompDirectiveFilterFileExt
	}
}

// folder completes with folders.
func folder(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// oneOf completes with one of several values. What follows a tab explains it.
func oneOf(values []cobra.Completion) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return beginning(typed, values), cobra.ShellCompDirectiveNoFileComp
	}
}

// oneOfLater is oneOf for values that take time to find: only completion waits for them.
func oneOfLater(values func() []cobra.Completion) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return oneOf(values())(cmd, args, typed)
	}
}

// beginning returns the values that begin with what was typed.
func beginning(typed string, values []cobra.Completion) []cobra.Completion {
	return slices.DeleteFunc(slices.Clone(values), func(v cobra.Completion) bool { return !strings.HasPrefix(v, typed) })
}

// prefixOf completes with prefixes: the user types the rest.
func prefixOf(values []cobra.Completion) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return beginning(typed, values), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
}

// assignment completes the part before =, and then a file.
func assignment(names []string) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if name, path, ok := strings.Cut(typed, "="); ok {
			return files(name+"=", path)
		}
		var out []cobra.Completion
		for _, name := range names {
			out = append(out, name+"=")
		}
		return beginning(typed, out), cobra.ShellCompDirectiveNoSpace
	}
}

// listOf completes the last of several values separated by commas, with values that are not
// in the list yet. In the name of a trace it completes the file.
func listOf(values []cobra.Completion) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		comma := strings.LastIndexByte(typed, ',') + 1
		before, last := typed[:comma], typed[comma:]
		if path, ok := strings.CutPrefix(last, workloads.TracePrefix); ok {
			return files(before+workloads.TracePrefix, path)
		}
		there := strings.Split(before, ",")
		directive := cobra.ShellCompDirectiveNoFileComp
		var out []cobra.Completion
		for _, v := range values {
			name, _, _ := strings.Cut(v, "\t")
			if !strings.HasPrefix(name, last) || slices.Contains(there, name) || name == ask.All && before != "" {
				continue
			}
			if strings.HasSuffix(name, ":") { // something follows
				directive |= cobra.ShellCompDirectiveNoSpace
			}
			out = append(out, before+v)
		}
		return out, directive
	}
}

// settingsOf completes the settings of the last contender in a list once a colon follows its
// name, and the name before that.
func settingsOf(contenders []bench.Contender, names cobra.CompletionFunc) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		name := typed[strings.LastIndexByte(typed, ',')+1:]
		if ask.Base(name) == name {
			return names(cmd, args, typed)
		}
		colon := strings.LastIndexByte(typed, ':') + 1
		var out []cobra.Completion
		for _, x := range contenders {
			if x.Name() != ask.Base(name) {
				continue
			}
			for _, s := range ask.Settings(x) {
				setting, value, takes := strings.Cut(s, " ")
				if takes {
					setting += "="
				}
				out = append(out, cobra.CompletionWithDesc(typed[:colon]+setting, strings.Trim(value, "()")))
			}
		}
		return beginning(typed, out), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
}

// files completes a path after a prefix. After a folder the user keeps typing.
func files(before, path string) ([]cobra.Completion, cobra.ShellCompDirective) {
	dir, base := filepath.Split(path)
	entries, _ := os.ReadDir(filepath.Clean("./" + dir))
	if filepath.IsAbs(dir) {
		entries, _ = os.ReadDir(dir)
	}
	directive := cobra.ShellCompDirectiveNoFileComp
	var out []cobra.Completion
	for _, e := range entries {
		name := e.Name()
		if !strings.HasPrefix(name, base) || name[0] == '.' && base == "" {
			continue
		}
		if e.IsDir() {
			name += string(filepath.Separator)
			directive |= cobra.ShellCompDirectiveNoSpace
		}
		out = append(out, before+dir+name)
	}
	return out, directive
}

// workloadValues are the workloads, with their uses.
func workloadValues() []cobra.Completion {
	out := []cobra.Completion{cobra.CompletionWithDesc(ask.All, "all of them"), cobra.CompletionWithDesc(workloads.TracePrefix, "your own jobs, a CSV file")}
	for _, w := range workloads.All() {
		out = append(out, cobra.CompletionWithDesc(w.Name, w.Summary))
	}
	return out
}

// contenderValues are contenders, or all of them.
func contenderValues(contenders []bench.Contender) []cobra.Completion {
	out := []cobra.Completion{cobra.CompletionWithDesc(ask.All, "all of them")}
	for _, x := range contenders {
		out = append(out, cobra.CompletionWithDesc(x.Name(), ask.Summary(x)))
	}
	return out
}

// arrivalValues are the processes by which jobs arrive.
func arrivalValues() []cobra.Completion {
	var out []cobra.Completion
	for _, a := range workloads.AllArrivals() {
		out = append(out, cobra.CompletionWithDesc(a.Name(), a.Summary()))
	}
	return append(out, cobra.CompletionWithDesc(ask.Replay, "at the times in a trace"))
}

// metricValues are the metrics.
func metricValues() []cobra.Completion {
	var out []cobra.Completion
	for _, m := range record.Metrics() {
		out = append(out, cobra.CompletionWithDesc(m.Name, m.Description))
	}
	return out
}
