// Package attendance runs a session: the roll, the marks, and who takes each child home.
package attendance

import (
	"time"

	"github.com/fourthirty/fourthirty/pkg/db"
)

// Service keeps attendance.
type Service struct {
	DB  *db.DB
	Now func() time.Time
}

// Mark says how a child came to a session.
type Mark string

// The marks. An excused child was expected no longer; it counts neither as there nor as missing.
const (
	Present Mark = "present"
	Late    Mark = "late"
	Excused Mark = "excused"
	Absent  Mark = "absent"
)

// Marks lists every mark.
func Marks() []Mark { return []Mark{Present, Late, Excused, Absent} }
