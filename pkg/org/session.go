package org

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// How long a sign-in lasts: at most 30 days, and 7 days without use.
const (
	SessionLife = 30 * 24 * time.Hour
	RefreshLife = 7 * 24 * time.Hour
	// reuseGrace is how long the direct predecessor of an unused refresh token may ask for it again: three
	// tabs that refresh at once, or an answer that was lost on the way.
	reuseGrace = 30 * time.Second
)

// Session is one sign-in of a user.
type Session struct {
	ID         uuid.UUID
	UserID     uuid.UUID
	CreatedAt  time.Time
	ExpiresAt  time.Time
	RevokedAt  *time.Time
	RevokedWhy *string
	Address    string
	Agent      string
}

type refreshToken struct {
	Hash      []byte
	SessionID uuid.UUID
	Parent    []byte
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    *time.Time
}

// Credentials are what a person signs in with, and from where.
type Credentials struct {
	Login, Password string
	Address, Agent  string
}

// Tokens are the answer to a sign-in or a refresh.
type Tokens struct {
	Access  string
	Refresh string
	Expires time.Duration // of the access token
	User    *User
}

// Login opens a session. It takes as long and says the same for an unknown login as for a wrong password.
func (s *Service) Login(ctx context.Context, c Credentials) (*Tokens, error) {
	c.Login = strings.ToLower(strings.TrimSpace(c.Login))
	user, err := s.findUser(s.DB.Read(ctx), "login = ?", c.Login)
	if err != nil && fault.Code(err) != "not_found" {
		return nil, err
	}
	known, err := s.signedInFrom(ctx, user, c.Address)
	if err != nil {
		return nil, err
	}
	if err := s.throttle(ctx, buckets(c.Login, c.Address, known)); err != nil {
		return nil, err
	}
	hash := decoy
	if user != nil {
		hash = user.PasswordHash
	}
	match, err := matchPassword(ctx, c.Password, hash)
	if err != nil {
		return nil, err
	}
	if !match || user == nil {
		if err := s.noteFailure(ctx, buckets(c.Login, c.Address, false)); err != nil {
			return nil, err
		}
		return nil, fault.New(fault.Unauthenticated, "bad_credentials")
	}
	if user.Disabled {
		return nil, fault.New(fault.Unauthenticated, "account_disabled")
	}
	if err := s.forgetFailures(ctx, pair(c.Login, c.Address)); err != nil {
		return nil, err
	}
	return s.open(ctx, user, c)
}

func (s *Service) signedInFrom(ctx context.Context, user *User, address string) (bool, error) {
	if user == nil {
		return false, nil
	}
	var n int64
	err := s.DB.Read(ctx).Table("sessions").Where("user_id = ? AND address = ?", user.ID, address).Limit(1).Count(&n).Error
	if err != nil {
		return false, fmt.Errorf("known address: %w", err)
	}
	return n > 0, nil
}

func (s *Service) open(ctx context.Context, user *User, c Credentials) (*Tokens, error) {
	now := s.Now()
	session := Session{ID: uuid.Must(uuid.NewV7()), UserID: user.ID, CreatedAt: now, ExpiresAt: now.Add(SessionLife), Address: c.Address, Agent: clip(c.Agent, 200)}
	ctx = authz.WithActor(ctx, &authz.Actor{UserID: user.ID, Login: user.Login, SessionID: session.ID, RequestID: authz.From(ctx).RequestID})
	refresh := newRefresh()
	err := s.DB.Write(ctx, func(_ context.Context, tx *gorm.DB) error {
		if err := tx.Create(&session).Error; err != nil {
			return fmt.Errorf("open session: %w", err)
		}
		if err := tx.Create(s.stored(session, refresh, nil)).Error; err != nil {
			return fmt.Errorf("open session: %w", err)
		}
		return event.Record(tx, event.Change{Action: "session.open", Subject: "user", SubjectID: user.ID.String(), Division: user.Division, Note: "address " + c.Address})
	})
	if err != nil {
		return nil, err
	}
	return s.tokens(user, session.ID, refresh)
}

func (s *Service) stored(session Session, token string, parent []byte) *refreshToken {
	now := s.Now()
	expires := now.Add(RefreshLife)
	if expires.After(session.ExpiresAt) {
		expires = session.ExpiresAt
	}
	return &refreshToken{Hash: digest(token), SessionID: session.ID, Parent: parent, CreatedAt: now, ExpiresAt: expires}
}

func (s *Service) tokens(user *User, session uuid.UUID, refresh string) (*Tokens, error) {
	access, err := s.sign(user.ID, session)
	if err != nil {
		return nil, fmt.Errorf("sign token: %w", err)
	}
	return &Tokens{Access: access, Refresh: refresh, Expires: AccessLife, User: user}, nil
}

