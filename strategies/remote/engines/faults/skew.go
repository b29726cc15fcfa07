package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// skewVar is the environment variable with by how many seconds the clock of a process is fast.
// A program that was not built by skew has the clock of its machine.
const skewVar = "POOLBENCH_FAULTS_SKEW"

// The change to package time: all that a process does by its wall clock is skewed, in libraries,
// too. What it measures is not.
const (
	timeBefore = "\tsec, nsec, mono := runtimeNow()\n\tif mono == 0 {\n\t\treturn Time{uint64(nsec), sec + unixToInternal, Local}"
	timeAfter  = "\tsec, nsec, mono := runtimeNow()\n\tsec += skew\n\tif mono == 0 {\n\t\treturn Time{uint64(nsec), sec + unixToInternal, Local}"
	timeMore   = `
var skew = func() (sum int64) {
	s, _ := syscall.Getenv("` + skewVar + `")
	sign := int64(1)
	for _, c := range s {
		if c == '-' {
			sign = -1
		} else {
			sum = 10*sum + int64(c-'0')
		}
	}
	return sign * sum
}()
`
)

// skewer has a skewed program built when it is wanted first. clean removes it.
func skewer(o *options) (clean func()) {
	var dir string
	o.skewed = sync.OnceValues(func() (program string, err error) {
		if dir, err = os.MkdirTemp("", "faults-"); err != nil {
			return "", err
		}
		return build(dir)
	})
	return func() {
		if dir != "" {
			os.RemoveAll(dir)
		}
	}
}

// build builds this program with another time.Now.
func build(dir string) (program string, err error) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("clocks that differ want the go command: %w", err)
	}
	file := filepath.Join(strings.TrimSpace(string(root)), "src", "time", "time.go")
	source, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	changed, err := change(source)
	if err != nil {
		return "", fmt.Errorf("%s: %w", file, err)
	}
	ours, overlay := filepath.Join(dir, "time.go"), filepath.Join(dir, "overlay.json")
	replace, err := json.Marshal(map[string]any{"Replace": map[string]string{file: ours}})
	if err != nil {
		return "", err
	}
	if err := errors.Join(os.WriteFile(ours, changed, 0o644), os.WriteFile(overlay, replace, 0o644)); err != nil {
		return "", err
	}
	program = filepath.Join(dir, "skewed")
	out, err := exec.Command("go", "build", "-overlay", overlay, "-o", program, "github.com/go-foundations/poolbench/strategies/remote/engines/faults").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("a program with another clock: %w\n%s", err, out)
	}
	return program, nil
}

// change puts the skew into the source of package time.
func change(source []byte) ([]byte, error) {
	imports := []byte("import (\n")
	if bytes.Count(source, []byte(timeBefore)) != 1 || bytes.Count(source, imports) != 1 {
		return nil, errors.New("time.Now is not as it was: see skew.go")
	}
	source = bytes.Replace(source, []byte(timeBefore), []byte(timeAfter), 1)
	source = bytes.Replace(source, imports, []byte("import (\n\t\"syscall\"\n"), 1)
	return append(source, timeMore...), nil
}
