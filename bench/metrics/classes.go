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

// classesOf returns the jobs from number from on by priority, most urgent first.
func classesOf(jobs *Jobs, from int) []class {
	byPriority := make(map[int][]int)
	for i := from; i < jobs.Len(); i++ {
		byPriority[jobs.Priority[i]] = append(byPriority[jobs.Priority[i]], i)
	}
	var all []class
	for priority, of := range byPriority {
		all = append(all, class{priority, jobs.pick(of)})
	}
	slices.SortFunc(all, func(a, b class) int { return cmp.Compare(b.priority, a.priority) })
	return all
}

// fairness returns Jain's index over the mean slowdowns of the classes.
func fairness(classes []class) float64 {
	var means []float64
	for i := range classes {
		means = append(means, slowdown.mean(&classes[i].jobs, 0))
	}
	return jain(means)
}
