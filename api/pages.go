package api

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/frontend"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// noncePlace is what index.html holds where the nonce of the answer belongs.
const noncePlace = "__CSP_NONCE__"

// pages serves the interface: built assets by name, and its entry page for every other address.
func (a *API) pages(e *echo.Echo) {
	dist, err := fs.Sub(frontend.Dist, "dist")
	if err != nil {
		panic(err)
	}
	serve := func(c echo.Context) error { return a.page(c, dist) }
	e.GET("/*", serve)
	e.HEAD("/*", serve)
}

func (a *API) page(c echo.Context, dist fs.FS) error {
	name := strings.TrimPrefix(path.Clean("/"+c.Request().URL.Path), "/")
	if strings.HasPrefix(name, "api/") {
		return fault.New(fault.NotFound, "not_found")
	}
	if info, err := fs.Stat(dist, name); err == nil && !info.IsDir() && path.Ext(name) != ".html" {
		if strings.HasPrefix(name, "assets/") {
			c.Response().Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		http.ServeFileFS(c.Response(), c.Request(), dist, name)
		return nil
	}
	if path.Ext(name) != "" {
		return fault.New(fault.NotFound, "not_found")
	}
	entry := "index.html"
	if name == "docs" {
		entry = "docs.html"
	}
	return a.entryPage(c, dist, entry)
}

// entryPage sends an HTML page with a fresh nonce in it and in the content security policy.
func (a *API) entryPage(c echo.Context, dist fs.FS, entry string) error {
	html, err := fs.ReadFile(dist, entry)
	if errors.Is(err, fs.ErrNotExist) {
		return c.HTML(http.StatusServiceUnavailable, "<!doctype html><title>Fourthirty</title><p>The interface has not been built: run make build.")
	}
	if err != nil {
		return err
	}
	raw := make([]byte, 16)
	_, _ = rand.Read(raw)
	nonce := base64.StdEncoding.EncodeToString(raw)
	h := c.Response().Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", a.policy(nonce, entry))
	return c.HTMLBlob(http.StatusOK, bytes.ReplaceAll(html, []byte(noncePlace), []byte(nonce)))
}

func (a *API) policy(nonce, entry string) string {
	style := "'self' 'nonce-" + nonce + "'"
	if entry == "docs.html" { // the renderer of the API documentation writes its own style elements
		style = "'self' 'unsafe-inline'"
	}
	tiles, outlines := origin(a.Config.TileURL), origin(a.Config.OutlinesURL)
	return "default-src 'none'; script-src 'self'; style-src " + style + "; img-src 'self' data: blob:" + tiles +
		"; font-src 'self' data:; connect-src 'self'" + tiles + outlines + "; manifest-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
}

// origin is a space with the scheme and host of an address; nothing for an address of this site.
func origin(address string) string {
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		return ""
	}
	host, _, _ := strings.Cut(rest, "/")
	return " " + scheme + "://" + host
}
