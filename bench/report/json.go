package report

import (
	"encoding/json"
	"io"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// Schema is the version of the JSON document.
const Schema = 1

// A Document is the JSON document that the package comment describes.
type Document struct {
	Schema      int                `json:"schema"`
	Start       time.Time          `json:"start"`
	Duration    float64            `json:"duration_s"`
	Command     []string           `json:"command"`
	Seed        uint64             `json:"seed"`
	Paired      bool               `json:"paired"`
	Interrupted bool               `json:"interrupted"`
	Metric      string             `json:"metric"`
	Alpha       float64            `json:"alpha"`
	Confidence  float64            `json:"confidence"`
	Host        record.Host        `json:"host"`
	Hosts       map[int]string     `json:"hosts,omitempty"`
	Settings    record.Settings    `json:"settings"`
	Workloads   []record.Workload  `json:"workloads"`
	Cells       []verdict.Cell     `json:"cells"`
	Answers     []verdict.Answer   `json:"answers"`
	Overall     []verdict.Standing `json:"overall"`
	Failures    []verdict.Failure  `json:"failures"`
	Warnings    []string           `json:"warnings"`
}

// writeJSON writes one Document.
func writeJSON(w io.Writer, run *record.Run, rep *verdict.Report) error {
	settings := run.Settings
	settings.Workloads = list(settings.Workloads)
	settings.Strategies = list(settings.Strategies)
	settings.Workers = list(settings.Workers)
	workloads := list(run.Workloads)
	for i := range workloads {
		workloads[i].Shares = list(workloads[i].Shares)
	}
	return encode(w, Document{
		Schema: Schema, Start: run.Start, Duration: run.Duration, Command: list(run.Command), Seed: run.Seed,
		Paired: run.Paired, Interrupted: run.Interrupted,
		Metric: rep.Metric, Alpha: rep.Alpha, Confidence: rep.Confidence,
		Host: run.Host, Hosts: run.Hosts, Settings: settings, Workloads: workloads,
		Cells: list(rep.Cells), Answers: list(rep.Answers), Overall: list(rep.Overall), Failures: list(rep.Failures), Warnings: list(content.Warnings(run, rep)),
	})
}

// list returns a copy of s that JSON shows as [] when it is empty, not as null.
func list[T any](s []T) []T { return append([]T{}, s...) }

// encode writes a value as JSON for people to read, too.
func encode(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
