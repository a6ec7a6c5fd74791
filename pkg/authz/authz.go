// Package authz decides who may do what where. A grant is a role in a territory: a division with all
// below it, and for some roles only the records of one organisation.
package authz

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Grant is one role held in one territory.
type Grant struct {
	Role           Role          `json:"role"`
	Division       division.Code `json:"division"`
	OrganisationID *uuid.UUID    `json:"organisation_id,omitempty"`
}

// Actor is who a request or a job works for.
type Actor struct {
	UserID             uuid.UUID
	SessionID          uuid.UUID
	Login              string
	Name               string
	Locale             string
	RequestID          string
	Grants             []Grant
	MustChangePassword bool // until then nothing but that is allowed
	system             bool
}

type actorKey struct{}

// WithActor puts the actor into ctx.
func WithActor(ctx context.Context, a *Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// From returns the actor of ctx; a nameless one without grants when there is none.
func From(ctx context.Context) *Actor {
	if a, ok := ctx.Value(actorKey{}).(*Actor); ok {
		return a
	}
	return &Actor{}
}

// System marks work that no person asked for: seeding, jobs, commands on the server itself.
func System(ctx context.Context) context.Context {
	return WithActor(ctx, &Actor{Login: "system", Name: "system", system: true})
}

// IsSystem reports whether the actor is the system itself.
func (a *Actor) IsSystem() bool { return a.system }

// May reports whether the actor holds the permission anywhere.
func (a *Actor) May(p Permission) bool {
	return a.system || slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Role.may(p) })
}

// Permissions lists every permission the actor holds somewhere, sorted.
func (a *Actor) Permissions() []Permission {
	var all []Permission
	for _, g := range a.Grants {
		all = append(all, Permissions(g.Role)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Territory returns the grants under which the actor holds the permission.
func Territory(ctx context.Context, p Permission) []Grant {
	var held []Grant
	for _, g := range From(ctx).everywhere() {
		if g.Role.may(p) {
			held = append(held, g)
		}
	}
	return held
}

// Ranges is every division in which the actor holds any grant, as a PostgreSQL int8multirange: what row-level
// security lets it see at most.
func Ranges(ctx context.Context) string {
	var all []string
	for _, g := range From(ctx).everywhere() {
		lo, hi := g.Division.Range()
		all = append(all, "["+string(lo)+","+string(hi)+")")
	}
	return "{" + strings.Join(all, ",") + "}"
}

func (a *Actor) everywhere() []Grant {
	if a.system {
		return []Grant{{Role: Administrator, Division: division.Country}}
	}
	return a.Grants
}

// Within limits a query to the rows the actor holds the permission for. column holds the 12-digit
// division of a row; organisation, when given, the columns of which a grant's organisation must equal one.
func Within(ctx context.Context, p Permission, column string, organisation ...string) func(*gorm.DB) *gorm.DB {
	grants := Territory(ctx, p)
	return func(tx *gorm.DB) *gorm.DB {
		if len(grants) == 0 {
			return tx.Where("false")
		}
		terms, args := make([]string, 0, len(grants)), make([]any, 0, 2*len(grants))
		for _, g := range grants {
			term, values, all := within(g, column, organisation)
			if all {
				return tx
			}
			terms, args = append(terms, term), append(args, values...)
		}
		return tx.Where("("+strings.Join(terms, " OR ")+")", args...)
	}
}

func within(g Grant, column string, organisation []string) (term string, args []any, all bool) {
	var terms []string
	if g.Division != division.Country {
		lo, hi := g.Division.Range()
		terms, args = append(terms, column+" >= ? AND "+column+" < ?"), append(args, lo, hi)
	}
	if g.OrganisationID != nil {
		if len(organisation) == 0 { // the table knows no organisation, so such a grant opens nothing in it
			return "false", nil, false
		}
		own := make([]string, len(organisation))
		for i, o := range organisation {
			own[i], args = o+" = ?", append(args, *g.OrganisationID)
		}
		terms = append(terms, "("+strings.Join(own, " OR ")+")")
	}
	return strings.Join(terms, " AND "), args, len(terms) == 0
}

// Check answers nil when the actor holds the permission for a record in division d (of one of the
// organisations, when its grant is limited to one), "not_found" when the record lies outside every
// territory of the actor, and "forbidden" when it lies inside but the permission is missing.
func Check(ctx context.Context, p Permission, d division.Code, organisations ...*uuid.UUID) error {
	a := From(ctx)
	if a.system {
		return nil
	}
	inside := false
	for _, g := range a.Grants {
		if !g.covers(d, organisations) {
			continue
		}
		if g.Role.may(p) {
			return nil
		}
		inside = true
	}
	if inside {
		return fault.New(fault.Forbidden, "forbidden", "permission", p)
	}
	return fault.New(fault.NotFound, "not_found")
}

func (g Grant) covers(d division.Code, organisations []*uuid.UUID) bool {
	if !g.Division.Contains(d) {
		return false
	}
	if g.OrganisationID == nil {
		return true
	}
	return slices.ContainsFunc(organisations, func(o *uuid.UUID) bool { return o != nil && *o == *g.OrganisationID })
}

// CheckAnywhere answers "forbidden" unless the actor holds the permission in some territory.
func CheckAnywhere(ctx context.Context, p Permission) error {
	if From(ctx).May(p) {
		return nil
	}
	return fault.New(fault.Forbidden, "forbidden", "permission", p)
}

// CheckAlong answers "not_found" unless the division lies in the actor's territory or, because it leads
// there, above it.
func CheckAlong(ctx context.Context, p Permission, code division.Code) error {
	if err := CheckAnywhere(ctx, p); err != nil {
		return err
	}
	for _, g := range Territory(ctx, p) {
		if code.Contains(g.Division) || g.Division.Contains(code) {
			return nil
		}
	}
	return fault.New(fault.NotFound, "not_found")
}

// CheckGrant answers "grant_exceeds_own" unless the actor holds every permission of the role in the
// whole territory of the grant. Nobody can grant what they do not hold.
func CheckGrant(ctx context.Context, g Grant) error {
	for _, p := range Permissions(g.Role) {
		if !slices.ContainsFunc(Territory(ctx, p), func(own Grant) bool { return own.includes(g) }) {
			return fault.New(fault.Forbidden, "grant_exceeds_own", "permission", p)
		}
	}
	return nil
}

func (g Grant) includes(other Grant) bool {
	if !g.Division.Contains(other.Division) {
		return false
	}
	return g.OrganisationID == nil || other.OrganisationID != nil && *g.OrganisationID == *other.OrganisationID
}
