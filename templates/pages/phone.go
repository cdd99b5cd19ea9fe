package pages

// OnePhone is where two partners begin to use one phone, and what stands
// between their turns. It shows nothing but names.
type OnePhone struct {
	Phone   Phone
	Me      Partner // whose phone it is
	Other   Partner
	On      bool   // it goes round: this is the screen between turns
	Href    string // /homework/…
	Problem Problem
}

func (m OnePhone) turn(to string) []Hidden { return []Hidden{{"to", to}} }
