package demo

import (
	"context"

	"github.com/google/uuid"

	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/facility"
)

// furnish gives a facility rooms, computers, a safety inspection that is due and its opening hours.
func (s Services) furnish(ctx context.Context, id uuid.UUID) error {
	number := func(n int) *int { return &n }
	reading, err := s.Facility.AddSpace(ctx, id, facility.SpaceInput{Name: "阅览室", Kind: "reading_room", Capacity: number(30), AgeMin: number(3), AgeMax: number(14), Equipment: []string{"书架", "绘本"}})
	if err != nil {
		return err
	}
	if _, err := s.Facility.AddSpace(ctx, id, facility.SpaceInput{Name: "四点半课堂", Kind: "classroom", Capacity: number(40), AgeMin: number(6), AgeMax: number(12)}); err != nil {
		return err
	}
	for _, label := range []string{"01", "02"} {
		in := facility.TerminalInput{SpaceID: &reading.ID, Label: label, Kind: "computer", ProtectionSoftware: "青少年模式（演示）"}
		if _, err := s.Facility.AddTerminal(ctx, id, in); err != nil {
			return err
		}
	}
	today := division.DayOf(s.Facility.Now())
	if _, err := s.Facility.AddInspection(ctx, id, facility.InspectionInput{Kind: "fire", DueOn: today}); err != nil {
		return err
	}
	weekdays := []int32{1, 2, 3, 4, 5}
	_, err = s.Facility.SetOpeningRules(ctx, id, 1, facility.OpeningInput{Rules: []facility.Rule{
		{Layer: facility.Regular, Weekdays: weekdays, Opens: "16:30", Closes: "18:30"},
		{Layer: facility.Regular, Weekdays: []int32{6}, Opens: "09:00", Closes: "16:00"},
		{Layer: facility.Vacation, Weekdays: weekdays, Opens: "08:30", Closes: "17:30"},
		{Layer: facility.OnHoliday, Closed: true, Note: "法定节假日休息"},
	}})
	return err
}
