package cli

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	rtext "github.com/go-foundations/poolbench/bench/report/text"
)

// helpWanted is the error of who asked for help among the flags of a command.
type helpWanted struct{ fs *flag.FlagSet }

func (h *helpWanted) Error() string { return flag.ErrHelp.Error() }
func (h *helpWanted) Unwrap() error { return flag.ErrHelp }

// explain answers who asked for help.
func (c *command) explain(err error) error {
	var h *helpWanted
	if errors.As(err, &h) {
		_, name, _ := strings.Cut(h.fs.Name(), " ")
		if s, ok := commandByName(name); ok {
			return c.write("", commandHelp(s, h.fs))
		}
	}
	return c.usage(c.Stdout)
}

// help writes the usage page, or explains a command or a topic.
func (c *command) help(ctx context.Context, args []string) error {
	switch {
	case len(args) == 0:
		return c.usage(c.Stdout)
	case len(args) > 1:
		return fmt.Errorf("help: want one command or topic, and there are %d", len(args))
	case asksForHelp(args):
		return c.help(ctx, []string{"help"})
	case args[0] == "man":
		return c.manualPage(ctx, c.Stdout)
	}
	var b bytes.Buffer
	known := append(commandNames(), "man")
	if s, ok := commandByName(args[0]); ok {
		b.Write(commandHelp(s, c.flagsOf(ctx, s)))
	}
	for _, t := range topics {
		known = append(known, t.name)
		if t.name == args[0] {
			if b.Len() > 0 {
				b.WriteByte('\n')
			}
			fmt.Fprintf(&b, "%s: %s\n%s\n", t.name, t.summary, t.text)
		}
	}
	if b.Len() == 0 {
		return unknown("help", args[0], known)
	}
	return c.write("", b.Bytes())
}

// asksForHelp reports whether the arguments of a command without flags do.
func asksForHelp(args []string) bool {
	return len(args) == 1 && slices.Contains([]string{"-h", "-help", "--help"}, args[0])
}

func commandByName(name string) (subcommand, bool) {
	i := slices.IndexFunc(subcommands, func(s subcommand) bool { return s.name == name && s.text != "" })
	if i < 0 {
		return subcommand{}, false
	}
	return subcommands[i], true
}

// commandNames returns those for people.
func commandNames() []string {
	var names []string
	for _, s := range subcommands {
		if s.text != "" {
			names = append(names, s.name)
		}
	}
	return names
}

// flagsOf returns the flags of a command; nil: it has none, or those of a comparison.
func (c *command) flagsOf(ctx context.Context, s subcommand) *flag.FlagSet {
	var h *helpWanted
	if s.text == "" || s.name == "help" || s.name == "completion" {
		return nil
	}
	if errors.As(s.run(c, ctx, []string{"-h"}), &h) && h.fs.Name() == "compare "+s.name {
		return h.fs
	}
	return nil
}

func flagNames(fs *flag.FlagSet) string {
	var names []string
	fs.VisitAll(func(f *flag.Flag) {
		dashes := "--"
		if len(f.Name) == 1 {
			dashes = "-"
		}
		names = append(names, dashes+f.Name)
	})
	return strings.Join(names, " ")
}

const (
	helpWidth  = 80
	helpIndent = 21
)

// commandHelp returns what a command does, and its flags.
func commandHelp(s subcommand, fs *flag.FlagSet) []byte {
	var b bytes.Buffer
	fmt.Fprintln(&b, strings.TrimSpace("compare "+s.name+" "+s.args))
	fmt.Fprintln(&b, s.text)
	first := true
	if fs != nil {
		fs.VisitAll(func(f *flag.Flag) {
			if first {
				b.WriteString("\nFlags:\n")
				first = false
			}
			value, text := flag.UnquoteUsage(f)
			name := strings.TrimSpace("--" + f.Name + " " + value)
			if len(f.Name) == 1 {
				name = name[1:]
			}
			if d := f.DefValue; d != "" && d != "false" && d != "0" && !strings.Contains(text, "default") {
				text += "; default " + d
			}
			fmt.Fprintf(&b, "  %-*s", helpIndent-2, name)
			if len(name) > helpIndent-3 {
				fmt.Fprintf(&b, "\n%*s", helpIndent, "")
			}
			rtext.Fold(&b, text, helpIndent, helpIndent, helpWidth)
		})
	}
	return b.Bytes()
}

// foldLines writes a text with its longer lines folded; 0: as it is. Commands are there
// to be copied, and stay whole.
func foldLines(b *bytes.Buffer, text string, width int) {
	for line := range strings.Lines(text) {
		if width == 0 || utf8.RuneCountInString(line) <= width || strings.Contains(line, ": compare ") {
			b.WriteString(line)
			continue
		}
		rtext.Fold(b, strings.TrimSuffix(line, "\n"), 0, 2, width)
	}
}

// manualPage writes everything that help says in the format of man.
func (c *command) manualPage(ctx context.Context, w io.Writer) error {
	var b, page bytes.Buffer
	if err := c.usage(&page); err != nil {
		return err
	}
	summary, usage, _ := strings.Cut(page.String(), "\n")
	b.WriteString(".TH COMPARE 1 \"\" poolbench \"User Commands\"\n.SH NAME\n")
	b.WriteString(roff("compare") + " \\- " + roff(strings.TrimSuffix(strings.TrimPrefix(summary, "compare "), ".")) + "\n")
	b.WriteString(".SH SYNOPSIS\n.nf\n" + roff(strings.Trim(usage, "\n")) + "\n.fi\n.SH COMMANDS\n")
	for _, s := range subcommands {
		if s.text == "" {
			continue
		}
		head, rest, _ := strings.Cut(string(commandHelp(s, c.flagsOf(ctx, s))), "\n")
		b.WriteString(".SS " + roff(head) + "\n.nf\n" + roff(strings.Trim(rest, "\n")) + "\n.fi\n")
	}
	b.WriteString(".SH WORDS\n")
	for _, t := range topics {
		b.WriteString(".SS " + roff(t.name+": "+t.summary) + "\n.nf\n" + roff(strings.TrimSpace(t.text)) + "\n.fi\n")
	}
	_, err := w.Write(b.Bytes())
	return err
}

// roff returns text that man shows as it is.
func roff(text string) string {
	text = strings.ReplaceAll(text, `\`, `\e`)
	text = strings.ReplaceAll(text, "-", `\-`)
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}
