package step

import (
	"errors"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"
)

// A Model is one run of a model.
type Model struct {
	threads []*Thread
	current *Thread // the one that makes a step; nil while the model is built or checked
	shared  []reflect.Value
	guarded map[*Mutex][]reflect.Value // by each mutex
	always  []func() error
	atEnd   []func() error
	trace   []event
	points  int  // operations before which the threads stopped
	over    bool // the run is abandoned: threads only unwind
}

// active is the model that runs. One does at a time.
var active *Model

// A Thread is one thread of a model.
type Thread struct {
	name    string
	model   *Model
	next    func() (operation, bool)
	stop    func()
	yield   func(operation) bool
	pending operation
	done    bool
	mayWait bool   // for ever
	known   uint64 // hash of what it has read
}

// operation is what a thread is about to do.
type operation struct {
	what  string
	ready waiting // nil: always
	locks *Mutex  // the thread may then read what it guards
}

// waiting is what an operation waits for.
type waiting interface{ ready() bool }

// event is a step that a thread has made.
type event struct {
	thread int
	what   string
}

// errAbandoned is the panic that unwinds a thread whose run is over.
var errAbandoned = errors.New("step: the run is over")

// Go adds a thread that runs f.
func (m *Model) Go(name string, f func()) *Thread {
	t := &Thread{name: name, model: m}
	t.next, t.stop = iter.Pull(func(yield func(operation) bool) {
		t.yield = yield
		defer func() {
			if m.over {
				recover()
			}
		}()
		f()
	})
	m.threads = append(m.threads, t)
	return t
}

// Join waits until the thread has ended. It is for other threads of the model.
func (t *Thread) Join() { point("Join "+t.name, joined{t}) }

// MayWait says that the thread may wait for ever. A schedule ends when no thread can go
// on.
func (t *Thread) MayWait() *Thread {
	t.mayWait = true
	return t
}

// Waiting reports whether the thread waits, at the end of a schedule for ever.
func (t *Thread) Waiting() bool { return !t.done && !t.canGoOn() }

// Done reports whether the thread has ended.
func (t *Thread) Done() bool { return t.done }

func (t *Thread) canGoOn() bool { return t.pending.ready == nil || t.pending.ready.ready() }

type joined struct{ t *Thread }

func (j joined) ready() bool { return j.t.done }

// Share names memory that threads share: pointers to it. Its value, and what it points to,
// is a part of the state.
func (m *Model) Share(pointers ...any) { m.shared = append(m.shared, values(pointers)...) }

// Guard says what a mutex guards: pointers to it. Without Guard a mutex is taken to guard the
// struct of which it is a field, if that is shared, and all that is, if not. Who locks the mutex
// may read that, and so may do something else than had it read another value.
func (m *Model) Guard(mutex any, pointers ...any) {
	mu, ok := mutex.(*Mutex)
	if !ok {
		panic(fmt.Sprintf("step: Guard(%T): want a *step.Mutex", mutex))
	}
	m.Share(pointers...)
	m.setGuarded(mu, values(pointers))
}

func values(pointers []any) []reflect.Value {
	values := make([]reflect.Value, len(pointers))
	for i, p := range pointers {
		values[i] = reflect.ValueOf(p)
		if values[i].Kind() != reflect.Pointer || values[i].IsNil() {
			panic(fmt.Sprintf("step: cannot share a %T: want a pointer", p))
		}
	}
	return values
}

// Step has the current thread do f in one step. What f returns is all that the
// thread learns from it.
func Step[T any](what string, f func() T) T {
	point(what, nil)
	m := active
	var t *Thread
	if m != nil {
		m.current, t = nil, m.current // the operations in f are no steps
	}
	v := f()
	if m != nil {
		m.current = t
	}
	readValue(v)
	return v
}

// Forget says that all that the current thread still knows is in the values. A
// thread that knows more than it says makes the search miss schedules.
func (m *Model) Forget(values ...any) {
	if m.current == nil || m.over {
		return
	}
	h := hasher{}
	for _, v := range values {
		h.value(reflect.ValueOf(v))
	}
	m.current.known = h.sum
}

// Always adds a check of every state.
func (m *Model) Always(check func() error) { m.always = append(m.always, check) }

// AtEnd adds a check of the end of every schedule. It depends on what is shared and
// on what the threads have read, not on which of them came first.
func (m *Model) AtEnd(check func() error) { m.atEnd = append(m.atEnd, check) }

