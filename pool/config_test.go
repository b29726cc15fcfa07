package pool_test

import (
	"context"
	"errors"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// TestConfigErrors: a bad configuration is an error that names field and value,
// wherever the configuration is used, and nothing runs.
func TestConfigErrors(t *testing.T) {
	for _, c := range []struct {
		config Config
		want   string
	}{
		{Config{}, "config: NumWorkers is 0, want at least 1"},
		{Config{NumWorkers: -3}, "config: NumWorkers is -3, want at least 1"},
		{Config{NumWorkers: 1 << 30}, "config: NumWorkers is 1073741824, want at most 16777216"},
		{Config{NumWorkers: 1, BufferSize: -1}, "config: BufferSize is -1, want 0 or more"},
		{Config{NumWorkers: 1, BufferSize: math.MaxInt32}, "config: BufferSize is 2147483647, want at most 1073741824"},
		{Config{NumWorkers: 4, MaxWorkers: 3}, "config: MaxWorkers is 3, want at least NumWorkers, 4, or 0"},
		{Config{NumWorkers: 1, MaxWorkers: -1}, "config: MaxWorkers is -1, want at least NumWorkers, 1, or 0"},
		{Config{NumWorkers: 1, MaxWorkers: 1 << 30}, "config: MaxWorkers is 1073741824, want at most 16777216"},
		{Config{NumWorkers: 1, WhenFull: WaitWhenFull - 1}, "config: WhenFull is FullPolicy(-1), want one of the constants"},
		{Config{NumWorkers: 1, WhenFull: RunInCaller + 1}, "config: WhenFull is FullPolicy(5), want one of the constants"},
		{Config{NumWorkers: 1, Timeout: -time.Second}, "config: Timeout is -1s, want 0 or more"},
		{Config{NumWorkers: 1, WorkerTimeout: -1}, "config: WorkerTimeout is -1ns, want 0 or more"},
		{Config{NumWorkers: 1, IdleTimeout: -1}, "config: IdleTimeout is -1ns, want 0 or more"},
		{Config{NumWorkers: 1, MaxRetries: -1}, "config: MaxRetries is -1, want 0 or more"},
		{Config{NumWorkers: 1, RetryDelay: -1}, "config: RetryDelay is -1ns, want 0 or more"},
		{Config{NumWorkers: 1, Strategy: Custom}, `config: Strategy is custom, want WithStrategy or WithDiscipline to be called`},
		{Config{NumWorkers: 1, Strategy: "chunked"}, `config: Strategy is chunked, which WithFactory has to be called for`},
	} {
		p := NewWithConfig[int, int](c.config).WithProcessor(func(context.Context, Job[int]) (int, error) {
			t.Error("a job ran")
			return 0, nil
		})
		p.AddJob(Job[int]{})
		results, err := p.Run()
		check := func(call string, err error) {
			var field *ConfigError
			if err == nil || !strings.HasPrefix(err.Error(), c.want) || !errors.As(err, &field) {
				t.Errorf("%s with %+v: %v, want a *ConfigError %q", call, c.config, err, c.want)
			}
		}
		check("Run", err)
		if results != nil {
			t.Errorf("Run with %+v: %d results, want none", c.config, len(results))
		}
		check("Start", p.Start(t.Context()))
		if c.config.Strategy == "" {
			check("Execute", FromDiscipline[int, int](FIFO{}).Execute(t.Context(), &c.config, make([]Job[int], 1), nop, nil))
		}
	}
}

func TestDefaults(t *testing.T) {
	c := DefaultConfig()
	if err := c.Validate(); err != nil || c != (Config{NumWorkers: runtime.GOMAXPROCS(0)}) {
		t.Errorf("DefaultConfig() = %+v: %v", c, err)
	}
	p := New[int, int]().WithProcessor(double)
	p.AddJob(Job[int]{Data: 21})
	if r, err := p.Run(); err != nil || len(r) != 1 || r[0].Data != 42 {
		t.Errorf("Run = %+v, %v", r, err)
	}
}

func TestNoProcessor(t *testing.T) {
	p := New[int, int]()
	p.AddJob(Job[int]{})
	if _, err := p.Run(); err == nil || !strings.Contains(err.Error(), "WithProcessor") {
		t.Errorf("Run without a processor: %v", err)
	}
	if err := p.Start(t.Context()); err == nil {
		t.Error("Start without a processor: no error")
	}
	err := FromDiscipline[int, int](FIFO{}).Execute(t.Context(), &Config{NumWorkers: 1}, make([]Job[int], 1), nil, nil)
	if err == nil {
		t.Error("Execute without a processor: no error")
	}
}

// TestStrategyByName: names are looked up, the default's name needs no factory,
// and a name beside WithStrategy is a contradiction.
func TestStrategyByName(t *testing.T) {
	f := NewFactory[int, int]()
	if err := f.RegisterStrategy("mine", FromDiscipline[int, int](FIFO{})); err != nil {
		t.Fatal(err)
	}
	run := func(name string, with func(*WorkerPool[int, int])) error {
		p := NewWithConfig[int, int](Config{NumWorkers: 1, Strategy: name}).WithProcessor(double)
		with(p)
		p.AddJob(Job[int]{})
		_, err := p.Run()
		return err
	}
	factory := func(p *WorkerPool[int, int]) { p.WithFactory(f) }
	strategy := func(p *WorkerPool[int, int]) { p.WithDiscipline(FIFO{}) }
	none := func(*WorkerPool[int, int]) {}
	for _, c := range []struct {
		name string
		with func(*WorkerPool[int, int])
		want string // in the error; empty: none
	}{
		{"", none, ""},
		{"shared-queue", none, ""},
		{"shared_queue", none, ""},
		{"mine", factory, ""},
		{"thine", factory, `strategy "thine": unknown (have mine)`},
		{Custom, strategy, ""},
		{"", strategy, ""},
		{"mine", strategy, `WithStrategy gave "shared-queue"`},
	} {
		err := run(c.name, c.with)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("strategy %q: %v, want %q", c.name, err, c.want)
		}
	}
}

func TestFactory(t *testing.T) {
	var f Factory[int, int] // the zero value is ready
	s := FromDiscipline[int, int](FIFO{})
	if err := f.RegisterStrategy("round_robin", s); err != nil {
		t.Errorf("round_robin: %v", err)
	}
	for _, c := range []struct {
		name string
		s    Strategy[int, int]
		want string
	}{
		{"round-robin", s, "registered already"}, // the same name
		{"", s, "want lower-case words"},
		{"Two Words", s, "want lower-case words"},
		{"a--b", s, "want lower-case words"},
		{Custom, s, "reserved"},
		{"nothing", nil, "is nil"},
	} {
		if err := f.RegisterStrategy(c.name, c.s); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("RegisterStrategy(%q): %v, want %q", c.name, err, c.want)
		}
	}
	for _, name := range []string{"round-robin", "round_robin"} {
		if got, err := f.Lookup(name); err != nil || got != s {
			t.Errorf("Lookup(%q) = %v, %v", name, got, err)
		}
	}
	if err := f.RegisterStrategy("a-first", s); err != nil {
		t.Error(err)
	}
	if got := f.Names(); !slices.Equal(got, []string{"a-first", "round-robin"}) {
		t.Errorf("Names() = %q", got)
	}
	if _, err := f.Lookup("other"); err == nil || !strings.Contains(err.Error(), "have a-first, round-robin") {
		t.Errorf("Lookup(other): %v, want an error that lists the known", err)
	}
}

func double(_ context.Context, job Job[int]) (int, error) { return 2 * job.Data, nil }
