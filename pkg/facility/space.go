package facility

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/lib/pq"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/fault"
)

// SpaceKind is what a room or area is for.
type SpaceKind string

// SpaceKinds lists every kind of space (M16).
func SpaceKinds() []SpaceKind {
	return []SpaceKind{"reading_room", "classroom", "activity_room", "counselling_room", "internet_room", "parent_child_room", "outdoor", "office", "other"}
}

// Space is a room or an area of a facility.
type Space struct {
	Part
	Name      string         `json:"name" validate:"required"`
	Kind      SpaceKind      `json:"kind" validate:"required"`
	Capacity  *int           `json:"capacity,omitempty"` // persons at a time
	AgeMin    *int           `json:"age_min,omitempty"`  // years, for whom it is meant (R123)
	AgeMax    *int           `json:"age_max,omitempty"`
	AreaM2    *float64       `json:"area_m2,omitempty" gorm:"column:area_m2"`
	Equipment pq.StringArray `json:"equipment" validate:"required" gorm:"type:text[]" swaggertype:"array,string"`
}

func (p *Space) label() string { return p.Name }

// SpaceInput is what a person fills in about a space.
type SpaceInput struct {
	Name      string    `json:"name" validate:"required" maxLength:"100"`
	Kind      SpaceKind `json:"kind" validate:"required"`
	Capacity  *int      `json:"capacity,omitempty" minimum:"0" maximum:"100000"`
	AgeMin    *int      `json:"age_min,omitempty" minimum:"0" maximum:"18"`
	AgeMax    *int      `json:"age_max,omitempty" minimum:"0" maximum:"120"`
	AreaM2    *float64  `json:"area_m2,omitempty" minimum:"0" maximum:"1000000"`
	Equipment []string  `json:"equipment,omitempty" maxItems:"50"`
	Retired   bool      `json:"retired,omitempty"` // no longer in use
}

// Spaces lists the spaces of a facility by name.
func (s *Service) Spaces(ctx context.Context, facility uuid.UUID, retired bool) ([]Space, error) {
	return listParts[Space](ctx, s, facility, retired, "retired, name, id")
}

// Space finds one space of a facility.
func (s *Service) Space(ctx context.Context, facility, id uuid.UUID) (*Space, error) {
	return getPart[Space](ctx, s, facility, id)
}

// AddSpace adds a space to a facility.
func (s *Service) AddSpace(ctx context.Context, facility uuid.UUID, in SpaceInput) (*Space, error) {
	row := &Space{}
	if err := row.apply(in); err != nil {
		return nil, err
	}
	return addPart(ctx, s, facility, "space", row, nothing)
}

// UpdateSpace changes a space, if nobody did so since version.
func (s *Service) UpdateSpace(ctx context.Context, facility, id uuid.UUID, version int, in SpaceInput) (*Space, error) {
	return changePart(ctx, s, facility, id, version, "space", func(tx *gorm.DB, row *Space) error {
		if err := row.apply(in); err != nil {
			return err
		}
		if in.Retired && !row.Retired {
			if err := row.empty(tx); err != nil {
				return err
			}
		}
		row.Retired = in.Retired
		return nil
	})
}

// empty refuses while terminals in use stand in the space. Its row is locked, and adding one locks it too.
func (p *Space) empty(tx *gorm.DB) error {
	var n int64
	err := tx.Model(&Terminal{}).Where("space_id = ? AND county = ? AND NOT retired", p.ID, p.County).Count(&n).Error
	if err != nil {
		return fmt.Errorf("terminals of space: %w", err)
	}
	if n > 0 {
		return fault.New(fault.Conflict, "space_holds_terminals", "count", n)
	}
	return nil
}

func (p *Space) apply(in SpaceInput) error {
	var bad fault.Fields
	p.Name = bad.Text("name", in.Name, 100)
	fault.OneOf(&bad, "kind", in.Kind, SpaceKinds()...)
	between(&bad, "capacity", in.Capacity, 0, 100_000)
	between(&bad, "age_min", in.AgeMin, 0, 18)
	between(&bad, "age_max", in.AgeMax, 0, 120)
	if in.AgeMin != nil && in.AgeMax != nil && *in.AgeMin > *in.AgeMax {
		bad.Add("age_max", "age_order", "min", *in.AgeMin)
	}
	if a := in.AreaM2; a != nil && !(*a > 0 && *a <= 1_000_000) {
		bad.Add("area_m2", "out_of_range", "min", 0, "max", 1_000_000)
	}
	p.Kind, p.Capacity, p.AgeMin, p.AgeMax, p.AreaM2 = in.Kind, in.Capacity, in.AgeMin, in.AgeMax, in.AreaM2
	p.Equipment = equipment(&bad, in.Equipment)
	return bad.Err()
}

// equipment keeps each thing once, in the order given.
func equipment(bad *fault.Fields, given []string) pq.StringArray {
	kept := pq.StringArray{}
	if len(given) > 50 {
		bad.Add("equipment", "too_many", "max", 50)
		return kept
	}
	for i, e := range given {
		if e = bad.Text(fmt.Sprintf("equipment.%d", i), e, 60); !slices.Contains(kept, e) {
			kept = append(kept, e)
		}
	}
	return kept
}

func between(bad *fault.Fields, name string, n *int, least, most int) {
	if n != nil && (*n < least || *n > most) {
		bad.Add(name, "out_of_range", "min", least, "max", most)
	}
}
