package cli

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"github.com/go-foundations/poolbench/bench/nearest"
)

// helpCommand explains commands and topics, and writes the manual.
func (c *command) helpCommand(root *cobra.Command) *cobra.Command {
	cmd := &cobra.Command{
		Use: "help [COMMAND | TOPIC]", Short: "Explain a command, or a term that the answers use",
		Long: `Explains a command, or a term that the answers use.

compare help man writes all of the help as manual pages, one after the other, or
as files in a folder with --dir; compare help markdown writes it as one page of
Markdown.`,
		Example: `  compare help gate
  compare help verdicts
  compare help man >compare.1
  compare help man --dir /usr/local/share/man/man1`,
		DisableFlagsInUseLine: true,
		ValidArgsFunction: func(_ *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
			var out []cobra.Completion
			if len(args) == 0 {
				for _, sub := range explained(root) {
					out = append(out, cobra.CompletionWithDesc(sub.Name(), sub.Short))
				}
			}
			return beginning(typed, out), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error { return explain(root, args) },
	}
	cmd.AddCommand(c.manCommand(root), c.markdownCommand(root))
	return cmd
}

// explained returns the subcommands and topics that help explains.
func explained(cmd *cobra.Command) []*cobra.Command {
	var out []*cobra.Command
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() || sub.IsAdditionalHelpTopicCommand() || sub.Name() == "help" && !cmd.HasParent() {
			out = append(out, sub)
		}
	}
	return out
}

// explain writes the help of the command or topic that the arguments name.
func explain(root *cobra.Command, args []string) error {
	if len(args) == 1 {
		if about := topicOf(args[0]); about != "" {
			args = []string{about}
		}
	}
	target, rest, err := root.Find(args)
	switch {
	case err != nil || target.Hidden || target == root && len(rest) > 0:
		var known []string
		for _, sub := range explained(root) {
			known = append(known, sub.Name())
		}
		return nearest.Unknown("help", strings.Join(args, " "), known, "compare help")
	case len(rest) > 0:
		return fmt.Errorf("help: want one command or topic, got %d", len(args))
	}
	target.InitDefaultHelpFlag()
	target.InitDefaultVersionFlag()
	return target.Help()
}

// manCommand writes the manual in the format of man.
func (c *command) manCommand(root *cobra.Command) *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use: "man", Short: "Write manual pages", Args: noArguments,
		Long: `Writes all of the help as manual pages, one after the other, or as files in a
folder with --dir.`,
		Example: `  compare help man >compare.1
  compare help man --dir /usr/local/share/man/man1`,
		RunE: func(*cobra.Command, []string) error {
			header := &doc.GenManHeader{Section: "1", Source: "poolbench", Manual: "User Commands"}
			if dir != "" {
				return doc.GenManTree(root, header, dir)
			}
			return c.everyPage(root, func(sub *cobra.Command, b *bytes.Buffer) error {
				h := *header
				return doc.GenMan(sub, &h, b)
			})
		},
	}
	cmd.Flags().StringVar(&dir, "dir", "", "write one file for each command into `FOLDER` instead of standard output")
	completeFlag(cmd, "dir", folder)
	return cmd
}

// markdownCommand writes the manual as Markdown.
func (c *command) markdownCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use: "markdown", Short: "Write the manual as Markdown", Args: noArguments,
		Long: `Writes all of the help as one page of Markdown.`,
		RunE: func(*cobra.Command, []string) error {
			return c.everyPage(root, func(sub *cobra.Command, b *bytes.Buffer) error {
				if sub.IsAdditionalHelpTopicCommand() { // which has no flags
					title, text, _ := strings.Cut(sub.Long, "\n")
					_, err := fmt.Fprintf(b, "## %s\n%s\n\n", title, text)
					return err
				}
				return doc.GenMarkdownCustom(sub, b, func(file string) string { // compare_gate.md
					return "#" + strings.ReplaceAll(strings.TrimSuffix(file, ".md"), "_", "-")
				})
			})
		},
	}
}

// everyPage writes a page about the command, then one about each of its subcommands.
func (c *command) everyPage(root *cobra.Command, page func(*cobra.Command, *bytes.Buffer) error) error {
	var b bytes.Buffer
	var walk func(*cobra.Command) error
	walk = func(cmd *cobra.Command) error {
		cmd.InitDefaultHelpFlag()
		cmd.InitDefaultVersionFlag()
		cmd.DisableAutoGenTag = true
		if err := page(cmd, &b); err != nil {
			return err
		}
		for _, sub := range explained(cmd) {
			if err := walk(sub); err != nil {
				return err
			}
		}
		return nil
	}
	if err := walk(root); err != nil {
		return err
	}
	return c.write("", b.Bytes())
}
