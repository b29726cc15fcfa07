package pool

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestRow: beside a slice, with as much memory as values were ever there at once.
func TestRow(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	var row row[int]
	var want []int
	most := 0
	for i := range 10_000 {
		if r.IntN(2) == 0 && len(want) < 20 {
			row.push(i + 1)
			want = append(want, i+1)
			most = max(most, len(want))
		} else if len(want) > 0 {
			if got := row.pop(); got != want[0] {
				t.Fatalf("step %d: got %d, want %d", i, got, want[0])
			}
			want = want[1:]
		}
		if row.len() != len(want) || !slices.Equal(row.values[row.first:], want) {
			t.Fatalf("step %d: %v, want %v", i, row, want)
		}
	}
	if cap(row.values) > 2*most {
		t.Errorf("room for %d values, of which %d were there at once", cap(row.values), most)
	}
	for _, v := range row.values[:row.first] {
		if v != 0 {
			t.Errorf("%v keeps values that have left", row)
		}
	}
}
