package main

import (
	"math"
	"sort"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// refine adds what Swagger 2.0 has no words for: problem+json answers with their headers, the bearer
// scheme, the ETag and RateLimit headers, the sizes of strings and lists.
func refine(doc *openapi3.T) {
	doc.OpenAPI = "3.0.3"
	doc.Servers = openapi3.Servers{{URL: "/api/v1", Description: "Production, or whichever server this file came from.", Extensions: map[string]any{"x-internal": false}}}
	doc.Info.License = &openapi3.License{Name: "Apache-2.0", URL: "https://www.apache.org/licenses/LICENSE-2.0"}
	doc.Components.SecuritySchemes = openapi3.SecuritySchemes{"bearer": &openapi3.SecuritySchemeRef{Value: &openapi3.SecurityScheme{
		Type: "http", Scheme: "bearer", BearerFormat: "JWT", Description: "Access token of /auth/login as RFC8725 advises: EdDSA only, ten minutes.",
	}}, "cookie": &openapi3.SecuritySchemeRef{Value: &openapi3.SecurityScheme{
		Type: "apiKey", In: "cookie", Name: "fourthirty_refresh", Description: "Refresh token of a browser: httpOnly, same-site.",
	}}}
	doc.Components.Headers = headers()
	doc.Components.Responses = problems()
	tags := map[string]bool{}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			refineOperation(path, method, op)
			for _, t := range op.Tags {
				tags[t] = true
			}
		}
	}
	for t := range tags {
		doc.Tags = append(doc.Tags, &openapi3.Tag{Name: t, Description: "Operations on " + strings.ReplaceAll(t, "-", " ") + "."})
	}
	sort.Slice(doc.Tags, func(i, j int) bool { return doc.Tags[i].Name < doc.Tags[j].Name })
	if code := doc.Components.Schemas["division.Code"]; code != nil { // swag takes its constants for an enumeration
		code.Value = &openapi3.Schema{Type: &openapi3.Types{"string"}, Pattern: "^[0-9]{12}$", Example: "330106000000", Description: "12-digit code of a division"}
	}
	if day := doc.Components.Schemas["division.Day"]; day != nil {
		day.Value = &openapi3.Schema{Type: &openapi3.Types{"string"}, Format: "date", Example: "2026-11-23", Description: "a date as it is in China"}
	}
	for name, s := range doc.Components.Schemas {
		refineSchema(name, s, map[*openapi3.Schema]bool{})
	}
}

func stringHeader(description, pattern string) *openapi3.HeaderRef {
	max := uint64(2000)
	s := &openapi3.Schema{Type: &openapi3.Types{"string"}, MaxLength: &max, Pattern: pattern}
	return &openapi3.HeaderRef{Value: &openapi3.Header{Parameter: openapi3.Parameter{Description: description, Schema: s.NewRef()}}}
}

func headers() openapi3.Headers {
	return openapi3.Headers{
		"ETag":                        stringHeader("Version of the record; send it back as If-Match to change it.", ""),
		"Location":                    stringHeader("Where the new record is.", ""),
		"Link":                        stringHeader("The next page, rel=\"next\" (RFC 8288).", ""),
		"RateLimit":                   stringHeader("What is left: \"default\";r=remaining;t=seconds (draft-ietf-httpapi-ratelimit-headers).", ""),
		"RateLimitPolicy":             stringHeader("The quota: \"default\";q=quota;w=seconds.", ""),
		"Access-Control-Allow-Origin": stringHeader("Sent only to the other origins that the operator allows; none as installed.", ""),
		"RetryAfter":                  stringHeader("Seconds to wait before trying again.", ""),
	}
}

// shared are the failures that every operation can have.
var shared = map[string]string{
	"400": "The request cannot be read.",
	"401": "No valid sign-in.",
	"403": "Inside the territory, but the permission is missing.",
	"404": "Does not exist, or lies outside the territory.",
	"409": "Conflicts with the state of the record, or needs a confirmation.",
	"412": "Somebody else changed the record since that version.",
	"413": "The body is too large.",
	"415": "Another media type is expected.",
	"422": "Some fields need a correction; errors names them.",
	"428": "If-Match is missing.",
	"429": "Too many requests; Retry-After says how long to wait.",
	"500": "Something went wrong on the server.",
	"503": "Not ready, or too slow; try again.",
}

func problems() openapi3.ResponseBodies {
	all := openapi3.ResponseBodies{}
	for status, text := range shared {
		all["Problem"+status] = &openapi3.ResponseRef{Value: problemResponse(text, status == "429")}
	}
	all["Problem"] = &openapi3.ResponseRef{Value: problemResponse("Any other failure.", false)}
	return all
}

func problemResponse(text string, retry bool) *openapi3.Response {
	r := &openapi3.Response{Description: &text, Headers: commonHeaders(), Content: openapi3.Content{
		"application/problem+json": &openapi3.MediaType{Schema: &openapi3.SchemaRef{Ref: "#/components/schemas/api.Problem"}},
	}}
	if retry {
		r.Headers["Retry-After"] = &openapi3.HeaderRef{Ref: "#/components/headers/RetryAfter"}
	}
	return r
}

func commonHeaders() openapi3.Headers {
	return openapi3.Headers{
		"Access-Control-Allow-Origin": &openapi3.HeaderRef{Ref: "#/components/headers/Access-Control-Allow-Origin"},
		"RateLimit":                   &openapi3.HeaderRef{Ref: "#/components/headers/RateLimit"},
		"RateLimit-Policy":            &openapi3.HeaderRef{Ref: "#/components/headers/RateLimitPolicy"},
	}
}

