package cli

import (
	"path/filepath"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
)

// storeNothing is the folder name that turns storing off.
const storeNothing = "none"

// A store keeps a run while it grows. The zero value keeps nothing.
type store struct {
	stem  string // of the run's files
	made  string // the folder, if it is new
	saved bool
	close func()
}

// openStore checks that a run can be stored, before anything is measured. Close the store
// to leave nothing behind if nothing was stored.
func openStore(o *options) (*store, error) {
	if o.results == storeNothing {
		return &store{close: func() {}}, nil
	}
	unmake, made, err := makeFolder(o.results)
	if err != nil {
		return nil, err
	}
	s := &store{close: unmake}
	if made {
		s.made = o.results
	}
	stem := filepath.Join(o.results, time.Now().UTC().Format("20060102T150405Z")+"-"+o.Label())
	free, release, err := record.Reserve(stem)
	if err != nil {
		unmake()
		return nil, err
	}
	s.stem = free
	s.close = func() {
		release()
		if !s.saved {
			unmake()
		}
	}
	return s, nil
}

// save stores the run so far.
func (s *store) save(run *record.Run) error {
	if s.stem == "" || len(run.Trials) == 0 {
		return nil
	}
	err := run.Save(s.stem)
	s.saved = s.saved || err == nil
	return err
}

// tell reports where the run is stored, and whether the folder is new.
func (s *store) tell(c *command) {
	if !s.saved {
		return
	}
	if s.made != "" {
		c.say("created the folder %s, where runs are stored: --results FOLDER stores them elsewhere, --results %s nowhere", s.made, storeNothing)
	}
	c.say("stored: %s.json and .txt", s.stem)
	c.say("to see it again: %s", record.CommandLine([]string{defaultName, "show", s.stem + ".json"}))
}
