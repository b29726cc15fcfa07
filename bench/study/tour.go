package study

import "time"

// A tour is a short look at every workload. So few of the usual jobs leave time for the
// nine rounds or more that it takes, after Holm's correction, to tell twelve contenders
// apart.
const (
	TourScale  = 0.08 // of the usual jobs
	TourBudget = 45 * time.Second
)
