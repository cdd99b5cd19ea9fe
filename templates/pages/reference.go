package pages

// Reference is the page that describes the JSON interface: words of the
// description alone, the same for everybody.
type Reference struct {
	About  string
	Groups []ReferenceGroup
	Shapes []ReferenceShape
	Demo   bool
}

// ReferenceGroup is what belongs together, such as what partners do.
type ReferenceGroup struct {
	Name       string
	Operations []ReferenceOperation
}

// ReferenceOperation is one thing that a program can do.
type ReferenceOperation struct {
	Method, Path, Summary, Permission string
	Takes                             []ReferenceField
	Gives                             ReferenceType
}

// ReferenceShape is one kind of object.
type ReferenceShape struct {
	Name   string
	Fields []ReferenceField
}

// ReferenceField is a field of a shape, or something that an operation takes.
type ReferenceField struct {
	Name     string
	Type     ReferenceType
	Required bool
	Doc      string
}

// ReferenceType is what a field holds. Shape names one of the shapes, if it is
// one or a list of them.
type ReferenceType struct{ Text, Shape string }
