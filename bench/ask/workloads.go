package ask

import (
	"errors"
	"fmt"
	"slices"

	"github.com/go-foundations/poolbench/bench/nearest"
	"github.com/go-foundations/poolbench/workloads"
)

// resolveWorkloads finds the workloads of those names, or all.
func (c *Comparison) resolveWorkloads(names []string) error {
	if slices.Equal(names, []string{All}) {
		c.Workloads = workloads.All()
	} else {
		if err := checkList("--workload", names); err != nil {
			return err
		}
		for _, name := range names {
			if name == tracePrefix {
				return fmt.Errorf("workload %q: want %sFILE.csv", name, tracePrefix)
			}
			w, err := workloads.ByName(name)
			var none *workloads.UnknownError
			if errors.As(err, &none) {
				return nearest.Unknown("workload", name, append(none.Known, All, tracePrefix+"FILE.csv"), "compare list workloads")
			}
			if err != nil {
				return err
			}
			c.Workloads = append(c.Workloads, w)
		}
	}
	for i := range c.Workloads {
		w := &c.Workloads[i]
		if w.Trace != nil && c.IO {
			w.Parts = []workloads.Part{{IO: 1}}
		}
		if w.Trace != nil && c.Jobs > w.Trace.Len() {
			return fmt.Errorf("--jobs %d: %s has %d", c.Jobs, w.Name, w.Trace.Len())
		}
	}
	return nil
}
