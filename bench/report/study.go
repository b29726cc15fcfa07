package report

import (
	"bytes"
	"fmt"
	"io"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/report/markup"
	"github.com/go-foundations/poolbench/bench/report/text"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// studyFormats are the formats that a study has: a new one is a line here. In other formats
// its run is written like any other.
var studyFormats = []struct {
	name  string
	write func(*bytes.Buffer, studyAnswer, Options) error
}{
	{"text", func(b *bytes.Buffer, s studyAnswer, o Options) error {
		return s.tell(text.NewWriter(b, o), o.Verbose, true)
	}},
	{"markdown", func(b *bytes.Buffer, s studyAnswer, _ Options) error { return s.tell(markup.NewWriter(b), true, false) }},
	{"json", func(b *bytes.Buffer, s studyAnswer, _ Options) error { return encode(b, s) }},
}

// studyAnswer is a study with its source, and what JSON holds of it.
type studyAnswer struct {
	Study  content.Study   `json:"study"`
	Report *verdict.Report `json:"report"`
	Run    *record.Run     `json:"run"`
}

// StudyFormat reports whether a study can be written in a format.
func StudyFormat(name string) bool {
	for _, f := range studyFormats {
		if f.name == name {
			return true
		}
	}
	return false
}

// WriteStudy writes a study in a format that [StudyFormat] accepts, with the failures and
// warnings of the judgement. On an error it writes nothing.
func WriteStudy(w io.Writer, format string, run *record.Run, rep *verdict.Report, s content.Study, o Options) error {
	var b bytes.Buffer
	for _, f := range studyFormats {
		if f.name != format {
			continue
		}
		if err := f.write(&b, studyAnswer{s, rep, run}, o); err != nil {
			return err
		}
		_, err := w.Write(b.Bytes())
		return err
	}
	return fmt.Errorf("format %q: cannot show a study", format)
}

// tell writes the study. Where only the last lines stay in sight, they repeat the answer.
func (s studyAnswer) tell(w content.Writer, verbose, again bool) error {
	if err := s.Study.Tell(w, s.Run); err != nil {
		return err
	}
	w.Gap()
	for _, f := range s.Report.Failures {
		w.Item("failed: " + content.FailureLine(f))
	}
	for _, text := range content.Warnings(s.Run, s.Report) {
		w.Item("warning: " + text)
	}
	if line := content.HostLine(s.Run); line != "" && verbose {
		w.Item("host: " + line)
	}
	w.Item("run: " + content.SettingsLine(s.Run))
	if again && len(s.Report.Answers) > 0 {
		w.Gap()
		w.Item(content.Clean(verdict.Headline(s.Run, s.Report)))
		w.Item("next: " + s.Study.Next(s.Run))
	}
	if len(s.Run.Command) > 0 {
		w.Command("repeat: ", record.CommandLine(s.Run.Command))
	}
	return nil
}
