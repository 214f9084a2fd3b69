import { ExpectedError } from '../diagnostics';
import { integerOf, mapOf, stringOf } from '../json';
import { ApiError, deadline, type KubeClient, pathOf, sleep } from '../kube';

/** The Lease, and the identity of this process. */
export interface LeaseOptions {
  readonly client: KubeClient;
  readonly namespace: string;
  readonly name: string;
  /** Unique among the processes that want to lead. */
  readonly identity: string;
  /** @default - the timing of client-go's leader election */
  readonly timing?: LeaseTiming;
  /** Called at each attempt while another process leads. */
  readonly waiting?: (leader: string) => void;
  /** Called with the error of an attempt; another attempt follows. */
  readonly failed?: (error: unknown) => void;
}

/** The timing of a Lease, in milliseconds. */
export interface LeaseTiming {
  /** How long other processes respect a Lease that is not renewed. @default 15000 */
  readonly durationMs: number;
  /** How long the leader tries to renew the Lease before it gives up; less than `durationMs`. @default 10000 */
  readonly renewDeadlineMs: number;
  /** The wait between two attempts. @default 2000 */
  readonly retryMs: number;
}

/**
 * The Lease was lost: another process may already be leading.
 *
 * @example
 *
 *   if (cause instanceof LeaseLostError) process.exit(1);
 */
export class LeaseLostError extends ExpectedError {
  override readonly name = 'LeaseLostError';
}

const CLIENT_GO: LeaseTiming = { durationMs: 15_000, renewDeadlineMs: 10_000, retryMs: 2_000 };
const LEASE = { group: 'coordination.k8s.io', version: 'v1', plural: 'leases', kind: 'Lease' };

interface Observed {
  readonly resourceVersion: string | undefined;
  /** The time on the monotonic clock, because the clocks of other machines are not trusted. */
  readonly seenAt: number;
}

/**
 * Leader election with a Lease, by the rules of client-go's leaderelection: a process may take a Lease that has not
 * changed for its duration, measured by the process's own clock, and a leader that cannot renew the Lease gives up
 * before that time.
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

  /** Resolves to true when this process leads, and to false when the signal is aborted. */
  async acquire(signal: AbortSignal): Promise<boolean> {
    while (!signal.aborted) {
      if (await this.attempt(signal)) {
        this.held = true;
        return true;
      }
      await sleep(jittered(this.timing.retryMs), signal);
    }
    return false;
  }

  /** Renews the Lease until it is lost or the signal is aborted. Resolves to whether it is still held. */
  async keep(signal: AbortSignal): Promise<boolean> {
    let renewedAt = performance.now();
    while (!signal.aborted) {
      await sleep(this.timing.retryMs, signal);
      if (signal.aborted) break;
      const left = this.timing.renewDeadlineMs - (performance.now() - renewedAt);
      if (left <= 0) return this.lose();
      const limit = deadline(signal, Math.ceil(left));
      const started = performance.now();
      const isRenewed = await this.attempt(limit.signal).finally(limit.done);
      if (isRenewed) renewedAt = started;
      else if (this.isTaken) return this.lose();
    }
    return this.held;
  }

  /** Releases the Lease, so that another process does not have to wait until it expires. */
  async release(): Promise<void> {
    if (!this.held) return;
    this.held = false;
    const { client } = this.options;
    const request = { timeoutMs: this.timing.renewDeadlineMs, isUrgent: true };
    const current = await client.request<Stored>('GET', this.path(), request);
    if (current.spec?.holderIdentity !== this.options.identity) return;
    const spec = { ...current.spec, holderIdentity: '', leaseDurationSeconds: 1, renewTime: microTime() };
    await client.request('PUT', this.path(), { ...request, body: { ...current, spec } });
  }

  /** Whether another process held the Lease at the last attempt. */
  private isTaken = false;

  private lose(): boolean {
    this.held = false;
    return false;
  }

  /** Tries once to take or renew the Lease. A lost race is not an error. */
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
    // it must not wait for queued patches, nor for a Retry-After of the server
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

/** The time as a MicroTime: the API server accepts only six fractional digits. */
function microTime(): string {
  return new Date().toISOString().replace('Z', '000Z');
}

function jittered(ms: number): number {
  return ms * (1 + Math.random() * 0.2);
}
