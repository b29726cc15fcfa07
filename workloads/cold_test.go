package workloads

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestWarmth: a worker is cold for a key that it has not had, or that others have displaced
// since; every worker by itself.
func TestWarmth(t *testing.T) {
	for keeps, want := range map[int]string{
		0: "1 2 - 3 - - - -",
		2: "1 2 - 3 - 2 - -", // 3 displaces 2, which displaces 3: 1 came after each of them
		1: "1 2 1 3 1 2 1 -",
	} {
		w, got := NewWarmth(2, keeps), []string(nil)
		for _, key := range []int32{1, 2, 1, 3, 1, 2, 1, 0} {
			if !w.Begin(0, key) {
				got = append(got, "-")
				continue
			}
			got = append(got, fmt.Sprint(key))
		}
		if got := strings.Join(got, " "); got != want {
			t.Errorf("a worker that keeps %d keys is cold for %s, want %s", keeps, got, want)
		}
		if !w.Begin(1, 1) {
			t.Error("the second worker is warm for what the first has had")
		}
	}
}

// TestAtFirst: a job on a cold worker takes Cold longer, with as much computing in it.
func TestAtFirst(t *testing.T) {
	task := Task{Service: 100, CPU: 25, Cold: 1000, Kernel: Hash, Wait: File}
	cal := Calibration{Hash: 2, Walk: 1, Alloc: 1, File: 5}
	cal.prepare(&task)
	got := task.AtFirst()
	if got.Service != 1100 || got.CPU != 275 || got.Iterations != 13+125 || got.Pages != 15+150 {
		t.Errorf("a cold worker does %+v, want 1100 ns, 275 of it computing in 138 iterations, and 165 pages", got)
	}
	if instant := (Task{Cold: time.Second}).AtFirst(); instant.Service != time.Second || instant.CPU != time.Second {
		t.Errorf("a job of no time on a cold worker: %+v", instant)
	}
	if _, err := named(t, "fixed+cold=2ms").Draw(5, 1); err == nil || !strings.Contains(err.Error(), "has to have keys, such as keys=64") {
		t.Errorf("cold jobs without keys: %v", err)
	}
}
