// Command faults breaks what lies between a coordinator and its workers, again and again, and
// counts the jobs that are lost, which are to be none, and those that run twice:
//
//	go run ./faults -n 100 -o ../../../results/engines.md
//
// Processes are killed with signal 9 at each step of the protocol, servers are killed and come
// back, the network is cut, silent or slow, the disk is full, clocks differ, a job kills whoever
// runs it, and messages are lost that the server had confirmed. Each run is a line of a file, and the table is made of all lines, so that a long
// list of runs can be made in parts. To see for how long all engines stand it:
//
//	go run ./faults -soak 2h
//
// A full disk is a small file system in memory, which only root may mount. Clocks differ because
// the worker processes are built with another time.Now.
//
// The command is in main.go, what breaks in faults.go, one run in run.go, the kinds of runs in kinds.go, what came of one in count.go,
// how long it may last in patience.go and its processes in process.go; batch.go has many of them at once, and soak.go goes on for
// hours. engines.go knows engines and server.go their servers; proxy.go is a bad network, disk.go a full disk, and skew.go
// has other clocks. records.go stores, and table.go tells.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// options are the flags of the command.
type options struct {
	n, atOnce      int
	engine, fault  string
	records, table string
	only           bool // the table, of runs that were made
	soak           time.Duration
	seed           uint64
	million        int
	republish      time.Duration
	engines        []engine
	faults         []fault
	say            func(format string, a ...any)
	skewed         func() (string, error)
}

func main() {
	goredis.SetLogger(quiet{}) // connections that were cut are part of the plan
	if os.Getenv(taskVar) != "" {
		exit(perform(os.Getenv(taskVar)))
	}
	o := options{say: func(format string, a ...any) { fmt.Fprintf(os.Stderr, format+"\n", a...) }}
	flag.IntVar(&o.n, "n", 1, "how many runs of each fault and engine")
	flag.IntVar(&o.atOnce, "at-once", 10, "how many of them at once")
	flag.StringVar(&o.engine, "engine", "", "break these engines alone: `names` of "+strings.Join(names(engines), ", "))
	flag.StringVar(&o.fault, "fault", "", "have these faults alone: `names` of "+strings.Join(names(faults), ", "))
	flag.StringVar(&o.records, "records", "../../../results/faults.csv", "the `file` to which runs are added")
	flag.StringVar(&o.table, "o", "", "write the table of all runs into this `file`, in place of the one that is there (default: standard output)")
	flag.BoolVar(&o.only, "table", false, "break nothing, write the table")
	flag.DurationVar(&o.soak, "soak", 0, "go on for so long, with faults of all kinds")
	flag.IntVar(&o.million, "million", 1_000_000, "how many jobs the fault \"million\" has")
	flag.DurationVar(&o.republish, "republish", time.Minute, "after how long without a result jobs are published again; 0: never")
	flag.Uint64Var(&o.seed, "seed", 1, "of when what breaks")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	exit(command(ctx, o))
}

// quiet logs nothing.
type quiet struct{}

func (quiet) Printf(context.Context, string, ...any) {}

func exit(err error) {
	if err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "faults:", err)
		os.Exit(1)
	}
	if err != nil {
		os.Exit(130)
	}
	os.Exit(0)
}

// command does what the flags say.
func command(ctx context.Context, o options) error {
	if o.n < 1 || o.atOnce < 1 || o.million < 1 {
		return fmt.Errorf("-n %d -at-once %d -million %d: want 1 or more of each", o.n, o.atOnce, o.million)
	}
	if o.republish < 0 {
		return fmt.Errorf("-republish %v: want 0 or more", o.republish)
	}
	var err error
	if o.engines, err = choose(engines, o.engine, "-engine"); err != nil {
		return err
	}
	if o.faults, err = choose(faults, o.fault, "-fault"); err != nil {
		return err
	}
	if !o.only {
		clean := skewer(&o)
		defer clean()
		to, err := os.OpenFile(o.records, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
		if err != nil {
			return err
		}
		if o.soak > 0 {
			err = soak(ctx, o, to)
		} else {
			err = breakAll(ctx, o, to)
		}
		if err := errors.Join(err, to.Close()); err != nil {
			return err
		}
	}
	all, notes, err := read(o.records)
	if err != nil {
		return err
	}
	return publish(all, notes, o.table)
}

// A named thing has a name on the command line.
type named interface{ Name() string }

func names[T named](all []T) []string {
	var names []string
	for _, t := range all {
		names = append(names, t.Name())
	}
	return names
}

// choose returns the things that a flag names, or all of them.
func choose[T named](all []T, list, flag string) ([]T, error) {
	if list == "" {
		return all, nil
	}
	var chosen []T
	for name := range strings.SplitSeq(list, ",") {
		i := slices.IndexFunc(all, func(t T) bool { return t.Name() == name })
		if i < 0 {
			return nil, fmt.Errorf("%s %q: unknown (have %s)", flag, name, strings.Join(names(all), ", "))
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}
