package cli

import "strings"

// repeated is the value of a flag that may be given several times.
type repeated []string

// String returns the values as they were given.
func (r *repeated) String() string { return strings.Join(*r, " ") }

// Set adds a value.
func (r *repeated) Set(s string) error {
	*r = append(*r, s)
	return nil
}

// Get returns the values.
func (r *repeated) Get() any { return *r }
