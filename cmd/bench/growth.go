package main

import (
	"context"
	"fmt"
	"net/http"
)

func national(c *child) target {
	return target{"national statistics by province", c.Addr, func(int, int) []byte {
		return request(http.MethodGet, api+"/statistics/facilities?division=000000000000&breakdown=true", c.Token, nil)
	}, http.StatusOK}
}

// counting measures section d.
func (b *bench) counting(ctx context.Context, ours *child) error {
	country, get := national(ours), b.places.get(ours)
	ratios, speeds, err := compare(ctx, rounds, b.length, load(country), load(get))
	if err != nil {
		return err
	}
	b.addDuration("d", country.Name+" : "+get.Name, 1/ratios[1], 5, speeds)
	return nil
}

// growth measures section e: the same questions where there are ten times the facilities.
func (b *bench) growth(ctx context.Context, ours *child) error {
	tenfold, err := b.platform(ctx, large)
	if err != nil {
		return err
	}
	defer tenfold.stop()
	places, err := b.findPlaces(ctx, large)
	if err != nil {
		return err
	}
	places.Cities = b.places.Cities
	for _, pair := range [][2]target{
		{places.list(tenfold), b.places.list(ours)}, {places.get(tenfold), b.places.get(ours)}, {national(tenfold), national(ours)},
	} {
		ratios, speeds, err := compare(ctx, rounds, b.length, load(pair[0]), load(pair[1]))
		if err != nil {
			return err
		}
		b.addDuration("e", fmt.Sprintf("%s, %d facilities : %d", pair[0].Name, 10*facilities, facilities), 1/ratios[1], 1.2, speeds)
	}
	return nil
}
