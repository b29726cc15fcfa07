package joblog

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// ParseQuery reads options as the query of a URL: duration=took_ms&where=status=ok. Its keys
// are log for the format, or any, the fields that [Options].Columns has, columns for the names of
// columns, where for COLUMN=VALUE (as often as needed), dates, decimal and zone.
func ParseQuery(query string) (Options, error) {
	var o Options
	values, err := url.ParseQuery(query)
	if err != nil {
		return o, fmt.Errorf("%q: %w", query, err)
	}
	for key, all := range values {
		for _, v := range all {
			if err := o.Set(key, v); err != nil {
				return o, err
			}
		}
	}
	return o, nil
}

// Set sets one of the options that [ParseQuery] reads.
func (o *Options) Set(key, value string) error {
	switch {
	case key == "log" && value == "any":
		o.Format = ""
	case key == "log":
		if !slices.ContainsFunc(formats, func(f Format) bool { return f.Name == value }) {
			return fmt.Errorf("log format %q: unknown", value)
		}
		o.Format = value
	case slices.Contains(fieldNames, key):
		if o.Columns == nil {
			o.Columns = make(map[string]string)
		}
		o.Columns[key] = value
	case key == "columns":
		o.Names = strings.Split(value, ",")
	case key == "where":
		column, is, ok := strings.Cut(value, "=")
		if !ok {
			return fmt.Errorf("where %q: want COLUMN=VALUE", value)
		}
		if o.Where == nil {
			o.Where = make(map[string]string)
		}
		o.Where[column] = is
	case key == "dates":
		if value != "dmy" && value != "mdy" {
			return fmt.Errorf("dates %q: want dmy or mdy", value)
		}
		o.Dates = value
	case key == "decimal":
		if value != "." && value != "," {
			return fmt.Errorf("decimal %q: want a dot or a comma", value)
		}
		o.Decimal = value
	case key == "zone":
		zone, err := time.LoadLocation(value)
		if err != nil || value == "" {
			return fmt.Errorf("zone %q: want a name such as Europe/Berlin", value)
		}
		o.Zone = zone
	default:
		return fmt.Errorf("%q: want log, %s, columns, where, dates, decimal or zone", key, strings.Join(fieldNames, ", "))
	}
	return nil
}

// Query returns the options as [ParseQuery] reads them; Most and Strict are not among them.
func (o Options) Query() string {
	v := make(url.Values)
	add := func(key, value string) {
		if value != "" {
			v.Add(key, value)
		}
	}
	add("log", o.Format)
	for field, spec := range o.Columns {
		add(field, spec)
	}
	add("columns", strings.Join(o.Names, ","))
	for column, is := range o.Where {
		v.Add("where", column+"="+is)
	}
	slices.Sort(v["where"])
	add("dates", o.Dates)
	add("decimal", o.Decimal)
	if o.Zone != nil {
		add("zone", o.Zone.String())
	}
	return v.Encode()
}
