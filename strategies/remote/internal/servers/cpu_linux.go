package servers

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// CPU returns how long the processes of the server have computed, in user and system time: those
// that run, and those of them that have ended. It is false where the system does not tell.
func (s *Server) CPU() (time.Duration, bool) {
	children := make(map[int][]proc)
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return 0, false
	}
	for _, file := range stats {
		if p, ok := readProc(file); ok {
			children[p.parent] = append(children[p.parent], p)
		}
	}
	var sum time.Duration
	next := children[s.cmd.Process.Pid] // the script itself does nothing, and its earlier children were no server
	if len(next) == 0 {
		return 0, false
	}
	for len(next) > 0 {
		p := next[0]
		next = append(next[1:], children[p.pid]...)
		sum += p.cpu() + p.ended
	}
	return sum, true
}

// CPUOf returns how long the process has computed, in user and system time. It is false where the
// system does not tell.
func CPUOf(pid int) (time.Duration, bool) {
	p, ok := readProc(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	return p.cpu(), ok
}

// A proc is a process as /proc tells of it.
type proc struct {
	pid, parent int
	ran         time.Duration // in steps of 10 ms
	ended       time.Duration // what its children that have ended took, likewise
}

// readProc reads the file stat of a process.
func readProc(file string) (proc, bool) {
	text, err := os.ReadFile(file)
	if err != nil {
		return proc{}, false // it has ended meanwhile
	}
	end := bytes.LastIndexByte(text, ')') // of the name, which may hold anything
	fields := bytes.Fields(text[end+1:])
	if end < 0 || len(fields) < 15 {
		return proc{}, false
	}
	number := func(i int) int { n, _ := strconv.Atoi(string(fields[i])); return n }
	const tick = 10 * time.Millisecond // USER_HZ is 100
	pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
	return proc{pid: pid, parent: number(1), ran: time.Duration(number(11)+number(12)) * tick, ended: time.Duration(number(13)+number(14)) * tick}, err == nil
}

// cpu returns how long the process has computed, to the nanosecond by the clock that each has.
func (p proc) cpu() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(int32(^p.pid<<3|2), &t); err != nil { // CPUCLOCK_SCHED
		return p.ran
	}
	return time.Duration(t.Nano())
}
