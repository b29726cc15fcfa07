package workloads

import (
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// TestDrawn: what the methods of Drawn say of a job is the same, for jobs of one part and of
// several, with priorities, keys and from a trace.
func TestDrawn(t *testing.T) {
	trace, err := ReadTrace(strings.NewReader("duration_ms,arrival_ms,priority,key,deadline_ms,cost_ms\n5,0,1,a,20,\n7,1,0,b,,8\n9,2,0,a,1,9\n"))
	if err != nil {
		t.Fatal(err)
	}
	all := append(All(), Workload{Name: "keys", Keys: 3}, Workload{Name: "due", Deadline: Deadline{Factor: 3}, Cost: Cost{Error: 2}}, Workload{Name: "log", Trace: trace, Parts: []Part{{IO: 0.5}}})
	for _, w := range all {
		n := 200
		if w.Trace != nil {
			n = w.Trace.Len()
		}
		d, err := w.Draw(n, 1)
		if err != nil {
			t.Fatal(err)
		}
		set, err := w.Generate(n, 1)
		if err != nil {
			t.Fatal(err)
		}
		if d.Len() != n || !reflect.DeepEqual(d.Jobs(), set.Jobs) || !reflect.DeepEqual(d.Realised, Realise(set.Jobs)) {
			t.Errorf("%s: Draw and Generate differ", w.Name)
		}
		service, cpu, priority := d.Columns()
		var scratch pool.Job[Task]
		for i, want := range set.Jobs {
			scratch.ID = want.ID
			if d.Fill(i, &scratch); scratch != want {
				t.Fatalf("%s: job %d is %+v, after Fill %+v", w.Name, i, want, scratch)
			}
			if service, seed := d.Work(i); service != want.Data.Service || seed != want.Data.Seed {
				t.Fatalf("%s: job %d is %+v, its work %v with seed %d", w.Name, i, want, service, seed)
			}
			// The ticket is that of another job.
			told := pool.Ticket{Priority: -1, Cost: -1, Key: "another", Released: 100, Deadline: pool.NoDeadline}
			due := pool.NoDeadline
			if want.Data.Within > 0 {
				due = 100 + want.Data.Within
			}
			if d.Tell(i, &told); told != (pool.Ticket{Priority: want.Priority, Cost: want.Cost, Key: want.Key, Released: 100, Deadline: due}) {
				t.Fatalf("%s: job %d is %+v, after Tell %+v", w.Name, i, want, told)
			}
			s, c, p := d.Times(i)
			column := [3]int64{int64(service[i]), int64(service[i]), 0}
			if cpu != nil {
				column[1] = int64(cpu[i])
			}
			if priority != nil {
				column[2] = int64(priority[i])
			}
			if got := [3]int64{int64(s), int64(c), int64(p)}; got != column || s != want.Data.Service || c != want.Data.CPU || p != want.Priority {
				t.Fatalf("%s: job %d has the times %v, in columns %v, want %+v", w.Name, i, got, column, want)
			}
		}
	}
}

// TestDrawnSize: a job that differs only in its service time takes 8 bytes.
func TestDrawnSize(t *testing.T) {
	const n = 100_000
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := (Workload{Service: Exponential{}, Mean: time.Second}).Draw(n, 1); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	got := after.TotalAlloc - before.TotalAlloc
	if got > 9*n {
		t.Errorf("%d jobs take %d bytes", n, got)
	}
}
