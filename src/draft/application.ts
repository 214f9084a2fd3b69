import { ALIAS_NAME, DEFAULT_VALUES_KEY, DESCRIPTION, FLUXCD, SAVE_HELM_TEMPLATE } from '../application';
import { isFilled, isPlainObject, type ValueMap, withoutUndefined } from '../json';
import { APPLICATION } from '../kubernetes';
import { type Draft, type DraftField, type DraftProblem, type DraftTarget, HOST } from '../page';
import { applySet, mergeValues, pathsOf, SetError, type SetPath } from '../values';
import { parseYaml } from '../yaml';
import { extentOf } from './extent';

/** The result of reading a form. */
export interface Drafted {
  /** In explicit form, as the constructs write it. */
  readonly application: ValueMap;
  /** By target: the expressions of its values, and the values that they override. */
  readonly values: readonly DraftedValues[];
  /** The problems of fields that cannot be read. These fields are omitted from the Application. */
  readonly problems: readonly DraftProblem[];
}

/** The values of a target as the author has typed them. */
export interface DraftedValues {
  readonly set: readonly string[];
  readonly values: unknown;
}

/** The same default as in the constructs. */
const INTERVAL = '10m';

/** Limits of the nulls that fill lists: anyone can send a form to a page in a cluster. Helm only limits each index. */
const MOST_IN_PATH = 1000;
const MOST_IN_FORM = 20_000;

/** Limits of the assignments of a target, each of which copies the maps and lists on its path. */
const MOST_STEPS = 100;
const MOST_ASSIGNMENTS = 500;

/** Limits of the fields without a field in the form, in which aliases expand. The size is the limit of etcd. */
const MOST_DEEP = 100;
const MOST_CHARACTERS = 1.5 * 1024 * 1024;

/** What the fields of all targets take of the limits. */
interface Taken {
  indices: number;
  characters: number;
}

/** The Application of a form, even if it has problems. */
export function applicationOfDraft(draft: Draft): Drafted {
  const { namespace, name, alias, description, type, saveTemplate } = draft;
  const problems: DraftProblem[] = [];
  const taken: Taken = { indices: 0, characters: 0 };
  const targets = draft.targets.map((target, index) => new TargetReader(draft, target, index, problems, taken).read());
  const isHelm = type === 'HelmRelease';
  const annotations = withoutUndefined({ [ALIAS_NAME]: given(alias), [DESCRIPTION]: given(description) });
  const isTemplate = isHelm && given(draft.template) !== undefined;
  const labels = isHelm && !isTemplate && saveTemplate ? { [SAVE_HELM_TEMPLATE]: 'true' } : undefined;
  const deploy = targets.map(({ entry }) => entry);
  const sourceRef = isTemplate ? undefined : sourceRefOf(draft, problems);
  const application = {
    apiVersion: APPLICATION.apiVersion,
    kind: APPLICATION.kind,
    metadata: withoutUndefined({
      ...{ name, namespace: given(namespace), labels },
      annotations: isFilled(annotations) ? annotations : undefined,
    }),
    spec: {
      kind: FLUXCD,
      fluxApp: {
        spec: withoutUndefined({
          source: sourceRef && { sourceRef },
          config: isHelm ? { helmRelease: helmReleaseOf(draft, deploy) } : { kustomization: deploy },
        }),
      },
    },
  };
  return { application, values: targets.map(({ values }) => values), problems };
}

/** The text without surrounding spaces; undefined if it is empty. */
function given(text: string): string | undefined {
  return text.trim() === '' ? undefined : text.trim();
}

function helmReleaseOf({ template, chart, version, valuesFiles }: Draft, deploy: readonly ValueMap[]): ValueMap {
  const files = valuesFiles.split(';').flatMap((file) => given(file) ?? []);
  if (given(template) !== undefined) return { template: given(template), deploy };
  const own = withoutUndefined({
    chart: given(chart),
    // the default, which code does not contain
    version: given(version) === '*' ? undefined : given(version),
    valuesFiles: files.length === 0 ? undefined : files,
  });
  return withoutUndefined({ chart: isFilled(own) ? own : undefined, deploy });
}

