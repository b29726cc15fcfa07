package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// TestWrongInput: each is refused in one line that names the thing and the bad
// value, before anything is measured, and leaves nothing behind.
func TestWrongInput(t *testing.T) {
	long := strings.Repeat("x", 300)
	for _, tt := range []struct {
		name string
		args []string
		want []string
	}{
		{"command", []string{"lst"}, []string{`command "lst": unknown; did you mean "list"?`}},
		{"command help", []string{"hlep"}, []string{`did you mean "help"?`}},
		{"workload as command", []string{"skewed"}, []string{`command "skewed": unknown; did you mean "--workload skewed"?`}},
		{"strategy as command", []string{"chunked"}, []string{`command "chunked": unknown; did you mean "--strategy chunked"?`}},
		{"argument", []string{"--rounds", "2", "more"}, []string{`argument "more": want only flags here`}},
		{"empty argument", []string{""}, []string{`argument ""`}},

		{"flag", []string{"--worklod", "skewed"}, []string{`flag "--worklod": unknown; did you mean "--workload"?`}},
		{"flag with value", []string{"-job=1"}, []string{`flag "--job": unknown; did you mean "--jobs"?`}},
		{"far flag", []string{"--supercalifragilistic"}, []string{`flag "--supercalifragilistic": unknown (see compare --help)`}},
		{"flag of show", []string{"show", "--job", "1"}, []string{`flag "--job": unknown`, "(have --format, --help, --html, --out, --verbose)"}},
		{"flag of list", []string{"list", "--format", "csv"}, []string{`flag "--format": unknown`}},
		{"no value", []string{"--workload"}, []string{"--workload: want a value"}},
		{"flag of dashes", []string{"---x"}, []string{"bad flag syntax: ---x"}},

		{"workload", []string{"--workload", "skewd"}, []string{`workload "skewd": unknown; did you mean "skewed"?`}},
		{"workload in a list", []string{"--workload", "skewed,nothing"}, []string{`workload "nothing": unknown (see compare list workloads)`}},
		{"workload twice", []string{"--workload", "skewed, skewed"}, []string{`--workload "skewed,skewed": "skewed" appears twice`}},
		{"no workload", []string{"--workload", ""}, []string{`--workload "": a name is empty`}},
		{"empty workload", []string{"--workload", "skewed,"}, []string{`--workload "skewed,": a name is empty`}},
		{"all in a list", []string{"--workload", "skewed,all"}, []string{`--workload "skewed,all": "all" cannot be combined with other names`}},
		{"strategy without a letter", []string{"--strategy", "piority"}, []string{`strategy "piority": unknown; did you mean "priority"?`}},
		{"strategy", []string{"--strategy", "chunk"}, []string{`strategy "chunk": unknown; did you mean "chunked"?`}},
		{"setting", []string{"--strategy", "bounded:x"}, []string{`strategy "bounded:x": "x" is no setting of bounded, which has depth (a whole number)`}},
		{"no settings", []string{"selftest", "--theory", "--strategy", "lifo:x"}, []string{`strategy "lifo:x": lifo has no settings`}},
		{"strategy twice", []string{"--strategy", "chunked,chunked"}, []string{`"chunked" appears twice`}},
		{"all strategies in a list", []string{"--strategy", "all,chunked"}, []string{`--strategy "all,chunked": "all" cannot be combined with other names`}},
		{"format", []string{"--format", "jsn"}, []string{`format "jsn": unknown; did you mean "json"?`}},
		{"format of show", []string{"show", "x.json", "--format", "svg"}, []string{`format "svg": unknown (have ` + strings.Join(formatNames(), ", ") + ")"}},
		{"list", []string{"list", "metric"}, []string{`list "metric": unknown; did you mean "metrics"?`}},
		{"second list", []string{"list", "metrics", "nope"}, []string{`list "nope": unknown`}},

		{"no jobs", []string{"--jobs", "0"}, []string{"--jobs 0: want at least 1"}},
		{"negative jobs", []string{"--jobs", "-5"}, []string{"--jobs -5: want at least 1"}},
		{"garbage jobs", []string{"--jobs", "many"}, []string{`--jobs "many": want a whole number`}},
		{"quoted jobs", []string{"--jobs", `a"b`}, []string{`--jobs "a\"b": want a whole number`}},
		{"fractional jobs", []string{"--jobs", "1.5"}, []string{`--jobs "1.5": want a whole number`}},
		{"too many jobs", []string{"--workload", "fixed", "--jobs", "2000000000"}, []string{`2000000000 jobs, want`}},
		{"jobs past counting", []string{"--jobs", "99999999999999999999"}, []string{`--jobs "99999999999999999999": want a smaller number`}},
		{"no rounds", []string{"--rounds", "0"}, []string{"--rounds 0: want at least 1"}},
		{"negative rounds", []string{"--rounds=-1"}, []string{"--rounds -1: want at least 1"}},
		{"no budget", []string{"--budget", "0s"}, []string{"--budget 0s: want more than 0"}},
		{"budget without unit", []string{"--budget", "30"}, []string{`--budget "30": want a time with its unit, such as 30s or 5m`}},
		{"negative patience", []string{"--patience", "-1s"}, []string{"--patience -1s: want more than 0"}},
		{"negative seed", []string{"--seed", "-1"}, []string{`--seed "-1": want a whole number, 0 or more`}},
		{"bad switch", []string{"--io=perhaps"}, []string{`--io "perhaps": want true or false`}},
		{"no workers", []string{"--workers", "0"}, []string{`--workers "0": want numbers from 1 to 100000`}},
		{"garbage workers", []string{"--workers", "2,x"}, []string{`--workers "x": want numbers from 1 to 100000`}},
		{"too many workers", []string{"--workers", "100001"}, []string{`--workers "100001"`}},
		{"workers twice", []string{"--workers", "2,02"}, []string{`--workers "2,02": 2 appears twice`}},
		{"workers from more to fewer", []string{"--workers", "4..2"}, []string{`--workers "4..2": want FIRST..LAST, from 1 to 100000, such as 1..64`}},
		{"workers to nowhere", []string{"--workers", "1,2.."}, []string{`--workers "2..": want FIRST..LAST`}},
		{"workers twice in ranges", []string{"--workers", "1..4,2"}, []string{`--workers "1..4,2": 2 appears twice`}},
		{"empty workers", []string{"--workers", "2,,3"}, []string{`--workers "": want numbers from 1`}},

		{"results is a file", []string{"--results", "file"}, []string{`folder "file": not a directory`}},
		{"results below a file", []string{"--results", "file/deep"}, []string{`folder "file/deep": not a directory`}},
		{"no results", []string{"--results", ""}, []string{`--results "": want a folder, or none`}},
		{"out is a folder", []string{"--out", "folder"}, []string{`file "folder": is a folder`}},
		{"out in no folder", []string{"--out", "none/answer"}, []string{`folder "none": cannot be written to: no such file`}},
		{"out below a file", []string{"--out", "file/answer"}, []string{`file "file/answer": not a directory`}},
		{"out too long", []string{"--out", long}, []string{`file "xxx`, "too long"}},

		{"cores in real time", []string{"--cores", "4"}, []string{"--cores: requires --virtual"}},
		{"no cores", []string{"--virtual", "--cores", "0"}, []string{"--cores 0: want at least 1"}},
		{"load of nothing", []string{"--load", "0"}, []string{`--load "0": want shares of what the workers can do, such as 0.8`}},
		{"load in words", []string{"--load", "0.5,high"}, []string{`--load "high": want shares`}},
		{"load in per cent", []string{"--load", "80"}, []string{`--load "80": want shares`}},
		{"empty load", []string{"--load", "0.5,"}, []string{`--load "0.5,": a name is empty`}},
		{"load twice", []string{"--load", "0.5,0.50"}, []string{`--load: "0.50" appears twice`}},
		{"search in real time", []string{"--load", "max"}, []string{"--load max: requires --virtual"}},
		{"search in a list", []string{"--virtual", "--load", "0.5,max"}, []string{`--load "max": want shares`}},
		{"arrivals", []string{"--load", "0.5", "--arrivals", "poison"}, []string{`arrivals "poison": unknown; did you mean "poisson"?`}},
		{"arrivals without a load", []string{"--arrivals", "bursty"}, []string{"--arrivals bursty: wants a --load, such as --load 0.8"}},
		{"all at once at a load", []string{"--arrivals", "at-once", "--load", "0.5"}, []string{"--arrivals at-once: cannot be combined"}},
		{"arrivals out of range", []string{"--arrivals", "gamma:-1", "--load", "0.5"}, []string{"SCV is -1"}},
		{"no arrivals", []string{"--arrivals", ""}, []string{`--arrivals "": want a name`}},
		{"replay of no trace", []string{"--workload", "skewed", "--arrivals", "replay"}, []string{`--arrivals replay: workload "skewed" has no arrivals`}},
		{"replay of a trace without", []string{"--workload", "trace:good.csv", "--arrivals", "replay"}, []string{`workload "trace:good.csv" has no arrivals`}},
		{"batches only", []string{"--strategy", "chunked", "--load", "0.5"}, []string{`strategy "chunked": runs batches only`, "--load and --arrivals make a stream"}},
		{"metric", []string{"--metric", "thruput"}, []string{`metric "thruput": unknown; did you mean "throughput"?`}},

		{"no trace", []string{"--workload", "trace:none.csv"}, []string{"none.csv: no such file"}},
		{"nameless trace", []string{"--workload", "trace:"}, []string{`"trace:": want trace:FILE.csv`}},
		{"trace is a folder", []string{"--workload", "trace:folder"}, []string{"folder: is a directory"}},
		{"empty trace", []string{"--workload", "trace:empty.csv"}, []string{"trace empty.csv: is empty"}},
		{"bad rows", []string{"--workload", "trace:bad.csv"}, []string{"trace bad.csv: 2 bad rows: line 3: duration \"soon\"", "line 5: duration \"-1ms\""}},
		{"binary trace", []string{"--workload", "trace:binary"}, []string{`no column duration`}},
		{"more jobs than rows", []string{"--workload", "trace:good.csv", "--jobs", "4"}, []string{"--jobs 4: trace:good.csv has 3"}},
		{"unknown after trace", []string{"--workload", "trace:good.csv,skewd"}, []string{`workload "skewd": unknown; did you mean "skewed"?`}},
		{"metric of no class", []string{"--metric", "wait-mean@x"}, []string{`metric "wait-mean@x": class "x": want a priority, such as wait-mean@2, or wait-mean@urgent`}},
		{"metric without classes", []string{"--metric", "wait-mean,throughput@2"}, []string{`metric "throughput@2": throughput has no classes`}},
		{"metric twice", []string{"--metric", "late,late"}, []string{`--metric "late,late": "late" appears twice`}},
		{"option of a workload", []string{"--keys", "zipf"}, []string{`option keys "zipf": want a value such as 64, zipf:1.1:1000 or runs:10:64`}},
		{"option in a name", []string{"--workload", "skewed+mean=1"}, []string{`option mean "1": want a value such as 1ms`}},
		{"option of a trace", []string{"--workload", "trace:good.csv", "--scv", "4"}, []string{`workload "trace:good.csv": option "scv": a trace has its own jobs`}},
		{"io without trace", []string{"--workload", "skewed", "--io"}, []string{`--io: requires a trace in --workload`}},

		{"show nothing", []string{"show"}, []string{"show: want the files of stored runs"}},
		{"show missing", []string{"show", "none.json"}, []string{"none.json: file does not exist"}},
		{"show one of two missing", []string{"show", "run.json", "none.json"}, []string{"none.json: file does not exist"}},
		{"show a folder", []string{"show", "folder"}, []string{"folder: is a directory"}},
		{"show empty", []string{"show", "empty.json"}, []string{"empty.json: corrupt"}},
		{"show foreign", []string{"show", "foreign.json"}, []string{"foreign.json: not a record"}},
		{"show garbage", []string{"show", "binary"}, []string{"binary: "}},
		{"show cut sidecar", []string{"show", "cut.json"}, []string{"cut.json: corrupt"}},
		{"show cut text", []string{"show", "cuttext.json"}, []string{"cuttext.txt: "}},
		{"show many in one file", []string{"show", "run.json", "run.json", "--out", "x"}, []string{`--out "x": holds one run, got 2`}},
		{"show into a folder", []string{"show", "run.json", "--out", "folder"}, []string{`file "folder": is a folder`}},
		{"show into no folder", []string{"show", "run.json", "--out", "none/x"}, []string{`file "none/x": no such file or directory`}},

		{"diff of one", []string{"diff", "run.json"}, []string{"diff: want two files, stored runs or outputs of go test -bench, the earlier first, got 1"}},
		{"diff of a missing one", []string{"diff", "run.json", "none.json"}, []string{"none.json: file does not exist"}},
		{"diff margin", []string{"diff", "run.json", "run.json", "--margin", "much"}, []string{`--margin "much": want a percentage`}},
		{"diff metric", []string{"diff", "run.json", "run.json", "--metric", "speed"}, []string{`metric "speed": unknown`}},

		{"gate without a baseline", []string{"gate"}, []string{"gate: want --baseline, a folder of stored runs such as results/baseline, or --base"}},
		{"gate of nothing", []string{"gate", "--baseline", "none"}, []string{"none: file does not exist"}},
		{"gate of an empty folder", []string{"gate", "--baseline", "folder"}, []string{`folder "folder": contains no stored run`}},
		{"gate of garbage", []string{"gate", "--baseline", "binary"}, []string{"binary: "}},
		{"gate of a run that cannot be repeated", []string{"gate", "--baseline", "run.json"}, []string{"run.json: does not record its command"}},
		{"gate tolerance", []string{"gate", "--baseline", "run.json", "--tolerance", "5"}, []string{`--tolerance "5": want a percentage, such as 0.5%`}},
		{"gate format", []string{"gate", "--baseline", "run.json", "--format", "xml"}, []string{`format "xml": unknown`, "text, markdown, comment, html, github, junit, json, bench"}},
		{"gate of both", []string{"gate", "--baseline", "x", "--base", "y"}, []string{"want one of them"}},
		{"gate in no repository", []string{"gate", "--base", "HEAD"}, []string{"is in no git repository"}},
		{"gate margin", []string{"gate", "--base", "HEAD", "--margin", "5"}, []string{`--margin "5": want a percentage`}},
		{"gate bench", []string{"gate", "--base", "HEAD", "--bench", "("}, []string{`--bench "(": is not a regular expression`}},
		{"selftest of nothing", []string{"selftest"}, []string{"selftest: want --theory", "or --gate"}},
		{"selftest of both", []string{"selftest", "--theory", "--gate"}, []string{"selftest: want --theory"}},
		{"selftest comparisons", []string{"selftest", "--gate", "--comparisons", "0"}, []string{"--comparisons 0: want at least 1"}},
		{"selftest rounds", []string{"selftest", "--gate", "--rounds", "0"}, []string{"--rounds 0: want at least 1"}},
		{"selftest margin", []string{"selftest", "--gate", "--margin", "2"}, []string{`--margin "2": want a percentage`}},
		{"gate also", []string{"gate", "--base", "HEAD", "--also", "junit"}, []string{`--also "junit": want`}},
		{"gate also a format", []string{"gate", "--base", "HEAD", "--also", "xml=a"}, []string{`format "xml": unknown`}},
		{"gate also the same file", []string{"gate", "--base", "HEAD", "--also", "junit=a", "--also", "json=a"}, []string{`file "a": would be written twice`}},
		{"gate inconclusive", []string{"gate", "--base", "HEAD", "--inconclusive", "maybe"}, []string{`--inconclusive "maybe": want pass or fail`}},
		{"gate argument", []string{"gate", "results/baseline"}, []string{`argument "results/baseline": want only flags here`}},

		{"selftest of what", []string{"selftest"}, []string{"selftest: want --theory"}},
		{"selftest on few jobs", []string{"selftest", "--theory", "--jobs", "100"}, []string{"--jobs 100: want at least 20000"}},
		{"selftest flag", []string{"selftest", "--theroy"}, []string{`flag "--theroy": unknown; did you mean "--theory"?`}},
		{"selftest argument", []string{"selftest", "theory"}, []string{`argument "theory"`}},

		{"round by hand", []string{"__round"}, []string{"__round: for internal use only"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			prepareFiles(t)
			before := filesIn(t, ".")
			o := compare(t, tt.args...)
			o.wantRefused(t, tt.want...)
			if strings.Contains(o.stderr, "did you mean") && strings.Contains(o.stderr, "have ") {
				t.Errorf("stderr %q: suggests a name and lists all", o.stderr)
			}
			if after := filesIn(t, "."); !slices.Equal(before, after) {
				t.Errorf("files %q, want %q as before", after, before)
			}
		})
	}
}

