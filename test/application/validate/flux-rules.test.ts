import { describe, expect, test } from 'vitest';
import { checkChartReference } from '../../../src/application/validate/chart-rules';
import { checkKustomizationRules } from '../../../src/application/validate/kustomization-rules';
import { checkSourceRules } from '../../../src/application/validate/source-rules';
import { type Diagnostic, hasErrors } from '../../../src/diagnostics/diagnostic';
import {
  type FluxRuleGolden,
  fluxRuleCases,
  fluxRulesGoldenText,
  formatFluxRulesGolden,
  readFluxRulesGolden,
} from '../../oracle/flux-rules';
import { askFluxRules, hasGo } from '../../oracle/go';

/** The checks of this project, for a text in the place of each rule. */
const CHECKS: Readonly<Record<string, (text: string) => readonly Diagnostic[]>> = {
  version: (semver) => checkSourceRules('GitRepository', { ref: { semver } }),
  url: (url) => checkSourceRules('GitRepository', { url, secretRef: { name: 'a' } }),
  ociUrl: (url) => checkSourceRules('OCIRepository', { url }),
  digest: (digest) => checkSourceRules('OCIRepository', { ref: { digest } }),
  gitWithoutSecret: (url) => checkSourceRules('GitRepository', { url }),
  chartName: (chart) => checkChartReference({ chart }, 'HelmRepository', []),
  variable: (name) => checkKustomizationRules({ postBuild: { substitute: { [name]: 'x' } } }, []),
  component: (component) => checkKustomizationRules({ components: [component] }, []),
  apiVersion: (apiVersion) => checkKustomizationRules({ healthChecks: [{ apiVersion, kind: 'A', name: 'a' }] }, []),
};

const golden = readFluxRulesGolden();
const isReported = ({ rule, text }: FluxRuleGolden) => CHECKS[rule]?.(text).length !== 0;

/**
 * Texts that Flux rejects and these checks accept: empty texts, leading zeros in a pre-release, a host with two ports.
 */
const LEFT: Readonly<Record<string, RegExp>> = { version: /^$|-01/, url: /:1:2/, chartName: /^$/ };

describe.each(Object.keys(CHECKS))('%s', (rule) => {
  const cases = golden.filter((line) => line.rule === rule);

  test('nothing is reported that Flux accepts', () => {
    expect(cases.filter((line) => line.accepted && isReported(line)).map(({ text }) => text)).toEqual([]);
    expect(cases.filter(({ accepted }) => accepted).length).toBeGreaterThan(0);
  });

  test('what Flux refuses is reported, but for few texts', () => {
    const refused = cases.filter(({ accepted }) => !accepted);
    expect(refused.filter(isReported).length).toBeGreaterThan(0);
    const accepted = refused.filter((line) => !isReported(line)).map(({ text }) => text);
    expect(accepted.filter((text) => !LEFT[rule]?.test(text))).toEqual([]);
  });
});

test('names of variables that Flux accepts for objects that opt out of substitution are no errors', () => {
  const accepted = golden.filter(({ rule, accepted }) => rule === 'variableOptedOut' && accepted);
  const findings = accepted.flatMap(({ text }) => CHECKS.variable?.(text) ?? []);
  expect(findings.length).toBeGreaterThan(0);
  expect(hasErrors(findings)).toBe(false);
});

test.runIf(hasGo())('the golden file is what Flux says', { timeout: 600_000 }, () => {
  const cases = fluxRuleCases();
  expect(formatFluxRulesGolden(cases, askFluxRules(cases))).toBe(fluxRulesGoldenText());
});
