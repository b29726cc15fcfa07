package enginetest

import (
	"context"
	"os"
	"strings"
	"sync/atomic"

	"github.com/go-foundations/poolbench/strategies/remote"
)

// Die is kill -9 of this process.
func Die() {
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	if err != nil {
		panic(err)
	}
	select {} // until it arrives
}

// A Mortal is an engine whose process dies at a step of the protocol.
type Mortal struct {
	remote.Engine
	step string
	left atomic.Int64
}

// NewMortal returns an engine whose process dies when it takes a step of [WorkerSteps] or
// [CoordinatorSteps] for the n-th time, and never if step is empty.
func NewMortal(e remote.Engine, step string, n int64) *Mortal {
	m := &Mortal{Engine: e, step: step}
	m.left.Store(n)
	return m
}

// WorkerSteps are those at which a worker is killed.
var WorkerSteps = []string{"before-fetch", "fetched", "running", "before-append", "appended", "acked", "extended"}

// CoordinatorSteps are those at which a coordinator is killed.
var CoordinatorSteps = []string{"before-open", "opened", "before-publish", "published", "read"}

// At takes a step. It is for "running", of which an engine learns nothing: the processor of a
// worker calls it.
func (m *Mortal) At(step string) {
	if step == m.step && m.left.Add(-1) <= 0 {
		Die()
	}
}

func (m *Mortal) Fetch(ctx context.Context, queue string, n int) ([]remote.Delivery, error) {
	if !strings.HasSuffix(queue, "-suspects") {
		m.At("before-fetch")
	}
	ds, err := m.Engine.Fetch(ctx, queue, n)
	if len(ds) > 0 {
		m.At("fetched")
	}
	for i, d := range ds {
		ds[i] = mortalDelivery{d, m}
	}
	return ds, err
}

func (m *Mortal) Append(ctx context.Context, log string, records ...[]byte) error {
	m.At("before-append")
	err := m.Engine.Append(ctx, log, records...)
	m.At("appended")
	return err
}

type mortalDelivery struct {
	remote.Delivery
	m *Mortal
}

func (d mortalDelivery) Ack(ctx context.Context) error {
	err := d.Delivery.Ack(ctx)
	d.m.At("acked")
	return err
}

func (d mortalDelivery) Extend(ctx context.Context) error {
	err := d.Delivery.Extend(ctx)
	d.m.At("extended")
	return err
}

func (m *Mortal) Open(ctx context.Context, log string) (int64, error) {
	m.At("before-open")
	n, err := m.Engine.Open(ctx, log)
	m.At("opened")
	return n, err
}

func (m *Mortal) Publish(ctx context.Context, queue string, bodies ...[]byte) error {
	m.At("before-publish")
	err := m.Engine.Publish(ctx, queue, bodies...)
	m.At("published")
	return err
}

func (m *Mortal) Follow(ctx context.Context, log string, from int64) (remote.Reader, error) {
	r, err := m.Engine.Follow(ctx, log, from)
	return mortalReader{r, m}, err
}

type mortalReader struct {
	remote.Reader
	m *Mortal
}

func (r mortalReader) Next(ctx context.Context) (remote.Record, error) {
	rec, err := r.Reader.Next(ctx)
	r.m.At("read")
	return rec, err
}
