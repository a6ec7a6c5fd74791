package api_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fourthirty/fourthirty/api"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

func TestEveryRouteIsInTheSpecAndEveryOperationOfTheSpecHasARoute(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	doc, err := spec()
	must(t, err)
	var routed, described []string
	for _, r := range h.API.Routes() {
		routed = append(routed, r.Method+" "+braces(r.Path))
	}
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			described = append(described, method+" "+path)
		}
	}
	slices.Sort(routed)
	slices.Sort(described)
	if !slices.Equal(routed, described) {
		t.Fatalf("routes and spec differ\nrouted:    %v\ndescribed: %v", without(routed, described), without(described, routed))
	}
}

// braces writes /users/:id as the spec does.
func braces(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if name, ok := strings.CutPrefix(p, ":"); ok {
			parts[i] = "{" + name + "}"
		}
	}
	return strings.Join(parts, "/")
}

func without(all, these []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return slices.Contains(these, s) })
}

func TestTheSpecNamesThePermissionOrThatNoneIsNeeded(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	doc, err := spec()
	must(t, err)
	for _, r := range h.API.Routes() {
		op := doc.Paths.Value(braces(r.Path)).GetOperation(r.Method)
		secured := op.Security != nil && slices.ContainsFunc(*op.Security, func(r openapi3.SecurityRequirement) bool { return r["bearer"] != nil })
		if secured != (r.Access != api.Public) {
			t.Errorf("%s %s: bearer in the spec is %t", r.Method, r.Path, secured)
		}
	}
}

func TestEveryCodeOfTheCatalogueSpeaksBothLanguages(t *testing.T) {
	t.Parallel()
	for _, code := range fault.Codes() {
		text, _ := fault.Lookup(code)
		if text.EN == "" || text.ZH == "" {
			t.Errorf("%s lacks a language", code)
		}
		if !strings.ContainsFunc(text.ZH, func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }) {
			t.Errorf("%s is not Chinese: %s", code, text.ZH)
		}
	}
}
