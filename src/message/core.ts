/**
 * The sentences that Helm and Flux put around the cause of a failure, each with its origin. A wrapper ends where the
 * cause begins. Wrappers nest, so they are removed until none is left.
 */
const WRAPPINGS: readonly RegExp[] = [
  // helm-controller internal/reconcile: fmtInstallFailure, fmtUpgradeFailure, fmtUninstallFailure, fmtTestFailure
  /^Helm (?:install|upgrade|uninstall|test) failed for release \S+ with chart \S+: /,
  // fmtRollbackRemediationFailure, fmtUninstallRemediationFailure, fmtUnlockFailure
  /^Helm rollback to previous release \S+ with chart \S+ failed: /,
  /^Helm uninstall remediation for release \S+ with chart \S+ failed: /,
  /^Unlock of Helm release \S+ with chart \S+ in \S+ state failed: /,
  // helm-controller atomic_release.go
  /^(?:Could not|cannot) determine release state: /,
  // helm-controller internal/reconcile/state.go, around Helm pkg/storage/driver/secrets.go
  /^failed to retrieve last release from storage: /,
  /^query: failed to query with labels: (?:Get "[^"]*": )?/,
  /^Failed to \w+ after \d+ attempt\(s\): /,
  /^Failed to perform remediation: /,
  // helm-controller helmrelease_controller.go
  /^(?:could not get Source object|Could not load chart): /,
  // sources that are not ready, in helm-controller (isReady())
  /^(?:HelmChart|OCIRepository) '[^']*' is not ready: (?!does not have an artifact|latest generation)/,
  // Helm pkg/action install.go, upgrade.go, hooks.go
  /^(?:failed )?(?:pre|post)-(?:install|upgrade|delete|rollback)(?: hooks failed)?: /,
  /^\d+ errors? occurred:\s*\* /,
  /^warning: Hook \S+ \S+ failed: /,
  /^release \S+ failed(?:, and has been (?:uninstalled|rolled back) due to rollback-on-failure being set)?: /,
  /^an error occurred while [a-z ]+\. original (?:install|upgrade) error: /,
  /^unable to build kubernetes objects? from (?:(?:current |new )?release manifest|manifest): /,
  /^unable to continue with (?:install|update): /,
  /^(?:cluster reachability|release name) check failed: /,
  /^error validating "": (?=error validating data: )/,
  // kustomize-controller kustomization_controller.go
  /^(?:kustomize build failed|error decrypting sources|failed to build kube client): /,
  /^post build failed for '[^']*': /,
  /^health check failed after \S+: /,
  // fluxcd/pkg/ssa: the API server repeats the name of the object
  /^\S+ dry-run failed(?: \(\w+\))?: (?=\S+ "[^"]*" is invalid: )/,
  // kustomize: the error itself names the file that cannot be accumulated
  /^accumulating (?:resources|components): /,
  // source-controller internal/helm/chart: the summary of a BuildError
  /^(?:invalid chart reference|chart pull error|chart metadata patch error|values files merge error): /,
  /^(?:dependency build error|chart package error|chart verification error|unknown build error): /,
  /^failed to (?:get chart version|download chart) for remote reference: /,
  // source-controller internal/controller
  /^failed to (?:fetch Helm repository index|load Helm repository from index YAML): /,
  /^failed to (?:cache index to temporary file|cache index|load index): /,
  /^failed to checkout and determine revision: /,
  /^failed to (?:pull artifact from|determine the artifact tag for) '[^']*': /,
  /^failed to determine artifact digest: /,
];

/**
 * The text after the cause: logs added by eventMessageWithLog() of helm-controller, and the running revision of a
 * suspended target (readiness.ts).
 */
const TRAILERS: readonly RegExp[] = [/\s*\n\nLast Helm logs:[\s\S]*$/, /; runs \S+(?:; failed before: [\s\S]*)?$/];

