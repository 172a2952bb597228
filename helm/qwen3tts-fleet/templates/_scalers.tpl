{{- define "fleet.processorScaler" }}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ include "fleet.name" .root }}-{{ .name }}
  labels: {{- include "fleet.labels" . | nindent 4 }}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: {{ include "fleet.name" .root }}-{{ .name }}}
  minReplicas: {{ .value.autoscaling.min }}
  maxReplicas: {{ .value.autoscaling.max }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target: {type: Utilization, averageUtilization: {{ .value.autoscaling.cpu }}}
  behavior:
    scaleUp:
      stabilizationWindowSeconds: 0
      policies:
        - {type: Percent, value: 100, periodSeconds: 15}
        - {type: Pods, value: 2, periodSeconds: 15}
    scaleDown:
      stabilizationWindowSeconds: 300
      policies:
        - {type: Pods, value: 1, periodSeconds: 60}
{{- end }}

{{- define "fleet.generatorScaler" }}
{{- $pods := printf "namespace=%q,fleet=%q,component=%q" .root.Release.Namespace .root.Release.Name .name }}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: {{ include "fleet.name" .root }}-{{ .name }}
  labels: {{- include "fleet.labels" . | nindent 4 }}
spec:
  scaleTargetRef: {name: {{ include "fleet.name" .root }}-{{ .name }}}
  pollingInterval: 5
  minReplicaCount: {{ .value.autoscaling.min }}
  maxReplicaCount: {{ .value.autoscaling.max }}
  # Where Prometheus cannot be asked, or lacks these series, which does not mean that nobody speaks, the number stays as it is.
  fallback: {failureThreshold: 3, replicas: {{ .value.autoscaling.min }}, behavior: currentReplicasIfHigher}
  advanced:
    horizontalPodAutoscalerConfig:
      behavior:
        scaleUp:
          stabilizationWindowSeconds: 0
          policies:
            - {type: Percent, value: 100, periodSeconds: 15}
            - {type: Pods, value: 2, periodSeconds: 15}
        scaleDown:
          stabilizationWindowSeconds: {{ .value.autoscaling.scaleDownAfter }}
          policies:
            - {type: Pods, value: 1, periodSeconds: 120}
  triggers:
    # Utterances at work and waiting, over the places that replicas should fill: so many replicas.
    - type: prometheus
      metricType: AverageValue
      metadata:
        serverAddress: {{ .root.Values.keda.prometheus | quote }}
        query: sum(qwen3tts_generator_active_utterances{ {{- $pods -}} }) + sum(qwen3tts_generator_queue{ {{- $pods -}} })
        threshold: {{ mulf .value.places .value.autoscaling.utilization | printf "%.3f" | quote }}
        ignoreNullValues: "false"
    # Whoever waits too long for a place waits for more replicas, however many are at work.
    - type: prometheus
      metricType: Value
      metadata:
        serverAddress: {{ .root.Values.keda.prometheus | quote }}
        query: max(qwen3tts_generator_queue_age_seconds{ {{- $pods -}} })
        threshold: {{ .value.autoscaling.queueAge | printf "%.3f" | quote }}
        ignoreNullValues: "false"
{{- end }}
