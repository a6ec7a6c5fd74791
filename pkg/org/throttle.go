package org

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/fourthirty/fourthirty/pkg/fault"
)

// A bucket counts failed sign-ins. It starts to make callers wait after free failures, doubling from one
// second up to max, and forgets after window without a failure.
type bucket struct {
	key  string
	free int
	max  time.Duration
}

const window = 15 * time.Minute

// buckets: one for the account from this address; one for the account from anywhere, with a short wait so
// that a stranger cannot lock its owner out; one for the address, generous because a whole street may
// share it. The last two do not hold up an account that has signed in from this address before.
func buckets(login, address string, known bool) []bucket {
	all := []bucket{pair(login, address)}
	if !known {
		all = append(all, account(login), bucket{"address:" + address, 100, time.Minute})
	}
	return all
}

func pair(login, address string) bucket {
	return bucket{"pair:" + login + "@" + address, 5, window}
}

func account(login string) bucket { return bucket{"account:" + login, 20, time.Minute} }

// presentPassword counts wrong present passwords: whoever finds a device signed in must not guess on.
func presentPassword(login string) bucket { return bucket{"present:" + login, 5, window} }

type failures struct {
	Bucket   string
	Failures int
	LastAt   time.Time
}

// throttle refuses an attempt that comes too early after failed ones.
func (s *Service) throttle(ctx context.Context, all []bucket) error {
	keys := make([]string, len(all))
	for i, b := range all {
		keys[i] = b.key
	}
	var rows []failures
	if err := s.DB.Read(ctx).Table("login_failures").Where("bucket IN ?", keys).Find(&rows).Error; err != nil {
		return fmt.Errorf("throttle: %w", err)
	}
	seconds := 0
	for _, r := range rows {
		for _, b := range all {
			if b.key == r.Bucket {
				seconds = max(seconds, s.wait(b, r))
			}
		}
	}
	if seconds == 0 {
		return nil
	}
	e := fault.New(fault.Throttled, "throttled_login", "seconds", seconds)
	e.RetryAfter = seconds
	return e
}

// wait is how many seconds the next attempt has to wait.
func (s *Service) wait(b bucket, r failures) int {
	left := b.delay(r.Failures) - s.Now().Sub(r.LastAt)
	return int(math.Ceil(max(0, left.Seconds())))
}

func (b bucket) delay(n int) time.Duration {
	if n < b.free {
		return 0
	}
	return min(time.Second<<min(n-b.free, 16), b.max)
}

// noteFailure counts a failed attempt; it stands even though the attempt itself changes nothing.
func (s *Service) noteFailure(ctx context.Context, all []bucket) error {
	for _, b := range all {
		err := s.DB.Read(ctx).Exec(`INSERT INTO login_failures (bucket, failures, last_at) VALUES (?, 1, ?)
 ON CONFLICT (bucket) DO UPDATE SET failures = CASE WHEN login_failures.last_at < ? THEN 1 ELSE login_failures.failures + 1 END, last_at = EXCLUDED.last_at`,
			b.key, s.Now(), s.Now().Add(-window)).Error
		if err != nil {
			return fmt.Errorf("note failure: %w", err)
		}
	}
	return nil
}

func (s *Service) forgetFailures(ctx context.Context, b bucket) error {
	err := s.DB.Read(ctx).Exec("DELETE FROM login_failures WHERE bucket = ?", b.key).Error
	if err != nil {
		return fmt.Errorf("forget failures: %w", err)
	}
	return nil
}
