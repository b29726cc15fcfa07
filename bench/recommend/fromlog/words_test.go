package fromlog

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/recommend"
	"github.com/go-foundations/poolbench/workloads/joblog"
)

func words(change func(*Words)) *Words {
	w := &Words{File: "jobs.csv", Read: joblog.Options{Most: recommend.DefaultKept}}
	if change != nil {
		change(w)
	}
	return w
}

// TestRefused: each wrong word is refused in one line that names its flag, before the log is
// read.
func TestRefused(t *testing.T) {
	for want, change := range map[string]func(*Words){
		"want a log of jobs":                    func(w *Words) { w.File = "" },
		`log "azur-llm": unknown; did you mean`: func(w *Words) { w.Log = "azur-llm" },
		"--sample 9: want at least 441 jobs":    func(w *Words) { w.Read.Most = 9 },
		"--cost -1: want a number":              func(w *Words) { w.Cost = -1 },
		"--cost NaN: want a number":             func(w *Words) { w.Cost = math.NaN() },
		"--cost +Inf: want a number":            func(w *Words) { w.Cost = math.Inf(1) },
		"--cold-start 25h0m0s: want a time":     func(w *Words) { w.ColdStart = 25 * time.Hour },
		"--key-cap -1: want at least 1":         func(w *Words) { w.KeyCap = -1 },
		"--confirm -1s: want a time":            func(w *Words) { w.Confirm = -time.Second },
		`--dates "today": want dmy or mdy`:      func(w *Words) { w.Dates = "today" },
		`--workers "9..3": want FIRST..LAST`:    func(w *Words) { w.Workers = "9..3" },
		`--zone "Nowhere": want a name`:         func(w *Words) { w.Zone = "Nowhere" },
		"--prefetch: requires --processes":      func(w *Words) { w.Brokers.Prefetch = "8" },
		"--poll: requires --processes":          func(w *Words) { w.Brokers.Poll = "1s" },
		"--ack-wait: requires --processes":      func(w *Words) { w.Brokers.AckWait = "1s" },
		"--trip: requires --processes":          func(w *Words) { w.Brokers.Trip = 1 },
		`--processes "0": want numbers from 1`:  func(w *Words) { w.Brokers.Processes = "0" },
		`--processes "2,2": 2 appears twice`:    func(w *Words) { w.Brokers.Processes = "2,2" },
		`--prefetch "x": want numbers from 1`:   func(w *Words) { w.Brokers = BrokerWords{Processes: "2", Prefetch: "x"} },
		`--poll "0s": want times from 1us`:      func(w *Words) { w.Brokers = BrokerWords{Processes: "2", Poll: "1s,0s"} },
		`--ack-wait "30": want times from 1us`:  func(w *Words) { w.Brokers = BrokerWords{Processes: "2", AckWait: "30"} },
		"--trip -1s: want a time from 0":        func(w *Words) { w.Brokers = BrokerWords{Processes: "2", Trip: -time.Second} },
		"want --prefetch, too":                  func(w *Words) { w.Brokers = BrokerWords{Processes: "2", Poll: "1s", AckWait: "1s"} },
		"--processes: 294 ways in all, want at most 200": func(w *Words) {
			w.Brokers = BrokerWords{Processes: "1..64", Prefetch: "1..524288", Poll: "1s,2s", AckWait: "1s,2s"}
		},
		`--decimal "x": want a dot or a comma`: func(w *Words) { w.Decimal = "x" },
	} {
		err := words(change).Check()
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v, want %q", err, want)
		}
	}
	if err := words(nil).Check(); err != nil {
		t.Error(err)
	}
}

// TestAsk: what depends on the jobs is refused once they are read.
func TestAsk(t *testing.T) {
	const log = "took_ms\n2\n2\n"
	for want, change := range map[string]func(*Words){
		`--slo "p42=1s": want`: func(w *Words) { w.SLO = "p42=1s" },
		`--scale "often": `:    func(w *Words) { w.Scale = "often" },
		"--processes: processes behind a broker keep no caps": func(w *Words) { w.KeyCap, w.Brokers.Processes = 1, "2" },
		`--what-if "load=x": `:                                func(w *Words) { w.Loads = "load=x" },
		`file "jobs.csv": duration "nothing"`:                 func(w *Words) { w.Read.Columns = map[string]string{"duration": "nothing"} },
	} {
		w := words(change)
		if err := w.Check(); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Ask(strings.NewReader(log)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// TestCloser: the command for a closer look reads the log itself, unless what it would read
// is not what was asked about.
func TestCloser(t *testing.T) {
	r := new(recommend.Result)
	r.Strategy, r.Obvious, r.Workers = recommend.Obvious, recommend.Obvious, 2
	for _, k := range []struct {
		log, want string
		change    func(*Words)
	}{
		{"duration\n2ms\n", "--workload trace:jobs.csv ", nil},
		{"took_ms\n2\n", "'trace:jobs.csv?log=any'", nil},
		{"took\n2\n", "'trace:jobs.csv?duration=took%3Ams'", func(w *Words) { w.Read.Columns = map[string]string{"duration": "took:ms"} }},
		{"took_ms\n2\n", "trace:kept.csv", func(w *Words) { w.Trace = "kept.csv" }},
		{"took_ms\n2\n", "", func(w *Words) { w.File = StandardInput }},
		{"arrival_s,took_ms\n0,2\n1,2\n", "", func(w *Words) { w.Scale = "2x" }},
		{"took_ms\n2\nwhat\n", "", nil}, // a row was left out
	} {
		w := words(k.change)
		if err := w.Check(); err != nil {
			t.Fatal(err)
		}
		a, err := w.Ask(strings.NewReader(k.log))
		if err != nil {
			t.Fatal(err)
		}
		alone := *r
		if alone.Alone = true; a.Closer(&alone) != "" {
			t.Errorf("%q: a command that keeps no caps: %q", k.log, a.Closer(&alone))
		}
		got := a.Closer(r)
		if (got == "") != (k.want == "") || !strings.Contains(got+" ", k.want) {
			t.Errorf("%q: %q, want %q", k.log, got, k.want)
		}
		if hint := strings.Contains(strings.Join(a.Notes, "\n"), "give --trace FILE"); hint != (k.want == "") {
			t.Errorf("%q: %q, want the note exactly if there is no command", k.log, a.Notes)
		}
	}
}
