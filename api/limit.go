package api

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"
	"golang.org/x/time/rate"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// limiter keeps one token bucket a caller, in this process.
type limiter struct {
	mu      sync.Mutex
	callers map[string]*caller
	quota   int
	swept   time.Time
	clock   func() time.Time
}

type caller struct {
	bucket *rate.Limiter
	seen   time.Time
}

func newLimiter(quota int, clock func() time.Time) *limiter {
	return &limiter{callers: map[string]*caller{}, quota: quota, clock: clock}
}

// exportCost is how many ordinary requests an export counts for.
const exportCost = 20

// limitRate answers 429 to a caller who asks too much, and tells everybody how much is left
// (IETF draft-ietf-httpapi-ratelimit-headers).
func (a *API) limitRate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if a.limits.quota <= 0 {
			return next(c)
		}
		key := "address:" + c.RealIP()
		if id := authz.From(c.Request().Context()).UserID; id != uuid.Nil {
			key = "user:" + id.String()
		}
		cost := 1
		if isStream(c) {
			cost = min(exportCost, a.limits.quota)
		}
		left, wait := a.limits.take(key, cost)
		h := c.Response().Header()
		h.Set("RateLimit-Policy", fmt.Sprintf(`"default";q=%d;w=60`, a.limits.quota))
		h.Set("RateLimit", `"default";r=`+strconv.Itoa(left)+`;t=`+strconv.Itoa(60))
		if wait > 0 {
			e := fault.New(fault.Throttled, "throttled", "seconds", wait)
			e.RetryAfter = wait
			return e
		}
		return next(c)
	}
}

// take uses cost tokens; when there are not enough it says how many seconds to wait.
func (l *limiter) take(key string, cost int) (left, wait int) {
	now := l.clock()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep(now)
	who, ok := l.callers[key]
	if !ok {
		who = &caller{bucket: rate.NewLimiter(rate.Limit(float64(l.quota)/60), l.quota)}
		l.callers[key] = who
	}
	who.seen = now
	if !who.bucket.AllowN(now, cost) {
		missing := float64(cost) - who.bucket.TokensAt(now)
		return 0, int(missing/float64(who.bucket.Limit())) + 1
	}
	return max(0, int(who.bucket.TokensAt(now))), 0
}

// sweep forgets callers that have been away long enough to have a full bucket again.
func (l *limiter) sweep(now time.Time) {
	if now.Sub(l.swept) < time.Minute {
		return
	}
	l.swept = now
	for key, who := range l.callers {
		if now.Sub(who.seen) > time.Minute {
			delete(l.callers, key)
		}
	}
}

func ipNet(p netip.Prefix) *net.IPNet {
	bits := 32
	if p.Addr().Is6() {
		bits = 128
	}
	return &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), bits)}
}