func digest(token string) []byte {
	h := sha256.Sum256([]byte(token))
	return h[:]
}

func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// Refresh rotates a refresh token. A token used twice revokes the whole session, but for a retry by the
// direct predecessor of a token that nobody has used yet.
func (s *Service) Refresh(ctx context.Context, token string) (*Tokens, error) {
	var answer *Tokens
	var refused error
	err := s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) (err error) {
		answer, refused, err = s.rotate(ctx, tx, token)
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer, refused
}

// rotate answers a refusal apart from an error, because revoking a stolen session must be committed.
func (s *Service) rotate(ctx context.Context, tx *gorm.DB, token string) (answer *Tokens, refused, err error) {
	invalid := fault.New(fault.Unauthenticated, "token_invalid")
	var old refreshToken
	if err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).Limit(1).Find(&old, "hash = ?", digest(token)).Error; err != nil {
		return nil, nil, fmt.Errorf("refresh: %w", err)
	}
	if old.Hash == nil {
		return nil, invalid, nil
	}
	var session Session
	if err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).Take(&session, "id = ?", old.SessionID).Error; err != nil {
		return nil, nil, fmt.Errorf("refresh: %w", err)
	}
	user, err := s.findUser(tx, "id = ?", session.UserID)
	if err != nil {
		return nil, nil, err
	}
	if session.RevokedAt != nil || s.Now().After(old.ExpiresAt) || user.Disabled {
		return nil, invalid, nil
	}
	next := s.nextRefresh(token)
	if old.UsedAt != nil {
		fresh, err := s.childUnused(tx, old, next)
		if err != nil {
			return nil, nil, err
		}
		if fresh {
			answer, err = s.tokens(user, session.ID, next)
			return answer, nil, err
		}
		return nil, invalid, s.revokeReused(ctx, tx, session, user)
	}
	if err := tx.Model(&refreshToken{}).Where("hash = ?", old.Hash).Update("used_at", s.Now()).Error; err != nil {
		return nil, nil, fmt.Errorf("refresh: %w", err)
	}
	if err := tx.Create(s.stored(session, next, old.Hash)).Error; err != nil {
		return nil, nil, fmt.Errorf("refresh: %w", err)
	}
	answer, err = s.tokens(user, session.ID, next)
	return answer, nil, err
}

func (s *Service) childUnused(tx *gorm.DB, old refreshToken, next string) (bool, error) {
	if s.Now().Sub(*old.UsedAt) > reuseGrace {
		return false, nil
	}
	var n int64
	err := tx.Model(&refreshToken{}).Where("hash = ? AND used_at IS NULL", digest(next)).Count(&n).Error
	if err != nil {
		return false, fmt.Errorf("refresh: %w", err)
	}
	return n == 1, nil
}

func (s *Service) revokeReused(ctx context.Context, tx *gorm.DB, session Session, user *User) error {
	if err := s.revoke(tx, "reuse", "id = ?", session.ID); err != nil {
		return err
	}
	ctx = authz.WithActor(ctx, &authz.Actor{Login: "system", RequestID: authz.From(ctx).RequestID})
	return event.Record(tx.WithContext(ctx), event.Change{Action: "session.reuse_detected", Subject: "user", SubjectID: user.ID.String(), Division: user.Division})
}

// revoke ends the sessions that match, at once for access tokens too.
func (s *Service) revoke(tx *gorm.DB, why, where string, args ...any) error {
	err := tx.Model(&Session{}).Where("revoked_at IS NULL").Where(where, args...).Updates(map[string]any{"revoked_at": s.Now(), "revoked_why": why}).Error
	if err != nil {
		return fmt.Errorf("revoke sessions: %w", err)
	}
	return nil
}

// Logout ends the session that the refresh token belongs to; an unknown token is no error.
func (s *Service) Logout(ctx context.Context, token string) error {
	return s.DB.Write(ctx, func(ctx context.Context, tx *gorm.DB) error {
		var session Session
		err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).Limit(1).
			Find(&session, "revoked_at IS NULL AND id IN (SELECT session_id FROM refresh_tokens WHERE hash = ?)", digest(token)).Error
		if err != nil {
			return fmt.Errorf("sign out: %w", err)
		}
		if session.ID == uuid.Nil {
			return nil
		}
		user, err := s.findUser(tx, "id = ?", session.UserID)
		if err != nil {
			return err
		}
		if err := s.revoke(tx, "logout", "id = ?", session.ID); err != nil {
			return err
		}
		ctx = authz.WithActor(ctx, &authz.Actor{UserID: user.ID, Login: user.Login, SessionID: session.ID, RequestID: authz.From(ctx).RequestID})
		return event.Record(tx.WithContext(ctx), event.Change{Action: "session.close", Subject: "user", SubjectID: user.ID.String(), Division: user.Division})
	})
}