func refineOperation(path, method string, op *openapi3.Operation) {
	if op.Description == "" {
		op.Description = op.Summary + "."
	}
	if op.Security == nil {
		op.Security = &openapi3.SecurityRequirements{}
	}
	for status, r := range op.Responses.Map() {
		if status == "default" || r.Value == nil {
			continue
		}
		if *r.Value.Description == "" || *r.Value.Description == "OK" {
			r.Value.Description = &op.Summary
		}
		r.Value.Headers = commonHeaders()
		if method == "GET" && strings.HasSuffix(path, "}") || status == "201" || method == "PATCH" || method == "PUT" {
			r.Value.Headers["ETag"] = &openapi3.HeaderRef{Ref: "#/components/headers/ETag"}
		}
		if media := r.Value.Content["application/json"]; media != nil && media.Schema != nil && strings.Contains(media.Schema.Ref, "api.Page-") {
			r.Value.Headers["Link"] = &openapi3.HeaderRef{Ref: "#/components/headers/Link"}
		}
		if status == "201" || status == "202" {
			r.Value.Headers["Location"] = &openapi3.HeaderRef{Ref: "#/components/headers/Location"}
		}
	}
	for _, status := range failures(path, method, op) {
		op.Responses.Set(status, &openapi3.ResponseRef{Ref: "#/components/responses/Problem" + status})
	}
	op.Responses.Set("default", &openapi3.ResponseRef{Ref: "#/components/responses/Problem"})
	for _, p := range op.Parameters {
		bound(p.Value.Schema)
	}
	refineContent(op)
	if op.RequestBody != nil && op.RequestBody.Value != nil && method == "PATCH" {
		content := op.RequestBody.Value.Content
		if media, ok := content["application/json"]; ok {
			content["application/merge-patch+json"] = media
		}
	}
}

// refineContent bounds what bodies say by themselves, without a named schema.
func refineContent(op *openapi3.Operation) {
	if op.RequestBody != nil && op.RequestBody.Value != nil {
		for _, media := range op.RequestBody.Value.Content {
			refineSchema("", media.Schema, map[*openapi3.Schema]bool{})
		}
	}
	for _, r := range op.Responses.Map() {
		if r.Value == nil {
			continue
		}
		for _, media := range r.Value.Content {
			refineSchema("", media.Schema, map[*openapi3.Schema]bool{})
		}
	}
}

func failures(path, method string, op *openapi3.Operation) []string {
	all := []string{"400", "401", "403", "429", "500", "503"}
	if strings.Contains(path, "{") {
		all = append(all, "404")
	}
	if len(op.Parameters) > 0 || op.RequestBody != nil {
		all = append(all, "422")
	}
	if op.RequestBody != nil {
		all = append(all, "413", "415")
	}
	if method != "GET" {
		all = append(all, "409")
	}
	for _, p := range op.Parameters {
		if p.Value != nil && p.Value.Name == "If-Match" {
			all = append(all, "412", "428")
		}
	}
	return all
}

// lengths are those of the formats that have one; a file has the largest that a client can address.
var lengths = map[string]uint64{"uuid": 36, "date": 10, "date-time": 35, "binary": math.MaxInt32}

// exact is the largest integer that every JSON reader keeps exactly (RFC 8259, section 6).
const exact = 1<<53 - 1

// bound gives every text, number and list of the contract its limits, so that a client can plan for them.
func bound(ref *openapi3.SchemaRef) {
	if ref == nil || ref.Value == nil || ref.Ref != "" {
		return
	}
	s := ref.Value
	switch {
	case s.Type.Is("string"):
		boundText(s)
	case s.Type.Is("integer"):
		boundInteger(s)
	case s.Type.Is("array"):
		if s.MaxItems == nil {
			max := uint64(10000)
			s.MaxItems = &max
		}
		bound(s.Items)
	case s.Type.Is("object"):
		bound(s.AdditionalProperties.Schema)
	}
}

func boundText(s *openapi3.Schema) {
	if s.MaxLength != nil || s.Enum != nil {
		return
	}
	max := uint64(4000)
	if length, ok := lengths[s.Format]; ok {
		max = length
	}
	s.MaxLength = &max
}

func boundInteger(s *openapi3.Schema) {
	if s.Format == "" {
		s.Format = "int64"
		if s.Max != nil && *s.Max <= math.MaxInt32 {
			s.Format = "int32"
		}
	}
	if s.Min == nil {
		s.Min = openapi3.Ptr(float64(-exact))
	}
	if s.Max == nil {
		s.Max = openapi3.Ptr(float64(exact))
	}
}

func refineSchema(name string, ref *openapi3.SchemaRef, seen map[*openapi3.Schema]bool) {
	if ref == nil || ref.Value == nil || seen[ref.Value] || ref.Ref != "" {
		return
	}
	s := ref.Value
	seen[s] = true
	bound(ref)
	if s.Nullable && s.Type == nil && len(s.AllOf) == 1 && s.AllOf[0].Value != nil { // a reference that may be null
		s.Type = s.AllOf[0].Value.Type
	}
	for _, p := range s.Properties {
		refineSchema(name, p, seen)
	}
	refineSchema(name, s.Items, seen)
	for _, all := range s.AllOf {
		refineSchema(name, all, seen)
	}
	if strings.HasSuffix(name, "Input") || strings.HasSuffix(name, "Patch") {
		no := false
		s.AdditionalProperties = openapi3.BoolSchema{Has: &no}
	}
}
