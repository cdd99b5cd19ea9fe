package testkit

import (
	"bytes"
	"image"
	_ "image/png" // the format of the pictures
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/page"
)

// EnvShots names the environment variable with the folder that pictures of
// pages go to. Without it they go to the test's own folder and vanish with it.
const EnvShots = "TANDEM_SHOTS"

// tallest is how high Shot makes a tab, in CSS pixels: Chromium draws no
// picture that is higher. What is below is captured all the same.
const tallest = 16_000

// Shot takes a picture of the whole page, also of what is below the fold, and
// returns the path of the PNG, which is called name.png. For the picture the
// tab is as high as the page, so that a bar fixed to an edge lies across
// nothing. A picture of a single colour ends the test: the page was empty.
func (p *Page) Shot(name string) string {
	p.t.Helper()
	if name == "" || strings.ContainsAny(name, `/\`) {
		p.t.Fatalf("testkit: %q is no name for a picture", name)
	}
	Eval[bool](p, "document.fonts.ready.then(() => true)")
	defer p.view(p.height)
	p.view(min(int64(math.Ceil(p.measure().Height)), tallest))
	shape, yes := p.measure(), true
	taken, err := call(p, page.CaptureScreenshot, page.CaptureScreenshotParams{
		Format: page.CaptureScreenshotFormatPng, CaptureBeyondViewport: &yes,
		Clip: &page.Viewport{Width: shape.Width, Height: shape.Height, Scale: 1}})
	if err != nil {
		p.t.Fatalf("testkit: taking the picture %s: %v", name, err)
	}
	picture, _, err := image.Decode(bytes.NewReader(taken.Data))
	if err != nil || blank(picture) {
		p.t.Fatalf("testkit: the picture %s shows nothing (%v)", name, err)
	}
	dir := os.Getenv(EnvShots)
	if dir == "" {
		dir = p.t.TempDir()
	}
	path := filepath.Join(dir, name+".png")
	if err := os.MkdirAll(dir, 0o750); err != nil {
		p.t.Fatalf("testkit: keeping the picture: %v", err)
	}
	if err := os.WriteFile(path, taken.Data, 0o600); err != nil {
		p.t.Fatalf("testkit: keeping the picture: %v", err)
	}
	return path
}

// measure is how large the page is with all that it holds.
func (p *Page) measure() dom.Rect {
	p.t.Helper()
	shape, err := call(p, page.GetLayoutMetrics, cdp.Empty{})
	if err != nil {
		p.t.Fatalf("testkit: measuring the page: %v", err)
	}
	return *shape.CSSContentSize
}

// blank tells whether a picture has one colour only.
func blank(picture image.Image) bool {
	b := picture.Bounds()
	first := picture.At(b.Min.X, b.Min.Y)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if picture.At(x, y) != first {
				return false
			}
		}
	}
	return true
}
