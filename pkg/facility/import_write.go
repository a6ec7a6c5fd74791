package facility

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/lib/pq"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
)

// content is what of a facility a file can change, to be compared with ==.
type content struct {
	division                             division.Code
	kind                                 Kind
	host, operator                       uuid.UUID
	name, code, address, contact, mask   string
	cipher, accessibility, notes         string
	latitude, longitude, floor, activity float64
	located, hasFloor, hasActivity       bool
	given                                Datum
}

func (f *Facility) content() content {
	c := content{division: f.Division, kind: f.Kind, name: f.Name, code: text(f.Code), address: f.Address, contact: text(f.ContactName), mask: text(f.ContactPhoneMask),
		cipher: string(f.ContactCipher), accessibility: strings.Join(f.Accessibility, ","), notes: f.Notes, given: text(f.DatumGiven)}
	c.host, c.operator = orNil(f.HostID), orNil(f.OperatorID)
	c.latitude, c.located = orZero(f.Latitude)
	c.longitude, _ = orZero(f.Longitude)
	c.floor, c.hasFloor = orZero(f.FloorAreaM2)
	c.activity, c.hasActivity = orZero(f.ActivityAreaM2)
	return c
}

func orNil(id *uuid.UUID) uuid.UUID {
	if id == nil {
		return uuid.Nil
	}
	return *id
}

func orZero(n *float64) (float64, bool) {
	if n == nil {
		return 0, false
	}
	return *n, true
}

// changed reports whether the row says anything new about a registered facility.
func (e *entry) changed() bool { return e.before.content() != e.after.content() }

// write writes the good rows of a batch, with their states and events.
func (r *run) write(tx *gorm.DB, batch []*entry) error {
	var fresh, changed []*entry
	for _, e := range batch {
		switch {
		case len(e.bad) > 0:
		case e.before == nil:
			fresh = append(fresh, e)
		case e.changed():
			changed = append(changed, e)
		}
	}
	if err := r.insert(fresh); err != nil {
		return err
	}
	if err := r.update(tx, changed); err != nil {
		return err
	}
	changes := make([]event.Change, 0, len(fresh)+len(changed))
	for _, e := range fresh {
		changes = append(changes, change("facility.create", nil, e.after, ""))
	}
	for _, e := range changed {
		changes = append(changes, change("facility.update", e.before, e.after, ""))
	}
	return event.CopyAll(tx.Statement.Context, r.copy, changes)
}

var facilityColumns = []string{"id", "county", "division", "code", "kind", "host_id", "name", "pinyin", "initials", "grams", "address",
	"latitude", "longitude", "datum_given", "floor_area_m2", "activity_area_m2", "operator_id", "contact_name", "contact_phone_cipher", "contact_phone_mask",
	"accessibility", "status", "opened_on", "closed_on", "notes", "demo", "version", "created_at", "updated_at"}

// values are in the order of the columns, each as the driver writes it without detours.
func (f *Facility) values() []any {
	return []any{[16]byte(f.ID), f.County, string(f.Division), f.Code, string(f.Kind), (*[16]byte)(f.HostID), f.Name, f.Pinyin, f.Initials, []string(f.Grams), f.Address,
		f.Latitude, f.Longitude, (*string)(f.DatumGiven), f.FloorAreaM2, f.ActivityAreaM2, (*[16]byte)(f.OperatorID), f.ContactName, f.ContactCipher, f.ContactPhoneMask,
		[]string(f.Accessibility), string(f.Status), date(f.OpenedOn), date(f.ClosedOn), f.Notes, f.Demo, f.Version, f.CreatedAt, f.UpdatedAt}
}

func date(d *division.Day) any {
	if d == nil {
		return nil
	}
	t, err := time.Parse(time.DateOnly, string(*d))
	if err != nil {
		return string(*d) // which the database refuses
	}
	return t
}

var stateColumns = []string{"county", "facility_id", "from_day", "to_day", "division", "kind", "status", "floor_area_m2", "activity_area_m2", "reason"}

func (s State) values() []any {
	return []any{s.County, [16]byte(s.FacilityID), date(&s.FromDay), date(s.ToDay), string(s.Division), string(s.Kind), string(s.Status), s.FloorAreaM2, s.ActivityAreaM2, s.Reason}
}

