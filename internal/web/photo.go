package web

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/templates"
	"tandem/templates/pages"
)

// photos is where one reader finds the pictures of one piece of homework.
type photos struct {
	at    string // the path under which they are
	tried bool   // nothing is kept: a drawing stands in for each
	round bool   // the phone goes round: what only one may see is not shown
}

func photosOf(h homework.Homework, round bool) photos {
	return photos{at: photosAt(h.Viewer, h.Couple.ID, h.Assignment.ID), tried: h.Assignment.ID == homework.TrialAssignment, round: round}
}

// photosAt is the path under which the viewer finds the pictures of a piece of
// homework.
func photosAt(v homework.Viewer, couple tandem.CoupleID, id tandem.AssignmentID) string {
	if v.Staff {
		return "/couples/" + string(couple) + homeworkHref(id) + "/photos/"
	}
	return homeworkHref(id) + "/photos/"
}

// shownPhoto is a picture as a page shows it.
func shownPhoto(at string, p exercise.Picture, alt string) *pages.Photo {
	if p.ID == exercise.SamplePhoto {
		drawing := templates.Asset("sample.svg")
		return &pages.Photo{Full: drawing, Small: drawing, Alt: alt, Width: p.Width, Height: p.Height}
	}
	return &pages.Photo{Full: at + string(p.ID), Small: at + string(p.ID) + "?size=small", Alt: alt, Width: p.Width, Height: p.Height}
}

// photoQuestion asks for a picture and for what it shows.
func photoQuestion(q *pages.Field, name string, a asking) {
	alt := exercise.AltName(name)
	p := &pages.PhotoField{AltName: alt, Alt: a.typed.Get(alt), AltError: a.problem.At(alt), StaysName: exercise.StaysName(name)}
	held, is := exercise.ParsePicture(a.typed.Get(name))
	p.Chosen = is
	if a.photos.tried {
		p.Sample = exercise.Sample().String()
	} else if is && !a.photos.round {
		p.Shown = shownPhoto(a.photos.at, held, p.Alt)
	}
	q.Photo, q.Values = p, nil
}

// Photo is a picture that something refers to which a partner can see now.
func (w *Web) Photo(c echo.Context) error {
	ctx, actor := ctxOf(c)
	b, err := w.Homework.Photo(ctx, actor, tandem.AssignmentID(c.Param("assignment")), tandem.PhotoID(c.Param("photo")), c.QueryParam("size") == "small")
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, "image/jpeg", b)
}

// StaffPhoto is a picture in an answer that the care team can see now.
func (w *Web) StaffPhoto(c echo.Context) error {
	ctx, actor := ctxOf(c)
	b, err := w.Homework.PhotoIn(ctx, actor, tandem.CoupleID(c.Param("couple")), tandem.AssignmentID(c.Param("assignment")),
		tandem.PhotoID(c.Param("photo")), c.QueryParam("size") == "small")
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, "image/jpeg", b)
}

// The bounds of the text in a form with pictures.
const (
	mostParts = 500
	mostText  = 256 << 10
)

// formWithFiles is form, also of a form that brings files. They are read into
// memory, piece by piece: nothing that somebody chose stands in a file of ours.
func formWithFiles(c echo.Context) (exercise.Form, map[string][]byte, error) {
	req := c.Request()
	kind, settings, err := mime.ParseMediaType(req.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		f, err := form(c)
		return f, nil, err
	}
	f, files := exercise.Form{}, map[string][]byte{}
	parts, text := multipart.NewReader(req.Body, settings["boundary"]), 0
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || n > mostParts {
			return nil, nil, unread(err)
		}
		name, most := part.FormName(), int64(mostText-text)
		if part.FileName() != "" {
			most = homework.PhotoLimit
		}
		held, err := readPart(part, most)
		switch {
		case err != nil:
			return nil, nil, unread(err)
		case part.FileName() != "":
			files[name] = held
		case isFile(part): // nothing was chosen
		case int64(len(held)) > most:
			return nil, nil, tandem.Invalid(tandem.Say("This is more text than we can take at once. Please make it shorter."))
		default:
			text += len(held)
			f[name] = append(f[name], string(held))
		}
	}
	req.PostForm = map[string][]string(f) // for whoever asks again
	return f, files, nil
}

// readPart reads a part of a form; of one that is too long, one byte too many,
// and leaves the rest aside, so that what stands behind it is read too.
func readPart(part *multipart.Part, most int64) ([]byte, error) {
	var b bytes.Buffer
	if _, err := io.Copy(&b, io.LimitReader(part, most+1)); err != nil {
		return nil, err
	}
	_, err := io.Copy(io.Discard, part)
	return slices.Clip(b.Bytes()), err
}

// isFile tells whether a part is an input for a file, also where none was chosen.
func isFile(part *multipart.Part) bool {
	_, settings, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	_, is := settings["filename"]
	return err == nil && is
}

func unread(err error) error {
	var tooLong *http.MaxBytesError
	var said *tandem.Error
	if errors.As(err, &tooLong) || errors.As(err, &said) {
		return err // the server says so
	}
	return tandem.Invalid(tandem.Say("We could not read that request."))
}
