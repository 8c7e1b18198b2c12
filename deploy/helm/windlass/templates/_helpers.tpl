{{- define "windlass.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" }}
{{- end }}

{{- define "windlass.fullname" -}}
{{- if .Values.fullnameOverride }}{{ .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains (include "windlass.name" .) .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}{{ printf "%s-%s" .Release.Name (include "windlass.name" .) | trunc 40 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "windlass.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}{{ default (include "windlass.fullname" .) .Values.serviceAccount.name }}
{{- else }}{{ required "serviceAccount.name: with serviceAccount.create=false name the one to use" .Values.serviceAccount.name }}{{ end }}
{{- end }}

{{/* What all pods of a release share, and nothing else has: nodes find each other by it. */}}
{{- define "windlass.selector" -}}
app.kubernetes.io/name: {{ include "windlass.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "windlass.labels" -}}
{{ include "windlass.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- with .Values.labels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "windlass.image" -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end }}

{{- define "windlass.requiredNodes" -}}
{{- if .Values.cluster.requiredNodes }}{{ .Values.cluster.requiredNodes }}{{ else }}{{ add (div .Values.nodes.replicas 2) 1 }}{{ end }}
{{- end }}

{{/* The name of the variable that holds a provider's key. */}}
{{- define "windlass.keyVariable" -}}
PROVIDER_KEY_{{ . | upper | replace "-" "_" }}
{{- end }}

{{/* Refuses what the schema cannot see. */}}
{{- define "windlass.check" -}}
{{- if and (not .Values.networkPolicy.enabled) (not .Values.trustNetwork) }}
{{- fail "networkPolicy.enabled=false leaves the API, which knows no authentication, open to whoever reaches the pods. Keep it, or say trustNetwork=true." }}
{{- end }}
{{- if gt (int .Values.cluster.requiredNodes) (int .Values.nodes.replicas) }}
{{- fail (printf "cluster.requiredNodes is %d, nodes.replicas only %d: no cluster would ever begin" (int .Values.cluster.requiredNodes) (int .Values.nodes.replicas)) }}
{{- end }}
{{- if and .Values.cluster.tls.enabled (not .Values.cluster.tls.existingSecret) }}
{{- fail "cluster.tls.existingSecret: name the Secret with tls.crt, tls.key and ca.crt" }}
{{- end }}
{{- if and (not .Values.workerGroups) (not (has "worker" .Values.nodes.roles)) }}
{{- fail "nobody calls a provider: add a group to workerGroups, or worker to nodes.roles" }}
{{- end }}
{{- $seen := dict }}
{{- range .Values.workerGroups }}
{{- if hasKey $seen .name }}{{ fail (printf "workerGroups: %s stands twice" .name) }}{{ end }}
{{- $_ := set $seen .name true }}
{{- range .providers }}
{{- if not (hasKey $.Values.providers .) }}{{ fail (printf "workerGroups: the provider %s is not among providers (%s)" . (keys $.Values.providers | sortAlpha | join ", ")) }}{{ end }}
{{- end }}
{{- end }}
{{- end }}
