package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestPage: --html writes a page beside the answer, and report one page of several runs.
func TestPage(t *testing.T) {
	dir, page := t.TempDir(), filepath.Join(t.TempDir(), "page.html")
	o := compare(t, small(dir, "--html", page)...)
	o.want(t, exitFine)
	if !strings.Contains(o.stdout, "tiny-jobs: ") {
		t.Errorf("the answer is gone:\n%s", o.stdout)
	}
	side := sidecar(t, dir)
	for _, k := range []struct {
		args []string
		file string
		want int
	}{
		{nil, page, 1}, {[]string{"show", "--html", page, side}, page, 1},
		{[]string{"report", side, side, "-o", page}, page, 2}, {[]string{"report", "--out", page, side}, page, 1},
	} {
		if k.args != nil {
			compare(t, k.args...).want(t, exitFine)
		}
		text, err := os.ReadFile(k.file)
		of, said := 1, regexp.MustCompile(`<h1>(\d+) runs</h1>`).FindSubmatch(text)
		if said != nil {
			of, _ = strconv.Atoi(string(said[1]))
		}
		if err != nil || bytes.Count(text, []byte("<h1>")) != 1 || of != k.want {
			t.Errorf("%q: %v, %d runs, want %d", k.args, err, of, k.want)
		}
	}
	if o := compare(t, "report", side); !strings.HasPrefix(o.stdout, "<!DOCTYPE html>") {
		t.Errorf("%.100s", o.stdout)
	}
	compare(t, "report").wantRefused(t, "report: want the files of stored runs")
	compare(t, "report", "nowhere.json").wantRefused(t, "nowhere.json")
	compare(t, "show", "--html", page, side, side).wantRefused(t, "compare report makes one page of several")
	compare(t, small(dir, "--html", filepath.Join(dir, "no", "page.html"))...).wantRefused(t, "folder ")
}
