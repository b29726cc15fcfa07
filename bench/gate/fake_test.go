package gate

import (
	"context"
	"testing"

	"github.com/go-foundations/poolbench/bench/gate/internal/fakebench"
	"github.com/go-foundations/poolbench/bench/internal/anywhere"
	"github.com/go-foundations/poolbench/bench/process"
)

func TestMain(m *testing.M) { fakebench.Main(m, anywhere.Run) }

// A fakeSource always gives the same program, and remembers the layouts.
type fakeSource struct {
	program  process.Program
	asked    []uint64
	released []uint64
}

func (s *fakeSource) Program(_ context.Context, layout uint64) (process.Program, error) {
	s.asked = append(s.asked, layout)
	return s.program, nil
}

func (s *fakeSource) Release(layout uint64) { s.released = append(s.released, layout) }

// subject compares two fakes.
func subject(t *testing.T, base, head string) []Subject {
	t.Helper()
	return []Subject{{Package: "example.com/p", Base: &fakeSource{program: fakebench.Program(t, base)}, Head: &fakeSource{program: fakebench.Program(t, head)}}}
}
