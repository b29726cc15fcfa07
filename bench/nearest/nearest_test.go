package nearest

import (
	"math/rand/v2"
	"testing"
)

func TestEdits(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"a", "", 1}, {"", "abc", 3}, {"same", "same", 0},
		{"kitten", "sitting", 3}, {"flaw", "lawn", 2}, {"skewd", "skewed", 1}, {"chunkde", "chunked", 2}, {"ab", "ba", 2},
	} {
		if got := edits(tt.a, tt.b); got != tt.want {
			t.Errorf("edits(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

// naive is the definition.
func naive(a, b string) int {
	if a == "" || b == "" {
		return len(a) + len(b)
	}
	substitute := naive(a[1:], b[1:])
	if a[0] != b[0] {
		substitute++
	}
	return min(substitute, naive(a[1:], b)+1, naive(a, b[1:])+1)
}

// TestEditsIsDefinition holds the table of edits against the definition, on
// words that have much in common.
func TestEditsIsDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	word := func() string {
		b := make([]byte, r.IntN(7))
		for i := range b {
			b[i] = byte('a' + r.IntN(3))
		}
		return string(b)
	}
	for range 3000 {
		a, b := word(), word()
		if got, want := edits(a, b), naive(a, b); got != want {
			t.Fatalf("edits(%q, %q) = %d, want %d", a, b, got, want)
		}
	}
}

func TestName(t *testing.T) {
	known := []string{"skewed", "uniform", "tiny-jobs", "io"}
	for _, tt := range []struct{ name, want string }{
		{"skewed", "skewed"},
		{"skwed", "skewed"},
		{"tinyjobs", "tiny-jobs"},
		{"form", ""},         // 3 edits of 4
		{"unif", ""},         // 3 edits of 4
		{"unifo", "uniform"}, // 2 edits of 5
		{"i", ""},            // 1 edit of 1
		{"ip", "io"},         // 1 edit of 2
		{"", ""},
		{"something else", ""},
	} {
		if got := Name(tt.name, known); got != tt.want {
			t.Errorf("Name(%q) = %q, want %q", tt.name, got, tt.want)
		}
	}
	if got := Name("ab", []string{"ax", "ay"}); got != "ax" {
		t.Errorf("Name of two as near = %q, want the first", got)
	}
	if got := Name("x", nil); got != "" {
		t.Errorf("Name of none = %q, want none", got)
	}
}
