package host

import (
	"runtime"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
)

func TestHost(t *testing.T) {
	h := NewWatch().Facts(1)
	if h.LogicalCPUs != runtime.NumCPU() || h.OS != runtime.GOOS || h.Arch != runtime.GOARCH || h.GoVersion != runtime.Version() {
		t.Errorf("host %+v", h)
	}
	for name, share := range map[string]*float64{"steal": h.Steal, "pressure": h.Pressure} {
		if share != nil && (*share < 0 || *share > 1) {
			t.Errorf("%s is %v, want a share", name, *share)
		}
	}
}

// TestDisturbed: noise is reported, a quiet machine or one that tells nothing is not.
func TestDisturbed(t *testing.T) {
	f := func(x float64) *float64 { return &x }
	for _, c := range []struct {
		name string
		host record.Host
		want []string
	}{
		{"unknown", record.Host{}, nil},
		{"quiet", record.Host{LogicalCPUs: 4, Load: f(1.9), Steal: f(0.02)}, nil},
		{"loaded", record.Host{LogicalCPUs: 4, Load: f(2.1)}, []string{"load average was 2.1 on 4 processors"}},
		{"stolen", record.Host{LogicalCPUs: 4, Steal: f(0.05)}, []string{"took 5.0 %"}},
		{"pressed", record.Host{LogicalCPUs: 4, Pressure: f(0.51)}, []string{"contended for 51 % of the run"}},
		{"at work", record.Host{LogicalCPUs: 4, Pressure: f(0.1)}, nil},
		{"still", record.Host{TransferLeast: f(90e-9), TransferMost: f(130e-9)}, nil},
		{"moved", record.Host{TransferLeast: f(92e-9), TransferMost: f(237e-9)}, []string{"from 92 to 237 ns"}},
		{"both", record.Host{LogicalCPUs: 1, Load: f(3), Steal: f(0.5)}, []string{"load average", "hypervisor"}},
	} {
		got := Disturbed(c.host, "x")
		if len(got) != len(c.want) {
			t.Errorf("%s: %q, want %d warnings", c.name, got, len(c.want))
			continue
		}
		for i, w := range c.want {
			if !strings.Contains(got[i], w) {
				t.Errorf("%s: %q, want it to say %q", c.name, got[i], w)
			}
		}
	}
}
