package recommend

import "time"

// A Span is what happens in a part of the time of a log. Times are in seconds.
type Span struct {
	From  float64  `json:"from"` // since the first arrival
	To    float64  `json:"to"`
	Jobs  int      `json:"jobs"`  // that arrive in it
	Busy  float64  `json:"busy"`  // workers on average, as if all work were done on arrival
	Value *float64 `json:"value"` // of the deciding metric with the recommended workers; nil: too few jobs
	Most  float64  `json:"most"`  // what a job takes at most from arrival to completion or, of a target for the wait, until it starts
}

const (
	// overSpans is how many spans a log is cut into.
	overSpans = 48

	// busiestSpan is how long the busiest part is that is told.
	busiestSpan = time.Hour
)

// over cuts the time of a log into equal spans.
func (s *schedule) over(main goal) []Span {
	n := len(s.arrivals)
	long := s.arrivals[n-1]
	if long < overSpans {
		return []Span{}
	}
	var out []Span
	from := 0
	for k := range overSpans {
		begin, end := time.Duration(float64(long)*float64(k)/overSpans), time.Duration(float64(long)*float64(k+1)/overSpans)
		to := from
		for to < n && (s.arrivals[to] < end || k == overSpans-1) {
			to++
		}
		out = append(out, s.span(main, from, to, begin, end))
		from = to
	}
	return out
}

// span describes the jobs from one to before another.
func (s *schedule) span(main goal, from, to int, begin, end time.Duration) Span {
	x := Span{From: begin.Seconds(), To: end.Seconds(), Jobs: to - from}
	values := s.valuesOf(main, from, to)
	for k, v := range values {
		i := from + k
		x.Most = max(x.Most, v)
		x.Busy += (s.ends[i] - s.starts[i]).Seconds() / max(x.To-x.From, 1e-9)
	}
	if v, ok := metricOf(values, main); ok {
		x.Value = &v
	}
	return x
}

// busiest returns the hour in which jobs bring the most work; nil: the log is not much
// longer than that.
func (s *schedule) busiest(main goal) *Span {
	n := len(s.arrivals)
	if s.arrivals[n-1] < 2*busiestSpan {
		return nil
	}
	first, bestFrom, bestTo := 0, 0, 0
	work, most := 0.0, -1.0
	for i := range s.arrivals {
		work += (s.ends[i] - s.starts[i]).Seconds()
		for s.arrivals[first] <= s.arrivals[i]-busiestSpan {
			work -= (s.ends[first] - s.starts[first]).Seconds()
			first++
		}
		if work > most {
			most, bestFrom, bestTo = work, first, i+1
		}
	}
	x := s.span(main, bestFrom, bestTo, s.arrivals[bestFrom], s.arrivals[bestFrom]+busiestSpan)
	return &x
}
