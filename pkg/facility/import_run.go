package facility

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/sheet"
)

// importBatch is how many rows are looked up and written at once.
const importBatch = 5000

// run is one attempt at an import.
type run struct {
	*Imports
	record *Import
	in     *sheet.Reader
	outer  context.Context // outside the transaction, for what stays when that is rolled back
	copy   db.Copier
	layout *layout

	homes    []*entry // children's homes come last, when the facilities around them are known
	seen     seenRows
	places   neighbours
	created  map[uuid.UUID]bool
	counties map[string]bool
}

// all reads and writes the whole file in one transaction.
func (r *run) all(ctx context.Context, tx *gorm.DB, copy db.Copier) error {
	r.copy, r.created, r.counties = copy, map[uuid.UUID]bool{}, map[string]bool{}
	r.seen, r.places = newSeenRows(), newNeighbours()
	if err := r.begin(tx); err != nil {
		return err
	}
	if err := r.head(); err != nil {
		return err
	}
	if err := r.rows(tx); err != nil {
		return err
	}
	for len(r.homes) > 0 {
		n := min(importBatch, len(r.homes))
		if err := r.batch(tx, r.homes[:n]); err != nil {
			return err
		}
		r.homes = r.homes[n:]
	}
	return r.end(ctx, tx)
}

// begin makes this attempt the only one. Imports that write wait for each other: two that change the same
// facilities in different order would end each other.
func (r *run) begin(tx *gorm.DB) error {
	var mine bool
	if err := tx.Raw("SELECT pg_try_advisory_xact_lock(hashtextextended(?, 431))", r.record.ID.String()).Scan(&mine).Error; err != nil {
		return fmt.Errorf("begin import: %w", err)
	}
	if !mine {
		return errBusy
	}
	if err := tx.Take(r.record, "id = ?", r.record.ID).Error; err != nil {
		return fmt.Errorf("begin import: %w", err)
	}
	if r.record.finished() {
		return errNothing
	}
	if !r.record.DryRun {
		if err := tx.Exec("SELECT pg_advisory_xact_lock(hashtextextended('fourthirty.import', 431))").Error; err != nil {
			return fmt.Errorf("begin import: %w", err)
		}
	}
	r.record.Status, r.record.RowsDone, r.record.RowsTotal = ImportRunning, 0, nil
	r.record.Created, r.record.Updated, r.record.Unchanged, r.record.Rejected, r.record.Warned = 0, 0, 0, 0, 0
	if r.in.About > 0 {
		r.record.RowsTotal = &r.in.About
	}
	if err := r.DB.Read(r.outer).Exec("DELETE FROM facility_import_rows WHERE import_id = ?", r.record.ID).Error; err != nil {
		return fmt.Errorf("begin import: %w", err)
	}
	return r.save(r.DB.Read(r.outer), progressed...)
}

func (r *run) head() error {
	cells, row, err := r.in.Row()
	if errors.Is(err, io.EOF) {
		return fault.New(fault.Invalid, "import_empty")
	}
	if err != nil {
		return err
	}
	if r.layout, err = layOut(cells); err != nil {
		return err
	}
	e := entry{row: row}
	for _, name := range r.layout.unknown {
		e.warnings = append(e.warnings, fault.Warning{Code: "import_column_unknown", Params: fault.Params{"column": cut(name, 50)}})
	}
	return r.report(r.outer, e.findings(r.record.ID, r.layout, nil))
}

func cut(s string, n int) string {
	if runes := []rune(strings.ReplaceAll(s, "\x00", "?")); len(runes) > n {
		return string(runes[:n]) + "…"
	}
	return strings.ReplaceAll(s, "\x00", "?")
}

// batch judges rows, writes the good ones and reports on the others.
func (r *run) batch(tx *gorm.DB, batch []*entry) error {
	if len(batch) == 0 {
		return nil
	}
	if err := r.judge(tx, batch); err != nil {
		return err
	}
	if r.writes() {
		if err := r.write(tx, batch); err != nil {
			return err
		}
	}
	var findings []Finding
	for _, e := range batch {
		findings = append(findings, e.findings(r.record.ID, r.layout, e.cells)...)
		e.cells = nil
	}
	if err := r.report(r.outer, findings); err != nil {
		return err
	}
	return r.progress()
}

// writes reports whether what is good is still to be written.
func (r *run) writes() bool {
	return !r.record.DryRun && (r.record.Partial || r.record.Rejected == 0)
}

func (r *run) end(ctx context.Context, tx *gorm.DB) error {
	if r.record.RowsDone == 0 {
		return fault.New(fault.Invalid, "import_empty")
	}
	r.record.Status, r.record.RowsTotal = ImportDone, &r.record.RowsDone
	if !r.writes() {
		if !r.record.DryRun {
			r.record.Status = ImportRefused
		}
		return errNothing
	}
	counties := make([]string, 0, len(r.counties))
	for c := range r.counties {
		counties = append(counties, c)
	}
	if err := r.Counts.RecountMany(ctx, tx, counties); err != nil {
		return err
	}
	return r.finish(tx)
}

func (r *run) finish(tx *gorm.DB) error {
	now := r.Now()
	r.record.FinishedAt = &now
	return r.save(tx, append([]string{"finished_at"}, progressed...)...)
}

var progressed = []string{"status", "rows_total", "rows_done", "created", "updated", "unchanged", "rejected", "warned"}

// progress tells how far the import is. Nobody waits until that is on the disk: a crash begins the import anew.
func (r *run) progress() error {
	return r.DB.Read(r.outer).Transaction(func(tx *gorm.DB) error {
		if err := tx.Exec("SET LOCAL synchronous_commit = off").Error; err != nil {
			return fmt.Errorf("save import: %w", err)
		}
		return r.save(tx, progressed...)
	})
}

func (r *run) save(tx *gorm.DB, columns ...string) error {
	err := tx.Model(r.record).Where("status IN ('queued', 'running')").Select(columns).Updates(r.record).Error
	if err != nil {
		return fmt.Errorf("save import: %w", err)
	}
	return nil
}
