package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/spf13/cobra"
)

// healthTime is how long the program may take to say that it is ready.
const healthTime = 5 * time.Second

func healthCommand() *cobra.Command {
	return &cobra.Command{Use: "health", Short: "Ask the serving program whether it is ready, for supervisors of containers", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return health(cmd.Context(), value("FOURTHIRTY_ADDR")) }}
}

func health(ctx context.Context, addr string) error {
	target, err := nearAddress(addr)
	if err != nil {
		return fmt.Errorf("FOURTHIRTY_ADDR: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, healthTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+target+"/readyz", http.NoBody)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready: %s", res.Status)
	}
	return nil
}

// nearAddress is where a program that listens on addr is reached from the same machine.
func nearAddress(addr string) (string, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", err
	}
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port), nil
}
