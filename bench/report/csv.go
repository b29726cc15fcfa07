package report

import (
	"encoding/csv"
	"io"
	"strconv"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// writeCSV writes one line per cell and one per failed contender. Numbers that
// do not exist are empty.
func writeCSV(w io.Writer, _ *record.Run, rep *verdict.Report) error {
	c := csv.NewWriter(w)
	// Write's errors show up in Error below.
	c.Write([]string{"workload", "strategy", "workers", "load", "priority", "metric", "unit", "n", "median", "lo", "hi",
		"ratio", "ratio_lo", "ratio_hi", "p_adjusted", "group", "error"})
	for _, x := range rep.Cells {
		c.Write([]string{x.Workload, x.Strategy, strconv.Itoa(x.Workers), load(x.Place), priority(x), x.Metric, x.Unit, strconv.Itoa(x.N),
			exact(&x.Median), exact(x.Lo), exact(x.Hi), exact(x.Ratio), exact(x.RatioLo), exact(x.RatioHi),
			exact(&x.PAdjusted), strconv.Itoa(x.Group), ""})
	}
	for _, f := range rep.Failures {
		c.Write([]string{f.Workload, f.Strategy, strconv.Itoa(f.Workers), load(f.Place), "", "", "", strconv.Itoa(f.Trials),
			"", "", "", "", "", "", "", "", content.Clean(f.Error)})
	}
	c.Flush()
	return c.Error()
}

// exact writes a number so that it reads back the same.
func exact(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'g', -1, 64)
}

func load(p verdict.Place) string {
	if p.Load == 0 {
		return ""
	}
	return exact(&p.Load)
}

func priority(c verdict.Cell) string {
	if c.Priority == nil {
		return ""
	}
	return strconv.Itoa(*c.Priority)
}
