import type { Application } from '../../../imports/gitops.kubesphere.io';
import {
  checkAcross,
  explicitForm,
  type Footprint,
  footprintOf,
  inWrittenForm,
  LOWERING_DIGEST,
  type LoweringOptions,
  type LoweringResult,
  lower,
  namesOfTargets,
  readableTargets,
  templateFootprint,
  withoutAbsent,
} from '../../application';
import { type Diagnostic, formatGroup, groupDiagnostics, hasErrors, redacted } from '../../diagnostics';
import { valueAt } from '../../json';
import { namespacedName } from '../../kubernetes';
import type { InputObject } from '../input';
import { type Finding, formatPlace } from '../shell';
import type { Selection } from './select';
import { identityOf, Templates } from './templates';

/** The result of lowering the Applications of an input. */
export interface LoweredInput {
  /** In the order of the input, and for each Application in that of `lower`. */
  readonly objects: LoweringResult['objects'];
  readonly findings: readonly Finding[];
  /** The Applications that have no errors. */
  readonly valid: readonly InputObject[];
}

/**
 * Lowers the Applications of an input separately, and checks for conflicts between them.
 *
 * @param options.strict whether a template missing from the input is an error
 */
export function lowerObjects(
  { applications, charts }: Pick<Selection, 'applications' | 'charts'>,
  options: LoweringOptions & { readonly strict?: boolean },
): LoweredInput {
  const templates = new Templates(
    charts.map(({ value }) => value),
    applications.map(({ value }) => value),
  );
  const lowered = applications.map((object): LoweringResult & { object: InputObject } => ({
    object,
    ...lower(object.value, options),
  }));
  const valid = lowered.filter(({ diagnostics }) => !hasErrors(diagnostics)).map(({ object }) => object);
  return {
    valid,
    objects: lowered.flatMap(({ objects }) => objects),
    findings: [
      ...lowered.flatMap(({ object, diagnostics }) => findingsOf(object, diagnostics)),
      ...applications.flatMap((object) => findingsOf(object, templates.check(object.value, options.strict === true))),
      ...findAcross(valid, charts),
    ],
  };
}

/** Charts come first: in a clash between a chart and an Application, the Application is reported. */
function findAcross(applications: readonly InputObject[], charts: readonly InputObject[]): Finding[] {
  const owners = [...rivals(charts), ...applications];
  const footprints = owners.map((object): Footprint => {
    const { description, objects } =
      object.value.kind === 'Application'
        ? footprintOf(explicitForm(withoutAbsent(object.value)) as Application)
        : templateFootprint(referenceOf(object));
    return {
      objects,
      get description() {
        return `${description} (${formatPlace(object.place())})`; // expensive, and rarely needed
      },
    };
  });
  return checkAcross(footprints).flatMap((diagnostics, index) => {
    const owner = owners[index] as InputObject;
    return findingsOf(owner, inWrittenForm(withoutAbsent(owner.value), diagnostics));
  });
}

/** One HelmChart of each name, without those that were lowered from an Application of the input. */
function rivals(charts: readonly InputObject[]): InputObject[] {
  const byName = new Map<string, InputObject>();
  for (const chart of charts) {
    const isLowered = valueAt(chart.value, ['metadata', 'annotations', LOWERING_DIGEST]) !== undefined;
    const id = namespacedName(identityOf(chart.value));
    if (!isLowered && !byName.has(id)) byName.set(id, chart);
  }
  return [...byName.values()];
}

function referenceOf({ value }: InputObject): { name: string; namespace?: string } {
  const { name, namespace } = identityOf(value);
  return namespace === '' ? { name } : { name, namespace };
}

/** A finding for each diagnostic of an object; equal diagnostics of several targets become one. */
export function findingsOf(object: InputObject, diagnostics: readonly Diagnostic[]): Finding[] {
  const names = () => namesOfTargets(readableTargets(withoutAbsent(object.value)));
  return groupDiagnostics(diagnostics, names).map((group) => {
    const { severity, code, path } = group.diagnostic;
    const message = `${describe(object)}: ${formatGroup(group, object.path)}`;
    return { severity, code, place: object.place(path), message };
  });
}

/** `Application default/podinfo`; a name that could break the line is quoted. */
function describe({ value }: InputObject): string {
  const identity = identityOf(value);
  if (identity.name === '') return 'Application without a name';
  const text = namespacedName(identity);
  return `Application ${/^[\w./-]+$/.test(text) ? text : redacted(text)}`;
}
