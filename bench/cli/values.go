package cli

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/go-foundations/poolbench/bench/ask"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// repeated is the value of a flag that may be given several times.
type repeated []string

// String returns the values as they were given.
func (r *repeated) String() string { return strings.Join(*r, " ") }

// Set adds a value.
func (r *repeated) Set(s string) error {
	*r = append(*r, s)
	return nil
}

// Type names a value in the help, if the usage text does not.
func (*repeated) Type() string { return "value" }

// alsoFiles are further files, each with its format.
type alsoFiles []alsoFile

type alsoFile struct{ format, path string }

// String returns the files as they were given.
func (a *alsoFiles) String() string {
	var parts []string
	for _, f := range *a {
		parts = append(parts, f.format+"="+f.path)
	}
	return strings.Join(parts, " ")
}

// Set adds FORMAT=FILE.
func (a *alsoFiles) Set(s string) error {
	format, path, ok := strings.Cut(s, "=")
	if !ok || format == "" || path == "" {
		return errors.New("want FORMAT=FILE")
	}
	*a = append(*a, alsoFile{format, path})
	return nil
}

// Type names a value in the help, if the usage text does not.
func (*alsoFiles) Type() string { return "FORMAT=FILE" }

// virtualFlag is the flag --virtual of a mode: a switch that also takes a value.
type virtualFlag struct{ *ask.Mode }

// String returns the value as it was given.
func (v *virtualFlag) String() string {
	switch {
	case v.Mode == nil || !v.Virtual:
		return "false"
	case v.Goroutines:
		return ask.ByGoroutines
	}
	return "true"
}

// Set sets the mode.
func (v *virtualFlag) Set(s string) error {
	v.Goroutines = s == ask.ByGoroutines
	v.Virtual = v.Goroutines
	if v.Virtual {
		return nil
	}
	on, err := strconv.ParseBool(s)
	if err != nil {
		return errors.New("want no value, or " + ask.ByGoroutines)
	}
	v.Virtual = on
	return nil
}

// Type makes help show it as a switch.
func (*virtualFlag) Type() string { return "bool" }

// IsBoolFlag lets the flag stand without a value.
func (*virtualFlag) IsBoolFlag() bool { return true }

// betterUnits declares which direction of units is better.
type betterUnits map[string]verdict.Better

// String returns the units as they were given.
func (b betterUnits) String() string {
	var parts []string
	for unit, way := range b {
		parts = append(parts, unit+"="+string(way))
	}
	slices.Sort(parts)
	return strings.Join(parts, " ")
}

// Set adds UNIT=higher or UNIT=lower.
func (b betterUnits) Set(s string) error {
	unit, way, _ := strings.Cut(s, "=")
	_, twice := b[unit]
	if unit == "" || twice || way != string(verdict.Higher) && way != string(verdict.Lower) {
		return errors.New("want UNIT=higher or UNIT=lower")
	}
	b[unit] = verdict.Better(way)
	return nil
}

// Type names a value in the help, if the usage text does not.
func (betterUnits) Type() string { return "UNIT=DIRECTION" }

// A percentFlag is a share that is given as a percentage.
type percentFlag float64

// percentVar adds a flag that is a percentage.
func percentVar(fs *pflag.FlagSet, share *float64, name string, value float64, usage string) {
	*share = value
	fs.Var((*percentFlag)(share), name, usage)
}

// String returns the percentage: "0.5%".
func (p *percentFlag) String() string { return percent(float64(*p)) }

// Set reads "0.5%" as 0.005.
func (p *percentFlag) Set(s string) error {
	number, ok := strings.CutSuffix(strings.TrimSpace(s), "%")
	x, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if !ok || err != nil || !(x >= 0 && x <= 100) {
		return errors.New("want " + wantedPercent)
	}
	*p = percentFlag(x / 100)
	return nil
}

// Type names the value in the help, if the usage text does not.
func (*percentFlag) Type() string { return "PERCENT" }

var wantedPercent = "a percentage, such as " + percent(verdict.DefaultTolerance)

func percent(x float64) string { return strconv.FormatFloat(100*x, 'g', 6, 64) + "%" }
