{{- define "fleet.name" -}}
{{- .Release.Name | trunc 30 | trimSuffix "-" -}}
{{- end }}

{{- define "fleet.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
app.kubernetes.io/component: {{ .name }}
{{- end }}

{{- define "fleet.labels" -}}
{{ include "fleet.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- /* The image of a service; .device chooses the build for GPUs. */ -}}
{{- define "fleet.image" -}}
{{- $image := .root.Values.image -}}
{{- $tag := default .root.Chart.AppVersion $image.tag -}}
{{- with $image.registry }}{{ . }}/{{ end }}{{ $image.repository }}-{{ .image }}:{{ $tag }}{{ if eq .device "cuda" }}-cuda{{ end }}
{{- end }}

{{- /* All deployments: name (of the component), image, section (of the values), value (merged), models it serves. */ -}}
{{- define "fleet.components" -}}
{{- $all := list -}}
{{- $names := list -}}
{{- range .Values.models }}{{ $names = append $names .name }}{{ end -}}
{{- $all = append $all (dict "name" "text-frontend" "image" "text-frontend" "section" "textFrontend" "value" .Values.textFrontend "models" $names) -}}
{{- if .Values.speakerEmbedding.enabled -}}
{{- $all = append $all (dict "name" "speaker-embedding" "image" "speaker-embedding" "section" "speakerEmbedding" "value" .Values.speakerEmbedding "models" $names) -}}
{{- end -}}
{{- $all = append $all (dict "name" "acoustic-decoder" "image" "acoustic-decoder" "section" "acousticDecoder" "value" .Values.acousticDecoder "models" $names) -}}
{{- $generator := .Values.generator -}}
{{- range .Values.models -}}
{{- $value := mergeOverwrite (deepCopy $generator) (deepCopy (default dict .generator)) -}}
{{- /* Whole: merged, a model could not do without a label of the others' nodes. */ -}}
{{- if hasKey (default dict .generator) "nodeSelector" }}{{ $_ := set $value "nodeSelector" .generator.nodeSelector }}{{ end -}}
{{- $all = append $all (dict "name" (printf "generator-%s" (include "fleet.slug" .name)) "image" "token-generator" "section" "generator" "value" $value "models" (list .name)) -}}
{{- end -}}
{{- toYaml $all -}}
{{- end }}

{{- /* A model's name as a part of names in Kubernetes. */ -}}
{{- define "fleet.slug" -}}{{ . | lower | replace "." "-" | replace "_" "-" }}{{- end }}
