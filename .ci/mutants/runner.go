package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// runner tries mutants.
type runner struct {
	root     string
	deadline time.Duration

	mu  sync.Mutex // guards out
	out io.Writer
}

// tryAll tries mutants, some at a time, each in a copy of the code. It returns how many were not
// caught.
func (r *runner) tryAll(ctx context.Context, mutants []mutant, jobs int) (bad int, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan func(root string) bool)
	var wg sync.WaitGroup
	var mu sync.Mutex // guards bad
	for range jobs {
		copied, err := os.MkdirTemp("", "mutants-")
		if err != nil {
			return 0, err
		}
		defer os.RemoveAll(copied)
		if err := copyTree(copied, r.root); err != nil {
			return 0, err
		}
		wg.Go(func() {
			for try := range next {
				if !try(copied) {
					mu.Lock()
					bad++
					mu.Unlock()
				}
			}
		})
	}
	// First the code as it is: where that fails, everything would be caught.
	tests := make(map[string][]string)
	for _, m := range mutants {
		if !slices.Contains(tests[m.pkg], m.tests) {
			tests[m.pkg] = append(tests[m.pkg], m.tests)
		}
	}
	for _, pkg := range slices.Sorted(maps.Keys(tests)) {
		next <- func(root string) bool {
			if err := r.sound(ctx, root, pkg, tests[pkg]); err != nil {
				cancel(err)
			}
			return true
		}
	}
	for _, m := range mutants {
		if ctx.Err() != nil {
			break
		}
		next <- func(root string) bool { return ctx.Err() == nil && r.try(ctx, root, &m) }
	}
	close(next)
	wg.Wait()
	return bad, context.Cause(ctx)
}

// try puts the mistake into the code below root, runs the tests, and takes it out again. It
// reports whether they caught it.
func (r *runner) try(ctx context.Context, root string, m *mutant) (caught bool) {
	began := time.Now()
	verdict, err := r.verdict(ctx, root, m)
	word := "caught"
	if err != nil {
		word, verdict = "NOT CAUGHT", err.Error()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Fprintf(r.out, "%-10s %s: %s (%s, %.1fs)\n", word, m.name, m.about, verdict, time.Since(began).Seconds())
	return err == nil
}

// verdict returns what caught the mutant.
func (r *runner) verdict(ctx context.Context, root string, m *mutant) (by string, err error) {
	name := filepath.Join(root, m.file)
	source, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	mutated, err := m.apply(string(source))
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(name, []byte(mutated), 0o666); err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, os.WriteFile(name, source, 0o666)) }()
	out, failure := r.test(ctx, root, m.pkg, m.tests)
	switch {
	case ctx.Err() != nil:
		return "", context.Cause(ctx)
	case failure == nil:
		return "", fmt.Errorf("survives %s of %s", m.tests, m.pkg)
	case bytes.Contains(out, []byte("[build failed]")):
		return "", fmt.Errorf("does not compile:\n%s", out)
	}
	return what(out), nil
}

var (
	failed   = regexp.MustCompile(`(?m)^--- FAIL: (\S+)`)
	schedule = regexp.MustCompile(`(?m)^\s+--- FAIL: (TestSchedules\S*)`)
)

// what says what in the output of go test is the failure.
func what(out []byte) string {
	text := string(out)
	switch {
	case schedule.MatchString(text):
		return schedule.FindStringSubmatch(text)[1]
	case strings.Contains(text, "panic: test timed out"):
		return "deadline"
	case failed.MatchString(text):
		return failed.FindStringSubmatch(text)[1]
	case strings.Contains(text, "deadlock"):
		return "deadlock"
	case strings.Contains(text, "panic: "):
		_, after, _ := strings.Cut(text, "panic: ")
		line, _, _ := strings.Cut(after, "\n")
		return "panic: " + line
	}
	return "failure"
}

// sound reports which tests of a package fail, or are not there, without a mistake.
func (r *runner) sound(ctx context.Context, root, pkg string, tests []string) error {
	dir := filepath.Join(root, pkg)
	binary := filepath.Join(dir, "sound.test")
	defer os.Remove(binary)
	build := exec.CommandContext(ctx, "go", "test", "-race", "-vet", "off", "-c", "-o", binary, ".")
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("tests of %s: %w\n%s", pkg, err, out)
	}
	for _, t := range tests {
		run := exec.CommandContext(ctx, binary, "-test.run", t, "-test.timeout", r.deadline.String())
		run.Dir = dir
		out, err := run.CombinedOutput()
		switch {
		case err != nil:
			return fmt.Errorf("go test -run %s %s fails without a mistake: %w\n%s", t, pkg, err, out)
		case bytes.Contains(out, []byte("no tests to run")):
			return fmt.Errorf("%s: no test matches %s", pkg, t)
		}
	}
	return nil
}

// test runs tests of a package.
func (r *runner) test(ctx context.Context, root, pkg, tests string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, r.deadline+time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "go", "test", "-race", "-vet", "off", "-failfast", "-timeout", r.deadline.String(), "-run", tests, pkg)
	cmd.Dir = root
	cmd.WaitDelay = 10 * time.Second // for what a test started and left
	return cmd.CombinedOutput()
}

// copyTree copies the files below a folder that go test may read.
func copyTree(to, from string) error {
	return filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		switch {
		case d.Name() == ".git":
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			return os.MkdirAll(target, 0o777)
		case !d.Type().IsRegular():
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return os.WriteFile(target, text, 0o666)
	})
}
