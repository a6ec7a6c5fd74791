package facility

import (
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/lib/pq"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/division"
)

// known is what the database knows about a batch of rows, found by a handful of queries.
type known struct {
	divisions map[division.Code]bool // whether it is retired
	codes     map[string]*Facility   // by county and number
	names     map[string][]*Facility // by division and name
	operators map[string][]uuid.UUID // by credit code and by name, in capitals
	hosts     map[string][]host      // by county and number, name or id
}

// host is a facility that may have a children's home inside.
type host struct {
	ID       uuid.UUID
	Division division.Code
}

func (r *run) lookUp(tx *gorm.DB, batch []*entry) (*known, error) {
	k := &known{map[division.Code]bool{}, map[string]*Facility{}, map[string][]*Facility{}, map[string][]uuid.UUID{}, map[string][]host{}}
	for _, look := range []func(*gorm.DB, *known, []*entry) error{r.lookUpDivisions, r.lookUpCodes, r.lookUpNames, r.lookUpOperators, r.lookUpHosts} {
		if err := look(tx, k, batch); err != nil {
			return nil, fmt.Errorf("look up rows of import: %w", err)
		}
	}
	return k, nil
}

// sound leaves out what cannot be looked up.
func sound(batch []*entry) []*entry {
	var all []*entry
	for _, e := range batch {
		if _, err := division.Parse(string(e.in.Division)); err == nil {
			all = append(all, e)
		}
	}
	return all
}

func (r *run) lookUpDivisions(tx *gorm.DB, k *known, batch []*entry) error {
	codes := pq.StringArray{}
	for _, e := range sound(batch) {
		codes = append(codes, string(e.in.Division))
	}
	var rows []struct {
		Code    division.Code
		Retired bool
	}
	err := tx.Raw("SELECT code, valid_to IS NOT NULL AS retired FROM divisions WHERE code = ANY (CAST(? AS text[]))", codes).Scan(&rows).Error
	for _, d := range rows {
		k.divisions[d.Code] = d.Retired
	}
	return err
}

// held keeps what is to be written from changing meanwhile.
func (r *run) held() string {
	if r.writes() {
		return " FOR UPDATE OF f"
	}
	return ""
}

func (r *run) lookUpCodes(tx *gorm.DB, k *known, batch []*entry) error {
	counties, codes := pq.StringArray{}, pq.StringArray{}
	for _, e := range sound(batch) {
		if e.in.Code != "" {
			counties, codes = append(counties, e.in.Division.County()), append(codes, e.in.Code)
		}
	}
	if len(codes) == 0 {
		return nil
	}
	rows := []Facility{}
	err := tx.Raw(`SELECT f.* FROM facilities f WHERE (f.county, f.code) IN (SELECT * FROM unnest(CAST(? AS text[]), CAST(? AS text[])))`+r.held(), counties, codes).Scan(&rows).Error
	for i := range rows {
		k.codes[key(rows[i].County, text(rows[i].Code))] = &rows[i]
	}
	return err
}

func (r *run) lookUpNames(tx *gorm.DB, k *known, batch []*entry) error {
	places, names := pq.StringArray{}, pq.StringArray{}
	for _, e := range sound(batch) {
		if k.codes[key(e.in.Division.County(), e.in.Code)] == nil {
			places, names = append(places, string(e.in.Division)), append(names, e.in.Name)
		}
	}
	rows := []Facility{}
	err := tx.Raw(`SELECT f.* FROM facilities f WHERE (f.division, f.name) IN (SELECT * FROM unnest(CAST(? AS text[]), CAST(? AS text[])))`+r.held(), places, names).Scan(&rows).Error
	for i := range rows {
		at := key(string(rows[i].Division), rows[i].Name)
		k.names[at] = append(k.names[at], &rows[i])
	}
	return err
}

func (r *run) lookUpOperators(tx *gorm.DB, k *known, batch []*entry) error {
	wanted := pq.StringArray{}
	for _, e := range batch {
		if e.operator != "" {
			wanted = append(wanted, e.operator, strings.ToUpper(e.operator))
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	var rows []struct {
		ID   uuid.UUID
		Name string
		Uscc *string
	}
	err := tx.Raw(`SELECT id, name, uscc FROM organisations WHERE NOT disabled AND (uscc = ANY (CAST(? AS text[])) OR name = ANY (CAST(? AS text[])))`, wanted, wanted).Scan(&rows).Error
	for _, o := range rows {
		name := strings.ToUpper(o.Name)
		k.operators[name] = append(k.operators[name], o.ID)
		if o.Uscc != nil && *o.Uscc != name {
			k.operators[*o.Uscc] = append(k.operators[*o.Uscc], o.ID)
		}
	}
	return err
}

func (r *run) lookUpHosts(tx *gorm.DB, k *known, batch []*entry) error {
	counties, names := pq.StringArray{}, pq.StringArray{}
	for _, e := range sound(batch) {
		if e.host != "" {
			counties, names = append(counties, e.in.Division.County()), append(names, e.host)
		}
	}
	if len(names) == 0 {
		return nil
	}
	var rows []struct {
		host
		County, Name string
	}
	err := tx.Raw(`SELECT f.id, f.division, f.county, w.name
 FROM (SELECT DISTINCT * FROM unnest(CAST(? AS text[]), CAST(? AS text[])) AS w(county, name)) w
 JOIN facilities f ON f.division >= w.county || '000000' AND f.division <= w.county || '999999' AND w.name IN (f.code, f.name, f.id::text)
 WHERE f.kind <> 'childrens_home'`, counties, names).Scan(&rows).Error
	for _, f := range rows {
		at := key(f.County, f.Name)
		k.hosts[at] = append(k.hosts[at], f.host)
	}
	return err
}
