{{/*
windlass.conf of a pod. JSON is HOCON, so values cannot break out of their place.
Takes (dict "root" $ "providers" NAMES "pool" N "roles" LIST).
*/}}
{{- define "windlass.config" -}}
{{- $root := .root -}}
{{- $cluster := $root.Values.cluster -}}
windlass {
{{- if or (has "engine" .roles) (has "api" .roles) }}
  journal {
    kind = postgres
    postgres {
      url = {{ $root.Values.postgres.url | toJson }}
      user = {{ $root.Values.postgres.user | toJson }}
      password = "env:PGPASSWORD"
    }
  }
{{- if $root.Values.jobWindow }}
  job.window = {{ $root.Values.jobWindow }}
{{- end }}
{{- end }}
  cluster {
    port = {{ $cluster.port }}
    management-port = {{ $cluster.managementPort }}
    discovery = {{ $cluster.discovery }}
    service-name = {{ include "windlass.serviceName" $root | toJson }}
    required-nodes = {{ include "windlass.requiredNodes" $root }}
{{- if eq $cluster.discovery "kubernetes" }}
    kubernetes.label-selector = {{ include "windlass.nodeLabels" $root | toJson }}
{{- end }}
{{- if $cluster.lease }}
    lease = kubernetes
{{- end }}
{{- if $cluster.tls.enabled }}
    tls {
      cert = "/etc/windlass-tls/tls.crt"
      key = "/etc/windlass-tls/tls.key"
      ca = "/etc/windlass-tls/ca.crt"
      # pods have changing addresses: a name in common is asked for instead
      verify-host = off
    }
{{- end }}
  }
{{- if has "api" .roles }}
  # A NetworkPolicy says who may use it.
  api.allow-insecure-bind = true
{{- end }}
  shutdown-calls = {{ $root.Values.callDeadlineSeconds }} s
{{- if has "worker" .roles }}
  worker.providers = {{ toJson .providers }}
{{- if .pool }}
  worker.pool = {{ .pool }}
{{- end }}
{{- end }}
  providers {
{{- range $name := .providers }}
{{- $it := index $root.Values.providers $name }}
    {{ $name | toJson }} {
      type = {{ default "openai" $it.type | toJson }}
{{- with $it.baseUrl }}
      base-url = {{ . | toJson }}
{{- end }}
{{- if dig "existingSecret" "name" "" $it }}
      api-key = "env:{{ include "windlass.keyVariable" $name }}"
{{- end }}
{{- with $it.models }}
      models = {{ . | toJson }}
{{- end }}
{{- with $it.limits }}
      limits = {{ . | toJson }}
{{- end }}
{{- with $it.prices }}
      prices = {{ . | toJson }}
{{- end }}
    }
{{- end }}
  }
}
{{- with $root.Values.extraConfig }}
{{ . }}
{{- end }}
{{- end }}

{{/* By DNS nodes are found by this name of the headless service. */}}
{{- define "windlass.serviceName" -}}
{{- if eq .Values.cluster.discovery "dns" }}{{ include "windlass.fullname" . }}-nodes.{{ .Release.Namespace }}.svc.{{ .Values.cluster.dnsDomain }}
{{- else }}{{ include "windlass.fullname" . }}{{ end }}
{{- end }}

{{/* By the Kubernetes API they are found by these labels. */}}
{{- define "windlass.nodeLabels" -}}
app.kubernetes.io/name={{ include "windlass.name" . }},app.kubernetes.io/instance={{ .Release.Name }},app.kubernetes.io/component=nodes
{{- end }}
