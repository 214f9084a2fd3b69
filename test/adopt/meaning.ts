import { withoutGates } from '../../src/application';
import { defaultReleaseName } from '../../src/application/release-name';
import { mergeValues } from '../../src/values';
import { parseYaml } from '../../src/yaml';
import type { Any } from './run-program';

/** By kind, namespace and name: the name to use in a comparison. */
export type Renaming = (kind: string, namespace: string, name: string) => string;

const OWN = /^(?:gitops\.kubesphere\.io\/.*|app\.kubernetes\.io\/(?:managed-by|name))$/;

function authored(map: Any = {}): Any {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !OWN.test(key)));
}

/**
 * The content of an object without its name, in a canonical form for texts that are equal in Flux. This is the
 * documented list of what an import may change.
 *
 * @param objects among them the ConfigMaps with the nulls of values
 */
export function meaningOf(object: Any, rename: Renaming, objects: readonly Any[] = []): Any {
  const { kind, metadata, spec } = object;
  const { namespace, name } = metadata;
  const common = {
    ...{ kind, namespace, labels: authored(metadata.labels), annotations: authored(metadata.annotations) },
  };
  const source = (ref: Any) => ref && { kind: ref.kind, name: ref.name, namespace: ref.namespace ?? namespace };
  const secret = spec.kubeConfig?.secretRef;
  const kubeConfig = secret ? { secretRef: { key: 'value', ...secret } } : spec.kubeConfig;
  // the revision in a gate is that of the whole object as written
  const own = withoutGates(kind, spec.dependsOn) as Any[] | undefined;
  const dependsOn = own?.map(({ name: other, namespace: where = namespace, ...rest }: Any) => {
    return { ...rest, namespace: where, name: rename(kind, where, other) };
  });
  if (kind === 'Kustomization') {
    return { ...common, spec: { ...spec, kubeConfig, dependsOn, sourceRef: source(spec.sourceRef) } };
  }
  const [carried, references] = [[] as Any[], [] as Any[]];
  for (const reference of spec.valuesFrom ?? []) {
    const configMap = objects.find(
      (each) =>
        each.kind === 'ConfigMap' && each.metadata.namespace === namespace && each.metadata.name === reference.name,
    );
    const text = configMap?.data?.[reference.valuesKey];
    if (text === undefined) references.push(reference);
    else carried.push(parseYaml(text)[0]?.value);
  }
  const { chart, chartRef, interval } = spec;
  return {
    ...common,
    spec: {
      ...spec,
      ...{ kubeConfig, dependsOn },
      targetNamespace: spec.targetNamespace ?? namespace,
      storageNamespace: spec.storageNamespace ?? namespace,
      releaseName: spec.releaseName ?? defaultReleaseName(name, spec.targetNamespace),
      valuesFrom: references.length > 0 || (carried.length === 0 && spec.valuesFrom) ? references : undefined,
      values: carried.length > 0 ? mergeValues(...carried, spec.values) : spec.values,
      chartRef: source(chartRef),
      chart: chart && {
        ...chart,
        spec: { version: '*', interval, ...chart.spec, sourceRef: source(chart.spec.sourceRef) },
      },
    },
  };
}
