package benchtext

import (
	"math"
	"reflect"
	"strings"
	"testing"
)

const sample = `goos: linux
goarch: amd64
pkg: example.com/a
cpu: Some CPU
BenchmarkParse/json
BenchmarkParse/json-8   	 100	 200 ns/op	 0 B/op	 3 hits/op
BenchmarkParse/json-8   	 100	 220 ns/op	 0 B/op	 4 hits/op
PASS
ok  	example.com/a	1.2s
Unit hits/op better=higher
Unit B/op assume=exact
pkg: example.com/b
BenchmarkParse/json-8   	 100	 0 ns/op
--- FAIL: BenchmarkBroken-8
    x_test.go:1: broken
FAIL	example.com/b	0.1s
`

// TestRead: samples of one benchmark come together, those of another package do not, a
// time of 0 is a time, and failures are told.
func TestRead(t *testing.T) {
	o, err := Read("old.txt", strings.NewReader(sample))
	if err != nil {
		t.Fatal(err)
	}
	want := &Output{
		Name: "old.txt", Host: Host{"linux", "amd64", "Some CPU"},
		Figures: []Figure{
			{"example.com/a", "Parse/json-8", "sec/op", []float64{200e-9, 220e-9}, "", ""},
			{"example.com/a", "Parse/json-8", "B/op", []float64{0, 0}, "", ""},
			{"example.com/a", "Parse/json-8", "hits/op", []float64{3, 4}, "", ""},
			{"example.com/b", "Parse/json-8", "sec/op", []float64{0}, "", ""},
		},
		Better: map[string]string{"hits/op": "higher"}, Exact: map[string]bool{"B/op": true},
		Failed: []string{"old.txt:14: --- FAIL: BenchmarkBroken-8", "old.txt:16: FAIL example.com/b 0.1s"},
	}
	for i := range o.Figures {
		for j, v := range o.Figures[i].Values {
			if w := want.Figures[i].Values[j]; math.Abs(v-w) < 1e-12 {
				o.Figures[i].Values[j] = w
			}
		}
	}
	if !reflect.DeepEqual(o, want) {
		t.Errorf("read\n%+v\nwant\n%+v", o, want)
	}
}

// TestSides: the sides of a gate's rounds are not mixed.
func TestSides(t *testing.T) {
	o, err := Read("x", strings.NewReader("side: base\nBenchmarkA 1 1 ns/op\nside: head\nBenchmarkA 1 2 ns/op\n"))
	if err != nil || len(o.Figures) != 2 || o.Figures[0].Side != "base" || o.Figures[1].Side != "head" {
		t.Errorf("%v, figures %+v", err, o.Figures)
	}
}

// TestUnusable: what is no finite number is named with its place, under its unit.
func TestUnusable(t *testing.T) {
	o, err := Read("x", strings.NewReader("BenchmarkA 1 1 ns/op 1 r/op\nBenchmarkA 1 +Inf ns/op NaN r/op\n"))
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Figures) != 2 || o.Figures[0].Unit != "sec/op" || o.Figures[0].Unusable != "x:2: +Inf" || o.Figures[1].Unusable != "x:2: NaN" {
		t.Errorf("figures %+v", o.Figures)
	}
}

// TestWrong: what is broken is one error that names the place.
func TestWrong(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", `file "x": has no benchmark`},
		{"PASS\n", `file "x": has no benchmark`},
		{"BenchmarkA 1 1 ns/op\nBenchmarkB 1 x ns/op\n", "x:2: parsing measurement"},
		{"BenchmarkA 1 1 ns/op\nBenchmarkB 1 2\n", "x:2: missing units"},
		{"BenchmarkA 1 1 ns/op\nBenchmarkB 1 12", "x:2: the last line has no line break"},
		{"BenchmarkA 1 1 ns/op 2 ns/op\n", "x:1: benchmark A reports sec/op twice"},
		{"Unit a/op better=most\nBenchmarkA 1 1 ns/op\n", "x:1: unit a/op: better=most: want higher or lower"},
		{"BenchmarkA 1 1 ns/op\n" + strings.Repeat("x", 1e6), `file "x": `},
	} {
		if _, err := Read("x", strings.NewReader(tt.text)); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%.60q: error %v, want %s", tt.text, err, tt.want)
		}
	}
}

func TestBare(t *testing.T) {
	for name, want := range map[string]struct {
		bare string
		n    int
	}{
		"A-8": {"A", 8}, "A": {"A", 1}, "A/b-c-16": {"A/b-c", 16}, "A/b-c": {"A/b-c", 1}, "A-0": {"A-0", 1}, "A-1/b": {"A-1/b", 1}, "A--2": {"A-", 2},
	} {
		if bare, n := Bare(name); bare != want.bare || n != want.n {
			t.Errorf("%s: %s and %d, want %+v", name, bare, n, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(sample)
	f.Add("BenchmarkA 1 NaN ns/op\n")
	f.Fuzz(func(t *testing.T, text string) {
		o, err := Read("x", strings.NewReader(text))
		if err != nil {
			return
		}
		for _, g := range o.Figures {
			finite := true
			for _, v := range g.Values {
				finite = finite && !math.IsNaN(v) && !math.IsInf(v, 0)
			}
			if finite != (g.Unusable == "") || len(g.Values) == 0 {
				t.Errorf("%+v: want it to be unusable if a value is not finite, and to have values", g)
			}
		}
	})
}
