// Package people keeps children, their guardians and households, and those who work with them.
//
// All of it lies under row-level security. Names are shown to those who may read persons; numbers, addresses and
// special needs are encrypted, masked in lists, and each reading in clear is an event (R142).
package people

import (
	"time"

	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/secret"
)

// Service keeps people.
type Service struct {
	DB     *db.DB
	Secret *secret.Box
	Now    func() time.Time
}

func (s *Service) today() division.Day { return division.DayOf(s.Now()) }
