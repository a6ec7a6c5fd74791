package api

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/bytedance/sonic"
	jsonpatch "github.com/evanphx/json-patch/v5"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// serializer writes JSON by sonic, which is what makes a list of 50 rows cheap.
type serializer struct{}

func (serializer) Serialize(c echo.Context, v any, _ string) error {
	data, err := sonic.ConfigDefault.Marshal(v)
	if err != nil {
		return err
	}
	_, err = c.Response().Write(data)
	return err
}

func (serializer) Deserialize(echo.Context, any) error {
	return errors.New("api: bodies are read by bind")
}

// bind reads a JSON body strictly: right media type, valid UTF-8, no unknown or doubled fields, nothing
// behind the value. What is wrong names the field.
func bind[T any](c echo.Context) (T, error) {
	in, _, err := bindRaw[T](c)
	return in, err
}

// mergePatch reads a JSON Merge Patch (RFC 7396) as strictly as any body, and gives the function that lays
// it over the present input.
func mergePatch[P, T any](c echo.Context) (func(T) (T, error), error) {
	_, patch, err := bindRaw[P](c)
	return func(present T) (T, error) {
		var in T
		base, err := json.Marshal(present)
		if err != nil {
			return in, err
		}
		merged, err := jsonpatch.MergePatch(base, patch)
		if err != nil {
			return in, fault.New(fault.Malformed, "malformed_json")
		}
		if err := json.Unmarshal(merged, &in, json.RejectUnknownMembers(true)); err != nil {
			return in, bindFault(err)
		}
		return in, nil
	}, err
}

func bindRaw[T any](c echo.Context) (in T, body []byte, err error) {
	media, _, _ := mime.ParseMediaType(c.Request().Header.Get(echo.HeaderContentType))
	want := echo.MIMEApplicationJSON
	if c.Request().Method == http.MethodPatch {
		want = "application/merge-patch+json"
	}
	if media != want && media != echo.MIMEApplicationJSON {
		return in, nil, fault.New(fault.Unsupported, "media_type", "want", want)
	}
	if body, err = io.ReadAll(c.Request().Body); err != nil {
		return in, nil, err
	}
	if !utf8.Valid(body) {
		return in, nil, fault.New(fault.Malformed, "invalid_utf8")
	}
	if err := json.Unmarshal(body, &in, json.RejectUnknownMembers(true)); err != nil {
		return in, nil, bindFault(err)
	}
	if bytes.Contains(body, []byte(`\u0000`)) {
		return in, nil, checkNUL(reflect.ValueOf(in), "")
	}
	return in, body, nil
}

func bindFault(err error) error {
	var semantic *json.SemanticError
	if !errors.As(err, &semantic) {
		var syntax *jsontext.SyntacticError
		if errors.As(err, &syntax) && errors.Is(err, jsontext.ErrDuplicateName) {
			return field(syntax.JSONPointer, "field_doubled")
		}
		return fault.New(fault.Malformed, "malformed_json")
	}
	if errors.Is(semantic.Err, json.ErrUnknownName) {
		return field(semantic.JSONPointer, "field_unknown")
	}
	var known *fault.Error
	if errors.As(semantic.Err, &known) { // a type of ours that reads itself, such as a date
		return field(semantic.JSONPointer, known.Code)
	}
	return field(semantic.JSONPointer, "invalid_type", "want", typeName(semantic.GoType))
}

func field(p jsontext.Pointer, code string, params ...any) error {
	var f fault.Fields
	f.Add(strings.ReplaceAll(strings.TrimPrefix(string(p), "/"), "/", "."), code, params...)
	return f.Err()
}

func typeName(t reflect.Type) string {
	if t == nil {
		return "object"
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Slice, reflect.Array:
		if t == reflect.TypeFor[uuid.UUID]() {
			return "uuid"
		}
		return "array"
	case reflect.Struct, reflect.Map:
		return "object"
	case reflect.Float32, reflect.Float64:
		return "number"
	default:
		return "integer"
	}
}

// checkNUL finds texts with a NUL byte, which PostgreSQL cannot store.
func checkNUL(v reflect.Value, name string) error {
	var in fault.Fields
	walkTexts(v, name, func(name, text string) {
		if strings.ContainsRune(text, 0) {
			in.Add(name, "control_characters")
		}
	})
	return in.Err()
}

func walkTexts(v reflect.Value, name string, visit func(name, text string)) {
	switch v.Kind() {
	case reflect.String:
		visit(name, v.String())
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			walkTexts(v.Elem(), name, visit)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			walkTexts(v.Index(i), join(name, strconv.Itoa(i)), visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			tag, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			walkTexts(v.Field(i), join(name, tag), visit)
		}
	}
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "." + b
}

