package river

import (
	"database/sql"
	"path/filepath"
	"testing"
)

// TestAnswered: a full disk and a lock that another process has are no answers: they pass.
func TestAnswered(t *testing.T) {
	file := filepath.Join(t.TempDir(), "queue.db")
	one, other := database(t, file), database(t, file)
	for _, c := range []struct {
		name       string
		prepare    []string // one does
		statement  string   // another one does
		isAnswered bool
	}{
		{"a broken rule", []string{"CREATE TABLE t (a PRIMARY KEY, b)", "INSERT INTO t VALUES (1, 1)"}, "INSERT INTO t VALUES (1, 2)", true},
		{"full", nil, "INSERT INTO t VALUES (2, zeroblob(1000000))", false},
		{"busy", []string{"BEGIN IMMEDIATE"}, "INSERT INTO t VALUES (3, 3)", false},
	} {
		for _, statement := range c.prepare {
			if _, err := one.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := other.Exec(c.statement); err == nil || answered(err) != c.isAnswered {
			t.Errorf("%s: of %v answered is %t, want %t", c.name, err, answered(err), c.isAnswered)
		}
	}
}

// database has room for a hundred pages, and waits for nobody.
func database(t *testing.T, file string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=max_page_count(100)&_pragma=busy_timeout(0)")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db
}
