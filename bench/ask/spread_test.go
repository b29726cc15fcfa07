package ask

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench"
)

// engine is a contender whose workers are in several processes.
type engine struct {
	bench.Contender
	name, text string
}

func (e engine) Name() string {
	if e.text == "" {
		return e.name
	}
	return e.name + ":" + e.text
}

func (engine) RealTime() string { return "it has processes" }

func (engine) Settings() []string {
	return []string{"prefetch (a whole number)", "processes (a whole number)", "workers (a whole number)"}
}

func (e engine) With(text string) (bench.Contender, error) {
	if strings.Count(text, "processes") > 1 {
		return nil, errors.New("processes is set twice")
	}
	return engine{name: e.name, text: text}, nil
}

// TestSpread: --processes and --prefetch make contenders, everybody has as many workers, and the
// command that repeats the run says the same.
func TestSpread(t *testing.T) {
	r := Roster{Strategies: bench.Strategies(), Peers: []bench.Contender{engine{name: "queue"}}}
	for _, tt := range []struct {
		args    string // flags
		names   string
		workers []int
		repeat  string
		virtual bool
	}{
		{args: "processes=4 workers=2 prefetch=1,8 strategy=queue,shared-queue", names: "queue:1:processes=4 queue:8:processes=4 shared-queue", workers: []int{8},
			repeat: "compare --workload exponential --strategy queue,shared-queue --processes 4 --workers 2 --prefetch 1,8 --jobs 1000 "},
		{args: "processes=4 strategy=queue", names: "queue:processes=4", workers: []int{4}, repeat: "--strategy queue --processes 4 --workers 1 "},
		{args: "processes=4 workers=1,2 strategy=queue", names: "queue:processes=4", workers: []int{4, 8}},
		{args: "processes=2,4 workers=3 strategy=queue", names: "queue:workers=3", workers: []int{6, 12}, repeat: "--processes 2,4 --workers 3 "},
		{args: "prefetch=1..4 strategy=queue:processes=2,lifo", names: "queue:processes=2:prefetch=1 queue:processes=2:prefetch=2 queue:processes=2:prefetch=4 lifo",
			repeat: "--strategy queue:processes=2,lifo --prefetch 1,2,4 "},
		{args: "prefetch=1,8 workers=3 peer=queue strategy=lifo", names: "lifo queue:1 queue:8", workers: []int{3}, repeat: "--strategy lifo --peer queue --workers 3 --prefetch 1,8 --jobs 1000 --patience 5m0s "},
		{args: "processes=4 workers=2 prefetch=1,8 strategy=prefetch,poll:10ms,lifo", virtual: true, workers: []int{8},
			names: "prefetch:1:workers=2 prefetch:8:workers=2 poll:10ms:jobs=1:workers=2 poll:10ms:jobs=8:workers=2 lifo"},
		{args: "prefetch=2 peer=all", names: "queue:2", repeat: "compare --workload exponential --peer queue --prefetch 2 --jobs 1000 "},
	} {
		c, err := asked(r, tt.virtual, tt.args)
		if err != nil {
			t.Errorf("%s: %v", tt.args, err)
			continue
		}
		var names []string
		for _, x := range c.Contenders {
			names = append(names, x.Name())
		}
		if got := strings.Join(names, " "); got != tt.names && (!c.All || !strings.HasSuffix(got, tt.names)) || !slices.Equal(c.Workers, tt.workers) {
			t.Errorf("%s: contenders %s, workers %v; want %s, %v", tt.args, got, c.Workers, tt.names, tt.workers)
		}
		if got := strings.Join(c.Command(), " "); !strings.Contains(got, tt.repeat) {
			t.Errorf("%s: repeated by %s, want %s", tt.args, got, tt.repeat)
		}
	}
}

// TestSpreadRefuses: what no contender takes, or nobody can mean, is an error.
func TestSpreadRefuses(t *testing.T) {
	engines := []bench.Contender{engine{name: "queue"}}
	for _, tt := range []struct {
		args, want string
		peers      []bench.Contender
		virtual    bool
	}{
		{args: "prefetch=8 strategy=lifo", want: "--prefetch 8: no strategy that takes part prefetches: want prefetch or poll, or an engine in the program that make engines builds"},
		{args: "prefetch=8 strategy=lifo", peers: engines, want: "--prefetch 8: no strategy that takes part prefetches: want prefetch or poll or queue"},
		{args: "processes=8 strategy=usual", peers: engines, want: "--processes 8: no strategy that takes part has processes: want prefetch or poll or queue"},
		{args: "processes=0 strategy=queue", peers: engines, want: `--processes "0": want numbers from 1 to 100000`},
		{args: "prefetch=x strategy=queue", peers: engines, want: `--prefetch "x": want numbers from 1 to 100000`},
		{args: "prefetch= strategy=queue", peers: engines, want: `--prefetch "": want numbers from 1 to 100000`},
		{args: "prefetch=8,8 strategy=queue", peers: engines, want: `--prefetch "8,8": 8 appears twice`},
		{args: "processes=1,2 workers=3,4 strategy=queue", peers: engines, want: "--processes 1,2 --workers 3,4: want one number of processes, or one of workers for each"},
		{args: "processes=1000 workers=1000 strategy=queue", peers: engines, want: "--processes 1000 --workers 1000: want at most 100000 workers in all"},
		{args: "processes=2 strategy=queue:processes=4", peers: engines, want: `strategy "queue:processes=4:processes=2": processes is set twice`},
		{args: "processes=2 workers=1,2 strategy=prefetch", virtual: true, want: "--processes with several --workers: prefetch takes one number of workers for each process"},
		{args: "prefetch=2 strategy=queue", peers: engines, virtual: true, want: `strategy "queue:2": not in virtual time: it has processes`},
	} {
		_, err := asked(Roster{Strategies: bench.Strategies(), Peers: tt.peers}, tt.virtual, tt.args)
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %s", tt.args, err, tt.want)
		}
	}
}

// asked settles a comparison with flags, each as name=value.
func asked(r Roster, virtual bool, flags string) (*Comparison, error) {
	c, set := New(nil), map[string]bool{}
	c.Mode.Virtual = virtual
	words := map[string]*string{"strategy": &c.Given.Strategy, "peer": &c.Given.Peer, "workers": &c.Given.Workers, "processes": &c.Given.Processes, "prefetch": &c.Given.Prefetch}
	for f := range strings.FieldsSeq(flags) {
		name, value, _ := strings.Cut(f, "=")
		*words[name], set[name] = value, true
	}
	return c, c.Settle(r, set)
}
