import type { FluxObject } from '../../src/status/flux-object';

/** The generation of every object here, and the previous one. */
const THIS = 3;
const OLD = 2;

/** The facts that determine the readiness of an object, with a word for each. */
export interface Combination {
  readonly kind: 'HelmRelease' | 'Kustomization' | 'HelmChart';
  readonly deleted: 'yes' | 'no';
  readonly suspended: 'yes' | 'no';
  /** `status.observedGeneration` */
  readonly observed: -1 | typeof OLD | typeof THIS;
  /** The status of the condition Ready; `-` if it is absent. */
  readonly ready: 'True' | 'False' | 'Unknown' | '-';
  /** `observedGeneration` of the condition Ready; 0 as in objects of old controllers. */
  readonly readyAbout: 0 | typeof OLD | typeof THIS;
  readonly reason: keyof typeof REASONS;
  /** The reason of the condition Reconciling. */
  readonly reconciling: 'Progressing' | 'ProgressingWithRetry' | '-';
  /** `observedGeneration` of the condition Stalled. */
  readonly stalledAbout: typeof OLD | typeof THIS | '-';
  /** The result of the last attempt, according to the status without its conditions. */
  readonly lastTry: 'failed' | 'succeeded' | '-';
  /** Whether the last applied revision is the last attempted one; `unknown`: released, without a history. */
  readonly revision: 'same' | 'other' | 'unknown' | '-';
}

/** The reasons of Ready=False, grouped by kind. */
export const REASONS = {
  waiting: ['DependencyNotReady', 'SourceNotReady', 'HealthCheckCanceled', 'NoSourceArtifact'],
  'at first': ['ArtifactFailed', 'ValuesError'],
  unavailable: ['SourceUnavailable'],
  other: ['UpgradeFailed', 'BuildFailed', 'StateError', 'FetchFailed'],
} as const;

/** The entries for failed attempts in the history of a Kustomization. */
const FAILED_TRIES = ['ReconciliationFailed', 'HealthCheckFailed', 'PruneFailed'] as const;

/** The combinations of the facts that all kinds have: 1,080. */
export function commonCombinations(): Combination[] {
  const all = { kind: 'HelmRelease', reason: 'other', lastTry: '-', revision: '-' } as const;
  return product({
    deleted: ['no', 'yes'],
    suspended: ['no', 'yes'],
    observed: [-1, OLD, THIS],
    ready: ['-', 'True', 'False', 'Unknown'],
    readyAbout: [0, OLD, THIS],
    reconciling: ['-', 'Progressing', 'ProgressingWithRetry'],
    stalledAbout: ['-', OLD, THIS],
  } as const)
    .filter(({ ready, readyAbout }) => ready !== '-' || readyAbout === 0)
    .map((each) => ({ ...all, ...each }));
}

/** The combinations for a kind, with its further facts. */
export function combinationsOf(kind: Combination['kind']): Combination[] {
  const own = {
    HelmRelease: { reason: ['waiting', 'at first', 'other'], lastTry: ['-', 'failed'], revision: ['-', 'unknown'] },
    Kustomization: {
      reason: ['waiting', 'at first', 'other'],
      lastTry: ['-', 'failed', 'succeeded'],
      revision: ['-', 'other', 'same'],
    },
    HelmChart: { reason: ['waiting', 'unavailable', 'other'], lastTry: ['-'], revision: ['-'] },
  } as const;
  const beside = product<Pick<Combination, 'reason' | 'lastTry' | 'revision'>>(own[kind]);
  return commonCombinations().flatMap((common) => beside.map((each) => ({ ...common, ...each, kind })));
}

/** The objects for a combination: one for each possible reason and each possible kind of failure. */
export function objectsOf(combination: Combination): FluxObject[] {
  const tries = combination.kind === 'Kustomization' && combination.lastTry === 'failed' ? FAILED_TRIES : [undefined];
  return REASONS[combination.reason].flatMap((reason) => tries.map((failed) => objectOf(combination, reason, failed)));
}

function objectOf(combination: Combination, reason: string, failedTry: string | undefined): FluxObject {
  const { kind, deleted, suspended, observed, ready, readyAbout, reconciling, stalledAbout } = combination;
  const about = (generation: number) => (generation === 0 ? {} : { observedGeneration: generation });
  const said = { message: 'said', lastTransitionTime: '2026-01-01T00:00:00Z' };
  const readyReason = { True: 'Succeeded', False: reason, Unknown: 'Progressing', '-': '' }[ready];
  return {
    kind,
    metadata: {
      name: 'web',
      namespace: 'apps',
      generation: THIS,
      ...(deleted === 'yes' ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
    },
    spec: suspended === 'yes' ? { suspend: true } : {},
    status: {
      observedGeneration: observed,
      ...trial(combination, failedTry),
      conditions: [
        ...(kind === 'HelmRelease' && combination.revision === 'unknown' && ready !== '-'
          ? [{ type: 'Released', status: 'True', reason: 'InstallSucceeded', ...said }]
          : []),
        ...(reconciling === '-' ? [] : [{ type: 'Reconciling', status: 'True', reason: reconciling, ...said }]),
        ...(ready === '-'
          ? []
          : [{ type: 'Ready', status: ready, reason: readyReason, ...about(readyAbout), ...said }]),
        ...(stalledAbout === '-'
          ? []
          : [{ type: 'Stalled', status: 'True', reason: 'RetriesExceeded', ...about(stalledAbout), ...said }]),
      ],
    },
  };
}

function trial({ kind, lastTry, revision }: Combination, failedTry: string | undefined): object {
  if (kind === 'HelmRelease') return lastTry === 'failed' ? { failures: 1 } : {};
  if (kind === 'HelmChart') return {};
  return {
    ...(lastTry === '-' ? {} : { history: [{ lastReconciledStatus: failedTry ?? 'ReconciliationSucceeded' }] }),
    ...(revision === '-' ? {} : { lastAppliedRevision: 'main@sha1:1' }),
    ...(revision === '-' ? {} : { lastAttemptedRevision: revision === 'same' ? 'main@sha1:1' : 'main@sha1:2' }),
  };
}

type Choices<T> = { readonly [K in keyof T]: readonly T[K][] };

/** All combinations of one choice from each. */
function product<T extends object>(choices: Choices<T>): T[] {
  return Object.entries(choices).reduce<object[]>(
    (made, [key, values]) =>
      made.flatMap((each) => (values as readonly unknown[]).map((value) => ({ ...each, [key]: value }))),
    [{}],
  ) as T[];
}
