package main

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// plainPackages are those whose names say enough without their package.
var plainPackages = []string{"api", "org", "event", "authz", "fault", "program"}

// rename gives schemas the names a client should see: org.User becomes User, facility.Input FacilityInput,
// api.Page-org_User UserPage. Where names meet, the package comes first (AuthzGrant), but for those of api and org.
func rename(doc *openapi3.T, data []byte) []byte {
	taken := map[string]int{}
	for name := range doc.Components.Schemas {
		taken[short(name)]++
	}
	var pairs []string
	for name := range doc.Components.Schemas {
		to := short(name)
		if pkg, _, _ := strings.Cut(name, "."); taken[to] > 1 && pkg != "org" && pkg != "api" {
			to = upper(pkg) + to
		}
		pairs = append(pairs, `"#/components/schemas/`+name+`"`, `"#/components/schemas/`+to+`"`, `"`+name+`":`, `"`+to+`":`)
	}
	return []byte(strings.NewReplacer(pairs...).Replace(string(data)))
}

func short(name string) string {
	pkg, plain, _ := strings.Cut(name, ".")
	if generic, of, ok := strings.Cut(plain, "-"); ok {
		return short(strings.Replace(of, "_", ".", 1)) + generic
	}
	if pkg == "register" { // of divisions
		pkg = "division"
	}
	switch {
	case name == "division.Day", slices.Contains(plainPackages, pkg), strings.Contains(strings.ToLower(plain), pkg):
		return plain
	}
	return upper(pkg) + plain
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
