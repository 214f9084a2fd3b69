// biome-ignore lint/suspicious/noExplicitAny: Applications are plain data here
type Any = any;

/**
 * The worst case of an Application returned by an API server with the CRD of this project: nulls are dropped, also in
 * lists, the defaults of the CRD are filled in, the keys of maps are sorted, and the server's own fields are set.
 */
export function simulateApiServer(application: Any): Any {
  const stored = withoutNulls(structuredClone(application));
  const { helmRelease, kustomization = [] } = stored.spec.fluxApp.spec.config;
  if (helmRelease?.chart) helmRelease.chart.version ??= '*';
  for (const { postBuild } of kustomization) {
    for (const reference of postBuild?.substituteFrom ?? []) reference.optional ??= false;
  }
  Object.assign(stored.metadata, {
    uid: 'f0a1',
    resourceVersion: '42',
    generation: 3,
    managedFields: [{ manager: 'a' }],
  });
  return sorted({ ...stored, status: { fluxApp: { helmReleaseStatus: {} } } });
}

function withoutNulls(value: Any): Any {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(withoutNulls);
  return changeEntries(value, (entries) =>
    entries.filter(([, item]) => item !== null).map(([key, item]) => [key, withoutNulls(item)]),
  );
}

function sorted(value: Any): Any {
  if (Array.isArray(value)) return value.map(sorted);
  return changeEntries(value, (entries) =>
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]),
  );
}

function changeEntries(value: Any, change: (entries: [string, Any][]) => [string, Any][]): Any {
  return typeof value === 'object' && value !== null ? Object.fromEntries(change(Object.entries(value))) : value;
}
