package step

// number is what the atomic numbers hold.
type number interface {
	~int32 | ~int64 | ~uint32 | ~uint64
}

// cell is an atomic number.
type cell[N number] struct{ v N }

// The numbers of sync/atomic.
type (
	Int32  = cell[int32]
	Int64  = cell[int64]
	Uint32 = cell[uint32]
	Uint64 = cell[uint64]
)

func (c *cell[N]) Load() N                        { return load("Load", &c.v) }
func (c *cell[N]) Store(v N)                      { store("Store", &c.v, v) }
func (c *cell[N]) Add(delta N) N                  { return add("Add", &c.v, delta) }
func (c *cell[N]) Swap(v N) N                     { return swap("Swap", &c.v, v) }
func (c *cell[N]) CompareAndSwap(old, new N) bool { return cas("CompareAndSwap", &c.v, old, new) }
func (c *cell[N]) Or(mask N) N                    { return change("Or", &c.v, func(v N) N { return v | mask }) }
func (c *cell[N]) And(mask N) N                   { return change("And", &c.v, func(v N) N { return v & mask }) }

// The functions of sync/atomic.
func LoadInt32(p *int32) int32                          { return load("Load", p) }
func LoadInt64(p *int64) int64                          { return load("Load", p) }
func LoadUint64(p *uint64) uint64                       { return load("Load", p) }
func StoreInt32(p *int32, v int32)                      { store("Store", p, v) }
func StoreInt64(p *int64, v int64)                      { store("Store", p, v) }
func StoreUint64(p *uint64, v uint64)                   { store("Store", p, v) }
func AddInt32(p *int32, delta int32) int32              { return add("Add", p, delta) }
func AddInt64(p *int64, delta int64) int64              { return add("Add", p, delta) }
func CompareAndSwapInt32(p *int32, old, new int32) bool { return cas("CompareAndSwap", p, old, new) }
func CompareAndSwapInt64(p *int64, old, new int64) bool { return cas("CompareAndSwap", p, old, new) }
func OrUint64(p *uint64, mask uint64) uint64 {
	return change("Or", p, func(v uint64) uint64 { return v | mask })
}
func AndUint64(p *uint64, mask uint64) uint64 {
	return change("And", p, func(v uint64) uint64 { return v & mask })
}

func change[N number](what string, p *N, f func(N) N) N {
	point(what, nil)
	old := *p
	*p = f(old)
	read(uint64(old))
	return old
}

func load[N number](what string, p *N) N {
	point(what, nil)
	read(uint64(*p))
	return *p
}

func store[N number](what string, p *N, v N) {
	point(what, nil)
	*p = v
}

func add[N number](what string, p *N, delta N) N {
	point(what, nil)
	*p += delta
	read(uint64(*p))
	return *p
}

func swap[N number](what string, p *N, v N) N {
	point(what, nil)
	old := *p
	*p = v
	read(uint64(old))
	return old
}

func cas[N number](what string, p *N, old, new N) bool {
	point(what, nil)
	if *p != old {
		read(0)
		return false
	}
	*p = new
	read(1)
	return true
}

// A Bool is the Bool of sync/atomic.
type Bool struct{ v Uint32 }

func (b *Bool) Load() bool                        { return b.v.Load() == 1 }
func (b *Bool) Store(v bool)                      { b.v.Store(bit(v)) }
func (b *Bool) Swap(v bool) bool                  { return b.v.Swap(bit(v)) == 1 }
func (b *Bool) CompareAndSwap(old, new bool) bool { return b.v.CompareAndSwap(bit(old), bit(new)) }

func bit(v bool) uint32 {
	if v {
		return 1
	}
	return 0
}

// A Pointer is the Pointer of sync/atomic. In the state it stands for all that it has ever
// pointed to: some thread may still look there.
type Pointer[T any] struct {
	p    *T
	ever []*T
}

func (p *Pointer[T]) Load() *T {
	point("Load", nil)
	read(p.number(p.p))
	return p.p
}

func (p *Pointer[T]) Store(v *T) {
	point("Store", nil)
	p.number(v)
	p.p = v
}

func (p *Pointer[T]) Swap(v *T) *T {
	point("Swap", nil)
	old := p.p
	read(p.number(old))
	p.number(v)
	p.p = v
	return old
}

func (p *Pointer[T]) CompareAndSwap(old, new *T) bool {
	point("CompareAndSwap", nil)
	if p.p != old {
		read(0)
		return false
	}
	p.number(new)
	p.p = new
	read(1)
	return true
}

// number returns which of those that it has ever pointed to v is.
func (p *Pointer[T]) number(v *T) uint64 {
	if v == nil {
		return 0
	}
	for i, e := range p.ever {
		if e == v {
			return uint64(i + 1)
		}
	}
	p.ever = append(p.ever, v)
	return uint64(len(p.ever))
}
