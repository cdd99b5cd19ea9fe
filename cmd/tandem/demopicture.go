package main

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// demoPictures are what the drawn pictures of the demo show, in the order in
// which demoPicture draws them.
var demoPictures = []string{"Hills behind our first flat, early in the morning", "The lake in the evening, and the sun low over it", "Snow on the path to the old bridge"}

// demoPicture draws hills under a sky. n varies it.
func demoPicture(n int) ([]byte, error) {
	const w, h = 1200, 800
	look := []struct{ sky, low, far, near color.RGBA }{
		{color.RGBA{246, 224, 210, 255}, color.RGBA{252, 243, 224, 255}, color.RGBA{122, 160, 150, 255}, color.RGBA{29, 92, 89, 255}},
		{color.RGBA{214, 138, 96, 255}, color.RGBA{246, 206, 150, 255}, color.RGBA{110, 92, 120, 255}, color.RGBA{40, 74, 106, 255}},
		{color.RGBA{190, 208, 222, 255}, color.RGBA{236, 240, 243, 255}, color.RGBA{168, 184, 196, 255}, color.RGBA{226, 232, 236, 255}},
	}[n%len(demoPictures)]
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	between := func(a, b color.RGBA, t float64) color.RGBA {
		mix := func(x, y uint8) uint8 { return uint8(float64(x)*(1-t) + float64(y)*t) }
		return color.RGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 255}
	}
	for x := range w {
		at := float64(x) / w
		far := h * (.55 + .08*math.Sin(7*at+float64(n)) + .03*math.Sin(19*at))
		near := h * (.75 + .09*math.Sin(4*at+2*float64(n)+1))
		for y := range h {
			c := between(look.sky, look.low, float64(y)/(.6*h))
			switch {
			case float64(y) > near:
				c = look.near
			case float64(y) > far:
				c = look.far
			case math.Hypot(float64(x)-.7*w, float64(y)-.28*h) < .07*w:
				c = color.RGBA{253, 248, 228, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	err := jpeg.Encode(&b, img, nil)
	return b.Bytes(), err
}

// fillPhotos are the pictures that a synthetic person brings: a drawn one in the
// first place that takes one.
func fillPhotos(form exercise.Form, step *exercise.Step, n int) (map[string][]byte, error) {
	for _, name := range step.Names() {
		if !step.TakesPhoto(name) {
			continue
		}
		file, err := demoPicture(n)
		if err != nil {
			return nil, tandem.Internal(err)
		}
		form[exercise.AltName(name)] = []string{demoPictures[n%len(demoPictures)]}
		return map[string][]byte{name: file}, nil
	}
	return nil, nil
}
