package people_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/people"
)

// fields are the faults of an input as "field: code".
func fields(err error) (all []string) {
	var e *fault.Error
	if errors.As(err, &e) {
		for _, f := range e.Fields {
			all = append(all, f.Name+": "+f.Code)
		}
	}
	return all
}

func TestAChildIsEnteredWithItsGuardiansAndTheirConsent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := child("单小明")
	in.Sex, in.BirthDate, in.IdentityNumber, in.IdentityAbsent = people.Male, "2015-06-01", "110000201506010019", ""
	in.Needs, in.Address = "花生过敏", "转塘街道人民路1号"
	in.Guardians = []people.GuardianInput{
		{Name: "单建国", Phone: "138 0013 8000", Relation: "father", Legal: true, MayPickUp: true, Consents: []people.Purpose{people.ForProgramme}},
		{Name: "李某", Relation: "relative", Barred: true, BarredWhy: "人身安全保护令"},
	}
	c := w.register(in)
	if c.IdentityMask == nil || *c.IdentityMask != "1100************19" || !c.HasNeeds || c.HouseholdID == nil {
		t.Errorf("child: %+v", c)
	}
	all, err := w.Guardians(w.staff(), c.ID)
	must(t, err)
	if len(all) != 2 || all[0].Name != "单建国" || *all[0].PhoneMask != "138****8000" || !all[1].Barred {
		t.Errorf("guardians: %+v", all)
	}
	consents, err := w.Consents(w.staff(), c.ID)
	must(t, err)
	if len(consents) != 1 || consents[0].Purpose != people.ForProgramme || consents[0].GuardianName != "单建国" {
		t.Errorf("consents: %+v", consents)
	}
	clear, err := w.Reveal(w.staff(), c.ID)
	must(t, err)
	if *clear != (people.Revealed{IdentityNumber: "110000201506010019", Needs: "花生过敏", Address: "转塘街道人民路1号"}) {
		t.Errorf("revealed: %+v", clear)
	}
	if n := w.count("events"); n != 5 { // child, two guardians, a consent, the reading
		t.Errorf("%d events", n)
	}
}

// R100, R84, R85: what cannot be true of a child is told at its field.
func TestAnImpossibleChildIsRefusedAtTheField(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for want, edit := range map[string]func(*people.Registration){
		"name: required":                    func(in *people.Registration) { in.Name = " " },
		"name: control_characters":          func(in *people.Registration) { in.Name = "小\x00明" },
		"birth_date: date_in_future":        func(in *people.Registration) { in.BirthDate = "2026-03-03" },
		"birth_date: not_a_minor":           func(in *people.Registration) { in.BirthDate = "2008-03-02" },
		"birth_date: invalid_date":          func(in *people.Registration) { in.BirthDate = "2019-02-29" },
		"birth_date: required":              func(in *people.Registration) { in.BirthDate = "" },
		"sex: invalid_value":                func(in *people.Registration) { in.Sex = "f" },
		"identity_absent: required":         func(in *people.Registration) { in.IdentityAbsent = "" },
		"identity_number: identity_form":    func(in *people.Registration) { in.IdentityNumber = "12" },
		"birth_date: identity_contradicts":  func(in *people.Registration) { in.IdentityNumber = "450000201209150021" },
		"division: division_too_high":       func(in *people.Registration) { in.Division = xihu },
		"division: division_not_found":      func(in *people.Registration) { in.Division = "330106999000" },
		"household_id: household_not_found": func(in *people.Registration) { id := w.register(child("某某")).ID; in.HouseholdID = &id },
		"guardians.0.name: required":        func(in *people.Registration) { in.Guardians = []people.GuardianInput{{Relation: "mother"}} },
		"guardians.0.phone: phone_format": func(in *people.Registration) {
			in.Guardians = []people.GuardianInput{{Name: "李", Relation: "mother", Phone: "一二三"}}
		},
		"guardians.0.may_pick_up: barred_may_not_pick_up": func(in *people.Registration) {
			in.Guardians = []people.GuardianInput{{Name: "李", Relation: "mother", Barred: true, BarredWhy: "x", MayPickUp: true}}
		},
		"guardians.0.consents: consent_needs_legal_guardian": func(in *people.Registration) {
			in.Guardians = []people.GuardianInput{{Name: "李", Relation: "sibling", Consents: []people.Purpose{people.ForPhoto}}}
		},
	} {
		in := child("小红")
		edit(&in)
		w.refused(want, func() error { _, err := w.Register(w.staff(), in); return err })
	}
}

func TestAChildIsFoundByNamePinyinInitialsAndNumber(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := child("单小明")
	in.Sex, in.BirthDate, in.IdentityNumber, in.IdentityAbsent = people.Male, "2015-06-01", "110000201506010019", ""
	w.register(in)
	w.register(child("欧阳思雨"))
	for query, want := range map[string]string{
		"小明": "单小明", "单": "单小明", "单小明": "单小明", "xiaoming": "单小明", "shanxiaom": "单小明", "danxiaoming": "单小明", "110000201506010019": "单小明",
		"oysy": "欧阳思雨", "Ou Yang": "欧阳思雨", "siyu": "欧阳思雨", "阳思雨": "欧阳思雨", "阳明": "", "%": "", "": "单小明,欧阳思雨",
	} {
		rows, err := w.Children(w.staff(), people.ChildFilter{Query: query, Limit: 10})
		must(t, err)
		var names []string
		for _, c := range rows {
			names = append(names, c.Name)
		}
		slices.Sort(names)
		if got := strings.Join(names, ","); got != want {
			t.Errorf("%q finds %q, want %q", query, got, want)
		}
	}
}

