package api

import (
	"time"

	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/org"
	"github.com/fourthirty/fourthirty/pkg/secret"
)

// New wires the services of the platform on one database. now is the clock of all of them.
func New(c Config, d *db.DB, box *secret.Box, now func() time.Time) *API {
	return &API{
		DB: d, Secret: box, Config: c,
		Org:   &org.Service{DB: d, Secret: box, Now: now},
		Event: &event.Service{DB: d},
	}
}
