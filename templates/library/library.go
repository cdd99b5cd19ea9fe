// Package library holds the exercises and plan templates as data. The files
// are embedded; internal/exercise and internal/plan read and check them at start.
package library

import "embed"

// Exercises holds one JSON file for each exercise, in the folder exercises. What
// other use cases ask of partners, such as a consent or a preparation, stands in
// its folder built-in.
//
//go:embed exercises
var Exercises embed.FS

// Plans holds one JSON file for each plan template, in the folder plans.
//
//go:embed plans/*.json
var Plans embed.FS

// Starts holds one JSON file for each flow, in the folder starts: a small whole
// exercise that goes this way, with plain words. What a practice makes of its
// own begins with them. Files that end in a further word hold the steps that the
// flow can do without, and the other ways in which it can be set up.
//
//go:embed starts/*.json
var Starts embed.FS
