package ask

import (
	"strings"

	"github.com/go-foundations/poolbench/workloads"
)

// shapedWorkload is the workload that options change if none is named.
const shapedWorkload = "exponential"

// nameShaped names a workload if options are given and none is named, or if flags say how workers
// are spread over processes: a tour of all workloads would take hours then.
func (c *Comparison) nameShaped(set map[string]bool) {
	if set["workload"] || c.Given.Workload != All {
		return
	}
	for name := range c.Given.Options {
		set["workload"] = set["workload"] || set[name]
	}
	if set["processes"] || set["prefetch"] {
		set["workload"] = true
		if !set["jobs"] && !c.Mode.Virtual {
			c.Jobs = spreadJobs
		}
	}
	if set["workload"] {
		c.Given.Workload = shapedWorkload
	}
}

// spreadJobs is how many jobs there are by default where workers are in several processes: of
// processes that hold a job each and ask ten times a second, four need 25 s for as many.
const spreadJobs = 1000

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
