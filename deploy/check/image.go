package main

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// The part of an image's configuration that decides how it runs.
type configuration struct {
	Config struct {
		User         string              `json:"User"`
		Entrypoint   []string            `json:"Entrypoint"`
		Cmd          []string            `json:"Cmd"`
		ExposedPorts map[string]struct{} `json:"ExposedPorts"`
		Volumes      map[string]struct{} `json:"Volumes"`
	} `json:"config"`
}

func configured(file string) (configuration, int, error) {
	var it configuration
	texts, err := entries(file)
	if err != nil {
		return it, 0, err
	}
	var manifest []struct {
		Config string   `json:"Config"`
		Layers []string `json:"Layers"`
	}
	if err := json.Unmarshal(texts["manifest.json"], &manifest); err != nil || len(manifest) != 1 {
		return it, 0, fmt.Errorf("%s: its manifest.json does not name one image (%v)", file, err)
	}
	err = json.Unmarshal(texts[manifest[0].Config], &it)
	return it, len(manifest[0].Layers), err
}

func entry(file string) error {
	it, _, err := configured(file)
	for _, word := range it.Config.Entrypoint {
		fmt.Println(word)
	}
	return err
}

func image(file string, wanted []string) ([]string, error) {
	if len(wanted) == 0 {
		return nil, errors.New("image FILE USER PORT...")
	}
	it, layers, err := configured(file)
	if err != nil {
		return nil, err
	}
	var faults []string
	if it.Config.User != wanted[0] {
		faults = append(faults, fmt.Sprintf("runs as %q instead of %s", it.Config.User, wanted[0]))
	}
	for _, port := range wanted[1:] {
		if _, ok := it.Config.ExposedPorts[port+"/tcp"]; !ok {
			faults = append(faults, "does not name port "+port)
		}
	}
	if len(it.Config.Entrypoint) == 0 || !strings.HasSuffix(it.Config.Entrypoint[0], "java") {
		faults = append(faults, fmt.Sprintf("starts %v instead of java itself", it.Config.Entrypoint))
	}
	if len(it.Config.Volumes) == 0 {
		faults = append(faults, "names no volume to write to")
	}
	if layers < 2 {
		faults = append(faults, "has all in one layer")
	}
	return faults, nil
}

// The small JSON files of an image tar; layers are passed over.
func entries(file string) (map[string][]byte, error) {
	opened, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	texts := map[string][]byte{}
	reader := tar.NewReader(opened)
	for {
		head, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return texts, nil
		}
		if err != nil {
			return nil, err
		}
		if strings.HasSuffix(head.Name, ".json") {
			if texts[head.Name], err = io.ReadAll(io.LimitReader(reader, 1<<20)); err != nil {
				return nil, err
			}
		}
	}
}
