package api

import (
	_ "embed"
	"html"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Spec is the OpenAPI 3 document in JSON, made by "make gen" from the annotations of this package.
//
//go:embed openapi.gen.json
var Spec []byte

// SpecYAML is the same document as openapi.yaml.
//
//go:embed openapi.gen.yaml
var SpecYAML []byte

var requests = promauto.NewHistogramVec(prometheus.HistogramOpts{
	Name: "fourthirty_request_seconds", Help: "Time to answer a request.", Buckets: []float64{.001, .005, .02, .1, .5, 2, 10},
}, []string{"method", "route", "status"})

func measure(method, route string, status int, took time.Duration) {
	if route == "" {
		route = "unknown"
	}
	requests.WithLabelValues(method, route, strconv.Itoa(status)).Observe(took.Seconds())
}

// operations serves what machines ask for: probes, metrics, the contract, the pages of problem types.
func (a *API) operations(e *echo.Echo) {
	e.GET("/livez", func(c echo.Context) error { return c.JSON(http.StatusOK, map[string]string{"status": "ok"}) })
	e.GET("/readyz", a.ready)
	e.GET("/metrics", echo.WrapHandler(promhttp.Handler()))
	e.GET("/openapi.json", func(c echo.Context) error { return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, Spec) })
	e.GET("/openapi.yaml", func(c echo.Context) error { return c.Blob(http.StatusOK, "application/yaml", SpecYAML) })
	e.GET("/problems/:code", problemPage)
}

func (a *API) ready(c echo.Context) error {
	if err := a.DB.Pool.Ping(c.Request().Context()); err != nil {
		return fault.New(fault.Unavailable, "unavailable")
	}
	return c.JSON(http.StatusOK, map[string]string{"status": "ready"})
}

// problemPage explains a problem type in both languages.
func problemPage(c echo.Context) error {
	t, ok := fault.Lookup(c.Param("code"))
	if !ok {
		return fault.New(fault.NotFound, "not_found")
	}
	c.Response().Header().Set("Content-Security-Policy", "default-src 'none'")
	code := html.EscapeString(c.Param("code"))
	page := strings.NewReplacer("{code}", code, "{zh}", html.EscapeString(t.ZH), "{en}", html.EscapeString(t.EN)).Replace(
		`<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{code}</title><h1>{code}</h1><p>{zh}</p><p lang="en">{en}</p></html>`)
	return c.HTML(http.StatusOK, page)
}
