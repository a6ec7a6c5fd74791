package register

import (
	"context"
	"fmt"
	"strconv"

	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// revision is a change in the making: what it adds, retires and renames, written all at once at its end.
type revision struct {
	ctx     context.Context // of the transaction, for the length of one change
	tx      *gorm.DB
	service *Service
	change  Change
	added   []Division
	retired []Division
	renamed []Division                               // with the former name
	names   []string                                 // the new ones
	taken   map[division.Code]map[division.Code]bool // codes below a parent, read when first needed
}

// lock finds a valid division for change by an actor who may manage it.
func (r *revision) lock(code division.Code) (*Division, error) {
	if err := authz.Check(r.ctx, authz.DivisionManage, code); err != nil {
		return nil, err
	}
	return lock(r.tx, code)
}

// add enters a division whose parent is valid or was added by the same change.
func (r *revision) add(code division.Code, name string) error {
	if err := authz.Check(r.ctx, authz.DivisionManage, code); err != nil {
		return err
	}
	if err := r.absent(code); err != nil {
		return err
	}
	if !r.adds(code.Parent()) {
		if _, err := lock(r.tx, code.Parent()); err != nil {
			return err
		}
	}
	r.enter(describe(code, name, r.change.EffectiveOn))
	return nil
}

func (r *revision) absent(code division.Code) error {
	var n int64
	if err := r.tx.Table("divisions").Where("code = ?", code).Count(&n).Error; err != nil {
		return fmt.Errorf("look for division: %w", err)
	}
	if n > 0 || r.adds(code) {
		return fault.New(fault.Conflict, "division_exists", "code", code)
	}
	return nil
}

func (r *revision) adds(code division.Code) bool {
	for i := range r.added {
		if r.added[i].Code == code {
			return true
		}
	}
	return false
}

func (r *revision) enter(d Division) {
	r.added = append(r.added, d)
	r.change.Added = append(r.change.Added, d.Code)
}

// retire ends a division in favour of its successors.
func (r *revision) retire(d *Division, successors ...division.Code) error {
	if d.ValidFrom >= r.change.EffectiveOn {
		var f fault.Fields
		f.Add("effective_on", "date_order", "after", d.ValidFrom)
		return f.Err()
	}
	if successors == nil {
		successors = []division.Code{}
	}
	r.retired = append(r.retired, *d)
	r.change.Retired = append(r.change.Retired, Step{Code: d.Code, Successors: successors})
	return nil
}

func (r *revision) rename(d *Division, name string) error {
	if d.ValidFrom >= r.change.EffectiveOn {
		var f fault.Fields
		f.Add("effective_on", "date_order", "after", d.ValidFrom)
		return f.Err()
	}
	r.renamed, r.names = append(r.renamed, *d), append(r.names, name)
	r.change.Renamed = append(r.change.Renamed, d.Code)
	return nil
}

// childless answers "division_has_children" when valid divisions lie below.
func (r *revision) childless(code division.Code) error {
	below, err := r.below(code)
	if err != nil {
		return err
	}
	if len(below) > 0 {
		return fault.New(fault.Conflict, "division_has_children", "code", code, "count", len(below))
	}
	return nil
}

// below lists the valid divisions below one, in order of code, without those that the change retires.
func (r *revision) below(code division.Code) ([]Division, error) {
	lo, hi := code.Range()
	var rows, left []Division
	err := r.tx.Table("divisions").Select(columns).Where("code > ? AND code < ? AND valid_to IS NULL", lo, hi).Order("code").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list below %s: %w", code, err)
	}
	gone := make(map[division.Code]bool, len(r.retired))
	for _, d := range r.retired {
		gone[d.Code] = true
	}
	for _, d := range rows {
		if !gone[d.Code] {
			left = append(left, d)
		}
	}
	return left, nil
}

// apply writes the revision and lets those follow who asked to.
func (r *revision) apply() error {
	if err := r.tx.Create(&r.change).Error; err != nil {
		return fmt.Errorf("record change: %w", err)
	}
	if err := r.writeAdded(); err != nil {
		return fmt.Errorf("add divisions: %w", err)
	}
	if err := r.writeRenamed(); err != nil {
		return fmt.Errorf("rename divisions: %w", err)
	}
	if err := r.writeRetired(); err != nil {
		return fmt.Errorf("retire divisions: %w", err)
	}
	if err := saveCounts(r.tx, r.change.EffectiveOn, r.gained()); err != nil {
		return err
	}
	for _, f := range r.service.Changed {
		if err := f(r.ctx, r.tx, r.change); err != nil {
			return err
		}
	}
	return nil
}

func (r *revision) exec(sql string, args ...any) error {
	t, err := db.SQLTx(r.tx)
	if err != nil {
		return err
	}
	_, err = t.ExecContext(r.ctx, sql, args...)
	return err
}

func (r *revision) writeAdded() error {
	const insert = `INSERT INTO divisions (code, parent, level, name, committee_type, pinyin, initials, name_key, pinyin_key, initials_key, grams, valid_from)
		SELECT c, p, l, n, t, y, i, nk, pk, ik, g::int[], f
		FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int8[], $9::int8[], $10::int8[], $11::text[], $12::date[])
		AS u(c, p, l, n, t, y, i, nk, pk, ik, g, f)`
	var b batch
	for i := range r.added {
		b.add(&r.added[i], "")
	}
	return r.exec(insert, b.codes, b.parents, b.levels, b.names, b.types, b.pinyins, b.initials, b.nameKeys, b.pinyinKeys, b.initialsKeys, b.grams, b.days)
}

