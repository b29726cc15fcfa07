package metrics

import (
	"cmp"
	"slices"
)

// A class is the jobs of one priority.
type class struct {
	priority int
	jobs     []Job
}

// classesOf returns the jobs by priority, most urgent first.
func classesOf(jobs []Job) []class {
	byPriority := make(map[int]*class)
	for _, j := range jobs {
		c := byPriority[j.Priority]
		if c == nil {
			c = &class{priority: j.Priority}
			byPriority[j.Priority] = c
		}
		c.jobs = append(c.jobs, j)
	}
	var all []class
	for _, c := range byPriority {
		all = append(all, *c)
	}
	slices.SortFunc(all, func(a, b class) int { return cmp.Compare(b.priority, a.priority) })
	return all
}

// fairness returns Jain's index over the mean slowdowns of the classes.
func fairness(classes []class) float64 {
	var sum, squares float64
	for _, c := range classes {
		x := mean(c.jobs, slowdown)
		sum += x
		squares += float64(x * x) // rounded here on every processor: some would fuse it with the sum
	}
	return sum * sum / (float64(len(classes)) * squares)
}
