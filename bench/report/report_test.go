package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/internal/sample"
	"github.com/go-foundations/poolbench/bench/verdict"
)

var update = flag.Bool("update", false, "write the golden files")

// golden compares got with a file; the flag -update writes it.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if strings.HasSuffix(name, ".html") { // in all pages the same
		got = regexp.MustCompile(`(?s)<(script|style)>.*?</(script|style)>`).ReplaceAll(got, nil)
	}
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(toTwelve(got), toTwelve(want)) {
		t.Errorf("%s differs (go test -update writes it anew); got:\n%s", path, got)
	}
}

var fraction = regexp.MustCompile(`-?[0-9]+\.[0-9]{9,}(e[-+][0-9]+)?`)

// toTwelve returns a text whose numbers have twelve digits: the last one of math.Exp is
// another on other processors.
func toTwelve(text []byte) []byte {
	return fraction.ReplaceAllFunc(text, func(number []byte) []byte {
		v, err := strconv.ParseFloat(string(number), 64)
		if err != nil {
			return number
		}
		return strconv.AppendFloat(nil, v, 'g', 12, 64)
	})
}

func write(t *testing.T, format string, run *record.Run, o Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, format, run, verdict.Judge(run, verdict.Options{}), o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGolden(t *testing.T) {
	for _, f := range Formats() {
		golden(t, "stream."+f.Name, write(t, f.Name, sample.Stream(), Options{}))
	}
	golden(t, "stream-80.text", write(t, "text", sample.Stream(), Options{Width: 80}))
	for _, f := range Formats() {
		golden(t, "run."+f.Name, write(t, f.Name, sample.Run(), Options{}))
	}
	golden(t, "run-80.text", write(t, "text", sample.Run(), Options{Width: 80}))
	golden(t, "run-verbose.text", write(t, "text", sample.Run(), Options{Width: 80, Verbose: true}))
	golden(t, "run-60.text", write(t, "text", sample.Run(), Options{Width: 60}))
	golden(t, "run-color.text", write(t, "text", sample.Run(), Options{Width: 100, Color: true}))
	golden(t, "tour.text", write(t, "text", sample.Tour(), Options{Width: 100}))
	golden(t, "tour-80.text", write(t, "text", sample.Tour(), Options{Width: 80}))
	few := sample.Run()
	few.Trials = slices.DeleteFunc(few.Trials, func(t record.Trial) bool { return t.Round > 3 })
	few.Interrupted, few.Settings.RoundsDone = true, 3
	golden(t, "few.text", write(t, "text", few, Options{Width: 100}))
	few.Paired = false
	golden(t, "unpaired.text", write(t, "text", few, Options{Width: 100}))
	golden(t, "empty.text", write(t, "text", &record.Run{Schema: record.Version}, Options{}))
	golden(t, "empty.json", write(t, "json", &record.Run{Schema: record.Version}, Options{}))
}

func TestJSONKeys(t *testing.T) {
	data := write(t, "json", sample.Run(), Options{})
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		t.Fatal(err)
	}
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	// What the package comment lists is what there is.
	var listed []string
	for _, m := range regexp.MustCompile(`(?m)^//\t([a-z_]+) +\S`).FindAllSubmatch(doc, -1) {
		listed = append(listed, string(m[1]))
	}
	var names []string
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	slices.Sort(listed)
	if !slices.Equal(names, listed) {
		t.Errorf("the document has %v, the package comment lists %v", names, listed)
	}
	if bytes.Contains(write(t, "json", &record.Run{Schema: 1}, Options{}), []byte(`s": null`)) {
		t.Error("a list is null")
	}
	var doc2 Document
	if err := json.Unmarshal(data, &doc2); err != nil {
		t.Fatal(err)
	}
	if rep := verdict.Judge(sample.Run(), verdict.Options{}); !reflect.DeepEqual(doc2.Cells, rep.Cells) || !reflect.DeepEqual(doc2.Failures, rep.Failures) {
		t.Error("the cells or failures do not read back as they were")
	}
}

func TestCSVReadsBack(t *testing.T) {
	rows, err := csv.NewReader(bytes.NewReader(write(t, "csv", sample.Run(), Options{}))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rep := verdict.Judge(sample.Run(), verdict.Options{})
	if want := 1 + len(rep.Cells) + len(rep.Failures); len(rows) != want {
		t.Errorf("%d lines, want %d", len(rows), want)
	}
	if last := rows[len(rows)-1]; last[1] != "broken" || last[16] != "lost job 7 [31mpanic|" {
		t.Errorf("last line %v, want the failure of broken", last)
	}
}

func TestFormatsLeaveTheRunAlone(t *testing.T) {
	run := sample.Run()
	for _, f := range Formats() {
		write(t, f.Name, run, Options{})
	}
	if !reflect.DeepEqual(run, sample.Run()) {
		t.Error("a format changed the run")
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteErrors(t *testing.T) {
	run := sample.Run()
	rep := verdict.Judge(run, verdict.Options{})
	for _, f := range Formats() {
		if err := Write(brokenWriter{}, f.Name, run, rep, Options{}); err == nil {
			t.Errorf("%s: no error from a writer that fails", f.Name)
		}
	}
	var b bytes.Buffer
	err := Write(&b, "xml", run, rep, Options{})
	if err == nil || err.Error() != `format "xml": unknown (have `+strings.Join(Names(), ", ")+`)` || b.Len() > 0 {
		t.Errorf("format xml: %v", err)
	}
}

// TestNoOverheadInVirtualTime: where handing over costs nothing, what is left of the workers'
// time is idle, and is not called overhead.
func TestNoOverheadInVirtualTime(t *testing.T) {
	run := sample.Run()
	if text := write(t, "text", run, Options{}); !bytes.Contains(text, []byte("overhead/job")) {
		t.Fatalf("no overhead in real time:\n%s", text)
	}
	run.Settings.Virtual = true
	if text := write(t, "text", run, Options{}); bytes.Contains(text, []byte("overhead/job")) {
		t.Errorf("overhead in virtual time:\n%s", text)
	}
}
