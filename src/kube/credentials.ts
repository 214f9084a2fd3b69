import { deadline } from './deadline';
import { type Access, type Authenticator, authenticator, type Selected, selectContext } from './kubeconfig';
import { KubeconfigError } from './kubeconfig-error';
import { type KubeconfigPlaces, kubeconfigFiles, stampOf } from './kubeconfig-files';

/** A plugin that has not answered by then will not. */
const authenticateMs = 60_000;
/** How often the kubeconfig's files are looked at, at most. */
const lookMs = 5_000;

/** Who to talk to, and as whom. Follows the kubeconfig as it changes on disk. */
export class Credentials {
  /** @throws KubeconfigError */
  static async load(places: KubeconfigPlaces, context?: string): Promise<Credentials> {
    const stamp = stampOf(kubeconfigFiles(places));
    const selected = selectContext(places, context);
    return new Credentials(places, selected, await authenticator(selected), stamp);
  }

  private lookedAt = performance.now();
  private renewing: Promise<void> | undefined;

  private constructor(
    private readonly places: KubeconfigPlaces,
    private current: Selected,
    private authenticate: Authenticator,
    private stamp: string,
  ) {}

  get selected(): Selected {
    return this.current;
  }

  /**
   * What to send the next request with.
   *
   * @throws KubeconfigError when the credentials cannot be had
   */
  async access(signal?: AbortSignal): Promise<Access> {
    if (performance.now() - this.lookedAt > lookMs) await this.reloadIfChanged();
    const { signal: limited, done } = deadline(signal, authenticateMs);
    try {
      return await Promise.race([this.authenticate(), aborted(limited, signal, this.current.user)]);
    } finally {
      done();
    }
  }

  /**
   * Reads everything anew, after the server would not have what it was given; forgets what plugins gave, too.
   *
   * @returns whether there is something else to try
   */
  async renew(refused: Access, signal?: AbortSignal): Promise<boolean> {
    const isOther = async () => JSON.stringify(await this.access(signal)) !== JSON.stringify(refused);
    try {
      // Another request may have been refused first.
      if (await isOther()) return true;
      this.renewing ??= this.reload().finally(() => {
        this.renewing = undefined;
      });
      await this.renewing;
      return await isOther();
    } catch (error) {
      if (error instanceof KubeconfigError) return false;
      throw error;
    }
  }

  private async reloadIfChanged(): Promise<void> {
    this.lookedAt = performance.now();
    if (stampOf(kubeconfigFiles(this.places)) === this.stamp) return;
    try {
      await this.reload();
    } catch (error) {
      // Perhaps half written: what was loaded before goes on, and the next look comes soon.
      if (!(error instanceof KubeconfigError)) throw error;
    }
  }

  private async reload(): Promise<void> {
    this.lookedAt = performance.now();
    const stamp = stampOf(kubeconfigFiles(this.places));
    // The context that was chosen at the start, even if somebody has made another the current one since.
    const selected = selectContext(this.places, this.current.context);
    this.authenticate = await authenticator(selected);
    this.current = selected;
    this.stamp = stamp;
  }
}

function aborted(limited: AbortSignal, caller: AbortSignal | undefined, user: string): Promise<never> {
  return new Promise((_, reject) => {
    const refuse = () =>
      reject(
        caller?.aborted
          ? caller.reason
          : new KubeconfigError(
              `the credentials of user "${user}" cannot be had: nothing came within ${authenticateMs / 1000} s`,
            ),
      );
    if (limited.aborted) refuse();
    else limited.addEventListener('abort', refuse, { once: true });
  });
}
