package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
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

// content reads what the tables hold now.
func (w *world) content() content {
	w.t.Helper()
	all := content{}
	for _, table := range held() {
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
	}
	for _, tables := range all {
		for _, rows := range tables {
			slices.Sort(rows)
		}
	}
	return all
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
	for _, table := range append(held(), directory()...) {
		w.exec("CREATE TABLE remembered_" + table + " AS SELECT * FROM " + table)
	}
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

func (w *world) restoreAll() {
	w.t.Helper()
	w.restore(append(held(), directory()...)...)
}
