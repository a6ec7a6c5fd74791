package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/fourthirty/fourthirty/pkg/fault"
)

// rawBody is the key under which a body that was read for its fingerprint is kept.
const rawBody = "fourthirty.body"

func requestID(c echo.Context) string { return c.Response().Header().Get(echo.HeaderXRequestID) }

// observe gives each request an id, logs it and counts it. Bodies, queries and tokens are never logged.
func (a *API) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Header().Set(echo.HeaderXRequestID, uuid.Must(uuid.NewV7()).String())
		start := time.Now()
		if err := next(c); err != nil {
			c.Error(err)
		}
		took := time.Since(start)
		measure(c.Request().Method, c.Path(), c.Response().Status, took)
		a.Config.Log.LogAttrs(c.Request().Context(), slog.LevelDebug, "request",
			slog.String("request_id", requestID(c)), slog.String("method", c.Request().Method), slog.String("route", c.Path()),
			slog.Int("status", c.Response().Status), slog.Duration("took", took))
		return nil
	}
}

func (a *API) recoverPanic(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			if r := recover(); r != nil {
				if failed, ok := r.(error); ok && errors.Is(failed, http.ErrAbortHandler) {
					panic(r)
				}
				err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
			}
		}()
		return next(c)
	}
}

func (a *API) secureHeaders(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
		if a.Config.SecureCookies {
			h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
		}
		if strings.HasPrefix(c.Request().URL.Path, Prefix) {
			h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
			h.Set("Cache-Control", "no-store")
		}
		return next(c)
	}
}

// cleanInput refuses paths and queries that PostgreSQL could not take: invalid UTF-8, control characters.
func (a *API) cleanInput(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		u := c.Request().URL
		if !clean(u.Path) {
			return fault.New(fault.NotFound, "not_found")
		}
		values, err := url.ParseQuery(u.RawQuery)
		if err != nil {
			return fault.New(fault.Malformed, "malformed_query")
		}
		var in fault.Fields
		for name, all := range values {
			if !clean(name) || !clean(strings.Join(all, "")) {
				in.Add(strings.ToValidUTF8(strings.Map(printable, name), ""), "control_characters")
			}
		}
		if err := in.Err(); err != nil {
			return err
		}
		return next(c)
	}
}

func clean(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

func printable(r rune) rune {
	if unicode.IsControl(r) {
		return -1
	}
	return r
}

// allowOrigins lets scripts of other sites call the API with a token, where the operator wants that. Cookies
// stay out of it.
func (a *API) allowOrigins(e *echo.Echo) {
	if len(a.Config.AllowedOrigins) == 0 {
		return
	}
	e.Use(middleware.CORSWithConfig(middleware.CORSConfig{
		AllowOrigins:  a.Config.AllowedOrigins,
		AllowHeaders:  []string{echo.HeaderAuthorization, echo.HeaderContentType, "If-Match", "If-None-Match", "Idempotency-Key", "Accept-Language"},
		ExposeHeaders: []string{"ETag", "Link", echo.HeaderLocation, "RateLimit", "RateLimit-Policy", echo.HeaderRetryAfter, echo.HeaderXRequestID},
		MaxAge:        600,
	}))
}

// deadline ends work that takes too long, in the database too. Uploads and streams set their own.
func (a *API) deadline(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if isStream(c) {
			return next(c)
		}
		ctx, cancel := context.WithTimeout(c.Request().Context(), a.Config.Timeout)
		defer cancel()
		c.SetRequest(c.Request().WithContext(ctx))
		return next(c)
	}
}

func isStream(c echo.Context) bool {
	return strings.HasSuffix(c.Path(), "/export") || strings.HasSuffix(c.Path(), "/errors") || isUpload(c)
}

func isUpload(c echo.Context) bool {
	return strings.HasPrefix(c.Request().Header.Get(echo.HeaderContentType), "multipart/form-data")
}

// limitBody caps the body and keeps that of a request with an Idempotency-Key for its fingerprint.
func (a *API) limitBody(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		limit := a.Config.BodyLimit
		if isUpload(c) {
			limit = a.Config.UploadLimit
		}
		if r.ContentLength > limit {
			return fault.New(fault.TooLarge, "too_large", "max", limit)
		}
		r.Body = http.MaxBytesReader(c.Response(), r.Body, limit)
		if r.Header.Get("Idempotency-Key") != "" && !isUpload(c) {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				return err
			}
			c.Set(rawBody, body)
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
		return next(c)
	}
}

// addressFrom finds the caller's address; X-Forwarded-For counts only behind a trusted proxy, or any
// caller could forge its way past the throttle.
func addressFrom(trusted []netip.Prefix) echo.IPExtractor {
	if len(trusted) == 0 {
		return echo.ExtractIPDirect()
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range trusted {
		options = append(options, echo.TrustIPRange(ipNet(p)))
	}
	return echo.ExtractIPFromXFFHeader(options...)
}