func TestTheSameChildIsAskedAboutBeforeItIsEnteredTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := child("张晓明")
	first.Guardians = []people.GuardianInput{{Name: "张父", Phone: "13800138000", Relation: "father"}}
	w.register(first)
	homophone := child("張小明") // another script and another character, said alike
	w.refused("confirmation_needed", func() error { _, err := w.Register(w.staff(), homophone); return err })
	otherDay := child("张小明")
	otherDay.BirthDate = "2018-06-01"
	otherDay.Guardians = []people.GuardianInput{{Name: "张父", Phone: "138-0013-8000", Relation: "father"}}
	w.refused("confirmation_needed", func() error { _, err := w.Register(w.staff(), otherDay); return err })
	otherDay.Guardians[0].Phone = "13900139000"
	w.register(otherDay)
	homophone.Confirm = []string{"possible_duplicate_child"}
	w.register(homophone)
}

func TestANumberStandsOnceInACounty(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := child("单小明")
	in.Sex, in.BirthDate, in.IdentityNumber, in.IdentityAbsent = people.Male, "2015-06-01", "110000201506010019", ""
	w.register(in)
	in.Name, in.Confirm = "王大山", []string{"possible_duplicate_child"}
	w.refused("identity_number: identity_taken", func() error { _, err := w.Register(w.staff(), in); return err })
}

func TestNobodySeesAChildOutsideTheirTerritory(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.register(child("小红"))
	for name, ctx := range map[string]context.Context{"a neighbour": w.as(authz.CentreStaff, binjiang), "nobody": w.Context()} {
		if _, err := w.Child(ctx, c.ID); fault.Code(err) != "not_found" {
			t.Errorf("%s: %v", name, err)
		}
		for _, table := range []string{"children", "child_keys"} { // the second lock, below every check of ours
			var n int64
			must(t, w.DB.Pool.QueryRow(ctx, "SELECT count(*) FROM "+table).Scan(&n))
			if n != 0 {
				t.Errorf("%s sees %d rows of %s", name, n, table)
			}
		}
	}
	w.refused("forbidden", func() error { _, err := w.Reveal(w.as(authz.Supplier, xihu), c.ID); return err })
	w.refused("not_found", func() error { _, err := w.Reveal(w.as(authz.CentreStaff, binjiang), c.ID); return err })
}

func TestAChangeKeepsWhatIsMaskedAndFollowsTheName(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := child("单小明")
	in.Needs = "哮喘"
	c := w.register(in)
	_, err := w.Update(w.staff(), c.ID, 1, func(in people.ChildInput) (people.ChildInput, error) { in.Name = "单晓明"; return in, nil })
	must(t, err)
	rows, err := w.Children(w.staff(), people.ChildFilter{Query: "晓明", Limit: 10})
	must(t, err)
	if len(rows) != 1 || rows[0].Version != 2 {
		t.Errorf("found %+v", rows)
	}
	clear, err := w.Reveal(w.staff(), c.ID)
	must(t, err)
	if clear.Needs != "哮喘" {
		t.Errorf("needs became %q", clear.Needs)
	}
	w.refused("stale_version", func() error {
		_, err := w.Update(w.staff(), c.ID, 1, func(in people.ChildInput) (people.ChildInput, error) { return in, nil })
		return err
	})
	var changes string
	must(t, w.DB.Pool.QueryRow(w.Context(), "SELECT string_agg(changes::text, ' ') FROM events").Scan(&changes))
	if strings.Contains(changes, "明") || strings.Contains(changes, "哮喘") {
		t.Errorf("the history tells names or needs: %s", changes)
	}
}

func TestAConsentIsWithdrawnOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := child("小红")
	in.Guardians = []people.GuardianInput{{Name: "红母", Relation: "mother", Legal: true, Consents: []people.Purpose{people.ForProgramme}}, {Name: "红姨", Relation: "relative"}}
	c := w.register(in)
	all, err := w.Guardians(w.staff(), c.ID)
	must(t, err)
	give := func(g int, basis people.Basis) error {
		_, err := w.GiveConsent(w.staff(), c.ID, people.ConsentInput{Purpose: people.ForPhoto, Basis: basis, GuardianID: &all[g].GuardianID, GivenOn: "2026-03-01"})
		return err
	}
	w.refused("guardian_id: consent_needs_legal_guardian", func() error { return give(1, people.Agreed) })
	w.refused("guardian_id: basis_without_guardian", func() error { return give(0, people.StatutoryDuty) })
	must(t, give(0, people.Agreed))
	consents, err := w.Consents(w.staff(), c.ID)
	must(t, err)
	tx := w.DB.Read(w.staff())
	must(t, people.HasBasis(tx, c, people.ForProgramme, "2026-03-02"))
	_, err = w.WithdrawConsent(w.staff(), c.ID, consents[0].ID, people.Withdrawal{On: "2026-03-02"})
	must(t, err)
	w.refused("consent_not_withdrawable", func() error {
		_, err := w.WithdrawConsent(w.staff(), c.ID, consents[0].ID, people.Withdrawal{On: "2026-03-02"})
		return err
	})
	if err := people.HasBasis(tx, c, consents[0].Purpose, "2026-03-02"); fault.Code(err) != "consent_missing" {
		t.Errorf("after withdrawal: %v", err)
	}
}
