// Package number writes numbers for people: every time, ratio and share in a sentence, a
// table or a page comes from here, so that one figure looks alike wherever it is shown.
//
// What was measured has three significant digits, zeros included: "8.90 ms", "193 ms",
// "97.1 %", "131k". Digits before the point are never dropped. What somebody set, such as a
// target, is shown as it was set: [Setting]. Formats for programs (CSV, JSON, benchmark
// text) do not use this package; they have all digits.
//
// Files in reading order: unit.go, time.go, ratio.go, prefix.go, digits.go.
package number
