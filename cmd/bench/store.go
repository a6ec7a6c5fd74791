package main

import (
	"context"
	"encoding/json"
	"os"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
)

// store runs the platform's statements by pgx alone.
type store struct {
	pool *pgxpool.Pool
	sql  statements
}

// openStore takes the recorded statements and as many connections, with the same settings, as the platform.
func openStore(ctx context.Context, file, url string) (*store, error) {
	text, err := os.ReadFile(file) //nolint:gosec // written by this program
	if err != nil {
		return nil, err
	}
	s := &store{}
	if err := json.Unmarshal(text, &s.sql); err != nil {
		return nil, err
	}
	s.pool, err = openPool(ctx, url)
	return s, err
}

func openPool(ctx context.Context, url string) (*pgxpool.Pool, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	cfg.MaxConns = 16
	cfg.ConnConfig.RuntimeParams["timezone"] = "Asia/Shanghai"
	cfg.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, "SET ROLE fourthirty_app")
		return err
	}
	return pgxpool.NewWithConfig(ctx, cfg)
}

// actor is who asks.
type actor struct {
	User, Session       string
	Login, Name, Locale string
	MustChange          bool
	Grants              []struct {
		Role     string `json:"role"`
		Division string `json:"division"`
	}
}

func (a *actor) may() bool { return len(a.Grants) > 0 && a.Grants[0].Role == "administrator" }

func (s *store) session(ctx context.Context, session, user string) (*actor, error) {
	a := &actor{User: user, Session: session}
	var grants []byte
	err := s.pool.QueryRow(ctx, s.sql.Authenticate, session, user, time.Now()).Scan(&a.Login, &a.Name, &a.Locale, &a.MustChange, &grants)
	if err != nil {
		return nil, err
	}
	return a, json.Unmarshal(grants, &a.Grants)
}

// place is a facility as it is read and answered.
type place struct {
	ID            uuid.UUID    `json:"id"`
	County        string       `json:"-"`
	Division      string       `json:"division"`
	DivisionName  *string      `json:"division_name,omitempty"`
	Code          *string      `json:"code,omitempty"`
	Kind          string       `json:"kind"`
	HostID        *uuid.UUID   `json:"host_id,omitempty"`
	Name          string       `json:"name"`
	Address       string       `json:"address,omitempty"`
	Latitude      *float64     `json:"latitude,omitempty"`
	Longitude     *float64     `json:"longitude,omitempty"`
	DatumGiven    *string      `json:"datum_given,omitempty"`
	FloorArea     *float64     `json:"floor_area_m2,omitempty"`
	ActivityArea  *float64     `json:"activity_area_m2,omitempty"`
	OperatorID    *uuid.UUID   `json:"operator_id,omitempty"`
	OperatorName  *string      `json:"operator_name,omitempty"`
	ContactName   *string      `json:"contact_name,omitempty"`
	ContactPhone  *string      `json:"contact_phone,omitempty"`
	Accessibility []string     `json:"accessibility"`
	Status        string       `json:"status"`
	OpenedOn      *pgtype.Date `json:"opened_on,omitempty"`
	ClosedOn      *pgtype.Date `json:"closed_on,omitempty"`
	Notes         string       `json:"notes,omitempty"`
	Demo          bool         `json:"demo,omitempty"`
	Version       int          `json:"version"`
	CreatedAt     time.Time    `json:"created_at"`
	UpdatedAt     time.Time    `json:"updated_at"`
}

// fields are where the columns of the recorded queries go.
func (f *place) fields() []any {
	return []any{&f.ID, &f.County, &f.Division, &f.DivisionName, &f.Code, &f.Kind, &f.HostID, &f.Name, &f.Address, &f.Latitude, &f.Longitude,
		&f.DatumGiven, &f.FloorArea, &f.ActivityArea, &f.OperatorID, &f.OperatorName, &f.ContactName, &f.ContactPhone, &f.Accessibility,
		&f.Status, &f.OpenedOn, &f.ClosedOn, &f.Notes, &f.Demo, &f.Version, &f.CreatedAt, &f.UpdatedAt}
}

const pageRows = 50

// list asks for as many as the recorded statement does, one more than a page.
func (s *store) list(ctx context.Context, lo, hi string) ([]place, error) {
	rows, err := s.pool.Query(ctx, s.sql.List, lo, hi)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := make([]place, 0, pageRows+1)
	for rows.Next() {
		var f place
		if err := rows.Scan(f.fields()...); err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, rows.Err()
}

func (s *store) get(ctx context.Context, id uuid.UUID) (*place, error) {
	var f place
	return &f, s.pool.QueryRow(ctx, s.sql.Get, id).Scan(f.fields()...)
}
