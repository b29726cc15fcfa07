package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/strategies/remote/internal/servers"
)

// TestMain is a process of a run where the environment says so.
func TestMain(m *testing.M) {
	if os.Getenv(taskVar) != "" {
		exit(perform(os.Getenv(taskVar)))
	}
	os.Exit(m.Run())
}

// TestRuns: one run of each kind of fault, none of which loses a job. River and asynq notice a
// dead worker after half a minute and more: there are no such runs here.
func TestRuns(t *testing.T) {
	for engine, faults := range map[string]string{
		"jetstream":      "worker-appended,coordinator-read,restart,cut,silent,slow,poison,forget,million",
		"river-sqlite":   "coordinator-published",
		"river-postgres": "restart",
		"asynq":          "restart",
		"rabbitmq":       "worker-running",
	} {
		t.Run(engine, func(t *testing.T) {
			if testing.Short() && engine != "jetstream" {
				t.Skip("the engine's own tests kill workers, too")
			}
			t.Parallel()
			o := options{n: 2, atOnce: 2, million: 1000, republish: 5 * time.Second, engine: engine, fault: faults, records: filepath.Join(t.TempDir(), "runs.csv"),
				table: filepath.Join(t.TempDir(), "page.md"), say: t.Logf}
			if err := os.WriteFile(o.table, []byte("# Page\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			err := command(t.Context(), o)
			all, _, unread := read(o.records)
			if err != nil || unread != nil {
				t.Fatal(err, unread)
			}
			want := 2 * (1 + strings.Count(faults, ","))
			if len(all) == 0 && os.Getenv(servers.Env) != "required" {
				t.Skip("NOT TESTED without the server")
			}
			if len(all) != want {
				t.Errorf("%d runs, want %d", len(all), want)
			}
			for _, r := range all {
				if r.Lost > 0 || r.Jobs == 0 {
					t.Errorf("%+v", r)
				}
			}
			if page, err := os.ReadFile(o.table); err != nil || strings.Count(string(page), "| "+engine+" |") != want/2 {
				t.Errorf("%s, %v", page, err)
			}
		})
	}
}

// TestFullDisk: nothing is lost when there is no room for a while. Runs that are not made at once have a disk each.
func TestFullDisk(t *testing.T) {
	if d, err := mount(t.TempDir(), 1<<20); err != nil {
		t.Skip("NOT TESTED: ", err)
	} else if err := d.unmount(); err != nil {
		t.Fatal(err)
	}
	disks := 0
	o := options{n: 2, atOnce: 1, million: 1, engine: "jetstream", fault: "full-disk", records: filepath.Join(t.TempDir(), "runs.csv")}
	o.say = func(format string, a ...any) {
		t.Logf(format, a...)
		if strings.HasPrefix(fmt.Sprintf(format, a...), "jetstream, full-disk: 1 runs in ") {
			disks++
		}
	}
	if err := command(t.Context(), o); err != nil {
		t.Error(err)
	}
	if all, _, err := read(o.records); err != nil || len(all) != 2 || disks != 2 {
		t.Errorf("%+v on %d disks, %v; want two runs on two", all, disks, err)
	}
}

// TestSoak: hours of it would be the same.
func TestSoak(t *testing.T) {
	o := options{n: 1, atOnce: 1, million: 1, engine: "jetstream", soak: time.Second, records: filepath.Join(t.TempDir(), "runs.csv"), say: t.Logf}
	if err := command(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if all, _, err := read(o.records); err != nil || len(all) != 1 || all[0].Fault != soaked.name || all[0].Jobs == 0 {
		t.Errorf("%+v, %v", all, err)
	}
}

// TestFlags: one line says what is wrong, and nothing is written.
func TestFlags(t *testing.T) {
	for want, o := range map[string]options{
		"-n 0 -at-once 1 -million 1: want 1 or more of each":                                       {atOnce: 1, million: 1},
		`-engine "kafka": unknown (have jetstream, asynq, river-postgres, river-sqlite, rabbitmq)`: {n: 1, atOnce: 1, million: 1, engine: "kafka"},
	} {
		o.records = filepath.Join(t.TempDir(), "runs.csv")
		if err := command(t.Context(), o); err == nil || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
		if _, err := os.Stat(o.records); !errors.Is(err, os.ErrNotExist) {
			t.Error("there is a file of runs")
		}
	}
}

// TestCount: what a run lost and did twice is counted.
func TestCount(t *testing.T) {
	r := &run{fault: fault{name: "some"}, engine: engines[0], dir: t.TempDir(), jobs: []job{{Number: 0}, {Number: 1}, {Number: 2, Poison: true}}}
	r.results, r.broke, r.last = nil, time.Unix(1, 0), time.Unix(3, 0)
	if err := os.WriteFile(r.ran(), []byte("1\n0\n1\n1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	got, err := r.count()
	if want := (record{Engine: "jetstream", Fault: "some", Jobs: 3, Lost: 3, Again: 2, Recover: 2 * time.Second}); got != want || err == nil {
		t.Errorf("%+v, %v; want %+v, and what went wrong", got, err, want)
	}
}

// TestRecords: what is written is read, and what is no record is an error with its line.
func TestRecords(t *testing.T) {
	name := filepath.Join(t.TempDir(), "runs.csv")
	want := []record{{"asynq", "cut", 40, 1, 2, 3, 1500 * time.Millisecond, 1, 0}, {"asynq", "slow", 40, 0, 0, 0, -1, 0, 0}, {"asynq", "cut", 40, 1, 0, 0, -1, -1, 2},
		{"asynq", "cut", 40, 0, 0, 0, -1, 0, 12}}
	var b strings.Builder
	for _, r := range want {
		if err := r.write(&b); err != nil {
			t.Fatal(err)
		}
	}
	for text, fault := range map[string]string{"# a note\n" + b.String(): "", b.String() + "a,b,1,2,3,x,\n": "record 5: ", "a,b\n": "record 1: "} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		got, _, err := read(name)
		if fault == "" && (err != nil || !slices.Equal(got, want)) || fault != "" && (err == nil || !strings.Contains(err.Error(), fault)) {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
}

// TestStandstill: a program that was stopped for an hour has not run for an hour.
func TestStandstill(t *testing.T) {
	then := time.Unix(1, 0)
	for lasted, want := range map[time.Duration]time.Duration{lookEvery: lookEvery, time.Hour: lookMost} {
		if got := ran(then, then.Add(lasted)); got != want {
			t.Errorf("within %v: %v, want %v", lasted, got, want)
		}
	}
	told := false
	ctx, cancel := patient(t.Context(), time.Nanosecond, func() { told = true })
	defer cancel()
	if <-ctx.Done(); context.Cause(ctx).Error() != "not done after 1ns" || !told {
		t.Error(context.Cause(ctx), told)
	}
}

// TestLeft: of a run that is given up it is known what is still in the queue, and how it stands there.
func TestLeft(t *testing.T) {
	url := filepath.Join(t.TempDir(), "queue.db")
	e, err := sqlite(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	for _, queue := range []string{"q", "q", "q-suspects", "other"} {
		if err := e.Publish(t.Context(), queue, []byte("a job")); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Publish(t.Context(), "q-suspects", []byte("{\"n\":7}\n{}")); err != nil {
		t.Fatal(err)
	}
	var said string
	r := &run{engine: engines[3], url: url, queue: "q", options: &options{say: func(format string, a ...any) { said = fmt.Sprintf(format, a...) }}}
	if got := r.left(t.Context()); got != 4 {
		t.Errorf("%d messages left, want 4", got)
	}
	r.tell(t.Context())
	want := regexp.MustCompile(`^river-sqlite, , run 0 is given up:
  queue q: 2 messages wait, 0 are leased
    job \?: row 1, available, attempt 0, scheduled at \S+
    job \?: row 2, available, attempt 0, scheduled at \S+
  queue q-suspects: 2 messages wait, 0 are leased
    job \?: row 3, available, attempt 0, scheduled at \S+
    job 7: row 5, available, attempt 0, scheduled at \S+$`)
	if !want.MatchString(said) {
		t.Errorf("%s\nwant %v", said, want)
	}
}

// TestDocument: the page has the table of the runs that are stored.
func TestDocument(t *testing.T) {
	const results = "../../../../results/"
	all, notes, err := read(results + "faults.csv")
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(results + "engines.md")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	table(&b, all, notes)
	if !strings.Contains(string(page), b.String()) {
		t.Error("results/engines.md has another table than results/faults.csv: go run ./faults -table -o ../../../results/engines.md")
	}
}

// TestSkew: the source of package time is as the change expects it.
func TestSkew(t *testing.T) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "src", "time", "time.go"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := change(source); err != nil {
		t.Error(err)
	}
	if _, err := change([]byte("package time")); err == nil {
		t.Error("another source is no error")
	}
}

// echo is a server that sends back each line.
func echo(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				io.Copy(c, c)
			}()
		}
	}()
	return l.Addr().String()
}

// TestProxy: what is well passes; what is cut ends, and comes back; what is silent gives no
// answer; what is slow takes longer.
func TestProxy(t *testing.T) {
	p, err := newProxy(echo(t))
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	dial := func() (net.Conn, *bufio.Reader) {
		c, err := net.Dial("tcp", p.listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return c, bufio.NewReader(c)
	}
	ask := func(c net.Conn, r *bufio.Reader) error {
		if _, err := fmt.Fprintln(c, "hello"); err != nil {
			return err
		}
		line, err := r.ReadString('\n')
		if err == nil && line != "hello\n" {
			err = fmt.Errorf("answer %q", line)
		}
		return err
	}
	c, r := dial()
	if err := ask(c, r); err != nil {
		t.Fatal(err)
	}
	p.cut(t.Context(), 0)
	if _, err := r.ReadByte(); err == nil {
		t.Error("a connection that is cut has an answer")
	}
	ended, end := context.WithCancel(t.Context())
	end()
	for _, well := range []func(){func() {}, func() { p.cut(ended, time.Hour) }, func() { p.silent(ended, time.Hour) }} {
		well()
		c, r = dial()
		if err := ask(c, r); err != nil {
			t.Error(err)
		}
	}
	p.mu.Lock()
	p.still = make(chan struct{})
	p.mu.Unlock()
	answered := make(chan error, 1)
	go func() { answered <- ask(c, r) }()
	p.silent(ended, 0) // the answer is lost with the connection
	if err := <-answered; err == nil {
		t.Error("a silent network answers")
	}
	c, r = dial()
	p.slow(20*time.Millisecond, 0)
	began := time.Now()
	if err := ask(c, r); err != nil || time.Since(began) < 40*time.Millisecond {
		t.Errorf("answer after %v, error %v; want 40ms or more", time.Since(began), err)
	}
}
