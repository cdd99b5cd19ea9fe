// Package library holds the exercises and plan templates as data. The files
// are embedded; internal/exercise reads and checks them at start.
package library

import "embed"

// Exercises holds one JSON file for each exercise, in the folder exercises. What
// other use cases ask of partners, such as a consent or a preparation, stands in
// its folder built-in.
//
//go:embed exercises
var Exercises embed.FS
