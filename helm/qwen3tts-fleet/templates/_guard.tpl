{{- /* Values that contradict each other. */ -}}
{{- define "fleet.guard" -}}
{{- $values := .Values -}}
{{- $names := list -}}
{{- if not (regexMatch "^[a-z]" .Release.Name) }}{{ fail (printf "The release's name '%s' does not begin with a letter, as the names of its Services must." .Release.Name) }}{{ end -}}
{{- $before := printf "%s-generator-" (include "fleet.name" .) -}}
{{- if not $values.models }}{{ fail "models: name at least one." }}{{ end -}}
{{- range $values.models -}}
{{- if has (include "fleet.slug" .name) $names }}{{ fail (printf "models: '%s' is there more than once, or differs from another by its dots only." .name) }}{{ end -}}
{{- $names = append $names (include "fleet.slug" .name) -}}
{{- if gt (len (printf "%s%s" $before .name)) 63 }}{{ fail (printf "models: '%s' is too long: names in Kubernetes have 63 characters, of which '%s' leaves a model %d." .name $before (sub 63 (len $before))) }}{{ end -}}
{{- $ways := 0 -}}
{{- if .embedded }}{{ $ways = add $ways 1 }}{{ end -}}
{{- if .pull }}{{ $ways = add $ways 1 }}{{ end -}}
{{- if .path }}{{ $ways = add $ways 1 }}{{ end -}}
{{- if ne (int $ways) 1 }}{{ fail (printf "models: '%s' needs exactly one of embedded, pull and path." .name) }}{{ end -}}
{{- if and .path (eq $values.modelVolume.type "emptyDir") }}{{ fail (printf "models: '%s' is a path of the model volume, but modelVolume.type emptyDir begins empty." .name) }}{{ end -}}
{{- end -}}
{{- if and (eq $values.modelVolume.type "claim") (not $values.modelVolume.claim) }}{{ fail "modelVolume.type claim needs modelVolume.claim." }}{{ end -}}
{{- if and (eq $values.modelVolume.type "hostPath") (not $values.modelVolume.path) }}{{ fail "modelVolume.type hostPath needs modelVolume.path." }}{{ end -}}
{{- if and (ne $values.modelVolume.type "claim") $values.modelVolume.claim }}{{ fail (printf "modelVolume.claim is for type claim, but modelVolume.type is %s." $values.modelVolume.type) }}{{ end -}}
{{- if and (ne $values.modelVolume.type "hostPath") $values.modelVolume.path }}{{ fail (printf "modelVolume.path is for type hostPath, but modelVolume.type is %s." $values.modelVolume.type) }}{{ end -}}
{{- $gateways := ternary $values.gateway.autoscaling.max $values.gateway.replicas $values.gateway.autoscaling.enabled -}}
{{- if and (eq $values.redis.mode "none") (gt (int $gateways) 1) }}{{ fail "redis.mode none keeps voices in one Gateway's memory, so gateway can have 1 replica only; set redis.mode, or gateway.replicas to 1." }}{{ end -}}
{{- $digests := dict -}}
{{- range $values.gateway.apiKeys -}}
{{- $digest := lower .sha256 -}}
{{- if hasKey $digests $digest }}{{ fail (printf "gateway.apiKeys: '%s' and '%s' have the same key." (get $digests $digest) .tenant) }}{{ end -}}
{{- $_ := set $digests $digest .tenant -}}
{{- end -}}
{{- $limited := list -}}
{{- range $values.gateway.limits.tenants -}}
{{- if has .tenant $limited }}{{ fail (printf "gateway.limits: tenant '%s' is there more than once." .tenant) }}{{ end -}}
{{- $limited = append $limited .tenant -}}
{{- end -}}
{{- if and $values.ingress.enabled $values.gatewayApi.enabled }}{{ fail "ingress.enabled and gatewayApi.enabled: choose one." }}{{ end -}}
{{- if and $values.ingress.enabled (not (and $values.ingress.host $values.ingress.tlsSecret)) }}{{ fail "ingress.enabled needs ingress.host and ingress.tlsSecret: gRPC passes an Ingress over TLS only." }}{{ end -}}
{{- if and $values.gatewayApi.enabled (not (and $values.gatewayApi.host $values.gatewayApi.gateway.name)) }}{{ fail "gatewayApi.enabled needs gatewayApi.host and gatewayApi.gateway.name." }}{{ end -}}
{{- if and $values.tls.issuer.name (not $values.tls.enabled) }}{{ fail "tls.issuer makes certificates that nobody uses: set tls.enabled." }}{{ end -}}
{{- $own := list "Fleet:Credential" "Fleet:Tls:CertificateFile" "Fleet:Tls:KeyFile" "Fleet:Tls:AuthorityFile" "Fleet:MetricsUrl" "Fleet:RestUrl" "Fleet:SettingsFile" "Draining:GracePeriod" "Models:Checkpoints" "Models:CacheFolder" "Models:Device" "Models:Precision" "Engine:MaxUtterances" "Gateway:ApiKeys" "Gateway:AllowLoopback" "Limits:MaxUtterances" "Limits:CharactersPerMinute" "Limits:Tenants" "Watermark:Key" "Watermark:Enabled" "Redis:Connection" "Services:TextFrontend" "Services:SpeakerEmbedding" "Services:TokenGenerator" "Services:AcousticDecoder" "Consent:MasterKey" -}}
{{- range $part := append (include "fleet.components" . | fromYamlArray) (dict "name" "gateway" "section" "gateway" "value" $values.gateway) -}}
{{- $value := $part.value -}}
{{- if and $value.autoscaling.enabled (gt (int $value.autoscaling.min) (int $value.autoscaling.max)) }}{{ fail (printf "%s: autoscaling.min is above autoscaling.max." $part.name) }}{{ end -}}
{{- /* Services read their settings whatever the case of their names. */ -}}
{{- $given := list -}}
{{- range $key, $_ := default dict $value.settings -}}
{{- if has (lower $key) $given }}{{ fail (printf "%s: settings: '%s' is there more than once, in letters of another case." $part.name $key) }}{{ end -}}
{{- $given = append $given (lower $key) -}}
{{- range $own -}}
{{- if hasPrefix (printf "%s:" (lower .)) (printf "%s:" (lower $key)) }}{{ fail (printf "%s: settings: '%s' is set by this chart, from other values." $part.name $key) }}{{ end -}}
{{- end -}}
{{- end -}}
{{- if eq (default "cpu" $value.device) "cuda" -}}
{{- if and $value.autoscaling.enabled (ne $part.section "generator") }}{{ fail (printf "%s: autoscaling goes by its processors' load, which says nothing of a GPU's: set replicas." $part.name) }}{{ end -}}
{{- if lt (int $value.gpus) 1 }}{{ fail (printf "%s: device cuda needs gpus of at least 1." $part.name) }}{{ end -}}
{{- else if gt (int (default 0 $value.gpus)) 0 }}{{ fail (printf "%s: gpus are asked for, but device is cpu." $part.name) }}{{ end -}}
{{- if eq $part.section "generator" -}}
{{- if and (eq $value.device "cuda") (regexMatch "int[48]|bf16" (default "" $value.precision)) }}{{ fail (printf "%s: precision '%s' is for processors; on a GPU it is fp16 or fp32." $part.name $value.precision) }}{{ end -}}
{{- if and $value.autoscaling.enabled (not $values.keda.prometheus) }}{{ fail (printf "%s: autoscaling needs keda.prometheus, the Prometheus that has the fleet's metrics." $part.name) }}{{ end -}}
{{- end -}}
{{- end -}}
{{- end }}
