package main

import (
	"context"
	"fmt"

	"github.com/fourthirty/fourthirty/pkg/demo"
)

// seedDemo fills an empty database and shows the demo accounts. Their passwords are known only now.
func seedDemo(ctx context.Context, a *app) error {
	accounts, err := demo.Seed(ctx, demo.Services{
		DB: a.api.DB, Org: a.api.Org, Division: a.api.Division, Facility: a.api.Facility, Investment: a.api.Investment,
	})
	if err != nil {
		return err
	}
	fmt.Println("\nDemo accounts (演示账号):")
	for _, account := range accounts {
		password := account.Password
		if password == "" {
			password = "(shown at the first start; fourthirty user password --login " + account.Login + " makes a new one)"
		}
		fmt.Printf("  %-16s %-24s %s, %s\n", account.Login, password, account.Role, account.Place)
	}
	fmt.Println()
	return nil
}
