package org

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// User is a person or a client that signs in. Division says from where the account is managed, not what
// it may do: grants say that.
type User struct {
	ID                 uuid.UUID     `json:"id" validate:"required" format:"uuid"`
	Login              string        `json:"login" validate:"required"`
	Name               string        `json:"name" validate:"required"`
	Locale             string        `json:"locale" validate:"required" enums:"zh-CN,en"`
	Division           division.Code `json:"division" validate:"required" swaggertype:"string" example:"330106000000"`
	DivisionName       string        `json:"division_name,omitempty" gorm:"->"`
	PasswordHash       string        `json:"-"`
	MustChangePassword bool          `json:"must_change_password" validate:"required"`
	Demo               bool          `json:"demo" validate:"required"`
	Disabled           bool          `json:"disabled" validate:"required"`
	Version            int           `json:"version" validate:"required"`
	CreatedAt          time.Time     `json:"created_at" validate:"required" format:"date-time"`
	UpdatedAt          time.Time     `json:"updated_at" validate:"required" format:"date-time"`
}

// UserInput is what an administrator fills in for a new account.
type UserInput struct {
	Login    string        `json:"login" validate:"required" maxLength:"64"`
	Name     string        `json:"name" validate:"required" maxLength:"100"`
	Locale   string        `json:"locale,omitempty" enums:"zh-CN,en"`
	Division division.Code `json:"division" validate:"required" swaggertype:"string" maxLength:"12"`
	Password string        `json:"password,omitempty" maxLength:"128"` // empty: one is made and shown once
	Demo     bool          `json:"-"`
}

// UserPatch changes an account; fields left out stay.
type UserPatch struct {
	Name     *string        `json:"name,omitempty" maxLength:"100"`
	Locale   *string        `json:"locale,omitempty" enums:"zh-CN,en"`
	Division *division.Code `json:"division,omitempty" swaggertype:"string" maxLength:"12"`
	Disabled *bool          `json:"disabled,omitempty"`
}

// NewUser is an account just made, with the password that is shown once.
type NewUser struct {
	User
	Password string `json:"password,omitempty"`
}

// UserFilter narrows a list of users.
type UserFilter struct {
	Division division.Code
	Query    string
	Disabled *bool // nil: both
	After    *After
	Limit    int
}

var loginPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{2,63}$`)

// Users lists accounts in order of division and id.
func (s *Service) Users(ctx context.Context, f UserFilter) ([]User, error) {
	q := s.DB.Read(ctx).Scopes(placed("users"), authz.Within(ctx, authz.UserRead, "users.division"), f.After.scope("users")).Limit(f.Limit)
	if f.Division != "" {
		lo, hi := f.Division.Range()
		q = q.Where("users.division >= ? AND users.division < ?", lo, hi)
	}
	if f.Disabled != nil {
		q = q.Where("users.disabled = ?", *f.Disabled)
	}
	if f.Query != "" {
		q = q.Where("users.login LIKE ? OR users.name ILIKE ?", db.Contains(strings.ToLower(f.Query)), db.Contains(f.Query))
	}
	rows := []User{}
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list users: %w", err)
	}
	return rows, nil
}

// User finds one account in the actor's territory.
func (s *Service) User(ctx context.Context, id uuid.UUID) (*User, error) {
	return s.findUser(s.DB.Read(ctx).Scopes(placed("users"), authz.Within(ctx, authz.UserRead, "users.division")), "id = ?", id)
}

// UserByLogin finds one account in the actor's territory by its login name.
func (s *Service) UserByLogin(ctx context.Context, login string) (*User, error) {
	return s.findUser(s.DB.Read(ctx).Scopes(authz.Within(ctx, authz.UserRead, "users.division")), "login = ?", strings.ToLower(login))
}

func (s *Service) findUser(q *gorm.DB, where string, args ...any) (*User, error) {
	rows := []User{}
	if err := q.Where(where, args...).Limit(1).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("find user: %w", err)
	}
	if len(rows) == 0 {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	return &rows[0], nil
}

// CreateUser makes an account. Without a password given, one is made and must be changed at first sign-in.
func (s *Service) CreateUser(ctx context.Context, in UserInput) (*NewUser, error) {
	made := in.Password == ""
	if made {
		in.Password = NewPassword()
	}
	u, err := s.newUser(ctx, in)
	if err != nil {
		return nil, err
	}
	u.MustChangePassword = made && !in.Demo
	err = s.DB.Write(ctx, func(_ context.Context, tx *gorm.DB) error {
		if err := authz.Check(ctx, authz.UserManage, u.Division); err != nil {
			return err
		}
		var f fault.Fields
		if err := checkDivision(tx, &f, "division", string(u.Division)); err != nil {
			return err
		}
		if err := f.Err(); err != nil {
			return err
		}
		if err := tx.Create(u).Error; err != nil {
			if db.Violates(err, "users_login") {
				return fault.New(fault.Conflict, "login_taken")
			}
			return fmt.Errorf("create user: %w", err)
		}
		return event.Record(tx, event.Change{Action: "user.create", Subject: "user", SubjectID: u.ID.String(), Division: u.Division, After: u})
	})
	if err != nil {
		return nil, err
	}
	answer := &NewUser{User: *u}
	if made {
		answer.Password = in.Password
	}
	return answer, nil
}

func (s *Service) newUser(ctx context.Context, in UserInput) (*User, error) {
	var f fault.Fields
	login := strings.ToLower(strings.TrimSpace(in.Login))
	if !loginPattern.MatchString(login) {
		f.Add("login", "login_format")
	}
	name := f.Text("name", in.Name, 100)
	if in.Locale == "" {
		in.Locale = "zh-CN"
	}
	fault.OneOf(&f, "locale", in.Locale, "zh-CN", "en")
	if _, err := division.Parse(string(in.Division)); err != nil {
		f.Add("division", "division_code")
	}
	checkPassword(&f, "password", login, in.Password)
	if err := f.Err(); err != nil {
		return nil, err
	}
	hash, err := hashPassword(ctx, in.Password)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	return &User{ID: uuid.Must(uuid.NewV7()), Login: login, Name: name, Locale: in.Locale, Division: in.Division, PasswordHash: hash,
		Demo: in.Demo, Version: 1, CreatedAt: now, UpdatedAt: now}, nil
}

// UpdateUser changes an account, if nobody did so since version. Disabling one ends its sessions at once.
func (s *Service) UpdateUser(ctx context.Context, id uuid.UUID, version int, p UserPatch) (*User, error) {
	return s.changeUser(ctx, id, &version, "user.update", func(tx *gorm.DB, u *User) error {
		if err := p.apply(tx, u); err != nil {
			return err
		}
		if err := authz.Check(ctx, authz.UserManage, u.Division); err != nil {
			return err
		}
		if u.Disabled {
			return s.revoke(tx, "disabled", "user_id = ?", u.ID)
		}
		return nil
	})
}

func (p UserPatch) apply(tx *gorm.DB, u *User) error {
	var f fault.Fields
	if p.Name != nil {
		u.Name = f.Text("name", *p.Name, 100)
	}
	if p.Locale != nil {
		fault.OneOf(&f, "locale", *p.Locale, "zh-CN", "en")
		u.Locale = *p.Locale
	}
	if p.Disabled != nil {
		u.Disabled = *p.Disabled
	}
	if p.Division != nil {
		u.Division = *p.Division
		if _, err := division.Parse(string(*p.Division)); err != nil {
			f.Add("division", "division_code")
		} else if err := checkDivision(tx, &f, "division", string(*p.Division)); err != nil {
			return err
		}
	}
	return f.Err()
}

// ResetPassword gives an account a new password, shown once, and ends its sessions.
func (s *Service) ResetPassword(ctx context.Context, id uuid.UUID) (*NewUser, error) {
	password := NewPassword()
	hash, err := hashPassword(ctx, password)
	if err != nil {
		return nil, err
	}
	u, err := s.changeUser(ctx, id, nil, "user.reset_password", func(tx *gorm.DB, u *User) error {
		u.PasswordHash, u.MustChangePassword = hash, true
		return s.revoke(tx, "password_reset", "user_id = ?", u.ID)
	})
	if err != nil {
		return nil, err
	}
	return &NewUser{User: *u, Password: password}, nil
}

// changeUser locks an account, makes sure that the actor may manage it, changes it and records the event.
func (s *Service) changeUser(ctx context.Context, id uuid.UUID, version *int, action string, change func(*gorm.DB, *User) error) (*User, error) {
	var u *User
	err := s.DB.Write(ctx, func(_ context.Context, tx *gorm.DB) (err error) {
		if u, err = lock[User](tx, id); err != nil {
			return err
		}
		if err := s.mayManage(ctx, tx, u); err != nil {
			return err
		}
		if version != nil {
			if err := checkVersion(*version, u.Version); err != nil {
				return err
			}
		}
		before := *u
		if err := change(tx, u); err != nil {
			return err
		}
		u.Version, u.UpdatedAt = u.Version+1, s.Now()
		if err := tx.Save(u).Error; err != nil {
			return fmt.Errorf("save user: %w", err)
		}
		return event.Record(tx, event.Change{Action: action, Subject: "user", SubjectID: id.String(), Division: u.Division, Before: before, After: u})
	})
	if err != nil {
		return nil, err
	}
	return u, nil
}

// mayManage lets nobody touch an account that holds more than they do themselves: taking over its
// password would be taking over its grants.
func (s *Service) mayManage(ctx context.Context, tx *gorm.DB, u *User) error {
	if err := authz.Check(ctx, authz.UserManage, u.Division); err != nil {
		return err
	}
	grants, err := grantsOf(tx, u.ID)
	if err != nil {
		return err
	}
	for _, g := range grants {
		if err := authz.CheckGrant(ctx, g.Grant); err != nil {
			return err
		}
	}
	return nil
}
