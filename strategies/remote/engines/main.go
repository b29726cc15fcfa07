// Command engines measures what lies between a coordinator and worker processes on this
// machine, under one contract: for each engine, as its defaults are and tuned, what a job
// that does nothing costs, how much longer jobs that wait take than they have to, and how long
// one that comes to idle workers waits until it begins.
//
//	go run . -rounds 20 -o ../../../results/engines.md
//
// In each round every setting is measured once, in random order, with worker processes of
// its own. The servers are started for it; an engine whose server is not installed is left
// out, and the table says so.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"strings"
)

func main() {
	if os.Getenv(workerVar) != "" {
		exit(work(os.Getenv(workerVar), os.Getenv(urlVar)))
	}
	var p plan
	flag.IntVar(&p.rounds, "rounds", 20, "how many rounds")
	flag.IntVar(&p.jobs, "jobs", 10_000, "how many jobs that do nothing, at once")
	flag.IntVar(&p.waits, "waits", 1000, "how many jobs that wait, at once, of each kind")
	flag.IntVar(&p.lone, "lone", 20, "how many jobs that come one by one")
	flag.IntVar(&p.processes, "processes", 2, "how many worker processes")
	flag.IntVar(&p.workers, "workers", 4, "how many workers each process has")
	flag.DurationVar(&p.rest, "rest", 0, "how long to pause between rounds, for others on the machine")
	flag.Uint64Var(&p.seed, "seed", 1, "of the order of the settings and the gaps between jobs")
	only := flag.String("only", "", "measure the settings alone whose names begin with this `text`")
	file := flag.String("o", "", "write the table to this `file` (default: standard output)")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	exit(run(ctx, p, *only, *file, strings.Join(os.Args[1:], " ")))
}

func exit(err error) {
	if err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "engines:", err)
		os.Exit(1)
	}
	if err != nil {
		os.Exit(130)
	}
	os.Exit(0)
}

// run measures, and writes the table once it is whole.
func run(ctx context.Context, p plan, only, file, args string) error {
	if err := p.check(); err != nil {
		return err
	}
	var chosen []setting
	for _, s := range settings {
		if strings.HasPrefix(s.name, only) {
			chosen = append(chosen, s)
		}
	}
	if len(chosen) == 0 {
		return fmt.Errorf("-only %q: no setting's name begins with it", only)
	}
	t, err := measure(ctx, p, chosen, func(format string, a ...any) { fmt.Fprintf(os.Stderr, format+"\n", a...) })
	if err != nil {
		return err
	}
	t.args = args
	if file == "" {
		return t.write(os.Stdout)
	}
	var text strings.Builder
	if err := t.write(&text); err != nil {
		return err
	}
	rest, err := sections(file)
	if err != nil {
		return err
	}
	return os.WriteFile(file, []byte(text.String()+rest), 0o644)
}

// sections returns the sections of a file that others write: all from its first one on.
func sections(file string) (string, error) {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if at := strings.Index(string(text), "\n## "); at >= 0 {
		return string(text[at:]), err
	}
	return "", err
}
