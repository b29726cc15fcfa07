// Mutants puts mistakes into a copy of the code, one after the other, and runs the tests that
// must catch each. A mistake that no test catches is a test that is missing.
//
//	go -C .ci/mutants run . [-only REGEXP] [-check]
//
// The mistakes are in mutants.txt. Exit code 1: a mutant survives, or is out of date.
package main

import (
	"context"
	_ "embed"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"time"
)

//go:embed mutants.txt
var list string

func main() {
	only := flag.String("only", "", "`REGEXP` of the mutants to try")
	check := flag.Bool("check", false, "only see whether the mutants still fit the code")
	jobs := flag.Int("jobs", 2, "how many mutants are tried at a time")
	deadline := flag.Duration("deadline", 10*time.Minute, "how long the tests of one mutant may take")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *only, *check, *jobs, *deadline); err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, only string, check bool, jobs int, deadline time.Duration) error {
	pattern, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		return err
	}
	all, err := parse(list)
	if err != nil {
		return err
	}
	var mutants []mutant
	for _, m := range all {
		if pattern.MatchString(m.name) {
			mutants = append(mutants, m)
		}
	}
	if len(mutants) == 0 {
		return fmt.Errorf("no mutant matches %q", only)
	}
	if err := fit(root, mutants); err != nil {
		return err
	}
	if check {
		fmt.Printf("%d mutants fit the code\n", len(mutants))
		return nil
	}
	began := time.Now()
	r := runner{root: root, deadline: deadline, out: os.Stdout}
	bad, err := r.tryAll(ctx, mutants, jobs)
	if err != nil {
		return err
	}
	fmt.Printf("%d mutants, %d caught, in %v\n", len(mutants), len(mutants)-bad, time.Since(began).Round(time.Second))
	if bad > 0 {
		return fmt.Errorf("%d of %d mutants were not caught", bad, len(mutants))
	}
	return nil
}
