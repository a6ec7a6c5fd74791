package facility

import (
	"context"
	"strings"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/org"
)

// seenRows is what the rows before had, to find rows that mean the same facility.
type seenRows struct {
	codes      map[string]int // by county and number
	names      map[string]int // by division and name
	numbered   map[string]bool
	facilities map[uuid.UUID]int
	hosts      map[string][]host // by county and number or name
}

func newSeenRows() seenRows {
	return seenRows{map[string]int{}, map[string]int{}, map[string]bool{}, map[uuid.UUID]int{}, map[string][]host{}}
}

// key joins what cannot hold a NUL byte.
func key(parts ...string) string { return strings.Join(parts, "\x00") }

// judge finds out what each row means and whether that may be.
func (r *run) judge(tx *gorm.DB, batch []*entry) error {
	k, err := r.lookUp(tx, batch)
	if err != nil {
		return err
	}
	for _, e := range batch {
		if err := r.judgeOne(tx.Statement.Context, k, e); err != nil {
			return err
		}
	}
	if err := r.compare(tx, batch); err != nil {
		return err
	}
	for _, e := range batch {
		r.count(e)
	}
	return nil
}

func (r *run) judgeOne(ctx context.Context, k *known, e *entry) error {
	r.match(k, e)
	r.findOperator(k, e)
	r.findHost(k, e)
	if e.before != nil {
		e.keep(r.layout)
		e.refuseMoves()
	}
	if err := r.fill(e); err != nil {
		return err
	}
	e.checkDivision(k)
	if len(e.bad) == 0 {
		e.checkTerritory(ctx)
	}
	r.remember(e)
	return nil
}

// match finds the registered facility that the row means: by its number, else by division and name.
func (r *run) match(k *known, e *entry) {
	if _, err := division.Parse(string(e.in.Division)); err != nil {
		return
	}
	code, name := key(e.in.Division.County(), e.in.Code), key(string(e.in.Division), e.in.Name)
	if r.repeats(e, code, name) {
		return
	}
	if e.in.Code != "" {
		if e.before = k.codes[code]; e.before == nil {
			e.before = only(k.names[name], func(f *Facility) bool { return f.Code == nil })
		}
	} else if e.before = only(k.names[name], func(*Facility) bool { return true }); e.before == nil && len(k.names[name]) > 1 {
		e.bad.Add("name", "import_ambiguous")
	}
	if e.before == nil {
		return
	}
	if row, twice := r.seen.facilities[e.before.ID]; twice {
		e.bad.Add("name", "import_duplicate_row", "row", row)
	}
	r.seen.facilities[e.before.ID] = e.row
}

// repeats reports whether a row before means the same facility.
func (r *run) repeats(e *entry, code, name string) bool {
	if row, twice := r.seen.codes[code]; twice && e.in.Code != "" {
		e.bad.Add("code", "import_duplicate_row", "row", row)
		return true
	}
	if row, twice := r.seen.names[name]; twice && (e.in.Code == "" || !r.seen.numbered[name]) {
		e.bad.Add("name", "import_duplicate_row", "row", row)
		return true
	}
	if e.in.Code != "" {
		r.seen.codes[code] = e.row
	}
	r.seen.names[name], r.seen.numbered[name] = e.row, e.in.Code != ""
	return false
}

func only(all []*Facility, fits func(*Facility) bool) *Facility {
	var found *Facility
	for _, f := range all {
		if fits(f) {
			if found != nil {
				return nil
			}
			found = f
		}
	}
	return found
}

func (r *run) findOperator(k *known, e *entry) {
	if e.operator == "" {
		return
	}
	if len(e.operator) == 18 {
		codes, _ := org.CheckUSCC(strings.ToUpper(e.operator))
		for _, c := range codes {
			e.warnings = append(e.warnings, fault.Warning{Code: c, Field: "operator_id"})
		}
	}
	found := k.operators[strings.ToUpper(e.operator)]
	for _, id := range found {
		if e.before != nil && e.before.OperatorID != nil && *e.before.OperatorID == id {
			found = []uuid.UUID{id}
			break
		}
	}
	switch len(found) {
	case 0:
		e.bad.Add("operator_id", "organisation_not_found")
	case 1:
		e.in.OperatorID = &found[0]
	default:
		e.bad.Add("operator_id", "import_ambiguous")
	}
}

