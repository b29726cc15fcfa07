package main_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	// shownTime matches a time with digits after the point; not within a flag or a name.
	shownTime = regexp.MustCompile(`(?:^|[\s(>–|])(-?[0-9]+\.[0-9]+) ?(?:ns|µs|ms|s)(?:$|[\s),.;:<–|])`)
	// shownRatio matches a ratio, or a bound of one.
	shownRatio = regexp.MustCompile(`(?:^|[\s(>–|])([0-9]+\.[0-9]+)×`)
	// ticks matches those below a chart in the terminal.
	ticks = regexp.MustCompile(`^(?:\s*[0-9.]+(?:ns|µs|ms|s))+\s*$`)
	// bareTime matches a time whose unit does not stand apart.
	bareTime = regexp.MustCompile(`(?:^|[\s(>–])[0-9]+(?:\.[0-9]+)?(?:ns|µs|ms)(?:$|[\s),.;<–])`)
)

// TestNumbers: in every golden file and every part of a document that a command wrote, times
// have three significant digits and their unit apart, and ratios as many decimals as package
// number gives them.
func TestNumbers(t *testing.T) {
	for name, text := range shownTexts(t) {
		for line := range strings.Lines(text) {
			if strings.Contains(line, "compare ") || strings.Contains(line, "┤") || strings.Contains(line, "┬") || ticks.MatchString(line) {
				continue // commands have what was typed, axes of charts in the terminal their own ticks
			}
			for _, problem := range oddNumbers(line) {
				t.Errorf("%s: %s: %q", name, problem, strings.TrimSpace(line))
			}
		}
	}
	// What the rule catches.
	for line, want := range map[string]int{
		"p99 192.5 ms, p50 8.9 ms, 68.33 ms": 3, "mean 9.94 µs, 12.0 s, 250 ms, 1m12s": 0, "mean 11.86µs": 2, " 52ns": 1,
		"0.998× beside 0.9984×": 1, "1.31× (1.27–1.35×)": 0, "0.92× (0.87–0.9997×)": 0, "1.3100×": 1, "1.3×": 1, "22.34×": 1, "0.0500×": 0,
	} {
		if got := oddNumbers(line); len(got) != want {
			t.Errorf("%q: %q, want %d problems", line, got, want)
		}
	}
}

func oddNumbers(line string) []string {
	var out []string
	for _, m := range every(shownTime, line) {
		if digits := strings.TrimLeft(strings.NewReplacer(".", "", "-", "").Replace(m), "0"); len(digits) != 3 {
			out = append(out, "time "+m+" has not three digits")
		}
	}
	for _, m := range every(bareTime, line) {
		out = append(out, "unit not apart:"+m)
	}
	for _, m := range every(shownRatio, line) {
		v, err := strconv.ParseFloat(m, 64)
		_, decimals, _ := strings.Cut(m, ".")
		n := len(decimals)
		switch tiny := v < 0.1; {
		case err != nil:
			out = append(out, err.Error())
		case v > 0.9995 && v < 1.0005: // as many as show that it is not 1
		case n > 3 && !tiny, n < 2 && v < 9.995, n != 1 && v > 21:
			out = append(out, "ratio "+m)
		}
	}
	return out
}

// every returns the first group of all matches, or what matches if there is none.
func every(re *regexp.Regexp, line string) []string {
	var out []string
	for line != "" {
		at := re.FindStringSubmatchIndex(line)
		if at == nil {
			return out
		}
		if len(at) > 2 {
			out = append(out, line[at[2]:at[3]])
		} else {
			out = append(out, line[at[0]:at[1]])
		}
		line = line[at[1]-1:] // what follows may begin the next
		if len(line) == 1 {
			break
		}
	}
	return out
}

// shownTexts returns the golden files, and of each document the parts between begin and end.
func shownTexts(t *testing.T) map[string]string {
	t.Helper()
	out := make(map[string]string)
	goldens, err := filepath.Glob(root + "/bench/report/testdata/*")
	if err != nil || len(goldens) == 0 {
		t.Fatalf("%d golden files, %v", len(goldens), err)
	}
	for _, name := range goldens {
		switch filepath.Ext(name) {
		case ".text", ".markdown":
			out[name] = read(t, name)
		case ".html": // its tables and sentences: charts have ticks of their own
			for _, m := range regexp.MustCompile(`<(?:td|th|p|li|h[1-4]|figcaption)[^>]*>([^<]*)<`).FindAllStringSubmatch(read(t, name), -1) {
				out[name] += m[1] + "\n"
			}
		}
	}
	parts := regexp.MustCompile(`(?s)<!-- begin: \w+ -->\n` + "```text\n(.*?)```")
	for name := range pages {
		for i, part := range parts.FindAllStringSubmatch(read(t, filepath.Join(root, name)), -1) {
			out[name+" part "+strconv.Itoa(i+1)] = part[1]
		}
	}
	return out
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
