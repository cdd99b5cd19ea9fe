package pages

import "tandem/internal/tandem"

// Entry is something that was written and that the reader may see.
type Entry struct {
	Author     Partner
	Care       string // who of the care team wrote or noted it, in place of a partner
	About      string // the exercise, where entries of several stand together
	When       tandem.Text
	Older      bool // a newer version has taken its place
	Asked      bool // the form below is about it
	Answers    []Answer
	Visibility tandem.Text // who can see it now, where that is the same for all of it
	Keep       *Keeping    // the press that keeps it for a hard day, on the shelves
	Gone       tandem.Text // a tombstone, such as "taken back by its author"; then nothing else is shown
}

// Keeping is the press that keeps a thing for a hard day, or lets it go.
type Keeping struct {
	Href   string
	Key    string
	Target string
	Thing  int
	Kept   bool
}

// kind is the move that the press makes.
func (k Keeping) kind() string {
	if k.Kept {
		return "let-go"
	}
	return "cherish"
}

// Answer is one answered question. Words is what the person typed and is never
// translated; Said is an answer in our words, such as a choice or a figure.
type Answer struct {
	Label tandem.Text
	Words string
	Said  []tandem.Text
	Photo *Photo
	Sees  tandem.Text // who can see it now, where that is not the same for the whole entry
}
