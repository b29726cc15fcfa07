package selftest

import (
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
)

// TestChoose: strategies with theory of their own, or one that stands for another.
func TestChoose(t *testing.T) {
	known := Known()[0]
	own := map[string]pool.Discipline{"mine": strategies.SharedQueue{}}
	for _, tt := range []struct {
		names []string
		like  string
		want  string // part of the error; empty: none
		only  int
	}{
		{nil, "", "", 0},
		{nil, known, "want --strategy with the name of one strategy", 0},
		{[]string{known}, "", "", 1},
		{[]string{known, Known()[1]}, "", "", 2},
		{[]string{"mine"}, "", "", 0},
		{[]string{"mine"}, known, "", 0},
		{[]string{"mine", known}, "", "want one strategy", 0},
		{[]string{"other"}, "", "not a pool.Discipline", 0},
		{[]string{"mine"}, "lottery", `strategy "lottery": unknown`, 0},
	} {
		var o Options
		err := o.Choose(tt.names, own, tt.like)
		switch {
		case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("Choose(%q, like %q) = %v, want %q", tt.names, tt.like, err, tt.want)
		case tt.want == "" && (err != nil || len(o.Only) != tt.only || (o.Own != nil) != (len(tt.names) > 0 && tt.names[0] == "mine") || o.Like != tt.like):
			t.Errorf("Choose(%q, like %q) = %v, %+v", tt.names, tt.like, err, o)
		}
	}
}
