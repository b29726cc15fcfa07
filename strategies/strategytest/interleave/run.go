package interleave

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Run explores the models of the package in the current folder: it runs its tests whose
// names begin with TestSchedules, with the sources of the packages in dirs (paths from
// there) rewritten, and with the build tag interleave. It logs how many schedules each model
// has, and fails if one of them ends wrongly, or if there are none.
func Run(t *testing.T, dirs ...string) {
	t.Helper()
	report, err := explore(t.Context(), t.TempDir(), ".", dirs)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(report)
}

// explore runs the models of the package in a folder.
func explore(ctx context.Context, scratch, folder string, dirs []string) (report string, err error) {
	overlay, err := writeOverlay(scratch, folder, dirs)
	if err != nil {
		return "", err
	}
	cmd := exec.CommandContext(ctx, "go", "test", "-tags", "interleave", "-overlay", overlay,
		"-run", "^TestSchedules", "-count", "1", "-timeout", "5m", "-vet", "off", "-v", ".")
	cmd.Dir = folder
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%v: %w\n%s", cmd, err, out)
	}
	if report = summarize(out); report == "" {
		return "", fmt.Errorf("%v: explored no model\n%s", cmd, out)
	}
	return report, nil
}

// writeOverlay writes the rewritten sources of the packages, and returns the file that names
// them to the go command.
func writeOverlay(to, folder string, dirs []string) (string, error) {
	replace := make(map[string]string)
	for _, dir := range dirs {
		rewritten, err := rewriteDir(filepath.Join(folder, dir))
		if err != nil {
			return "", err
		}
		for name, source := range rewritten {
			if source == nil {
				replace[name] = "" // as if it were not there
				continue
			}
			written := filepath.Join(to, fmt.Sprintf("%d-%s", len(replace), filepath.Base(name)))
			if err := os.WriteFile(written, source, 0o666); err != nil {
				return "", err
			}
			replace[name] = written
		}
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	name := filepath.Join(to, "overlay.json")
	return name, os.WriteFile(name, text, 0o666)
}

// summarize returns the lines of a log that say how many schedules each model has: a model
// that logs none was not explored.
func summarize(out []byte) string {
	var lines []string
	model := ""
	for line := range bytes.Lines(out) {
		fields := strings.Fields(string(line))
		if len(fields) > 2 && fields[0] == "===" {
			model = fields[2]
		}
		if _, counts, ok := strings.Cut(string(line), ".go:"); ok && strings.Contains(counts, " schedules, ") {
			_, counts, _ = strings.Cut(counts, ": ")
			lines = append(lines, model+": "+strings.TrimSpace(counts))
		}
	}
	return strings.Join(lines, "\n")
}
