// Package api is the HTTP edge: routes, conventions, the contract. It holds no SQL and no rules.
package api

import (
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/labstack/echo/v4"
	"gocloud.dev/blob"

	"github.com/fourthirty/fourthirty/pkg/attendance"
	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/calendar"
	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division/register"
	"github.com/fourthirty/fourthirty/pkg/enrolment"
	"github.com/fourthirty/fourthirty/pkg/event"
	"github.com/fourthirty/fourthirty/pkg/facility"
	"github.com/fourthirty/fourthirty/pkg/investment"
	"github.com/fourthirty/fourthirty/pkg/org"
	"github.com/fourthirty/fourthirty/pkg/people"
	"github.com/fourthirty/fourthirty/pkg/program"
	"github.com/fourthirty/fourthirty/pkg/secret"
	"github.com/fourthirty/fourthirty/pkg/statistics"
	"github.com/fourthirty/fourthirty/pkg/task"
)

// Prefix is where the versioned API begins.
const Prefix = "/api/v1"

// API serves the platform over HTTP.
type API struct {
	DB         *db.DB
	Secret     *secret.Box
	Org        *org.Service
	Facility   *facility.Service
	Imports    *facility.Imports
	Calendar   *calendar.Service
	People     *people.Service
	Enrolment  *enrolment.Service
	Attendance *attendance.Service
	Task       *task.Service
	Division   *register.Service
	Statistics *statistics.Service
	Investment *investment.Service
	Program    *program.Service
	Event      *event.Service

	Config Config
	routes []Route
	limits *limiter
}

// Config is what an operator may set about the edge.
type Config struct {
	BodyLimit      int64          // bytes of a JSON body
	UploadLimit    int64          // bytes of an uploaded file
	Timeout        time.Duration  // of one request
	RequestsMinute int            // per signed-in user; anonymous addresses get the same
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed
	AllowedOrigins []string       // whose scripts may call the API from a browser; none as installed
	SecureCookies  bool           // set when the site is served over HTTPS
	Files          *blob.Bucket   // where uploaded files are kept; in memory when nil
	TileURL        string         // optional background of the map, shown to the interface
	OutlinesURL    string         // optional outlines on the map, as GeoJSON
	Clock          func() time.Time
	Log            *slog.Logger
}

// Route is one operation: who may call it, and what serves it.
type Route struct {
	Method     string
	Path       string // below Prefix, with :parameters
	Permission authz.Permission
	Access     Access
}

// Access says what a caller needs besides a permission.
type Access int

// The kinds of access. The zero value is a permission, so a route that names nothing is refused at start.
const (
	NeedsPermission Access = iota
	NeedsSession
	Public
)

// Handler builds the router.
func (a *API) Handler() *echo.Echo {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.HTTPErrorHandler = a.answerError
	e.JSONSerializer = serializer{}
	e.IPExtractor = addressFrom(a.Config.TrustedProxies)
	a.routes = nil
	a.limits = newLimiter(a.Config.RequestsMinute, a.Config.Clock)
	e.Use(a.observe, a.recoverPanic, a.secureHeaders, a.cleanInput)
	a.allowOrigins(e)
	r := &router{api: a, group: e.Group(Prefix)}
	for _, domain := range a.domains() {
		domain(r)
	}
	a.operations(e)
	a.pages(e)
	return e
}

// domains lists the route tables, one a domain.
func (a *API) domains() []func(*router) {
	return []func(*router){
		a.authRoutes,
		a.userRoutes,
		a.organisationRoutes,
		a.divisionRoutes,
		a.calendarRoutes,
		a.facilityRoutes,
		a.spaceRoutes,
		a.terminalRoutes,
		a.inspectionRoutes,
		a.openingRoutes,
		a.importRoutes,
		a.childRoutes,
		a.guardianRoutes,
		a.consentRoutes,
		a.enrolmentRoutes,
		a.attendanceRoutes,
		a.taskRoutes,
		a.investmentRoutes,
		a.statisticsRoutes,
		a.seriesRoutes,
		a.programmeRoutes,
		a.cohortRoutes,
		a.timetableRoutes,
		a.programmeSessionRoutes,
		a.leaderRoutes,
		a.eventRoutes,
	}
}

// Routes lists every operation of the API, for the walks over it.
func (a *API) Routes() []Route { return a.routes }

// router registers routes of a domain, each with what it needs.
type router struct {
	api   *API
	group *echo.Group
}

func (r *router) add(route Route, h echo.HandlerFunc) {
	if route.Access == NeedsPermission && route.Permission == "" {
		panic("api: route without permission: " + route.Method + " " + route.Path)
	}
	a := r.api
	a.routes = append(a.routes, route)
	// Middleware hangs on the route: on the group it would turn every 405 into a 404.
	r.group.Add(route.Method, route.Path, h, a.deadline, a.authenticate, a.limitRate, a.limitBody, guard(route))
}

func (r *router) get(path string, p authz.Permission, h echo.HandlerFunc) {
	r.add(Route{Method: http.MethodGet, Path: path, Permission: p}, h)
}

func (r *router) post(path string, p authz.Permission, h echo.HandlerFunc) {
	r.add(Route{Method: http.MethodPost, Path: path, Permission: p}, h)
}

func (r *router) put(path string, p authz.Permission, h echo.HandlerFunc) {
	r.add(Route{Method: http.MethodPut, Path: path, Permission: p}, h)
}

func (r *router) patch(path string, p authz.Permission, h echo.HandlerFunc) {
	r.add(Route{Method: http.MethodPatch, Path: path, Permission: p}, h)
}

func (r *router) delete(path string, p authz.Permission, h echo.HandlerFunc) {
	r.add(Route{Method: http.MethodDelete, Path: path, Permission: p}, h)
}

// guard refuses a caller who lacks the permission everywhere. Where they hold it is checked in the domain.
func guard(route Route) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if err := allow(c, route); err != nil {
				return err
			}
			return next(c)
		}
	}
}