// start builds the model and runs each thread up to its first operation.
func (m *Model) start(build func(*Model)) error {
	build(m)
	if len(m.threads) == 0 {
		return errors.New("step: the model has no threads")
	}
	for i := range m.threads {
		if err := m.resume(i); err != nil {
			return err
		}
	}
	return m.check(m.always)
}

// enabled appends the threads that can make a step, first the one that made the last.
func (m *Model) enabled(threads []int, last int) []int {
	for i, t := range m.threads {
		if t.done || !t.canGoOn() {
			continue
		}
		threads = append(threads, i)
		if i == last {
			threads[0], threads[len(threads)-1] = i, threads[0]
		}
	}
	return threads
}

// step has a thread do what it is about to do, and go on until the next operation.
func (m *Model) step(thread int) error {
	m.trace = append(m.trace, event{thread, m.threads[thread].pending.what})
	if err := m.resume(thread); err != nil {
		return err
	}
	return m.check(m.always)
}

func (m *Model) resume(thread int) (err error) {
	t := m.threads[thread]
	m.current = t
	defer func() {
		m.current = nil
		if v := recover(); v != nil {
			t.done = true
			err = fmt.Errorf("%s panics: %v", t.name, v)
		}
	}()
	if t.pending.locks != nil {
		// Here, since the threads' stacks are small, and to grow them is slow.
		m.readGuarded(t.pending.locks)
	}
	op, ok := t.next()
	t.pending, t.done = op, !ok
	return nil
}

func (m *Model) check(checks []func() error) error {
	for _, check := range checks {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// finish checks the end of a schedule: no thread can go on.
func (m *Model) finish() error {
	var waiting []string
	for _, t := range m.threads {
		if !t.done && !t.mayWait {
			waiting = append(waiting, t.name+" in "+t.pending.what)
		}
	}
	if len(waiting) > 0 {
		return fmt.Errorf("all wait, for ever: %s", strings.Join(waiting, ", "))
	}
	if m.points == 0 {
		return errors.New("step: the threads never stopped: they do not use the types of this package (run the test through package interleave)")
	}
	return m.check(m.atEnd)
}

// abandon ends the threads that have not ended.
func (m *Model) abandon() {
	m.over = true
	for _, t := range m.threads {
		t.stop()
	}
}

// point is called before each operation: the thread stops there.
func point(what string, ready waiting) { pointOf(operation{what: what, ready: ready}) }

func pointOf(op operation) {
	what, ready := op.what, op.ready
	m := active
	if m == nil {
		return
	}
	if m.over { // a deferred function
		if ready != nil && !ready.ready() {
			panic(errAbandoned)
		}
		return
	}
	t := m.current
	if t == nil {
		if ready != nil && !ready.ready() {
			panic("step: " + what + " waits outside of the threads")
		}
		return
	}
	m.points++
	if !t.yield(op) {
		panic(errAbandoned)
	}
	t.known = mix(t.known, 0) // it is one operation further, whatever it reads
}

// read notes what the thread has read.
func read(v uint64) {
	if m := active; m != nil && m.current != nil {
		m.current.known = mix(m.current.known, v)
	}
}

// readGuarded notes that the current thread may read what a mutex guards, but for what has
// the types of this package.
func (m *Model) readGuarded(mu *Mutex) {
	guarded, ok := m.guarded[mu]
	if !ok {
		if f := (finder{mutex: mu}); slices.ContainsFunc(m.shared, f.in) {
			guarded = []reflect.Value{f.found}
		} else {
			guarded = m.shared
		}
		m.setGuarded(mu, guarded)
	}
	h := hasher{plain: true}
	for _, v := range guarded {
		h.value(v)
	}
	read(h.sum)
}

func (m *Model) setGuarded(mu *Mutex, guarded []reflect.Value) {
	if m.guarded == nil {
		m.guarded = make(map[*Mutex][]reflect.Value)
	}
	m.guarded[mu] = guarded
}

// readValue notes that the current thread has read a value.
func readValue(v any) {
	if m := active; m != nil && m.current != nil {
		var h hasher
		h.value(reflect.ValueOf(v))
		read(h.sum)
	}
}

// currentThread returns the number of the thread that makes a step.
func currentThread() int {
	if m := active; m != nil {
		return slices.Index(m.threads, m.current)
	}
	return -1
}

// over reports whether threads only unwind.
func over() bool { return active != nil && active.over }

// fingerprint returns a hash of the state.
func (m *Model) fingerprint() uint64 {
	h := hasher{}
	for _, v := range m.shared {
		h.value(v)
	}
	for _, t := range m.threads {
		done := uint64(0)
		if t.done {
			done = 1
		}
		h.add(t.known<<1 | done)
	}
	return h.sum
}
