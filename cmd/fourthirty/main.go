// Fourthirty is the operations platform of child-friendly communities: one program, one PostgreSQL.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// @title			Fourthirty
// @version		1.0
// @description	The operations platform of a child-friendly community: facilities and their coverage, programmes, visits, cases and bought services, for the people who run them.
// @contact.name	Fourthirty
// @license.name	Apache-2.0
// @BasePath		/api/v1
func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := root().ExecuteContext(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "fourthirty:", err)
		os.Exit(1)
	}
}
