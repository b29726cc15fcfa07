package adaptertest

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/go-foundations/poolbench/bench/adapter"
	"github.com/go-foundations/poolbench/pool"
)

// good is an adapter that keeps every rule.
func good() adapter.Adapter {
	return adapter.Adapter{Name: "good", Summary: "a goroutine for each worker", Batch: func(b *adapter.Batch) error {
		var wg sync.WaitGroup
		for w := range b.Workers {
			wg.Go(func() {
				for i := w; i < len(b.Jobs); i += b.Workers {
					b.Keep(i)
				}
			})
		}
		wg.Wait()
		return nil
	}, Stream: func(in *adapter.Intake) (adapter.Running, error) {
		var wg sync.WaitGroup
		jobs := make(chan pool.Job[int], in.Capacity)
		for range in.Workers {
			wg.Go(func() {
				for job := range jobs {
					in.Work(job)
				}
			})
		}
		return adapter.Running{
			Submit: func(job pool.Job[int]) error { jobs <- job; return nil },
			Close:  func() error { close(jobs); wg.Wait(); return nil },
		}, nil
	}}
}

func TestGood(t *testing.T) { Test(t, good()) }

// A recorder is a T that only notes.
type recorder struct {
	testing.TB
	mu       sync.Mutex
	problems []string
}

type stop struct{}

func (r *recorder) Error(args ...any) { r.note(fmt.Sprint(args...)) }

func (r *recorder) Errorf(format string, args ...any) { r.note(fmt.Sprintf(format, args...)) }

func (r *recorder) Fatal(args ...any) { r.Error(args...); panic(stop{}) }

func (r *recorder) Fatalf(format string, args ...any) { r.Errorf(format, args...); panic(stop{}) }

func (r *recorder) note(s string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.problems = append(r.problems, s)
}

// TestBreaches: each rule sees what breaks it.
func TestBreaches(t *testing.T) {
	for _, k := range []struct {
		rule, what, want string
		breach           func(*adapter.Adapter)
	}{
		{"named", "a name that no flag takes", `Name is "Too Good"`, func(a *adapter.Adapter) { a.Name = "Too Good" }},
		{"named", "no summary", "want one line", func(a *adapter.Adapter) { a.Summary = "" }},
		{"exactly-once", "a job is left out", "was not done", func(a *adapter.Adapter) {
			a.Batch = func(b *adapter.Batch) error {
				for i := range len(b.Jobs) - 1 {
					b.Keep(i)
				}
				return nil
			}
		}},
		{"exactly-once", "a job is done twice", "was done 2 times", func(a *adapter.Adapter) {
			whole := a.Batch
			a.Batch = func(b *adapter.Batch) error {
				if len(b.Jobs) > 0 {
					b.Work(0)
				}
				return whole(b)
			}
		}},
		{"virtual-time", "more workers than allowed", "ran at once", func(a *adapter.Adapter) {
			whole := a.Batch
			a.Batch = func(b *adapter.Batch) error {
				b.Workers++
				return whole(b)
			}
		}},
		{"tells-errors", "the job that fails is left out", "want that of the job", func(a *adapter.Adapter) {
			a.Batch = func(b *adapter.Batch) error {
				for i := range b.Jobs {
					if i != 20 {
						b.Work(i)
					}
				}
				return nil
			}
		}},
		{"stream", "a job is dropped", "was done 0 times", func(a *adapter.Adapter) {
			whole := a.Stream
			a.Stream = func(in *adapter.Intake) (adapter.Running, error) {
				r, err := whole(in)
				submit := r.Submit
				r.Submit = func(job pool.Job[int]) error {
					if job.Data == 7 {
						return nil
					}
					return submit(job)
				}
				return r, err
			}
		}},
		{"virtual-time", "an error", "never", func(a *adapter.Adapter) {
			a.Batch = func(*adapter.Batch) error { return errors.New("never") }
		}},
	} {
		a := good()
		k.breach(&a)
		r := &recorder{TB: t}
		for _, rule := range rules {
			if rule.name != k.rule {
				continue
			}
			func() {
				defer func() {
					if v := recover(); v != nil && v != any(stop{}) {
						panic(v)
					}
				}()
				rule.check(r, a)
			}()
		}
		if !strings.Contains(strings.Join(r.problems, "\n"), k.want) {
			t.Errorf("%s, rule %s: says %q, want %q", k.what, k.rule, r.problems, k.want)
		}
	}
}