func (r *run) insert(fresh []*entry) error {
	if len(fresh) == 0 {
		return nil
	}
	var states [][]any
	for _, e := range fresh {
		r.counties[e.after.County] = true
		for _, s := range e.life {
			states = append(states, s.values())
		}
	}
	err := r.copy("facilities", facilityColumns, pgx.CopyFromSlice(len(fresh), func(i int) ([]any, error) { return fresh[i].after.values(), nil }))
	if err != nil {
		return fmt.Errorf("import facilities: %w", err)
	}
	if err := r.copy("facility_states", stateColumns, pgx.CopyFromRows(states)); err != nil {
		return fmt.Errorf("import facility states: %w", err)
	}
	return nil
}

// update writes changed facilities by one statement, and what changed for statistics by three more.
func (r *run) update(tx *gorm.DB, changed []*entry) error {
	if len(changed) == 0 {
		return nil
	}
	rows := make([]map[string]any, len(changed))
	entered := pq.StringArray{}
	for i, e := range changed {
		e.after.Version, e.after.UpdatedAt = e.after.Version+1, r.Now()
		rows[i] = e.after.record()
		if counted(e.before) != counted(e.after) {
			entered = append(entered, e.after.ID.String())
			r.counties[e.after.County] = true
		}
	}
	data, err := json.Marshal(rows)
	if err != nil {
		return fmt.Errorf("import changes: %w", err)
	}
	if err := tx.Exec(updateSQL, string(data)).Error; err != nil {
		return fmt.Errorf("import changes: %w", err)
	}
	if err := r.enterAll(tx, entered); err != nil {
		return err
	}
	return r.moveAlong(tx, changed)
}

// moveAlong takes what lies in the facilities along that the file moves to another division, county by county.
func (r *run) moveAlong(tx *gorm.DB, changed []*entry) error {
	moved := map[string][]uuid.UUID{}
	for _, e := range changed {
		if e.before.Division != e.after.Division {
			moved[e.after.County] = append(moved[e.after.County], e.after.ID)
		}
	}
	for county, ids := range moved {
		if err := r.takeAlong(tx.Statement.Context, tx, county, ids); err != nil {
			return err
		}
	}
	return nil
}

// record is the row by its columns, as JSON that the database reads.
func (f *Facility) record() map[string]any {
	row := map[string]any{}
	for i, v := range f.values() {
		row[facilityColumns[i]] = v
	}
	row["contact_phone_cipher"] = nil
	if len(f.ContactCipher) > 0 {
		row["contact_phone_cipher"] = `\x` + hex.EncodeToString(f.ContactCipher)
	}
	row["id"], row["host_id"], row["operator_id"] = f.ID, f.HostID, f.OperatorID
	row["opened_on"], row["closed_on"] = f.OpenedOn, f.ClosedOn
	return row
}

// updateSQL sets every column but the key and the day of registration.
var updateSQL = func() string {
	var set []string
	for _, c := range facilityColumns {
		if c != "id" && c != "county" && c != "created_at" {
			set = append(set, c+" = n."+c)
		}
	}
	return "UPDATE facilities f SET " + strings.Join(set, ", ") +
		" FROM json_populate_recordset(NULL::facilities, CAST(? AS json)) n WHERE f.id = n.id AND f.county = n.county"
}()

// enterAll makes the present state of the facilities hold from today on, as Service.enter does for one.
func (r *run) enterAll(tx *gorm.DB, ids pq.StringArray) error {
	if len(ids) == 0 {
		return nil
	}
	const present = "f.division, f.kind, f.status, f.floor_area_m2, f.activity_area_m2"
	for _, sql := range []string{
		`UPDATE facility_states s SET (division, kind, status, floor_area_m2, activity_area_m2, reason) = ROW (` + present + `, '') FROM facilities f
 WHERE f.id = ANY (CAST(@ids AS uuid[])) AND s.county = f.county AND s.facility_id = f.id AND s.to_day IS NULL AND s.from_day = CAST(@today AS date)`,
		`UPDATE facility_states s SET to_day = CAST(@today AS date) FROM facilities f
 WHERE f.id = ANY (CAST(@ids AS uuid[])) AND s.county = f.county AND s.facility_id = f.id AND s.to_day IS NULL AND s.from_day < CAST(@today AS date)`,
		`INSERT INTO facility_states (county, facility_id, from_day, division, kind, status, floor_area_m2, activity_area_m2)
 SELECT f.county, f.id, CAST(@today AS date), ` + present + ` FROM facilities f WHERE f.id = ANY (CAST(@ids AS uuid[]))
 AND NOT EXISTS (SELECT FROM facility_states s WHERE s.county = f.county AND s.facility_id = f.id AND s.to_day IS NULL)`,
	} {
		if err := tx.Exec(sql, map[string]any{"ids": ids, "today": r.today()}).Error; err != nil {
			return fmt.Errorf("import states: %w", err)
		}
	}
	return nil
}
