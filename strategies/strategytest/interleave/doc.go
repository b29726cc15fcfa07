// Package interleave tests lock-free code by running it through every schedule of a
// small model.
//
// Stress finds a wrong order of two operations by luck: on two processors, mistakes that
// were put in on purpose were found 0 to 3 times in 8 runs. A model with two or three
// threads and a few operations each has some millions of schedules, and package step tries
// them all, but for those that differ only in the order of what does not
// matter.
//
// # The real code
//
// What runs is the source of the package, not a twin written for the test: [Run] reads it,
// exchanges the imports of sync and sync/atomic for package step and the operations on
// channels for methods, and has go test compile that by -overlay.
//
// # A test
//
// A package under test has two files. One is for go test:
//
//	//go:build !interleave
//
//	func TestInterleavings(t *testing.T) { interleave.Run(t, ".") }
//
// The other one has the models, as tests whose names begin with TestSchedules:
//
//	//go:build interleave
//
//	func TestSchedulesOfSteal(t *testing.T) {
//		step.Explore(t, func(m *step.Model) {
//			d := new(Deque)
//			m.Share(d)
//			m.Go("owner", func() { d.Push(1) })
//			m.Go("thief", func() { d.Steal() })
//			m.AtEnd(func() error { … })
//		})
//	}
package interleave
