package plan

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-foundations/poolbench/bench/internal/fake"
)

// A journal says what has happened.
type journal struct {
	mu  sync.Mutex
	all []string
}

func (j *journal) add(entry string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.all = append(j.all, entry)
}

func (j *journal) entries() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.all)
}

// slow is a contender that takes long to open and to close.
type slow struct {
	fake.Contender
	opens, closes time.Duration
	log           *journal
	err           error // of Open
}

func (s slow) Open(context.Context, int) error {
	time.Sleep(s.opens)
	s.log.add("open")
	return s.err
}

func (s slow) Close() error {
	time.Sleep(s.closes)
	s.log.add("closed")
	return nil
}

// TestOpened: a contender is open while it is measured, and its process gives signs of life while
// it opens and closes. What never opens is an error in the end.
func TestOpened(t *testing.T) {
	broken := errors.New("no server")
	for name, tt := range map[string]struct {
		opens time.Duration
		err   error
		log   []string
		waits int
		want  string
	}{
		"well":  {time.Minute, nil, []string{"open", "ran", "closed"}, 120 + 60 - 2, ""},
		"fails": {time.Minute, broken, []string{"open", "closed"}, 120 + 60 - 2, "no server"},
		"never": {time.Hour, nil, nil, 600 - 1, "what it needs did not start within 5m0s"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log journal
				waits := 0
				c := slow{fake.Loop("slow", fake.All), tt.opens, 30 * time.Second, &log, tt.err}
				h := Hooks{Wait: func() error { waits++; return nil }}
				err := h.opened(t.Context(), c, 1, func() error { log.add("ran"); return nil })
				if got := errorText(err); got != tt.want {
					t.Errorf("error %q, want %q", got, tt.want)
				}
				// Whether the last tick comes first is chance.
				if log := log.entries(); !slices.Equal(log, tt.log) || waits < tt.waits || waits > tt.waits+2 {
					t.Errorf("%q, and %d signs of life; want %q, and %d", log, waits, tt.log, tt.waits)
				}
				time.Sleep(2 * time.Hour) // the one that never opens ends, too
			})
		})
	}
}

// TestClosedAfterTheEnd: an interrupt does not leave a server behind.
func TestClosedAfterTheEnd(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	var log journal
	c := slow{fake.Loop("slow", fake.All), 0, 0, &log, nil}
	stopped := errors.New("interrupted")
	err := Hooks{}.opened(ctx, c, 1, func() error { cancel(stopped); return ctx.Err() })
	if !errors.Is(err, context.Canceled) || !slices.Equal(log.entries(), []string{"open", "closed"}) {
		t.Errorf("%q, error %v", log.entries(), err)
	}
}

// TestOpenFails: the trial of a contender that does not open has failed, and others go on.
func TestOpenFails(t *testing.T) {
	p := plan("other")
	p.Workloads, p.Workers = p.Workloads[:1], []int{1}
	var log journal
	p.Contenders = append(p.Contenders, slow{fake.Loop("slow", fake.All), 0, 0, &log, errors.New("no server")})
	all := trials(t, p, 1)
	if len(all) != 2 {
		t.Fatalf("%d trials", len(all))
	}
	for _, tr := range all {
		if want := map[string]string{"slow": "no server"}[tr.Strategy]; tr.Error != want {
			t.Errorf("%s: error %q, want %q", tr.Strategy, tr.Error, want)
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
