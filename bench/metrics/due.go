package metrics

// due sets how late jobs were, from number from on, if any of them has a deadline. So many
// more, which were given up, missed theirs.
func due(m map[string]float64, jobs *Jobs, from, missed int) {
	if jobs.Within == nil {
		return
	}
	with := jobs.Pick(func(i int) bool { return i >= from && jobs.Within[i] > 0 })
	n := with.Len()
	if n+missed == 0 {
		return
	}
	late := missed
	for i := range n {
		if with.sojourn(i) > with.Within[i] {
			late++
		}
	}
	m["late"] = float64(late) / float64(n+missed)
	if n > 0 {
		tardiness.spread(m, &with, 0, make([]uint64, n))
	}
}
