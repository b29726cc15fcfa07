package record

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Reserve returns a stem that no run is stored under, and keeps others from it, whether they
// are in this process or in another: the stem itself, or with a number appended the first
// that is free. The folder must exist.
//
// What keeps others away is the text file of the pair, which is empty until the run is saved.
// Release removes it if that never happened.
func Reserve(stem string) (free string, release func(), err error) {
	free = stem
	for n := 2; ; n++ {
		taken, err := reserve(free)
		if err != nil {
			return "", nil, fmt.Errorf("record %s: %w", free, reason(err))
		}
		if !taken {
			return free, func() { giveBack(free) }, nil
		}
		free = fmt.Sprintf("%s-%d", stem, n)
	}
}

// reserve makes the text file of a stem, unless there is one or a sidecar.
func reserve(stem string) (taken bool, err error) {
	f, err := os.OpenFile(stem+".txt", os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	f.Close()
	// The text comes first when a run is saved: who has made it may look for the rest.
	for _, name := range []string{stem + ".json", stem + ".json" + compressed} {
		if _, err := os.Lstat(name); err == nil {
			return true, os.Remove(stem + ".txt")
		}
	}
	return false, nil
}

// giveBack removes the text file of a stem that nothing was saved under.
func giveBack(stem string) {
	if info, err := os.Lstat(stem + ".txt"); err == nil && info.Mode().IsRegular() && info.Size() == 0 {
		os.Remove(stem + ".txt")
	}
}
