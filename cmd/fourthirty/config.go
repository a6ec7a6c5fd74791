package main

import (
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/fourthirty/fourthirty/api"
)

// config is everything an operator can set, by flags or environment. docs/operations.md has the same table.
type config struct {
	Addr        string
	Data        string
	DatabaseURL string
	Key         string
	Files       string
	LogLevel    slog.Level
	Demo        bool
	API         api.Config
}

// setting is one line of the documented table.
type setting struct{ Name, Standard, Meaning string }

var settings = []setting{
	{"FOURTHIRTY_ADDR", "127.0.0.1:4300", "address to listen on"},
	{"FOURTHIRTY_DATA", "./data", "data folder: embedded PostgreSQL, key file, files"},
	{"DATABASE_URL", "", "PostgreSQL 15 or newer; empty: the program runs its own in the data folder"},
	{"FOURTHIRTY_KEY", "", "key material (JSON or base64); empty: DATA/key.json, made at first start"},
	{"FOURTHIRTY_FILES", "", "bucket for files (file:///path or s3://bucket?region=...); empty: DATA/files"},
	{"FOURTHIRTY_LOG", "info", "debug, info, warn or error"},
	{"FOURTHIRTY_BODY_LIMIT", "1048576", "bytes of a JSON body"},
	{"FOURTHIRTY_UPLOAD_LIMIT", "52428800", "bytes of an uploaded file"},
	{"FOURTHIRTY_TIMEOUT", "15s", "longest time of one request, exports and uploads excepted"},
	{"FOURTHIRTY_RATE_LIMIT", "600", "requests a minute and caller; 0: no limit"},
	{"FOURTHIRTY_TRUSTED_PROXIES", "", "networks whose X-Forwarded-For is believed, as 10.0.0.0/8,..."},
	{"FOURTHIRTY_SECURE_COOKIES", "false", "true when the site is served over HTTPS"},
	{"FOURTHIRTY_ALLOWED_ORIGINS", "", "sites whose scripts may call the API from a browser, as https://host,...; empty: none"},
	{"FOURTHIRTY_TILE_URL", "", "background of the map, as https://host/{z}/{x}/{y}.png; empty: none"},
	{"FOURTHIRTY_OUTLINES_URL", "", "outlines drawn on the map, a GeoJSON file in WGS84 that browsers may fetch; empty: none"},
}

// secretSetting would be seen in the list of processes as a flag.
const secretSetting = "FOURTHIRTY_KEY"

// flag is the setting's name on the command line: FOURTHIRTY_BODY_LIMIT is --body-limit.
func (s setting) flag() string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(s.Name, "FOURTHIRTY_")), "_", "-")
}

func addSettingFlags(cmd *cobra.Command) {
	for _, s := range settings {
		if s.Name != secretSetting {
			cmd.PersistentFlags().String(s.flag(), "", s.Meaning)
		}
	}
}

// settingsFromFlags lets a flag that was given come before the environment.
func settingsFromFlags(cmd *cobra.Command) error {
	for _, s := range settings {
		if f := cmd.Flags().Lookup(s.flag()); f != nil && f.Changed {
			if err := os.Setenv(s.Name, f.Value.String()); err != nil {
				return fmt.Errorf("--%s: %w", s.flag(), err)
			}
		}
	}
	return nil
}

func value(name string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	for _, s := range settings {
		if s.Name == name {
			return s.Standard
		}
	}
	return ""
}

func readConfig() (*config, error) {
	c := &config{Addr: value("FOURTHIRTY_ADDR"), Data: value("FOURTHIRTY_DATA"), DatabaseURL: value("DATABASE_URL"),
		Key: value("FOURTHIRTY_KEY"), Files: value("FOURTHIRTY_FILES")}
	var err error
	if c.Data, err = filepath.Abs(c.Data); err != nil {
		return nil, fmt.Errorf("FOURTHIRTY_DATA: %w", err)
	}
	if err := c.LogLevel.UnmarshalText([]byte(value("FOURTHIRTY_LOG"))); err != nil {
		return nil, fmt.Errorf("FOURTHIRTY_LOG: %w", err)
	}
	c.API, err = readAPIConfig()
	return c, err
}

func readAPIConfig() (c api.Config, err error) {
	c.Clock, c.Log, c.TileURL, c.OutlinesURL = time.Now, slog.Default(), value("FOURTHIRTY_TILE_URL"), value("FOURTHIRTY_OUTLINES_URL")
	read := func(name string, parse func(string) error) {
		if err == nil {
			if e := parse(value(name)); e != nil {
				err = fmt.Errorf("%s: %w", name, e)
			}
		}
	}
	read("FOURTHIRTY_BODY_LIMIT", func(s string) (e error) { c.BodyLimit, e = strconv.ParseInt(s, 10, 64); return })
	read("FOURTHIRTY_UPLOAD_LIMIT", func(s string) (e error) { c.UploadLimit, e = strconv.ParseInt(s, 10, 64); return })
	read("FOURTHIRTY_TIMEOUT", func(s string) (e error) { c.Timeout, e = time.ParseDuration(s); return })
	read("FOURTHIRTY_RATE_LIMIT", func(s string) (e error) { c.RequestsMinute, e = strconv.Atoi(s); return })
	read("FOURTHIRTY_SECURE_COOKIES", func(s string) (e error) { c.SecureCookies, e = strconv.ParseBool(s); return })
	read("FOURTHIRTY_ALLOWED_ORIGINS", func(s string) error {
		c.AllowedOrigins = strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
		return nil
	})
	read("FOURTHIRTY_TRUSTED_PROXIES", func(s string) error {
		for _, text := range strings.Split(s, ",") {
			if text == "" {
				continue
			}
			p, e := netip.ParsePrefix(strings.TrimSpace(text))
			if e != nil {
				return e
			}
			c.TrustedProxies = append(c.TrustedProxies, p)
		}
		return nil
	})
	return c, err
}
