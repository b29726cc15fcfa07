package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/record"
)

const jobs = "duration_us,priority\n50,1\n20,2\n80,0\n20,1\n10,0\n90,0\n30,1\n40,0\n60,2\n70,0\n"

// TestTrace: a user's own jobs, whatever their file is called, computing or
// waiting.
func TestTrace(t *testing.T) {
	for _, name := range []string{"jobs.csv", "my jobs.csv", "a,b.csv", ",.csv", "a, b,skewed", "it's $HOME.csv", "Größe%2F.csv", "....csv"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, results := t.TempDir(), t.TempDir()
			path := write(t, dir, name, jobs)
			o := compare(t, small(results, "--jobs", "9", "--io", "--workload", "trace:"+path)...)
			o.want(t, exitFine)
			if !strings.Contains(o.stdout, "trace:"+path+": your own jobs (") || !strings.Contains(o.stdout, "9 jobs, ") || !strings.Contains(o.stdout, "CPU 0 %, IO 100 %") {
				t.Errorf("the answer is not about 9 waiting jobs of %s:\n%s", path, o.stdout)
			}
			if again := compare(t, "show", sidecar(t, results)); again.stdout != o.stdout {
				t.Errorf("shown again:\n%s\nwant\n%s", again.stdout, o.stdout)
			}
		})
	}
}

// TestRepeat: what an answer says to type for the same run gives the same
// settings.
func TestRepeat(t *testing.T) {
	dir := t.TempDir()
	path := write(t, dir, "my, jobs.csv", jobs)
	for _, tt := range []struct {
		name string
		args []string
	}{
		{"preset", []string{"--workload", "tiny-jobs", "--strategy", "chunked,batch"}},
		{"all strategies", []string{"--workload", "tiny-jobs,fixed", "--strategy", "all", "--seed", "9"}},
		{"many workers", []string{"--workload", "tiny-jobs", "--workers", "3,1", "--budget", "90s", "--patience", "5m", "--strategy", "batch"}},
		{"trace", []string{"--workload", "fixed,trace:" + path, "--io", "--strategy", "batch,chunked"}},
		{"tour", []string{"--strategy", "batch"}},
		{"whole tour", []string{"--strategy", "batch", "--budget", "7s"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			args := append([]string{"--jobs", "10", "--rounds", "1"}, tt.args...)
			if tt.name == "whole tour" {
				args = tt.args
			}
			parse := func(args []string) *options {
				c := &command{Env: Env{}.withDefaults()}
				c.contenders = append(bench.Strategies(), extras("one-by-one")...)
				o, err := c.parse(args)
				if err != nil {
					t.Fatal(err)
				}
				return o
			}
			first := parse(args)
			command := first.Command()
			again := parse(command[1:])
			if command[0] != "compare" || !slices.Equal(again.Command(), command) {
				t.Errorf("repeated: %q\nwant %q", again.Command(), command)
			}
			names := func(o *options) (names []string) {
				for _, x := range o.Contenders {
					names = append(names, x.Name())
				}
				return names
			}
			if !slices.Equal(first.Names, again.Names) || !slices.Equal(names(first), names(again)) || !slices.Equal(first.Workers, again.Workers) ||
				first.Jobs != again.Jobs || first.Scale != again.Scale || first.Rounds != again.Rounds || first.Budget != again.Budget ||
				first.Seed != again.Seed || first.IO != again.IO || first.Patience != again.Patience || first.Tour != again.Tour {
				t.Errorf("%q gives %+v\nwant as the first time %+v", command, again, first)
			}
		})
	}
}

// TestRepeatQuotes: the line can be typed, whatever a file is called, and so can
// the one that says how to see the answer again.
func TestRepeatQuotes(t *testing.T) {
	results := filepath.Join(t.TempDir(), "my results")
	path := write(t, t.TempDir(), "my  jobs.csv", jobs)
	o := compare(t, small(results, "--workload", "trace:"+path, "--jobs", "5", "--rounds", "1")...)
	side := sidecar(t, results)
	o.want(t, exitFine, "compare show '"+side+"'\n")
	if !strings.Contains(o.stdout, "repeat: compare --workload 'trace:"+path+"' --strategy shared-queue,chunked --jobs 5 ") {
		t.Errorf("the answer does not quote the command:\n%s", o.stdout)
	}
	text, err := os.ReadFile(strings.TrimSuffix(side, ".json") + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), "# command: compare --workload 'trace:"+path+"' ") {
		t.Errorf("the text file does not quote the command:\n%.300s", text)
	}
	run, err := record.Read(side)
	if err != nil {
		t.Fatal(err)
	}
	if got := run.Workloads[0].Name; got != "trace:"+path {
		t.Errorf("stored workload %q, want %q", got, "trace:"+path)
	}
}
