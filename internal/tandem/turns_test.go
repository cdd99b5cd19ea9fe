package tandem

import (
	"context"
	"testing"
)

// TestTurnsAreForEachName: whoever waits for their own turn keeps nobody else
// waiting, and no name is remembered once nobody wants it.
func TestTurnsAreForEachName(t *testing.T) {
	var turns Turns
	late, cancel := context.WithCancel(context.Background())
	cancel()
	leave, err := turns.Take(context.Background(), "rowan")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := turns.Take(late, "rowan"); KindOf(err) != KindUnavailable {
		t.Errorf("beside their own: %v", err)
	}
	other, err := turns.Take(context.Background(), "noor")
	if err != nil {
		t.Fatalf("beside somebody else's: %v", err)
	}
	waiting := make(chan func())
	go func() {
		next, _ := turns.Take(context.Background(), "rowan")
		waiting <- next
	}()
	leave()
	(<-waiting)()
	other()
	if len(turns.held) != 0 {
		t.Errorf("%d names are left", len(turns.held))
	}
}
