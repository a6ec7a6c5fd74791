package main

import (
	"os"
	"regexp"
	"testing"
)

func TestTheTableOfSettingsInTheManualIsThatOfTheProgram(t *testing.T) {
	t.Parallel()
	manual, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile("(?m)^\\| `([A-Z_]+)` \\| (?:`([^`]*)`)? ?\\| (.*) \\|$").FindAllStringSubmatch(string(manual), -1)
	if len(rows) != len(settings) {
		t.Fatalf("%d settings in the manual, %d in the program", len(rows), len(settings))
	}
	for i, row := range rows {
		if got := (setting{row[1], row[2], row[3]}); got != settings[i] {
			t.Errorf("the manual says %q, the program %q", got, settings[i])
		}
	}
}

func TestAFlagComesBeforeTheEnvironment(t *testing.T) {
	t.Setenv("FOURTHIRTY_ADDR", "127.0.0.1:1")
	t.Setenv("FOURTHIRTY_BODY_LIMIT", "1000")
	cmd := root()
	if err := cmd.ParseFlags([]string{"--addr", "127.0.0.1:2"}); err != nil {
		t.Fatal(err)
	}
	if err := settingsFromFlags(cmd); err != nil {
		t.Fatal(err)
	}
	c, err := readConfig()
	if err != nil || c.Addr != "127.0.0.1:2" || c.API.BodyLimit != 1000 {
		t.Fatalf("%+v %v", c, err)
	}
	if cmd.PersistentFlags().Lookup("key") != nil {
		t.Fatal("the key can be given where every process sees it")
	}
}

func TestAProgramThatListensEverywhereIsReachedNearby(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]string{":4300": "127.0.0.1:4300", "0.0.0.0:80": "127.0.0.1:80", "[::]:80": "127.0.0.1:80", "10.0.0.1:80": "10.0.0.1:80", "host:1": "host:1"} {
		if got, err := nearAddress(addr); err != nil || got != want {
			t.Errorf("%s: %s %v", addr, got, err)
		}
	}
}
