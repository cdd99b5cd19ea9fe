package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// does makes a move of somebody's, about their view of now; target is the last
// entry of that kind that they see, "" for none. It gives what they see then.
func (w *world) does(name string, at tandem.AssignmentID, kind, about exercise.MoveKind, form exercise.Form) homework.Homework {
	w.t.Helper()
	h := w.must(w.homework.See(bg, w.people[name], at)).(homework.Homework)
	in := homework.MoveInput{Kind: kind, Key: w.IDs.New(), Version: h.Sight.Version, Form: form}
	for _, e := range h.Sight.Entries {
		if about != "" && e.Kind == about && !e.Taken && !e.Older {
			in.Target = e.Move
		}
	}
	return w.must(w.homework.Move(bg, w.people[name], at, in)).(homework.Homework)
}

// TestLinksToExercises: without a plan an answer can link to what both know to
// have done, and to nothing that one of them did alone. Pages and programs read
// the same words, each in their own language.
func TestLinksToExercises(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.hire("ada", "mara", tandem.RoleTherapist)
		c := w.takeIn("mara", "rowan", "noor")
		w.does("noor", w.ask(c, "E39"), exercise.MoveLog, "", exercise.Form{"moment": {"tea in the rain"}, "date": {"2026-01-05"}})
		w.does("rowan", w.ask(c, "E24"), exercise.MoveKeep, "", exercise.Form{"grateful_for": {"the quiet hour"}})
		at := w.ask(c, "E27")
		page := w.browse("rowan").get("/homework/" + string(at) + "?do=seal").body
		for ref, offered := range map[string]bool{"exercise.E39": true, "exercise.E24": false, "exercise.E02": false} {
			if strings.Contains(page, ref) != offered {
				t.Errorf("%s is offered: %t", ref, !offered)
			}
		}
		w.does("rowan", at, exercise.MoveSeal, "", exercise.Form{"most_meaningful": {"exercise.E39"}, "how": {"more of it"}})
		w.does("noor", at, exercise.MoveSeal, "", exercise.Form{"helping": {"exercise.E39"}})
		secret, _ := w.token("noor")
		var told struct {
			Entries []struct {
				Answers []struct {
					Field string
					Links []struct{ Ref, Words string }
				}
			}
		}
		if err := json.Unmarshal([]byte(w.askWith(secret, http.MethodGet, "/api/v1/homework/"+string(at), nil).body), &told); err != nil {
			t.Fatal(err)
		}
		linked := map[string]string{}
		for _, e := range told.Entries {
			for _, a := range e.Answers {
				for _, l := range a.Links {
					linked[a.Field] += l.Ref + " " + l.Words
				}
			}
		}
		if linked["most_meaningful"] != "exercise.E39 A good moment" || linked["helping"] != "exercise.E39 A good moment" || len(linked) != 2 {
			t.Errorf("a program reads of links: %v", linked)
		}
		if !strings.Contains(w.browse("noor").get("/homework/"+string(at)).body, "A good moment") {
			t.Error("the page does not read so")
		}
	})
}
