package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/fourthirty/fourthirty/api"
	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
)

// fixture is what the walk acts on: records inside 西湖区, made by the system.
type fixture struct {
	*harness
	ids map[string]string
}

// id makes a record of the named kind once and gives its id.
func (f *fixture) id(kind string, make func() string) string {
	if f.ids[kind] == "" {
		f.ids[kind] = make()
	}
	return f.ids[kind]
}

// cells holds one sensible call for every route, keyed by "METHOD /path"; each domain's test file adds its own.
var cells = map[string]func(f *fixture) call{}

// anywhere holds the routes whose call names no place, so that nothing of it lies outside a territory.
var anywhere = map[string]bool{}

// cell registers the call of a route.
func cell(route string, make func(f *fixture) call) { cells[route] = make }

// national holds the routes that change what belongs to the whole country: only a grant there is inside.
var national = map[string]bool{}

// nationalCell registers the call of such a route.
func nationalCell(route string, make func(f *fixture) call) {
	cells[route], national[route] = make, true
}

func TestEveryOperationIsRefusedWithoutTokenWithoutPermissionAndOutsideTheTerritory(t *testing.T) {
	t.Parallel()
	f := &fixture{harness: newHarness(t), ids: map[string]string{}}
	inside, outside := map[authz.Role]string{}, map[authz.Role]string{}
	for _, r := range authz.Roles() {
		inside[r], outside[r] = f.actor(r, xihu), f.actor(r, binjiang)
	}
	walked, empty := 0, 0
	for _, route := range f.API.Routes() {
		name := route.Method + " " + route.Path
		make, ok := cells[name]
		if !ok {
			t.Errorf("%s: no cell: add one beside the domain's tests", name)
			empty++
			continue
		}
		for _, role := range authz.Roles() {
			in := inside[role]
			if national[name] {
				in = f.actor(role, country)
			}
			f.walk(route, role, make, in, outside[role])
			walked += 2
		}
		f.walkWithoutToken(route, make)
		walked++
	}
	t.Logf("%d cells walked, %d unspecified", walked, empty)
}

func (f *fixture) walkWithoutToken(route api.Route, make func(*fixture) call) {
	f.Helper()
	c := make(f)
	res := f.do(c)
	if route.Access == api.Public {
		return
	}
	if res.Status != http.StatusUnauthorized {
		f.Errorf("%s %s without a token: %d", route.Method, route.Path, res.Status)
	}
	c.Token = "ey.not.one"
	if res := f.do(c); res.Status != http.StatusUnauthorized {
		f.Errorf("%s %s with a forged token: %d", route.Method, route.Path, res.Status)
	}
}

func (f *fixture) walk(route api.Route, role authz.Role, make func(*fixture) call, inside, outside string) {
	f.Helper()
	if route.Access != api.NeedsPermission {
		return
	}
	held := slices.Contains(authz.Permissions(role), route.Permission)
	c := make(f)
	c.Token = outside
	before := f.count("events")
	res := f.do(c)
	if res.Status >= 400 && f.count("events") != before {
		f.Errorf("%s %s as %s of the neighbour was refused and yet left an event", route.Method, route.Path, role)
	}
	switch {
	case !held && res.Status != http.StatusForbidden:
		f.Errorf("%s %s as %s without %s: %d", route.Method, route.Path, role, route.Permission, res.Status)
	case held && !anywhere[route.Method+" "+route.Path] && res.Status != http.StatusNotFound && !(route.Method == http.MethodGet && res.Status == http.StatusOK && !f.leaks(res)):
		f.Errorf("%s %s as %s of the neighbour: %d %.300s", route.Method, route.Path, role, res.Status, res.Text)
	}
	c = make(f)
	c.Token = inside
	res = f.do(c)
	if !held && res.Status != http.StatusForbidden {
		f.Errorf("%s %s as %s inside without %s: %d", route.Method, route.Path, role, route.Permission, res.Status)
	}
	refused := []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusInternalServerError}
	if held && slices.Contains(refused, res.Status) && res.JSON["code"] != "grant_exceeds_own" {
		f.Errorf("%s %s as %s inside: %d %.300s", route.Method, route.Path, role, res.Status, res.Text)
	}
}

// leaks reports whether an answer holds anything of the fixture.
func (f *fixture) leaks(res result) bool {
	for _, id := range f.ids {
		if strings.Contains(res.Text, id) {
			return true
		}
	}
	return false
}

// target makes a user in the fixture's community whom an administrator of 西湖区 may manage.
func (f *fixture) target() string {
	return f.id("user", func() string {
		token := f.actor(authz.CommitteeMember, community)
		res := f.expect(call{Method: "GET", Path: "/me", Token: token}, 200)
		return res.JSON["user"].(map[string]any)["id"].(string)
	})
}

func (f *fixture) organisation() string {
	return f.id("organisation", func() string {
		token := f.actor(authz.Administrator, xihu)
		res := f.expect(call{Method: "POST", Path: "/organisations", Token: token, Body: organisationBody(community)}, 201)
		return res.JSON["id"].(string)
	})
}

