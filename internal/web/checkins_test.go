package web

import (
	"context"
	"fmt"
	"reflect"
	"testing"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/templates/library"
)

// The weather stands by day, as each has said it, the later of two on one day;
// what was taken back is not there.
func TestWeatherByDay(t *testing.T) {
	lib, err := exercise.Load(library.Exercises, "exercises")
	if err != nil {
		t.Fatal(err)
	}
	def, _ := lib.Get("E01", 1)
	together := homework.Together{Couple: casefile.Couple{Partners: []casefile.Partner{{ID: "a", Name: "Rowan", Position: 1}, {ID: "b", Name: "Noor", Position: 2}}}}
	say := func(who tandem.PartnerID, day, hour, n int, taken bool) {
		e := homework.ShelfEntry{Shelf: exercise.ShelfCheckIns, Definition: def, Author: who, At: time.Date(2026, 3, day, hour, 0, 0, 0, time.UTC), Taken: taken}
		e.Fields = []homework.Seen{{Field: fieldWeather, Value: exercise.Value{Number: &n}, Visibility: exercise.Both}}
		together.Entries = append([]homework.ShelfEntry{e}, together.Entries...) // newest first
	}
	if d, table := weather(context.Background(), together, "UTC"); d != nil || table != nil {
		t.Error("a chart of nothing")
	}
	say("a", 2, 8, 1, false)
	say("b", 2, 9, 4, false)
	say("a", 2, 20, 3, false)
	say("b", 3, 20, 5, true)
	say("a", 3, 23, 2, false) // the next day in Madrid
	d, table := weather(context.Background(), together, "Europe/Madrid")
	if want := [][]string{{"2 March", "3", "4"}, {"4 March", "2", "–"}}; d == nil || !reflect.DeepEqual(table.Rows, want) {
		t.Fatalf("by day %v, want %v", table, want)
	}
	for day := 5; day < 25; day++ {
		say("b", day, 12, 3, false)
	}
	if _, table := weather(context.Background(), together, "UTC"); len(table.Rows) != weatherDays || fmt.Sprint(table.Rows[0]) != "[11 March – 3]" {
		t.Errorf("the last days are %d, from %v", len(table.Rows), table.Rows[0])
	}
}
