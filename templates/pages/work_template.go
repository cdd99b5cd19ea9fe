package pages

// WorkTemplate is a plan template in the making.
type WorkTemplate struct {
	Name, For, Source, Ready, Weeks string
	Gates                           []Option
	Phases                          []WorkPhase
	Reviews                         []WorkReview
	Items                           []WorkItem
	LeadWeeks                       string
	Lead                            []WorkItem // what one partner can begin with alone
	Grid                            WeekGrid
}

// WorkPhase is one phase; the last line is an empty one to add.
type WorkPhase struct {
	Prefix, Name, Focus, Gate, From, To string
	Opens                               []Option // nil for the first, which opens with the plan
}

// WorkReview is one review point; the last line is an empty one to add.
type WorkReview struct {
	Prefix, Week string
	Kinds        []Option
}

// WorkItem is one line; the last is an empty one to add.
type WorkItem struct {
	Prefix    string
	Exercises []Option
	Slots     []Option
	Cadences  []Option
	From, To  string
}
