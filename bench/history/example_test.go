package history_test

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/go-foundations/poolbench/bench/history"
	"github.com/go-foundations/poolbench/bench/journal"
)

// A benchmark that took a third longer from the eleventh run on.
func ExampleRead() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "bench.jsonl")
	for i := range 20 {
		took := 3e-6 + float64(i%3)*1e-8
		if i >= 10 {
			took += 1e-6
		}
		err := journal.Append(path, journal.Entry{
			Version: journal.Version,
			Time:    time.Date(2026, 1, 1+i, 0, 0, 0, 0, time.UTC),
			Commit:  fmt.Sprintf("c%02d", i),
			Figures: []journal.Figure{{Name: "Parse", Unit: "sec/op", Median: took, N: 5}},
		})
		if err != nil {
			fmt.Println(err)
		}
	}
	past, err := history.Read([]string{path}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range past.Series("") {
		fmt.Println(len(s.Points), "runs,", len(s.Changes), "change")
	}
	// Output: 20 runs, 1 change
}
