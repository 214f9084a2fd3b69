import { mapOf } from '../../json';
import { listObjects, pathOf } from '../../kube';
import { SOURCES } from '../../kubernetes';
import { byText, type Choices, HOST } from '../../page';
import type { ViewSource } from './live-rows';
import { clientOf, type ShownCluster } from './shown-cluster';

/** The kind of templates. */
const TEMPLATE = 'HelmChart';

/** The label of the HelmCharts that Flux creates for releases. They are not templates. */
const MADE_FOR_RELEASE = 'helm.toolkit.fluxcd.io/name';

/**
 * The choices in a form: the clusters of applications, and the sources and templates in the cluster. Kinds that the
 * account may not list are omitted.
 *
 * @param namespace undefined: all namespaces
 * @throws HttpError if the context of the page has another server in the meantime
 */
export async function choicesOf(
  views: ViewSource,
  shown: ShownCluster,
  namespace: string | undefined,
): Promise<Choices> {
  const client = await clientOf(shown);
  try {
    const kinds = [...SOURCES.values()];
    const lists = await Promise.all(
      kinds.map((resource) =>
        listObjects(client, pathOf(resource, namespace), { isMetadataOnly: true }).catch((): unknown[] => []),
      ),
    );
    const named = lists.flatMap((list, index) =>
      list.flatMap((object) => {
        const { namespace: own, name, labels } = mapOf(mapOf(object).metadata);
        return { kind: kinds[index]?.kind, name: `${own}/${name}`, isMade: MADE_FOR_RELEASE in mapOf(labels) };
      }),
    );
    return {
      clusters: clustersOf(views),
      sources: named.flatMap(({ kind, name }) => (kind === TEMPLATE ? [] : [`${kind}/${name}`])).sort(byText),
      templates: named.flatMap(({ kind, name, isMade }) => (kind === TEMPLATE && !isMade ? [name] : [])).sort(byText),
    };
  } finally {
    await client.close();
  }
}

/** The host, and the Secrets of members by name. */
function clustersOf(views: ViewSource): string[] {
  const targets = views.keys().flatMap((key) => views.view(key)?.report.targets ?? []);
  const members = targets.flatMap(({ cluster, kubeConfig = cluster }) => kubeConfig ?? []);
  return [HOST, ...[...new Set(members)].filter((name) => name !== HOST).sort(byText)];
}
