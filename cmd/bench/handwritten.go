package main

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/secret"
)

// handwritten is the server that is compared with: Echo, pgx and encoding/json, nothing between them.
type handwritten struct {
	*store
	keys map[string]ed25519.PublicKey
}

// serveHandwritten answers until the context ends.
func serveHandwritten(ctx context.Context, file string) error {
	s, err := openStore(ctx, file, os.Getenv("DATABASE_URL"))
	if err != nil {
		return err
	}
	defer s.pool.Close()
	h := &handwritten{store: s}
	if err := h.readKeys(ctx); err != nil {
		return err
	}
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.GET(api+"/facilities", h.listFacilities, h.authenticate)
	e.GET(api+"/facilities/:id", h.getFacility, h.authenticate)
	e.POST(api+"/facilities", h.createFacility, h.authenticate)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: e, ReadHeaderTimeout: 5 * time.Second}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	fmt.Printf("ready: http://%s\n", listener.Addr())
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (h *handwritten) readKeys(ctx context.Context) error {
	box, err := secret.Open("", filepath.Join(os.Getenv("FOURTHIRTY_DATA"), "key.json"))
	if err != nil {
		return err
	}
	rows, err := h.pool.Query(ctx, "SELECT kid, seed FROM signing_keys")
	if err != nil {
		return err
	}
	h.keys = map[string]ed25519.PublicKey{}
	var kid string
	var sealed []byte
	_, err = pgx.ForEachRow(rows, []any{&kid, &sealed}, func() error {
		seed, err := box.Open(sealed, "signing_keys.seed."+kid)
		if err == nil {
			h.keys[kid] = ed25519.NewKeyFromSeed([]byte(seed)).Public().(ed25519.PublicKey)
		}
		return err
	})
	return err
}

type sessionClaims struct {
	jwt.RegisteredClaims
	Session string `json:"sid"`
}

// authenticate checks the token and looks the session up, as the platform does.
func (h *handwritten) authenticate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		token, _ := strings.CutPrefix(c.Request().Header.Get("Authorization"), "Bearer ")
		var claims sessionClaims
		_, err := jwt.ParseWithClaims(token, &claims, func(t *jwt.Token) (any, error) {
			kid, _ := t.Header["kid"].(string)
			return h.keys[kid], nil
		}, jwt.WithValidMethods([]string{"EdDSA"}), jwt.WithIssuer("fourthirty"), jwt.WithAudience("fourthirty-api"), jwt.WithExpirationRequired())
		if err != nil {
			return echo.NewHTTPError(http.StatusUnauthorized, err.Error())
		}
		who, err := h.session(c.Request().Context(), claims.Session, claims.Subject)
		if err != nil {
			return echo.NewHTTPError(http.StatusUnauthorized, err.Error())
		}
		if !who.may() {
			return echo.ErrForbidden
		}
		c.Set("actor", who)
		return next(c)
	}
}

func (h *handwritten) listFacilities(c echo.Context) error {
	code, err := division.Parse(c.QueryParam("division"))
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, err.Error())
	}
	lo, hi := code.Range()
	rows, err := h.list(c.Request().Context(), string(lo), string(hi))
	if err != nil {
		return err
	}
	body := map[string]any{"items": rows}
	if len(rows) > pageRows {
		body["items"], body["next_cursor"] = rows[:pageRows], rows[pageRows-1].Division+rows[49].ID.String()
	}
	return c.JSON(http.StatusOK, body)
}

func (h *handwritten) getFacility(c echo.Context) error {
	id, err := uuid.Parse(c.Param("id"))
	if err != nil {
		return echo.ErrNotFound
	}
	f, err := h.get(c.Request().Context(), id)
	if errors.Is(err, pgx.ErrNoRows) {
		return echo.ErrNotFound
	}
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, f)
}

func (h *handwritten) createFacility(c echo.Context) error {
	body, err := io.ReadAll(c.Request().Body)
	if err != nil {
		return err
	}
	var f place
	if err := json.Unmarshal(body, &f); err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, err.Error())
	}
	who := c.Get("actor").(*actor)
	answer, err := h.create(c.Request().Context(), who, &f, body, c.Request().Header.Get("Idempotency-Key"), uuid.Must(uuid.NewV7()).String())
	if err != nil {
		return err
	}
	c.Response().Header().Set("Location", api+"/facilities/"+f.ID.String())
	return c.JSONBlob(http.StatusCreated, answer)
}
