package org

import (
	"context"
	"crypto/rand"
	"fmt"
	"runtime"
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/sync/semaphore"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Argon2id with 19 MiB, two passes, one lane: what OWASP advises for a shared machine.
var hashing = &argon2id.Params{Memory: 19456, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hashers caps how many hashes run at once, so that a flood of sign-ins cannot take all memory and cores.
var hashers = semaphore.NewWeighted(int64(max(2, runtime.NumCPU())))

// passwordMin and passwordMax are in characters.
const (
	passwordMin = 10
	passwordMax = 128
)

// common are passwords long enough for the rule that everybody tries first.
var common = strings.Fields(`1234567890 0123456789 9876543210 1111111111 0000000000 8888888888 6666666666 12345678910
1q2w3e4r5t 1qaz2wsx3edc qwertyuiop qwerty12345 qwerty123456 asdfghjkl1 password12 password123 password1234 passw0rd123
admin12345 admin123456 administrator iloveyou123 woaini1314 woaini5201314 a123456789 abc123456789 abcd123456 aa123456789
zxcvbnm123 letmein123 welcome123 welcome1234 changeme123 5201314520 1314520520 qazwsxedcrfv q1w2e3r4t5 1qazxsw23edc`)

func checkPassword(in *fault.Fields, field, login, password string) {
	n := utf8.RuneCountInString(password)
	lower := strings.ToLower(password)
	switch {
	case !utf8.ValidString(password):
		in.Add(field, "invalid_utf8")
	case n < passwordMin:
		in.Add(field, "too_short", "min", passwordMin)
	case n > passwordMax:
		in.Add(field, "too_long", "max", passwordMax)
	case strings.Contains(lower, strings.ToLower(login)):
		in.Add(field, "password_contains_login")
	case isCommon(lower):
		in.Add(field, "password_common")
	}
}

func isCommon(lower string) bool {
	if strings.Count(lower, lower[:1]) == len(lower) {
		return true
	}
	for _, c := range common {
		if lower == c {
			return true
		}
	}
	return false
}

func hashPassword(ctx context.Context, password string) (string, error) {
	if err := hashers.Acquire(ctx, 1); err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	defer hashers.Release(1)
	return argon2id.CreateHash(password, hashing)
}

// decoy is compared with when the login is unknown, so that the answer takes as long as for a known one.
var decoy, _ = argon2id.CreateHash("nobody has this password", hashing)

func matchPassword(ctx context.Context, password, hash string) (bool, error) {
	if err := hashers.Acquire(ctx, 1); err != nil {
		return false, fmt.Errorf("match password: %w", err)
	}
	defer hashers.Release(1)
	return argon2id.ComparePasswordAndHash(password, hash)
}

// NewPassword makes a random password of four groups that can be read out on the telephone.
func NewPassword() string {
	const letters = "abcdefghjkmnpqrstuvwxyz23456789" // 31: no 0 o 1 l i
	groups := make([]string, 4)
	for i := range groups {
		var raw [5]byte
		_, _ = rand.Read(raw[:])
		for j, b := range raw {
			raw[j] = letters[int(b)%len(letters)]
		}
		groups[i] = string(raw[:])
	}
	return strings.Join(groups, "-")
}

// ChangePassword sets the actor's own password and ends their other sessions. Wrong present passwords make
// the caller wait like failed sign-ins do.
func (s *Service) ChangePassword(ctx context.Context, present, wanted string) error {
	user, err := s.findUser(s.DB.Read(ctx), "id = ?", authz.From(ctx).UserID)
	if err != nil {
		return err
	}
	if err := s.checkChange(ctx, user, present, wanted); err != nil {
		return err
	}
	hash, err := hashPassword(ctx, wanted)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(_ context.Context, tx *gorm.DB) error {
		err := tx.Model(&User{}).Where("id = ?", user.ID).Updates(map[string]any{"password_hash": hash, "must_change_password": false, "version": gorm.Expr("version + 1"), "updated_at": s.Now()}).Error
		if err != nil {
			return fmt.Errorf("change password: %w", err)
		}
		if err := s.revoke(tx, "password_changed", "user_id = ? AND id <> ?", user.ID, authz.From(ctx).SessionID); err != nil {
			return err
		}
		return event.Record(tx, event.Change{Action: "user.change_password", Subject: "user", SubjectID: user.ID.String(), Division: user.Division})
	})
}

func (s *Service) checkChange(ctx context.Context, user *User, present, wanted string) error {
	attempts := presentPassword(user.Login)
	if err := s.throttle(ctx, []bucket{attempts}); err != nil {
		return err
	}
	match, err := matchPassword(ctx, present, user.PasswordHash)
	if err != nil {
		return err
	}
	var f fault.Fields
	if match {
		err = s.forgetFailures(ctx, attempts)
	} else {
		f.Add("present_password", "wrong_password")
		err = s.noteFailure(ctx, []bucket{attempts})
	}
	if err != nil {
		return err
	}
	checkPassword(&f, "password", user.Login, wanted)
	return f.Err()
}
