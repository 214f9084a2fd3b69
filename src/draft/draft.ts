import { type AdoptedApplication, adoptApplications, printChart } from '../adopt';
import { lower } from '../application';
import { hasErrors } from '../diagnostics';
import { type FieldPath, formatPath, omit, type ValueMap, withoutUndefined } from '../json';
import type { Draft, DraftAnswer, DraftProblem } from '../page';
import { printYaml } from '../yaml';
import { applicationOfDraft, type DraftedValues } from './application';
import { fieldOfPath } from './field';

/**
 * What a form comes to: all that is wrong with it, as validation of an Application says it, or the application as code, as YAML,
 * and as what Flux gets. Pure and total: it takes whatever was typed.
 */
export function answerDraft(draft: Draft): DraftAnswer {
  const { application, values, problems } = applicationOfDraft(draft);
  const { objects, diagnostics } = lower(application, { withApplication: true });
  const found = [...problems, ...missingNamespace(draft)];
  const own = new Set(found.map(({ field }) => field));
  for (const { severity, path, message } of diagnostics) {
    const field = fieldOfPath(path, draft);
    // what could not be read is no part of the Application: that it is missing there is no news
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

/** A path without what is before all fields of the form. */
function shortPath(path: FieldPath): string {
  return formatPath(path).replace(/^spec\.fluxApp\.spec\.(?:config\.)?/, '');
}

/** Code and YAML of a repository say where an application is. */
function missingNamespace({ namespace }: Draft): DraftProblem[] {
  if (namespace.trim() !== '') return [];
  return [{ field: 'namespace', severity: 'error', path: 'metadata.namespace', message: 'required, but missing' }];
}

/** The application with the expressions that its author has given in place of the values that they come to. */
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
