package rounds_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/rounds"
)

// TestMerge: trials of parts are in the order of the whole; a part that failed or is cut off
// makes that of the whole.
func TestMerge(t *testing.T) {
	trial := func(workload string, position int) string {
		return fmt.Sprintf(`{"begin":{"workload":%q,"position":%d}}`+"\n"+`{"trial":{"workload":%[1]q,"position":%[2]d}}`+"\n", workload, position)
	}
	const done, failed = `{"done":true}` + "\n", `{"error":"no"}` + "\n"
	open := `{"begin":{"workload":"a","position":9}}` + "\n"
	for name, c := range map[string]struct {
		parts []string
		want  string
	}{
		"whole":         {[]string{trial("b", 1) + trial("a", 2) + done, trial("b", 2) + trial("a", 1) + done, done}, trial("b", 1) + trial("b", 2) + trial("a", 1) + trial("a", 2) + done},
		"one failed":    {[]string{trial("b", 2) + open + failed, trial("b", 1) + done}, trial("b", 1) + trial("b", 2) + open + failed},
		"one is cut":    {[]string{trial("b", 2), trial("b", 1) + done}, trial("b", 1) + trial("b", 2)},
		"two fail":      {[]string{failed, open + failed}, failed},
		"nothing to do": {[]string{done, done}, done},
	} {
		var parts [][]byte
		for _, p := range c.parts {
			parts = append(parts, []byte(p))
		}
		if got, err := rounds.Merge(parts, []string{"b", "a"}); err != nil || string(got) != c.want {
			t.Errorf("%s: %s, %v, want %s", name, got, err, c.want)
		}
	}
	for _, bad := range []string{"x\n", strings.TrimPrefix(trial("a", 1), strings.SplitAfter(trial("a", 1), "\n")[0])} {
		if got, err := rounds.Merge([][]byte{[]byte(bad)}, nil); err == nil {
			t.Errorf("%q: merged to %q", bad, got)
		}
	}
}
