package statistics_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/dbtest"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/statistics"
)

const (
	country    division.Code = "000000000000"
	zhejiang   division.Code = "330000000000"
	hangzhou   division.Code = "330100000000"
	xihu       division.Code = "330106000000"
	zhuantang  division.Code = "330106109000"
	zhuantang1 division.Code = "330106109001"
	zhuantang2 division.Code = "330106109002"
	liuxia     division.Code = "330106110000"
	liuxia1    division.Code = "330106110001"
	binjiang   division.Code = "330108000000"
	xixing     division.Code = "330108001000"
	xixing1    division.Code = "330108001001"
	dongguan   division.Code = "441900000000" // a city without counties
	shilong    division.Code = "441900101000"
	shilong1   division.Code = "441900101001"
)

const divisionsSQL = `INSERT INTO divisions (code, parent, level, name, valid_from, valid_to) VALUES
 ('330000000000', '000000000000', 1, '浙江省', '0001-01-01', NULL), ('330100000000', '330000000000', 2, '杭州市', '0001-01-01', NULL),
 ('330106000000', '330100000000', 3, '西湖区', '0001-01-01', NULL),
 ('330106109000', '330106000000', 4, '转塘街道', '0001-01-01', NULL),
 ('330106109001', '330106109000', 5, '转塘社区', '0001-01-01', NULL), ('330106109002', '330106109000', 5, '横桥社区', '2012-01-10', NULL),
 ('330106110000', '330106000000', 4, '留下街道', '0001-01-01', NULL),
 ('330106110001', '330106110000', 5, '留下社区', '0001-01-01', NULL), ('330106110002', '330106110000', 5, '小和山社区', '0001-01-01', '2012-01-15'),
 ('330108000000', '330100000000', 3, '滨江区', '0001-01-01', NULL), ('330108001000', '330108000000', 4, '西兴街道', '0001-01-01', NULL),
 ('330108001001', '330108001000', 5, '西兴社区', '0001-01-01', NULL),
 ('440000000000', '000000000000', 1, '广东省', '0001-01-01', NULL), ('441900000000', '440000000000', 2, '东莞市', '0001-01-01', NULL),
 ('441900101000', '441900000000', 4, '石龙镇', '0001-01-01', NULL), ('441900101001', '441900101000', 5, '中山东社区', '0001-01-01', NULL)`

var today = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// world is a small country that statistics are counted in.
type world struct {
	rapid.TB
	*statistics.Service
	ctx context.Context
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := emptyWorld(t)
	w.exec(divisionsSQL)
	w.must(w.RecountAll(w.ctx))
	return w
}

func emptyWorld(t *testing.T) *world {
	t.Helper()
	d := dbtest.New(t)
	return &world{TB: t, Service: &statistics.Service{DB: d, Now: func() time.Time { return today }}, ctx: authz.System(t.Context())}
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) exec(sql string, args ...any) {
	w.Helper()
	_, err := w.DB.Pool.Exec(w.ctx, sql, args...)
	w.must(err)
}

func (w *world) write(do func(tx *gorm.DB) error) {
	w.Helper()
	w.must(w.DB.Write(w.ctx, func(_ context.Context, tx *gorm.DB) error { return do(tx) }))
}

// place is a facility as statistics see it.
type place struct {
	id       uuid.UUID
	division division.Code
	kind     string
}

// add registers a facility that is in the status from the day on.
func (w *world) add(code division.Code, kind, status string, from division.Day, area float64) place {
	w.Helper()
	p := place{uuid.Must(uuid.NewV7()), code, kind}
	w.write(func(tx *gorm.DB) error {
		if err := insertFacility(tx, p); err != nil {
			return err
		}
		if err := insertState(tx, p, from, status, area); err != nil {
			return err
		}
		return w.Recount(w.ctx, tx, code.County(), from)
	})
	return p
}

// turn gives a facility another status from the day on, whatever was to come after.
func (w *world) turn(p place, status string, from division.Day, area float64) {
	w.Helper()
	w.write(func(tx *gorm.DB) error {
		if err := clearStates(tx, p, from); err != nil {
			return err
		}
		if err := insertState(tx, p, from, status, area); err != nil {
			return err
		}
		return w.Recount(w.ctx, tx, p.division.County(), from)
	})
}

func insertFacility(tx *gorm.DB, p place) error {
	var host *uuid.UUID
	if p.kind == "childrens_home" {
		h := place{uuid.Must(uuid.NewV7()), p.division, "service_station"}
		if err := insertFacility(tx, h); err != nil {
			return err
		}
		host = &h.id
	}
	return tx.Exec(`INSERT INTO facilities (id, county, division, kind, host_id, name, status) VALUES (?, ?, ?, ?, ?, 'x', 'open')`,
		p.id, p.division.County(), p.division, p.kind, host).Error
}

func clearStates(tx *gorm.DB, p place, from division.Day) error {
	if err := tx.Exec("DELETE FROM facility_states WHERE facility_id = ? AND from_day >= ?", p.id, from).Error; err != nil {
		return err
	}
	return tx.Exec("UPDATE facility_states SET to_day = ? WHERE facility_id = ? AND (to_day IS NULL OR to_day > ?)", from, p.id, from).Error
}

func insertState(tx *gorm.DB, p place, from division.Day, status string, area float64) error {
	var floor, activity *float64
	if area > 0 {
		half := area / 2
		floor, activity = &area, &half
	}
	return tx.Exec(`INSERT INTO facility_states (county, facility_id, from_day, division, kind, status, floor_area_m2, activity_area_m2) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		p.division.County(), p.id, from, p.division, p.kind, status, floor, activity).Error
}

// verified fails the test when the counters differ from a recount.
func (w *world) verified() {
	w.Helper()
	differences, err := w.Verify(w.ctx)
	w.must(err)
	if len(differences) > 0 {
		w.Fatalf("%d differences, the first: %+v", len(differences), differences[0])
	}
}
