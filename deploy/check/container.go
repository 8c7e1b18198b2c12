package main

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

func composeFile(file string) ([]string, error) {
	options, err := cli.NewProjectOptions([]string{file}, cli.WithName("windlass"))
	if err != nil {
		return nil, err
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		return []string{err.Error()}, nil
	}
	var faults []string
	for name, service := range project.Services {
		for needed := range service.DependsOn {
			if project.Services[needed].HealthCheck == nil {
				faults = append(faults, fmt.Sprintf("%s: waits for %s, which has no healthcheck", name, needed))
			}
		}
		for _, port := range service.Ports {
			if port.HostIP != "127.0.0.1" {
				faults = append(faults, fmt.Sprintf("%s: port %s is open to other machines", name, port.Published))
			}
		}
		if service.Build != nil && (!service.ReadOnly || len(service.CapDrop) == 0) {
			faults = append(faults, name+": its root can be written, or it keeps capabilities")
		}
	}
	return faults, nil
}

var number = regexp.MustCompile(`^[1-9][0-9]*(:[0-9]+)?$`)

func dockerfile(file string) ([]string, error) {
	content, err := read(file)
	if err != nil {
		return nil, err
	}
	parsed, err := parser.Parse(bytes.NewReader(content))
	if err != nil {
		return []string{err.Error()}, nil
	}
	var faults []string
	for _, warning := range parsed.Warnings {
		faults = append(faults, "warning: "+warning.Short)
	}
	stages, _, err := instructions.Parse(parsed.AST, nil)
	if err != nil {
		return append(faults, err.Error()), nil
	}
	if len(stages) == 0 {
		return append(faults, "no stage"), nil
	}
	for _, stage := range stages {
		if strings.HasSuffix(stage.BaseName, ":latest") || (!strings.Contains(stage.BaseName, ":") && !strings.HasPrefix(stage.BaseName, "$") && !named(stages, stage.BaseName)) {
			faults = append(faults, "FROM "+stage.BaseName+" has no version")
		}
	}
	return append(faults, last(stages[len(stages)-1])...), nil
}

func named(stages []instructions.Stage, name string) bool {
	for _, each := range stages {
		if each.Name == name {
			return true
		}
	}
	return false
}

func last(stage instructions.Stage) []string {
	var user, signal string
	direct, written := false, map[string]bool{}
	for _, command := range stage.Commands {
		switch it := command.(type) {
		case *instructions.UserCommand:
			user = it.User
		case *instructions.StopSignalCommand:
			signal = it.Signal
		case *instructions.EntrypointCommand:
			direct = !it.PrependShell
		case *instructions.VolumeCommand:
			for _, each := range it.Volumes {
				written[each] = true
			}
		}
	}
	var faults []string
	if !number.MatchString(user) {
		faults = append(faults, "the last USER is \""+user+"\", not a number other than 0: Kubernetes could not tell that it is not root")
	}
	if !direct {
		faults = append(faults, "ENTRYPOINT has a shell in between: it would keep signals and exit codes to itself")
	}
	if signal != "TERM" && signal != "SIGTERM" {
		faults = append(faults, "STOPSIGNAL is not TERM")
	}
	if len(written) == 0 {
		faults = append(faults, "no VOLUME: with a read-only root there is nowhere to write")
	}
	return faults
}
