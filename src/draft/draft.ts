import { type AdoptedApplication, adoptApplications, printChart } from '../adopt';
import { lower } from '../application';
import { hasErrors } from '../diagnostics';
import { type FieldPath, formatPath, omit, type ValueMap, withoutUndefined } from '../json';
import type { Draft, DraftAnswer, DraftField, DraftProblem } from '../page';
import { printYaml } from '../yaml';
import { applicationOfDraft, type DraftedValues } from './application';
import { fieldOfPath } from './field';

/**
 * The result of a form: its problems, in the words of the validation of an Application; or the application as code, as
 * YAML, and as the objects for Flux. Pure and total: it accepts any input.
 */
export function answerDraft(draft: Draft): DraftAnswer {
  const long = longLines(draft);
  if (long.length > 0) return { problems: long };
  const { application, values, problems } = applicationOfDraft(draft);
  const { objects, diagnostics } = lower(application, { withApplication: true });
  const found = [...problems, ...missingNamespace(draft)];
  const own = new Set(found.map(({ field }) => field));
  for (const { severity, path, message } of diagnostics) {
    const field = fieldOfPath(path, draft);
    // fields that cannot be read are omitted from the Application: that they are missing there is no further problem
    if (field === undefined || !own.has(field)) found.push({ field, severity, path: shortPath(path), message });
  }
  const [adopted] = adoptApplications([application]).applications;
  if (hasErrors(diagnostics) || found.some(({ severity }) => severity === 'error') || adopted === undefined) {
    return { problems: found };
  }
  const ofFlux = objects.filter(({ kind }) => kind !== 'Application');
  return {
    problems: found,
    texts: {
      typescript: printChart(asAuthored(adopted, values)),
      yaml: printYaml(application),
      objects: ofFlux.map((object) => ({
        kind: object.kind,
        name: String(object.metadata.name),
        yaml: printYaml(object),
      })),
    },
  };
}

/** In characters: anyone can send a form to a page in a cluster. */
const LONGEST_LINE = 4096;

/** The fields of a target with more than one line. */
const TEXTS: ReadonlySet<string> = new Set(['set', 'options', 'more']);

/** The fields of one line that are too long. */
function longLines({ targets, ...fields }: Draft): DraftProblem[] {
  const lines: [field: string, value: unknown][] = [
    ...Object.entries(fields),
    ...targets.flatMap(({ valuesFrom, ...target }, index) => [
      ...Object.entries(target).flatMap(([field, value]): [string, unknown][] =>
        TEXTS.has(field) ? [] : [[`targets.${index}.${field}`, value]],
      ),
      ...valuesFrom.flatMap((reference) =>
        Object.values(reference).map((value): [string, unknown] => [`targets.${index}.valuesFrom`, value]),
      ),
    ]),
  ];
  const long = lines.flatMap(([field, value]) =>
    typeof value === 'string' && value.length > LONGEST_LINE ? [field as DraftField] : [],
  );
  const message = `has more than ${LONGEST_LINE} characters`;
  return [...new Set(long)].map((field) => ({ field, severity: 'error', path: field, message }));
}

/** A path without the prefix that all fields of the form share. */
function shortPath(path: FieldPath): string {
  return formatPath(path).replace(/^spec\.fluxApp\.spec\.(?:config\.)?/, '');
}

/** Code and YAML in a repository contain the namespace of an application. */
function missingNamespace({ namespace }: Draft): DraftProblem[] {
  if (namespace.trim() !== '') return [];
  return [{ field: 'namespace', severity: 'error', path: 'metadata.namespace', message: 'required, but missing' }];
}

/** The application with the author's expressions instead of the values that they evaluate to. */
function asAuthored(adopted: AdoptedApplication, values: readonly DraftedValues[]): AdoptedApplication {
  if (adopted.kind === 'Kustomization') return adopted;
  return {
    ...adopted,
    targets: adopted.targets.map((target, index) => {
      const { set = [], values: base } = values[index] ?? {};
      if (set.length === 0) return target;
      const fields = withoutUndefined({ ...omit(target.fields, ['values']), values: base, set }) as ValueMap;
      return { ...target, fields };
    }),
  };
}
