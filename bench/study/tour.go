package study

import "time"

// All workloads at once, on so few of the usual jobs, leave time for the nine rounds or more
// that it takes, after Holm's correction, to tell twelve contenders apart.
const (
	TourScale  = 0.08 // of the usual jobs
	TourBudget = 45 * time.Second
)

// A Leg is one comparison of a tour.
type Leg struct {
	Title string   // what it answers
	Args  []string // of the command compare
}

// Tour returns the comparisons that tell most in half a minute, on a noisy machine, too:
// how jobs are scheduled does not depend on the machine, and virtual time tells it exactly;
// what handing over costs does, and shows best with jobs that do next to nothing.
func Tour() []Leg {
	return []Leg{
		{"Who schedules best, in virtual time, which has no noise:",
			[]string{"--virtual", "--workload", "skewed,sorted-adversarial,heavy-tail,priority-mix,io-bound", "--rounds", "12", "--budget", "20s"}},
		{"What handing over costs on this machine, with jobs of 200 ns:",
			[]string{"--workload", "tiny-jobs", "--jobs", "8000", "--rounds", "20", "--budget", "15s"}},
	}
}
