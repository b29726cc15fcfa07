package policy

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/benchtext"
)

// full is a policy with everything in it.
const full = `gate:
  margin: 2%
  inconclusive: pass
rules:
  - benchmark: ^Parse/
    package: ./decoder
    units: [ns/op, allocs/op]
    margin: 5%
  - benchmark: ^Scratch
    units: []
  - benchmark: Encode
    margin: {B/op: 10%}
better:
  hits/op: higher
waivers:
  - benchmark: ^Encode$
    unit: ns/op
    ceiling: 1.20x
    until: 2026-12-31
    reason: "#123: known, being fixed"
`

func parsed(t *testing.T, text string) *Policy {
	t.Helper()
	p, err := Parse("p.yml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestFor: the first rule that matches decides, whatever the units are called.
func TestFor(t *testing.T) {
	p := parsed(t, full)
	if p.Inconclusive != "pass" || p.Better["hits/op"] != "higher" || len(p.Better) != 1 {
		t.Errorf("inconclusive %q, better %v", p.Inconclusive, p.Better)
	}
	const decoder = "example.com/m/decoder"
	for _, tt := range []struct {
		f      Figure
		judged bool
		margin float64
		rank   int
	}{
		{Figure{decoder, "Parse/json", "sec/op"}, true, 0.05, 0},
		{Figure{decoder, "Parse/json", "ns/op"}, true, 0.05, 0},
		{Figure{decoder, "Parse/json", "B/op"}, false, 0.05, 0},
		{Figure{"example.com/m/other", "Parse/json", "B/op"}, true, 0.02, 3},
		{Figure{decoder, "Parse", "B/op"}, true, 0.02, 3},
		{Figure{decoder, "ScratchEncode", "sec/op"}, false, 0.02, 1},
		{Figure{decoder, "ReEncode", "B/op"}, true, 0.1, 2},
		{Figure{decoder, "ReEncode", "sec/op"}, true, 0.02, 2},
	} {
		d := p.For(tt.f)
		if d.Judged != tt.judged || d.Margin == nil || *d.Margin != tt.margin || p.Rank(tt.f) != tt.rank {
			t.Errorf("%v: judged %v, margin %v, rank %d; want %v, %v, %d", tt.f, d.Judged, d.Margin, p.Rank(tt.f), tt.judged, tt.margin, tt.rank)
		}
	}
	for _, text := range []string{"", "# nothing\n", "---\n"} {
		p := parsed(t, text)
		if d := p.For(Figure{"p", "B", "sec/op"}); !d.Judged || d.Margin != nil || p.Rank(Figure{}) != 0 || p.Unmatched(nil) != nil {
			t.Errorf("%q: %+v, want a policy that says nothing", text, d)
		}
	}
}

// TestPackages: patterns are those of the go command, and "./" is the module if it is
// known.
func TestPackages(t *testing.T) {
	for _, tt := range []struct {
		module, pattern, path string
		want                  bool
	}{
		{"example.com/m", ".", "example.com/m", true},
		{"example.com/m", ".", "example.com/m/a", false},
		{"example.com/m", "./...", "example.com/m", true},
		{"example.com/m", "./...", "example.com/m/a/b", true},
		{"example.com/m", "./...", "example.com/mm", false},
		{"example.com/m", "./a", "example.com/m/a", true},
		{"example.com/m", "./a", "example.com/m/b/a", false},
		{"example.com/m", "./a...", "example.com/m/ab", true},
		{"", "./a", "example.com/m/b/a", true},
		{"", "./a", "a", true},
		{"", "./a", "example.com/ba", false},
		{"", ".", "example.com/m", true},
		{"", "./...", "example.com/m", true},
		{"", "example.com/m/a", "example.com/m/a", true},
		{"", "example.com/m/a", "exampleXcom/m/a", false},
		{"", "example.com/.../a", "example.com/m/n/a", true},
	} {
		p := &Policy{Module: tt.module}
		if got := p.inPackage(tt.pattern, tt.path); got != tt.want {
			t.Errorf("module %q: %q matches %q: %v, want %v", tt.module, tt.pattern, tt.path, got, tt.want)
		}
	}
}

// TestUnmatched: what applies to nothing is named with its line.
func TestUnmatched(t *testing.T) {
	const decoder = "example.com/m/decoder"
	all := []Figure{
		{decoder, "Parse/json", "sec/op"}, {decoder, "Parse/json", "allocs/op"}, {decoder, "Scratch", "sec/op"},
		{decoder, "Encode", "sec/op"}, {decoder, "Encode", "hits/op"},
	}
	if got := parsed(t, full).Unmatched(all); got != nil {
		t.Errorf("unmatched %q, want none", got)
	}
	if err := parsed(t, full).Check(all); err != nil {
		t.Errorf("Check: %v, want none", err)
	}
	got := parsed(t, `rules:
  - benchmark: Parse
    units:
      - sec/op
      - alloc/op
  - benchmark: ^Parse/json
  - benchmark: ^BenchmarkEncode
  - package: ./none
    benchmark: .
better: {hit/op: higher}
waivers:
  - {benchmark: Gone-8, unit: sec/op, ceiling: 2x, until: 2026-12-31, reason: r}
  - {benchmark: Encode, unit: B/op, ceiling: 2x, until: 2026-12-31, reason: r}
`).Unmatched(all)
	want := []string{
		`p.yml:5: rule for benchmark "Parse": no matching benchmark reports alloc/op`,
		`p.yml:6: rule for benchmark "^Parse/json": matches only what the earlier rule at p.yml:2 matches: put the more specific rule first`,
		`p.yml:7: rule for benchmark "^BenchmarkEncode": matches nothing; write names without the prefix "Benchmark"`,
		`p.yml:9: rule for benchmark "." of package ./none: matches nothing`,
		`p.yml:12: waiver for benchmark "Gone-8": matches nothing; write names without the number of processors at the end`,
		`p.yml:13: waiver for benchmark "Encode": no matching benchmark reports B/op`,
		`p.yml:10: better: no benchmark reports hit/op`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("unmatched:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if err := parsed(t, "rules: [{benchmark: Gone}]").Check(all); err == nil || err.Error() != `policy: p.yml:1: rule for benchmark "Gone": matches nothing` {
		t.Errorf("Check: %v", err)
	}
}

// TestFiguresOf: names lose the number of processors, as patterns do not have it.
func TestFiguresOf(t *testing.T) {
	o, err := benchtext.Read("b", strings.NewReader("pkg: example.com/a\nBenchmarkA/b-8 1 1 ns/op\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := FiguresOf(o), []Figure{{"example.com/a", "A/b", "sec/op"}}; !slices.Equal(got, want) {
		t.Errorf("FiguresOf: %v, want %v", got, want)
	}
}

// TestWrong: each mistake is one line with its place.
func TestWrong(t *testing.T) {
	waiver := func(key, value string) string {
		fields := map[string]string{"benchmark": "A", "unit": "sec/op", "ceiling": "2x", "until": "2026-12-31", "reason": "r", key: value}
		text := "waivers:\n  -\n"
		for _, k := range []string{"benchmark", "unit", "ceiling", "until", "reason"} {
			if fields[k] != "" {
				text += "    " + k + ": " + fields[k] + "\n"
			}
		}
		return text
	}
	for _, tt := range []struct{ text, want string }{
		{"gates: {}", `p.yml:1: key "gates": unknown in the policy (have better, gate, rules, waivers)`},
		{"gate:\n  margn: 2%", `p.yml:2: key "margn": unknown in gate (have inconclusive, margin)`},
		{"gate: {}\ngate: {}", `p.yml:2: key "gate": appears twice`},
		{"gate: [1]", `p.yml:1: gate: want keys with values, got a list`},
		{"gate:", `p.yml:1: gate: want keys with values, got nothing`},
		{"- a", `p.yml:1: the policy: want keys with values, got a list`},
		{"gate:\n  margin: 2", `p.yml:2: margin "2": want a percentage, such as 2%`},
		{"gate:\n  margin: -2%", `p.yml:2: margin "-2%": want a percentage`},
		{"gate:\n  margin: NaN%", `p.yml:2: margin "NaN%": want a percentage`},
		{"gate:\n  margin: [2%]", `p.yml:2: margin: want a string, got a list`},
		{"gate:\n  margin: {ns/op: 1%, sec/op: 2%}", `p.yml:2: margin: sec/op appears twice`},
		{"gate:\n  margin: {sec/op: much}", `p.yml:2: margin: sec/op "much": want a percentage`},
		{"gate:\n  inconclusive: maybe", `p.yml:2: inconclusive "maybe": want pass or fail`},
		{"rules: {a: 1}", `p.yml:1: rules: want a list, got keys with values`},
		{"rules:\n  - margin: 2%", `p.yml:2: rule: has no benchmark`},
		{"rules:\n  - benchmark: (", "p.yml:2: benchmark \"(\": is not a regular expression: error parsing regexp"},
		{"rules:\n  - benchmark:", `p.yml:2: benchmark: want a string, got nothing`},
		{"rules:\n  - benchmark: A\n    unit: B/op", `p.yml:3: key "unit": unknown in a rule (have benchmark, margin, package, units)`},
		{"rules:\n  - benchmark: A\n    units: sec/op", `p.yml:3: units: want a list, got "sec/op"`},
		{"rules:\n  - benchmark: A\n    units: [sec/op, ns/op]", `p.yml:3: unit sec/op: appears twice`},
		{"rules:\n  - benchmark: A\n    units: ['sec per op']", `p.yml:3: units "sec per op": want a unit, such as sec/op`},
		{"rules:\n  - benchmark: A\n  - margin: 1%\n    benchmark: A", `p.yml:4: rule for benchmark "A": duplicates the one at p.yml:2`},
		{"better: {hits/op: more}", `p.yml:1: better: hits/op "more": want higher or lower`},
		{"better: {ns/op: lower, sec/op: lower}", `p.yml:1: better: sec/op appears twice`},
		{waiver("benchmark", ""), `p.yml:3: waiver: has no benchmark`},
		{waiver("unit", ""), `p.yml:3: waiver: has no unit`},
		{waiver("ceiling", ""), `p.yml:3: waiver: has no ceiling`},
		{waiver("until", ""), `p.yml:3: waiver: has no until`},
		{waiver("reason", ""), `p.yml:3: waiver: has no reason`},
		{waiver("ceiling", "1.2"), `p.yml:5: ceiling "1.2": want a factor by which it may be worse than the base, such as 1.2x, or an amount, such as +1`},
		{waiver("ceiling", "+0"), `p.yml:5: ceiling "+0"`},
		{waiver("ceiling", "+Inf"), `p.yml:5: ceiling "+Inf"`},
		{waiver("ceiling", "+1x"), `p.yml:5: ceiling "+1x"`},
		{waiver("ceiling", "20%"), `p.yml:5: ceiling "20%"`},
		{waiver("ceiling", "1x"), `p.yml:5: ceiling "1x"`},
		{waiver("ceiling", "Infx"), `p.yml:5: ceiling "Infx"`},
		{waiver("until", "31.12.2026"), `p.yml:6: until "31.12.2026": want a date, such as 2026-12-31`},
		{waiver("until", "2026-02-30"), `p.yml:6: until "2026-02-30"`},
		{waiver("reason", "r") + strings.TrimPrefix(waiver("reason", "other"), "waivers:\n"), `p.yml:9: waiver for benchmark "A", sec/op: duplicates the one at p.yml:3`},
		{"gate: {\n", `p.yml:2: is not valid YAML: `},
		{"gate:\n}", `p.yml:2: is not valid YAML: `},
		{"gate: {}\n---\ngate: {}", `p.yml:2: has 2 documents, want one`},
	} {
		_, err := Parse("p.yml", []byte(tt.text))
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s\n\terror %v\n\twant  %s", tt.text, err, tt.want)
		}
	}
	if p := parsed(t, waiver("ceiling", "1.5×")); p.waivers[0].ceiling.times != 1.5 {
		t.Errorf("1.5× is read as %v", p.waivers[0].ceiling)
	}
}

func TestRead(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, FileName)
	if _, err := Read(path); !errors.Is(err, fs.ErrNotExist) || !strings.HasPrefix(err.Error(), "policy ") {
		t.Errorf("no file: %v", err)
	}
	if err := os.WriteFile(path, []byte(full), 0o666); err != nil {
		t.Fatal(err)
	}
	if p, err := Read(path); err != nil || len(p.rules) != 3 {
		t.Errorf("%v, %+v", err, p)
	}
	if p, at, err := Find(dir); err != nil || p == nil || at != path {
		t.Errorf("found %v at %q, %v", p, at, err)
	}
	if p, at, err := Find(t.TempDir()); err != nil || p != nil || at != "" {
		t.Errorf("found %v at %q, %v in an empty folder", p, at, err)
	}
}

// TestAlias: what is written once may be used twice, and nothing contains itself for
// ever.
func TestAlias(t *testing.T) {
	p := parsed(t, "gate: {margin: &m 3%}\nrules: [{benchmark: A, margin: *m}]")
	if m := p.For(Figure{Name: "A"}).Margin; m == nil || *m != 0.03 {
		t.Errorf("margin %v, want that of the alias", m)
	}
	if _, err := Parse("p.yml", []byte("rules: &r [*r]")); err == nil {
		t.Error("a list that contains itself is a policy")
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{full, "gate:\n}", "rules: &r [*r]", "<<: {gate: {}}", "gate: !!binary x"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Parse("p.yml", []byte(text))
		if (p == nil) == (err == nil) {
			t.Fatalf("policy %v and error %v, want one of them", p, err)
		}
		if err == nil {
			p.For(Figure{"p", "B", "sec/op"})
			p.Unmatched([]Figure{{"p", "B", "sec/op"}})
		}
	})
}

// TestExample: the example of the package comment is a policy.
func TestExample(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	var example strings.Builder
	for line := range strings.Lines(string(text)) {
		if code, ok := strings.CutPrefix(line, "//\t"); ok {
			example.WriteString(code)
		}
	}
	if p := parsed(t, example.String()); len(p.rules) != 2 || len(p.waivers) != 1 || p.Better["hits/op"] != "higher" {
		t.Errorf("read %+v", p)
	}
}
