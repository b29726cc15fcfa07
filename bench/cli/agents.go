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

// agentsFlag adds the flag that has a comparison done by agents.
func (c *command) agentsFlag(cmd *cobra.Command, o *options) {
	if c.Farm != nil {
		cmd.Flags().StringVar(&o.agents, "agents", "", "have rounds done by the agents that have joined the server at this `URL` (see compare agent), or by so many on this machine, in virtual time")
	}
}

// agentCommand does rounds for comparisons that run elsewhere.
func (c *command) agentCommand() *cobra.Command {
	var join, listen string
	cmd := &cobra.Command{
		Use: agentName, Short: "Do rounds for a comparison that runs elsewhere", Args: noArguments,
		Long: `agent does rounds of comparisons that run elsewhere with --agents, until it is
stopped. In real time each round is done whole by one agent, in a process of its
own; in virtual time several may share one. Agents may come and go: what an agent
that died was doing is done by another one. An agent refuses rounds of a program
that is not, byte for byte, its own.

All need the same POOLBENCH_TOKEN in their environment, without which no agent
listens or joins beyond its own machine. With a NATS server of your own a name
and a password in the URL do, too, or POOLBENCH_CREDENTIALS, the file of a user
of that server. A server with POOLBENCH_TLS_CERT and
POOLBENCH_TLS_KEY, files in PEM, encrypts; the others join tls://HOST:4222, with
POOLBENCH_TLS_CA if its authority is one that their machine does not trust.`,
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
	cmd.Flags().StringVar(&join, "join", "", "do the rounds of the server at this `URL`")
	cmd.Flags().StringVar(&listen, "listen", "", "be the server, at this `ADDRESS`, too")
	return cmd
}

// roundForOthers does the round that a request is about.
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
	req.Profiles = profile.Files{} // no files of this machine are written for others
	spawn, err := c.spawn(req, scratch)
	if err != nil {
		return nil, err
	}
	return rounds.Output(ctx, func(ctx context.Context) *exec.Cmd { return spawn(ctx, req.Round) }, req.Patience)
}

// farmOut has the rounds of a comparison done by agents.
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

// partsOf returns into how many parts to split each round, so that there are enough requests for
// all agents, though a round is no request for each trial: each draws its jobs anew.
func partsOf(cells, rounds, ahead int) int {
	return max(1, min(cells, (2*ahead+rounds-1)/max(1, rounds)))
}

// doParts has agents do a round, each part by one of them.
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
		return nil, fmt.Errorf("--agents %d: agents of one machine would disturb each other's measurements: want --virtual, or agents on other machines", n)
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
