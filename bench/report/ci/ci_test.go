package ci

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/report/findings"
	"github.com/go-foundations/poolbench/bench/report/internal/sample"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// gated returns an outcome with one figure of each verdict.
func gated() findings.Gate {
	return findings.Gate{Base: "0123456789abcdef", GateReport: sample.Gate()}
}

// written returns what a function writes of an outcome.
func written(t *testing.T, write func(*bytes.Buffer, content.Outcome) error, o content.Outcome) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAnnotations(t *testing.T) {
	text := written(t, Annotations, gated())
	var commands []string
	for l := range strings.Lines(text) {
		if strings.HasPrefix(l, "::") {
			commands = append(commands, l)
		}
	}
	if len(commands) != 2 {
		t.Fatalf("commands %q, want an error and a warning", commands)
	}
	if want := "::error title=regressed%3A Worse%25%2C%3A"; !strings.HasPrefix(commands[0], want) || !strings.Contains(commands[0], "::base 1.00 s, head 1.20 s: 1.20×") {
		t.Errorf("%q, want it to begin with %q and tell the ratio", commands[0], want)
	}
	if want := "::warning title=inconclusive%3A Un/a=1%2Cb|c%3A*<x>&\"'-2 (sec/op)::"; !strings.HasPrefix(commands[1], want) {
		t.Errorf("%q, want it to begin with %q", commands[1], want)
	}
	if strings.Contains(text, "\x1b") {
		t.Error("a name can color the log")
	}
	if got := escapeProperty("50%: a,b\r\nc"); got != "50%25%3A a%2Cb%0D%0Ac" {
		t.Errorf("escaped %q", got)
	}
	// No more than GitHub shows.
	var many []verdict.Paired
	for i := range 40 {
		p := gated().Figures[1].Paired
		p.Name = fmt.Sprint("B", i)
		many = append(many, p)
	}
	text = written(t, Annotations, findings.Gate{Base: "x", GateReport: verdict.Gate(many, 0.02, 0.05)})
	if n := strings.Count(text, "\n::error"); n != mostAnnotations || !strings.Contains(text, "\n::error::and 31 more\n") {
		t.Errorf("%d errors, want %d, the last of which counts the other 31", n, mostAnnotations)
	}
}

func TestJUnit(t *testing.T) {
	text := written(t, JUnit, gated())
	var got junitSuites
	if err := xml.Unmarshal([]byte(text), &got); err != nil {
		t.Fatalf("%v:\n%s", err, text)
	}
	s := got.Suites[0]
	if s.Tests != 4 || s.Failures != 1 || s.Skipped != 1 || len(s.Cases) != 4 {
		t.Errorf("%+v, want four cases, of which one failed and one was skipped", s)
	}
	if c := s.Cases[0]; c.Failure == nil || !strings.Contains(c.Failure.Message, "1.20×") {
		t.Errorf("the first case is %+v, want the one that is worse", c)
	}
	if c := s.Cases[1]; c.Skipped == nil || c.Class != "Un/a=1,b|c:*<x>&\"'-2" {
		t.Errorf("the second case is %+v, want the one that cannot be told, under its name", c)
	}
}
