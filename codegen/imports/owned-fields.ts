/**
 * The fields of Flux's objects that an Application does not set, because lowering derives them. Every other field of
 * HelmRelease, HelmChart and Kustomization is a field of the Application under its own name.
 *
 * Used by the generator of the Application's schema and by the test that verifies that each settable path is lowered.
 * Field names are relative to the object's `spec`.
 */
export const OWNED_FIELDS = {
  HelmRelease: {
    chart: 'is made of config.helmRelease.chart and of the chart of the target; its sourceRef is source.sourceRef',
    chartRef: 'follows from a template, or from a source of kind OCIRepository',
    kubeConfig: 'is destination.kubeConfig: the cluster is part of the name of the object and of its key in the status',
    targetNamespace: 'is destination.targetNamespace: the namespace is part of the name and of the key as well',
  },
  HelmChart: {
    sourceRef: 'is source.sourceRef, of the application or of the target',
  },
  Kustomization: {
    sourceRef: 'is source.sourceRef, one for the whole application',
    kubeConfig: 'is destination.kubeConfig: the cluster is part of the name of the object and of its key in the status',
    targetNamespace: 'is destination.targetNamespace: the namespace is part of the name and of the key as well',
  },
} as const satisfies Record<string, Record<string, string>>;
