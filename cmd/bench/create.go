package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/division/pinyin"
)

// The statements of a registration, in the order in which they are recorded.
const (
	lockKey = iota
	earlierAnswer
	references
	duplicates
	insertFacility
	insertState
	lockCounters
	countCounty
	insertEvent
	keepAnswer
)

// signs tell those statements apart.
var signs = [...]string{
	lockKey:        "pg_try_advisory_xact_lock",
	earlierAnswer:  `FROM "idempotency_keys"`,
	references:     "LEFT JOIN divisions d ON d.code",
	duplicates:     "AS near FROM facilities",
	insertFacility: `INSERT INTO "facilities"`,
	insertState:    `INSERT INTO "facility_states"`,
	lockCounters:   "FROM county_statistics WHERE county = ANY",
	countCounty:    "UPDATE county_statistics",
	insertEvent:    `INSERT INTO "events"`,
	keepAnswer:     `INSERT INTO "idempotency_keys"`,
}

// create registers a facility as the platform does and gives the answer's body.
func (s *store) create(ctx context.Context, who *actor, f *place, body []byte, key, request string) (answer []byte, err error) {
	f.ID, f.County, f.Version = uuid.Must(uuid.NewV7()), f.Division[:6], 1
	f.CreatedAt = time.Now()
	f.UpdatedAt = f.CreatedAt
	tx, err := s.pool.Begin(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	if err := s.first(ctx, tx, who, key); err != nil {
		return nil, err
	}
	if err := s.look(ctx, tx, f); err != nil {
		return nil, err
	}
	if err := s.insert(ctx, tx, f); err != nil {
		return nil, err
	}
	if answer, err = json.Marshal(f); err != nil {
		return nil, err
	}
	if err := s.tell(ctx, tx, who, f, request); err != nil {
		return nil, err
	}
	digest := sha256.Sum256(body)
	header := `{"Location":"` + api + "/facilities/" + f.ID.String() + `"}`
	if _, err := tx.Exec(ctx, s.sql.Create[keepAnswer], who.User, key, digest[:], 201, header, answer); err != nil {
		return nil, err
	}
	return answer, tx.Commit(ctx)
}

// first refuses a key that is being used or was used.
func (s *store) first(ctx context.Context, tx pgx.Tx, who *actor, key string) error {
	var mine bool
	if err := tx.QueryRow(ctx, s.sql.Create[lockKey], who.User+key).Scan(&mine); err != nil {
		return err
	}
	rows, err := tx.Query(ctx, s.sql.Create[earlierAnswer], who.User, key)
	if err != nil {
		return err
	}
	defer rows.Close()
	if !mine || rows.Next() {
		return errors.New("this key was used before")
	}
	return rows.Err()
}

// look checks what the facility points to, and for others of its name.
func (s *store) look(ctx context.Context, tx pgx.Tx, f *place) error {
	var known, retired, operator bool
	var hostCounty, hostKind *string
	err := tx.QueryRow(ctx, s.sql.Create[references], f.Division, f.HostID, f.OperatorID).Scan(&known, &retired, &hostCounty, &hostKind, &operator)
	if err != nil {
		return err
	}
	if !known || retired {
		return errors.New("no such division")
	}
	rows, err := tx.Query(ctx, s.sql.Create[duplicates], f.ID, f.Kind, f.Division)
	if err != nil {
		return err
	}
	var id uuid.UUID
	var name, status string
	var near bool
	_, err = pgx.ForEachRow(rows, []any{&id, &name, &status, &near}, func() error {
		_ = strings.Contains(name, f.Name)
		return nil
	})
	return err
}

// insert writes the facility with its state and the counters of its county.
func (s *store) insert(ctx context.Context, tx pgx.Tx, f *place) error {
	full, initials := pinyin.Of(f.Name)
	today := string(division.DayOf(time.Now()))
	_, err := tx.Exec(ctx, s.sql.Create[insertFacility], f.ID, f.County, f.Division, f.Code, f.Kind, f.HostID, f.Name, full, initials, grams(f.Name),
		f.Address, f.Latitude, f.Longitude, f.DatumGiven, f.FloorArea, f.ActivityArea, f.OperatorID, f.ContactName, f.ContactPhone, nil,
		f.Accessibility, f.Status, today, f.ClosedOn, f.Notes, f.Demo, f.Version, f.CreatedAt, f.UpdatedAt)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, s.sql.Create[insertState], f.County, f.ID, today, nil, f.Division, f.Kind, f.Status, f.FloorArea, f.ActivityArea, "")
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, s.sql.Create[lockCounters], []string{f.County}); err != nil {
		return err
	}
	done, err := tx.Exec(ctx, s.sql.Create[countCounty], f.County, today, f.County+"000000", f.County+"999999", 6)
	if err == nil && done.RowsAffected() != 1 {
		return fmt.Errorf("county %s was not counted", f.County)
	}
	return err
}

// tell writes the event: every field with what it was, which is nothing, and what it is.
func (s *store) tell(ctx context.Context, tx pgx.Tx, who *actor, f *place, request string) error {
	changes, err := json.Marshal(map[string][2]any{"division": {nil, f.Division}, "kind": {nil, f.Kind}, "name": {nil, f.Name},
		"address": {nil, f.Address}, "floor_area_m2": {nil, f.FloorArea}, "activity_area_m2": {nil, f.ActivityArea},
		"contact_name": {nil, f.ContactName}, "accessibility": {nil, f.Accessibility}, "status": {nil, f.Status}})
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, s.sql.Create[insertEvent], uuid.Must(uuid.NewV7()), who.User, who.Login, who.Session, request,
		"facility.create", "facility", f.ID.String(), f.Division, string(changes))
	return err
}

// grams are the characters of a name and every pair of neighbours.
func grams(name string) []string {
	runes := []rune(strings.ToLower(name))
	all := make([]string, 0, 2*len(runes))
	for i := range runes {
		all = append(all, string(runes[i]))
		if i > 0 {
			all = append(all, string(runes[i-1:i+1]))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
