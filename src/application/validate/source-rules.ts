import { type Diagnostic, error, redacted } from '../../diagnostics';
import { type FieldPath, isPlainObject, stringOf, type ValueMap } from '../../json';
import { checkChartReference } from './chart-rules';
import { ociUrlProblem, urlProblem } from './source-url';
import { isVersionRange } from './version-range';

/**
 * Rules of source-controller that its CRDs do not have: an API server accepts the object, but source-controller can
 * never fetch it. Values of a wrong type are left to the schema.
 *
 * @param spec without fields that count as absent
 */
export function checkSourceRules(kind: string, spec: unknown): Diagnostic[] {
  return isPlainObject(spec) ? (RULES[kind]?.(spec) ?? []) : [];
}

const RULES: Readonly<Record<string, (spec: ValueMap) => Diagnostic[]>> = {
  GitRepository: checkGitRepository,
  HelmRepository: checkHelmRepository,
  OCIRepository: checkOciRepository,
  HelmChart: (spec) => checkChartReference(spec, stringOf(mapIn(spec, 'sourceRef').kind), []),
};

/** gitrepository_controller.go, reconcileSource() and getAuthOpts(); fluxcd/pkg/git, Clone(). */
function checkGitRepository(spec: ValueMap): Diagnostic[] {
  const { url, provider, secretRef } = spec;
  const { commit, name, tag, semver } = mapIn(spec, 'ref');
  return [
    ...checkUrl(url, urlProblem),
    ...(secretRef === undefined && provider === 'github'
      ? [
          error(
            'credentials-missing',
            ['secretRef'],
            'required with provider github, but missing: it holds the GitHub App',
          ),
        ]
      : []),
    ...(secretRef === undefined && stringOf(url)?.startsWith('ssh://') && provider !== 'github'
      ? [
          error(
            'credentials-missing',
            ['secretRef'],
            'required with an ssh URL, but missing: it holds identity and known_hosts',
          ),
        ]
      : []),
    ...(commit || name || tag ? [] : checkVersionRange(semver, ['ref', 'semver'])),
  ];
}

/** helmrepository_controller.go, reconcileSource(); helmchart_controller.go, buildFromHelmRepository(). */
function checkHelmRepository({ url, type }: ValueMap): Diagnostic[] {
  if (typeof url !== 'string') return [];
  const isOci = url.startsWith('oci://');
  if (isOci && type !== 'oci') {
    return [
      error('helm-repository-type-wrong', ['type'], `must be oci with the URL ${redacted(url)}, but ${typed(type)}`),
    ];
  }
  if (!isOci && type === 'oci' && /^https?:\/\//.test(url)) {
    return [error('helm-repository-type-wrong', ['url'], `${redacted(url)} must begin with oci:// if type is oci`)];
  }
  return checkUrl(url, urlProblem);
}

function typed(type: unknown): string {
  return type === undefined ? 'is missing' : `is ${redacted(type)}`;
}

/** ocirepository_controller.go, parseRepository(), getArtifactRef() and getRevision(). */
function checkOciRepository(spec: ValueMap): Diagnostic[] {
  const { digest, semver } = mapIn(spec, 'ref');
  return [
    ...checkUrl(spec.url, (url) => (url.startsWith('oci://') ? ociUrlProblem(url) : undefined)),
    ...checkDigest(digest, ['ref', 'digest']),
    ...(digest ? [] : checkVersionRange(semver, ['ref', 'semver'])),
  ];
}

function checkUrl(url: unknown, problemOf: (url: string) => string | undefined): Diagnostic[] {
  const problem = typeof url === 'string' ? problemOf(url) : undefined;
  return problem === undefined ? [] : [error('source-url-invalid', ['url'], `${redacted(url)} ${problem}`)];
}

function checkDigest(digest: unknown, path: FieldPath): Diagnostic[] {
  if (typeof digest !== 'string' || digest === '' || /^sha256:[0-9a-f]{64}$/.test(digest)) return [];
  return [error('digest-invalid', path, `${redacted(digest)} is not sha256: with 64 lower-case hexadecimal digits`)];
}

function checkVersionRange(range: unknown, path: FieldPath): Diagnostic[] {
  if (typeof range !== 'string' || range === '' || isVersionRange(range)) return [];
  return [error('version-range-invalid', path, `${redacted(range)} is not a version range, such as 1.x or ">=1.2 <2"`)];
}

function mapIn(holder: ValueMap, field: string): ValueMap {
  const map = holder[field];
  return isPlainObject(map) ? map : {};
}