// authenticateSQL reads session, account and grants in one round trip.
const authenticateSQL = `SELECT u.login, u.name, u.locale, u.must_change_password,
 coalesce((SELECT json_agg(json_build_object('role', g.role, 'division', g.division, 'organisation_id', g.organisation_id)) FROM grants g WHERE g.user_id = u.id), '[]')
 FROM sessions s JOIN users u ON u.id = s.user_id
 WHERE s.id = $1 AND s.user_id = $2 AND s.revoked_at IS NULL AND s.expires_at > $3 AND NOT u.disabled`

// Authenticate turns an access token into an actor. The session is looked up each time, so that ending it
// or disabling the account works at once.
func (s *Service) Authenticate(ctx context.Context, token string) (*authz.Actor, error) {
	b, err := s.recognise(ctx, token)
	if err != nil {
		return nil, err
	}
	a := &authz.Actor{UserID: b.User, SessionID: b.Session}
	var grants []byte
	err = s.DB.Pool.QueryRow(db.Impersonal(ctx), authenticateSQL, b.Session, b.User, s.Now()).Scan(&a.Login, &a.Name, &a.Locale, &a.MustChangePassword, &grants)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, fault.New(fault.Unauthenticated, "token_invalid")
	}
	if err != nil {
		return nil, fmt.Errorf("authenticate: %w", err)
	}
	if err := json.Unmarshal(grants, &a.Grants); err != nil {
		return nil, fmt.Errorf("authenticate: grants: %w", err)
	}
	return a, nil
}

// Actor gives a user as an actor, for work that goes on without their session. It answers "account_disabled"
// when they may no longer do anything.
func (s *Service) Actor(ctx context.Context, user uuid.UUID) (*authz.Actor, error) {
	if user == uuid.Nil {
		return authz.From(authz.System(ctx)), nil
	}
	a := &authz.Actor{UserID: user}
	var grants []byte
	err := s.DB.Pool.QueryRow(ctx, `SELECT u.login, u.name, u.locale,
 coalesce((SELECT json_agg(json_build_object('role', g.role, 'division', g.division, 'organisation_id', g.organisation_id)) FROM grants g WHERE g.user_id = u.id), '[]')
 FROM users u WHERE u.id = $1 AND NOT u.disabled`, user).Scan(&a.Login, &a.Name, &a.Locale, &grants)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, fault.New(fault.Forbidden, "account_disabled")
	}
	if err != nil {
		return nil, fmt.Errorf("actor: %w", err)
	}
	if err := json.Unmarshal(grants, &a.Grants); err != nil {
		return nil, fmt.Errorf("actor: grants: %w", err)
	}
	return a, nil
}

// Me is the signed-in user with what they may do.
type Me struct {
	User        User               `json:"user" validate:"required"`
	Grants      []Grant            `json:"grants" validate:"required"`
	Permissions []authz.Permission `json:"permissions" validate:"required"`
	Home        division.Code      `json:"home" validate:"required" swaggertype:"string"` // where the interface starts
}

// Me tells the actor about themselves.
func (s *Service) Me(ctx context.Context) (*Me, error) {
	actor := authz.From(ctx)
	user, err := s.findUser(s.DB.Read(ctx), "id = ?", actor.UserID)
	if err != nil {
		return nil, err
	}
	grants, err := grantsOf(s.DB.Read(ctx), user.ID)
	if err != nil {
		return nil, err
	}
	me := &Me{User: *user, Grants: grants, Permissions: actor.Permissions(), Home: user.Division}
	if len(grants) > 0 {
		me.Home = grants[0].Division
	}
	return me, nil
}

// SetLocale keeps the interface language the actor chose.
func (s *Service) SetLocale(ctx context.Context, locale string) error {
	var f fault.Fields
	fault.OneOf(&f, "locale", locale, "zh-CN", "en")
	if err := f.Err(); err != nil {
		return err
	}
	actor := authz.From(ctx)
	return s.DB.Write(ctx, func(_ context.Context, tx *gorm.DB) error {
		user, err := lock[User](tx, actor.UserID)
		if err != nil {
			return err
		}
		before := *user
		user.Locale, user.Version, user.UpdatedAt = locale, user.Version+1, s.Now()
		if err := tx.Save(user).Error; err != nil {
			return fmt.Errorf("set locale: %w", err)
		}
		return event.Record(tx, event.Change{Action: "user.set_locale", Subject: "user", SubjectID: user.ID.String(), Division: user.Division, Before: before, After: user})
	})
}
