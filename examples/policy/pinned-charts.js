const { ClusterSet } = require('cdk8s-fluxapp');

/**
 * A validation of `cdk8s synth`: on the clusters that have certain labels, every HelmRelease pins the version of its chart.
 * Labels of clusters are in no manifest, so it reads the file that the app reads.
 *
 * Properties, in cdk8s.yaml: `clusters`, the path of that file, and `matchLabels`.
 */
class PinnedCharts {
  constructor({ clusters, matchLabels }) {
    const selected = ClusterSet.fromFile(clusters).where({ matchLabels });
    this.clusters = new Set(selected.map(({ kubeConfig }) => idOf(kubeConfig)));
    this.labels = JSON.stringify(matchLabels);
  }

  async validate(context) {
    const objects = context.manifests.flatMap((manifestPath) =>
      context.parseManifest(manifestPath).flatMap((value) => (value ? [{ manifestPath, value }] : [])),
    );
    const find = (kind, name, namespace) =>
      objects.find(
        ({ value }) =>
          value.kind === kind && value.metadata.name === name && (value.metadata.namespace ?? '') === namespace,
      )?.value;
    const violations = objects.filter(
      ({ value }) =>
        value.kind === 'HelmRelease' &&
        this.clusters.has(idOf(value.spec.kubeConfig)) &&
        !isPinned(value, (kind, name, namespace = value.metadata.namespace ?? '') => find(kind, name, namespace)),
    );
    if (violations.length > 0) {
      context.report.addViolation({
        ruleName: 'pinned-charts',
        recommendation: `clusters with ${this.labels} get a chart version that was tried`,
        fix: 'name one version, such as 6.9.0, and no range',
        violatingResources: violations.map(({ value, manifestPath }) => ({
          resourceName: value.metadata.name,
          locations: [value.spec.chartRef ? 'spec.chartRef' : 'spec.chart.spec.version'],
          manifestPath,
        })),
      });
    }
    context.report.submit(violations.length === 0 ? 'success' : 'failure');
  }
}

/** Tells clusters apart: by where their kubeconfigs are. The host has none. */
function idOf({ secretRef, configMapRef } = {}) {
  return JSON.stringify([secretRef?.name, secretRef?.key, configMapRef?.name]);
}

function isPinned({ spec }, find) {
  if (!spec.chartRef) return isExact(spec.chart.spec.version);
  const { kind, name, namespace } = spec.chartRef;
  const source = find(kind, name, namespace)?.spec ?? {};
  if (kind === 'HelmChart') return isExact(source.version);
  const { digest, tag } = source.ref ?? {};
  return digest !== undefined || isExact(tag);
}

/** A semantic version, and no range. */
function isExact(version) {
  return /^v?\d+\.\d+\.\d+(?:-[\w.-]+)?(?:\+[\w.-]+)?$/.test(version ?? '');
}

module.exports = { PinnedCharts };