function sourceRefOf({ source, namespace }: Draft, problems: DraftProblem[]): ValueMap | undefined {
  const text = given(source);
  if (text === undefined) return undefined;
  const parts = text.split('/');
  const [kind, ...names] = parts;
  const name = names.pop();
  const [own] = names;
  if (name !== undefined && names.length <= 1) {
    return withoutUndefined({ kind, name, namespace: own === namespace.trim() ? undefined : own });
  }
  problems.push({
    ...{ field: 'source', severity: 'error', path: 'source' },
    message: 'is not a source: write KIND/NAME, or KIND/NAMESPACE/NAME, such as HelmRepository/podinfo',
  });
  return undefined;
}

/** The fields with Helm's options. */
const HELM_OPTIONS = ['install', 'upgrade', 'test', 'rollback', 'uninstall'];

/** Fields of a target that have fields of their own in the form. */
const OWN_FIELDS = {
  HelmRelease: ['destination', 'interval', 'releaseName', 'storageNamespace', 'valuesFrom'],
  Kustomization: ['destination', 'interval', 'path', 'prune'],
};

/** Reads a target. */
class TargetReader {
  /** The number of values that its lines set. */
  private assignments = 0;

  constructor(
    private readonly draft: Draft,
    private readonly target: DraftTarget,
    private readonly index: number,
    private readonly problems: DraftProblem[],
    private readonly taken: Taken,
  ) {}

  read(): { readonly entry: ValueMap; readonly values: DraftedValues } {
    const { cluster, namespace, interval } = this.target;
    const { values: base, ...more } = this.more();
    const set = linesOf(this.target.set);
    const kubeConfig = kubeConfigOf(given(cluster) ?? HOST);
    const isMember = kubeConfig !== undefined;
    const destination = withoutUndefined({ kubeConfig, targetNamespace: given(namespace) });
    if (given(cluster) === undefined) this.report('cluster', 'required: host, or the name of a Secret');
    const common = { ...more, destination, interval: given(interval) ?? INTERVAL };
    const values = { set, values: base };
    if (this.draft.type === 'Kustomization') {
      return { entry: withoutUndefined({ ...common, ...this.manifestFields(), values: base }), values };
    }
    const merged = set.length === 0 ? base : this.withSet(base, set);
    return { entry: withoutUndefined({ ...common, ...this.releaseFields(more, isMember), values: merged }), values };
  }

  private manifestFields(): ValueMap {
    return { path: given(this.target.path), prune: this.target.prune };
  }

  private releaseFields(more: ValueMap, isMember: boolean): ValueMap {
    const { namespace, valuesFrom, releaseName, storageNamespace } = this.target;
    const references = valuesFrom.map(({ kind, name, valuesKey, targetPath }) => {
      const key = given(valuesKey);
      return withoutUndefined({
        ...{ kind, name: name.trim(), targetPath: given(targetPath) },
        valuesKey: key === DEFAULT_VALUES_KEY ? undefined : key,
      });
    });
    const { name } = this.draft;
    const ofTarget = typeof more.name === 'string' ? `${name}-${more.name}` : name;
    return {
      ...mergeValues(pickOptions(more), this.options()),
      releaseName: given(releaseName) ?? given(ofTarget),
      storageNamespace: given(storageNamespace) ?? (isMember ? given(namespace) : undefined),
      valuesFrom: references.length === 0 ? undefined : references,
    };
  }

