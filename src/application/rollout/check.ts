import type {
  Application,
  ApplicationFluxApp,
  HelmReleaseConfig,
  SourceRef,
} from '../../../imports/gitops.kubesphere.io';
import { type Diagnostic, error, redacted } from '../../diagnostics';
import { type FieldPath, parsedJson, walk } from '../../json';
import { ROLLOUT } from '../marks';
import { chartOfTarget, hasOwnChart } from '../target-chart';
import type { DeploymentTarget } from '../targets';
import { isRollout, type Rollout } from './rollout';

const ANNOTATION: FieldPath = ['metadata', 'annotations', ROLLOUT];
const SPEC: FieldPath = ['spec', 'fluxApp', 'spec'];
const HELM_RELEASE: FieldPath = [...SPEC, 'config', 'helmRelease'];

/**
 * Checks the rollout of an Application: its waves, and the parts of the application that waves could not hold back.
 *
 * @param application without other errors, in explicit form
 * @param targets of the application
 */
export function checkRollout(application: Application, targets: readonly DeploymentTarget[]): Diagnostic[] {
  const text = application.metadata.annotations?.[ROLLOUT];
  if (text === undefined) return [];
  const rollout = parsedJson(text);
  if (!isRollout(rollout)) {
    const message =
      'must be waves of KEYs, and numbers of waves from 2 on to approve, as JSON: ' +
      '{"waves":[["eu-1-web"],["eu-2-web"]],"approve":[2]}';
    return [error('rollout-invalid', ANNOTATION, message)];
  }
  const { helmRelease, kustomization = [] } = configOf(application);
  const entries = helmRelease ? (helmRelease.deploy ?? []) : kustomization;
  const suspended = new Set(targets.filter((_, index) => entries[index]?.suspend === true).map(({ key }) => key));
  return [
    ...checkWaves(rollout, targets, suspended),
    ...(helmRelease ? checkCharts(helmRelease, sourceRefOf(application)) : []),
    ...checkSubstitution(application),
  ];
}

function configOf({ spec }: Application) {
  return (spec.fluxApp as ApplicationFluxApp).spec.config;
}

function sourceRefOf({ spec }: Application): SourceRef | undefined {
  return (spec.fluxApp as ApplicationFluxApp).spec.source?.sourceRef;
}

/** Every target is in exactly one wave, and every wave has at least one target that is not suspended. */
function checkWaves(
  { waves }: Rollout,
  targets: readonly DeploymentTarget[],
  suspended: ReadonlySet<string>,
): Diagnostic[] {
  const known = new Set(targets.map(({ key }) => key));
  const seen = new Map<string, number>();
  const problems = waves.flatMap((wave, index) => {
    const path = [...ANNOTATION, 'waves', index];
    const ofKeys = wave.flatMap((key, position) => {
      const place = [...path, position];
      if (!known.has(key)) return [error('wave-target-unknown', place, `${redacted(key)} is not the KEY of a target`)];
      const first = seen.get(key);
      if (first !== undefined) return [error('wave-clash', place, `${redacted(key)} is in wave ${first} already`)];
      seen.set(key, index + 1);
      return [];
    });
    if (wave.length === 0) return [error('wave-empty', path, 'is empty')];
    return ofKeys.length === 0 && wave.every((key) => suspended.has(key))
      ? [error('wave-suspended', path, 'has only suspended targets: the next wave would have nothing to wait for')]
      : ofKeys;
  });
  const missing = targets.filter(({ key }) => !seen.has(key)).map(({ key }) => key);
  if (missing.length === 0) return problems;
  const others = missing.length > 1 ? ` and ${missing.length - 1} more` : '';
  return [...problems, error('wave-missing', ANNOTATION, `target ${redacted(missing[0])}${others} is in no wave`)];
}

/**
 * Reports charts that can change for all targets at once without a change to their releases, which no gate detects. A
 * chart can be held back only if the release itself specifies its version.
 */
function checkCharts(helmRelease: HelmReleaseConfig, sourceRef: SourceRef | undefined): Diagnostic[] {
  const { deploy = [], template, chart } = helmRelease;
  const found = deploy.flatMap((own, index) => {
    const place = [...HELM_RELEASE, 'deploy', index];
    const origin = hasOwnChart(own) ? chartOfTarget({ chart, sourceRef }, own) : { template, chart, sourceRef };
    if (origin.template !== undefined) {
      const path = [...(own.template === undefined ? HELM_RELEASE : place), 'template'];
      return [
        notHeld(
          path,
          redacted(origin.template),
          'set source and chart, with an exact version, instead of the template',
        ),
      ];
    }
    const { kind, name } = origin.sourceRef ?? {};
    if (kind === 'OCIRepository' && isNamedByDigest(name)) return [];
    if (kind !== 'HelmRepository') {
      const path = own.source === undefined ? [...SPEC, 'source'] : [...place, 'source'];
      return [notHeld(path, `${kind} ${redacted(name)}`, REMEDIES[kind ?? ''] ?? REPOSITORY)];
    }
    const version = origin.chart?.version;
    if (version !== undefined && ONE_VERSION.test(version)) return [];
    const path = [...(own.chart?.version === undefined ? HELM_RELEASE : place), 'chart', 'version'];
    return [
      version === undefined || version === ''
        ? error(
            'rollout-not-held',
            path,
            'is missing: a new version would reach all waves at once; set one, such as 1.2.3',
          )
        : notHeld(path, redacted(version), 'set an exact version, such as 1.2.3, instead of a range'),
    ];
  });
  return [...new Map(found.map((each) => [JSON.stringify(each.path), each])).values()];
}

/**
 * Whether the name of a source contains a digest of its content, as with `OCIRepository.byDigest()`, so that a change
 * creates another object. The Application contains only the name.
 */
function isNamedByDigest(name: unknown): boolean {
  return typeof name === 'string' && DIGEST_AT_END.test(name);
}

/** More digits than occur in a name by chance. */
const DIGEST_AT_END = /-[0-9a-f]{12}$/;

const REPOSITORY = 'use a chart from a HelmRepository, with an exact version';
const REMEDIES: Readonly<Record<string, string>> = {
  OCIRepository:
    'name it by its digest, with 12 digits at the end (OCIRepository.byDigest() does), or use a chart from a HelmRepository of ' +
    'type oci, with an exact version',
  ExternalArtifact: 'use a chart from a HelmRepository, which may be of type oci, with an exact version',
};

/** An exact version, in the syntax of semver. */
const ONE_VERSION = /^v?\d+[.]\d+[.]\d+(?:-[0-9A-Za-z.-]+)?(?:[+][0-9A-Za-z.-]+)?$/;

/** @param what the part that reaches all waves at once when it changes */
function notHeld(path: FieldPath, what: string, remedy: string): Diagnostic {
  return error('rollout-not-held', path, `${what} can change for all waves at once: ${remedy}`);
}

/**
 * Reports variables that a Flux Kustomization would substitute: waves do not detect a change of their values. `$${` is
 * kept as `${`.
 */
function checkSubstitution({ spec }: Application): Diagnostic[] {
  const found: Diagnostic[] = [];
  walk(spec.fluxApp, (part, path) => {
    const texts = [part, path.at(-1)].filter((text) => typeof text === 'string');
    if (!texts.some((text) => text.replaceAll('$${', '').includes('${'))) return true;
    const message =
      'holds "${", which Flux may replace with a value that waves do not detect: write "$${", or the value itself';
    found.push(error('rollout-not-held', ['spec', 'fluxApp', ...path], message));
    return false;
  });
  return found;
}
