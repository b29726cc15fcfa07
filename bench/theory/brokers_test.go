package theory

import "testing"

// TestBrokers holds what is known of brokers to figures by hand.
func TestBrokers(t *testing.T) {
	near(t, "one process that polls", PolledWait(1, 100), 50, 9)
	near(t, "four that poll", PolledWait(4, 100), 20, 9)
	near(t, "median of one", PolledQuantile(1, 100, .5), 50, 9)
	near(t, "99 of 100 before four", PolledQuantile(4, 100, .99), 68.377, 3)
	near(t, "River's 8 workers and 100 ms", PolledRate(8, .1), 80, 9)
	near(t, "one at a time", PrefetchedRate(1, 1, 1, 3), .25, 9)
	near(t, "enough", PrefetchedRate(1, 4, 1, 3), 1, 9)
	near(t, "two workers", PrefetchedRate(2, 4, 1, 3), 1, 9)
	near(t, "one at a time", PrefetchedMakespan(100, 1, 1, 3), 400, 9)
	near(t, "two at a time", PrefetchedMakespan(100, 2, 1, 3), 201, 9)
	near(t, "enough", PrefetchedMakespan(100, 4, 1, 3), 103, 9)
	near(t, "no way to go", PrefetchedMakespan(100, 1, 1, 0), 100, 9)
	near(t, "500 jobs of 60 ms, 30 s", float64(Redelivered(500, 60, 30_000)), 0, 9)
	near(t, "500 jobs of 61 ms, 30 s", float64(Redelivered(500, 61, 30_000)), 9, 9)
	near(t, "as long as the broker waits", float64(Deliveries(30, 30)), 1, 9)
	near(t, "a little longer", float64(Deliveries(31, 30)), 2, 9)
	near(t, "five lost after 30", RecoveredMakespan(10, 1, 5.5, 30), 35, 9)
	near(t, "none lost", RecoveredMakespan(10, 1, 10, 30), 10, 9)
}
