package joblog

import "slices"

// A Format is a kind of log that somebody publishes.
type Format struct {
	Name, Summary string
	columns       map[string]string
}

var formats = []Format{
	{"azure-llm", "Azure LLM inference 2023; a job takes 20 ms for each generated token, which is an assumption", map[string]string{"arrival": "TIMESTAMP", "duration": "GeneratedTokens:20ms"}},
	{"azure-functions", "Azure Functions invocations 2021: arrivals are ends less durations", map[string]string{"arrival": "end_timestamp-duration:1s", "duration": "duration:1s", "key": "func"}},
	{"alibaba-batch", "Alibaba cluster 2018, batch tasks: in seconds", map[string]string{"arrival": "start_time:1s", "duration": "end_time-start_time:1s", "key": "job_name"}},
}

// fits reports whether a header has all the columns of the format.
func (f Format) fits(header []string) bool {
	for _, spec := range f.columns {
		if _, err := parseSpec(spec, header); err != nil {
			return false
		}
	}
	return true
}

// Formats returns the formats that are known by name.
func Formats() []Format { return slices.Clone(formats) }
