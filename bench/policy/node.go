package policy

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// A position is a line of a file.
type position struct {
	file string
	line int
}

func (p position) String() string { return fmt.Sprintf("%s:%d", p.file, p.line) }

// resolve returns the node that an alias refers to. An alias that contains itself ends as a
// value of the wrong type, since the schema has a fixed depth.
func resolve(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode && n.Alias != nil {
		return n.Alias
	}
	return n
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

// kind names the kind of a node, for errors.
func kind(n *yaml.Node) string {
	switch {
	case isNull(n):
		return "nothing"
	case n.Kind == yaml.MappingNode:
		return "keys with values"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	}
	return fmt.Sprintf("%q", n.Value)
}

// pairs calls a function with each key and value.
func pairs(name string, n *yaml.Node, what string, do func(key, value *yaml.Node) error) error {
	if n = resolve(n); n.Kind != yaml.MappingNode {
		return fmt.Errorf("%s: %s: want keys with values, got %s", position{name, n.Line}, what, kind(n))
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if err := do(n.Content[i], n.Content[i+1]); err != nil {
			return err
		}
	}
	return nil
}

// fields calls the function of each key. A key that is unknown, or appears twice, is an
// error.
func fields(name string, n *yaml.Node, what string, known map[string]func(*yaml.Node) error) error {
	var seen []string
	return pairs(name, n, what, func(key, value *yaml.Node) error {
		at := position{name, key.Line}
		parse, ok := known[key.Value]
		switch {
		case !ok:
			return fmt.Errorf("%s: key %q: unknown in %s (have %s)", at, key.Value, what, strings.Join(slices.Sorted(maps.Keys(known)), ", "))
		case slices.Contains(seen, key.Value):
			return fmt.Errorf("%s: key %q: appears twice", at, key.Value)
		}
		seen = append(seen, key.Value)
		return parse(value)
	})
}

// each calls a function with each element of a list.
func each(name string, n *yaml.Node, what string, parse func(string, *yaml.Node) error) error {
	if n = resolve(n); n.Kind != yaml.SequenceNode {
		return fmt.Errorf("%s: %s: want a list, got %s", position{name, n.Line}, what, kind(n))
	}
	for _, e := range n.Content {
		if err := parse(name, e); err != nil {
			return err
		}
	}
	return nil
}

// scalar returns a value as the file spells it, whatever type YAML would give it.
func scalar(name string, n *yaml.Node, what string) (string, error) {
	if n = resolve(n); n.Kind != yaml.ScalarNode || isNull(n) || n.Value == "" {
		return "", fmt.Errorf("%s: %s: want a string, got %s", position{name, n.Line}, what, kind(n))
	}
	return n.Value, nil
}

func oneOf(name string, n *yaml.Node, what string, words ...string) (string, error) {
	text, err := scalar(name, n, what)
	if err == nil && !slices.Contains(words, text) {
		err = fmt.Errorf("%s: %s %q: want %s", position{name, n.Line}, what, text, strings.Join(words, " or "))
	}
	return text, err
}
