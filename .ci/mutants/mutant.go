package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// mutant is one mistake.
type mutant struct {
	name    string
	about   string
	file    string // from the root of the repository
	pkg     string // whose tests must catch it
	tests   string // which: a regular expression, as of go test -run
	changes []change
}

// change is some lines of a file, and what becomes of them.
type change struct{ old, new string }

// parse reads a list of mutants. Each begins with these lines:
//
//	mutant NAME: what the mistake is
//	in FILE
//	by PACKAGE TESTS
//
// Then come the lines to change, with the marks of a diff: "-" is what is there, "+" what takes
// its place, " " what stays. A line "@" stands between two changes of a file. Empty
// lines, and those that begin with "#", mean nothing.
func parse(text string) ([]mutant, error) {
	var mutants []mutant
	names := make(map[string]bool)
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSuffix(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		fail := func(why string) ([]mutant, error) {
			return nil, fmt.Errorf("mutants.txt:%d: %s: %q", number, why, line)
		}
		if head, ok := strings.CutPrefix(line, "mutant "); ok {
			name, about, ok := strings.Cut(head, ": ")
			if !ok || names[name] {
				return fail("want a new name and what the mistake is")
			}
			names[name] = true
			mutants = append(mutants, mutant{name: name, about: about, changes: make([]change, 1)})
			continue
		}
		if len(mutants) == 0 {
			return fail("want a mutant first")
		}
		m := &mutants[len(mutants)-1]
		c := &m.changes[len(m.changes)-1]
		switch rest := line[1:] + "\n"; line[0] {
		case '-':
			c.old += rest
		case '+':
			c.new += rest
		case ' ':
			c.old += rest
			c.new += rest
		case '@':
			m.changes = append(m.changes, change{})
		default:
			switch fields := strings.Fields(line); {
			case fields[0] == "in" && len(fields) == 2:
				m.file = fields[1]
			case fields[0] == "by" && len(fields) == 3:
				m.pkg, m.tests = fields[1], fields[2]
			default:
				return fail("want in FILE, by PACKAGE TESTS, or a change")
			}
		}
	}
	for _, m := range mutants {
		if m.file == "" || m.pkg == "" {
			return nil, fmt.Errorf("mutant %s: no file or no tests", m.name)
		}
		for _, c := range m.changes {
			if c.old == "" || c.old == c.new {
				return nil, fmt.Errorf("mutant %s: changes nothing", m.name)
			}
		}
	}
	return mutants, nil
}

// apply returns the source with the mistake in it.
func (m *mutant) apply(source string) (string, error) {
	for _, c := range m.changes {
		at := lines(source, c.old)
		if len(at) != 1 {
			return "", fmt.Errorf("mutant %s is out of date: %s has the old lines %d times, want once:\n%s", m.name, m.file, len(at), c.old)
		}
		source = source[:at[0]] + c.new + source[at[0]+len(c.old):]
	}
	return source, nil
}

// lines returns where in the text some whole lines are.
func lines(text, part string) (at []int) {
	for i := 0; i < len(text); {
		if strings.HasPrefix(text[i:], part) {
			at = append(at, i)
		}
		next := strings.IndexByte(text[i:], '\n')
		if next < 0 {
			break
		}
		i += next + 1
	}
	return at
}

// fit reports which mutants do not fit the code below root: the lines are not there, or the
// tests.
func fit(root string, mutants []mutant) error {
	var stale []error
	for _, m := range mutants {
		source, err := os.ReadFile(filepath.Join(root, m.file))
		if err == nil {
			_, err = m.apply(string(source))
		}
		if err == nil {
			err = m.findTests(filepath.Join(root, m.pkg))
		}
		if err != nil {
			stale = append(stale, err)
		}
	}
	return errors.Join(stale...)
}

var testFunc = regexp.MustCompile(`(?m)^func (Test\w+)\(`)

// findTests returns an error if no test in a folder has a name that the mutant names.
func (m *mutant) findTests(folder string) error {
	whole, _, _ := strings.Cut(m.tests, "/") // what follows is a part of the test
	name, err := regexp.Compile(whole)
	if err != nil {
		return fmt.Errorf("mutant %s: %w", m.name, err)
	}
	files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil {
		return err
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		for _, found := range testFunc.FindAllSubmatch(source, -1) {
			if name.Match(found[1]) {
				return nil
			}
		}
	}
	return fmt.Errorf("mutant %s is out of date: %s has no test %s", m.name, m.pkg, m.tests)
}
