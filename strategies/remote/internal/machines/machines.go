// Package machines makes two machines out of one for tests: network namespaces of Linux, each with its own
// addresses and ports, and a cable between them.
package machines

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"regexp"
	"strings"
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

// A Command is one that a page has its readers give.
type Command struct{ Token, Args string } // the token as it is set in the environment

// Commands returns the commands of a page that match a pattern, whose groups are the token and the arguments. The
// test fails unless there are n.
func Commands(t testing.TB, page, pattern string, n int) []Command {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var all []Command
	for _, m := range regexp.MustCompile(pattern).FindAllSubmatch(text, -1) {
		all = append(all, Command{string(m[1]), string(m[2])})
	}
	if len(all) != n {
		t.Fatalf("%d commands in %s, want %d", len(all), page, n)
	}
	return all
}

// Refused has a machine run a command line with another token than the right one: it fails, and says why.
func (m Machine) Refused(ctx context.Context, t testing.TB, line string) {
	t.Helper()
	guess := strings.Replace(line, "=secret", "=guess", 1)
	if out, err := m.Shell(ctx, guess).CombinedOutput(); err == nil || !bytes.Contains(out, []byte("Authorization")) {
		t.Errorf("with another token: %s, %v", out, err)
	}
}
