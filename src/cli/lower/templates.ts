import { explicitForm, inWrittenForm, SAVE_HELM_TEMPLATE, withoutAbsent } from '../../application';
import { type Diagnostic, didYouMean, error, redacted, warning } from '../../diagnostics';
import { type FieldPath, listOf, mapOf, stringOf, type ValueMap, valueAt } from '../../json';

const HELM_RELEASE_PATH = ['spec', 'fluxApp', 'spec', 'config', 'helmRelease'];

/** The templates in an input, even if they have other errors. */
export class Templates {
  private readonly names = new Map<string, string[]>();

  /**
   * @param charts HelmCharts of the input
   * @param applications Applications of the input, some of which save their chart as a template
   */
  constructor(charts: readonly ValueMap[], applications: readonly ValueMap[]) {
    for (const object of [...charts, ...applications.filter(savesTemplate)]) {
      const { name, namespace } = identityOf(object);
      const names = this.names.get(namespace);
      if (names) names.push(name);
      else this.names.set(namespace, [name]);
    }
  }

  /** The diagnostics about the templates of an Application: empty if the input has all of them, or if it uses none. */
  check(application: ValueMap, strict: boolean): readonly Diagnostic[] {
    const { namespace } = identityOf(application);
    const names = this.names.get(namespace) ?? [];
    const where = namespace === '' ? 'without a namespace' : `in namespace ${redacted(namespace)}`;
    const written = withoutAbsent(application);
    const diagnostics = templatesOf(explicitForm(written)).flatMap(({ template, path }) => {
      if (names.includes(template)) return [];
      const message = `the input has no HelmChart ${redacted(template)} ${where}, and no Application there that saves it${didYouMean(template, names)}`;
      return [(strict ? error : warning)('template-unknown', path, message)];
    });
    return inWrittenForm(written, diagnostics);
  }
}

/** The templates of an Application in explicit form, for all targets or for one. */
function templatesOf(application: unknown): { readonly template: string; readonly path: FieldPath }[] {
  const helmRelease = mapOf(valueAt(application, HELM_RELEASE_PATH));
  const holders = [
    { holder: helmRelease, path: HELM_RELEASE_PATH },
    ...listOf(helmRelease.deploy).map((entry, index) => ({
      holder: mapOf(entry),
      path: [...HELM_RELEASE_PATH, 'deploy', index],
    })),
  ];
  return holders.flatMap(({ holder: { template }, path }) =>
    typeof template === 'string' ? [{ template, path: [...path, 'template'] }] : [],
  );
}

function savesTemplate(application: ValueMap): boolean {
  return valueAt(application, ['metadata', 'labels', SAVE_HELM_TEMPLATE]) === 'true';
}

/** Name and namespace of an object; empty if it has none. */
export function identityOf({ metadata }: ValueMap): { readonly name: string; readonly namespace: string } {
  const { name, namespace } = mapOf(metadata);
  return { name: stringOf(name) ?? '', namespace: stringOf(namespace) ?? '' };
}
