package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// held are the tables whose content a request may change: all but the audit
// log, which grows by every request, and the keys, which refer to nothing and
// are made once.
func held() []string {
	return []string{"practices", "people", "staff_roles", "couples", "partners", "care_team", "supervision", "invitations",
		"credentials", "plans", "plan_items", "plan_light_weeks", "plan_pauses", "plan_drafts", "plan_revisions", "assignments", "assignment_partners", "assignment_parts", "rounds",
		"moves", "drafts", "documents", "tokens", "reviews", "review_parts", "review_additions",
		"signatures", "couple_policies", "practice_consents", "safety_screens", "gate_overrides", "partner_contacts", "intakes", "shut_accounts"}
}

// directory are the tables that a refused request may change: a session that
// has run out is ended, a try at the passphrase is counted.
func directory() []string { return []string{"sessions", "login_throttle"} }

// content is what the tables hold: for each practice and table the digests of
// its rows, in order.
type content map[string]map[string][]string

// content reads what the tables hold now. In a world that remembers, it reads
// only those that were written to since it last did.
func (w *world) content() content {
	w.t.Helper()
	if w.ground == nil {
		all := content{}
		for _, table := range held() {
			w.readTable(all, table)
		}
		return all
	}
	w.ground.note(w.written())
	for table := range w.ground.stale {
		w.readTable(w.ground.now, table)
	}
	w.ground.stale = map[string]bool{}
	all := content{}
	for practice, tables := range w.ground.now {
		all[practice] = maps.Clone(tables)
	}
	return all
}

// readTable reads one table into a content.
func (w *world) readTable(all content, table string) {
	w.t.Helper()
	for _, tables := range all {
		delete(tables, table)
	}
	owner := "practice_id"
	if table == "practices" {
		owner = "id"
	}
	rows, err := w.raw.QueryContext(bg, "SELECT "+owner+" AS whose, "+table+".* FROM "+table)
	if err != nil {
		w.t.Fatal(err)
	}
	columns, err := rows.Columns()
	if err != nil {
		w.t.Fatal(err)
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			w.t.Fatal(err)
		}
		whose, sum := fmt.Sprint(values[0]), digest(values)
		if all[whose] == nil {
			all[whose] = map[string][]string{}
		}
		all[whose][table] = append(all[whose][table], sum)
	}
	if err := errorsOf(rows.Err(), rows.Close()); err != nil {
		w.t.Fatal(err)
	}
	for _, tables := range all {
		slices.Sort(tables[table])
	}
}

// ground is what a world that remembers knows of its tables: what they held
// when they were last read, which were written to since, and which may not be
// as they were remembered.
type ground struct {
	now   content
	stale map[string]bool
	dirty map[string]bool
}

func (g *ground) note(written []string) {
	for _, table := range written {
		g.dirty[table] = true
		if slices.Contains(held(), table) {
			g.stale[table] = true
		}
	}
}

// written are the tables that were written to since it was last asked. The
// database itself notes them, whoever writes.
func (w *world) written() []string {
	w.t.Helper()
	rows, err := w.raw.QueryContext(bg, "SELECT name FROM remembered_writes")
	if err != nil {
		w.t.Fatal(err)
	}
	var tables []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			w.t.Fatal(err)
		}
		tables = append(tables, name)
	}
	if err := errorsOf(rows.Err(), rows.Close()); err != nil {
		w.t.Fatal(err)
	}
	if len(tables) > 0 {
		w.exec("DELETE FROM remembered_writes")
	}
	return tables
}

// watchWrites lets the database note each table that is written to. The note
// has no key: what SQLite does about a conflict in a trigger is decided by the
// statement that fired it.
func (w *world) watchWrites(tables []string) {
	w.t.Helper()
	w.exec("CREATE TABLE remembered_writes (name TEXT)")
	if w.dollars {
		w.exec("CREATE FUNCTION remember_write() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO remembered_writes SELECT TG_TABLE_NAME WHERE NOT EXISTS (SELECT 1 FROM remembered_writes WHERE name = TG_TABLE_NAME); RETURN NULL; END $$")
	}
	for _, table := range tables {
		if w.dollars {
			w.exec(fmt.Sprintf("CREATE TRIGGER remember_%[1]s AFTER INSERT OR UPDATE OR DELETE ON %[1]s FOR EACH STATEMENT EXECUTE FUNCTION remember_write()", table))
			continue
		}
		for _, act := range []string{"INSERT", "UPDATE", "DELETE"} {
			w.exec(fmt.Sprintf("CREATE TRIGGER remember_%[1]s_%[2]s AFTER %[2]s ON %[1]s BEGIN INSERT INTO remembered_writes SELECT '%[1]s' WHERE NOT EXISTS (SELECT 1 FROM remembered_writes WHERE name = '%[1]s'); END", table, act))
		}
	}
}

func digest(row []any) string {
	h := sha256.New()
	for _, v := range row {
		b, is := v.([]byte) // sealed, and long where it is a document
		if !is {
			b = []byte(fmt.Sprint(v))
		}
		_, _ = fmt.Fprintf(h, "%d:", len(b)) // a hash takes everything
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// changes says where two contents differ in the practice, by table and number
// of rows; "" when they do not.
func (c content) changes(to content, practice string) string {
	var out []string
	for _, table := range held() {
		before, after := c[practice][table], to[practice][table]
		if !slices.Equal(before, after) {
			out = append(out, fmt.Sprintf("%s %d→%d", table, len(before), len(after)))
		}
	}
	return strings.Join(out, ", ")
}

// remember copies the tables as they are now, to be put back by restore.
func (w *world) remember() {
	w.t.Helper()
	tables := append(held(), directory()...)
	for _, table := range tables {
		w.exec("CREATE TABLE remembered_" + table + " AS SELECT * FROM " + table)
	}
	all := w.content()
	w.watchWrites(tables)
	w.ground = &ground{now: all, stale: map[string]bool{}, dirty: map[string]bool{}}
}

// restore puts tables back as they were remembered.
func (w *world) restore(tables ...string) {
	w.t.Helper()
	var q strings.Builder
	if w.dollars {
		q.WriteString("BEGIN; SET LOCAL session_replication_role = replica;") // references hold again at the end
	} else {
		q.WriteString("BEGIN IMMEDIATE;")
	}
	for _, table := range tables {
		fmt.Fprintf(&q, "DELETE FROM %[1]s; INSERT INTO %[1]s SELECT * FROM remembered_%[1]s;", table)
	}
	q.WriteString("COMMIT;")
	w.exec(q.String())
}

// restoreAll puts back every table that was written to since they were all as
// they had been remembered.
func (w *world) restoreAll() {
	w.t.Helper()
	w.ground.note(w.written())
	if len(w.ground.dirty) == 0 {
		return
	}
	w.restore(slices.Sorted(maps.Keys(w.ground.dirty))...)
	w.ground.note(append(w.written(), slices.Collect(maps.Keys(w.ground.dirty))...))
	w.ground.dirty = map[string]bool{}
}
