package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"github.com/fourthirty/fourthirty/api"
	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/dbtest"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/org"
	"github.com/fourthirty/fourthirty/pkg/secret"
)

// Divisions that every harness has.
const (
	country    division.Code = "000000000000"
	zhejiang   division.Code = "330000000000"
	hangzhou   division.Code = "330100000000"
	xihu       division.Code = "330106000000"
	zhuantang  division.Code = "330106109000"
	community  division.Code = "330106109001"
	community2 division.Code = "330106109002"
	binjiang   division.Code = "330108000000" // the neighbour
	xixing     division.Code = "330108001000"
	neighbour  division.Code = "330108001001"
)

const divisionsSQL = `INSERT INTO divisions (code, parent, level, name, valid_from) VALUES
 ('330000000000', '000000000000', 1, '浙江省', '2000-01-01'), ('330100000000', '330000000000', 2, '杭州市', '2000-01-01'),
 ('330106000000', '330100000000', 3, '西湖区', '2000-01-01'), ('330106109000', '330106000000', 4, '转塘街道', '2000-01-01'),
 ('330106109001', '330106109000', 5, '转塘社区', '2000-01-01'), ('330106109002', '330106109000', 5, '横桥社区', '2000-01-01'),
 ('330108000000', '330100000000', 3, '滨江区', '2000-01-01'), ('330108001000', '330108000000', 4, '西兴街道', '2000-01-01'),
 ('330108001001', '330108001000', 5, '西兴社区', '2000-01-01') ON CONFLICT DO NOTHING`

// harness is the whole API on a database of its own. Every request and answer passes the contract.
type harness struct {
	*testing.T
	DB      *db.DB
	API     *api.API
	handler http.Handler
	router  routers.Router
}

var spec = sync.OnceValues(func() (*openapi3.T, error) {
	openapi3filter.RegisterBodyDecoder("application/merge-patch+json", openapi3filter.JSONBodyDecoder)
	openapi3filter.RegisterBodyDecoder("application/problem+json", openapi3filter.JSONBodyDecoder)
	openapi3filter.RegisterBodyDecoder("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", openapi3filter.FileBodyDecoder)
	return openapi3.NewLoader().LoadFromData(api.Spec)
})

func newHarness(t *testing.T) *harness {
	t.Helper()
	h := bareHarness(t)
	must(t, h.DB.Read(t.Context()).Exec(divisionsSQL).Error)
	return h
}

// bareHarness has no divisions.
func bareHarness(t *testing.T) *harness {
	t.Helper()
	key, err := secret.Generate()
	must(t, err)
	box, err := secret.Parse(key)
	must(t, err)
	d := dbtest.New(t)
	a := api.New(api.Config{BodyLimit: 1 << 20, UploadLimit: 50 << 20, Timeout: 20 * time.Second, Clock: time.Now, Log: slog.New(slog.NewTextHandler(testLog{t}, nil))}, d, box, time.Now)
	must(t, a.Org.LoadKeys(t.Context()))
	doc, err := spec()
	must(t, err)
	router, err := gorillamux.NewRouter(doc)
	must(t, err)
	return &harness{T: t, DB: d, API: a, handler: a.Handler(), router: router}
}

// testLog shows what the server logs as an error with the test that caused it.
type testLog struct{ t *testing.T }

