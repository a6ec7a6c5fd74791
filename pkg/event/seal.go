package event

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"log/slog"
	"time"

	"gorm.io/gorm"
)

// hashSQL links an event to the hash before it. It runs in the database so that the text that is hashed
// is exactly what is stored; every column of the event is part of it.
const hashSQL = `concat_ws(E'\x1f', e.id, e.tx, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
  coalesce(e.actor_id::text, ''), coalesce(e.actor_login, ''), coalesce(e.session_id::text, ''), coalesce(e.request_id, ''),
  e.action, e.subject, e.subject_id, e.division, e.changes::text)`

type sealed struct {
	Position int64
	ID       string
	Tx       string
	Content  string
	Hash     []byte
}

func link(before []byte, content string) []byte {
	h := sha256.New()
	h.Write(before)
	h.Write([]byte(content))
	return h.Sum(nil)
}

// batch is how many events one sealing transaction takes.
const batch = 5000

// Seal gives the next committed events their positions and hashes and returns how many it sealed. Only
// events of transactions that every newer snapshot sees as finished are taken (below the snapshot's xmin):
// a transaction that started first and commits last can then no longer slip in before them.
func (s *Service) Seal(ctx context.Context) (int, error) {
	n := 0
	err := s.DB.Write(ctx, func(_ context.Context, tx *gorm.DB) error {
		var mine bool
		if err := tx.Raw("SELECT pg_try_advisory_xact_lock(hashtext('fourthirty.seal'))").Scan(&mine).Error; err != nil || !mine {
			return err
		}
		head, err := chainHead(tx)
		if err != nil {
			return err
		}
		rows, err := unsealed(tx, head.Tx)
		if err != nil {
			return err
		}
		n = len(rows)
		return insertSeals(tx, head, rows)
	})
	if err != nil {
		return 0, fmt.Errorf("seal: %w", err)
	}
	return n, nil
}

func chainHead(tx *gorm.DB) (sealed, error) {
	head := sealed{Tx: "0"}
	err := tx.Raw("SELECT position, tx::text AS tx, hash FROM event_seals ORDER BY position DESC LIMIT 1").Scan(&head).Error
	return head, err
}

func unsealed(tx *gorm.DB, from string) ([]sealed, error) {
	var rows []sealed
	err := tx.Raw(`SELECT e.id::text AS id, e.tx::text AS tx, `+hashSQL+` AS content FROM events e
 WHERE e.tx >= CAST(? AS xid8) AND e.tx < pg_snapshot_xmin(pg_current_snapshot())
   AND NOT EXISTS (SELECT FROM event_seals s WHERE s.event_id = e.id)
 ORDER BY e.tx, e.id LIMIT ?`, from, batch).Scan(&rows).Error
	return rows, err
}

func insertSeals(tx *gorm.DB, head sealed, rows []sealed) error {
	if len(rows) == 0 {
		return nil
	}
	type seal struct {
		Position int64
		EventID  string
		Tx       string
		Hash     []byte
	}
	seals := make([]seal, len(rows))
	for i, r := range rows {
		head.Position++
		head.Hash = link(head.Hash, r.Content)
		seals[i] = seal{head.Position, r.ID, r.Tx, head.Hash}
	}
	return tx.Table("event_seals").CreateInBatches(seals, 1000).Error
}

// Run seals every interval until ctx ends.
func (s *Service) Run(ctx context.Context, interval time.Duration) {
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			for {
				n, err := s.Seal(ctx)
				if err != nil && ctx.Err() == nil {
					slog.ErrorContext(ctx, "sealing failed", "error", err)
				}
				if n < batch {
					break
				}
			}
		}
	}
}

// Verdict is what walking the chain found.
type Verdict struct {
	Sealed   int64    `json:"sealed" validate:"required"`               // links walked
	Unsealed int64    `json:"unsealed" validate:"required"`             // events that wait for their seal
	Head     string   `json:"head" validate:"required"`                 // hash of the last link, hexadecimal
	Breaches []Breach `json:"breaches" validate:"required"`             // at most 100
	Intact   bool     `json:"intact" validate:"required"`               // no breach was found
	Anchored *bool    `json:"anchored,omitempty" swaggertype:"boolean"` // whether the head given was found in the chain
}

// Breach is one broken link.
type Breach struct {
	Position int64  `json:"position" validate:"required"`
	EventID  string `json:"event_id,omitempty"`
	Kind     string `json:"kind" validate:"required" enums:"changed,removed,gap,unknown"`
}

// Verify walks the whole chain and recomputes every hash. A changed event no longer hashes to its seal, a
// removed one leaves a seal without event, a reordered one breaks the hash after it. anchor, a head noted
// earlier and kept elsewhere, shows also that the end was not cut off; empty means none.
func (s *Service) Verify(ctx context.Context, anchor string) (*Verdict, error) {
	v := &Verdict{Breaches: []Breach{}}
	rows, err := s.DB.Read(ctx).Raw(`SELECT s.position, s.event_id::text, s.hash, CASE WHEN e.id IS NOT NULL THEN ` + hashSQL + ` END
 FROM event_seals s LEFT JOIN events e ON e.id = s.event_id ORDER BY s.position`).Rows()
	if err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	defer func() { _ = rows.Close() }()
	if err := v.walk(rows, anchor); err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	err = s.DB.Read(ctx).Raw("SELECT count(*) FROM events e WHERE NOT EXISTS (SELECT FROM event_seals s WHERE s.event_id = e.id)").Scan(&v.Unsealed).Error
	if err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	v.Intact = len(v.Breaches) == 0 && (v.Anchored == nil || *v.Anchored)
	return v, nil
}

func (v *Verdict) walk(rows *sql.Rows, anchor string) error {
	var before []byte
	found := false
	for rows.Next() {
		var position int64
		var id string
		var hash []byte
		var content sql.NullString
		if err := rows.Scan(&position, &id, &hash, &content); err != nil {
			return err
		}
		if position != v.Sealed+1 {
			v.breach(position, id, "gap")
		}
		switch {
		case !content.Valid:
			v.breach(position, id, "removed")
		case string(link(before, content.String)) != string(hash):
			v.breach(position, id, "changed")
		}
		before, v.Sealed = hash, position
		found = found || hex.EncodeToString(hash) == anchor
	}
	v.Head = hex.EncodeToString(before)
	if anchor != "" {
		v.Anchored = &found
	}
	return rows.Err()
}

func (v *Verdict) breach(position int64, id, kind string) {
	if len(v.Breaches) < 100 {
		v.Breaches = append(v.Breaches, Breach{Position: position, EventID: id, Kind: kind})
	}
}
