package joblog

import (
	"reflect"
	"testing"
	"time"
)

// TestQuery: options are written and read again.
func TestQuery(t *testing.T) {
	for _, o := range []Options{
		{},
		{Format: "caddy"},
		{Columns: map[string]string{"duration": "took (ms) + more", "key": "a&b", "priority": "-prio"}, Where: map[string]string{"state": "ok|=fine", "n": "~^[a-z]?$"}},
		{Names: []string{"id", "took"}, Dates: "mdy", Decimal: ",", Zone: time.UTC},
	} {
		query := o.Query()
		again, err := ParseQuery(query)
		if err != nil || !reflect.DeepEqual(again, o) {
			t.Errorf("%q: %+v, %v, want %+v", query, again, err, o)
		}
	}
}
