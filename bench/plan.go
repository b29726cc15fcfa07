package bench

import "github.com/go-foundations/poolbench/bench/plan"

type (
	// A Plan says what to compare; its methods, in package plan, run it.
	Plan = plan.Plan

	// A Part of a round has some of its trials.
	Part = plan.Part

	// Hooks are called as a round of a plan goes on.
	Hooks = plan.Hooks

	// A Timeline is when every job of a trial ran, and where.
	Timeline = plan.Timeline
)
