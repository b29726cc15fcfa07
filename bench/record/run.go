package record

import "time"

// Version is the schema of the sidecar that this package writes. It reads the first one, too.
const Version = 2

// versionOfObjects is the first schema, in which a trial is an object with a line for each of
// its fields.
const versionOfObjects = 1

// A Run is one comparison: many rounds, each of which runs every contender once.
//
// The zero value is an empty run. A Run is plain data, not safe for concurrent
// change.
type Run struct {
	Schema   int       `json:"schema"`     // Version; Save sets it
	Start    time.Time `json:"start"`      // when the first round began
	Duration float64   `json:"duration_s"` // seconds from Start to the end of the last round
	Command  []string  `json:"command"`    // what to type to repeat the run, name first
	Seed     uint64    `json:"seed"`       // all that is random is drawn from it

	// Paired says that trials of the same Round ran the same jobs in one
	// process, one soon after the other, so that they may be compared pair by
	// pair. It is false for text that "go test -bench" printed, where all
	// repetitions of one contender come before the next contender.
	Paired bool `json:"paired"`

	// Interrupted says that the run ended before it had done what was asked.
	Interrupted bool `json:"interrupted,omitempty"`

	// Wrapper is what measuring costs a job, in seconds: the clock reads and what
	// goes with them, the same for every contender. 0: unknown.
	Wrapper float64 `json:"wrapper_s"`

	Host Host `json:"host"` // on which the comparison ran

	// Hosts are the names of the machines that did the rounds, by round, if agents did them. Rounds
	// are paired within themselves, so that hosts which differ are blocks.
	Hosts map[int]string `json:"hosts,omitempty"`

	Settings  Settings   `json:"settings"`
	Workloads []Workload `json:"workloads"`
	Warnings  []string   `json:"warnings"` // full sentences, with the advice that follows
	Trials    []Trial    `json:"trials"`   // in the order in which they ran
}

// A Host describes the machine and how busy it was. Zero fields are unknown.
type Host struct {
	CPU         string `json:"cpu"`          // model name
	Cores       int    `json:"cores"`        // physical
	LogicalCPUs int    `json:"logical_cpus"` // hardware threads
	GOMAXPROCS  int    `json:"gomaxprocs"`
	Memory      uint64 `json:"memory_bytes"`
	OS          string `json:"os"`   // runtime.GOOS
	Arch        string `json:"arch"` // runtime.GOARCH
	Kernel      string `json:"kernel"`
	GoVersion   string `json:"go_version"`

	// How busy others kept the machine; nil where the host does not tell.
	Load     *float64 `json:"load"`     // one-minute load average when the run began
	Steal    *float64 `json:"steal"`    // share of CPU time taken by the hypervisor during the run, 0 to 1
	Pressure *float64 `json:"pressure"` // share of time in which some task waited for a CPU, 0 to 1

	// How long a cache line took from one processor to another, in seconds: least and
	// most of what was measured before the first round and after each; nil: unknown.
	TransferLeast *float64 `json:"transfer_least_s,omitempty"`
	TransferMost  *float64 `json:"transfer_most_s,omitempty"`
}

// What a [Settings.Mode] may be.
const (
	ModeBatch  = "batch"  // all jobs exist at the start
	ModeStream = "stream" // jobs arrive over time
)

// What a [Settings.Study] may be.
const (
	StudyScale = "scale" // how batches become faster with more workers
	StudyGrain = "grain" // how small jobs may be
	StudySweep = "sweep" // a metric over worker counts and loads
)

// GrainReference is the contender that sets the best rate of a [StudyGrain].
const GrainReference = "plain-static"

