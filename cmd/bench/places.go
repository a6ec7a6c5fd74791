package main

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
)

// places are what requests ask for: cities with more than 50 facilities, facilities, and communities.
type places struct{ Cities, Facilities, Communities []string }

func (w *world) findPlaces(ctx context.Context, database string) (p places, err error) {
	err = w.owner(ctx, database, func(conn *pgx.Conn) error {
		for _, q := range []struct {
			to  *[]string
			sql string
		}{
			{&p.Cities, "SELECT substr(division, 1, 4) || '00000000' FROM facilities GROUP BY 1 HAVING count(*) > 60 ORDER BY random() LIMIT 200"},
			{&p.Facilities, "SELECT id::text FROM facilities ORDER BY random() LIMIT 5000"},
			{&p.Communities, "SELECT code FROM divisions d WHERE level = 5 AND NOT EXISTS (SELECT FROM facilities WHERE division = d.code) ORDER BY random() LIMIT 50000"},
		} {
			rows, err := conn.Query(ctx, q.sql)
			if err != nil {
				return err
			}
			if *q.to, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
				return err
			}
		}
		return nil
	})
	return p, err
}

// pick takes one of a list in an order that differs between workers.
func pick(all []string, worker, n int) string { return all[(worker*7919+n)%len(all)] }

const api = "/api/v1"

func (p places) list(c *child) target {
	return target{"list of 50 facilities of a city", c.Addr, func(w, n int) []byte {
		return request(http.MethodGet, api+"/facilities?limit=50&division="+pick(p.Cities, w, n), c.Token, nil)
	}, http.StatusOK}
}

func (p places) get(c *child) target {
	return target{"get a facility by id", c.Addr, func(w, n int) []byte {
		return request(http.MethodGet, api+"/facilities/"+pick(p.Facilities, w, n), c.Token, nil)
	}, http.StatusOK}
}

// made numbers the facilities that are registered, for names and keys that no other has.
var made atomic.Int64

func (p places) create(c *child) target {
	return target{"register a facility", c.Addr, func(_, _ int) []byte {
		i := made.Add(1)
		return request(http.MethodPost, api+"/facilities", c.Token, p.body(int(i)), fmt.Sprintf("Idempotency-Key: %d-%d", time.Now().UnixNano(), i))
	}, http.StatusCreated}
}

func (p places) body(i int) []byte {
	return fmt.Appendf(nil, `{"name":"第%d号儿童服务站","division":%q,"kind":"service_station","address":"人民路%d号","floor_area_m2":320.5,`+
		`"activity_area_m2":240,"contact_name":"负责人","accessibility":["ramp","accessible_toilet"],"status":"open",`+
		`"confirm":["possible_duplicate"]}`, i, pick(p.Communities, 0, i), i)
}
