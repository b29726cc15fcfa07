package strategies_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
)

func ExampleWith() {
	d, err := With(CoDel{}, "5ms:drop")
	fmt.Printf("%+v %v\n", d, err)
	_, err = With(CoDel{}, "5mm")
	fmt.Println(err)
	// Output:
	// {Target:5ms Interval:0s Drop:true} <nil>
	// "5mm" is no setting of codel, which has target (a duration), interval (a duration), drop
}

// TestWith: a value goes to the first field that can hold it, or to the one that is named.
func TestWith(t *testing.T) {
	for _, tt := range []struct {
		d    pool.Discipline
		text string
		want pool.Discipline
	}{
		{Bounded{}, "4", Bounded{Depth: 4}},
		{Bounded{Depth: 3}, "depth=4", Bounded{Depth: 4}},
		{CoDel{Drop: true}, "5ms:10ms", CoDel{Target: 5 * time.Millisecond, Interval: 10 * time.Millisecond, Drop: true}},
		{CoDel{Drop: true}, "interval=1s:2s:drop=false", CoDel{Target: 2 * time.Second, Interval: time.Second}},
		{Hedge{}, "0.99", Hedge{Percentile: 0.99}},
		{Hedge{}, "10ms", Hedge{After: 10 * time.Millisecond}},
		{Linger{}, "2ms:20", Linger{Size: 20, Wait: 2 * time.Millisecond}},
		{Paced{}, "500:20", Paced{Rate: 500, Burst: 20}},
		{Deadline{}, "drop-expired", Deadline{DropExpired: true}},
		{Feedback{}, "every=10", Feedback{Every: 10}},
		{PriorityWeighted{}, "9=5:-1=0.5", PriorityWeighted{Weights: map[int]float64{9: 5, -1: 0.5}}},
		{Prefetch{}, "8:priority:1ms", Prefetch{Inner: Priority{}, Jobs: 8, Trip: time.Millisecond}},
		{Poll{}, "100ms:inner=fair:workers=4", Poll{Inner: Fair{}, Every: 100 * time.Millisecond, Workers: 4}},
		{Fair{}, "gold=4", Fair{Weights: map[string]float64{"gold": 4}}},
	} {
		if got, err := With(tt.d, tt.text); err != nil || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("With(%#v, %q) = %#v, %v, want %#v", tt.d, tt.text, got, err, tt.want)
		}
	}
}

// TestWithLeavesTheOriginal: neither a value, nor its maps, nor what a pointer points to
// change.
func TestWithLeavesTheOriginal(t *testing.T) {
	old := Fair{Weights: map[string]float64{"gold": 4}}
	got, err := With(old, "free=1")
	if want := (Fair{Weights: map[string]float64{"gold": 4, "free": 1}}); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, %v, want %v", got, err, want)
	}
	if len(old.Weights) != 1 {
		t.Errorf("the original has the weights %v", old.Weights)
	}
	p := &counted{Most: 1, seen: 7}
	d, err := With(p, "3")
	if err != nil || p.Most != 1 || d == pool.Discipline(p) || d.(*counted).Most != 3 || d.(*counted).seen != 0 {
		t.Errorf("%+v and %+v, %v, want a new value with Most 3 and nothing seen", p, d, err)
	}
}

// counted is a discipline that has to be used by its address.
type counted struct {
	Most  int
	Color string // no kind of setting
	seen  int
}

func (*counted) Name() string                            { return "counted" }
func (*counted) NewQueue(pool.Setup) (pool.Queue, error) { return nil, nil }

// TestWithRefuses: the error names the bad value and what there is, or what the strategy
// itself says.
func TestWithRefuses(t *testing.T) {
	for _, tt := range []struct {
		d    pool.Discipline
		text string
		want string
	}{
		{Bounded{}, "x", `"x" is no setting of bounded, which has depth (a whole number)`},
		{Bounded{}, "", `"" is no setting`},
		{Bounded{}, "2:3", `"3" is no setting`},
		{Bounded{}, "2:depth=3", "depth is set twice"},
		{Bounded{}, "2.5", `"2.5" is no setting`},
		{Bounded{}, "99999999999999999999", "is no setting"},
		{Bounded{}, "deep=3", `"deep=3" is no setting`},
		{Bounded{}, "-1", "Bounded.Depth is -1, want 0 or more"},
		{Prefetch{}, "inner=nobody", `"inner=nobody" is no setting of prefetch, which has inner (a strategy), jobs (a whole number)`},
		{CoDel{}, "5", "is no setting"},
		{CoDel{}, "-5ms", "CoDel.Target is -5ms"},
		{CoDel{}, "drop:drop", "drop is set twice"},
		{Hedge{}, "1.5", "Hedge.Percentile is 1.5"},
		{Hedge{}, "NaN", "is no setting"},
		{Hedge{}, "percentile=Inf", "is no setting"},
		{PriorityWeighted{}, "high=5", "is no setting of priority-weighted, which has weights (NUMBER=NUMBER)"},
		{Fair{}, "gold=-1", "gold"},
		{SharedQueue{}, "3", "shared-queue has no settings"},
		{Keyed{Label: "mine"}, "3", "mine has no settings"},
		{new(Adaptive), "3", "adaptive has no settings"},
		{(*counted)(nil), "3", "counted has no settings"},
	} {
		if got, err := With(tt.d, tt.text); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("With(%#v, %q) = %v, %v, want an error with %s", tt.d, tt.text, got, err, tt.want)
		}
	}
}

// TestSettings: every field of a built-in strategy that a text can give is a setting.
func TestSettings(t *testing.T) {
	want := map[string][]string{
		"codel":      {"target (a duration)", "interval (a duration)", "drop"},
		"load-aware": {"threshold (a number)", "interval (a duration)"},
		"fair":       {"weights (KEY=NUMBER)"},
		"serial":     nil,
	}
	for _, e := range All() {
		got := Settings(e.New())
		if w, ok := want[e.Name()]; ok && !slices.Equal(got, w) {
			t.Errorf("%s: %q, want %q", e.Name(), got, w)
		}
	}
}