func (r *revision) writeRenamed() error {
	const keep = `INSERT INTO division_names (code, level, name, pinyin, initials, name_key, pinyin_key, initials_key, grams, valid_to, change_id)
		SELECT code, level, name, pinyin, initials, name_key, pinyin_key, initials_key, grams, $2, $3 FROM divisions WHERE code = ANY($1::text[])`
	const update = `UPDATE divisions d SET name = n, committee_type = t, pinyin = y, initials = i,
			name_key = nk, pinyin_key = pk, initials_key = ik, grams = g::int[], version = version + 1
		FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int8[], $7::int8[], $8::int8[], $9::text[])
		AS u(c, n, t, y, i, nk, pk, ik, g) WHERE d.code = u.c`
	if len(r.renamed) == 0 {
		return nil
	}
	var b batch
	for i := range r.renamed {
		b.add(&r.renamed[i], r.names[i])
	}
	if err := r.exec(keep, b.codes, string(r.change.EffectiveOn), r.change.ID); err != nil {
		return err
	}
	return r.exec(update, b.codes, b.names, b.types, b.pinyins, b.initials, b.nameKeys, b.pinyinKeys, b.initialsKeys, b.grams)
}

func (r *revision) writeRetired() error {
	var retired, codes, successors []string
	for _, s := range r.change.Retired {
		retired = append(retired, string(s.Code))
		for _, to := range s.Successors {
			codes, successors = append(codes, string(s.Code)), append(successors, string(to))
		}
		if len(s.Successors) == 0 {
			codes, successors = append(codes, string(s.Code)), append(successors, "")
		}
	}
	const end = "UPDATE divisions SET valid_to = $2, version = version + 1 WHERE code = ANY($1::text[])"
	if err := r.exec(end, retired, string(r.change.EffectiveOn)); err != nil {
		return err
	}
	const follow = `INSERT INTO division_successors (code, successor, change_id)
		SELECT c, nullif(s, ''), $3 FROM unnest($1::text[], $2::text[]) AS u(c, s)`
	return r.exec(follow, codes, successors, r.change.ID)
}

func (r *revision) gained() map[string]int32 {
	gained := map[string]int32{}
	for _, d := range r.added {
		if d.Level == division.Community {
			gained[d.Code.County()]++
		}
	}
	for _, d := range r.retired {
		if d.Level == division.Community {
			gained[d.Code.County()]--
		}
	}
	return gained
}

// events tells each division that was touched its part.
func (r *revision) events() []event.Change {
	action := "division." + string(r.change.Kind)
	var all []event.Change
	tell := func(code division.Code, before, after any) {
		all = append(all, event.Change{Action: action, Subject: "division", SubjectID: string(code), Division: code, Before: before, After: after, Note: r.change.Note})
	}
	for i := range r.added {
		tell(r.added[i].Code, nil, r.added[i])
	}
	for i := range r.renamed {
		after := describe(r.renamed[i].Code, r.names[i], r.renamed[i].ValidFrom)
		tell(after.Code, r.renamed[i], after)
	}
	for i, d := range r.retired {
		after := d
		after.ValidTo = r.change.EffectiveOn
		tell(d.Code, d, struct {
			Division
			Successors []division.Code `json:"successors"`
		}{after, r.change.Retired[i].Successors})
	}
	return all
}

// batch holds divisions as columns, as unnest takes them.
type batch struct {
	codes, parents, names, types, pinyins, initials, grams, days []string
	levels                                                       []int32
	nameKeys, pinyinKeys, initialsKeys                           []int64
}

// add appends a division, under another name when one is given.
func (b *batch) add(d *Division, name string) {
	if name != "" {
		renamed := describe(d.Code, name, d.ValidFrom)
		d = &renamed
	}
	b.codes, b.parents, b.names = append(b.codes, string(d.Code)), append(b.parents, string(d.Parent)), append(b.names, d.Name)
	b.types, b.pinyins, b.initials = append(b.types, string(d.CommitteeType)), append(b.pinyins, d.Pinyin), append(b.initials, d.Initials)
	b.levels, b.days = append(b.levels, int32(d.Level)), append(b.days, string(d.ValidFrom)) // #nosec G115 -- 0 to 5
	b.nameKeys, b.pinyinKeys = append(b.nameKeys, hanKey(d.Level, d.Name)), append(b.pinyinKeys, latinKey(d.Level, d.Pinyin))
	b.initialsKeys = append(b.initialsKeys, latinKey(d.Level, d.Initials))
	b.grams = append(b.grams, literal(appendGrams(nil, d.Level, d.Name)))
}

// literal writes an array the way PostgreSQL reads it.
func literal(numbers []int32) string {
	out := []byte{'{'}
	for i, n := range numbers {
		if i > 0 {
			out = append(out, ',')
		}
		out = strconv.AppendInt(out, int64(n), 10)
	}
	return string(append(out, '}'))
}
