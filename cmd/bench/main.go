// Bench measures the platform against bare SQL and against a server written by hand that runs the same
// statements, in one run on one machine, and prints ratios: absolute times mean nothing on a shared machine.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	by := flag.String("handwritten", "", "serve the hand-written handlers with the statements of this file instead of measuring")
	only := flag.String("only", "", "letters of the sections to run, all when empty")
	seconds := flag.Float64("seconds", 2, "length of one measurement")
	flag.Parse()
	slog.SetDefault(slog.New(slog.DiscardHandler))
	var err error
	if *by != "" {
		err = serveHandwritten(ctx, *by)
	} else {
		err = measure(ctx, *only, time.Duration(*seconds*float64(time.Second)))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func median(all []float64) float64 {
	all = slices.Sorted(slices.Values(all))
	return all[len(all)/2]
}

// row is one line of the table.
type row struct {
	Section string
	What    string
	Ratio   float64
	Aim     string
	Good    bool
	Detail  string
}

func (r row) print() {
	mark := "met"
	if r.Aim == "" {
		mark = ""
	} else if !r.Good {
		mark = "MISSED"
	}
	fmt.Printf("%-3s %-58s %8.2f  %-7s %-6s %s\n", r.Section, r.What, r.Ratio, r.Aim, mark, r.Detail)
}
