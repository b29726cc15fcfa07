package ask

import (
	"strings"

	"github.com/go-foundations/poolbench/workloads"
)

// shapedWorkload is the workload that options change if none is named.
const shapedWorkload = "exponential"

// nameShaped names a workload if options are given and none is named.
func (c *Comparison) nameShaped(set map[string]bool) {
	for name := range c.Given.Options {
		if set[name] && !set["workload"] && c.Given.Workload == All {
			c.Given.Workload, set["workload"] = shapedWorkload, true
		}
	}
}

// shape changes the workloads by the options that are given.
func (c *Comparison) shape(set map[string]bool) error {
	for _, o := range workloads.Options() {
		if !set[o.Name] {
			continue
		}
		value := strings.TrimSpace(*c.Given.Options[o.Name])
		if o.List {
			value = strings.ReplaceAll(value, ",", ":")
		}
		for i := range c.Workloads {
			w, err := c.Workloads[i].With(o.Name, value)
			if err != nil {
				return err
			}
			c.Workloads[i] = w
		}
	}
	return nil
}
