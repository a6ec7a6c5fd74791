package event

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"math"
)

// Verdict is what walking the chain, or a stretch of it, found.
type Verdict struct {
	Sealed   int64    `json:"sealed" validate:"required"`               // position of the last link walked
	Length   int64    `json:"length" validate:"required"`               // position of the last link there is
	Unsealed int64    `json:"unsealed" validate:"required"`             // events that wait for their seal, told at the end of the chain
	Head     string   `json:"head" validate:"required"`                 // hash of the last link walked, hexadecimal
	Breaches []Breach `json:"breaches" validate:"required"`             // at most 100
	Complete bool     `json:"complete" validate:"required"`             // the end of the chain was reached
	Intact   bool     `json:"intact" validate:"required"`               // no breach was found
	Anchored *bool    `json:"anchored,omitempty" swaggertype:"boolean"` // whether the head given was found
}

// Breach is one broken link.
type Breach struct {
	Position int64  `json:"position" validate:"required"`
	EventID  string `json:"event_id,omitempty"`
	Kind     string `json:"kind" validate:"required" enums:"changed,removed,gap"`
}

// Verify walks the whole chain and recomputes every hash. A changed event no longer hashes to its seal, a
// removed one leaves a seal without event, a reordered one breaks the hash after it. anchor, a head noted
// earlier and kept elsewhere, shows also that the end was not cut off; empty means none.
func (s *Service) Verify(ctx context.Context, anchor string) (*Verdict, error) {
	return s.VerifyStretch(ctx, anchor, 0, math.MaxInt32)
}

// VerifyStretch walks up to limit links behind the position after, so that each call ends in time however
// long the chain is. A missing anchor is a breach only at the end: callers stop giving it once it was found.
func (s *Service) VerifyStretch(ctx context.Context, anchor string, after int64, limit int) (*Verdict, error) {
	v := &Verdict{Sealed: after, Breaches: []Breach{}}
	walked, err := s.walkFrom(ctx, v, anchor, limit)
	if err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	if err := s.DB.Read(ctx).Raw("SELECT coalesce(max(position), 0) FROM event_seals").Scan(&v.Length).Error; err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	v.Complete = walked < limit
	v.Intact = len(v.Breaches) == 0 && (v.Anchored == nil || *v.Anchored || !v.Complete)
	if !v.Complete {
		return v, nil
	}
	err = s.DB.Read(ctx).Raw("SELECT count(*) FROM events e WHERE NOT EXISTS (SELECT FROM event_seals s WHERE s.event_id = e.id)").Scan(&v.Unsealed).Error
	if err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	return v, nil
}

func (s *Service) walkFrom(ctx context.Context, v *Verdict, anchor string, limit int) (int, error) {
	before, err := s.linkAt(ctx, v)
	if err != nil {
		return 0, err
	}
	rows, err := s.DB.Read(ctx).Raw(`SELECT s.position, s.event_id::text, s.hash, CASE WHEN e.id IS NOT NULL THEN `+hashSQL+` END
 FROM (SELECT position, event_id, hash FROM event_seals WHERE position > ? ORDER BY position LIMIT ?) s
 LEFT JOIN events e ON e.id = s.event_id ORDER BY s.position`, v.Sealed, limit).Rows()
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	return v.walk(rows, before, anchor)
}

// linkAt is the hash on which the stretch builds.
func (s *Service) linkAt(ctx context.Context, v *Verdict) ([]byte, error) {
	var hashes [][]byte
	err := s.DB.Read(ctx).Table("event_seals").Where("position = ?", v.Sealed).Pluck("hash", &hashes).Error
	if err != nil || v.Sealed == 0 {
		return nil, err
	}
	if len(hashes) == 0 { // it was there when the stretch before ended
		v.breach(v.Sealed, "", "gap")
		return nil, nil
	}
	return hashes[0], nil
}

func (v *Verdict) walk(rows *sql.Rows, before []byte, anchor string) (walked int, err error) {
	found := anchor != "" && hex.EncodeToString(before) == anchor
	for ; rows.Next(); walked++ {
		var position int64
		var id string
		var hash []byte
		var content sql.NullString
		if err := rows.Scan(&position, &id, &hash, &content); err != nil {
			return walked, err
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
	return walked, rows.Err()
}

func (v *Verdict) breach(position int64, id, kind string) {
	if len(v.Breaches) < 100 {
		v.Breaches = append(v.Breaches, Breach{Position: position, EventID: id, Kind: kind})
	}
}
