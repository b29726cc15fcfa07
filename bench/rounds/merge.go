package rounds

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/go-foundations/poolbench/bench/record"
)

// Merge makes what the processes of all parts of a round have written one, as one process would
// have written it that ran the whole round. Trials are in order of the workloads.
func Merge(parts [][]byte, workloads []string) ([]byte, error) {
	type unit struct {
		begin, end []byte // lines
		of         *record.Trial
	}
	var whole, open []unit
	var failed []byte
	done := 0
	for _, part := range parts {
		var running *unit
		lines := bufio.NewScanner(bytes.NewReader(part))
		lines.Buffer(nil, longestLine)
		for lines.Scan() {
			line := slices.Concat(lines.Bytes(), []byte("\n"))
			var m message
			if err := json.Unmarshal(line, &m); err != nil {
				return nil, fmt.Errorf("unreadable answer %.80q: %w", line, err)
			}
			switch {
			case m.Begin != nil:
				running = &unit{begin: line, of: m.Begin}
			case m.Trial != nil && running == nil:
				return nil, errors.New("a trial ends that has not begun")
			case m.Trial != nil:
				running.end = line
				whole = append(whole, *running)
				running = nil
			case m.Error != "" && failed == nil:
				failed = line
				if running != nil {
					open = append(open, *running)
				}
			case m.Done:
				done++
			}
		}
		if err := lines.Err(); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(whole, func(a, b unit) int {
		return cmp.Or(cmp.Compare(slices.Index(workloads, a.of.Workload), slices.Index(workloads, b.of.Workload)), cmp.Compare(a.of.Position, b.of.Position))
	})
	var out bytes.Buffer
	for _, u := range append(whole, open...) {
		out.Write(u.begin)
		out.Write(u.end)
	}
	switch {
	case failed != nil:
		out.Write(failed)
	case done == len(parts):
		if err := json.NewEncoder(&out).Encode(message{Done: true}); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), nil
}