// findHost finds the facility around a children's home, in the register or in the file (M76).
func (r *run) findHost(k *known, e *entry) {
	if e.host == "" {
		return
	}
	at := key(e.in.Division.County(), e.host)
	var near, all []uuid.UUID
	for _, h := range append(r.seen.hosts[at], k.hosts[at]...) {
		if containsID(all, h.ID) {
			continue
		}
		all = append(all, h.ID)
		if h.Division == e.in.Division {
			near = append(near, h.ID)
		}
	}
	switch {
	case len(all) == 1:
		e.in.HostID = &all[0]
	case len(near) == 1:
		e.in.HostID = &near[0]
	case len(all) > 1:
		e.bad.Add("host_id", "import_ambiguous")
	default:
		e.bad.Add("host_id", "host_not_found")
	}
}

func containsID(all []uuid.UUID, id uuid.UUID) bool {
	for _, x := range all {
		if x == id {
			return true
		}
	}
	return false
}

// refuseMoves: the status of a registered facility changes by commands, which ask for reasons.
func (e *entry) refuseMoves() {
	base := e.before.input()
	if e.in.Status != base.Status {
		e.bad.Add("status", "status_by_command")
	}
	if e.in.OpenedOn != base.OpenedOn {
		e.bad.Add("opened_on", "status_by_command")
	}
	if e.in.ClosedOn != base.ClosedOn {
		e.bad.Add("closed_on", "status_by_command")
	}
}

// fill makes the facility as it is to be.
func (r *run) fill(e *entry) error {
	f := &Facility{ID: uuid.Must(uuid.NewV7()), Version: 1, CreatedAt: r.Now(), UpdatedAt: r.Now()}
	if e.before != nil {
		same := *e.before
		f = &same
	}
	warnings, err := f.apply(e.in)
	if err := e.fail(err); err != nil {
		return err
	}
	e.warnings = append(e.warnings, warnings...)
	if e.before == nil {
		life, err := f.begin(e.in, r.today())
		if err := e.fail(err); err != nil {
			return err
		}
		e.life = life
	}
	e.after = f
	if len(e.bad) > 0 {
		return nil
	}
	return r.importPhone(e)
}

// importPhone leaves a number alone that is the same, for sealing it again would look like a change.
func (r *run) importPhone(e *entry) error {
	f := e.after
	if len(f.ContactCipher) > 0 && e.in.ContactPhone != "" && e.in.ContactPhone != text(f.ContactPhoneMask) {
		plain, err := r.Secret.Open(f.ContactCipher, phonePlace(f.ID))
		if err != nil || plain == e.in.ContactPhone {
			return err
		}
	}
	return r.setPhone(f, e.in.ContactPhone)
}

// checkDivision looks the division up, unless the facility is there already.
func (e *entry) checkDivision(k *known) {
	if e.failed("division") || e.before != nil && e.before.Division == e.in.Division {
		return
	}
	switch retired, there := k.divisions[e.in.Division]; {
	case !there:
		e.bad.Add("division", "division_not_found", "code", e.in.Division)
	case retired:
		e.bad.Add("division", "division_retired", "code", e.in.Division)
	}
}

// checkTerritory: who imports must be allowed to, where the facility is and where it was.
func (e *entry) checkTerritory(ctx context.Context) {
	err := authz.Check(ctx, authz.FacilityImport, e.after.Division, e.after.OperatorID)
	if err == nil && e.before != nil {
		err = authz.Check(ctx, authz.FacilityImport, e.before.Division, e.before.OperatorID)
	}
	if err != nil {
		e.bad.Add("division", "import_outside_territory")
	}
}

// remember keeps what later rows may name as the facility around them.
func (r *run) remember(e *entry) {
	if len(e.bad) > 0 || e.after.Kind == ChildrensHome {
		return
	}
	h := host{ID: e.after.ID, Division: e.after.Division}
	for _, name := range []string{text(e.after.Code), e.after.Name} {
		if name != "" {
			at := key(e.after.County, name)
			r.seen.hosts[at] = append(r.seen.hosts[at], h)
		}
	}
}

func (r *run) count(e *entry) {
	r.record.RowsDone++
	if len(e.warnings) > 0 {
		r.record.Warned++
	}
	switch {
	case len(e.bad) > 0:
		r.record.Rejected++
	case e.before == nil:
		r.record.Created++
		r.created[e.after.ID] = true
	case e.changed():
		r.record.Updated++
	default:
		r.record.Unchanged++
	}
}
