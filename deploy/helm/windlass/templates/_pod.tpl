{{/*
A pod of Windlass. Takes (dict "root" $ "component" nodes|workers-NAME "part" VALUES "roles" LIST
"providers" NAMES).
*/}}
{{- define "windlass.pod" -}}
{{- $root := .root -}}
{{- $cluster := $root.Values.cluster -}}
{{- $part := .part -}}
metadata:
  labels:
    {{- include "windlass.labels" $root | nindent 4 }}
    app.kubernetes.io/component: {{ .component }}
    windlass.dev/cluster: {{ include "windlass.fullname" $root }}
  annotations:
    # a change of the settings starts new pods, one by one
    windlass.dev/config: {{ include "windlass.config" (dict "root" $root "providers" .providers "pool" $part.pool "roles" .roles) | sha256sum | trunc 16 | quote }}
    {{- with $part.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "windlass.serviceAccount" $root }}
  automountServiceAccountToken: {{ or (eq $cluster.discovery "kubernetes") $cluster.lease }}
  # calls end and are stored, what the node held moves over, and 5 s go by before all that
  terminationGracePeriodSeconds: {{ add $root.Values.callDeadlineSeconds 70 }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 10001
    runAsGroup: 10001
    fsGroup: 10001
    seccompProfile: {type: RuntimeDefault}
  {{- with $root.Values.image.pullSecrets }}
  imagePullSecrets: {{ toYaml . | nindent 4 }}
  {{- end }}
  {{- with $part.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  {{- with $part.nodeSelector }}
  nodeSelector: {{ toYaml . | nindent 4 }}
  {{- end }}
  {{- with $part.tolerations }}
  tolerations: {{ toYaml . | nindent 4 }}
  {{- end }}
  {{- with $part.affinity }}
  affinity: {{ toYaml . | nindent 4 }}
  {{- end }}
  {{- with $part.topologySpreadConstraints }}
  topologySpreadConstraints:
    {{- range . }}
    - {{- toYaml . | nindent 6 }}
      labelSelector:
        matchLabels:
          {{- include "windlass.selector" $root | nindent 10 }}
          app.kubernetes.io/component: {{ $.component }}
    {{- end }}
  {{- end }}
  containers:
    - name: windlass
      image: {{ include "windlass.image" $root }}
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      args:
        - server
        - --cluster
        - --roles={{ join "," .roles }}
        - --config=/etc/windlass/windlass.conf
        - --data=/data
        {{- if has "api" .roles }}
        - --bind=0.0.0.0:8080
        {{- end }}
        - --management=0.0.0.0:{{ $cluster.probePort }}
      env:
        # where the other pods reach this one
        - name: WINDLASS_CLUSTER_HOST
          valueFrom: {fieldRef: {fieldPath: status.podIP}}
        {{- if has "engine" .roles }}
        - name: PGPASSWORD
          valueFrom: {secretKeyRef: {{ toJson $root.Values.postgres.existingSecret }}}
        {{- end }}
        {{- if has "worker" .roles }}
        {{- range $name := .providers }}
        {{- $secret := index $root.Values.providers $name "existingSecret" }}
        {{- if dig "name" "" (default dict $secret) }}
        - name: {{ include "windlass.keyVariable" $name }}
          valueFrom: {secretKeyRef: {{ toJson $secret }}}
        {{- end }}
        {{- end }}
        {{- end }}
        {{- with $part.jvmOptions }}
        - name: JDK_JAVA_OPTIONS
          value: {{ . | quote }}
        {{- end }}
        {{- with $root.Values.extraEnv }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      ports:
        {{- if has "api" .roles }}
        - {name: api, containerPort: 8080}
        {{- end }}
        - {name: cluster, containerPort: {{ $cluster.port }}}
        - {name: management, containerPort: {{ $cluster.managementPort }}}
        - {name: probes, containerPort: {{ $cluster.probePort }}}
      # A node begins by waiting for a majority, and by reading the journal: two minutes are allowed.
      startupProbe:
        httpGet: {path: /livez, port: probes}
        periodSeconds: 2
        failureThreshold: 60
      livenessProbe:
        httpGet: {path: /livez, port: probes}
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 3
      readinessProbe:
        httpGet: {path: /readyz, port: probes}
        periodSeconds: 3
        timeoutSeconds: 3
        failureThreshold: 2
      lifecycle:
        # services stop sending here first
        preStop: {sleep: {seconds: 5}}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: {drop: [ALL]}
      resources: {{ toYaml $part.resources | nindent 8 }}
      volumeMounts:
        - {name: config, mountPath: /etc/windlass, readOnly: true}
        - {name: data, mountPath: /data}
        - {name: tmp, mountPath: /tmp}
        {{- if $cluster.tls.enabled }}
        - {name: cluster-tls, mountPath: /etc/windlass-tls, readOnly: true}
        {{- end }}
    {{- with $part.sidecars }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  volumes:
    - name: config
      configMap: {name: {{ include "windlass.fullname" $root }}-{{ .component }}}
    # nothing in it outlives the pod: what must not be lost is in the database
    - name: data
      emptyDir: {}
    - name: tmp
      emptyDir: {}
    {{- if $cluster.tls.enabled }}
    - name: cluster-tls
      secret: {secretName: {{ $cluster.tls.existingSecret }}, defaultMode: 0440}
    {{- end }}
    {{- with $part.volumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end }}
