import { DIAGNOSTIC_CODES } from '../../src/diagnostics';

/** The page of all codes of diagnostics, each with its meaning and its remedy. */
export function diagnosticsPage(): string {
  const rows = Object.entries(DIAGNOSTIC_CODES).map(
    ([code, { meaning, remedy }]) => `| <a id="${code}"></a>\`${code}\` | ${meaning} | ${remedy} |`,
  );
  return [
    '# Diagnostics',
    'Every error and warning about an Application, a source or a template has a code. Codes are stable: a code is never ' +
      'given to another problem. Messages may change. `fluxapp lower` prints the code at the end of the line, in brackets; ' +
      'a `Diagnostic` has it as `code`; a process warning has it as `code`, beside the type `FluxAppWarning`. This page ' +
      'is made by `npm run docs`.',
    'What several targets share is said once: `helmRelease.deploy[0].interval (and 59 more: deploy[1..59]): …` is about 60 ' +
      'targets. Messages that differ in the names of the targets alone count as the same. The result of `lower()` has them ' +
      'one by one, but for inline secrets, which are one warning for an application everywhere.',
    '`Diagnostics.of(scope).strict({ except: [code] })` makes the warnings of an App or a Chart errors, but for those with these ' +
      'codes; so do `strict` of a `FleetApp` and `fluxapp lower --warnings-as-errors=except CODE`.',
    ['| code | meaning | remedy |', '|---|---|---|', ...rows].join('\n'),
  ]
    .map((part) => `${part}\n`)
    .join('\n');
}
