// Package frontend carries the built interface. public/.keep makes the folder exist before the first build.
package frontend

import "embed"

// Dist is the output of the interface's build.
//
//go:embed all:dist
var Dist embed.FS