func organisationBody(code division.Code) map[string]any {
	return map[string]any{"name": "转塘社会服务中心", "kind": "social_service", "division": code}
}

func init() {
	get := func(path string) func(*fixture) call {
		return func(*fixture) call { return call{Method: "GET", Path: path} }
	}
	cell("POST /auth/login", func(*fixture) call {
		return call{Method: "POST", Path: "/auth/login", Body: map[string]any{"login": "nobody", "password": "wrong"}}
	})
	cell("POST /auth/refresh", func(*fixture) call { return call{Method: "POST", Path: "/auth/refresh"} })
	cell("POST /auth/logout", func(*fixture) call {
		return call{Method: "POST", Path: "/auth/logout", Header: map[string]string{"X-Requested-With": "test"}}
	})
	cell("GET /me", get("/me"))
	cell("PATCH /me", func(*fixture) call { return call{Method: "PATCH", Path: "/me", Body: map[string]any{"locale": "en"}} })
	cell("POST /me/password", func(*fixture) call {
		return call{Method: "POST", Path: "/me/password", Body: map[string]any{"present_password": "x", "password": "y"}}
	})
	cell("GET /roles", get("/roles"))
	cell("GET /users", get("/users"))
	cell("POST /users", func(*fixture) call {
		return call{Method: "POST", Path: "/users", Body: map[string]any{"login": "u" + uuid.NewString()[:8], "name": "新人", "division": community}}
	})
	cell("GET /users/:id", func(f *fixture) call { return call{Method: "GET", Path: "/users/" + f.target()} })
	cell("PATCH /users/:id", func(f *fixture) call {
		return call{Method: "PATCH", Path: "/users/" + f.target(), Body: map[string]any{"name": "改名"}, Header: map[string]string{"If-Match": `"1"`}}
	})
	cell("POST /users/:id/reset-password", func(f *fixture) call { return call{Method: "POST", Path: "/users/" + f.target() + "/reset-password"} })
	cell("GET /users/:id/grants", func(f *fixture) call { return call{Method: "GET", Path: "/users/" + f.target() + "/grants"} })
	cell("POST /users/:id/grants", func(f *fixture) call {
		return call{Method: "POST", Path: "/users/" + f.target() + "/grants", Body: map[string]any{"role": "case_worker", "division": community2}}
	})
	cell("DELETE /users/:id/grants/:grant", func(f *fixture) call {
		var id string
		must(f.T, f.DB.Read(f.Context()).Raw("SELECT id::text FROM grants WHERE user_id = ? AND role = 'supplier'", f.target()).Scan(&id).Error)
		if id == "" {
			ctx := authz.System(f.Context())
			g, err := f.API.Org.AddGrant(ctx, uuid.MustParse(f.target()), authz.Grant{Role: authz.Supplier, Division: community})
			must(f.T, err)
			id = g.ID.String()
		}
		return call{Method: "DELETE", Path: "/users/" + f.target() + "/grants/" + id}
	})
	cell("POST /users/:id/unlock", func(f *fixture) call { return call{Method: "POST", Path: "/users/" + f.target() + "/unlock"} })
	cell("GET /users/:id/sessions", func(f *fixture) call { return call{Method: "GET", Path: "/users/" + f.target() + "/sessions"} })
	cell("DELETE /users/:id/sessions", func(f *fixture) call { return call{Method: "DELETE", Path: "/users/" + f.target() + "/sessions"} })
	cell("DELETE /users/:id/sessions/:session", func(f *fixture) call {
		var id string
		must(f.T, f.DB.Read(f.Context()).Raw(`INSERT INTO sessions (id, user_id, created_at, expires_at, address, agent)
 VALUES (gen_random_uuid(), ?, now(), now() + interval '1 day', '192.0.2.1', 'test') RETURNING id::text`, f.target()).Scan(&id).Error)
		return call{Method: "DELETE", Path: "/users/" + f.target() + "/sessions/" + id}
	})
	cell("GET /organisations", get("/organisations"))
	cell("POST /organisations", func(*fixture) call {
		return call{Method: "POST", Path: "/organisations", Body: organisationBody(community)}
	})
	cell("GET /organisations/:id", func(f *fixture) call { return call{Method: "GET", Path: "/organisations/" + f.organisation()} })
	cell("PUT /organisations/:id", func(f *fixture) call {
		return call{Method: "PUT", Path: "/organisations/" + f.organisation(), Body: organisationBody(community), Header: map[string]string{"If-Match": `"1"`}}
	})
	cell("GET /history", func(*fixture) call { return call{Method: "GET", Path: "/history"} })
	cell("GET /events", get("/events"))
	cell("GET /history/:subject/:id", func(f *fixture) call { return call{Method: "GET", Path: "/history/organisation/" + f.organisation()} })
	cell("GET /audit/verification", get("/audit/verification"))
}
