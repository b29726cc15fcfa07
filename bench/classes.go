package bench

import "slices"

// A class is the jobs of one priority.
type class struct {
	priority int
	jobs     []jobTimes
}

// classesOf returns the jobs by priority, most urgent first.
func classesOf(jobs []jobTimes) []class {
	byPriority := make(map[int]*class)
	for _, j := range jobs {
		c := byPriority[j.priority]
		if c == nil {
			c = &class{priority: j.priority}
			byPriority[j.priority] = c
		}
		c.jobs = append(c.jobs, j)
	}
	var all []class
	for _, c := range byPriority {
		all = append(all, *c)
	}
	slices.SortFunc(all, func(a, b class) int {
		if a.priority > b.priority {
			return -1
		}
		return 1
	})
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
