package event

import (
	"context"
	"crypto/sha256"
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
