package authz_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

func as(ctx context.Context, grants ...authz.Grant) context.Context {
	return authz.WithActor(ctx, &authz.Actor{Login: "x", Grants: grants})
}

func TestOutsideTheTerritoryIsNotFoundAndInsideWithoutPermissionIsForbidden(t *testing.T) {
	t.Parallel()
	mine, other := uuid.New(), uuid.New()
	county := authz.Grant{Role: authz.CaseWorker, Division: "330106000000"}
	supplier := authz.Grant{Role: authz.Supplier, Division: "330106000000", OrganisationID: &mine}
	for name, tc := range map[string]struct {
		grant        authz.Grant
		permission   authz.Permission
		where        division.Code
		organisation *uuid.UUID
		want         string
	}{
		"inside with permission":             {county, authz.FacilityRead, "330106109001", nil, ""},
		"the territory itself":               {county, authz.FacilityRead, "330106000000", nil, ""},
		"inside without permission":          {county, authz.FacilityWrite, "330106109001", nil, "forbidden"},
		"the neighbour":                      {county, authz.FacilityRead, "330108000000", nil, "not_found"},
		"above the own territory":            {county, authz.FacilityRead, "330100000000", nil, "not_found"},
		"a record of the own organisation":   {supplier, authz.FacilityRead, "330106109001", &mine, ""},
		"a record of another organisation":   {supplier, authz.FacilityRead, "330106109001", &other, "not_found"},
		"a record of no organisation at all": {supplier, authz.FacilityRead, "330106109001", nil, "not_found"},
	} {
		err := authz.Check(as(t.Context(), tc.grant), tc.permission, tc.where, tc.organisation)
		if got := fault.Code(err); got != tc.want {
			t.Errorf("%s: got %q, want %q", name, got, tc.want)
		}
	}
}

func TestWithoutAnActorNothingIsAllowed(t *testing.T) {
	t.Parallel()
	if err := authz.Check(t.Context(), authz.DivisionRead, division.Country); fault.Code(err) != "not_found" {
		t.Fatal(err)
	}
	if err := authz.CheckAnywhere(t.Context(), authz.DivisionRead); fault.Code(err) != "forbidden" {
		t.Fatal(err)
	}
}

func TestWhoeverMayGrantHoldsEveryPermissionOfItEverywhereBelow(t *testing.T) {
	t.Parallel()
	codes := []division.Code{division.Country, "330000000000", "330100000000", "330106000000", "330106109000", "330106109001", "330108000000"}
	rapid.Check(t, func(r *rapid.T) {
		own := authz.Grant{Role: rapid.SampledFrom(authz.Roles()).Draw(r, "role"), Division: rapid.SampledFrom(codes).Draw(r, "division")}
		given := authz.Grant{Role: rapid.SampledFrom(authz.Roles()).Draw(r, "given role"), Division: rapid.SampledFrom(codes).Draw(r, "given division")}
		if authz.CheckGrant(as(context.Background(), own), given) != nil {
			return
		}
		for _, p := range authz.Permissions(given.Role) {
			for _, c := range codes {
				if given.Division.Contains(c) && authz.Check(as(context.Background(), own), p, c) != nil {
					r.Fatalf("%v granted %v without %s in %s", own, given, p, c)
				}
			}
		}
	})
}
