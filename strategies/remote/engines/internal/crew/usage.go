package crew

import (
	"time"

	"github.com/go-foundations/poolbench/strategies/remote/engines/internal/usage"
	"github.com/go-foundations/poolbench/strategies/remote/internal/servers"
)

// A Server can tell how long it has computed, unless the system does not.
type Server interface{ CPU() (time.Duration, bool) }

// CPU returns how long the processes have computed; it is false where the system does not tell.
func (c *Crew) CPU() (sum time.Duration, ok bool) {
	for _, pid := range c.pids {
		one, ok := servers.CPUOf(pid)
		if !ok {
			return 0, false
		}
		sum += one
	}
	return sum, true
}

// Usage returns what worker processes, this process and the server have taken so far; server nil:
// there is none but in this process.
func Usage(c *Crew, own *usage.Counter, server Server) (u usage.Usage, err error) {
	if u.Count, err = c.Count(); err != nil {
		return u, err
	}
	u.Count = u.Count.Plus(own.Count())
	if server != nil {
		u.ServerCPU, u.HasServer = server.CPU()
	}
	return u, nil
}
