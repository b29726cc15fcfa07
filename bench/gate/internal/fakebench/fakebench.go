// Package fakebench has a test binary stand in for the test binaries of others: what they
// report and how they misbehave is said in words.
package fakebench

import (
	"fmt"
	"math"
	"net"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/process"
)

// fakeEnv makes the test binary a program of benchmarks: its value has the words.
const fakeEnv = "POOLBENCH_FAKE"

// Main is the TestMain of a package that uses [Program]; run runs its tests.
func Main(m *testing.M, run func(tests func() int) int) {
	what := os.Getenv(fakeEnv)
	if what == "" {
		os.Exit(run(m.Run))
	}
	if what == "sleep" { // what a benchmark leaves behind
		time.Sleep(time.Minute)
		return
	}
	// Nobody hangs for ever, whatever the test does.
	time.AfterFunc(time.Minute, func() { os.Exit(9) })
	var all []testing.InternalBenchmark
	for word := range strings.FieldsSeq(what) {
		name, spec, ok := strings.Cut(word, "=")
		switch {
		case name == "exit":
			os.Exit(3)
		case name == "procs":
			procs, _ := strconv.Atoi(spec)
			runtime.GOMAXPROCS(procs)
		case name == "say":
			fmt.Println(strings.ReplaceAll(spec, "_", " "))
		case ok:
			all = append(all, testing.InternalBenchmark{Name: "Benchmark" + name, F: benchmark(spec)})
		}
	}
	testing.Main(regexp.MatchString, nil, all, nil)
}

// benchmark returns a benchmark that reports what the words say.
func benchmark(spec string) func(*testing.B) {
	words := strings.Split(spec, ":")
	return func(b *testing.B) {
		ns, err := strconv.ParseFloat(words[0], 64)
		if err != nil {
			b.Fatal(err)
		}
		for _, w := range words[1:] {
			what, x, _ := strings.Cut(w, "=")
			v, _ := strconv.ParseFloat(x, 64)
			switch what {
			case "sub":
				b.Run(x, func(b *testing.B) { b.ReportMetric(ns, "ns/op") })
				return
			case "subs": // they report how long their names are
				for sub := range strings.SplitSeq(x, ",") {
					b.Run(sub, func(b *testing.B) {
						b.ReportMetric(ns, "ns/op")
						b.ReportMetric(float64(len(strings.TrimPrefix(b.Name(), "Benchmark"))), "length")
					})
				}
				return
			case "nan":
				b.ReportMetric(math.NaN(), "x/op")
			case "hits":
				b.ReportMetric(v, "hits/op")
			case "rate":
				b.ReportMetric(v, "MB/s")
			case "better":
				fmt.Println("Unit hits/op better=higher")
			case "fail":
				b.Fatal("it hurts")
			case "panic":
				panic("it hurts")
			case "print":
				fmt.Println("while it runs")
				fmt.Print("and without a newline ")
			case "long":
				fmt.Println(strings.Repeat("x", 10000))
			case "flood":
				line := strings.Repeat("y", 1<<16) + "\n"
				for b.N > 1 {
					fmt.Print(line)
				}
			case "hang":
				if b.N > 1 {
					if address := os.Getenv("FAKE_CALL"); address != "" {
						if _, err := net.Dial("tcp", address); err != nil {
							b.Fatal(err)
						}
					}
					select {}
				}
			case "orphan": // a process that outlives this one and holds its output
				cmd := exec.Command(os.Args[0])
				cmd.Env = append(os.Environ(), fakeEnv+"=sleep")
				cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
				if err := cmd.Start(); err != nil {
					b.Fatal(err)
				}
			case "n": // reports how many iterations there were
				b.ReportMetric(float64(b.N), "n")
			case "trace": // writes when it ran, to see that nobody else did
				f, err := os.OpenFile(os.Getenv("FAKE_TRACE"), os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o666)
				if err != nil {
					b.Fatal(err)
				}
				fmt.Fprintf(f, "begin %s %d\n", x, b.N)
				for range 1000 {
					runtime.Gosched()
				}
				fmt.Fprintf(f, "end %s %d\n", x, b.N)
				f.Close()
			}
		}
		b.ReportMetric(ns, "ns/op")
	}
}

// Program returns a program of benchmarks, with further variables in its environment.
// Each word is a benchmark "NAME=NS[:WHAT[=X]]...", NS being what it reports as ns/op;
// "say=TEXT", which is printed before, with _ for a space; "procs=N", GOMAXPROCS; or
// "exit", an end with exit code 3. WHAT is sub=NAME, a benchmark below that reports it;
// nan, hits=X or rate=X, further figures; better, a Unit line; fail, panic, hang or
// flood; print or long, what it prints while it runs; orphan, a process that it leaves
// behind; n, which reports b.N; and trace=X, which writes when it runs to the file in
// FAKE_TRACE.
func Program(t *testing.T, what string, env ...string) process.Program {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return process.Program{Path: exe, Dir: t.TempDir(), Env: append(append(os.Environ(), "GORACE=atexit_sleep_ms=0", fakeEnv+"="+what), env...)}
}

// Hanging returns a variable for the environment of a program in which a benchmark that hangs calls when it does so,
// and what happens then.
func Hanging(t *testing.T, then func()) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		if c, err := l.Accept(); err == nil {
			then()
			c.Close()
		}
	}()
	return "FAKE_CALL=" + l.Addr().String()
}
