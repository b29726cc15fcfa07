package joblog

import (
	"testing"
	"time"
)

// TestMoments: the ways to write a time that CONTRIBUTING.md counts, and some more. What can be
// read in two ways is not read.
func TestMoments(t *testing.T) {
	const second, milli, nano = "2026-03-04T05:06:07Z", "2026-03-04T05:06:07.123Z", "2026-03-04T05:06:07.123456789Z"
	for in, want := range map[string]string{
		second: second, nano: nano,
		"2026-03-04 05:06:07":             second,
		"2026-03-04 05:06:07,123":         milli,
		"2026-03-04T05:06:07+0000":        second,
		"2026-03-04 05:06:07 UTC":         second,
		"2026-03-04 07:06:07 +0200":       second,
		"2026-03-04 06:06:07 CET":         second,
		"2026-03-04 05:06:07.123 UTC":     milli,
		"2026-03-04T06:06:07.123+01:00":   milli,
		"2026-03-04 05:06:07 AM":          second,
		"2026-03-04 5:06:07 am":           second,
		"2026-03-03 17:06:07 -12":         second,
		"2026-3-4 5:06:07":                second,
		"2026/3/4 5:06:07 +0000":          second,
		"2026/03/04 05:06:07":             second,
		"04/Mar/2026:05:06:07 +0000":      second,
		"Wed, 04 Mar 2026 05:06:07 GMT":   second,
		"Wed, 04 Mar 2026 07:06:07 +0200": second,
		"Wed Mar  4 05:06:07 2026":        second,
		"Wed Mar  4 06:06:07 CET 2026":    second,
		"4 Mar 2026 05:06:07":             second,
		"04-Mar-2026 05:06:07":            second,
		"20260304T050607Z":                second,
		"20260304050607":                  second,
		"2026-03-03T24:00:00Z":            "2026-03-04T00:00:00Z",
		"13/04/2026 05:06:07":             "2026-04-13T05:06:07Z",
		"04.13.2026 05:06:07":             "2026-04-13T05:06:07Z",

		"3/4/2026 05:06:07":    "",
		"04.03.2026 05:06:07":  "",
		"3/4/26 5:06 PM":       "",
		"05:06:07":             "",
		"2026-03-04T24:00:01Z": "",
		"2026-03-04T25:00:00Z": "",
		"2026-02-29 05:06:07":  "",
		"2026-063T05:06:07Z":   "",
		"2026-3- 5:06:07":      "",
		"2026-3-4":             "",
	} {
		at, ok := parseMoment(in, orderUnknown)
		got := ""
		if ok {
			got = at.UTC().Format(time.RFC3339Nano)
		}
		if got != want {
			t.Errorf("%q is read as %q, want %q", in, got, want)
		}
	}
}
