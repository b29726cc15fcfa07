package checkout

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// TestBuildFlags: each -ldflags gets the layout, whoever gave it, and GOFLAGS is not lost.
func TestBuildFlags(t *testing.T) {
	for _, tt := range []struct {
		flags   Flags
		goflags string
		layout  uint64
		want    []string
	}{
		{Flags{}, "", 0, []string{"-buildvcs=false"}},
		{Flags{}, "", 7, []string{"-buildvcs=false", "-ldflags=-randlayout=7"}},
		{Flags{Tags: "a,b", LDFlags: "-s -w"}, "", 7, []string{"-buildvcs=false", "-tags=a,b", "-ldflags=-randlayout=7", "-ldflags=-s -w -randlayout=7"}},
		{Flags{LDFlags: "-s"}, "", 0, []string{"-buildvcs=false", "-ldflags=-s"}},
		{Flags{Args: []string{"-race", "--ldflags=all=-s"}}, "", 7, []string{"-buildvcs=false", "-race", "-ldflags=-randlayout=7", "-ldflags=all=-s -randlayout=7"}},
		{Flags{}, `-tags=x '-ldflags=-X a.b=c d' -trimpath`, 7, []string{"-buildvcs=false", "-ldflags=-randlayout=7", "-ldflags=-X a.b=c d -randlayout=7"}},
		{Flags{LDFlags: "-w"}, `-ldflags=-s`, 0, []string{"-buildvcs=false", "-ldflags=-w"}},
	} {
		b, err := tt.flags.with(tt.goflags)
		if got := b.args(tt.layout); err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%+v and GOFLAGS=%s with layout %d: %q, %v, want %q", tt.flags, tt.goflags, tt.layout, got, err, tt.want)
		}
	}
	if _, err := (Flags{Args: []string{"race"}}).with(""); err == nil || !strings.Contains(err.Error(), `build flag "race"`) {
		t.Errorf("error %v, want one that names the flag", err)
	}
}

// TestSplitQuoted as the go command does.
func TestSplitQuoted(t *testing.T) {
	for s, want := range map[string][]string{
		"": nil, "  ": nil, "-a -b": {"-a", "-b"}, `'-a=b c'  "-d='e'" -f`: {"-a=b c", "-d='e'", "-f"}, `-a='b c'`: {"-a='b", "c'"}, `'-a`: {"'-a"},
	} {
		if got := splitQuoted(s); !slices.Equal(got, want) {
			t.Errorf("splitQuoted(%q) is %q, want %q", s, got, want)
		}
	}
}

// TestSeedOf: every layout but 0 is a seed that the linker takes for a random order.
func TestSeedOf(t *testing.T) {
	for layout, want := range map[uint64]int64{1: 1, math.MaxInt64: math.MaxInt64, 1 << 63: math.MaxInt64, math.MaxUint64: math.MaxInt64, 1<<63 + 5: 5} {
		if got := seedOf(layout); got != want {
			t.Errorf("seed of layout %d is %d, want %d", layout, got, want)
		}
	}
}
