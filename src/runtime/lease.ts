import { integerOf, mapOf, stringOf } from '../json';
import { ApiError, type KubeClient, pathOf } from '../kube';

/** Whose turn it is. */
export interface LeaseOptions {
  readonly client: KubeClient;
  readonly namespace: string;
  readonly name: string;
  /** Unique among those who want to lead. */
  readonly identity: string;
  /** Times in milliseconds; the defaults are those of client-go's leader election. */
  readonly timing?: LeaseTiming;
  /** Told when somebody else leads. */
  readonly waiting?: (leader: string) => void;
  /** Told of what went wrong, and will be tried again. */
  readonly failed?: (error: unknown) => void;
}

/** The times of a lease, in milliseconds. */
export interface LeaseTiming {
  /** How long a lease holds that is not renewed. @default 15000 */
  readonly durationMs: number;
  /** The leader gives up when it could not renew for so long. @default 10000 */
  readonly renewDeadlineMs: number;
  /** Between two tries. @default 2000 */
  readonly retryMs: number;
}

const CLIENT_GO: LeaseTiming = { durationMs: 15_000, renewDeadlineMs: 10_000, retryMs: 2_000 };
const LEASE = { group: 'coordination.k8s.io', version: 'v1', plural: 'leases', kind: 'Lease' };

interface Observed {
  readonly resourceVersion: string | undefined;
  /** Monotonic: other machines' clocks are not trusted, only that a lease changes. */
  readonly seenAt: number;
}

/**
 * Leader election on a Lease, by the rules of client-go's: a lease that has not changed for its duration, as seen by the
 * own clock, may be taken; a leader that cannot renew stops before others may start.
 */
export class Lease {
  private readonly timing: LeaseTiming;
  private observed?: Observed;
  private held = false;

  constructor(private readonly options: LeaseOptions) {
    this.timing = options.timing ?? CLIENT_GO;
  }

  /** Whether this process leads. */
  get isHeld(): boolean {
    return this.held;
  }

  /** Resolves when this process leads, or with false when the signal says to stop. */
  async acquire(signal: AbortSignal): Promise<boolean> {
    while (!signal.aborted) {
      if (await this.attempt(signal)) {
        this.held = true;
        return true;
      }
      await pause(jittered(this.timing.retryMs), signal);
    }
    return false;
  }

  /** Renews until the lease is lost or the signal says to stop; resolves with whether it is still held then. */
  async keep(signal: AbortSignal): Promise<boolean> {
    let renewedAt = performance.now();
    while (!signal.aborted) {
      await pause(this.timing.retryMs, signal);
      if (signal.aborted) break;
      const left = this.timing.renewDeadlineMs - (performance.now() - renewedAt);
      if (left <= 0) return this.lose();
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(left))]);
      const started = performance.now();
      if (await this.attempt(deadline)) renewedAt = started;
      else if (this.isTaken) return this.lose();
    }
    return this.held;
  }

  /** Gives the lease back, so that somebody else need not wait for its end. */
  async release(): Promise<void> {
    if (!this.held) return;
    this.held = false;
    const { client } = this.options;
    const current = await client.request<Stored>('GET', this.path(), {
      timeoutMs: this.timing.retryMs,
      isUrgent: true,
    });
    if (current.spec?.holderIdentity !== this.options.identity) return;
    const spec = { ...current.spec, holderIdentity: '', leaseDurationSeconds: 1, renewTime: microTime() };
    await client.request('PUT', this.path(), {
      body: { ...current, spec },
      timeoutMs: this.timing.retryMs,
      isUrgent: true,
    });
  }

  /** Whether somebody else holds it. */
  private isTaken = false;

  private lose(): boolean {
    this.held = false;
    return false;
  }

  /** One try to take or to renew; what goes wrong is told and counts as a failure. */
  private async attempt(signal: AbortSignal): Promise<boolean> {
    try {
      return await this.take(signal);
    } catch (error) {
      const isRace = error instanceof ApiError && (error.reason === 'Conflict' || error.reason === 'AlreadyExists');
      if (!isRace && !signal.aborted) this.options.failed?.(error);
      return false;
    }
  }

  private async take(signal: AbortSignal): Promise<boolean> {
    const { client, identity, namespace, name, waiting } = this.options;
    // not behind a queue of patches, nor a wait that the server has asked for
    const request = { signal, timeoutMs: this.timing.renewDeadlineMs, isUrgent: true };
    const current = await client.request<Stored>('GET', this.path(), request).catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    });
    if (!current) {
      const body = {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { namespace, name },
        spec: this.specOver({ leaseTransitions: 0 }, true),
      };
      await client.request('POST', pathOf(LEASE, namespace), { ...request, body });
      this.isTaken = false;
      return true;
    }
    const holder = stringOf(current.spec?.holderIdentity) ?? '';
    const isOwn = holder === identity;
    if (!isOwn && holder !== '' && !this.hasExpired(current)) {
      this.isTaken = true;
      waiting?.(holder);
      return false;
    }
    await client.request('PUT', this.path(), {
      ...request,
      body: { ...current, spec: this.specOver(mapOf(current.spec), !isOwn) },
    });
    this.isTaken = false;
    return true;
  }

  private hasExpired({ metadata, spec }: Stored): boolean {
    const resourceVersion = metadata?.resourceVersion;
    const now = performance.now();
    if (this.observed?.resourceVersion !== resourceVersion) this.observed = { resourceVersion, seenAt: now };
    const seenAt = this.observed?.seenAt ?? now;
    const durationMs = (integerOf(spec?.leaseDurationSeconds) ?? this.timing.durationMs / 1000) * 1000;
    return now - seenAt > durationMs;
  }

  private specOver(before: Readonly<Record<string, unknown>>, isNew: boolean): object {
    const now = microTime();
    const transitions = integerOf(before.leaseTransitions) ?? 0;
    return {
      ...before,
      holderIdentity: this.options.identity,
      leaseDurationSeconds: Math.ceil(this.timing.durationMs / 1000),
      renewTime: now,
      ...(isNew
        ? { acquireTime: now, leaseTransitions: before.holderIdentity === undefined ? transitions : transitions + 1 }
        : {}),
    };
  }

  private path(): string {
    return pathOf(LEASE, this.options.namespace, this.options.name);
  }
}

interface Stored {
  readonly metadata?: { readonly resourceVersion?: string };
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** MicroTime: six digits behind the second, or the API server refuses it. */
function microTime(): string {
  return new Date().toISOString().replace('Z', '000Z');
}

function jittered(ms: number): number {
  return ms * (1 + Math.random() * 0.2);
}

/** Resolves after so many milliseconds, or when the signal says to stop. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    if (signal.aborted) done();
    else signal.addEventListener('abort', done);
  });
}
