// Holds every manifest against the schema that its API group publishes: what is required and missing, and values that are none.
// Reads YAML documents from standard input; writes one line for each fault and ends with 1 where there is one.
import { readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";

const packages = {
  "cert-manager.io": "@kubernetes-models/cert-manager",
  "keda.sh": "@kubernetes-models/keda",
  "monitoring.coreos.com": "@kubernetes-models/prometheus-operator",
  "gateway.networking.k8s.io": "@kubernetes-models/gateway-api",
};

// Its schemas have this kind at an earlier version only, which has the same fields.
const versions = { "gateway.networking.k8s.io/v1/GRPCRoute": "gateway.networking.k8s.io/v1alpha2" };

const faults = [];
let checked = 0;
for (const document of parseAllDocuments(readFileSync(0, "utf8"))) {
  const manifest = document.toJS();
  if (manifest === null)
    continue;
  const name = `${manifest.kind} ${manifest.metadata?.name}`;
  try {
    const group = manifest.apiVersion.split("/")[0];
    manifest.apiVersion = versions[`${manifest.apiVersion}/${manifest.kind}`] ?? manifest.apiVersion;
    const module = await import(`${packages[group] ?? "kubernetes-models"}/${manifest.apiVersion}/${manifest.kind}`);
    const Model = module[manifest.kind] ?? module.default[manifest.kind];
    new Model(manifest).validate();
    checked++;
  } catch (error) {
    faults.push(`${name}: ${error.message.trim().split("\n").join("; ")}`);
  }
}

console.log(faults.length === 0 ? `${checked} manifests` : faults.join("\n"));
process.exit(faults.length === 0 ? 0 : 1);
