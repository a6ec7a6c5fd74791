package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/org"
)

func root() *cobra.Command {
	cmd := &cobra.Command{Use: "fourthirty", Short: "Operations platform of child-friendly communities", SilenceUsage: true, SilenceErrors: true,
		Long:              "Operations platform of child-friendly communities.\n\nSettings, by environment; a flag comes first:\n" + settingsTable(),
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return settingsFromFlags(cmd) }}
	addSettingFlags(cmd)
	cmd.AddCommand(serveCommand(), healthCommand(), migrateCommand(), userCommand(), auditCommand(), backupCommand(), restoreCommand(), statisticsCommand())
	return cmd
}

func settingsTable() string {
	var b strings.Builder
	for _, s := range settings {
		fmt.Fprintf(&b, "  %-28s %s (%q)\n", s.Name, s.Meaning, s.Standard)
	}
	return b.String()
}

// withApp runs do on an opened program, as the system.
func withApp(do func(ctx context.Context, a *app) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, _ []string) error {
		a, err := openApp(cmd.Context())
		if err != nil {
			return err
		}
		defer a.close()
		return do(authz.System(cmd.Context()), a)
	}
}

func migrateCommand() *cobra.Command {
	return &cobra.Command{Use: "migrate", Short: "Bring the database to the newest version", Args: cobra.NoArgs,
		RunE: withApp(func(context.Context, *app) error { return nil })}
}

func auditCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "audit", Short: "The event chain"}
	var head string
	verify := &cobra.Command{Use: "verify", Short: "Walk the event chain and show every breach", Args: cobra.NoArgs,
		RunE: withApp(func(ctx context.Context, a *app) error {
			if err := sealOnce(ctx, a.api.Event); err != nil {
				return err
			}
			v, err := a.api.Event.Verify(ctx, head)
			if err != nil {
				return err
			}
			if err := print(v); err != nil {
				return err
			}
			if !v.Intact {
				return errors.New("the event chain is broken")
			}
			return nil
		})}
	verify.Flags().StringVar(&head, "head", "", "a head noted earlier and kept elsewhere: shows that the end was not cut off")
	cmd.AddCommand(verify)
	return cmd
}

func print(v any) error {
	e := json.NewEncoder(os.Stdout)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

func userCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "user", Short: "Accounts"}
	var login, name, role, code string
	var stdin bool
	create := &cobra.Command{Use: "create", Short: "Create an account with one grant", Args: cobra.NoArgs,
		RunE: withApp(func(ctx context.Context, a *app) error {
			password, err := readPassword(stdin)
			if err != nil {
				return err
			}
			if name == "" {
				name = login
			}
			u, err := a.api.Org.CreateUser(ctx, org.UserInput{Login: login, Name: name, Division: division.Code(code), Password: password})
			if err != nil {
				return err
			}
			if _, err := a.api.Org.AddGrant(ctx, u.ID, authz.Grant{Role: authz.Role(role), Division: division.Code(code)}); err != nil {
				return err
			}
			if u.Password != "" {
				fmt.Println("password:", u.Password)
			}
			return sealOnce(ctx, a.api.Event)
		})}
	f := create.Flags()
	f.StringVar(&login, "login", "", "login name")
	f.StringVar(&name, "name", "", "the person's name; the login when empty")
	f.StringVar(&role, "role", "", "role: administrator, officer, ...")
	f.StringVar(&code, "division", string(division.Country), "12-digit code of the territory")
	f.BoolVar(&stdin, "password-stdin", false, "read the password from standard input; otherwise one is made and shown")
	_ = create.MarkFlagRequired("login")
	_ = create.MarkFlagRequired("role")
	cmd.AddCommand(create, passwordCommand())
	return cmd
}

// passwordCommand is for the day on which nobody can sign in any more who could do it in the console.
func passwordCommand() *cobra.Command {
	var login string
	cmd := &cobra.Command{Use: "password", Short: "Give an account a new password, shown once", Args: cobra.NoArgs,
		RunE: withApp(func(ctx context.Context, a *app) error {
			u, err := a.api.Org.UserByLogin(ctx, login)
			if err != nil {
				return err
			}
			made, err := a.api.Org.ResetPassword(ctx, u.ID)
			if err != nil {
				return err
			}
			fmt.Println("password:", made.Password)
			return sealOnce(ctx, a.api.Event)
		})}
	cmd.Flags().StringVar(&login, "login", "", "login name")
	_ = cmd.MarkFlagRequired("login")
	return cmd
}

func readPassword(stdin bool) (string, error) {
	if !stdin {
		return "", nil
	}
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read password: %w", err)
	}
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", errors.New("no password on standard input")
	}
	return line, nil
}
