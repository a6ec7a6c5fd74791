package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/riverqueue/river"

	"github.com/fourthirty/fourthirty/pkg/attendance"
	"github.com/fourthirty/fourthirty/pkg/enrolment"
	"github.com/fourthirty/fourthirty/pkg/facility"
	"github.com/fourthirty/fourthirty/pkg/job"
)

func serveCommand() *cobra.Command {
	var demo bool
	cmd := &cobra.Command{Use: "serve", Short: "Serve the API and the interface", Args: cobra.NoArgs,
		RunE: withApp(func(ctx context.Context, a *app) error {
			if demo {
				if err := seedDemo(ctx, a); err != nil {
					return err
				}
			}
			return serve(ctx, a)
		})}
	cmd.Flags().BoolVar(&demo, "demo", false, "fill an empty database with marked demo data and demo accounts")
	return cmd
}

// stopTime is how long requests in flight may take to end after a signal.
const stopTime = 10 * time.Second

// serve answers until the context ends; then it lets requests in flight finish.
func serve(ctx context.Context, a *app) error {
	listener, err := net.Listen("tcp", a.config.Addr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	background, stopBackground := context.WithCancel(ctx)
	defer stopBackground()
	if err := a.startBackground(background); err != nil {
		return err
	}
	server := &http.Server{Handler: a.api.Handler(), ReadHeaderTimeout: 5 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	fmt.Printf("Fourthirty is ready: http://%s\n", listener.Addr())
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-a.databaseGone():
		return errors.New("the embedded PostgreSQL has stopped")
	case <-ctx.Done():
	}
	slog.Info("stopping")
	shutdown, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	if err := server.Shutdown(shutdown); err != nil {
		return fmt.Errorf("shutdown: %w", err)
	}
	return nil
}

func (a *app) databaseGone() <-chan struct{} {
	if a.server == nil {
		return nil
	}
	return a.server.Done()
}

// workers are those who work jobs off.
func (a *app) workers(all *river.Workers) {
	a.api.Imports.Register(all)
	a.api.Enrolment.Register(all)
	a.api.Attendance.Register(all)
}

// startBackground runs what works beside the requests.
func (a *app) startBackground(ctx context.Context) error {
	go a.api.Event.Run(ctx, time.Second)
	go a.api.Run(ctx, time.Hour)
	if err := a.api.Imports.Resume(ctx); err != nil {
		return err
	}
	jobs, err := job.Start(context.WithoutCancel(ctx), a.api.DB, slog.Default(), a.workers,
		job.Daily(facility.ImportSweepJob{}), job.Every(time.Minute, enrolment.ExpiryJob{}), job.Every(time.Minute, attendance.AlertJob{}))
	if err != nil {
		return err
	}
	a.jobs = jobs
	return nil
}
