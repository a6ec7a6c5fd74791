package fault

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"
)

//go:embed catalogue.yaml
var catalogueYAML []byte

// Text is what a code says, in both interface languages.
type Text struct {
	EN string `yaml:"en"`
	ZH string `yaml:"zh"`
}

var catalogue = sync.OnceValue(func() map[string]Text {
	m := map[string]Text{}
	if err := yaml.Unmarshal(catalogueYAML, &m); err != nil {
		panic(fmt.Errorf("fault: catalogue.yaml: %w", err))
	}
	return m
})

// Lookup returns the texts of a code.
func Lookup(code string) (Text, bool) {
	t, ok := catalogue()[code]
	return t, ok
}

// Codes lists every code of the catalogue in alphabetical order.
func Codes() []string { return slices.Sorted(maps.Keys(catalogue())) }

// Say fills the text of a code in the language ("zh-CN" or "en"); an unknown code says itself.
func Say(lang, code string, params Params) string {
	t, ok := Lookup(code)
	if !ok {
		return code
	}
	s := t.ZH
	if strings.HasPrefix(lang, "en") {
		s = t.EN
	}
	for k, v := range params {
		s = strings.ReplaceAll(s, "{"+k+"}", fmt.Sprint(v))
	}
	return s
}
