package fromlog

import (
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/bench/ask"
	"github.com/go-foundations/poolbench/bench/recommend"
)

// BrokerWords are the values of the flags about processes behind a broker.
type BrokerWords struct {
	Processes, Prefetch, Poll, AckWait string // lists
	Trip                               time.Duration
}

// mostPrefetch is more than any broker's default.
const mostPrefetch = 1_000_000

// brokers returns the ways that the flags describe.
func (w *BrokerWords) brokers() (b recommend.Brokers, err error) {
	if w.Processes == "" {
		for _, other := range []struct {
			flag string
			set  bool
		}{{"prefetch", w.Prefetch != ""}, {"poll", w.Poll != ""}, {"ack-wait", w.AckWait != ""}, {"trip", w.Trip != 0}} {
			if other.set {
				return b, fmt.Errorf("--%s: requires --processes, such as --processes 1,2,4", other.flag)
			}
		}
		return b, nil
	}
	if w.Trip < 0 || w.Trip > time.Hour {
		return b, fmt.Errorf("--trip %v: want a time from 0 to an hour, such as 1ms", w.Trip)
	}
	b.Trip = w.Trip
	if b.Processes, err = ask.ParseCounts("processes", w.Processes, ask.MaxVirtualWorkers/100); err != nil {
		return b, err
	}
	if b.Prefetch, err = ask.ParseCounts("prefetch", w.Prefetch, mostPrefetch); err != nil {
		return b, err
	}
	if b.Poll, err = durations("poll", w.Poll); err != nil {
		return b, err
	}
	if b.AckWait, err = durations("ack-wait", w.AckWait); err != nil {
		return b, err
	}
	if len(b.Prefetch) == 0 && len(b.Poll) == 0 {
		b.Prefetch = recommend.DefaultPrefetch()
	}
	switch n := b.Count(); {
	case len(b.Prefetch) == 0 && (len(b.AckWait) > 0 || b.Trip > 0):
		return b, fmt.Errorf("--ack-wait, --trip: apply to processes that prefetch: want --prefetch, too")
	case n > recommend.MostBrokered:
		return b, fmt.Errorf("--processes: %d ways in all, want at most %d", n, recommend.MostBrokered)
	}
	return b, nil
}

// durations reads durations, separated by commas.
func durations(flag, list string) ([]time.Duration, error) {
	if list == "" {
		return nil, nil
	}
	var out []time.Duration
	for _, text := range ask.SplitList(list) {
		d, err := time.ParseDuration(text)
		if err != nil || d < time.Microsecond || d > 24*time.Hour {
			return nil, fmt.Errorf("--%s %q: want times from 1us to a day, such as 100ms, separated by commas", flag, text)
		}
		out = append(out, d)
	}
	return out, nil
}
