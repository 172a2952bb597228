{{- define "fleet.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "fleet.containerSecurity" -}}
allowPrivilegeEscalation: false
privileged: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- /* The name of an environment variable for a setting. */ -}}
{{- define "fleet.variable" -}}{{ . | replace ":" "__" }}{{- end }}

{{- /* A setting as its service reads it: numbers of YAML are floats, and a large whole one would be written with an exponent. */ -}}
{{- define "fleet.scalar" -}}
{{- if and (kindIs "float64" .) (eq (floor .) .) }}{{ printf "%.0f" . }}{{ else }}{{ . | toString }}{{ end -}}
{{- end }}

{{- /* Environment that all services share. */ -}}
{{- define "fleet.environment" -}}
{{- $tls := .root.Values.tls.enabled -}}
- {name: ASPNETCORE_URLS, value: "{{ ternary "https" "http" (and $tls (ne .name "gateway")) }}://0.0.0.0:5100"}
{{- if $tls }}
- {name: Fleet__Tls__CertificateFile, value: /tls/tls.crt}
- {name: Fleet__Tls__KeyFile, value: /tls/tls.key}
- {name: Fleet__Tls__AuthorityFile, value: /tls/ca.crt}
{{- end }}
- {name: DOTNET_EnableDiagnostics, value: "0"}
- {name: Fleet__MetricsUrl, value: "http://0.0.0.0:9464"}
- name: Fleet__Credential
  valueFrom: {secretKeyRef: {name: {{ .root.Values.secrets.existing }}, key: credential}}
- {name: Draining__GracePeriod, value: {{ include "fleet.seconds" .value.drainSeconds | quote }}}
{{- with .root.Values.telemetry.otlpEndpoint }}
- {name: OTEL_EXPORTER_OTLP_ENDPOINT, value: {{ . | quote }}}
{{- end }}
{{- range $key, $setting := .value.settings }}
- {name: {{ include "fleet.variable" $key }}, value: {{ include "fleet.scalar" $setting | quote }}}
{{- end }}
{{- end }}

{{- define "fleet.seconds" -}}
{{- $seconds := int . -}}
{{- printf "%02d:%02d:%02d" (div $seconds 3600) (div (mod $seconds 3600) 60) (mod $seconds 60) -}}
{{- end }}

{{- define "fleet.probes" -}}
startupProbe:
  httpGet: {path: /livez, port: metrics}
  periodSeconds: 2
  failureThreshold: 60
livenessProbe:
  httpGet: {path: /livez, port: metrics}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
  {{- with .graceSeconds }}
  terminationGracePeriodSeconds: {{ . }}
  {{- end }}
readinessProbe:
  httpGet: {path: /healthz, port: metrics}
  periodSeconds: 2
  timeoutSeconds: 2
  failureThreshold: 2
{{- end }}

{{- define "fleet.spread" -}}
{{- range $topology := list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
- maxSkew: 1
  topologyKey: {{ $topology }}
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels: {{- include "fleet.selector" $ | nindent 6 }}
{{- end }}
{{- end }}

{{- define "fleet.scheduling" -}}
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .value.runtimeClassName }}
runtimeClassName: {{ . }}
{{- end }}
{{- with .value.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .value.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
topologySpreadConstraints: {{- include "fleet.spread" . | trim | nindent 2 }}
{{- end }}

{{- /* The certificate of a component: where it is mounted, and from what. Whole, so that it changes with the Secret. */ -}}
{{- define "fleet.tlsMount" -}}
{{- if .root.Values.tls.enabled }}
- {name: tls, mountPath: /tls, readOnly: true}
{{- end }}
{{- end }}

{{- define "fleet.tlsVolume" -}}
{{- if .root.Values.tls.enabled }}
- name: tls
  secret: {secretName: {{ include "fleet.name" .root }}-{{ .name }}-tls, defaultMode: 0440}
{{- end }}
{{- end }}

{{- define "fleet.modelVolume" -}}
{{- $volume := .Values.modelVolume -}}
- name: models
  {{- if eq $volume.type "claim" }}
  persistentVolumeClaim: {claimName: {{ $volume.claim }}}
  {{- else if eq $volume.type "hostPath" }}
  hostPath: {path: {{ $volume.path }}, type: Directory}
  {{- else }}
  emptyDir: {sizeLimit: {{ $volume.sizeLimit }}}
  {{- end }}
{{- end }}

{{- /* Puts the models of a component on its volume. A lock serialises pods that share one; a mark says that all was verified. */ -}}
{{- define "fleet.fetch" -}}
{{- $root := .root -}}
{{- range $model := .root.Values.models }}
{{- if and (has $model.name $.models) (not $model.path) }}
- name: fetch-{{ include "fleet.slug" $model.name }}
  image: {{ include "fleet.image" (dict "root" $root "image" "tools" "device" "cpu") }}
  imagePullPolicy: {{ $root.Values.image.pullPolicy }}
  command: [/bin/sh, -euc]
  args:
    - |
      mark="/models/$NAME.verified-$REVISION"
      exec 9>"/models/$NAME.lock"
      flock 9
      [ ! -e "$mark" ] || exit 0
      {{- if $model.embedded }}
      mkdir -p "/models/$NAME"
      cp -R /app/models/nano/. "/models/$NAME/"
      {{- else }}
      /app/qwen3tts pull "$REPOSITORY" --hub "$HUB" --revision "$REVISION" --output "/models/$NAME"
      {{- end }}
      touch "$mark"
  env:
    - {name: NAME, value: {{ $model.name | quote }}}
    - {name: HOME, value: /tmp}
    {{- if $model.embedded }}
    - {name: REVISION, value: {{ $root.Chart.AppVersion | quote }}}
    {{- else }}
    - {name: REVISION, value: {{ default "main" $model.pull.revision | quote }}}
    - {name: REPOSITORY, value: {{ $model.pull.repository | quote }}}
    - {name: HUB, value: {{ $root.Values.hub.url | quote }}}
    {{- end }}
  securityContext: {{- include "fleet.containerSecurity" nil | nindent 4 }}
  resources:
    requests: {cpu: 100m, memory: 128Mi}
    limits: {cpu: "1", memory: 512Mi}
  volumeMounts:
    - {name: models, mountPath: /models}
    - {name: tmp, mountPath: /tmp}
{{- end }}
{{- end }}
{{- end }}
