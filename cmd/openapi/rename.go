package main

import (
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// rename gives schemas the names a client should see: "org.User" becomes User, "api.Page-org_User" UserPage.
// Where two packages share a name, the package comes first: AuthzGrant.
func rename(doc *openapi3.T, data []byte) []byte {
	taken := map[string]int{}
	for name := range doc.Components.Schemas {
		taken[short(name)]++
	}
	var pairs []string
	for name := range doc.Components.Schemas {
		to := short(name)
		if name == "division.Code" {
			to = "DivisionCode"
		}
		if pkg, _, _ := strings.Cut(name, "."); taken[to] > 1 && pkg != "org" {
			to = strings.ToUpper(pkg[:1]) + pkg[1:] + to
		}
		pairs = append(pairs, `"#/components/schemas/`+name+`"`, `"#/components/schemas/`+to+`"`, `"`+name+`":`, `"`+to+`":`)
	}
	return []byte(strings.NewReplacer(pairs...).Replace(string(data)))
}

func short(name string) string {
	_, plain, _ := strings.Cut(name, ".")
	if generic, of, ok := strings.Cut(plain, "-"); ok {
		_, inner, _ := strings.Cut(of, "_")
		return inner + generic
	}
	return plain
}
