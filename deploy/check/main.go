// Checks what deploy ships for containers and Kubernetes, without a container engine or a cluster.
//
//	check manifests FILE...          every object decodes strictly into its Kubernetes type; every pod is
//	                                 as closed as we promise; every alert and query is valid PromQL
//	check crd CRD.yaml FILE...       objects of a custom resource fit the schema of its definition
//	check compose FILE               the compose file fits the compose specification
//	check dockerfile FILE            the Dockerfile parses, and runs as we promise
//	check image FILE.tar USER PORT.. an image's configuration: user, ports, a command without a shell
//	check entry FILE.tar             prints an image's entry point, a word a line
//
// FILE - is standard input. Exit 1 with one line for each fault.
package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "check: manifests FILE... | crd CRD FILE... | compose FILE | dockerfile FILE | image TAR USER PORT... | entry TAR")
		os.Exit(2)
	}
	var faults []string
	var err error
	files := os.Args[2:]
	switch os.Args[1] {
	case "manifests":
		faults, err = manifests(files)
	case "crd":
		faults, err = custom(files[0], files[1:])
	case "compose":
		faults, err = composeFile(files[0])
	case "dockerfile":
		faults, err = dockerfile(files[0])
	case "image":
		faults, err = image(files[0], files[1:])
	case "entry":
		err = entry(files[0])
	default:
		err = fmt.Errorf("no such check: %s", os.Args[1])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "check:", err)
		os.Exit(2)
	}
	for _, each := range faults {
		fmt.Fprintln(os.Stderr, each)
	}
	if len(faults) > 0 {
		os.Exit(1)
	}
}

func read(file string) ([]byte, error) {
	if file == "-" {
		return io.ReadAll(os.Stdin)
	}
	return os.ReadFile(file)
}
