package main

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"tandem/internal/tandem"
)

// openGate lets everybody do everything.
type openGate struct{}

func (openGate) Allows([]tandem.Role, tandem.Permission, []tandem.Relation) bool { return true }

// looseStanding finds how anybody stands to an object wherever it is, and finds
// that they belong to it.
type looseStanding struct{ tandem.Standing }

func (s looseStanding) FactsOf(ctx context.Context, actor tandem.Actor, object tandem.Object) (tandem.Facts, error) {
	f, err := s.Standing.FactsOf(ctx, actor, object)
	f.Relations = tandem.Relations()
	return f, err
}

// deafRecorder keeps no denial.
type deafRecorder struct{ tandem.Recorder }

func (r deafRecorder) Record(ctx context.Context, e tandem.Entry) error {
	if e.Event == tandem.EventDenied {
		return nil
	}
	return r.Recorder.Record(ctx, e)
}

// TestMatrixSeesFaults takes away one guard after the other and looks whether
// the rules of the matrix, without the golden file, tell of it.
func TestMatrixSeesFaults(t *testing.T) {
	w := newWorld(t, "")
	e := newEverybody(w)
	whole := *w.pipeline
	m := &matrix{everybody: e, seen: &watchedGate{Gate: w.gate, asked: map[string]question{}}, base: w.content()}
	tests := []struct {
		name, who, route, cell string
		plant                  func(p *tandem.Pipeline)
		says                   string // "" means that nothing is wrong
	}{
		{"nothing planted", "tess", "GET /couples/:couple", ofCouple, func(*tandem.Pipeline) {}, ""},
		{"nothing planted, a write", "tess", "POST /couples/:couple/plan/pause", ofCouple, func(*tandem.Pipeline) {}, ""},
		{"open gate", "tess", "GET /couples/:couple", ofCouple, func(p *tandem.Pipeline) { p.Gate = openGate{} }, "without a tie"},
		{"open gate, words", "tess", "GET /couples/:couple", ofCouple, func(p *tandem.Pipeline) { p.Gate = openGate{} }, "holds words of the couple's"},
		{"open gate, owner", "ada", "GET /couples/:couple", ofCouple, func(p *tandem.Pipeline) { p.Gate = openGate{} }, "without a tie"},
		{"open gate, front desk", "fina", "GET /couples/:couple/summary", ofCouple, func(p *tandem.Pipeline) { p.Gate = openGate{} }, "the front desk got"},
		{"open gate, supervisor", "soren", "POST /couples/:couple/plan/pause", ofCouple, func(p *tandem.Pipeline) { p.Gate = openGate{} }, "a supervisor changed"},
		{"open gate, partner", "rowan", "GET /caseload", "-", func(p *tandem.Pipeline) { p.Gate = openGate{} }, "on a staff route"},
		{"open gate, names", "rowan", "GET /register", "-", func(p *tandem.Pipeline) { p.Gate = openGate{} }, "holds a name of the neighbour's"},
		{"open gate, staff page", "tess", "POST /staff", "-", func(p *tandem.Pipeline) { p.Gate = openGate{} }, "not the owner"},
		{"nothing planted, a program", "tess", "GET /api/v1/couples/:couple", ofCouple, func(*tandem.Pipeline) {}, ""},
		{"open gate, program", "tess", "GET /api/v1/couples/:couple", ofCouple, func(p *tandem.Pipeline) { p.Gate = openGate{} }, "without a tie"},
		{"open gate, program, words", "tess", "GET /api/v1/couples/:couple", ofCouple, func(p *tandem.Pipeline) { p.Gate = openGate{} }, "holds words of the couple's"},
		{"open gate, partner's program", "rowan", "GET /api/v1/register", "-", func(p *tandem.Pipeline) { p.Gate = openGate{} }, "on a staff route"},
		{"deaf recorder, a program", "rowan", "POST /api/v1/staff", "-", func(p *tandem.Pipeline) { p.Recorder = deafRecorder{p.Recorder} }, "0 entries of a denial"},
		{"loose standing, therapist", "tess", "GET /documents/:document", ofCouple, func(p *tandem.Pipeline) { p.Standing = looseStanding{p.Standing} }, "without a tie"},
		{"loose standing, former therapist", "finn", "GET /couples/:couple", ofCouple, func(p *tandem.Pipeline) { p.Standing = looseStanding{p.Standing} }, "without a tie"},
		{"loose standing, a plan ends", "tess", "POST /couples/:couple/plan/end", ofCouple, func(p *tandem.Pipeline) { p.Standing = looseStanding{p.Standing} }, "without a tie"},
		{"deaf recorder", "tess", "GET /couples/:couple", ofCouple, func(p *tandem.Pipeline) { p.Recorder = deafRecorder{p.Recorder} }, "0 entries of a denial"},
		{"deaf recorder, a write", "rowan", "POST /staff", "-", func(p *tandem.Pipeline) { p.Recorder = deafRecorder{p.Recorder} }, "0 entries of a denial"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			*w.pipeline = whole
			test.plant(w.pipeline)
			defer func() { *w.pipeline = whole }()
			p := e.who[slices.IndexFunc(e.who, func(p principal) bool { return p.as == test.who && !p.dead })]
			all := rows()
			r := all[slices.IndexFunc(all, func(r row) bool { return r.key() == test.route })]
			c := r.cells()[slices.IndexFunc(r.cells(), func(c cell) bool { return c.name == test.cell })]
			complaints := strings.Join(judge(e, p, r, c, m.cell(p, r, c, nil)), "\n")
			if test.says == "" && complaints != "" || !strings.Contains(complaints, test.says) {
				t.Errorf("says %q, want %q", complaints, test.says)
			}
			if now := m.content(); m.differ(now) != "" {
				t.Errorf("was not put back: %s", m.differ(now))
			}
		})
	}
}

