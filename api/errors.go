package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
	"golang.org/x/text/language"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Problem is the answer to every request that failed (RFC 9457).
type Problem struct {
	Type     string          `json:"type" validate:"required" example:"/problems/invalid_input"`
	Title    string          `json:"title" validate:"required"` // in the caller's language
	Status   int             `json:"status" validate:"required"`
	Code     string          `json:"code" validate:"required" example:"invalid_input"` // stable
	Instance string          `json:"instance,omitempty"`
	TraceID  string          `json:"trace_id,omitempty"` // the request id, also in the server's log
	Params   map[string]any  `json:"params,omitempty"`
	Errors   []FieldProblem  `json:"errors,omitempty"`
	Warnings []fault.Warning `json:"warnings,omitempty"` // what to confirm, with "confirmation_needed"
}

// FieldProblem is what is wrong with one field of the input.
type FieldProblem struct {
	Field   string         `json:"field" validate:"required" example:"spaces.0.capacity"`
	Pointer string         `json:"pointer" validate:"required" example:"/spaces/0/capacity"` // RFC 6901
	Code    string         `json:"code" validate:"required"`
	Message string         `json:"message" validate:"required"` // in the caller's language
	Params  map[string]any `json:"params,omitempty"`
}

var statuses = map[fault.Kind]int{
	fault.Invalid: http.StatusUnprocessableEntity, fault.Malformed: http.StatusBadRequest,
	fault.Unauthenticated: http.StatusUnauthorized, fault.Forbidden: http.StatusForbidden,
	fault.NotFound: http.StatusNotFound, fault.Method: http.StatusMethodNotAllowed,
	fault.Conflict: http.StatusConflict, fault.Gone: http.StatusGone, fault.Stale: http.StatusPreconditionFailed,
	fault.PreconditionRequired: http.StatusPreconditionRequired, fault.TooLarge: http.StatusRequestEntityTooLarge,
	fault.Unsupported: http.StatusUnsupportedMediaType, fault.Throttled: http.StatusTooManyRequests,
	fault.Unavailable: http.StatusServiceUnavailable,
}

// statusClientGone is for the log and the metrics only: a page that was left is no failure of the server.
const statusClientGone = 499

// answerError is the one place where an error becomes an answer.
func (a *API) answerError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	if errors.Is(err, context.Canceled) {
		_ = c.NoContent(statusClientGone)
		return
	}
	e := a.classify(err, c)
	if e.RetryAfter > 0 {
		c.Response().Header().Set("Retry-After", strconv.Itoa(e.RetryAfter))
	}
	status := statuses[e.Kind]
	if status == 0 {
		status = http.StatusInternalServerError
	}
	if status == http.StatusUnauthorized {
		c.Response().Header().Set("WWW-Authenticate", "Bearer")
	}
	c.Response().Header().Set("Content-Language", lang(c))
	c.Response().Header().Set(echo.HeaderContentType, "application/problem+json")
	if c.Request().Method == http.MethodHead {
		_ = c.NoContent(status)
		return
	}
	c.Response().WriteHeader(status)
	_ = serializer{}.Serialize(c, problem(e, status, lang(c), c), "")
}

// classify turns any error into a fault; what is unknown is logged and shown as "internal".
func (a *API) classify(err error, c echo.Context) *fault.Error {
	var e *fault.Error
	if errors.As(err, &e) {
		return e
	}
	var he *echo.HTTPError
	if errors.As(err, &he) {
		return fromEcho(he)
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return fault.New(fault.TooLarge, "too_large", "max", tooLarge.Limit)
	}
	if errors.Is(err, context.DeadlineExceeded) || db.Canceled(err) {
		e := fault.New(fault.Unavailable, "request_timeout")
		e.RetryAfter = 5
		return e
	}
	a.Config.Log.LogAttrs(c.Request().Context(), slog.LevelError, "request failed",
		slog.String("request_id", requestID(c)), slog.String("path", c.Path()), slog.String("error", err.Error()))
	if db.Unreachable(err) {
		e := fault.New(fault.Unavailable, "unavailable")
		e.RetryAfter = 5
		return e
	}
	return &fault.Error{Code: "internal"}
}

func fromEcho(he *echo.HTTPError) *fault.Error {
	switch he.Code {
	case http.StatusNotFound:
		return fault.New(fault.NotFound, "not_found")
	case http.StatusMethodNotAllowed:
		return fault.New(fault.Method, "method_not_allowed")
	case http.StatusRequestEntityTooLarge:
		return fault.New(fault.TooLarge, "too_large", "max", "")
	case http.StatusUnsupportedMediaType:
		return fault.New(fault.Unsupported, "media_type", "want", echo.MIMEApplicationJSON)
	case http.StatusServiceUnavailable:
		return fault.New(fault.Unavailable, "unavailable")
	case http.StatusBadRequest:
		return fault.New(fault.Malformed, "malformed_json")
	}
	return &fault.Error{Code: "internal"}
}

func problem(e *fault.Error, status int, lang string, c echo.Context) Problem {
	p := Problem{
		Type: "/problems/" + e.Code, Title: fault.Say(lang, e.Code, e.Params), Status: status, Code: e.Code,
		Instance: c.Request().URL.Path, TraceID: requestID(c), Params: e.Params,
	}
	for _, f := range e.Fields {
		p.Errors = append(p.Errors, FieldProblem{
			Field: f.Name, Pointer: "/" + strings.ReplaceAll(f.Name, ".", "/"), Code: f.Code,
			Message: fault.Say(lang, f.Code, f.Params), Params: f.Params,
		})
	}
	if warnings, ok := e.Data.([]fault.Warning); ok {
		for _, w := range warnings {
			w.Message = fault.Say(lang, w.Code, w.Params)
			p.Warnings = append(p.Warnings, w)
		}
	}
	return p
}

var languages = language.NewMatcher([]language.Tag{language.SimplifiedChinese, language.English})

// lang is the caller's language: what the request asks for, else what the account has chosen, else Chinese.
func lang(c echo.Context) string {
	accept := c.Request().Header.Get("Accept-Language")
	if accept == "" {
		if l := authz.From(c.Request().Context()).Locale; l != "" {
			return l
		}
		return "zh-CN"
	}
	_, i := language.MatchStrings(languages, accept)
	return [...]string{"zh-CN", "en"}[i]
}
