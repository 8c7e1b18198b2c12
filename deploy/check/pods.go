package main

import (
	"bufio"
	"bytes"
	"fmt"

	apps "k8s.io/api/apps/v1"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	policy "k8s.io/api/policy/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
)

func bufioReader(content []byte) *bufio.Reader { return bufio.NewReader(bytes.NewReader(content)) }

func pod(spec core.PodSpec) []string {
	var faults []string
	wrong := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	outer := spec.SecurityContext
	if outer == nil || outer.RunAsNonRoot == nil || !*outer.RunAsNonRoot {
		wrong("the pod may run as root")
	}
	if outer == nil || outer.RunAsUser == nil || *outer.RunAsUser == 0 {
		wrong("the pod has no numeric user of its own")
	}
	if outer == nil || outer.SeccompProfile == nil || outer.SeccompProfile.Type != core.SeccompProfileTypeRuntimeDefault {
		wrong("the pod's seccomp profile is not RuntimeDefault")
	}
	volumes := map[string]bool{}
	for _, each := range spec.Volumes {
		volumes[each.Name] = true
	}
	for _, each := range append(append([]core.Container{}, spec.InitContainers...), spec.Containers...) {
		inner := each.SecurityContext
		if inner == nil || inner.ReadOnlyRootFilesystem == nil || !*inner.ReadOnlyRootFilesystem {
			wrong("container %s may write to its root", each.Name)
		}
		if inner == nil || inner.AllowPrivilegeEscalation == nil || *inner.AllowPrivilegeEscalation {
			wrong("container %s may gain privileges", each.Name)
		}
		if inner == nil || inner.Capabilities == nil || len(inner.Capabilities.Drop) != 1 || inner.Capabilities.Drop[0] != "ALL" {
			wrong("container %s keeps capabilities", each.Name)
		}
		for _, mount := range each.VolumeMounts {
			if !volumes[mount.Name] {
				wrong("container %s mounts %s, which is no volume", each.Name, mount.Name)
			}
		}
		ports := map[string]bool{}
		for _, port := range each.Ports {
			ports[port.Name] = true
		}
		for what, probe := range map[string]*core.Probe{"startup": each.StartupProbe, "liveness": each.LivenessProbe, "readiness": each.ReadinessProbe} {
			if probe != nil && probe.HTTPGet != nil && !ports[probe.HTTPGet.Port.StrVal] {
				wrong("container %s: the %s probe asks port %s, which is none", each.Name, what, probe.HTTPGet.Port.String())
			}
		}
	}
	return faults
}

// A rolling update adds one node at a time and takes none away before it.
func deployment(it *apps.Deployment) []string {
	var faults []string
	rolling := it.Spec.Strategy.RollingUpdate
	if rolling == nil || rolling.MaxUnavailable == nil || rolling.MaxUnavailable.IntValue() != 0 ||
		rolling.MaxSurge == nil || rolling.MaxSurge.IntValue() != 1 {
		faults = append(faults, "does not update one by one (maxUnavailable 0, maxSurge 1)")
	}
	for _, each := range it.Spec.Template.Spec.Containers {
		if each.Name != "windlass" {
			continue // a sidecar is its owner's
		}
		if each.StartupProbe == nil || each.LivenessProbe == nil || each.ReadinessProbe == nil {
			faults = append(faults, "container "+each.Name+" lacks a startup, liveness or readiness probe")
		}
	}
	if !selects(it.Spec.Selector, it.Spec.Template.Labels) {
		faults = append(faults, "does not select its own pods")
	}
	return faults
}

func selects(selector *meta.LabelSelector, pod map[string]string) bool {
	chosen, err := meta.LabelSelectorAsSelector(selector)
	return err == nil && !chosen.Empty() && chosen.Matches(labels.Set(pod))
}

// What must fit together: services, budgets and policies choose pods that there are.
func together(all []document, strict runtime.Decoder) []string {
	var pods []map[string]string
	var objects []runtime.Object
	var where []string
	for _, each := range all {
		object, _, err := strict.Decode(each.text, nil, nil)
		if err != nil {
			continue // told already, or of a kind that is checked elsewhere
		}
		if it, ok := object.(*apps.Deployment); ok {
			pods = append(pods, it.Spec.Template.Labels)
		}
		objects = append(objects, object)
		where = append(where, each.where)
	}
	var faults []string
	for i, object := range objects {
		var selector *meta.LabelSelector
		switch it := object.(type) {
		case *core.Service:
			selector = &meta.LabelSelector{MatchLabels: it.Spec.Selector}
		case *policy.PodDisruptionBudget:
			selector = it.Spec.Selector
		case *networking.NetworkPolicy:
			selector = &it.Spec.PodSelector
		default:
			continue
		}
		found := false
		for _, each := range pods {
			found = found || selects(selector, each)
		}
		if !found {
			faults = append(faults, where[i]+": chooses no pod that there is")
		}
	}
	return faults
}
