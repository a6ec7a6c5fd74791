package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/fourthirty/fourthirty/pkg/db"
)

// bench is one run: what it measures with and what it found.
type bench struct {
	*world
	only   string
	length time.Duration // of one measurement
	places places
	sql    statements
	rows   []row
}

const (
	connections = 16
	rounds      = 5
)

func (b *bench) wants(section string) bool { return b.only == "" || strings.Contains(b.only, section) }

func (b *bench) add(r row) {
	b.rows = append(b.rows, r)
	r.print()
}

// measure runs the sections and prints the table.
func measure(ctx context.Context, only string, length time.Duration) error {
	w, err := newWorld(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	b := &bench{world: w, only: only, length: length}
	start := time.Now()
	if err := b.all(ctx); err != nil {
		return err
	}
	fmt.Printf("\n%s\n", time.Since(start).Round(time.Second))
	for _, r := range b.rows {
		r.print()
	}
	return nil
}

// addDuration adds how much longer the first takes than the second.
func (b *bench) addDuration(section, what string, times, aim float64, speeds []float64) {
	b.add(row{section, what + " (time)", times, fmt.Sprintf("<= %g", aim), times <= aim, fmt.Sprintf("%.3g ms : %.3g ms", 1000/speeds[0], 1000/speeds[1])})
}

// facilities are as many as the plan of the country names (F2).
const facilities = 82082

const small, large = "fourthirty", "tenfold"

func (b *bench) all(ctx context.Context) error {
	if err := db.Migrate(ctx, b.url(small)); err != nil {
		return err
	}
	if err := b.loading(ctx); err != nil {
		return err
	}
	if err := b.createUser(ctx, small); err != nil {
		return err
	}
	for section, name := range map[string]string{"c": imported, "e": large} {
		if b.wants(section) {
			if err := b.exec(ctx, "postgres", "CREATE DATABASE "+name+" TEMPLATE "+small+" STRATEGY FILE_COPY"); err != nil {
				return err
			}
		}
	}
	if err := b.fill(ctx, small, 1); err != nil {
		return err
	}
	if b.wants("c") {
		if err := b.importing(ctx); err != nil {
			return err
		}
	}
	return b.serving(ctx)
}

// serving measures what is asked over HTTP.
func (b *bench) serving(ctx context.Context) (err error) {
	if b.places, err = b.findPlaces(ctx, small); err != nil {
		return err
	}
	if b.wants("e") {
		if err := b.fill(ctx, large, 10); err != nil {
			return err
		}
	}
	ours, err := b.platform(ctx, small)
	if err != nil {
		return err
	}
	defer ours.stop()
	if err := b.record(ctx, ours); err != nil {
		return err
	}
	for _, s := range []struct {
		name string
		run  func(context.Context, *child) error
	}{{"a", b.operations}, {"d", b.counting}, {"e", b.growth}} {
		if b.wants(s.name) {
			if err := s.run(ctx, ours); err != nil {
				return fmt.Errorf("section %s: %w", s.name, err)
			}
		}
	}
	return nil
}