// The rules themselves, on planted outcomes.
func TestMatrixRulesSeeFaults(t *testing.T) {
	e := &everybody{things: map[string]*things{ofCouple: {words: []string{"ROWAN keeps"}, names: []string{"Rowanqx"}}}}
	couple, moves, health := row{method: http.MethodGet, path: "/couples/:couple"}, row{method: http.MethodPost, path: "/homework/:assignment/moves"}, row{method: http.MethodGet, path: "/health"}
	own := cell{name: ofCouple, column: ofCouple}
	mara, far := principal{as: "mara", team: []string{ofCouple}, names: []string{ofCouple}}, principal{as: "otto", away: true}
	tests := []struct {
		name string
		p    principal
		r    row
		c    cell
		o    outcome
		says string
	}{
		{"let through", mara, couple, own, outcome{label: "200", text: "Rowanqx ROWAN keeps"}, ""},
		{"refused", far, couple, own, outcome{label: "404", denials: 1}, ""},
		{"across practices", far, couple, own, outcome{label: "200"}, "across practices"},
		{"told in a refusal", far, couple, own, outcome{label: "404", text: "no ROWAN keeps here", denials: 1}, "holds words"},
		{"told in a header", far, couple, own, outcome{label: "404", text: "Etag: Rowanqx", denials: 1}, "holds a name"},
		{"told in public", far, health, cell{name: "-", column: ofCouple}, outcome{label: "200", text: "Rowanqx"}, "holds a name"},
		{"no trace of a denial", far, couple, own, outcome{label: "404"}, "0 entries"},
		{"two traces of a denial", far, couple, own, outcome{label: "404", denials: 2}, "2 entries"},
		{"refused and changed", far, couple, own, outcome{label: "404", denials: 1, here: "moves 1→2"}, "yet it changed"},
		{"reading that changes", mara, couple, own, outcome{label: "200", here: "moves 1→2"}, "reading changed"},
		{"changes elsewhere", mara, couple, own, outcome{label: "200", beyond: "moves 1→2"}, "changed another practice"},
		{"without access", principal{as: "ruth", dead: true}, couple, own, outcome{label: "200"}, "without access"},
		{"staff in homework", mara, moves, own, outcome{label: "303"}, "staff acted"},
		{"broken", mara, couple, own, outcome{label: "500"}, "answered 500"},
		{"found nothing", mara, couple, cell{name: ofUnknown, column: ofUnknown}, outcome{label: "200"}, "not there was found"},
		{"ids that do not fit", mara, couple, cell{":couple=neighbour", ofCouple, "couple", ofNeighbour}, outcome{label: "200"}, "do not belong together"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			complaints := strings.Join(judge(e, test.p, test.r, test.c, test.o), "\n")
			if test.says == "" && complaints != "" || !strings.Contains(complaints, test.says) {
				t.Errorf("says %q, want %q", complaints, test.says)
			}
		})
	}
}

// A changed cell of the golden file is seen.
func TestMatrixGoldenSeesFaults(t *testing.T) {
	golden := "# head\n\nGET /a\n  200  owner\n\nGET /b\n  404  owner\n"
	if d := differing(golden, golden); d != nil {
		t.Errorf("the same differs: %q", d)
	}
	for _, planted := range []string{strings.Replace(golden, "404", "200", 1), strings.TrimSuffix(golden, "\n\nGET /b\n  404  owner\n") + "\n"} {
		if d := differing(golden, planted); len(d) == 0 {
			t.Errorf("not seen:\n%s", planted)
		}
	}
}
