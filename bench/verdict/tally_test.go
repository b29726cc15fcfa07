package verdict

import (
	"slices"
	"testing"
)

func TestClauses(t *testing.T) {
	for _, tt := range []struct {
		all     int
		others  bool
		tallies []tally
		want    []string
	}{
		{1, false, []tally{{1, "is", "worse", ""}}, []string{"the only figure is worse"}},
		{1, true, []tally{{1, "is", "worse", ""}}, []string{"the other figure is worse"}},
		{2, false, []tally{{2, "has", "vanished", ""}}, []string{"all 2 figures have vanished"}},
		{2, true, []tally{{2, "has", "vanished", ""}}, []string{"all 2 others have vanished"}},
		{3, false, []tally{{0, "has", "vanished", ""}, {1, "is", "what it was", "what they were"}, {2, "is", "what it was", "what they were"}},
			[]string{"1 of 3 figures is what it was", "2 are what they were"}},
		{3, true, []tally{{2, "is", "worse", ""}, {1, "is", "better", ""}}, []string{"2 of 3 figures are worse", "1 is better"}},
		{0, false, []tally{{0, "is", "worse", ""}}, nil},
	} {
		if got := clauses(tt.all, tt.others, tt.tallies...); !slices.Equal(got, tt.want) {
			t.Errorf("%+v: %q, want %q", tt, got, tt.want)
		}
	}
}
