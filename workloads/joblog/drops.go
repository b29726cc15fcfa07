package joblog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/number"
)

// drops tells whether the rows that are left out are like those that are used. If they are
// not, an answer about the rest is not about the log.
type drops struct {
	duration, when place    // when is the arrival or, if there is none, the end
	by             [2]place // the priority and the key

	size     int // rows of a stretch
	all, bad []int
	censored int               // lack a duration, and have an arrival
	rows     int               // usable or not
	kinds    [2]map[string]*of // by priority and by key
}

// of counts rows.
type of struct{ all, bad int }

const (
	// dropParts is the most stretches in which rows are counted; there are more than half as
	// many.
	dropParts = 256

	// mostKinds is the most priorities, and keys, that are counted.
	mostKinds = 1000

	// fewestBiased is how many rows have to be left out to call them different: fewer are in
	// one tenth of the log, or of one kind, by chance.
	fewestBiased = 20
)

var kindNames = [2]string{"priority", "key"}

func newDrops(cols map[string]place) *drops {
	d := &drops{duration: cols["duration"], when: cols["arrival"], by: [2]place{cols["priority"], cols["key"]}, size: 1, kinds: [2]map[string]*of{{}, {}}}
	if len(d.when) == 0 {
		d.when = cols["end"]
	}
	return d
}

// add counts a row. One without fields could not even be split.
func (d *drops) add(fields []string, used bool) {
	if d.rows/d.size == dropParts {
		for i := range dropParts / 2 {
			d.all[i], d.bad[i] = d.all[2*i]+d.all[2*i+1], d.bad[2*i]+d.bad[2*i+1]
		}
		d.all, d.bad, d.size = d.all[:dropParts/2], d.bad[:dropParts/2], 2*d.size
	}
	if d.rows/d.size == len(d.all) {
		d.all, d.bad = append(d.all, 0), append(d.bad, 0)
	}
	last := len(d.all) - 1
	d.all[last]++
	d.rows++
	if !used {
		d.bad[last]++
	}
	if fields == nil {
		return
	}
	if !used && d.arrived(fields) {
		d.censored++
	}
	for k, p := range d.by {
		if len(p) == 0 {
			continue
		}
		name := p.text(fields)
		c, known := d.kinds[k][name]
		if !known && len(d.kinds[k]) == mostKinds {
			continue
		}
		if !known {
			c, name = new(of), strings.Clone(name) // the record's memory is reused
			d.kinds[k][name] = c
		}
		c.all++
		if !used {
			c.bad++
		}
	}
}

// arrived reports whether a row has a time of arrival or end, and no duration.
func (d *drops) arrived(fields []string) bool {
	if len(d.when) == 0 {
		return false
	}
	if _, _, err := d.when.value(fields); err != nil {
		return false
	}
	took, _, err := d.duration.value(fields)
	return err != nil || took < 0
}

// warnings says in full sentences how the rows that are left out differ.
func (d *drops) warnings(bad int) []string {
	if bad < fewestBiased {
		return nil
	}
	var out []string
	if 2*d.censored > bad {
		out = append(out, fmt.Sprintf("%d jobs arrive and have no duration that can be read, as jobs that failed or never ended: if they kept workers busy, the answer is too low", d.censored))
	}
	if from, to, n := d.worstTenth(); 2*n > bad {
		out = append(out, fmt.Sprintf("the rows left out are not spread over the log: %s of them are among rows %d to %d, where the answer misses jobs", number.Share(float64(n)/float64(bad)), from, to))
	}
	for k, name := range kindNames {
		if kind, c, found := d.worstKind(k, bad); found {
			out = append(out, fmt.Sprintf("the rows left out are not of all kinds alike: %s of the rows with %s %q are, and %s of the others", number.Share(float64(c.bad)/float64(c.all)), name, kind, number.Share(float64(bad-c.bad)/float64(max(1, d.rows-c.all)))))
		}
	}
	return out
}

// worstTenth returns the tenth of the log with the most rows that are left out, from one
// row to another, and how many these are.
func (d *drops) worstTenth() (from, to, bad int) {
	tenth := max(1, (len(d.all)+9)/10)
	at := 0
	for i := 0; i < len(d.bad); i += tenth {
		n := 0
		for _, b := range d.bad[i:min(i+tenth, len(d.bad))] {
			n += b
		}
		if n > bad {
			at, bad = i, n
		}
	}
	return at*d.size + 1, min((at+tenth)*d.size, d.rows), bad
}

// worstKind returns a kind of which ten times the share of the other kinds is left out.
func (d *drops) worstKind(k, bad int) (string, of, bool) {
	type kind struct {
		name string
		of
	}
	var all []kind
	for name, c := range d.kinds[k] {
		if others := d.rows - c.all; c.bad >= fewestBiased && others > 0 && float64(c.bad)*float64(others) > 10*float64(bad-c.bad)*float64(c.all) {
			all = append(all, kind{name, *c})
		}
	}
	if len(all) == 0 {
		return "", of{}, false
	}
	worst := slices.MaxFunc(all, func(a, b kind) int { return cmp.Or(cmp.Compare(a.bad, b.bad), cmp.Compare(b.name, a.name)) })
	return worst.name, worst.of, true
}
