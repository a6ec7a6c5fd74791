// Command stop ends the PostgreSQL server that tests share, unless a test is using it.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/fourthirty/fourthirty/pkg/dbtest"
)

func main() {
	stopped, err := dbtest.Stop(context.Background())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if !stopped {
		fmt.Println("the test server is in use and was left running")
	}
}
