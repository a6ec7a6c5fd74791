// Openapi writes the contract: swag annotations -> Swagger 2.0 -> OpenAPI 3, as openapi.yaml for people and
// clients and as the copies in api/ that the program carries.
package main

import (
	"encoding/json"
	"io"
	"log"
	"os"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/swaggo/swag"
	"gopkg.in/yaml.v3"
)

func main() {
	doc, err := generate()
	if err != nil {
		log.Fatal(err)
	}
	if err := write(doc); err != nil {
		log.Fatal(err)
	}
}

func generate() (*openapi3.T, error) {
	p := swag.New(swag.SetDebugger(log.New(io.Discard, "", 0)), swag.SetParseDependency(0), swag.SetStrict(true), swag.ParseUsingGoList(true))
	p.RequiredByDefault = false
	if err := p.ParseAPIMultiSearchDir([]string{"cmd/fourthirty", "api", "pkg"}, "main.go", 100); err != nil {
		return nil, err
	}
	data, err := p.GetSwagger().MarshalJSON()
	if err != nil {
		return nil, err
	}
	var old openapi2.T
	if err := json.Unmarshal(data, &old); err != nil {
		return nil, err
	}
	doc, err := openapi2conv.ToV3(&old)
	if err != nil {
		return nil, err
	}
	refine(doc)
	if data, err = doc.MarshalJSON(); err != nil {
		return nil, err
	}
	loader := openapi3.NewLoader()
	if doc, err = loader.LoadFromData(rename(doc, data)); err != nil {
		return nil, err
	}
	return doc, doc.Validate(loader.Context)
}

func write(doc *openapi3.T) error {
	data, err := json.MarshalIndent(doc, "", " ")
	if err != nil {
		return err
	}
	var ordered yaml.Node
	if err := yaml.Unmarshal(data, &ordered); err != nil {
		return err
	}
	block(&ordered)
	text, err := yaml.Marshal(&ordered)
	if err != nil {
		return err
	}
	for name, content := range map[string][]byte{"openapi.yaml": text, "api/openapi.gen.yaml": text, "api/openapi.gen.json": append(data, '\n')} {
		if err := os.WriteFile(name, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// block turns the flow style that JSON parses to into YAML's usual block style.
func block(n *yaml.Node) {
	n.Style = 0
	for _, c := range n.Content {
		block(c)
	}
}
