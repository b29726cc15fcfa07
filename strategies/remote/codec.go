package remote

import (
	"encoding/json"
	"fmt"
)

// A Codec turns what jobs work on, and what comes of them, into bytes and back. Coordinator
// and workers need the same one. It is called concurrently.
type Codec interface {
	// Marshal returns the bytes of a value, which the caller may keep.
	Marshal(v any) ([]byte, error)

	// Unmarshal sets what v points to. It must not keep data.
	Unmarshal(data []byte, v any) error
}

// JSON is the [Codec] that encoding/json is: what a type does not export is lost on the way.
type JSON struct{}

func (JSON) Marshal(v any) ([]byte, error)      { return json.Marshal(v) }
func (JSON) Unmarshal(data []byte, v any) error { return json.Unmarshal(data, v) }

// orJSON returns the codec, or JSON if there is none.
func orJSON(c Codec) Codec {
	if c == nil {
		return JSON{}
	}
	return c
}

// decode returns the value that data holds.
func decode[T any](c Codec, data []byte) (T, error) {
	var v T
	if err := c.Unmarshal(data, &v); err != nil {
		return v, fmt.Errorf("remote: cannot decode a %T: %w", v, err)
	}
	return v, nil
}
