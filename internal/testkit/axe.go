package testkit

import (
	_ "embed" // axe-core's script
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// axeScript is axe-core 4.14.1, unchanged; its licence (MPL 2.0) lies beside it.
//
//go:embed testdata/axe/axe.min.js
var axeScript string

// runAxe asks for everything that WCAG 2.2 at level AA demands, and for what
// axe-core calls best practice.
const runAxe = `axe.run(document, {resultTypes: ["violations"], runOnly: {type: "tag", values:
	["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}})
	.then(r => JSON.stringify({Checked: r.passes.length + r.violations.length, Violations: r.violations.map(v => (
		{Rule: v.id, Help: v.help, Nodes: v.nodes.map(n => ({Target: n.target.join(" "), Why: n.failureSummary}))}))}))`

type axeResult struct {
	Checked    int
	Violations []struct {
		Rule, Help string
		Nodes      []struct{ Target, Why string }
	}
}

// Axe fails the test for each accessibility rule that the present page
// violates in the present theme and size, naming the elements.
func (p *Page) Axe(t testing.TB) {
	t.Helper()
	result, err := p.axe()
	if err != nil {
		t.Fatalf("testkit: axe-core: %v", err)
	}
	for _, v := range result.Violations {
		var where strings.Builder
		for _, n := range v.Nodes {
			fmt.Fprintf(&where, "\n  %s\n    %s", n.Target, strings.ReplaceAll(n.Why, "\n", "\n    "))
		}
		t.Errorf("testkit: axe-core at %s: %s: %s%s", p.URL(), v.Rule, v.Help, where.String())
	}
}

// axe runs in a world of its own beside the page's scripts: the page's content
// security policy does not stop it, and it leaves nothing behind.
func (p *Page) axe() (axeResult, error) {
	var result axeResult
	world, err := call(p, page.CreateIsolatedWorld, page.CreateIsolatedWorldParams{
		FrameID: cdp.FrameID(chromedp.FromContext(p.ctx).Target.TargetID), WorldName: "axe"})
	if err != nil {
		return result, err
	}
	yes := true
	for _, script := range []string{axeScript, runAxe} {
		answer, err := call(p, runtime.Evaluate, runtime.EvaluateParams{Expression: script,
			ContextID: world.ExecutionContextID, ReturnByValue: &yes, AwaitPromise: &yes})
		if err != nil {
			return result, err
		}
		if answer.ExceptionDetails != nil {
			return result, errors.New(thrown(answer.ExceptionDetails))
		}
		if script != runAxe {
			continue
		}
		var text string
		if err := json.Unmarshal(answer.Result.Value, &text); err != nil {
			return result, err
		}
		if err := json.Unmarshal([]byte(text), &result); err != nil {
			return result, err
		}
	}
	if result.Checked == 0 {
		return result, errors.New("it applied no rule; is the page empty?")
	}
	return result, nil
}
