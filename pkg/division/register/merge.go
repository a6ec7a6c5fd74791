package register

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Part is a division that comes out of a merger or a split: one that exists, or a new one with its name.
type Part struct {
	Code division.Code `json:"code" validate:"required" swaggertype:"string" example:"330106110000"`
	Name string        `json:"name,omitempty" maxLength:"100"` // of a new one
}

// MergeInput joins divisions of one level into one of them or into a new one.
type MergeInput struct {
	Decision
	Codes []division.Code `json:"codes" validate:"required" swaggertype:"array,string"` // those that end
	Into  Part            `json:"into" validate:"required"`
}

// SplitInput divides a division. When it is itself among the parts, it goes on with what the others leave.
type SplitInput struct {
	Decision
	Parts []SplitPart `json:"parts" validate:"required"`
}

// SplitPart is one part with those divisions below the old one that go to it.
type SplitPart struct {
	Part
	Children []division.Code `json:"children,omitempty" swaggertype:"array,string"`
}

// maxMerged is how many divisions one operation joins or makes at most.
const maxMerged = 50

// Merge ends divisions in favour of one of the same level. What lies below them moves along and gets new codes.
func (s *Service) Merge(ctx context.Context, in MergeInput) (*Change, error) {
	return s.change(ctx, Merger, in.Decision, func(r *revision, f *fault.Fields) error {
		if err := in.check(f); err != nil {
			return err
		}
		if err := r.partOf(in.Into, in.Codes[0].Level()); err != nil {
			return err
		}
		slices.Sort(in.Codes)
		for _, code := range slices.Compact(in.Codes) {
			d, err := r.lock(code)
			if err != nil {
				return err
			}
			if err := r.moveAll(d.Code, in.Into.Code); err != nil {
				return err
			}
			if err := r.retire(d, in.Into.Code); err != nil {
				return err
			}
		}
		return nil
	})
}

func (in *MergeInput) check(f *fault.Fields) error {
	checkCode(f, "into.code", in.Into.Code)
	if in.Into.Name != "" {
		in.Into.Name = f.Text("into.name", in.Into.Name, maxName)
	}
	if len(in.Codes) == 0 {
		f.Add("codes", "required")
	}
	if len(in.Codes) > maxMerged {
		f.Add("codes", "too_many", "max", maxMerged)
	}
	for i, c := range in.Codes {
		name := "codes." + strconv.Itoa(i)
		if checkCode(f, name, c); c == in.Into.Code {
			f.Add(name, "merge_into_itself")
		} else if len(*f) == 0 && c.Level() != in.Into.Code.Level() {
			f.Add(name, "other_level", "level", int(in.Into.Code.Level()))
		}
	}
	return f.Err()
}

// Split divides a division into parts of the same level. Without the old one among the parts it ends, and
// everything below it must go to a part.
func (s *Service) Split(ctx context.Context, code division.Code, in SplitInput) (*Change, error) {
	return s.change(ctx, Splitting, in.Decision, func(r *revision, f *fault.Fields) error {
		if err := in.check(f, code); err != nil {
			return err
		}
		d, err := r.lock(code)
		if err != nil {
			return err
		}
		for i, p := range in.Parts {
			if p.Code == code {
				continue
			}
			if err := r.partOf(p.Part, code.Level()); err != nil {
				return err
			}
			if err := r.hand(p.Children, i, code, p.Code); err != nil {
				return err
			}
		}
		if in.keeps(code) {
			return nil
		}
		if err := r.childless(code); err != nil {
			return err
		}
		return r.retire(d, in.codes()...)
	})
}

func (in *SplitInput) keeps(code division.Code) bool { return slices.Contains(in.codes(), code) }

func (in *SplitInput) codes() []division.Code {
	all := make([]division.Code, len(in.Parts))
	for i, p := range in.Parts {
		all[i] = p.Code
	}
	return all
}

func (in *SplitInput) check(f *fault.Fields, code division.Code) error {
	if len(in.Parts) < 2 {
		f.Add("parts", "at_least", "min", 2)
	}
	if len(in.Parts) > maxMerged {
		f.Add("parts", "too_many", "max", maxMerged)
	}
	for i := range in.Parts {
		p, at := &in.Parts[i], fmt.Sprintf("parts.%d.", i)
		if checkCode(f, at+"code", p.Code); len(*f) == 0 && p.Code.Level() != code.Level() {
			f.Add(at+"code", "other_level", "level", int(code.Level()))
		}
		if p.Name != "" {
			p.Name = f.Text(at+"name", p.Name, maxName)
		}
	}
	return f.Err()
}

// partOf sees to it that a part exists: a valid division, or a new one when it comes with a name.
func (r *revision) partOf(p Part, level division.Level) error {
	if p.Code.Level() != level {
		return fault.New(fault.Invalid, "other_level", "level", int(level))
	}
	if p.Name != "" {
		return r.add(p.Code, p.Name)
	}
	_, err := r.lock(p.Code)
	return err
}

// hand moves the named children of a division to a part of it.
func (r *revision) hand(children []division.Code, part int, from, to division.Code) error {
	for i, code := range children {
		if code.Parent() != from {
			var f fault.Fields
			f.Add(fmt.Sprintf("parts.%d.children.%d", part, i), "not_below", "code", from)
			return f.Err()
		}
		d, err := r.lock(code)
		if err != nil {
			return err
		}
		if err := r.move(d, to); err != nil {
			return err
		}
	}
	return nil
}

// moveAll moves everything directly below one division to another.
func (r *revision) moveAll(from, to division.Code) error {
	below, err := r.below(from)
	if err != nil {
		return err
	}
	for i := range below {
		if below[i].Parent != from {
			continue
		}
		if err := r.move(&below[i], to); err != nil {
			return err
		}
	}
	return nil
}

// move gives a division a new code below another parent, the same place there if it is free, and takes along
// what lies below it.
func (r *revision) move(d *Division, to division.Code) error {
	if err := authz.Check(r.ctx, authz.DivisionManage, to); err != nil {
		return err
	}
	code, err := r.free(d.Code.Under(to), to)
	if err != nil {
		return err
	}
	r.enter(describe(code, d.Name, r.change.EffectiveOn))
	if err := r.moveAll(d.Code, code); err != nil {
		return err
	}
	return r.retire(d, code)
}

// free is the first code from the wanted one on that no division has or had; "no_free_code" when all are taken.
func (r *revision) free(wanted, parent division.Code) (division.Code, error) {
	if r.taken[parent] == nil {
		lo, hi := parent.Range()
		var codes []division.Code
		if err := r.tx.Table("divisions").Where("code > ? AND code < ? AND parent = ?", lo, hi, parent).Pluck("code", &codes).Error; err != nil {
			return "", fmt.Errorf("codes below %s: %w", parent, err)
		}
		taken := map[division.Code]bool{}
		for _, c := range codes {
			taken[c] = true
		}
		r.taken[parent] = taken
	}
	for code := wanted; code != ""; code = code.Next() {
		if !r.taken[parent][code] {
			r.taken[parent][code] = true
			return code, nil
		}
	}
	return "", fault.New(fault.Conflict, "no_free_code", "code", parent)
}
