package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestList: the mutants fit the code, and the list does not shrink.
func TestList(t *testing.T) {
	mutants, err := parse(list)
	if err != nil {
		t.Fatal(err)
	}
	if err := fit("../..", mutants); err != nil {
		t.Error(err)
	}
	if len(mutants) < 90 {
		t.Errorf("%d mutants, want at least 90: a mistake may be replaced, not dropped", len(mutants))
	}
}

func TestParse(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"-a\n", "want a mutant first"},
		{"mutant a\n", "want a new name"},
		{"mutant a: b\nin f\nby p t\n-x\nmutant a: c\n", "want a new name"},
		{"mutant a: b\nat f\n", "want in FILE"},
		{"mutant a: b\nin f\n-x\n", "no file or no tests"},
		{"mutant a: b\nin f\nby p t\n", "changes nothing"},
		{"mutant a: b\nin f\nby p t\n x\n", "changes nothing"},
		{"mutant a: b\nin f\nby p t\n-x\n@\n", "changes nothing"},
	} {
		if mutants, err := parse(c.text); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("parse(%q) = %v, %v, want an error with %q", c.text, mutants, err, c.want)
		}
	}
}

func TestApply(t *testing.T) {
	mutants, err := parse("# one\nmutant a: b\nin f\nby p t\n one\n-two\n+2\n\n@\n-four\n")
	if err != nil || len(mutants) != 1 {
		t.Fatal(mutants, err)
	}
	if got, err := mutants[0].apply("one\ntwo\nthree\nfour\nfive\n"); err != nil || got != "one\n2\nthree\nfive\n" {
		t.Errorf("apply = %q, %v", got, err)
	}
	for _, source := range []string{"one\ntwo\n", "one\ntwo\none\ntwo\nfour\n", "at one\ntwo\nfour\n"} {
		if got, err := mutants[0].apply(source); err == nil || !strings.Contains(err.Error(), "out of date") {
			t.Errorf("apply to %q = %q, %v, want an error", source, got, err)
		}
	}
}

// TestTry: a mutant that a test catches is told from one that none catches, one that does not
// compile, and one that hangs; the code is as before after each; and where the tests fail anyway,
// nothing is said to be caught.
func TestTry(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":    "module m\n\ngo 1.26\n",
		"m.go":      "package m\n\nfunc max3(a, b, c int) int {\n\treturn max(\n\t\ta,\n\t\tb,\n\t\tc,\n\t)\n}\n",
		"m_test.go": "package m\n\nimport \"testing\"\n\nfunc TestMax(t *testing.T) {\n\tif max3(1, 2, 0) != 2 {\n\t\tt.Fatal()\n\t}\n}\nfunc TestOdd(t *testing.T) {\n\tt.Fatal()\n}\n",
	} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	try := func(tests, change string) (string, int, error) {
		mutants, err := parse("mutant a: b\nin m.go\nby . " + tests + "\n" + change)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		r := runner{root: root, deadline: 5 * time.Second, out: &out}
		bad, err := r.tryAll(context.Background(), mutants, 1)
		return out.String(), bad, err
	}
	for _, c := range []struct {
		change, want string
		bad          int
	}{
		{"-\t\tb,\n", "caught     a: b (TestMax, ", 0},
		{"-\t\tc,\n", "NOT CAUGHT a: b (survives TestMax of ., ", 1},
		{"-\t\tc,\n+\t\td,\n", "NOT CAUGHT a: b (does not compile:", 1},
		{"-\treturn max(\n+\tfor {\n+\t}\n+\treturn max(\n", "caught     a: b (deadline, ", 0},
	} {
		if out, bad, err := try("TestMax", c.change); err != nil || bad != c.bad || !strings.HasPrefix(out, c.want) {
			t.Errorf("change %q: %q, %d not caught, error %v, want %q and %d", c.change, out, bad, err, c.want, c.bad)
		}
	}
	for tests, want := range map[string]string{"TestOdd": "fails without a mistake", "TestNone": "no test matches"} {
		if out, _, err := try(tests, "-\t\tb,\n"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %q, error %v, want %q", tests, out, err, want)
		}
	}
}

// TestFindTests: a mutant names tests that there are.
func TestFindTests(t *testing.T) {
	for tests, want := range map[string]bool{"^TestParse$": true, "^Test(None|Apply)$": true, "^TestTry$/^x$": true, "^TestNone$": false, "(": false} {
		m := mutant{name: "a", pkg: "b", tests: tests}
		if err := m.findTests("."); (err == nil) != want {
			t.Errorf("%s: %v, want it found: %v", tests, err, want)
		}
	}
}
