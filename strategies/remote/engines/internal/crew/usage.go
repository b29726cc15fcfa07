package crew

import (
	"github.com/go-foundations/poolbench/strategies/remote/engines/internal/usage"
	"github.com/go-foundations/poolbench/strategies/remote/internal/servers"
)

// Usage returns what worker processes, this process and the server have taken so far; server nil:
// there is none but in this process.
func Usage(c *Crew, own *usage.Counter, server *servers.Server) (u usage.Usage, err error) {
	if u.Count, err = c.Count(); err != nil {
		return u, err
	}
	u.Count = u.Count.Plus(own.Count())
	if server != nil {
		u.ServerCPU, u.HasServer = server.CPU()
	}
	return u, nil
}
