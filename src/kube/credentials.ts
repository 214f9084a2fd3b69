import { statSync } from 'node:fs';
import { type Access, filesOf, readAccess } from './access';
import { type CredentialPlugin, loadPlugin, needsPlugin } from './credential-plugin';
import { KubeconfigError } from './errors';
import { type KubeconfigPlaces, kubeconfigFiles, type Selected, selectContext } from './kubeconfig';

/** The minimum time between two checks of the files for changes. kubectl reads token files once a minute. */
const CHECK_MS = 5_000;

/** The content of the kubeconfig and of the files that it refers to, at one time. */
interface Loaded {
  readonly selected: Selected;
  /** The access from the kubeconfig itself; the same object until a file changes. */
  readonly access: Access;
  readonly plugin?: CredentialPlugin;
  /** The state of all files when they were read. */
  readonly stamp: string;
}

/** The server and the credentials. Reloads the kubeconfig and all files that it refers to when they change on disk. */
export class Credentials {
  /** @throws KubeconfigError */
  static async load(places: KubeconfigPlaces, context?: string): Promise<Credentials> {
    return new Credentials(places, await load(places, context));
  }

  private checkedAt = performance.now();
  private renewing: Promise<void> | undefined;

  private constructor(
    private readonly places: KubeconfigPlaces,
    private loaded: Loaded,
  ) {}

  get selected(): Selected {
    return this.loaded.selected;
  }

  /**
   * The access for the next request. Its `tls` is the same object as before unless it has changed or comes from a
   * plugin.
   *
   * @throws KubeconfigError if a plugin fails, or takes too long
   */
  async access(signal?: AbortSignal): Promise<Access> {
    if (performance.now() - this.checkedAt > CHECK_MS) await this.reloadIfChanged();
    const { access, plugin } = this.loaded;
    if (!plugin) return access;
    const { authorization, cert, key } = await plugin(signal);
    return {
      tls: cert ? { ...access.tls, cert, key } : access.tls,
      headers: authorization ? { ...access.headers, authorization } : access.headers,
    };
  }

  /**
   * Reads everything again after the server has rejected the credentials. Cached credentials of a plugin are dropped,
   * too.
   *
   * @returns whether there are different credentials to try
   */
  async renew(refused: Access, signal?: AbortSignal): Promise<boolean> {
    const isOther = async () => JSON.stringify(await this.access(signal)) !== JSON.stringify(refused);
    try {
      // Another rejected request may already have renewed the access.
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
    this.checkedAt = performance.now();
    if (stampOf(this.places, this.selected) === this.loaded.stamp) return;
    try {
      await this.reload();
    } catch (error) {
      // A file may be partially written: keep the current access until the next check.
      if (!(error instanceof KubeconfigError)) throw error;
    }
  }

  private async reload(): Promise<void> {
    this.checkedAt = performance.now();
    // Keeps the context chosen at the start, even if the current context has changed.
    this.loaded = await load(this.places, this.selected.context);
  }
}

async function load(places: KubeconfigPlaces, context: string | undefined): Promise<Loaded> {
  const selected = selectContext(places, context);
  // Taken before the files are read, so that the next check detects a change in between.
  const stamp = stampOf(places, selected);
  const access = readAccess(selected);
  const plugin = needsPlugin(selected) ? await loadPlugin(selected, access.tls.ca) : undefined;
  return { selected, access, plugin, stamp };
}

/** A text that changes whenever one of the files changes. */
function stampOf(places: KubeconfigPlaces, selected: Selected): string {
  const stamps = [...kubeconfigFiles(places), ...filesOf(selected)].map((file) => {
    const stat = statSync(file, { throwIfNoEntry: false });
    return stat ? `${stat.ino}:${stat.size}:${stat.mtimeMs}` : 'absent';
  });
  return stamps.join(' ');
}
