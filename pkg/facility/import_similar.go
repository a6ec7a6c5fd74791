package facility

import (
	"fmt"
	"math"

	"github.com/google/uuid"
	"github.com/lib/pq"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/gram"
)

// neighbour is a facility that a row may be a duplicate of.
type neighbour struct {
	id                  uuid.UUID
	name                string
	pairs               []string
	latitude, longitude *float64
	row                 int // 0: registered before
}

// neighbours are the facilities in the rows before, by division and kind and by where they are.
type neighbours struct {
	division map[string][]*neighbour
	square   map[string][]*neighbour
}

func newNeighbours() neighbours {
	return neighbours{map[string][]*neighbour{}, map[string][]*neighbour{}}
}

// crowd is how many neighbours a row is compared with at most.
const crowd = 200

// compare warns of rows that look like a facility registered already, or like a row before (never twice).
func (r *run) compare(tx *gorm.DB, batch []*entry) error {
	var fresh []*entry
	for _, e := range batch {
		if len(e.bad) == 0 && (e.before == nil || e.before.Name != e.after.Name || e.before.Division != e.after.Division) {
			fresh = append(fresh, e)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	inDivision, err := r.registeredInDivision(tx, fresh)
	if err != nil {
		return err
	}
	nearby, err := r.registeredNearby(tx, fresh)
	if err != nil {
		return err
	}
	for i, e := range fresh {
		at, pairs := key(string(e.after.Division), string(e.after.Kind)), gram.Pairs(e.after.Name)
		n := e.similar(pairs, alikeInDivision, inDivision[at], r.places.division[at])
		if n == nil {
			n = e.similar(pairs, alikeNearby, nearby[i], r.places.near(e.after))
		}
		e.warnSimilar(n)
		r.places.add(e, pairs)
	}
	return nil
}

func (e *entry) similar(pairs []string, bar float64, lists ...[]*neighbour) *neighbour {
	for _, list := range lists {
		for _, n := range list {
			if n.id != e.after.ID && share(pairs, n.pairs) >= bar {
				return n
			}
		}
	}
	return nil
}

func (e *entry) warnSimilar(n *neighbour) {
	switch {
	case n == nil:
	case n.row > 0:
		e.warnings = append(e.warnings, fault.Warning{Code: "import_similar_row", Field: "name", Params: fault.Params{"row": n.row, "name": n.name}})
	default:
		e.warnings = append(e.warnings, fault.Warning{Code: "import_similar", Field: "name", Params: fault.Params{"name": n.name}})
	}
}

type similarRow struct {
	N                    int
	ID                   uuid.UUID
	Name, Division, Kind string
}

func (r *run) registeredInDivision(tx *gorm.DB, fresh []*entry) (map[string][]*neighbour, error) {
	places, kinds := pq.StringArray{}, pq.StringArray{}
	for _, e := range fresh {
		places, kinds = append(places, string(e.after.Division)), append(kinds, string(e.after.Kind))
	}
	var rows []similarRow
	err := tx.Raw(`SELECT x.* FROM (SELECT DISTINCT * FROM unnest(CAST(? AS text[]), CAST(? AS text[])) AS w(division, kind)) w
 CROSS JOIN LATERAL (SELECT id, name, division, kind FROM facilities f WHERE f.division = w.division AND f.kind = w.kind AND f.status <> 'closed' LIMIT ?) x`,
		places, kinds, crowd).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("compare in division: %w", err)
	}
	found := map[string][]*neighbour{}
	for _, f := range rows {
		if !r.created[f.ID] {
			at := key(f.Division, f.Kind)
			found[at] = append(found[at], &neighbour{id: f.ID, name: f.Name, pairs: gram.Pairs(f.Name)})
		}
	}
	return found, nil
}

func (r *run) registeredNearby(tx *gorm.DB, fresh []*entry) (map[int][]*neighbour, error) {
	var numbers pq.Int64Array
	var lats, lons, dlats, dlons pq.Float64Array
	for i, e := range fresh {
		if e.after.Latitude != nil {
			dlat, dlon := degrees(*e.after.Latitude, nearbyMetres)
			numbers, lats, lons = append(numbers, int64(i)), append(lats, *e.after.Latitude), append(lons, *e.after.Longitude)
			dlats, dlons = append(dlats, dlat), append(dlons, dlon)
		}
	}
	found := map[int][]*neighbour{}
	if len(numbers) == 0 {
		return found, nil
	}
	var rows []similarRow
	err := tx.Raw(`SELECT w.n, x.* FROM unnest(CAST(? AS int[]), CAST(? AS float8[]), CAST(? AS float8[]), CAST(? AS float8[]), CAST(? AS float8[])) AS w(n, lat, lon, dlat, dlon)
 CROSS JOIN LATERAL (SELECT id, name, division, kind FROM facilities f WHERE f.latitude IS NOT NULL AND f.status <> 'closed'
  AND point(f.longitude, f.latitude) <@ box(point(w.lon - w.dlon, w.lat - w.dlat), point(w.lon + w.dlon, w.lat + w.dlat)) LIMIT 50) x`,
		numbers, lats, lons, dlats, dlons).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("compare nearby: %w", err)
	}
	for _, f := range rows {
		if !r.created[f.ID] && f.Kind == string(fresh[f.N].after.Kind) {
			found[f.N] = append(found[f.N], &neighbour{id: f.ID, name: f.Name, pairs: gram.Pairs(f.Name)})
		}
	}
	return found, nil
}

// squareSide is in degrees: at every latitude of China more than the distance looked at.
const squareSide = 0.002

func squareOf(kind Kind, latitude, longitude float64, north, east int) string {
	return fmt.Sprint(kind, int(math.Floor(latitude/squareSide))+north, ":", int(math.Floor(longitude/squareSide))+east)
}

func (n *neighbours) add(e *entry, pairs []string) {
	f := e.after
	next := &neighbour{id: f.ID, name: f.Name, pairs: pairs, latitude: f.Latitude, longitude: f.Longitude, row: e.row}
	at := key(string(f.Division), string(f.Kind))
	if len(n.division[at]) < crowd {
		n.division[at] = append(n.division[at], next)
	}
	if f.Latitude != nil {
		at := squareOf(f.Kind, *f.Latitude, *f.Longitude, 0, 0)
		if len(n.square[at]) < crowd/4 {
			n.square[at] = append(n.square[at], next)
		}
	}
}

// near are the facilities of the rows before within the distance looked at.
func (n *neighbours) near(f *Facility) []*neighbour {
	if f.Latitude == nil {
		return nil
	}
	var found []*neighbour
	lat, lon := degrees(*f.Latitude, nearbyMetres)
	for _, north := range []int{-1, 0, 1} {
		for _, east := range []int{-1, 0, 1} {
			for _, other := range n.square[squareOf(f.Kind, *f.Latitude, *f.Longitude, north, east)] {
				if math.Abs(*other.latitude-*f.Latitude) <= lat && math.Abs(*other.longitude-*f.Longitude) <= lon {
					found = append(found, other)
				}
			}
		}
	}
	return found
}
