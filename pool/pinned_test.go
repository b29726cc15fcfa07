package pool_test

import (
	"context"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"weak"

	. "github.com/go-foundations/poolbench/pool"
)

// payload is what a job or a result refers to.
type payload struct{ _ [64]byte }

// TestIdleStreamLetsGo: a stream that has nothing to do refers to no job that is
// done, and to no result that was read or handled.
func TestIdleStreamLetsGo(t *testing.T) {
	for name, handled := range map[string]bool{"results": false, "handler": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const n = 500
				var mu sync.Mutex
				var refs []weak.Pointer[payload]
				remember := func(p *payload) *payload {
					mu.Lock()
					defer mu.Unlock()
					refs = append(refs, weak.Make(p))
					return p
				}
				p := NewWithConfig[*payload, *payload](Config{NumWorkers: 3, BufferSize: n}).
					WithProcessor(func(context.Context, Job[*payload]) (*payload, error) { return remember(new(payload)), nil })
				if handled {
					p.WithHandler(func(Result[*payload]) {})
				}
				if err := p.Start(t.Context()); err != nil {
					t.Fatal(err)
				}
				for range n {
					if err := p.Submit(t.Context(), Job[*payload]{Data: remember(new(payload))}); err != nil {
						t.Fatal(err)
					}
				}
				if !handled {
					read := 0
					for range p.Results() {
						if read++; read == n {
							break
						}
					}
				}
				synctest.Wait()
				runtime.GC()
				alive := 0
				for _, r := range refs {
					if r.Value() != nil {
						alive++
					}
				}
				if alive > 0 || len(refs) != 2*n {
					t.Errorf("%d of %d values of jobs and results are alive, want 0 of %d", alive, len(refs), 2*n)
				}
				p.Close()
			})
		})
	}
}
