package org

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// SignIn is a session that is still open.
type SignIn struct {
	ID        uuid.UUID `json:"id" validate:"required" format:"uuid"`
	CreatedAt time.Time `json:"created_at" validate:"required" format:"date-time"`
	UsedAt    time.Time `json:"used_at" validate:"required" format:"date-time"` // when it was last renewed
	ExpiresAt time.Time `json:"expires_at" validate:"required" format:"date-time"`
	Address   string    `json:"address" validate:"required"`
	Agent     string    `json:"agent" validate:"required"`
}

// SignIns tells where an account is signed in, and whether failed attempts hold it up.
type SignIns struct {
	Items       []SignIn `json:"items" validate:"required"`
	Failures    int      `json:"failures" validate:"required"`     // attempts that failed within the last quarter of an hour
	WaitSeconds int      `json:"wait_seconds" validate:"required"` // how long the next attempt from somewhere has to wait
}

// SignIns lists the newest hundred open sessions of an account, for who manages it.
func (s *Service) SignIns(ctx context.Context, id uuid.UUID) (*SignIns, error) {
	u, err := s.findUser(s.DB.Read(ctx).Scopes(authz.Within(ctx, authz.UserManage, "users.division")), "id = ?", id)
	if err != nil {
		return nil, err
	}
	answer := &SignIns{Items: []SignIn{}}
	err = s.DB.Read(ctx).Raw(`SELECT s.id, s.created_at, max(t.created_at) AS used_at, max(t.expires_at) AS expires_at, s.address, s.agent
 FROM sessions s JOIN refresh_tokens t ON t.session_id = s.id
 WHERE s.user_id = ? AND s.revoked_at IS NULL
 GROUP BY s.id HAVING max(t.expires_at) > ? ORDER BY s.created_at DESC LIMIT 100`, id, s.Now()).Scan(&answer.Items).Error
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	return answer, s.countFailures(ctx, u.Login, answer)
}

// ownBuckets matches every count of failed attempts on an account.
const ownBuckets = "(bucket IN (?, ?) OR starts_with(bucket, ?))"

func ownKeys(login string) []any {
	return []any{account(login).key, presentPassword(login).key, pair(login, "").key}
}

func (s *Service) countFailures(ctx context.Context, login string, answer *SignIns) error {
	var rows []failures
	err := s.DB.Read(ctx).Table("login_failures").Where(ownBuckets, ownKeys(login)...).Where("last_at > ?", s.Now().Add(-window)).Find(&rows).Error
	if err != nil {
		return fmt.Errorf("count failures: %w", err)
	}
	for _, r := range rows {
		b := pair(login, "")
		if r.Bucket == account(login).key {
			b = account(login)
		} else {
			answer.Failures += r.Failures
		}
		answer.WaitSeconds = max(answer.WaitSeconds, s.wait(b, r))
	}
	return nil
}

// Unlock forgives the failed attempts on an account, so that its owner need not wait.
func (s *Service) Unlock(ctx context.Context, id uuid.UUID) error {
	return s.attend(ctx, id, "user.unlock", func(tx *gorm.DB, u *User) error {
		if err := tx.Exec("DELETE FROM login_failures WHERE "+ownBuckets, ownKeys(u.Login)...).Error; err != nil {
			return fmt.Errorf("unlock: %w", err)
		}
		return nil
	})
}

// SignOut ends every session of an account at once.
func (s *Service) SignOut(ctx context.Context, id uuid.UUID) error {
	return s.attend(ctx, id, "user.sign_out", func(tx *gorm.DB, u *User) error {
		return s.revoke(tx, "signed_out", "user_id = ?", u.ID)
	})
}

// SignOutOne ends one session of an account at once.
func (s *Service) SignOutOne(ctx context.Context, id, session uuid.UUID) error {
	return s.attend(ctx, id, "user.sign_out", func(tx *gorm.DB, u *User) error {
		var n int64
		if err := tx.Model(&Session{}).Where("id = ? AND user_id = ? AND revoked_at IS NULL", session, u.ID).Count(&n).Error; err != nil {
			return fmt.Errorf("find session: %w", err)
		}
		if n == 0 {
			return fault.New(fault.NotFound, "not_found")
		}
		return s.revoke(tx, "signed_out", "id = ?", session)
	})
}

// attend does for an account what changes none of its fields, and records the event.
func (s *Service) attend(ctx context.Context, id uuid.UUID, action string, do func(*gorm.DB, *User) error) error {
	return s.DB.Write(ctx, func(_ context.Context, tx *gorm.DB) error {
		u, err := lock[User](tx, id)
		if err != nil {
			return err
		}
		if err := s.mayManage(ctx, tx, u); err != nil {
			return err
		}
		if err := do(tx, u); err != nil {
			return err
		}
		return event.Record(tx, event.Change{Action: action, Subject: "user", SubjectID: id.String(), Division: u.Division})
	})
}
