package picture

// Hold keeps the maker busy until what it returns is called.
func Hold(m *Maker) (release func()) {
	m.turn <- struct{}{}
	return func() { <-m.turn }
}
