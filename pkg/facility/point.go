package facility

import (
	"math"

	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Datum is the system in which coordinates are given. Chinese maps must shift theirs: GCJ-02 is the
// official shift, BD-09 one more on top of it.
type Datum string

// The datums.
const (
	WGS84 Datum = "wgs84"
	GCJ02 Datum = "gcj02"
	BD09  Datum = "bd09"
)

// Point is a place on the earth in degrees.
type Point struct {
	Latitude  float64 `json:"latitude" validate:"required"`
	Longitude float64 `json:"longitude" validate:"required"`
	Datum     Datum   `json:"datum,omitempty" enums:"wgs84,gcj02,bd09"` // wgs84 when left out
}

// China's box, with a margin; a point outside is unusual but not impossible (R: warned, not refused).
const (
	southmost, northmost = 3.0, 54.0
	westmost, eastmost   = 73.0, 136.0
)

func inChina(latitude, longitude float64) bool {
	return latitude >= southmost && latitude <= northmost && longitude >= westmost && longitude <= eastmost
}

// check refuses what lies off the planet or has latitude and longitude swapped, and warns of a point
// outside China.
func (p Point) check(in *fault.Fields) []fault.Warning {
	fault.OneOf(in, "point.datum", p.datum(), WGS84, GCJ02, BD09)
	switch {
	case p.Latitude == 0: // left out: no facility lies on the equator or the meridian of Greenwich
		in.Add("point.latitude", "required")
	case p.Longitude == 0:
		in.Add("point.longitude", "required")
	case math.Abs(p.Latitude) > 90 && math.Abs(p.Longitude) <= 90 && inChina(p.Longitude, p.Latitude),
		!inChina(p.Latitude, p.Longitude) && inChina(p.Longitude, p.Latitude):
		in.Add("point", "coordinates_swapped")
	case !(math.Abs(p.Latitude) <= 90):
		in.Add("point.latitude", "out_of_range", "min", -90, "max", 90)
	case !(math.Abs(p.Longitude) <= 180):
		in.Add("point.longitude", "out_of_range", "min", -180, "max", 180)
	case !inChina(p.Latitude, p.Longitude):
		return []fault.Warning{{Code: "coordinates_outside_china", Field: "point"}}
	}
	return nil
}

func (p Point) datum() Datum {
	if p.Datum == "" {
		return WGS84
	}
	return p.Datum
}

// wgs84 converts a point to the datum in which all are stored.
func (p Point) wgs84() (latitude, longitude float64) {
	latitude, longitude = p.Latitude, p.Longitude
	if p.datum() == BD09 {
		latitude, longitude = fromBD09(latitude, longitude)
	}
	if p.datum() == WGS84 || !inChina(latitude, longitude) {
		return latitude, longitude
	}
	return fromGCJ02(latitude, longitude)
}

// fromBD09 undoes Baidu's shift.
func fromBD09(latitude, longitude float64) (float64, float64) {
	const twist = math.Pi * 3000 / 180
	x, y := longitude-0.0065, latitude-0.006
	z := math.Hypot(x, y) - 0.00002*math.Sin(y*twist)
	theta := math.Atan2(y, x) - 0.000003*math.Cos(x*twist)
	return z * math.Sin(theta), z * math.Cos(theta)
}

// fromGCJ02 undoes the official shift by iteration, as it has no closed inverse; the rest is below a millimetre.
func fromGCJ02(latitude, longitude float64) (float64, float64) {
	lat, lon := latitude, longitude
	for range 10 {
		a, b := toGCJ02(lat, lon)
		lat, lon = lat+latitude-a, lon+longitude-b
	}
	return lat, lon
}

// toGCJ02 is the published form of the shift, on the Krasovsky 1940 ellipsoid.
func toGCJ02(latitude, longitude float64) (float64, float64) {
	const axis, eccentricity = 6378245.0, 0.00669342162296594323
	x, y := longitude-105, latitude-35
	waves := (20*math.Sin(6*x*math.Pi) + 20*math.Sin(2*x*math.Pi)) * 2 / 3
	dLat := -100 + 2*x + 3*y + 0.2*y*y + 0.1*x*y + 0.2*math.Sqrt(math.Abs(x)) + waves +
		(20*math.Sin(y*math.Pi)+40*math.Sin(y/3*math.Pi))*2/3 + (160*math.Sin(y/12*math.Pi)+320*math.Sin(y*math.Pi/30))*2/3
	dLon := 300 + x + 2*y + 0.1*x*x + 0.1*x*y + 0.1*math.Sqrt(math.Abs(x)) + waves +
		(20*math.Sin(x*math.Pi)+40*math.Sin(x/3*math.Pi))*2/3 + (150*math.Sin(x/12*math.Pi)+300*math.Sin(x/30*math.Pi))*2/3
	phi := latitude / 180 * math.Pi
	magic := 1 - eccentricity*math.Sin(phi)*math.Sin(phi)
	dLat = dLat * 180 / ((axis * (1 - eccentricity)) / (magic * math.Sqrt(magic)) * math.Pi)
	dLon = dLon * 180 / (axis / math.Sqrt(magic) * math.Cos(phi) * math.Pi)
	return latitude + dLat, longitude + dLon
}

// earth is its mean radius in metres.
const earth = 6371008.8

// distanceSQL is the great-circle distance in metres of a facility from (latitude, latitude, longitude).
const distanceSQL = `(2 * 6371008.8 * asin(least(1, sqrt(power(sin(radians(facilities.latitude - ?) / 2), 2) + cos(radians(?)) * cos(radians(facilities.latitude)) * power(sin(radians(facilities.longitude - ?) / 2), 2)))))`

// degrees is how many degrees of latitude and longitude a distance in metres spans at a latitude.
func degrees(latitude, metres float64) (lat, lon float64) {
	lat = metres / earth * 180 / math.Pi
	return lat, lat / math.Max(0.01, math.Cos(latitude*math.Pi/180))
}
