package virtual_test

import (
	"context"
	"errors"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/virtual"
)

// inBubble runs f in virtual time.
func inBubble(t *testing.T, o virtual.Options, f func(context.Context, *virtual.Clock)) {
	t.Helper()
	err := virtual.Run(t.Context(), o, func(ctx context.Context, c *virtual.Clock) error {
		f(ctx, c)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestPlainProgram guards what no documentation promises: that synctest works in
// a program, not only in a test.
func TestPlainProgram(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "run", "./testdata/plain").CombinedOutput()
	if err != nil || string(out) != "slept 1h0m0s\n" {
		t.Fatalf("testing/synctest does not run outside go test with %s, and compare --virtual stands on it: "+
			"see Run in run.go and what this Go release has changed in synctest.Test\n%v\n%s", runtime.Version(), err, out)
	}
}

func TestRunReturnsTheError(t *testing.T) {
	want := errors.New("wanted")
	err := virtual.Run(t.Context(), virtual.Options{}, func(context.Context, *virtual.Clock) error { return want })
	if err != want {
		t.Errorf("Run: error %v, want that of the function", err)
	}
}

func TestRunSurvivesAPanic(t *testing.T) {
	for name, f := range map[string]func(){"panic": func() { panic("oops") }, "Goexit": runtime.Goexit} {
		err := virtual.Run(t.Context(), virtual.Options{}, func(context.Context, *virtual.Clock) error { f(); return nil })
		if err == nil || !strings.Contains(err.Error(), map[string]string{"panic": "oops", "Goexit": "Goexit"}[name]) {
			t.Errorf("Run of a function that ends by %s: error %v, want one that says so", name, err)
		}
	}
}

func TestRunSaysDeadlock(t *testing.T) {
	for name, f := range map[string]func(){
		"function waits":  func() { <-make(chan int) },
		"goroutine stays": func() { go func() { <-make(chan int) }() },
	} {
		err := virtual.Run(t.Context(), virtual.Options{}, func(context.Context, *virtual.Clock) error { f(); return nil })
		if !errors.Is(err, virtual.ErrDeadlock) {
			t.Errorf("%s: error %v, want ErrDeadlock", name, err)
		}
	}
}

// TestRunWaitsForGoroutines: goroutines of f go on in their order, and in virtual
// time, after f has returned; Run waits for them.
func TestRunWaitsForGoroutines(t *testing.T) {
	for range 20 {
		var order []int // by those whose turn it is, one after the other
		err := virtual.Run(t.Context(), virtual.Options{}, func(_ context.Context, c *virtual.Clock) error {
			for _, id := range []int{3, 1, 2} {
				go func() {
					for range 2 { // sleepers that meet
						c.Sleep(24*time.Hour, int64(id))
						order = append(order, id)
					}
					time.Sleep(time.Hour) // of which the clock is not told
				}()
			}
			return nil
		})
		if want := []int{1, 2, 3, 1, 2, 3}; err != nil || !slices.Equal(order, want) {
			t.Fatalf("goroutines that f left: error %v, order %v, want %v", err, order, want)
		}
	}
}

// TestTurnAfterReturn asks for turns while f returns.
func TestTurnAfterReturn(t *testing.T) {
	for range 100 {
		var turns atomic.Int64
		err := virtual.Run(t.Context(), virtual.Options{}, func(_ context.Context, c *virtual.Clock) error {
			for id := range 4 {
				go func() {
					for range 5 {
						c.Turn(int64(id))
						turns.Add(1)
					}
				}()
			}
			return nil
		})
		if err != nil || turns.Load() != 20 {
			t.Fatalf("Run: error %v after %d turns, want none after 20", err, turns.Load())
		}
	}
}

// TestRunSaysStalled waits for something outside the bubble, which stops its time
// as a goroutine that spins does, but can be ended.
func TestRunSaysStalled(t *testing.T) {
	outside := make(chan struct{})
	defer close(outside)
	err := virtual.Run(t.Context(), virtual.Options{Patience: 20 * time.Millisecond}, func(_ context.Context, c *virtual.Clock) error {
		c.Sleep(time.Second, 0)
		<-outside
		return nil
	})
	if !errors.Is(err, virtual.ErrStalled) {
		t.Errorf("Run of a function that waits for the real world: error %v, want ErrStalled", err)
	}
}

func TestTimeIsVirtual(t *testing.T) {
	inBubble(t, virtual.Options{}, func(_ context.Context, c *virtual.Clock) {
		if c.Now() != 0 {
			t.Errorf("Now: %v at the start, want 0", c.Now())
		}
		c.Sleep(24*time.Hour, 0)
		if c.Now() != 24*time.Hour {
			t.Errorf("Now: %v after a day's sleep", c.Now())
		}
		c.Sleep(0, 0)
		if c.Now() != 24*time.Hour+1 {
			t.Errorf("Now: %v after sleeping for 0, want 1 ns more than a day", c.Now())
		}
	})
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	want := errors.New("enough")
	err := virtual.Run(ctx, virtual.Options{}, func(ctx context.Context, c *virtual.Clock) error {
		if c.Err() != nil {
			t.Errorf("Err: %v before the end of the context", c.Err())
		}
		cancel(want)
		for c.Err() == nil {
			runtime.Gosched() // it comes from outside, in real time
		}
		return c.Err()
	})
	if err != want {
		t.Errorf("Run, canceled: error %v, want the cause", err)
	}
}

// TestManyBubbles runs several at once.
func TestManyBubbles(t *testing.T) {
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			inBubble(t, virtual.Options{}, func(_ context.Context, c *virtual.Clock) {
				c.Sleep(time.Duration(i+1)*time.Hour, 0)
				if c.Now() != time.Duration(i+1)*time.Hour {
					t.Errorf("bubble %d: now %v", i, c.Now())
				}
			})
		})
	}
	wg.Wait()
}
