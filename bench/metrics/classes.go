package metrics

import (
	"cmp"
	"slices"
)

// A class is the jobs of one priority.
type class struct {
	priority int
	jobs     Jobs
}

// classesOf returns the jobs by priority, most urgent first.
func classesOf(jobs []Job) []class {
	byPriority := make(map[int][]Job)
	for _, j := range jobs {
		byPriority[j.Priority] = append(byPriority[j.Priority], j)
	}
	var all []class
	for priority, of := range byPriority {
		all = append(all, class{priority, JobsOf(of)})
	}
	slices.SortFunc(all, func(a, b class) int { return cmp.Compare(b.priority, a.priority) })
	return all
}

// fairness returns Jain's index over the mean slowdowns of the classes.
func fairness(classes []class) float64 {
	var sum, squares float64
	for i := range classes {
		c := &classes[i]
		x := slowdown.mean(&c.jobs, 0)
		sum += x
		squares += float64(x * x) // rounded here on every processor: some would fuse it with the sum
	}
	return sum * sum / (float64(len(classes)) * squares)
}
