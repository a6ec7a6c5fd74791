package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// target is one kind of request against one server on this machine.
type target struct {
	Name string
	Addr string
	Next func(worker, n int) []byte // the raw HTTP/1.1 request
	Want int                        // the status every answer must have
}

// request writes a raw request.
func request(method, path, token string, body []byte, header ...string) []byte {
	b := fmt.Appendf(nil, "%s %s HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer %s\r\n", method, path, token)
	for _, h := range header {
		b = append(b, h+"\r\n"...)
	}
	if body != nil {
		b = fmt.Appendf(b, "Content-Type: application/json\r\nContent-Length: %d\r\n", len(body))
	}
	return append(append(b, "\r\n"...), body...)
}

// subject does one thing as often as it can for so long and gives how often a second.
type subject func(ctx context.Context, d time.Duration) (float64, error)

// load sends requests over all connections. A client of net/http would take more of the cores than the servers
// that are compared, hence plain connections.
func load(t target) subject {
	return func(ctx context.Context, d time.Duration) (float64, error) {
		return repeat(ctx, t.Name, d, func(ctx context.Context, w int, done func()) error { return worker(ctx, t, w, done) })
	}
}

// repeat runs work on all connections at once until the time is over.
func repeat(ctx context.Context, name string, d time.Duration, work func(ctx context.Context, w int, done func()) error) (float64, error) {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	var done atomic.Int64
	errs := make(chan error, connections)
	var wg sync.WaitGroup
	start := time.Now()
	for w := range connections {
		wg.Go(func() {
			if err := work(ctx, w, func() { done.Add(1) }); err != nil {
				errs <- err
				cancel()
			}
		})
	}
	wg.Wait()
	took := time.Since(start)
	select {
	case err := <-errs:
		return 0, fmt.Errorf("%s: %w", name, err)
	default:
		return float64(done.Load()) / took.Seconds(), nil
	}
}

func worker(ctx context.Context, t target, w int, done func()) error {
	conn, err := net.Dial("tcp", t.Addr)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	in := bufio.NewReaderSize(conn, 64<<10)
	for n := 0; ctx.Err() == nil; n++ {
		if err := exchange(conn, in, t.Next(w, n), t.Want); err != nil {
			return err
		}
		done()
	}
	return nil
}

func exchange(conn net.Conn, in *bufio.Reader, raw []byte, want int) error {
	if _, err := conn.Write(raw); err != nil {
		return err
	}
	res, err := http.ReadResponse(in, nil)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode != want {
		return fmt.Errorf("status %d: %.300s", res.StatusCode, body)
	}
	return nil
}

// once sends one request.
func once(t target) error {
	conn, err := net.Dial("tcp", t.Addr)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if err := exchange(conn, bufio.NewReader(conn), t.Next(0, 0), t.Want); err != nil {
		return fmt.Errorf("%s: %w", t.Name, err)
	}
	return nil
}

// compare runs all subjects in turn, several times, and gives the median of the ratios of the first to each of
// the others, so that a slow moment of the machine falls on all. One round more, before, only warms up, unless the subjects are no loops.
func compare(ctx context.Context, rounds int, d time.Duration, subjects ...subject) (ratios, speeds []float64, err error) {
	all, ratio := make([][]float64, len(subjects)), make([][]float64, len(subjects))
	first := -1
	if d == 0 {
		first = 0
	}
	for round := first; round < rounds; round++ {
		for i, s := range subjects {
			speed, err := s(ctx, d)
			if err != nil {
				return nil, nil, err
			}
			if round >= 0 {
				all[i] = append(all[i], speed)
				ratio[i] = append(ratio[i], all[0][round]/speed)
			}
		}
	}
	for i := range subjects {
		ratios, speeds = append(ratios, median(ratio[i])), append(speeds, median(all[i]))
	}
	return ratios, speeds, nil
}