// Settings are what the user asked for.
type Settings struct {
	Mode          string   `json:"mode"`           // ModeBatch or ModeStream
	Workloads     []string `json:"workloads"`      // as asked: names or trace:FILE
	Strategies    []string `json:"strategies"`     // every contender
	Workers       []int    `json:"workers"`        // every worker count, of all processes together
	Jobs          int      `json:"jobs"`           // per trial; 0: each workload has its own number
	RoundsPlanned int      `json:"rounds_planned"` // 0: as many as the budget allows
	RoundsDone    int      `json:"rounds_done"`
	Budget        float64  `json:"budget_s"`       // seconds; 0: no limit
	Metric        string   `json:"metric"`         // the metric that decides; empty: that of the mode
	Also          []string `json:"also,omitempty"` // further metrics that are answered for

	// Study is what the run was made for, if it is to be answered in another way than
	// by which contender is best: StudyScale, StudyGrain or StudySweep.
	Study string `json:"study,omitempty"`

	// Processes and Each are over how many processes workers were spread, and how many of them
	// each had, if that was asked for: contenders of one process had all Workers in it.
	Processes []int `json:"processes,omitempty"`
	Each      []int `json:"workers_each,omitempty"`

	// Virtual says that the jobs were run in virtual time: nothing but the jobs
	// themselves took any, and the same seed gives the same trials everywhere.
	Virtual bool `json:"virtual,omitempty"`

	// Goroutines are the contenders that ran there by their goroutines; all others ran by
	// events, with the same result.
	Goroutines []string `json:"goroutines,omitempty"`

	Cores    int       `json:"cores,omitempty"`    // how many jobs computed at once in virtual time; 0: all that ran
	Arrivals string    `json:"arrivals,omitempty"` // of a stream: the name of the process
	Loads    []float64 `json:"loads,omitempty"`    // of a stream: every load

	// Options holds what else is needed to repeat the run, by flag name.
	Options map[string]string `json:"options,omitempty"`
}

// A Workload says what a workload turned out to be when it was drawn. Its
// realised figures need not equal those of the distribution it was drawn from.
type Workload struct {
	Name     string  `json:"name"`
	Summary  string  `json:"summary"`              // one line: what it stands for
	Realised string  `json:"realised"`             // one line: what was drawn
	Jobs     int     `json:"jobs"`                 // per trial
	Mean     float64 `json:"mean_s"`               // mean service time, seconds
	Computed float64 `json:"computed_s,omitempty"` // mean computing of a job as calibrated, in whole steps, seconds; 0: not known
	SCV      float64 `json:"scv"`                  // squared coefficient of variation of the service times
	Shares   []Share `json:"shares"`               // of the jobs per priority, most urgent first

	// Exact says that nothing was drawn, and that nothing is measured with noise:
	// a trace in virtual time. One round is all there is to know.
	Exact    bool     `json:"exact,omitempty"`
	Warnings []string `json:"warnings,omitempty"`
}

// A Share is the part of the jobs that have one priority.
type Share struct {
	Priority int     `json:"priority"`
	Share    float64 `json:"share"` // 0 to 1
}

// A Trial is one execution of one contender.
type Trial struct {
	Round    int    `json:"round"`    // from 1
	Position int    `json:"position"` // place in the random order of the round, from 1
	Workload string `json:"workload"`
	Strategy string `json:"strategy"` // the contender's name
	Workers  int    `json:"workers"`
	Jobs     int    `json:"jobs"`

	// Load is the offered load of a stream: arrival rate × mean service time /
	// workers, or per core where these are the fewer. 0: none was set.
	Load float64 `json:"load,omitempty"`

	// Metrics holds values by metric name, in the unit that [Metrics] gives. A
	// metric that could not be had is absent. Values are finite.
	Metrics map[string]float64 `json:"metrics,omitempty"`

	// Classes holds the metrics of the jobs of each priority, most urgent first,
	// where there are several.
	Classes []Class `json:"classes,omitempty"`

	// Error says why there are no metrics: a trial that lost, repeated or
	// failed a job has none. Empty when all went well.
	Error string `json:"error,omitempty"`

	// Picture is what the trial looked like; nil: nobody looked.
	Picture *Picture `json:"picture,omitempty"`

	// Details is what the contender told about itself, such as the strategy
	// that an adaptive one chose. It is shown, never judged.
	Details []Detail `json:"details,omitempty"`
}

// Configuration is the name of a detail with which a contender says that a figure follows from
// how it is set, such as how often it asks for jobs: its value is the figure, and its note
// says from what. Answers tell it as a warning.
const Configuration = "configuration"

// A Class is the jobs of a trial that have one priority.
type Class struct {
	Priority int                `json:"priority"`
	Jobs     int                `json:"jobs"`
	Metrics  map[string]float64 `json:"metrics"` // waits, sojourns and slowdowns, as in Trial
}

// A Detail is one figure that a contender reported of its own accord.
type Detail struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Note  string  `json:"note,omitempty"`
}