/** Helm pkg/chart/common/util/values.go ToRenderValuesWithSchemaValidation() */
const SCHEMA = /^values don't meet the specifications of the schema\(s\) in the following chart\(s\):\s*/;

/** A message of target-report.ts in this project: the object name adds nothing to the name of the target. */
const ABSENT = /^\S+ \S+ does not exist: /;

/**
 * The essential part of a message of Helm or Flux, in one line: the cause, without the sentences around it and without
 * the logs after it. Idempotent.
 *
 * @example coreOf('Helm install failed for release web/web with chart web@6.5.0: context deadline exceeded')
 * // 'context deadline exceeded'
 */
export function coreOf(message: string): string {
  let core = TRAILERS.reduce((text, trailer) => text.replace(trailer, ''), message).trim();
  for (let before = ''; before !== core; ) {
    before = core;
    core = [...WRAPPINGS, ABSENT].reduce(unwrapped, core);
  }
  const violations = core.match(SCHEMA) && violationsOf(core.replace(SCHEMA, ''));
  return violations || (core.split('\n', 1)[0] as string).trim();
}

/** Removes a wrapper; a wrapper without content is itself the message. */
function unwrapped(text: string, wrapping: RegExp): string {
  return text.replace(wrapping, '').trimStart() || text;
}

/**
 * `values: at '/replicas': got string, want integer`: Helm lists schema violations below the name of each chart, one
 * line per violation.
 */
function violationsOf(list: string): string {
  const lines = list
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const charts = lines.filter((line) => /^[^\s:]+:$/.test(line));
  const parts = lines.flatMap((line) => {
    if (charts.includes(line)) return charts.length > 1 ? [line] : [];
    return [line.replace(/^- /, '')];
  });
  return parts.length === 0 ? '' : `values: ${parts.join('; ').replaceAll(':; ', ': ')}`;
}

/** Addresses: the part of a URL before its path. */
const ORIGIN = /\b[a-z][a-z0-9+.-]*:\/\/[^\s/"'?#]+/gi;
/** The parts of a request URL that differ between targets: the namespace in its path, and its query. */
const NAMESPACE = /(?<=\/namespaces\/)[^\s/"'?]+/g;
const QUERY = /(?<=\/[^\s"'?]*)\?[^\s"']+/g;
/** Digests, commits and UIDs, and the generated parts of a Pod's name. */
const DIGEST = /\b(?=[a-f]*\d)[0-9a-f]{7,}\b/gi;
const POD = /-[a-z0-9]{6,10}-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g;
/** Counts, ports, versions, durations and times. */
const DURATION = /\b(?:\d+(?:\.\d+)?(?:ns|µs|ms|h|m|s))+\b/g;

/**
 * A text without the parts that differ between occurrences of the same problem: names, numbers, addresses, durations
 * and revisions. Equal results mean the same problem.
 *
 * @param names of the subjects of the text: a target, its cluster, its object
 */
export function withoutParticulars(text: string, names: readonly (string | undefined)[]): string {
  const known = names.filter((name): name is string => name !== undefined && name !== '');
  const longestFirst = [...new Set(known)].sort((a, b) => b.length - a.length);
  const anonymous = longestFirst.reduce((rest, name) => replaceName(rest, name), text);
  return anonymous
    .replace(NAMESPACE, '*')
    .replace(QUERY, '')
    .replace(ORIGIN, '*')
    .replace(POD, '-*')
    .replace(DIGEST, '#')
    .replace(DURATION, '#')
    .replace(/\d+/g, '#')
    .replace(/#(?:[.:]#)+/g, '#');
}

/** Replaces a name, but not within a longer word. */
function replaceName(text: string, name: string): string {
  let result = '';
  let rest = 0;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    const end = at + name.length;
    if (isWord(text[at - 1]) || isWord(text[end])) continue;
    result += `${text.slice(rest, at)}*`;
    rest = end;
  }
  return result + text.slice(rest);
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /[A-Za-z0-9]/.test(character);
}
