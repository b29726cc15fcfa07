package metrics

// due sets how late jobs were, from number from on, if any of them has a deadline.
func due(m map[string]float64, jobs *Jobs, from int) {
	if jobs.Within == nil {
		return
	}
	with := jobs.Pick(func(i int) bool { return i >= from && jobs.Within[i] > 0 })
	n := with.Len()
	if n == 0 {
		return
	}
	late := 0
	for i := range n {
		if with.sojourn(i) > with.Within[i] {
			late++
		}
	}
	m["late"] = float64(late) / float64(n)
	tardiness.spread(m, &with, 0, make([]uint64, n))
}
