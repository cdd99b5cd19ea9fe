// Package library holds the exercises and plan templates as data. The files
// are embedded; internal/exercise reads and checks them at start.
package library

import "embed"

// Exercises holds one JSON file for each exercise, in the folder exercises.
//
//go:embed exercises/*.json
var Exercises embed.FS
