package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/go-foundations/poolbench/bench/ask"
	"github.com/go-foundations/poolbench/bench/process"
	"github.com/go-foundations/poolbench/bench/profile"
	"github.com/go-foundations/poolbench/bench/rounds"
)

// roundName is the command that runs one round, in a process of its own. It reads a request
// from standard input and writes trials to standard output.
const roundName = "__round"

func (c *command) roundCommand() *cobra.Command {
	return &cobra.Command{
		Use: roundName, Hidden: true, DisableFlagParsing: true,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.round(cmd.Context()) },
	}
}

func (c *command) round(ctx context.Context) error {
	var req ask.Request
	if err := json.NewDecoder(c.Stdin).Decode(&req); err != nil {
		return fmt.Errorf("%s: for internal use only: %w", roundName, err)
	}
	plan, err := req.Plan(c.roster())
	if err != nil {
		return err
	}
	// Standard output is for trials alone: output of a contender would get mixed in.
	if c.Stdout == io.Writer(os.Stdout) {
		os.Stdout = os.Stderr
	}
	return req.Profiles.While(func() error {
		if req.Profiles != (profile.Files{}) {
			if err := profile.Repeat(ctx, plan); err != nil {
				return err
			}
		}
		return rounds.Serve(ctx, *plan, req.Round, c.Stdout)
	})
}

// itself returns the program that runs a subcommand of this command in a new process.
func (c *command) itself(subcommand string) (process.Program, error) {
	program := c.Program
	if program == "" {
		var err error
		if program, err = os.Executable(); err != nil {
			return process.Program{}, fmt.Errorf("cannot start itself: %w", err)
		}
	}
	return process.Program{Path: program, Args: append(slices.Clone(c.Prefix), subcommand), Env: os.Environ()}, nil
}

// spawn returns the function that starts the process of a round. Its temporary files go to
// the scratch folder, in case it is killed before it can remove them.
func (c *command) spawn(req ask.Request, scratch string) (func(ctx context.Context, round int) *exec.Cmd, error) {
	itself, err := c.itself(roundName)
	if err != nil {
		return nil, err
	}
	program, args := itself.Path, itself.Args
	return func(ctx context.Context, round int) *exec.Cmd {
		req.Round = round
		in, err := json.Marshal(req)
		if err != nil {
			panic("cli: " + err.Error()) // plain data
		}
		cmd := exec.CommandContext(ctx, program, args...)
		cmd.Stdin = bytes.NewReader(in)
		cmd.Env = append(os.Environ(), "TMPDIR="+scratch)
		cmd.WaitDelay = time.Second
		process.OwnGroup(cmd) // a terminal's Ctrl-C is for the command, which decides when a round ends
		return cmd
	}, nil
}
