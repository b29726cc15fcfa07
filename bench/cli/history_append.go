package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/pflag"

	"github.com/go-foundations/poolbench/bench/benchdiff"
	"github.com/go-foundations/poolbench/bench/benchtext"
	"github.com/go-foundations/poolbench/bench/journal"
)

// additions are the values of the flags that add a run to a history.
type additions struct {
	file, commit, host, time string

	at time.Time
}

func (a *additions) flags(fs *pflag.FlagSet) {
	fs.StringVar(&a.file, "append", "", "add a run of benchmarks to `FILE`, and report no changes")
	fs.StringVar(&a.commit, "commit", "", "`ID` of the commit that ran")
	fs.StringVar(&a.host, "host", "", "`NAME` of the kind of machine (default as the benchmarks report it)")
	fs.StringVar(&a.time, "time", "", "`TIME` of the run, such as 2026-05-01T03:00:00Z (default now)")
}

// check refuses flags that do not go together.
func (a *additions) check(fs *pflag.FlagSet) (err error) {
	fs.Visit(func(f *pflag.Flag) {
		switch f.Name {
		case "append", "commit", "host", "time":
			if a.file == "" {
				err = fmt.Errorf("--%s: requires --append FILE", f.Name)
			}
		default:
			if a.file != "" {
				err = fmt.Errorf("--%s: --append only adds a run: want two commands", f.Name)
			}
		}
	})
	if a.file == "" || err != nil {
		return err
	}
	a.at = time.Now().UTC().Truncate(time.Second)
	if a.time != "" {
		if a.at, err = time.Parse(time.RFC3339, a.time); err != nil {
			return fmt.Errorf("--time %q: want date and time, such as 2026-05-01T03:00:00Z", a.time)
		}
	}
	return nil
}

// appendHistory adds what one run of benchmarks printed to a history.
func (c *command) appendHistory(a *additions, paths []string) error {
	if len(paths) != 1 {
		return fmt.Errorf("history: --append wants one file with the output of go test -bench, got %d", len(paths))
	}
	in := io.Reader(c.Stdin)
	if paths[0] != benchdiff.StandardInput {
		text, err := os.ReadFile(paths[0])
		if err != nil {
			return fmt.Errorf("file %q: %w", paths[0], reason(err))
		}
		in = bytes.NewReader(text)
	}
	o, err := benchtext.Read(paths[0], in)
	if err != nil {
		return fmt.Errorf("history: %w", err)
	}
	e, err := journal.EntryOf(o)
	if err != nil {
		return fmt.Errorf("history: %w", err)
	}
	e.Time, e.Commit = a.at, a.commit
	if a.host != "" {
		e.Host = a.host
	}
	if err := journal.Append(a.file, e); err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.Stderr, "%s: added %d figures of %s\n", a.file, len(e.Figures), e.Time.Format(time.RFC3339))
	return err
}
