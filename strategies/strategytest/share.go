package strategytest

var shareRules = []rule{{
	name:    "queue-share",
	explain: "a job comes to share the result of another one only while that one waits, so that there will be one: also of one that comes back, and once more when it does",
	claimed: Claims.streams,
	run:     runQueueShare,
}}

// runQueueShare has many jobs of few keys wait, of which some come back several times.
func runQueueShare(c *check) {
	for _, workers := range []int{1, 3} {
		for _, returns := range []int{0, 3} {
			c.inBubble("a queue of jobs that are alike", func() {
				if m := c.newModel(c.discipline(), c.claims.setup(workers, 60)); m != nil {
					m.leaders, m.returns = true, returns
					m.play(noise(uint64(40+workers), 600))
				}
			})
		}
	}
}
