package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report"
	"github.com/go-foundations/poolbench/bench/report/page"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// answer judges the run and renders it to standard output or a file.
func (c *command) answer(run *record.Run, o output) error {
	judged := verdict.Judge(run, verdict.Options{})
	if o.html != "" {
		if err := c.page(o.html, []page.Judgement{{Run: run, Report: judged}}); err != nil {
			return err
		}
	}
	var opts report.Options
	if o.out == "" {
		opts = looks(terminal(c.Stdout, c.Getenv), c.Getenv)
	}
	// Rendered in memory first: an error leaves nothing half-written.
	var text bytes.Buffer
	if st := questionByName(run.Settings.Study); st != nil && report.StudyFormat(o.format.Name) {
		told, err := st.answer(run)
		if err != nil {
			return fmt.Errorf("%s: %w", st.name, err)
		}
		if err := report.WriteStudy(&text, o.format.Name, run, judged, told, opts); err != nil {
			return err
		}
		return c.write(o.out, text.Bytes())
	}
	if err := o.format.Write(&text, run, judged, opts); err != nil {
		return fmt.Errorf("format %q: %w", o.format.Name, err)
	}
	return c.write(o.out, text.Bytes())
}

// write writes an answer to a file or, without a name, to standard output.
func (c *command) write(file string, text []byte) error {
	if file != "" {
		return writeFile(file, text)
	}
	_, err := c.Stdout.Write(text)
	return err
}

// page writes a page about runs.
func (c *command) page(file string, all []page.Judgement) error {
	var b bytes.Buffer
	if err := page.WriteAll(&b, all); err != nil {
		return fmt.Errorf("format html: %w", err)
	}
	return c.write(file, b.Bytes())
}

// report writes one page about stored runs.
func (c *command) report(_ context.Context, args []string) error {
	var out string
	fs := flagSet("compare report")
	fs.StringVar(&out, "out", "", "write the page to `FILE`, not to standard output")
	fs.StringVar(&out, "o", "", "the same")
	if err := parseFlags(fs, args); err != nil {
		return err
	}
	if fs.NArg() == 0 {
		return errors.New("report: want the files of stored runs, such as results/*.json")
	}
	var all []page.Judgement
	for _, path := range fs.Args() {
		run, err := record.Read(path)
		if err != nil {
			return err
		}
		all = append(all, page.Judgement{Run: run, Report: verdict.Judge(run, verdict.Options{})})
	}
	return c.page(out, all)
}

// show renders stored runs again.
func (c *command) show(_ context.Context, args []string) error {
	var o output
	var format string
	fs := flagSet("compare show")
	o.flags(fs, &format)
	if err := parseFlags(fs, args); err != nil {
		return err
	}
	if err := o.resolve(format); err != nil {
		return err
	}
	if fs.NArg() == 0 {
		return errors.New("show: want the files of stored runs, such as results/*.json")
	}
	if o.out != "" && fs.NArg() > 1 {
		return fmt.Errorf("--out %q: holds one run, and there are %d", o.out, fs.NArg())
	}
	if o.html != "" && fs.NArg() > 1 {
		return fmt.Errorf("--html %q: holds one run, and there are %d; compare report makes one page of several", o.html, fs.NArg())
	}
	// Read all before showing any: a bad file is said first.
	var runs []*record.Run
	for _, path := range fs.Args() {
		run, err := record.Read(path)
		if err != nil {
			return err
		}
		runs = append(runs, run)
	}
	for i, run := range runs {
		if i > 0 {
			fmt.Fprintln(c.Stdout)
		}
		if err := c.answer(run, o); err != nil {
			return err
		}
	}
	return nil
}

func formatNames() []string {
	var names []string
	for _, f := range report.Formats() {
		names = append(names, f.Name)
	}
	return names
}

func formatByName(name string) (report.Format, error) {
	all := report.Formats()
	i := slices.IndexFunc(all, func(f report.Format) bool { return f.Name == name })
	if i < 0 {
		return report.Format{}, unknown("format", name, formatNames())
	}
	return all[i], nil
}