// prepareFiles fills the working folder with what is wrong, and a little that is
// right.
func prepareFiles(t *testing.T) {
	write(t, ".", "file", "a file\n")
	if err := os.Mkdir("folder", 0o777); err != nil {
		t.Fatal(err)
	}
	write(t, ".", "empty.csv", "")
	write(t, ".", "good.csv", "duration\n1us\n2us\n3us\n")
	write(t, ".", "bad.csv", "duration\n1us\nsoon\n2us\n-1ms\n")
	write(t, ".", "binary", "\x7fELF\x02\x01\n\x00\x1b[2J\n\n")
	write(t, ".", "empty.json", "")
	write(t, ".", "foreign.json", `{"name": "something else"}`)
	const run = `{"schema": 1, "trials": [{"round": 1, "workload": "w", "strategy": "s", "workers": 1, "metrics": {"throughput": 1}}]}`
	const text = "BenchmarkExecute/workload=w/strategy=s/workers=1 1 1 jobs/s\n"
	write(t, ".", "run.json", run)
	write(t, ".", "run.txt", text)
	write(t, ".", "cut.json", run[:len(run)-9])
	write(t, ".", "cuttext.json", run)
	write(t, ".", "cuttext.txt", text[:len(text)-4])
}

// TestUnstartable: a program that cannot be started is said, and leaves nothing.
func TestUnstartable(t *testing.T) {
	dir := t.TempDir()
	var stdout, stderr bytes.Buffer
	code := Run(t.Context(), Env{
		Args: small(filepath.Join(dir, "a", "b")), Stdout: &stdout, Stderr: &stderr, Program: filepath.Join(dir, "none"),
	})
	outcome{code, stdout.String(), stderr.String()}.wantRefused(t, "round 1: ", "no such file")
	if files := filesIn(t, dir); len(files) > 0 {
		t.Errorf("files %q, want none", files)
	}
}

// TestUnwritable: a folder without leave to write is refused at once.
func TestUnwritable(t *testing.T) {
	if os.Getuid() == 0 || runtime.GOOS == "windows" {
		t.Skip("everything can be written to")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	compare(t, small(dir)...).wantRefused(t, "cannot be written to: permission denied")
	compare(t, small(t.TempDir(), "--out", filepath.Join(dir, "x"))...).wantRefused(t, "cannot be written to: permission denied")
}
