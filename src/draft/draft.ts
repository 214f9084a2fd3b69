import { type AdoptedApplication, adoptApplications, printChart } from '../adopt';
import { lower } from '../application';
import { hasErrors } from '../diagnostics';
import { type FieldPath, formatPath, omit, type ValueMap, withoutUndefined } from '../json';
import type { Draft, DraftAnswer, DraftProblem } from '../page';
import { printYaml } from '../yaml';
import { applicationOfDraft, type DraftedValues } from './application';
import { fieldOfPath } from './field';

/**
 * The result of a form: its problems, in the words of the validation of an Application; or the application as code, as
 * YAML, and as the objects for Flux. Pure and total: it accepts any input.
 */
export function answerDraft(draft: Draft): DraftAnswer {
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
