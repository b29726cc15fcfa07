package joblog

import (
	"fmt"
	"strings"
	"testing"
)

// TestBiasedDrops: rows that are left out evenly are only counted; that they are at one
// place, of one kind, or jobs that never ended, is a warning.
func TestBiasedDrops(t *testing.T) {
	const rows = 2000
	row := func(i int, bad bool, key string) string {
		took := "1.5"
		if bad {
			took = "?"
		}
		return fmt.Sprintf("%d,%s,%s\n", i, took, key)
	}
	key := func(i int) string { return fmt.Sprint("k", i%7) }
	for name, k := range map[string]struct {
		row  func(i int) string
		want []string // in the warnings, one in each
	}{
		"none": {func(i int) string { return row(i, false, key(i)) }, nil},
		"evenly": {func(i int) string {
			return row(i, false, key(i)) + strings.Repeat("x,y,"+key(i)+"\n", btoi(i%20 == 0))
		}, nil},
		"few":    {func(i int) string { return row(i, i < fewestBiased-1, key(i)) }, nil},
		"no end": {func(i int) string { return row(i, i%20 == 0, key(i)) }, []string{"100 jobs arrive and have no duration"}},
		"place": {func(i int) string {
			return row(i, false, key(i)) + strings.Repeat("x,y,"+key(i)+"\n", btoi(i > 1000 && i < 1100))
		},
			[]string{"of them are among rows"}},
		"kind": {func(i int) string { return row(i, i%20 == 0, map[bool]string{true: "odd", false: key(i)}[i%10 == 0]) },
			[]string{"100 jobs arrive and have no duration", `50.0 % of the rows with key "odd" are, and 0 % of the others`}},
	} {
		var b strings.Builder
		b.WriteString("arrival,duration,key\n")
		for i := range rows {
			b.WriteString(k.row(i))
		}
		log, err := Read(strings.NewReader(b.String()), Options{})
		if err != nil {
			t.Fatal(err)
		}
		got := log.Understood.Warnings
		if len(got) != len(k.want) {
			t.Errorf("%s: %q, want %q", name, got, k.want)
			continue
		}
		for i := range got {
			if !strings.Contains(got[i], k.want[i]) {
				t.Errorf("%s: %q, want %q", name, got[i], k.want[i])
			}
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