// pathID reads a UUID from the path; anything else cannot exist.
func pathID(c echo.Context, name string) (uuid.UUID, error) {
	id, err := uuid.Parse(c.Param(name))
	if err != nil || len(c.Param(name)) != 36 {
		return id, fault.New(fault.NotFound, "not_found")
	}
	return id, nil
}

// pathDivision reads a division code from the path.
func pathDivision(c echo.Context, name string) (division.Code, error) {
	code, err := division.Parse(c.Param(name))
	if err != nil {
		return "", fault.New(fault.NotFound, "not_found")
	}
	return code, nil
}

// ifMatch reads the version a change is based on.
func ifMatch(c echo.Context) (int, error) {
	tag := c.Request().Header.Get("If-Match")
	if tag == "" {
		return 0, fault.New(fault.PreconditionRequired, "precondition_required")
	}
	v, err := strconv.Atoi(strings.Trim(strings.TrimPrefix(tag, "W/"), `"`))
	if err != nil {
		return 0, fault.New(fault.Stale, "stale_version", "current", "?")
	}
	return v, nil
}

func etag(version int) string { return `"` + strconv.Itoa(version) + `"` }

// query reads query parameters and collects what is wrong with them.
type query struct {
	c     echo.Context
	in    fault.Fields
	known []string
}

func newQuery(c echo.Context) *query {
	return &query{c: c, known: []string{"limit", "cursor", "total"}}
}

func (q *query) text(name string) string {
	q.known = append(q.known, name)
	return strings.TrimSpace(q.c.QueryParam(name))
}

func (q *query) texts(name string) []string {
	q.known = append(q.known, name)
	var all []string
	for _, v := range q.c.QueryParams()[name] {
		all = append(all, strings.Split(v, ",")...)
	}
	return slices.DeleteFunc(all, func(s string) bool { return s == "" })
}

func (q *query) division(name string) division.Code {
	v := q.text(name)
	if v == "" {
		return ""
	}
	code, err := division.Parse(v)
	if err != nil {
		q.in.Add(name, "division_code")
	}
	return code
}

// day reads a date; "" when it is absent.
func (q *query) day(name string) division.Day {
	v := q.text(name)
	if v == "" {
		return ""
	}
	d, err := division.ParseDay(v)
	if err != nil {
		q.in.Add(name, "invalid_date")
	}
	return d
}

func (q *query) requiredDay(name string) division.Day {
	d := q.day(name)
	if q.text(name) == "" {
		q.in.Add(name, "required")
	}
	return d
}

func (q *query) id(name string) *uuid.UUID {
	v := q.text(name)
	if v == "" {
		return nil
	}
	id, err := uuid.Parse(v)
	if err != nil {
		q.in.Add(name, "invalid_uuid")
		return nil
	}
	return &id
}

func (q *query) integer(name string, standard, least, most int) int {
	v := q.text(name)
	if v == "" {
		return standard
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < least || n > most {
		q.in.Add(name, "out_of_range", "min", least, "max", most)
	}
	return n
}

func (q *query) number(name string) *float64 {
	v := q.text(name)
	if v == "" {
		return nil
	}
	n, err := strconv.ParseFloat(v, 64)
	if err != nil || n != n || n-n != 0 {
		q.in.Add(name, "invalid_type", "want", "number")
		return nil
	}
	return &n
}

// within reads a number that must be given and lie between -most and most.
func (q *query) within(name string, most float64) float64 {
	n := q.number(name)
	switch {
	case n == nil && q.text(name) == "":
		q.in.Add(name, "required")
	case n == nil:
	case *n < -most || *n > most:
		q.in.Add(name, "out_of_range", "min", -most, "max", most)
	default:
		return *n
	}
	return 0
}

func (q *query) flag(name string) bool {
	v := q.text(name)
	if v != "" && v != "true" && v != "false" {
		q.in.Add(name, "invalid_value", "allowed", "true, false")
	}
	return v == "true"
}

// choice reads a flag that may be left open.
func (q *query) choice(name string) *bool {
	yes := q.flag(name)
	if q.text(name) == "" {
		return nil
	}
	return &yes
}

// limit is the page size: 50 unless asked otherwise, at most 200.
func (q *query) limit() int { return q.integer("limit", 50, 1, 200) }

// err names every parameter that is wrong or that the operation does not have.
func (q *query) err() error {
	for name := range q.c.QueryParams() {
		if !slices.Contains(q.known, name) {
			q.in.Add(name, "field_unknown")
		}
	}
	slices.SortFunc(q.in, func(a, b fault.Field) int { return strings.Compare(a.Name, b.Name) })
	return q.in.Err()
}
