import { DIAGNOSTIC_CODES } from '../../src/diagnostics';

/** docs/diagnostics.md: all diagnostic codes, each with its meaning and its remedy. */
export function diagnosticsPage(): string {
  const rows = Object.entries(DIAGNOSTIC_CODES).map(
    ([code, { meaning, remedy }]) => `| <a id="${code}"></a>\`${code}\` | ${meaning} | ${remedy} |`,
  );
  return [
    '# Diagnostics',
    'Every error and warning about an Application, a source or a template has a code. Codes are stable: a code is never ' +
      'reused for another problem. Messages may change. `fluxapp lower` prints the code at the end of the line, in ' +
      'brackets; a `Diagnostic` has it as `code`; a process warning has it as `code`, and the type `FluxAppWarning`. ' +
      '`npm run docs` generates this page.',
    'A message that applies to several targets is printed once: `helmRelease.deploy[0].interval (and 59 more: deploy[1..59]): …` ' +
      'is about 60 targets. Messages that differ only in the names of the targets count as the same. The result of `lower()` ' +
      'contains one diagnostic per target, except for inline secrets, which are always one warning per application.',
    '`Diagnostics.of(scope).strict({ except: [code] })` turns the warnings of an App or a Chart into errors, except those with ' +
      'the given codes. `strict` of a `FleetApp` and `fluxapp lower --warnings-as-errors=except CODE` do the same.',
    ['| code | meaning | remedy |', '|---|---|---|', ...rows].join('\n'),
  ]
    .map((part) => `${part}\n`)
    .join('\n');
}