  /** Helm's options. */
  private options(): ValueMap {
    let options: ValueMap = this.target.createNamespace ? { install: { createNamespace: true } } : {};
    for (const line of linesOf(this.target.options)) {
      const field = /^[^.=[]*/.exec(line)?.[0] ?? '';
      if (!HELM_OPTIONS.includes(field)) {
        this.report('options', `${field} is none of ${HELM_OPTIONS.join(', ')}: write install.timeout=5m`);
        continue;
      }
      options = this.applied('options', options, line);
    }
    return options;
  }

  private withSet(base: unknown, set: readonly string[]): unknown {
    if (base !== undefined && !isPlainObject(base)) return base;
    return set.reduce((values, expression) => this.applied('set', values, expression), base ?? {});
  }

  private applied(field: 'options' | 'set', values: ValueMap, expression: string): ValueMap {
    try {
      return this.hasRoomFor(field, pathsOf(expression, 'set')) ? applySet(values, [expression], 'set') : values;
    } catch (cause) {
      if (!(cause instanceof SetError)) throw cause;
      this.report(field, cause.message);
      return values;
    }
  }

  /** Whether the paths of a line are within the limits. The limits of the target and of the form are reported once. */
  private hasRoomFor(field: 'options' | 'set', paths: readonly SetPath[]): boolean {
    if (paths.some(({ steps }) => steps > MOST_STEPS)) {
      this.report(field, `a path has more than ${MOST_STEPS} keys and indices`);
      return false;
    }
    if (paths.some(({ indices }) => indices > MOST_IN_PATH)) {
      this.report(field, `the indices of a path add up to more than ${MOST_IN_PATH}`);
      return false;
    }
    const isFull = this.assignments > MOST_ASSIGNMENTS;
    this.assignments += paths.length;
    const isOver = this.assignments > MOST_ASSIGNMENTS;
    if (isOver && !isFull)
      this.report(field, `all lines set more than ${MOST_ASSIGNMENTS} values: write them as a map`);
    const sum = paths.reduce((total, { indices }) => total + indices, 0);
    const indices = this.take('indices', sum, MOST_IN_FORM);
    if (indices.isNew) this.report(field, `the indices of all lines add up to more than ${MOST_IN_FORM}`);
    return !isOver && (!indices.isOver || sum === 0);
  }

  /** Takes a part of a limit of the form. @returns whether it is exceeded, and whether it was not before */
  private take(what: keyof Taken, amount: number, most: number): { readonly isOver: boolean; readonly isNew: boolean } {
    const before = this.taken[what];
    this.taken[what] += amount;
    const isOver = this.taken[what] > most;
    return { isOver, isNew: isOver && before <= most };
  }

  /** The fields of a target that have no field in the form. */
  private more(): ValueMap {
    const text = this.target.more;
    if (given(text) === undefined) return {};
    const [document, ...others] = parseYaml(text);
    if (document === undefined) return {};
    const [problem] = document.problems;
    if (problem !== undefined) this.report('more', `line ${problem.line}: ${problem.message}`);
    else if (others.length > 0) this.report('more', 'holds several documents: one map is needed');
    else if (!isPlainObject(document.value)) this.report('more', 'is not a map: write fields, such as "timeout: 5m"');
    else if (this.hasRoomForMore(document.value)) return this.withoutOwnFields(document.value);
    return {};
  }

  /** Whether fields are within the limits, with the parts that aliases repeat. The limit of the form is reported once. */
  private hasRoomForMore(more: ValueMap): boolean {
    const extent = extentOf(more, MOST_DEEP);
    if (extent === undefined) {
      this.report('more', `maps and lists are nested deeper than ${MOST_DEEP} levels`);
      return false;
    }
    const { isOver, isNew } = this.take('characters', extent.characters, MOST_CHARACTERS);
    if (isNew) {
      const message = `these fields of all targets have more than ${MOST_CHARACTERS} characters, which is more than etcd takes`;
      this.report('more', message);
    }
    return !isOver;
  }

  private withoutOwnFields(more: ValueMap): ValueMap {
    const own = OWN_FIELDS[this.draft.type].filter((field) => Object.hasOwn(more, field));
    for (const field of own) this.report('more', `${field} has a field of its own in the form`);
    // a null is an absent field, as in the objects that are made of it
    return Object.fromEntries(Object.entries(more).filter(([field, value]) => value !== null && !own.includes(field)));
  }

  private report(field: Exclude<keyof DraftTarget, 'createNamespace'>, message: string): void {
    const id: DraftField = `targets.${this.index}.${field}`;
    this.problems.push({ field: id, severity: 'error', path: id, message });
  }
}

/** The kubeconfig of a cluster: a Secret, a key of one, or a ConfigMap; undefined for the host. */
function kubeConfigOf(cluster: string): ValueMap | undefined {
  if (cluster === HOST) return undefined;
  const [name, key] = cluster.split(/\/(.*)/s);
  if (name === 'ConfigMap') return { configMapRef: { name: key } };
  return { secretRef: withoutUndefined({ name, key }) };
}

function pickOptions(more: ValueMap): ValueMap {
  return Object.fromEntries(
    HELM_OPTIONS.flatMap((field) => (isPlainObject(more[field]) ? [[field, more[field]]] : [])),
  );
}

function linesOf(text: string): string[] {
  return text.split('\n').flatMap((line) => given(line) ?? []);
}
