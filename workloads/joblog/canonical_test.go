package joblog

import (
	"slices"
	"strings"
	"testing"
)

// TestCanonical: ReadCSV reads the same jobs from a log that is said to be for it, and those
// that it reads otherwise are not said to be.
func TestCanonical(t *testing.T) {
	for text, want := range map[string]bool{
		"arrival,duration\n1,2\n3,4\n":                                        true,
		"arrival_ms,duration_ms,key,priority\n1,2,a,3\n3,4,b,5\n":             true,
		"arrival,duration\n2026-03-14T09:26:53Z,2s\n2026-03-14T09:26:54Z,4\n": true,
		"arrival,duration\n20260314092653,2\n20260314092654,4\n":              false,
		"arrival,start,end,duration\n1,1,3,2000\n2,2,6,4000\n3,3,5,2000\n":    false, // in milliseconds, as the ends show
		"arrival_min,duration\n1,2\n3,4\n":                                    false,
		"arrival;duration\n1;2,5\n3;4,5\n":                                    false,
		"'arrival','duration'\n'1','2'\n'3','4'\n":                            false,
	} {
		log, err := Read(strings.NewReader(text), Options{})
		if err != nil || log.Canonical != want {
			t.Errorf("%q: %+v, %v, want canonical %v", text, log, err, want)
			continue
		}
		if plain, err := ReadCSV(strings.NewReader(text)); want && (err != nil || !slices.Equal(plain.Jobs, log.Jobs)) {
			t.Errorf("%q: %+v, %v, want %+v", text, plain, err, log.Jobs)
		}
	}
}
