package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"sigs.k8s.io/yaml"
)

type definition struct {
	Spec struct {
		Names struct {
			Kind string `json:"kind"`
		} `json:"names"`
		Versions []struct {
			Name   string `json:"name"`
			Schema struct {
				OpenAPIV3Schema map[string]any `json:"openAPIV3Schema"`
			} `json:"schema"`
		} `json:"versions"`
	} `json:"spec"`
}

func custom(crd string, files []string) ([]string, error) {
	content, err := read(crd)
	if err != nil {
		return nil, err
	}
	var found definition
	if err := yaml.Unmarshal(content, &found); err != nil {
		return nil, err
	}
	schemas := map[string]*jsonschema.Schema{}
	for _, version := range found.Spec.Versions {
		schema := version.Schema.OpenAPIV3Schema
		shut(schema)
		root := schema["properties"].(map[string]any)
		root["metadata"] = map[string]any{"type": "object"}
		compiler := jsonschema.NewCompiler()
		plain, err := roundTrip(schema)
		if err != nil {
			return nil, err
		}
		if err := compiler.AddResource("crd.json", plain); err != nil {
			return nil, err
		}
		if schemas[version.Name], err = compiler.Compile("crd.json"); err != nil {
			return nil, err
		}
	}
	all, err := documents(files)
	if err != nil {
		return nil, err
	}
	var faults []string
	checked := 0
	for _, each := range all {
		if each.head.Kind != found.Spec.Names.Kind {
			continue
		}
		var object any
		if err := yaml.Unmarshal(each.text, &object); err != nil {
			return nil, err
		}
		checked++
		for version, schema := range schemas {
			if !ends(each.head.APIVersion, "/"+version) {
				continue
			}
			var wrong *jsonschema.ValidationError
			if err := schema.Validate(object); errors.As(err, &wrong) {
				faults = append(faults, fmt.Sprintf("%s: %v", each.where, wrong))
			}
		}
	}
	if checked == 0 {
		faults = append(faults, "no "+found.Spec.Names.Kind+" in what was given")
	}
	return faults, nil
}

func ends(text, end string) bool {
	return len(text) >= len(end) && text[len(text)-len(end):] == end
}

// As the API server does it when asked to be strict: what no schema names is refused.
func shut(schema map[string]any) {
	properties, has := schema["properties"].(map[string]any)
	_, open := schema["additionalProperties"]
	if has && !open && schema["x-kubernetes-preserve-unknown-fields"] != true {
		schema["additionalProperties"] = false
	}
	for _, each := range properties {
		if inner, ok := each.(map[string]any); ok {
			shut(inner)
		}
	}
	for _, key := range []string{"items", "additionalProperties"} {
		if inner, ok := schema[key].(map[string]any); ok {
			shut(inner)
		}
	}
	// Kubernetes' own words for what JSON Schema says otherwise
	if schema["x-kubernetes-int-or-string"] == true {
		delete(schema, "type")
		delete(schema, "format")
	}
}

func roundTrip(value any) (any, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	var plain any
	return plain, json.Unmarshal(text, &plain)
}
