package cli

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
)

// withPeers runs the command with two peers of one library and one of another.
func withPeers(t *testing.T, args ...string) outcome {
	t.Helper()
	names := "one-by-one,talkative"
	var stdout, stderr bytes.Buffer
	code := Run(t.Context(), Env{
		Args: args, Stdout: &stdout, Stderr: &stderr, Prefix: []string{roundFlag, names}, Peers: extras(names),
	})
	return outcome{code, stdout.String(), stderr.String()}
}

// TestPeers: a peer takes part if it is named, by its own name or its library's, and
// not otherwise; what is stored says how to repeat it.
func TestPeers(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want []string
	}{
		{nil, []string{"chunked", "shared-queue"}},
		{[]string{"--peer", "one-by-one"}, []string{"chunked", "one-by-one", "shared-queue"}},
		{[]string{"--peer", "one"}, []string{"chunked", "one-by-one", "shared-queue"}},
		{[]string{"--peer", "one,one-by"}, []string{"chunked", "one-by-one", "shared-queue"}},
		{[]string{"--peer", "all"}, []string{"chunked", "one-by-one", "plain", "shared-queue", "talkative"}},
		{[]string{"--strategy", "talkative", "--peer", "one"}, []string{"one-by-one", "talkative"}},
	} {
		dir := t.TempDir()
		o := withPeers(t, small(dir, tt.args...)...)
		o.want(t, exitFine)
		run, err := record.Read(sidecar(t, dir))
		if err != nil {
			t.Fatal(err)
		}
		if got := families(run); !slices.Equal(got, tt.want) {
			t.Errorf("%q: contenders %q, want %q", tt.args, got, tt.want)
		}
		again := filepath.Join(t.TempDir(), "again")
		o = withPeers(t, append(run.Command[1:], "--results", again)...)
		o.want(t, exitFine)
		if run, err := record.Read(sidecar(t, again)); err != nil || !slices.Equal(families(run), tt.want) {
			t.Errorf("%q, repeated: %v, %q", tt.args, err, run.Settings.Strategies)
		}
	}
	withPeers(t, "--peer", "ont").wantRefused(t, `peer "ont": unknown (see compare list peers)`)
	withPeers(t, "--peer", "one,").wantRefused(t, "a name is empty")
	withPeers(t, "--peer", "one", "--load", "0.5", "--results", t.TempDir()).wantRefused(t, `strategy "one-by-one": `)
	dir := t.TempDir()
	withPeers(t, small(dir, "--peer", "all", "--load", "0.5", "--strategy", "all")...).want(t, exitFine) // without those that cannot
	compare(t, "--peer", "one").wantRefused(t, `peer "one": unknown`, "make peers")
	if o := withPeers(t, "list", "peers"); !strings.Contains(o.stdout, "  one-by-one ") || strings.Contains(o.stdout, "make peers") {
		t.Errorf("list peers:\n%s", o.stdout)
	}
	if o := compare(t, "list", "peers"); !strings.Contains(o.stdout, "  plain-loop ") || !strings.Contains(o.stdout, "make peers") {
		t.Errorf("list peers:\n%s", o.stdout)
	}
}

// families returns the contenders of a run in order, the plain ways as one.
func families(run *record.Run) []string {
	var all []string
	for _, name := range run.Settings.Strategies {
		if strings.HasPrefix(name, "plain-") {
			name = "plain"
		}
		all = append(all, name)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// realTimer is a peer that cannot run in virtual time.
type realTimer struct{ stranger }

func (realTimer) RealTime() string { return "it has a clock of its own" }

func TestPeersInVirtualTime(t *testing.T) {
	run := func(args ...string) outcome {
		var stdout, stderr bytes.Buffer
		code := Run(t.Context(), Env{
			Args: args, Stdout: &stdout, Stderr: &stderr, Prefix: []string{roundFlag, "one-by-one"},
			Peers: append(extras("one-by-one"), realTimer{stranger{"watch", inOrder}}),
		})
		return outcome{code, stdout.String(), stderr.String()}
	}
	dir := t.TempDir()
	run(small(dir, "--virtual", "--peer", "all")...).want(t, exitFine)
	if r, err := record.Read(sidecar(t, dir)); err != nil || slices.Contains(r.Settings.Strategies, "watch") || !slices.Contains(r.Settings.Strategies, "one-by-one") {
		t.Errorf("%v, contenders %q", err, r.Settings.Strategies)
	}
	run("--virtual", "--peer", "watch").wantRefused(t, `strategy "watch": not in virtual time: it has a clock of its own`)
}
