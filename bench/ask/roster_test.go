package ask

import (
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
)

// TestContendersWithSettings: settings follow a name, and are part of it.
func TestContendersWithSettings(t *testing.T) {
	r := Roster{Strategies: bench.Strategies()}
	got, err := r.Contenders([]string{"bounded:4", "bounded", "hedge:20ms"})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		name string
		d    pool.Discipline
	}{{"bounded:4", strategies.Bounded{Depth: 4}}, {"bounded", strategies.Bounded{}}, {"hedge:20ms", strategies.Hedge{After: 20e6}}} {
		d, _ := trial.ByEvents(got[i])
		if got[i].Name() != want.name || d != want.d {
			t.Errorf("contender %d is %q with %+v, want %q with %+v", i, got[i].Name(), d, want.name, want.d)
		}
	}
	// A round in virtual time has new ones of the same kind.
	fresh := Fresh(&bench.Plan{Contenders: got})(1).Contenders
	for i := range got {
		a, _ := trial.ByEvents(got[i])
		b, _ := trial.ByEvents(fresh[i])
		if fresh[i] == got[i] || fresh[i].Name() != got[i].Name() || a != b {
			t.Errorf("contender %d: the next round has %q with %+v, want %q with %+v", i, fresh[i].Name(), b, got[i].Name(), a)
		}
	}
	if s := Summary(got[0]); s != Summary(got[1]) {
		t.Errorf("bounded:4: %q, want the summary of bounded", s)
	}
	if flag := r.FlagOf("bounded:4"); flag != "--strategy" {
		t.Errorf("bounded:4 goes to %q", flag)
	}
}

// TestBadSettings: the error names what was asked for.
func TestBadSettings(t *testing.T) {
	r := Roster{Strategies: bench.Strategies(), Peers: []bench.Contender{peer{}}}
	for name, want := range map[string]string{
		"bounded:x":   `strategy "bounded:x": "x" is no setting of bounded, which has depth (a whole number)`,
		"bounded:-1":  `strategy "bounded:-1": Bounded.Depth is -1, want 0 or more`,
		"lifo:3":      `strategy "lifo:3": lifo has no settings`,
		"bonded:3":    `strategy "bonded": unknown; did you mean "bounded"`,
		"some-pool:3": `strategy "some-pool:3": some-pool has no settings`,
		":3":          `strategy "": unknown`,
	} {
		if got, err := r.Contenders([]string{name}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v, want an error with %s", name, got, err, want)
		}
	}
	if _, err := r.PeersNamed([]string{"some-pool:3"}); err == nil || !strings.Contains(err.Error(), `peer "some-pool:3"`) {
		t.Errorf("--peer some-pool:3: %v", err)
	}
}

type peer struct{ bench.Contender }

func (peer) Name() string { return "some-pool" }
