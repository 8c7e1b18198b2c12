package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	"github.com/prometheus/prometheus/promql/parser"
	apps "k8s.io/api/apps/v1"
	autoscaling "k8s.io/api/autoscaling/v2"
	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	policy "k8s.io/api/policy/v1"
	rbac "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/json"
	yamldocs "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// Kinds whose schema comes with their definition; `check crd` looks at them.
var elsewhere = map[string]bool{"ScaledObject": true}

func scheme() (*runtime.Scheme, error) {
	types := runtime.NewScheme()
	adders := []func(*runtime.Scheme) error{
		core.AddToScheme, apps.AddToScheme, autoscaling.AddToScheme, batch.AddToScheme,
		networking.AddToScheme, policy.AddToScheme, rbac.AddToScheme, monitoring.AddToScheme,
	}
	for _, add := range adders {
		if err := add(types); err != nil {
			return nil, err
		}
	}
	return types, nil
}

// One object of a file that holds several.
type document struct {
	where string
	head  struct {
		APIVersion string `json:"apiVersion"`
		Kind       string `json:"kind"`
		Metadata   struct {
			Name string `json:"name"`
		} `json:"metadata"`
	}
	text []byte
}

func documents(files []string) ([]document, error) {
	var all []document
	for _, file := range files {
		content, err := read(file)
		if err != nil {
			return nil, err
		}
		reader := yamldocs.NewYAMLReader(bufioReader(content))
		for {
			text, err := reader.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			var each document
			if err := yaml.Unmarshal(text, &each.head); err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			if each.head.Kind == "" {
				continue // comments alone
			}
			each.text = text
			each.where = fmt.Sprintf("%s: %s %s", file, each.head.Kind, each.head.Metadata.Name)
			all = append(all, each)
		}
	}
	return all, nil
}

func manifests(files []string) ([]string, error) {
	types, err := scheme()
	if err != nil {
		return nil, err
	}
	strict := json.NewSerializerWithOptions(json.DefaultMetaFactory, types, types, json.SerializerOptions{Yaml: true, Strict: true})
	all, err := documents(files)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return []string{strings.Join(files, " ") + ": no object at all"}, nil
	}
	var faults []string
	seen := map[string]bool{}
	for _, each := range all {
		id := each.head.APIVersion + " " + each.head.Kind + " " + each.head.Metadata.Name
		if seen[id] {
			faults = append(faults, each.where+": stands twice")
		}
		seen[id] = true
		if elsewhere[each.head.Kind] {
			continue
		}
		object, _, err := strict.Decode(bytes.TrimSpace(each.text), nil, nil)
		if err != nil {
			faults = append(faults, each.where+": "+err.Error())
			continue
		}
		for _, fault := range judge(object) {
			faults = append(faults, each.where+": "+fault)
		}
	}
	return append(faults, together(all, strict)...), nil
}

// What Kubernetes' types do not say, but we promise.
func judge(object runtime.Object) []string {
	switch it := object.(type) {
	case *apps.Deployment:
		return append(deployment(it), pod(it.Spec.Template.Spec)...)
	case *core.Pod:
		return pod(it.Spec)
	case *batch.Job:
		return pod(it.Spec.Template.Spec)
	case *core.Secret:
		return []string{"holds a secret; refer to one that exists instead"}
	case *monitoring.PrometheusRule:
		return rules(it)
	}
	return nil
}

func rules(it *monitoring.PrometheusRule) []string {
	var faults []string
	for _, group := range it.Spec.Groups {
		for _, rule := range group.Rules {
			if _, err := parser.ParseExpr(rule.Expr.String()); err != nil {
				faults = append(faults, rule.Alert+": "+err.Error())
			}
			if rule.Alert != "" && (rule.Annotations["summary"] == "" || rule.Labels["severity"] == "") {
				faults = append(faults, rule.Alert+": has no summary or no severity")
			}
		}
	}
	return faults
}
