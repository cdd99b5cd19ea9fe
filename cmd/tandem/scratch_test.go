package main

import (
	"os"
	"strings"
	"testing"

	"tandem/internal/testkit"
)

func TestScratch(t *testing.T) {
	base, pass := "http://127.0.0.1:8199", "seven lanterns on the river"
	chromium := testkit.Browser(t)
	pagesOf := map[string]*testkit.Page{}
	for _, line := range strings.Split(strings.TrimSpace(os.Getenv("LOOK")), "\n") {
		f := strings.Fields(line) // account path name [phone|desk] [light|dark]
		p := pagesOf[f[0]]
		if p == nil {
			p = chromium.Desk(t)
			pagesOf[f[0]] = p
			p.Go(base + "/log-in")
			p.Fill("#f-name", f[0])
			p.Fill("#f-passphrase", pass)
			p.Click("main button")
		}
		if f[1] != "-" {
			p.Go(base + f[1])
		}
		for _, o := range f[3:] {
			switch {
			case o == "light" || o == "dark":
				p.Theme(o)
			case o == "phone":
				p.Size(390, 844)
				p.Shot(f[2] + "-phone")
			case o == "desk":
				p.Size(1440, 900)
				p.Shot(f[2] + "-desk")
			case strings.HasPrefix(o, "click="):
				p.Click(strings.ReplaceAll(strings.TrimPrefix(o, "click="), "~", " "))
			case o == "url":
				t.Log(p.URL())
			}
		}
	}
}
