package exercise

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tandem/internal/tandem"
)

// Picture is what an answer holds of a picture: which one, and its size in
// pixels. The picture itself is kept apart and leaves through the service alone
// (homework.Service.Photo), to whoever sees the answer.
type Picture struct {
	ID     tandem.PhotoID `json:"id"`
	Width  int            `json:"width"`
	Height int            `json:"height"`
}

// SamplePhoto stands for a picture where an exercise is tried out: nothing is
// kept there. No picture of a couple has that id.
const SamplePhoto tandem.PhotoID = "sample"

// Sample is the drawing that stands in where an exercise is tried out.
func Sample() Picture { return Picture{ID: SamplePhoto, Width: 800, Height: 600} }

var pictureForm = regexp.MustCompile(`^([a-z0-9-]{1,64})\.([0-9]{1,5})\.([0-9]{1,5})$`)

// String is a picture as the form of a step holds it.
func (p Picture) String() string { return fmt.Sprintf("%s.%d.%d", p.ID, p.Width, p.Height) }

// ParsePicture reads what String wrote.
func ParsePicture(text string) (Picture, bool) {
	m := pictureForm.FindStringSubmatch(text)
	if m == nil {
		return Picture{}, false
	}
	w, _ := strconv.Atoi(m[2])
	h, _ := strconv.Atoi(m[3])
	return Picture{tandem.PhotoID(m[1]), w, h}, true
}

// AltName is the form's name for what a picture shows, in its author's words,
// beside the field of that name.
func AltName(name string) string { return name + ".alt" }

// StaysName is the form's name for "keep this picture". A page sends it for a
// picture that it has shown, and what it has shown and is not ticked goes.
func StaysName(name string) string { return name + ".stays" }

// photoNames are the names in the step's form that hold pictures.
func (s *Step) photoNames() []string {
	var names []string
	for i := range s.Fields {
		f := &s.Fields[i]
		if f.Type == Photo {
			names = append(names, string(f.ID))
		}
		for n := range f.Groups() {
			for j := range f.Item {
				if f.Item[j].Type == Photo {
					names = append(names, ItemName(f.ID, n, f.Item[j].ID))
				}
			}
		}
	}
	return names
}

// TakesPhoto tells whether the step's form has a picture of that name.
func (s *Step) TakesPhoto(name string) bool { return slices.Contains(s.photoNames(), name) }

// Pictures are those that the form holds, by name.
func (f Form) Pictures(s *Step) map[string]Picture {
	all := map[string]Picture{}
	for _, name := range s.photoNames() {
		if p, ok := ParsePicture(f.Get(name)); ok {
			all[name] = p
		}
	}
	return all
}

// Sent is the part of a form from outside that names fields of the step: as
// Keep, but for the pictures themselves. Nobody says by an id which picture is
// meant.
func (f Form) Sent(s *Step) Form {
	kept := f.Keep(s)
	for _, name := range s.photoNames() {
		delete(kept, name)
	}
	return kept
}

// With is the form with a picture taken in under that name.
func (f Form) With(name string, p Picture) Form {
	return f.Lay(Form{name: {p.String()}, StaysName(name): {"yes"}})
}

// Settled is the form without the pictures that were taken out, and without
// what they showed. A picture for which another one comes counts as taken out,
// and its words stay.
func (f Form) Settled(s *Step, another func(name string) bool) Form {
	settled := f.Lay(nil)
	for _, name := range s.photoNames() {
		_, held := ParsePicture(f.Get(name))
		if _, asked := f[StaysName(name)]; !asked || f.Get(StaysName(name)) == "yes" {
			continue
		}
		settled[name] = []string{}
		if held && !another(name) {
			settled[AltName(name)] = []string{}
		}
	}
	return settled
}

// Only is the form without the pictures that are not among those given.
func (f Form) Only(s *Step, known []Picture) Form {
	only := f.Lay(nil)
	for name, p := range f.Pictures(s) {
		if !slices.Contains(known, p) {
			only[name] = []string{}
		}
	}
	return only
}

// readPhoto reads a picture that the form holds, and what it shows. Whether the
// author may use it is checked by whoever knows the author.
func (f *Field) readPhoto(name string, form Form, problems *tandem.Problems) (Value, bool) {
	p, held := ParsePicture(form.Get(name))
	alt := strings.TrimSpace(form.Get(AltName(name)))
	switch {
	case held && alt == "":
		problems.Add(AltName(name), tandem.Say("Please say in a few words what it shows."))
	case held:
		problems.AddErr(AltName(name), CheckText(alt, ShortLimit, false))
	case alt != "":
		problems.Add(name, tandem.Say("Choose a picture for these words, or leave them out."))
	case f.Required:
		problems.Add(name, tandem.Say("Please choose a picture."))
	}
	return Value{Text: alt, Picture: &p}, held
}

// Pictures are the pictures in an answer, those of its groups among them.
func (v Value) Pictures() []Picture {
	var all []Picture
	if v.Picture != nil {
		all = append(all, *v.Picture)
	}
	for _, item := range v.Items {
		for _, sub := range item {
			if sub.Picture != nil {
				all = append(all, *sub.Picture)
			}
		}
	}
	return all
}

// holdsPhoto tells whether a field takes a picture, alone or in its groups.
func (f *Field) holdsPhoto() bool {
	return f.Type == Photo || slices.ContainsFunc(f.Item, func(sub Field) bool { return sub.Type == Photo })
}
