package policy

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// Read reads a policy. An error is one line that names the file and, for a mistake in the
// file, its line; errors.Is(err, fs.ErrNotExist) holds if there is no file.
func Read(path string) (*Policy, error) {
	text, err := os.ReadFile(path)
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return nil, fmt.Errorf("policy %q: %w", path, pe.Err)
	}
	if err != nil {
		return nil, fmt.Errorf("policy %q: %w", path, err)
	}
	return Parse(path, text)
}

// Find reads the policy in a folder, and returns its path. Without one there is neither
// policy nor error.
func Find(folder string) (p *Policy, path string, err error) {
	path = filepath.Join(folder, FileName)
	p, err = Read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", nil
	}
	return p, path, err
}

// Parse reads a policy from the text of a file; errors use the name given. A text without
// a document is an empty policy.
func Parse(name string, text []byte) (*Policy, error) {
	p := new(Policy)
	root, err := document(name, text)
	if err != nil {
		return nil, err
	}
	if root == nil {
		return p, nil
	}
	err = fields(name, root, "the policy", map[string]func(*yaml.Node) error{
		"gate":    func(n *yaml.Node) error { return p.parseGate(name, n) },
		"rules":   func(n *yaml.Node) error { return each(name, n, "rules", p.parseRule) },
		"better":  func(n *yaml.Node) error { return p.parseBetter(name, n) },
		"waivers": func(n *yaml.Node) error { return each(name, n, "waivers", p.parseWaiver) },
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// document returns the only document of a text; nil: it has none.
func document(name string, text []byte) (*yaml.Node, error) {
	var docs []yaml.Node
	if err := yaml.Load(text, &docs, yaml.WithAllDocuments()); err != nil {
		var bad *yaml.LoadError
		if errors.As(err, &bad) && bad.Mark.Line > 0 {
			return nil, fmt.Errorf("%s: is not valid YAML: %s", position{name, bad.Mark.Line}, bad.Message)
		}
		return nil, fmt.Errorf("policy %q: is not valid YAML: %w", name, err)
	}
	if len(docs) == 0 || len(docs[0].Content) == 0 || len(docs) == 1 && isNull(docs[0].Content[0]) {
		return nil, nil
	}
	if len(docs) > 1 {
		return nil, fmt.Errorf("%s: has %d documents, want one", position{name, docs[1].Line}, len(docs))
	}
	return docs[0].Content[0], nil
}

func (p *Policy) parseGate(name string, n *yaml.Node) error {
	return fields(name, n, "gate", map[string]func(*yaml.Node) error{
		"margin": func(n *yaml.Node) (err error) {
			p.margin, err = parseMargins(name, n)
			return err
		},
		"inconclusive": func(n *yaml.Node) (err error) {
			p.Inconclusive, err = oneOf(name, n, "inconclusive", "pass", "fail")
			return err
		},
	})
}

func (p *Policy) parseRule(name string, n *yaml.Node) error {
	r := rule{selector: selector{at: position{name, n.Line}}}
	known := r.fields(name)
	known["margin"] = func(n *yaml.Node) (err error) {
		r.margin, err = parseMargins(name, n)
		return err
	}
	known["units"] = func(n *yaml.Node) error {
		r.units = []unitLine{}
		return each(name, n, "units", func(name string, n *yaml.Node) error {
			u, err := parseUnit(name, n, "units")
			if slices.ContainsFunc(r.units, func(v unitLine) bool { return v.unit == u.unit }) && err == nil {
				return fmt.Errorf("%s: unit %s: appears twice", u.at, u.unit)
			}
			r.units = append(r.units, u)
			return err
		})
	}
	if err := fields(name, n, "a rule", known); err != nil {
		return err
	}
	if r.benchmark == nil {
		return fmt.Errorf("%s: rule: has no benchmark", r.at)
	}
	for _, before := range p.rules {
		if before.String() == r.String() {
			return fmt.Errorf("%s: rule for %s: duplicates the one at %s", r.at, &r.selector, before.at)
		}
	}
	p.rules = append(p.rules, r)
	return nil
}

// fields returns the keys that say which benchmarks are meant.
func (s *selector) fields(name string) map[string]func(*yaml.Node) error {
	return map[string]func(*yaml.Node) error{
		"benchmark": func(n *yaml.Node) error {
			s.at = position{name, n.Line}
			text, err := scalar(name, n, "benchmark")
			if err != nil {
				return err
			}
			if s.benchmark, err = regexp.Compile(text); err != nil {
				return fmt.Errorf("%s: benchmark %q: is not a regular expression: %w", s.at, text, err)
			}
			return nil
		},
		"package": func(n *yaml.Node) (err error) {
			s.pkg, err = scalar(name, n, "package")
			return err
		},
	}
}

func (p *Policy) parseBetter(name string, n *yaml.Node) error {
	p.Better = map[string]string{}
	return pairs(name, n, "better", func(key, value *yaml.Node) error {
		u, err := parseUnit(name, key, "better")
		if err != nil {
			return err
		}
		if _, twice := p.Better[u.unit]; twice {
			return fmt.Errorf("%s: better: %s appears twice", u.at, u.unit)
		}
		p.better = append(p.better, u)
		p.Better[u.unit], err = oneOf(name, value, "better: "+u.unit, "higher", "lower")
		return err
	})
}

func (p *Policy) parseWaiver(name string, n *yaml.Node) error {
	w := waiver{selector: selector{at: position{name, n.Line}}}
	known := w.fields(name)
	known["unit"] = func(n *yaml.Node) error {
		u, err := parseUnit(name, n, "unit")
		w.unit = u.unit
		return err
	}
	known["ceiling"] = func(n *yaml.Node) (err error) {
		w.ceiling, err = parseCeiling(name, n)
		return err
	}
	known["until"] = func(n *yaml.Node) error {
		text, err := scalar(name, n, "until")
		if err == nil {
			if w.until, err = time.Parse(time.DateOnly, text); err != nil {
				err = fmt.Errorf("%s: until %q: want a date, such as 2026-12-31", position{name, n.Line}, text)
			}
		}
		return err
	}
	known["reason"] = func(n *yaml.Node) (err error) {
		w.reason, err = scalar(name, n, "reason")
		return err
	}
	if err := fields(name, n, "a waiver", known); err != nil {
		return err
	}
	for _, k := range []struct {
		key     string
		missing bool
	}{{"benchmark", w.benchmark == nil}, {"unit", w.unit == ""}, {"ceiling", w.ceiling == ceiling{}}, {"until", w.until.IsZero()}, {"reason", w.reason == ""}} {
		if k.missing {
			return fmt.Errorf("%s: waiver: has no %s", w.at, k.key)
		}
	}
	for _, before := range p.waivers {
		if before.String() == w.String() && before.unit == w.unit {
			return fmt.Errorf("%s: waiver for %s, %s: duplicates the one at %s", w.at, &w.selector, w.unit, before.at)
		}
	}
	p.waivers = append(p.waivers, w)
	return nil
}

// parseMargins reads a margin, or one per unit.
func parseMargins(name string, n *yaml.Node) (margins, error) {
	if n = resolve(n); n.Kind != yaml.MappingNode {
		x, err := parsePercent(name, n, "margin")
		return margins{"": x}, err
	}
	all := margins{}
	err := pairs(name, n, "margin", func(key, value *yaml.Node) error {
		u, err := parseUnit(name, key, "margin")
		if err != nil {
			return err
		}
		if _, twice := all[u.unit]; twice {
			return fmt.Errorf("%s: margin: %s appears twice", u.at, u.unit)
		}
		all[u.unit], err = parsePercent(name, value, "margin: "+u.unit)
		return err
	})
	return all, err
}

// parsePercent reads "2%" as 0.02.
func parsePercent(name string, n *yaml.Node, what string) (float64, error) {
	text, err := scalar(name, n, what)
	if err != nil {
		return 0, err
	}
	number, ok := strings.CutSuffix(text, "%")
	x, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if !ok || err != nil || !(x >= 0 && x <= 100) {
		return 0, fmt.Errorf("%s: %s %q: want a percentage, such as 2%%", position{name, n.Line}, what, text)
	}
	return x / 100, nil
}

// mostCeiling is the greatest factor that a waiver may allow.
const mostCeiling = 1000

// parseCeiling reads "1.2x" as 1.2 times as bad, and "+1" as worse by 1.
func parseCeiling(name string, n *yaml.Node) (c ceiling, err error) {
	text, err := scalar(name, n, "ceiling")
	if err != nil {
		return c, err
	}
	if more, ok := strings.CutPrefix(text, "+"); ok {
		if c.more, err = strconv.ParseFloat(more, 64); err == nil && c.more > 0 && !math.IsInf(c.more, 0) {
			return c, nil
		}
	}
	if times, ok := strings.CutSuffix(strings.Replace(text, "×", "x", 1), "x"); ok {
		if c.times, err = strconv.ParseFloat(strings.TrimSpace(times), 64); err == nil && c.times > 1 && c.times <= mostCeiling {
			return c, nil
		}
	}
	return ceiling{}, fmt.Errorf("%s: ceiling %q: want a factor by which it may be worse than the base, such as 1.2x, or an amount, such as +1", position{name, n.Line}, text)
}

func parseUnit(name string, n *yaml.Node, what string) (unitLine, error) {
	text, err := scalar(name, n, what)
	u := unitLine{position{name, n.Line}, tidy(text)}
	if err == nil && strings.ContainsAny(text, " \t\n") {
		err = fmt.Errorf("%s: %s %q: want a unit, such as sec/op", u.at, what, text)
	}
	return u, err
}
