package findings

import (
	"bytes"
	"slices"

	"golang.org/x/perf/benchfmt"

	"github.com/go-foundations/poolbench/bench/verdict"
)

// Bench writes every round of every side, for benchstat -col side.
func (g Gate) Bench(b *bytes.Buffer) error {
	w := benchfmt.NewWriter(b)
	sides := []struct {
		name   string
		values func(verdict.Judged) []float64
	}{
		{"base", func(f verdict.Judged) []float64 { return f.Base }},
		{"head", func(f verdict.Judged) []float64 { return f.Head }},
		{"control", func(f verdict.Judged) []float64 { return f.Control }},
	}
	for _, side := range sides {
		var first []verdict.Judged // of each benchmark
		for _, f := range g.Figures {
			if !slices.ContainsFunc(first, func(o verdict.Judged) bool { return o.Key() == f.Key() }) {
				first = append(first, f)
			}
		}
		for _, of := range first {
			for round := range g.Done {
				r := &benchfmt.Result{Name: benchfmt.Name(of.Name), Iters: 1, Config: []benchfmt.Config{
					{Key: "base-commit", Value: []byte(g.Base), File: true},
					{Key: "side", Value: []byte(side.name), File: true},
				}}
				if of.Package != "" {
					r.Config = append(r.Config, benchfmt.Config{Key: "pkg", Value: []byte(of.Package), File: true})
				}
				for _, f := range g.Figures {
					if v := side.values(f); f.Key() == of.Key() && round < len(v) {
						r.Values = append(r.Values, benchfmt.Value{Value: v[round], Unit: f.Unit})
					}
				}
				if len(r.Values) == 0 {
					continue
				}
				if err := w.Write(r); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
