package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/fourthirty/fourthirty/pkg/statistics"
)

// verification is what the check of the counters prints.
type verification struct {
	Consistent  bool                    `json:"consistent"`
	Differences []statistics.Difference `json:"differences"`
}

func statisticsCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "statistics", Short: "The counters of the counties"}
	cmd.AddCommand(&cobra.Command{Use: "verify", Short: "Count everything anew and show every counter that differs", Args: cobra.NoArgs,
		RunE: withApp(func(ctx context.Context, a *app) error {
			found, err := a.api.Statistics.Verify(ctx)
			if err != nil {
				return err
			}
			if err := print(verification{len(found) == 0, append([]statistics.Difference{}, found...)}); err != nil {
				return err
			}
			if len(found) > 0 {
				return fmt.Errorf("%d counters differ from what there is", len(found))
			}
			return nil
		})})
	return cmd
}
