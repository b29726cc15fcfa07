// Package machines makes two machines out of one for tests: network namespaces of Linux, each with its own
// addresses and ports, and a cable between them.
package machines

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"testing"
)

// A Machine is a network namespace.
type Machine struct {
	Address string // where the other one reaches it
	name    string
}

// Two makes two machines, which end with the test. Where that is not allowed, as to users other than root, the
// test is skipped.
func Two(t testing.TB) (a, b Machine) {
	t.Helper()
	id := rand.IntN(1 << 16)
	subnet := fmt.Sprintf("10.%d.%d.", 100+id>>8&63, id&255)
	a = Machine{subnet + "1", fmt.Sprintf("poolbench-%04x-a", id)}
	b = Machine{subnet + "2", fmt.Sprintf("poolbench-%04x-b", id)}
	cable := [2]string{fmt.Sprintf("pb%04xa", id), fmt.Sprintf("pb%04xb", id)}
	for _, m := range []Machine{a, b} {
		if out, err := exec.Command("ip", "netns", "add", m.name).CombinedOutput(); err != nil {
			t.Skipf("NOT TESTED on two machines: ip netns add: %v: %s", err, out)
		}
		t.Cleanup(func() { exec.Command("ip", "netns", "delete", m.name).Run() })
	}
	for _, args := range [][]string{
		{"link", "add", cable[0], "netns", a.name, "type", "veth", "peer", "name", cable[1], "netns", b.name},
		{"-n", a.name, "addr", "add", a.Address + "/24", "dev", cable[0]},
		{"-n", b.name, "addr", "add", b.Address + "/24", "dev", cable[1]},
		{"-n", a.name, "link", "set", cable[0], "up"},
		{"-n", b.name, "link", "set", cable[1], "up"},
		{"-n", a.name, "link", "set", "lo", "up"},
		{"-n", b.name, "link", "set", "lo", "up"},
	} {
		if out, err := exec.Command("ip", args...).CombinedOutput(); err != nil {
			t.Skipf("NOT TESTED on two machines: ip %v: %v: %s", args, err, out)
		}
	}
	return a, b
}

// Shell is a command line on a machine. It is killed when ctx ends.
func (m Machine) Shell(ctx context.Context, line string) *exec.Cmd {
	return exec.CommandContext(ctx, "ip", "netns", "exec", m.name, "sh", "-c", "exec env "+line)
}
