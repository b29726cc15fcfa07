package ci

import (
	"bytes"
	"encoding/xml"

	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

type junitSuites struct {
	XMLName xml.Name     `xml:"testsuites"`
	Suites  []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string     `xml:"classname,attr"`
	Name    string     `xml:"name,attr"`
	Failure *junitText `xml:"failure"`
	Skipped *junitText `xml:"skipped"`
	Out     string     `xml:"system-out,omitempty"`
}

type junitText struct {
	Message string `xml:"message,attr"`
}

// JUnit writes the XML that CI servers read as the outcome of tests: one case per figure,
// failed if the figure is worse, has vanished or is unusable, and skipped if it is undecided
// or not judged.
func JUnit(b *bytes.Buffer, o content.Outcome) error {
	suite := junitSuite{Name: "compare"}
	for _, f := range o.Findings() {
		c := junitCase{Class: f.Of, Name: f.Figure}
		suite.Tests++
		switch f.Verdict {
		case verdict.Missing, verdict.Unusable, verdict.Regressed:
			suite.Failures++
			c.Failure = &junitText{f.Text}
		case verdict.Inconclusive, verdict.Reported:
			suite.Skipped++
			c.Skipped = &junitText{f.Text}
		default:
			c.Out = f.Text
		}
		suite.Cases = append(suite.Cases, c)
	}
	b.WriteString(xml.Header)
	enc := xml.NewEncoder(b)
	enc.Indent("", "  ")
	if err := enc.Encode(junitSuites{Suites: []junitSuite{suite}}); err != nil {
		return err
	}
	b.WriteByte('\n')
	return nil
}
