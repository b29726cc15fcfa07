package ask

import (
	"os"
	"slices"
	"testing"
)

// TestTraceAmongOthers: a comma parts names, but for one in the name of a file.
func TestTraceAmongOthers(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"a,b.csv", "c.csv"} {
		if err := os.WriteFile(name, []byte("duration\n1\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		list string
		want []string
	}{
		{"skewed", []string{"skewed"}},
		{" skewed , fixed ", []string{"skewed", "fixed"}},
		{"trace:c.csv", []string{"trace:c.csv"}},
		{"trace:c.csv,fixed", []string{"trace:c.csv", "fixed"}},
		{"trace:c.csv,trace:a,b.csv", []string{"trace:c.csv", "trace:a,b.csv"}},
		{"fixed, trace:a,b.csv ,skewed", []string{"fixed", "trace:a,b.csv", "skewed"}},
		{"trace:none,fixed", []string{"trace:none", "fixed"}},
		{"trace:a,b.csv?where=x%2Cy,skewed", []string{"trace:a,b.csv?where=x%2Cy", "skewed"}},
		{"trace:c.csv?zone=UTC,trace:a,b.csv?zone=UTC", []string{"trace:c.csv?zone=UTC", "trace:a,b.csv?zone=UTC"}},
		{"trace:none?zone=UTC,fixed", []string{"trace:none?zone=UTC", "fixed"}},
		{"a,b.csv", []string{"a", "b.csv"}},
		{"", []string{""}},
		{"trace:c.csv,", []string{"trace:c.csv", ""}},
	} {
		if got := splitWorkloads(tt.list); !slices.Equal(got, tt.want) {
			t.Errorf("splitWorkloads(%q) = %q, want %q", tt.list, got, tt.want)
		}
	}
}

// TestParseWorkers: a range stands for its ends and the powers of two between them, also in
// a list.
func TestParseWorkers(t *testing.T) {
	for list, want := range map[string][]int{
		"": nil, "3": {3}, "4, 2": {4, 2}, "1..1": {1}, "1..2": {1, 2}, "1..64": {1, 2, 4, 8, 16, 32, 64}, "3..20": {3, 4, 8, 16, 20}, "1..4,6": {1, 2, 4, 6},
	} {
		if got, err := ParseWorkers(list, MaxWorkers); err != nil || !slices.Equal(got, want) {
			t.Errorf("ParseWorkers(%q) = %v, %v, want %v", list, got, err, want)
		}
	}
}
