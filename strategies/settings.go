package strategies

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/go-foundations/poolbench/pool"
)

// With returns a discipline like d with the settings in the text, which are separated by colons:
// for [CoDel], "5ms:drop" is a Target of 5 ms and Drop. A setting is an exported field of d, if d
// is a struct or points to one, that holds a whole number, a number, a duration, a bool or, by
// its name, another strategy of this package. A value goes to the first field, in the order of
// declaration, that has none yet and can hold it. A name, in lower-case words joined by hyphens,
// sets a bool. NAME=VALUE goes to the field of that name or, if there is none, to the map with
// such keys, of which d must have one: "9=5" is a weight of 5 for the priority 9 of
// [PriorityWeighted].
//
// The error says which settings d has. If d itself refuses a value, the error is that of
// its NewQueue.
func With(d pool.Discipline, text string) (pool.Discipline, error) {
	to, fields := fieldsOf(d)
	if len(fields) == 0 {
		return nil, fmt.Errorf("%s has no settings", d.Name())
	}
	set := make(map[string]bool)
	for value := range strings.SplitSeq(text, ":") {
		name, err := assign(fields, set, value)
		switch {
		case err != nil:
			return nil, fmt.Errorf("%q is no setting of %s, which has %s", value, d.Name(), strings.Join(describe(fields), ", "))
		case set[name]:
			return nil, fmt.Errorf("%q: %s is set twice", text, name)
		}
		set[name] = true
	}
	with := to.Interface().(pool.Discipline)
	if _, err := with.NewQueue(pool.Setup{Workers: 1, Capacity: 1, Now: func() time.Duration { return 0 }, Drop: func(int, error) {}, Share: func(int, int) {}}); err != nil {
		return nil, err
	}
	return with, nil
}

// Settings describes what [With] takes for a discipline, each as "target (a duration)" or, if
// it is a switch, as "drop".
func Settings(d pool.Discipline) []string {
	_, fields := fieldsOf(d)
	return describe(fields)
}

// A field is a setting.
type field struct {
	name string
	reflect.Value
}

// fieldsOf returns a copy of d, and its fields that are settings.
func fieldsOf(d pool.Discipline) (reflect.Value, []field) {
	v := reflect.ValueOf(d)
	pointer := v.Kind() == reflect.Pointer && !v.IsNil()
	if pointer {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return v, nil
	}
	to := reflect.New(v.Type())
	if !pointer {
		to.Elem().Set(v)
	}
	var fields []field
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() {
			continue
		}
		to.Elem().Field(i).Set(v.Field(i)) // of one behind a pointer the rest begins anew
		if wanted(f.Type) != "" {
			fields = append(fields, field{hyphened(f.Name), to.Elem().Field(i)})
		}
	}
	if pointer {
		return to, fields
	}
	return to.Elem(), fields
}

// assign sets the field that a value is for, and returns the name of what it has set.
func assign(fields []field, set map[string]bool, value string) (string, error) {
	name, rest, named := strings.Cut(value, "=")
	for _, f := range fields {
		switch {
		case f.Kind() == reflect.Map:
			continue
		case named && f.name == name:
			return name, parse(f.Value, rest)
		case !named && f.Kind() == reflect.Bool && f.name == value:
			f.SetBool(true)
			return value, nil
		case !named && f.Kind() != reflect.Bool && !set[f.name] && parse(f.Value, value) == nil:
			return f.name, nil
		}
	}
	for _, f := range fields {
		if !named || f.Kind() != reflect.Map {
			continue
		}
		key, number := reflect.New(f.Type().Key()).Elem(), reflect.New(f.Type().Elem()).Elem()
		if err := parse(key, name); err != nil {
			return "", err
		}
		if err := parse(number, rest); err != nil {
			return "", err
		}
		all := reflect.MakeMap(f.Type()) // not the map of the original
		for of := f.MapRange(); of.Next(); {
			all.SetMapIndex(of.Key(), of.Value())
		}
		all.SetMapIndex(key, number)
		f.Set(all)
		return name, nil
	}
	return "", strconv.ErrSyntax
}

var (
	durationType   = reflect.TypeFor[time.Duration]()
	disciplineType = reflect.TypeFor[pool.Discipline]()
)

// parse sets a variable to the value that a text has.
func parse(v reflect.Value, text string) error {
	switch {
	case v.Type() == durationType:
		d, err := time.ParseDuration(text)
		if _, number := strconv.ParseFloat(text, 64); number == nil {
			return strconv.ErrSyntax // a 0 without a unit is a number
		}
		v.SetInt(int64(d))
		return err
	case v.Type() == disciplineType:
		for _, e := range All() {
			if e.Name() == text {
				v.Set(reflect.ValueOf(e.New()))
				return nil
			}
		}
		return strconv.ErrSyntax
	case v.Kind() == reflect.Int:
		n, err := strconv.Atoi(text)
		v.SetInt(int64(n))
		return err
	case v.Kind() == reflect.Float64:
		x, err := strconv.ParseFloat(text, 64)
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return strconv.ErrRange
		}
		v.SetFloat(x)
		return err
	case v.Kind() == reflect.Bool:
		on, err := strconv.ParseBool(text)
		v.SetBool(on)
		return err
	}
	v.SetString(text)
	return nil
}

// wanted says what values of a type are, or returns "" if they are no setting.
func wanted(t reflect.Type) string {
	switch {
	case t == durationType:
		return "a duration"
	case t == disciplineType:
		return "a strategy"
	case t.Kind() == reflect.Int:
		return "a whole number"
	case t.Kind() == reflect.Float64:
		return "a number"
	case t.Kind() == reflect.Bool:
		return "a switch"
	case t.Kind() == reflect.Map && t.Elem().Kind() == reflect.Float64 && t.Key().Kind() == reflect.Int:
		return "NUMBER=NUMBER"
	case t.Kind() == reflect.Map && t.Elem().Kind() == reflect.Float64 && t.Key().Kind() == reflect.String:
		return "KEY=NUMBER"
	}
	return ""
}

// describe lists settings.
func describe(fields []field) []string {
	var out []string
	for _, f := range fields {
		text := f.name
		if f.Kind() != reflect.Bool {
			text += " (" + wanted(f.Type()) + ")"
		}
		out = append(out, text)
	}
	return out
}

// hyphened makes a name of lower-case words of that of a field: DropExpired is drop-expired.
func hyphened(name string) string {
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
