import { SAVE_HELM_TEMPLATE } from '../../application';
import { type Diagnostic, didYouMean, error, redacted, warning } from '../../diagnostics';
import { mapOf, stringOf, type ValueMap, valueAt } from '../../json';

const TEMPLATE_PATH = ['spec', 'fluxApp', 'spec', 'config', 'helmRelease', 'template'];

/** The templates that an input has, whatever may be wrong with them otherwise. */
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

  /** What is to be said about the template of an Application: nothing where it is among these, or there is none. */
  check(application: ValueMap, strict: boolean): Diagnostic[] {
    const template = valueAt(application, TEMPLATE_PATH);
    if (typeof template !== 'string') return [];
    const { namespace } = identityOf(application);
    const names = this.names.get(namespace) ?? [];
    if (names.includes(template)) return [];
    const where = namespace === '' ? 'without a namespace' : `in namespace ${redacted(namespace)}`;
    const message = `the input has no HelmChart ${redacted(template)} ${where}, and no Application there that saves it${didYouMean(template, names)}`;
    return [(strict ? error : warning)('template-unknown', TEMPLATE_PATH, message)];
  }
}

function savesTemplate(application: ValueMap): boolean {
  return valueAt(application, ['metadata', 'labels', SAVE_HELM_TEMPLATE]) === 'true';
}

/** Name and namespace of an object; empty where it has none. */
export function identityOf({ metadata }: ValueMap): { readonly name: string; readonly namespace: string } {
  const { name, namespace } = mapOf(metadata);
  return { name: stringOf(name) ?? '', namespace: stringOf(namespace) ?? '' };
}
