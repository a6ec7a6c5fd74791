package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/bytedance/sonic"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// answer is what a write gives back.
type answer struct {
	Status   int
	Body     any
	Version  int    // for the ETag; zero for none
	Location string // below Prefix
}

func created(body any, version int, location string) answer {
	return answer{http.StatusCreated, body, version, location}
}

func changed(body any, version int) answer { return answer{http.StatusOK, body, version, ""} }

func gone() answer { return answer{Status: http.StatusNoContent} }

// found answers a read of one record; a caller that has this version already gets 304.
func found(c echo.Context, body any, version int) error {
	c.Response().Header().Set("ETag", etag(version))
	if c.Request().Header.Get("If-None-Match") == etag(version) {
		return c.NoContent(http.StatusNotModified)
	}
	return c.JSON(http.StatusOK, body)
}

// write runs a change and answers it. With an Idempotency-Key the answer is kept in the transaction of the
// change itself: the same key and body later gets the first answer, and the same key with another body is
// refused.
func (a *API) write(c echo.Context, change func(ctx context.Context) (answer, error)) error {
	key := c.Request().Header.Get("Idempotency-Key")
	actor := authz.From(c.Request().Context())
	if key == "" || c.Request().Method != http.MethodPost || actor.UserID == uuid.Nil {
		ans, err := change(c.Request().Context())
		if err != nil {
			return err
		}
		return send(c, ans.Status, ans.header(), ans.json)
	}
	if len(key) > 255 {
		return fault.New(fault.Malformed, "too_long", "max", 255)
	}
	kept := keptAnswer{ActorID: actor.UserID, Key: key, Fingerprint: fingerprint(c)}
	err := a.DB.Write(c.Request().Context(), func(ctx context.Context, tx *gorm.DB) error {
		return kept.first(ctx, tx, change)
	})
	if err != nil {
		return err
	}
	return send(c, kept.Status, kept.header(), func() ([]byte, error) { return kept.Body, nil })
}

func (ans answer) json() ([]byte, error) {
	if ans.Body == nil {
		return nil, nil
	}
	return sonic.ConfigDefault.Marshal(ans.Body)
}

func (ans answer) header() map[string]string {
	h := map[string]string{}
	if ans.Version > 0 {
		h["ETag"] = etag(ans.Version)
	}
	if ans.Location != "" {
		h["Location"] = Prefix + ans.Location
	}
	return h
}

func send(c echo.Context, status int, header map[string]string, body func() ([]byte, error)) error {
	data, err := body()
	if err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	for k, v := range header {
		c.Response().Header().Set(k, v)
	}
	if len(data) == 0 {
		return c.NoContent(status)
	}
	return c.Blob(status, echo.MIMEApplicationJSON, data)
}

// keptAnswer is the first answer to an Idempotency-Key.
type keptAnswer struct {
	ActorID     uuid.UUID
	Key         string
	Fingerprint []byte
	Status      int
	Header      string
	Body        []byte
}

func (k *keptAnswer) first(ctx context.Context, tx *gorm.DB, change func(ctx context.Context) (answer, error)) error {
	var mine bool
	err := tx.Raw("SELECT pg_try_advisory_xact_lock(hashtextextended(?, 430))", k.ActorID.String()+k.Key).Scan(&mine).Error
	if err != nil {
		return fmt.Errorf("idempotency: %w", err)
	}
	if !mine {
		e := fault.New(fault.Conflict, "idempotency_in_flight")
		e.RetryAfter = 1
		return e
	}
	var earlier keptAnswer
	if err := tx.Table("idempotency_keys").Limit(1).Find(&earlier, "actor_id = ? AND key = ?", k.ActorID, k.Key).Error; err != nil {
		return fmt.Errorf("idempotency: %w", err)
	}
	if earlier.Key != "" {
		if !bytes.Equal(earlier.Fingerprint, k.Fingerprint) {
			return fault.New(fault.Invalid, "idempotency_mismatch")
		}
		*k = earlier
		return nil
	}
	ans, err := change(ctx)
	if err != nil {
		return err
	}
	k.Status = ans.Status
	if k.Body, err = ans.json(); err != nil {
		return err
	}
	if k.Body == nil {
		k.Body = []byte{}
	}
	header, _ := json.Marshal(ans.header())
	k.Header = string(header)
	if err := tx.Table("idempotency_keys").Create(k).Error; err != nil {
		return fmt.Errorf("idempotency: %w", err)
	}
	return nil
}

func (k *keptAnswer) header() map[string]string {
	h := map[string]string{}
	_ = json.Unmarshal([]byte(k.Header), &h)
	return h
}

// fingerprint is of what makes two requests the same: method, path and body.
func fingerprint(c echo.Context) []byte {
	h := sha256.New()
	_, _ = io.WriteString(h, c.Request().Method+" "+c.Request().URL.Path+"\n")
	body, _ := c.Get(rawBody).([]byte)
	h.Write(body)
	return h.Sum(nil)
}

// Page is one page of a list.
type Page[T any] struct {
	Items      []T    `json:"items" validate:"required"`
	NextCursor string `json:"next_cursor,omitempty"` // absent on the last page
	Total      *int64 `json:"total,omitempty"`       // with ?total=true
}

// Items is a list that needs no pages.
type Items[T any] struct {
	Items []T `json:"items" validate:"required"`
}

// page answers a list. rows holds up to limit+1 rows, the last one only showing that there is more; place
// gives the cursor behind a row.
func page[T any, P any](a *API, c echo.Context, list string, rows []T, limit int, place func(T) P, total ...*int64) error {
	p := Page[T]{Items: rows}
	if len(total) > 0 {
		p.Total = total[0]
	}
	if len(rows) > limit {
		p.Items = rows[:limit]
		p.NextCursor = a.cursor(list, place(p.Items[limit-1]))
		next := *c.Request().URL
		values := next.Query()
		values.Set("cursor", p.NextCursor)
		c.Response().Header().Set("Link", "<"+(&url.URL{Path: next.Path, RawQuery: values.Encode()}).String()+`>; rel="next"`)
	}
	return c.JSON(http.StatusOK, p)
}

// cursor makes an opaque, signed cursor for the list.
func (a *API) cursor(list string, place any) string {
	data, _ := json.Marshal(place)
	return base64.RawURLEncoding.EncodeToString(append(a.Secret.Blind("cursor:" + list + ":" + string(data))[:8], data...))
}

// after reads the cursor of the request into a place; nil on the first page.
func after[P any](a *API, c echo.Context, list string) (*P, error) {
	text := c.QueryParam("cursor")
	if text == "" {
		return nil, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) < 8 || !bytes.Equal(raw[:8], a.Secret.Blind("cursor:" + list + ":" + string(raw[8:]))[:8]) {
		return nil, fault.New(fault.Malformed, "bad_cursor")
	}
	place := new(P)
	if err := json.Unmarshal(raw[8:], place); err != nil {
		return nil, fault.New(fault.Malformed, "bad_cursor")
	}
	return place, nil
}
