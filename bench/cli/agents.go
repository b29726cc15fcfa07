package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"sync"

	"github.com/spf13/cobra"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/ask"
	"github.com/go-foundations/poolbench/bench/plan"
	"github.com/go-foundations/poolbench/bench/process"
	"github.com/go-foundations/poolbench/bench/profile"
	"github.com/go-foundations/poolbench/bench/rounds"
	"github.com/go-foundations/poolbench/workloads"
)

const agentName = "agent"

// agentsFlag adds the flag that hands the rounds of a comparison to agents.
func (c *command) agentsFlag(cmd *cobra.Command, o *options) {
	if c.Farm != nil {
		cmd.Flags().StringVar(&o.agents, "agents", "", "let agents run the rounds: those that joined the server at this `URL` (see compare agent) or, in virtual time, the given number of agents on this machine")
	}
}

// agentCommand runs rounds for comparisons that were started elsewhere.
func (c *command) agentCommand() *cobra.Command {
	var join, listen string
	cmd := &cobra.Command{
		Use: agentName, Short: "Run rounds for a comparison that was started elsewhere", Args: noArguments,
		Long: `agent runs rounds of comparisons that were started elsewhere with --agents, until
it is stopped. In real time one agent runs a whole round, in a process of its
own; in virtual time several agents may share a round. Agents may come and go: if
one dies, another takes over its work. An agent refuses rounds from a program
that is not byte for byte the same as its own.

All of them need the same POOLBENCH_TOKEN in their environment; without it an
agent neither listens nor joins beyond its own machine. With your own NATS
server, a name and a password in the URL also work, as does
POOLBENCH_CREDENTIALS, the credentials file of a user of that server. A server
with POOLBENCH_TLS_CERT and POOLBENCH_TLS_KEY, two PEM files, encrypts; the
others then join tls://HOST:4222, with POOLBENCH_TLS_CA if their machine does not
trust the server's authority.`,
		Example: `  compare agent --listen 0.0.0.0:4222       on one machine
  compare agent --join nats://HOST:4222     on each of the others
  compare sweep --agents nats://HOST:4222   on any`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if (join == "") == (listen == "") {
				return errors.New("agent: want --join or --listen")
			}
			return c.Farm.Serve(cmd.Context(), join, listen, c.Stderr, c.roundForOthers)
		},
	}
	cmd.Flags().StringVar(&join, "join", "", "run rounds for the server at this `URL`")
	cmd.Flags().StringVar(&listen, "listen", "", "also be the server, listening at this `ADDRESS`")
	return cmd
}

// roundForOthers runs the round that a request describes.
func (c *command) roundForOthers(ctx context.Context, request []byte) ([]byte, error) {
	var req ask.Request
	if err := json.Unmarshal(request, &req); err != nil {
		return nil, fmt.Errorf("request: %w", err)
	}
	scratch, err := os.MkdirTemp("", "compare-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(scratch)
	req.Profiles = profile.Files{} // others must not write files on this machine
	spawn, err := c.spawn(req, scratch)
	if err != nil {
		return nil, err
	}
	return rounds.Output(ctx, func(ctx context.Context) *exec.Cmd { return spawn(ctx, req.Round) }, req.Patience)
}

// farmOut hands the rounds of a comparison to agents.
func (c *command) farmOut(ctx context.Context, o *options, comparison *rounds.Comparison, p *plan.Plan) (Agents, error) {
	agents, err := c.hire(ctx, o)
	if err != nil {
		return nil, err
	}
	req := o.Request(p, comparison.Run.Settings.Strategies)
	comparison.Ahead = agents.Ahead()
	parts := 1
	if o.Mode.Virtual {
		parts = partsOf(comparison.Cells, comparison.Rounds, comparison.Ahead)
	}
	comparison.Elsewhere = func(ctx context.Context, round int) ([]byte, error) {
		mine := req
		mine.Round = round
		return doParts(ctx, agents, mine, parts, p.Workloads)
	}
	return agents, nil
}

// partsOf returns how many parts to split each round into: enough requests for all agents, but
// not one per trial, because each request draws its jobs anew.
func partsOf(cells, rounds, ahead int) int {
	return max(1, min(cells, (2*ahead+rounds-1)/max(1, rounds)))
}

// doParts has agents run the parts of a round, each part on one agent.
func doParts(ctx context.Context, agents Agents, req ask.Request, parts int, in []workloads.Workload) ([]byte, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	outputs, errs := make([][]byte, parts), make([]error, parts)
	var all sync.WaitGroup
	for i := range parts {
		mine := req
		if parts > 1 {
			mine.Part = bench.Part{Number: i, Of: parts}
		}
		request, err := json.Marshal(mine)
		if err != nil {
			panic("cli: " + err.Error()) // plain data
		}
		all.Go(func() {
			if outputs[i], errs[i] = agents.Do(ctx, request); errs[i] != nil {
				cancel()
			}
		})
	}
	all.Wait()
	if parts == 1 {
		return outputs[0], errs[0]
	}
	for _, err := range errs {
		if err != nil && !errors.Is(err, context.Canceled) {
			return nil, err
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	var names []string
	for _, w := range in {
		names = append(names, w.Name)
	}
	return rounds.Merge(outputs, names)
}

// hire returns the agents that --agents names.
func (c *command) hire(ctx context.Context, o *options) (Agents, error) {
	n, err := strconv.Atoi(o.agents)
	switch {
	case err != nil:
		return c.Farm.Hire(ctx, o.agents)
	case n < 1:
		return nil, fmt.Errorf("--agents %s: want 1 or more, or a URL", o.agents)
	case n > 1 && !o.Mode.Virtual:
		return nil, fmt.Errorf("--agents %d: agents on one machine would disturb each other's measurements: want --virtual, or agents on other machines", n)
	}
	itself, err := c.itself(agentName)
	if err != nil {
		return nil, err
	}
	return c.Farm.Start(ctx, n, func(url string) *exec.Cmd {
		cmd := exec.CommandContext(ctx, itself.Path, append(itself.Args, "--join", url)...)
		cmd.Env = itself.Env
		process.OwnGroup(cmd) // a terminal's Ctrl-C is for the command, which stops them
		return cmd
	})
}
