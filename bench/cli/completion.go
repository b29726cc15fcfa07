package cli

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/go-foundations/poolbench/bench/nearest"
)

// completionCommand adapts cobra's own command, which writes the scripts of shells: its help
// matches that of the other commands, and the scripts for bash and fish are patched.
func completionCommand(root *cobra.Command) {
	cmd, _, err := root.Find([]string{"completion"})
	if err != nil {
		panic("cli: " + err.Error()) // cobra has made it
	}
	cmd.Use, cmd.DisableFlagsInUseLine = "completion {bash | zsh | fish | powershell}", true
	cmd.Short = "Write a shell script that completes names and values"
	cmd.Long = `Writes a script that completes commands, flags and their values in a shell: names
of strategies, workloads, metrics and formats, also in lists, and files. In bash:
source <(compare completion bash)`
	var shells []string
	for _, sub := range cmd.Commands() {
		shells = append(shells, sub.Name())
		if sub.Name() == "powershell" {
			sub.Long = strings.TrimRight(sub.Long, "\n") + "\n" + listsInPowerShell
		}
		if script := patched[sub.Name()]; script != nil {
			sub.RunE = func(sub *cobra.Command, _ []string) error {
				plain, err := sub.Flags().GetBool("no-descriptions")
				if err != nil {
					return err
				}
				text, err := script(root, !plain)
				if err != nil {
					return err
				}
				_, err = io.WriteString(root.OutOrStdout(), text)
				return err
			}
		}
	}
	cmd.Args = cobra.ArbitraryArgs
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		if len(args) > 0 {
			return nearest.Unknown("shell", args[0], shells, "")
		}
		return fmt.Errorf("completion: want a shell, %s; in bash: source <(compare completion bash)", strings.Join(shells, ", "))
	}
}

// listsInPowerShell is added to the help of completion powershell.
//
// Note: it follows from PowerShell's rules for commas and from the text of cobra's script,
// which escapes what it completes. No test runs the script: CI can install no package that
// contains PowerShell.
const listsInPowerShell = `
PowerShell splits a list at its commas unless each has a backtick before it, as in
--workload skewed` + "`" + `,io-bound. So the script writes the backticks, and completes the last
value of a list that has them; in quotes it completes nothing.
`

// patched are cobra's scripts that need a change.
var patched = map[string]func(root *cobra.Command, descriptions bool) (string, error){"bash": bashScript, "fish": fishScript}

// bashScript returns cobra's script for bash, changed where it quotes what it completes:
// printf %q puts a backslash before a comma, which needs none, and the result no longer
// matches what was typed.
func bashScript(root *cobra.Command, descriptions bool) (string, error) {
	var b bytes.Buffer
	if err := root.GenBashCompletionV2(&b, descriptions); err != nil {
		return "", err
	}
	script := b.String()
	for _, quoting := range []struct{ line, after string }{
		{`printf -v comp "%q" "${compline%%$tab*}" &>/dev/null || comp=$(printf "%q" "${compline%%$tab*}")`, `comp=${comp//\\,/,}`},
		{`COMPREPLY[0]=$(printf "%q" "${COMPREPLY[0]%%$tab*}")`, `COMPREPLY[0]=${COMPREPLY[0]//\\,/,}`},
		{`COMPREPLY[0]=$(printf "%q" "${COMPREPLY[0]}")`, `COMPREPLY[0]=${COMPREPLY[0]//\\,/,}`},
		{`IFS=$'\n' read -ra COMPREPLY -d '' < <(printf "%q\n" "${COMPREPLY[@]}")`, `COMPREPLY=("${COMPREPLY[@]//\\,/,}")`},
	} {
		script = strings.ReplaceAll(script, quoting.line+"\n", quoting.line+"\n        "+quoting.after+"\n")
	}
	return script, nil
}

// fishScript returns cobra's script for fish, changed where it passes --flag=value to string
// split, which would take it for a flag of its own.
func fishScript(root *cobra.Command, descriptions bool) (string, error) {
	var b bytes.Buffer
	if err := root.GenFishCompletion(&b, descriptions); err != nil {
		return "", err
	}
	return strings.ReplaceAll(b.String(), `(string split --max 1 \t $`, `(string split --max 1 \t -- $`), nil
}
