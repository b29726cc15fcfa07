package main

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/internal/servers"
)

// TestMain is a worker process where the environment says so.
func TestMain(m *testing.M) {
	if os.Getenv(workerVar) != "" {
		exit(work(os.Getenv(workerVar), os.Getenv(urlVar)))
	}
	os.Exit(m.Run())
}

// TestAll measures every setting a little, but for those that only hold another number of jobs,
// and writes the table.
func TestAll(t *testing.T) {
	settings := slices.DeleteFunc(slices.Clone(settings), func(s setting) bool { return s.prefetch != 0 })
	p := plan{rounds: 1, jobs: 100, waits: 20, lone: 2, processes: 2, workers: 2, seed: 1}
	got, err := measure(t.Context(), p, settings, t.Logf)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	if err := got.write(&text); err != nil {
		t.Fatal(err)
	}
	t.Log(text.String())
	for i, s := range settings {
		if got.absent[i] != "" {
			if os.Getenv(servers.Env) == "required" {
				t.Error(got.absent[i])
			}
		} else if len(got.samples[i]) != 1 || got.samples[i][0].job <= 0 || got.samples[i][0].even <= 0 || got.samples[i][0].skew <= 0 || len(got.samples[i][0].lone) != 2 {
			t.Errorf("%s: %+v", s.name, got.samples[i])
		} else if u := got.samples[i][0].taken; (u.Bytes >= 100*2*50) != (s.connect != nil && !s.file) || (u.RoundTrips > 0) != (u.Bytes > 0) || (u.ServerCPU > 0) != (s.server != "" || s.apart) {
			t.Errorf("%s took %+v", s.name, u)
		}
		if !strings.Contains(text.String(), "| "+s.name+" |") {
			t.Errorf("the table lacks %q:\n%s", s.name, &text)
		}
	}
}

// TestWorkerFails: the coordinator does not wait for workers that have ended.
func TestWorkerFails(t *testing.T) {
	p := plan{rounds: 1, jobs: 1, waits: 1, lone: 1, processes: 2, workers: 1}
	unknown := setting{name: "of nobody", connect: nats} // its workers do not find it
	if _, err := outside(t.Context(), p, unknown, nil); err == nil || !strings.Contains(err.Error(), "a worker process said") {
		t.Errorf("error %v", err)
	}
}

// TestSayWhatIsMeasured: a wait that comes of how often a worker asks is told as that.
func TestSayWhatIsMeasured(t *testing.T) {
	lone := slices.Repeat([]time.Duration{400 * time.Millisecond}, 100)
	at := func(poll time.Duration) *table {
		return &table{settings: []setting{{name: "slow", poll: poll}}, absent: []string{""},
			samples: [][]sample{{{job: time.Millisecond, lone: lone, stats: remote.Stats{Duplicates: 3}}}}}
	}
	for poll, want := range map[time.Duration]bool{time.Second: true, 0: false, time.Millisecond: false, time.Minute: false} {
		var text strings.Builder
		if err := at(poll).write(&text); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(text.String(), "slow: this measures the configuration"); got != want {
			t.Errorf("asks every %v: said so: %v, want %v\n%s", poll, got, want, &text)
		}
		if !strings.Contains(text.String(), "came twice, of which the second was dropped: 3") {
			t.Errorf("%s", &text)
		}
	}
}

// TestSayWhatLimits: a cost that comes of how often a process may ask is told as that.
func TestSayWhatLimits(t *testing.T) {
	for job, want := range map[time.Duration]bool{800 * time.Microsecond: true, 1900 * time.Microsecond: true, 2000 * time.Microsecond: false} {
		table := &table{plan: plan{processes: 2}, settings: []setting{{name: "slow", cooldown: 100 * time.Millisecond}}, absent: []string{""},
			samples: [][]sample{{{job: job}}}}
		var text strings.Builder
		if err := table.write(&text); err != nil {
			t.Fatal(err)
		}
		// 64 jobs in each of two processes every 100 ms.
		if got := strings.Contains(text.String(), "holds 64 jobs, so a job takes 781 µs at least"); got != want {
			t.Errorf("%v a job: said so: %v, want %v\n%s", job, got, want, &text)
		}
	}
}

// TestQuantile: nearest rank, and order statistics around it.
func TestQuantile(t *testing.T) {
	var all []float64
	for i := range 1000 {
		all = append(all, float64(i+1))
	}
	if e := quantile(all, 0.5); e.Center != 500 || e.Lo != 469 || e.Hi != 532 {
		t.Errorf("%+v", e)
	}
	if e := quantile(all, 0.99); e.Center != 990 || e.Lo != 983 || e.Hi != 998 {
		t.Errorf("%+v", e)
	}
	if e := quantile(all[:2], 0.99); e.Center != 2 || !math.IsInf(e.Hi, 1) {
		t.Errorf("%+v", e)
	}
	if e := quantile(nil, 0.5); !math.IsNaN(e.Center) {
		t.Errorf("%+v", e)
	}
}

// TestDigits: three digits count.
func TestDigits(t *testing.T) {
	for x, want := range map[float64]string{0: "0.00", 0.0123: "0.0123", 1.2345: "1.23", 12.345: "12.3", 1234.5: "1230", math.Inf(1): "?"} {
		if got := digits(x); got != want {
			t.Errorf("%v: %q, want %q", x, got, want)
		}
	}
}

// TestWrongInput: one line says what was wanted.
func TestWrongInput(t *testing.T) {
	good := plan{rounds: 1, jobs: 1, waits: 1, lone: 1, processes: 1, workers: 1}
	bad := good
	bad.rounds = 0
	for want, err := range map[string]error{
		"-rounds 0: want 1 or more":                       run(t.Context(), bad, "", "", ""),
		`-only "kafka": no setting's name begins with it`: run(t.Context(), good, "kafka", "", ""),
	} {
		if err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// TestSections: a new table leaves what others have written below the old one.
func TestSections(t *testing.T) {
	file := filepath.Join(t.TempDir(), "engines.md")
	for _, c := range []struct{ text, want string }{
		{"# Engines\n\nold\n", ""},
		{"# Engines\n\nold\n\n## Faults\n\ntheirs\n\n## Soak\n", "\n## Faults\n\ntheirs\n\n## Soak\n"},
	} {
		if got, err := sections(file); err != nil || got != "" {
			t.Errorf("no file: %q, %v", got, err)
		}
		if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := sections(file); err != nil || got != c.want {
			t.Errorf("%q: %q, %v, want %q", c.text, got, err, c.want)
		}
		os.Remove(file)
	}
}
