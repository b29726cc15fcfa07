// Package policy reads a team's rules for its benchmarks from one small file, which is
// reviewed like code.
//
// Such a file looks like this:
//
//	gate:
//	  margin: 2%              # smaller differences do not matter
//	  inconclusive: pass      # or fail; absent: exit code 3
//	rules:                    # the first rule that matches a benchmark applies
//	  - benchmark: ^Parse/    # a regular expression
//	    package: ./decoder    # as the go command's patterns; absent: any
//	    units: [sec/op, allocs/op]
//	    margin: 5%
//	  - benchmark: ^Scratch
//	    units: []             # shown, never judged
//	better:
//	  hits/op: higher
//	waivers:
//	  - benchmark: ^Encode$
//	    unit: sec/op
//	    ceiling: 1.20x        # worse than the base by at most this factor; or +1: by 1
//	    until: 2026-12-31     # the last day, in UTC
//	    reason: the checksum is worth it until the format changes
//
// Nothing in the file is ignored: an unknown key, a value of the wrong type, a pattern
// that appears twice and one that matches nothing are errors that name file and line. A
// waiver ends by itself, by its date or by its ceiling.
//
//  1. [Read] reads the file.
//  2. [Policy.For] decides whether a figure is judged and by which margin, and
//     [Policy.Rank] which figures are measured first when time is short.
//  3. [Policy.Unmatched] lists entries of the file that apply to no figure, and
//     [Policy.Check] makes an error of them. [FiguresOf] returns the figures in the output
//     of go test -bench.
//  4. [Policy.Apply] applies the waivers to a report of package verdict.
//
// Note: YAML is read with go.yaml.in/yaml/v4, which the YAML organization maintains,
// has no dependencies and gives each node its line. gopkg.in/yaml.v3 is archived,
// go.yaml.in/yaml/v3 gets security fixes only, and github.com/goccy/go-yaml v1.19.2
// accepts malformed files, such as "key:\n}".
//
// Files, in the order of reading: parse.go, node.go, tell.go, unmatched.go, waiver.go,
// policy.go, match.go.
package policy