func (l testLog) Write(p []byte) (int, error) {
	l.t.Log(strings.TrimSpace(string(p)))
	return len(p), nil
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// password is what the accounts of tests sign in with.
const password = "a-long-pass-phrase"

// actor makes an account with one grant and returns its access token.
func (h *harness) actor(role authz.Role, code division.Code) string {
	h.Helper()
	login := strings.ReplaceAll(fmt.Sprintf("%s.%s.%d", role, code, time.Now().UnixNano()), "_", "-")
	ctx := authz.System(h.Context())
	u, err := h.API.Org.CreateUser(ctx, org.UserInput{Login: login, Name: string(role), Division: code, Password: password})
	must(h.T, err)
	_, err = h.API.Org.AddGrant(ctx, u.ID, authz.Grant{Role: role, Division: code})
	must(h.T, err)
	tokens, err := h.API.Org.Login(h.Context(), org.Credentials{Login: login, Password: password, Address: "192.0.2.1"})
	must(h.T, err)
	return tokens.Access
}

// call is one request; Body is JSON text or anything that marshals to it.
type call struct {
	Method, Path, Token string
	Body                any
	Header              map[string]string
}

// result is an answer with its body read.
type result struct {
	Status int
	Header http.Header
	Text   string
	JSON   map[string]any
}

func (h *harness) do(c call) result {
	h.Helper()
	var body []byte
	switch b := c.Body.(type) {
	case nil:
	case string:
		body = []byte(b)
	case []byte:
		body = b
	default:
		var err error
		body, err = json.Marshal(b)
		must(h.T, err)
	}
	path := c.Path
	if !strings.HasPrefix(path, "http") && !strings.HasPrefix(path, "/api") && !strings.HasPrefix(path, "//") {
		path = api.Prefix + path
	}
	r := httptest.NewRequestWithContext(h.Context(), c.Method, path, bytes.NewReader(body))
	r.RemoteAddr = "192.0.2.1:1234"
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.Token != "" {
		r.Header.Set("Authorization", "Bearer "+c.Token)
	}
	for k, v := range c.Header {
		r.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	res := result{Status: w.Code, Header: w.Header(), Text: w.Body.String()}
	if strings.Contains(w.Header().Get("Content-Type"), "json") && w.Body.Len() > 0 {
		must(h.T, json.Unmarshal(w.Body.Bytes(), &res.JSON))
	}
	h.contract(r, body, res)
	return res
}

// contract fails the test when an answer, or a request that was accepted, is not as the spec says.
func (h *harness) contract(r *http.Request, body []byte, res result) {
	h.Helper()
	route, params, err := h.router.FindRoute(r)
	if err != nil {
		if res.Status == http.StatusNotFound || res.Status == http.StatusMethodNotAllowed {
			return
		}
		h.Fatalf("%s %s is not in the spec: %v", r.Method, r.URL.Path, err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	in := &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route, Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc}}
	if res.Status < 400 {
		if err := openapi3filter.ValidateRequest(h.Context(), in); err != nil {
			h.Fatalf("%s %s was accepted, but its request breaks the spec: %v", r.Method, r.URL.Path, err)
		}
	}
	out := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: res.Status, Header: res.Header, Options: in.Options}
	out.SetBodyBytes([]byte(res.Text))
	if err := openapi3filter.ValidateResponse(h.Context(), out); err != nil {
		h.Fatalf("%s %s: the answer %d breaks the spec: %v\n%s", r.Method, r.URL.Path, res.Status, err, res.Text)
	}
}

// expect makes a call and fails unless it is answered with the status (and, for problems, the code).
func (h *harness) expect(c call, status int, code ...string) result {
	h.Helper()
	res := h.do(c)
	if res.Status != status || len(code) > 0 && res.JSON["code"] != code[0] {
		h.Fatalf("%s %s: got %d %s, want %d %v", c.Method, c.Path, res.Status, res.Text, status, code)
	}
	return res
}

// count counts the rows of a table, to show that nothing else happened.
func (h *harness) count(table string) int64 {
	h.Helper()
	var n int64
	must(h.T, h.DB.Read(h.Context()).Table(table).Count(&n).Error)
	return n
}

// field is the code of the problem's entry for the named field.
func (r result) field(name string) string {
	all, _ := r.JSON["errors"].([]any)
	for _, e := range all {
		if m, ok := e.(map[string]any); ok && m["field"] == name {
			return fmt.Sprint(m["code"])
		}
	}
	return ""
}
