package step

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unsafe"
)

// mix adds a value to a hash.
func mix(h, v uint64) uint64 {
	h ^= v + 0x9e3779b97f4a7c15 + h<<6 + h>>2
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	h ^= h >> 29
	h *= 0xbf58476d1ce4e5b9
	return h ^ h>>32
}

// hasher hashes memory by value. A pointer stands for what it points to, once.
type hasher struct {
	sum   uint64
	plain bool      // leave out what has the types of this package
	seen  []pointer // those that were met, in order
}

// pointer is one to a type: a struct and its first field have the same address.
type pointer struct {
	to  uintptr
	typ reflect.Type
}

func (h *hasher) add(v uint64) { h.sum = mix(h.sum, v) }

var here = reflect.TypeFor[Mutex]().PkgPath()

func (h *hasher) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		if v.Bool() {
			h.add(1)
		} else {
			h.add(2)
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		h.add(uint64(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		h.add(v.Uint())
	case reflect.String:
		h.add(uint64(v.Len()))
		for _, c := range []byte(v.String()) {
			h.add(uint64(c))
		}
	case reflect.Slice:
		h.add(uint64(v.Len()))
		if v.IsNil() {
			return
		}
		for i := range v.Len() {
			h.value(v.Index(i))
		}
	case reflect.Array:
		for i := range v.Len() {
			h.value(v.Index(i))
		}
	case reflect.Struct:
		l := layoutOf(v.Type())
		if h.plain && l.ours {
			return
		}
		for _, i := range l.fields {
			h.value(v.Field(i))
		}
	case reflect.Pointer, reflect.Interface:
		h.reference(v)
	case reflect.Func: // its code does not change
	default:
		panic(fmt.Sprintf("step: cannot hash a %v: share something else", v.Type()))
	}
}

// layout is what of a struct is hashed.
type layout struct {
	fields []int
	ours   bool // a type of this package, whose operations note what they read
}

var layouts = make(map[reflect.Type]*layout)

func layoutOf(t reflect.Type) *layout {
	if l := layouts[t]; l != nil {
		return l
	}
	l := &layout{ours: t.PkgPath() == here && !strings.HasPrefix(t.Name(), "Pointer[")}
	for i := range t.NumField() {
		if t.Field(i).Name != "_" {
			l.fields = append(l.fields, i)
		}
	}
	layouts[t] = l
	return l
}

func (h *hasher) reference(v reflect.Value) {
	if v.IsNil() {
		h.add(0)
		return
	}
	if v.Kind() == reflect.Pointer {
		p := pointer{v.Pointer(), v.Type()}
		if n := slices.Index(h.seen, p); n >= 0 {
			h.add(uint64(n) + 1)
			return
		}
		h.seen = append(h.seen, p)
	}
	h.value(v.Elem())
}

// finder looks for the struct of which a mutex is a field.
type finder struct {
	mutex *Mutex
	found reflect.Value
	seen  []pointer
}

var mutexType = reflect.TypeFor[Mutex]()

func (f *finder) in(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer:
		p := pointer{v.Pointer(), v.Type()}
		if v.IsNil() || slices.Contains(f.seen, p) {
			return false
		}
		f.seen = append(f.seen, p)
		return f.in(v.Elem())
	case reflect.Interface:
		return !v.IsNil() && f.in(v.Elem())
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if f.in(v.Index(i)) {
				return true
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Field(i)
			if field.Type() == mutexType && field.CanAddr() && field.UnsafeAddr() == uintptr(unsafe.Pointer(f.mutex)) {
				f.found = v
				return true
			}
			if f.in(field) {
				return true
			}
		}
	}
	return false
}
