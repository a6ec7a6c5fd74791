package statistics

import (
	"context"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
)

// Facilities is the number of facilities in a division on a day.
type Facilities struct {
	Scope
	Total FacilityCount  `json:"total" validate:"required"`
	Items []FacilityItem `json:"items,omitempty"` // by child division; what belongs to none stands under the division itself
}

// FacilityItem is the share of one child division.
type FacilityItem struct {
	Division division.Code `json:"division" validate:"required" swaggertype:"string" example:"330106000000"`
	Name     string        `json:"name" validate:"required" example:"西湖区"`
	FacilityCount
}

// FacilityCount counts facilities. Open ones of the three kinds add up to Open; children's homes lie inside them
// and are counted beside.
type FacilityCount struct {
	Open                     int64       `json:"open" validate:"required"`
	Kinds                    []KindCount `json:"kinds" validate:"required"`
	CentresPerGuidanceCentre *float64    `json:"centres_per_guidance_centre,omitempty"` // absent when there is no guidance centre
	StationsPerCentre        *float64    `json:"stations_per_centre,omitempty"`         // absent when there is no centre
	FloorAreaM2              float64     `json:"floor_area_m2" validate:"required"`     // of open facilities
	ActivityAreaM2           float64     `json:"activity_area_m2" validate:"required"`  // of open facilities
	ActivityShare            *float64    `json:"activity_share,omitempty"`              // of the floor area, where both are known; the goal is 0.6 (R165)
}

// KindCount counts the facilities of one kind by status.
type KindCount struct {
	Kind      string   `json:"kind" validate:"required" enums:"guidance_centre,service_centre,service_station,childrens_home"`
	Planned   int64    `json:"planned" validate:"required"`
	Building  int64    `json:"building" validate:"required"`
	Open      int64    `json:"open" validate:"required"`
	Suspended int64    `json:"suspended" validate:"required"`
	Closed    int64    `json:"closed" validate:"required"`
	Share     *float64 `json:"share,omitempty"` // of all open facilities of the three kinds; absent when none is open
}

// Facilities counts the facilities of a division as of a day (the empty day is today), on request by child division.
func (s *Service) Facilities(ctx context.Context, d division.Code, asOf division.Day, breakdown bool) (*Facilities, error) {
	if err := authz.Check(ctx, authz.StatisticsRead, d); err != nil {
		return nil, err
	}
	name, shares, err := s.sums(ctx, d, s.day(asOf), facilityPart)
	if err != nil {
		return nil, err
	}
	var total tally
	f := &Facilities{Scope: scope(d, name, s.day(asOf))}
	for i := range shares {
		total.add(&shares[i].tally)
		if breakdown {
			f.Items = append(f.Items, FacilityItem{Division: shares[i].code, Name: shares[i].name, FacilityCount: count(&shares[i].tally)})
		}
	}
	f.Total = count(&total)
	return f, nil
}

func count(t *tally) FacilityCount {
	open := func(kind int) float64 { return float64(t.facilities(kind, openStatus)) }
	c := FacilityCount{
		Open: t.open(), FloorAreaM2: m2(t[floorArea]), ActivityAreaM2: m2(t[activityArea]),
		CentresPerGuidanceCentre: quotient(open(1), open(0)), StationsPerCentre: quotient(open(2), open(1)),
		ActivityShare: quotient(float64(t[activityArea]), float64(t[activityFloorArea])),
		Kinds:         make([]KindCount, len(kinds)),
	}
	for i, k := range kinds {
		c.Kinds[i] = KindCount{
			Kind: k, Planned: t.facilities(i, 0), Building: t.facilities(i, 1), Open: t.facilities(i, openStatus),
			Suspended: t.facilities(i, 3), Closed: t.facilities(i, 4),
		}
		if k != home {
			c.Kinds[i].Share = quotient(open(i), float64(c.Open))
		}
	}
	return c
}

// m2 reads an area that is stored in dm2.
func m2(dm2 int64) float64 { return float64(dm2) / 100 }
