package record

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// everything returns a run in which every field of a trial has a value somewhere.
func everything() *Run {
	run := sample()
	t := &run.Trials[0]
	t.Load = 0.8
	t.Classes = []Class{
		{Priority: 2, Jobs: 10, Metrics: map[string]float64{"sojourn-mean": 1e-4, "wait-max": 0.1 + 0.2}},
		{Priority: -1, Jobs: 990, Metrics: map[string]float64{"wait-max": 3}},
	}
	t.Picture = &Picture{Took: 0.25, Lanes: []string{strings.Repeat("9", LaneParts)}, Sojourns: []float64{1e-4, 2e-4}}
	t.Details = []Detail{{Name: "load", Value: 0.04, Note: "threshold <0.8>"}}
	return run
}

// TestSidecar: the document is JSON for every reader, has a line for each trial, and reads
// back as what was written, to the last bit.
func TestSidecar(t *testing.T) {
	want := everything()
	want.Hosts = map[int]string{1: "one", 2: "other"}
	stem := filepath.Join(t.TempDir(), "run")
	if err := want.Save(stem); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(stem + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Schema       int
		Columns      []string
		ClassColumns []string `json:"class_columns"`
		Trials       [][]any
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatalf("%v:\n%s", err, text)
	}
	if doc.Schema != Version || len(doc.Trials) != len(want.Trials) || doc.Columns[3] != "strategy" || doc.Trials[1][3] != want.Trials[1].Strategy || doc.ClassColumns[3] != "wait-max" {
		t.Errorf("%+v", doc)
	}
	_, rows, _ := bytes.Cut(text, []byte("\"trials\": [\n"))
	for i, line := range bytes.Split(rows, []byte("\n"))[:len(want.Trials)] {
		if !bytes.HasPrefix(line, []byte("[")) || !bytes.HasSuffix(bytes.TrimSuffix(line, []byte(",")), []byte("]")) {
			t.Errorf("line %d is not a trial: %s", i+1, line)
		}
	}
	if got, err := Read(stem); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v\n%+v\nwant\n%+v", err, got, want)
	}
	none := &Run{}
	if err := none.Save(stem); err != nil {
		t.Fatal(err)
	}
	if got, err := Read(stem); err != nil || !reflect.DeepEqual(got, none) {
		t.Errorf("a run without trials: %v, %+v", err, got)
	}
}

// TestHosts: the text says how many rounds each host did.
func TestHosts(t *testing.T) {
	run := everything()
	run.Hosts = map[int]string{1: "one", 2: "other", 3: "one"}
	var b strings.Builder
	if err := run.WriteBench(&b); err != nil {
		t.Fatal(err)
	}
	if want := "# rounds by host: one: 2, other: 1\n"; !strings.Contains(b.String(), want) {
		t.Errorf("%s, want %s", b.String(), want)
	}
}

// TestCompressed: what gzip made of a sidecar is read by its name and by the stem, and a
// plain one comes first.
func TestCompressed(t *testing.T) {
	want := everything()
	stem := filepath.Join(t.TempDir(), "run")
	if err := want.Save(stem); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(stem + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(text)
	z.Close()
	write := func(name string, text []byte) {
		t.Helper()
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(stem+".json.gz", b.Bytes())
	write(stem+".json", bytes.Replace(text, []byte(`"seed": 42`), []byte(`"seed": 43`), 1))
	for path, seed := range map[string]uint64{stem: 43, stem + ".json": 43, stem + ".txt": 43, stem + ".json.gz": 42} {
		if got, err := Read(path); err != nil || got.Seed != seed {
			t.Errorf("Read(%s): %v, want the run with seed %d", path, err, seed)
		}
	}
	if err := os.Remove(stem + ".json"); err != nil {
		t.Fatal(err)
	}
	if got, err := Read(stem); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Read(%s): %v, want the compressed run", stem, err)
	}
	for _, wrong := range [][]byte{nil, text, b.Bytes()[:b.Len()/2]} {
		write(stem+".json.gz", wrong)
		if _, err := Read(stem); err == nil || !strings.HasPrefix(err.Error(), "record "+stem+".json.gz: corrupt: ") {
			t.Errorf("Read of %d bytes that are no whole gzip: %v", len(wrong), err)
		}
	}
	if _, err := Read(stem + "2.json.gz"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Read of a missing file: %v", err)
	}
}

// TestFirstSchema: what earlier versions stored is read, and is the same run.
func TestFirstSchema(t *testing.T) {
	want := everything()
	want.Schema = Version
	got, err := Read("testdata/schema1.json")
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v\n%+v\nwant\n%+v", err, got, want)
	}
	// It is stored again as any other.
	stem := filepath.Join(t.TempDir(), "run")
	if err := got.Save(stem); err != nil {
		t.Fatal(err)
	}
	if again, err := Read(stem); err != nil || !reflect.DeepEqual(again, want) {
		t.Errorf("stored again: %v\n%+v", err, again)
	}
}
