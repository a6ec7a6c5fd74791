package demo

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/facility"
	"github.com/fourthirty/fourthirty/pkg/investment"
	"github.com/fourthirty/fourthirty/pkg/org"
)

// county gives a county an operator, a guidance centre, centres in its first towns, stations in some of their
// communities, and the project that paid for the guidance centre.
func (s Services) county(ctx context.Context, c city, county place) error {
	operator, err := s.Org.CreateOrganisation(ctx, org.OrganisationInput{Name: "〔演示〕" + county.Name + "儿童服务社", Kind: org.SocialService, Division: county.Code})
	if err != nil {
		return err
	}
	centre, err := s.register(ctx, c, county, facility.GuidanceCentre, operator.ID)
	if err != nil {
		return err
	}
	if err := s.project(ctx, county, centre); err != nil {
		return err
	}
	return s.towns(ctx, c, county.Code, operator.ID)
}

func (s Services) towns(ctx context.Context, c city, county division.Code, operator uuid.UUID) error {
	towns, err := s.pick(ctx, county, division.Township, 4)
	if err != nil {
		return err
	}
	if county == home {
		towns = append(towns, place{Code: homeTown, Name: "转塘街道"})
	}
	for i, town := range towns {
		centre, err := s.register(ctx, c, town, facility.ServiceCentre, operator)
		if err != nil {
			return err
		}
		if town.Code == homeTown {
			if err := s.furnish(ctx, centre.ID); err != nil {
				return err
			}
		}
		communities, err := s.pick(ctx, town.Code, division.Community, 3+i*2)
		if err != nil {
			return err
		}
		for _, community := range communities {
			if _, err := s.register(ctx, c, community, facility.ServiceStation, operator); err != nil {
				return err
			}
		}
	}
	return nil
}

var kinds = map[facility.Kind]struct {
	name string
	area int
}{
	facility.GuidanceCentre: {"未成年人救助保护中心", 1800},
	facility.ServiceCentre:  {"儿童服务中心", 600},
	facility.ServiceStation: {"儿童服务站", 120},
}

// register enters one facility in the state and at the place that its code draws.
func (s Services) register(ctx context.Context, c city, p place, kind facility.Kind, operator uuid.UUID) (*facility.Facility, error) {
	k := kinds[kind]
	floor := float64(k.area + luck(p.Code, "area", k.area))
	activity := floor * 0.6
	in := facility.Input{
		Name: "〔演示〕" + p.Name + k.name, Division: p.Code, Kind: kind, Address: p.Name + fmt.Sprint(1+luck(p.Code, "no", 400)) + "号", OperatorID: &operator,
		Point:       &facility.Point{Latitude: c.lat + float64(luck(p.Code, "lat", 3000)-1500)/1e4, Longitude: c.lon + float64(luck(p.Code, "lon", 3000)-1500)/1e4},
		FloorAreaM2: &floor, ActivityAreaM2: &activity, Demo: true, Confirm: []string{"possible_duplicate"},
		Notes: "演示数据，并非真实设施。 Demo data, not a real facility.",
	}
	state(&in, p.Code)
	return s.Facility.Create(ctx, in)
}

// state draws one of the states: most are open, for longer or shorter.
func state(in *facility.Input, code division.Code) {
	year := 2018 + luck(code, "year", 8)
	in.OpenedOn = division.Day(fmt.Sprintf("%d-%02d-01", year, 1+luck(code, "month", 9)))
	switch luck(code, "state", 20) {
	case 0:
		in.Status, in.OpenedOn = facility.Planned, ""
	case 1, 2:
		in.Status, in.OpenedOn = facility.Building, ""
	case 3:
		in.Status, in.Since = facility.Suspended, "2026-06-01"
	default:
		in.Status = facility.Open
	}
	if in.Kind == facility.GuidanceCentre {
		in.Status, in.Since, in.OpenedOn = facility.Open, "", division.Day(fmt.Sprintf("%d-03-01", year))
	}
}

// project is the money behind a facility: from the centre and from the place, about 4,000 yuan a square metre.
func (s Services) project(ctx context.Context, county place, built *facility.Facility) error {
	fen := int64(*built.FloorAreaM2) * 400_000
	year := 2018 + luck(county.Code, "year", 8)
	p, err := s.Investment.Create(ctx, investment.ProjectInput{
		Division: county.Code, Name: "〔演示〕" + county.Name + "社区综合服务设施建设", PlannedAreaM2: built.FloorAreaM2, PlannedOn: division.Day(fmt.Sprintf("%d-01-10", year-1)), Demo: true,
		Funding: []investment.FundingLine{
			{Source: investment.Central, Year: year - 1, AmountFen: fen * 3 / 10, Document: "中央预算内投资（演示）"},
			{Source: investment.Local, Year: year, AmountFen: fen * 6 / 10, Document: "地方财政（演示）"},
			{Source: investment.Other, Year: year, AmountFen: fen / 10},
		},
	})
	if err != nil {
		return err
	}
	for i, step := range []struct {
		command investment.Command
		day     string
	}{{investment.Approve, "-02-01"}, {investment.Start, "-03-01"}, {investment.Deliver, "-12-01"}} {
		in := investment.CommandInput{On: division.Day(fmt.Sprint(year-1) + step.day)}
		if step.command == investment.Deliver {
			in.DeliveredAreaM2, in.FacilityID = built.FloorAreaM2, &built.ID
		}
		if _, err := s.Investment.Run(ctx, p.ID, i+1, step.command, in); err != nil {
			return err
		}
	}
	return nil
}
