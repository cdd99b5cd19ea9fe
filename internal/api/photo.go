package api

import (
	"context"
	"encoding/base64"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// Said is one answer as it is read. Only the part that fits its field is there.
type Said struct {
	Text    string                      `json:"text,omitempty" doc:"Texts, a choice's value, a day; of a photo what it shows."`
	Number  *int                        `json:"number,omitempty"`
	Yes     *bool                       `json:"yes,omitempty"`
	Several []string                    `json:"several,omitempty"`
	Items   []map[exercise.FieldID]Said `json:"items,omitempty" doc:"The groups of a list."`
	Photo   *Photo                      `json:"photo,omitempty"`
}

// Photo is a picture that an answer holds. It is there for whoever sees the
// answer, as long as they see it.
type Photo struct {
	Path   string `json:"path" doc:"Where the picture is, as JPEG."`
	Small  string `json:"small" doc:"Where a small one is, of at most 24 kB."`
	Width  int    `json:"width" doc:"Of the picture, in points."`
	Height int    `json:"height"`
}

// Given is one answer as it is sent. Only the part that fits its field is there.
type Given struct {
	Text    string                       `json:"text,omitempty" doc:"Texts, a choice's value, a day; of a photo what it shows, in a few words."`
	Number  *int                         `json:"number,omitempty"`
	Yes     *bool                        `json:"yes,omitempty"`
	Several []string                     `json:"several,omitempty"`
	Items   []map[exercise.FieldID]Given `json:"items,omitempty" doc:"The groups of a list."`
	Picture string                       `json:"picture,omitempty" doc:"Of a photo: JPEG, PNG or WebP in base64, at most 10 MB. Without it the one in the draft stays."`
}

// typed puts an answer into the form, and its picture beside it.
func (v Given) typed(form exercise.Form, files map[string][]byte, name string, problems *tandem.Problems) {
	switch {
	case v.Picture != "":
		files[name], form[exercise.AltName(name)] = unwrapped(name, v.Picture, problems), []string{v.Text}
	case v.Number != nil:
		form[name] = []string{strconv.Itoa(*v.Number)}
	case v.Yes != nil && *v.Yes:
		form[name] = []string{"yes"}
	case v.Yes != nil:
		form[name] = []string{"no"}
	case v.Several != nil:
		form[name] = v.Several
	default:
		form[name] = []string{v.Text}
	}
}

func unwrapped(name, picture string, problems *tandem.Problems) []byte {
	file, err := base64.StdEncoding.DecodeString(picture)
	if err != nil {
		problems.Add(name, tandem.Say("Please send the picture in base64."))
	}
	return file
}

// photosOf is the path under which the viewer asks for the pictures of a piece
// of homework.
func photosOf(v homework.Viewer, couple tandem.CoupleID, id tandem.AssignmentID) string {
	if v.Staff {
		return Prefix + "couples/" + string(couple) + "/homework/" + string(id) + "/photos/"
	}
	return Prefix + "homework/" + string(id) + "/photos/"
}

func valueOf(photos string, v exercise.Value) Said {
	out := Said{Text: v.Text, Number: v.Number, Yes: v.Yes, Several: v.Several}
	if v.Picture != nil {
		out.Photo = photo(photos, *v.Picture)
	}
	for _, item := range v.Items {
		group := map[exercise.FieldID]Said{}
		for id, sub := range item {
			group[id] = valueOf(photos, sub)
		}
		out.Items = append(out.Items, group)
	}
	return out
}

func photo(photos string, p exercise.Picture) *Photo {
	at := photos + string(p.ID)
	return &Photo{Path: at, Small: at + "?size=small", Width: p.Width, Height: p.Height}
}

// draftOf is the viewer's own draft, its pictures apart.
func draftOf(h homework.Homework, photos string) *Draft {
	d := &Draft{Step: h.Draft.Step, Target: h.Draft.Target, Typed: exercise.Form{}.Lay(h.Draft.Form)}
	if st, ok := h.Definition.Step(h.Draft.Step); ok {
		for name, p := range h.Draft.Form.Pictures(st) {
			if d.Photos == nil {
				d.Photos = map[string]Photo{}
			}
			d.Photos[name] = *photo(photos, p)
			delete(d.Typed, name)
		}
	}
	return d
}

// OfPhoto names a picture in a path.
type OfPhoto struct {
	OfAssignment
	Photo tandem.PhotoID `path:"photo" doc:"A picture, as an answer's path names it."`
	Size  string         `query:"size" enum:"full,small" default:"full"`
}

type ofStaffPhoto struct {
	OfCouple
	OfPhoto
}

// jpegs makes an Operation that answers with a picture.
func jpegs[I any](group, summary string, do work[I, []byte]) Operation {
	return func(a *API, o huma.Operation) {
		o.Tags, o.Summary = []string{group}, summary
		o.Responses = map[string]*huma.Response{"200": {Description: "The picture.", Content: map[string]*huma.MediaType{
			"image/jpeg": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}}
		huma.Register(a.huma, o, func(ctx context.Context, in *I) (*pictured, error) {
			b, err := do(ctx, tandem.ActorOf(ctx), in)
			if err != nil {
				return nil, failed(ctx, err)
			}
			return &pictured{"image/jpeg", b}, nil
		})
	}
}

type pictured struct {
	Type string `header:"Content-Type"`
	Body []byte
}

// Photo is a picture that something refers to which a partner can see now.
func (a *API) Photo() Operation {
	return jpegs(forPartners, "A picture of a piece of homework", func(ctx context.Context, actor tandem.Actor, in *OfPhoto) ([]byte, error) {
		return a.Homework.Photo(ctx, actor, in.Assignment, in.Photo, in.Size == "small")
	})
}

// StaffPhoto is a picture in an answer that the care team can see now.
func (a *API) StaffPhoto() Operation {
	return jpegs(forCouples, "A picture of a couple's homework", func(ctx context.Context, actor tandem.Actor, in *ofStaffPhoto) ([]byte, error) {
		return a.Homework.PhotoIn(ctx, actor, in.Couple, in.Assignment, in.Photo, in.Size == "small")
	})
}
