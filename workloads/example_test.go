package workloads_test

import (
	"context"
	"fmt"

	"github.com/go-foundations/poolbench/workloads"
)

func ExampleNewRunner() {
	ctx := context.Background()
	w, _ := workloads.ByName("tiny-jobs")
	set, _ := w.Generate(1000, 1)
	cal, err := workloads.Calibrate(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := workloads.NewRunner(cal, set.Jobs)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer r.Close()
	done := 0
	for _, job := range set.Jobs {
		if _, err := r.Process(ctx, job); err == nil {
			done++
		}
	}
	fmt.Println(done, "jobs done")
	// Output: 1000 jobs done
}
