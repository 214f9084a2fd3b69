import { type Client, delay } from '../harness';
import type { Narrator } from './narrator';

const APPLICATIONS = '/apis/gitops.kubesphere.io/v1alpha1/namespaces/fleet/applications';
const LOOK_MS = 50;
const LONGEST_WAIT_MS = 60_000;

/** The fields of an Application that the board shows. */
interface Application {
  readonly metadata: { readonly name: string; readonly generation: number };
  readonly status?: {
    readonly observedGeneration?: number;
    /** `2/3` */
    readonly summary?: string;
    readonly targets?: readonly Target[];
  };
}

interface Target {
  /** Absent for the host. */
  readonly cluster?: string;
  readonly state: string;
  readonly message: string;
}

/** Shows the status of the Applications of a cluster, whenever it changes. */
export class Board {
  private readonly shown = new Map<string, string>();

  constructor(
    private readonly host: Client,
    private readonly narrator: Narrator,
  ) {}

  /**
   * Shows changes until every Application has the wanted status.
   *
   * @param wanted by name: the number of ready targets and of all, and the states of the others, such as `eu-1
   * suspended`
   * @throws after a minute
   */
  async until(wanted: Readonly<Record<string, string>>): Promise<void> {
    const deadline = performance.now() + LONGEST_WAIT_MS;
    for (;;) {
      const standing = await this.look();
      if (Object.entries(wanted).every(([name, text]) => standing.get(name) === text)) return;
      if (performance.now() > deadline) throw new Error(`after a minute still not ${JSON.stringify(wanted)}`);
      await delay(LOOK_MS);
    }
  }

  /** The status of each Application in its current generation, by name. */
  private async look(): Promise<Map<string, string>> {
    const { body } = await this.host.request('GET', APPLICATIONS);
    const standing = new Map<string, string>();
    for (const { metadata, status } of (body.items ?? []) as readonly Application[]) {
      if (status?.summary === undefined) continue;
      const others = (status.targets ?? []).filter(({ state }) => state !== 'Ready');
      const text = [status.summary, others.map(wordsOf).join(', ')].join(' ').trim();
      if (status.observedGeneration === metadata.generation) standing.set(metadata.name, text);
      if (this.shown.get(metadata.name) === text) continue;
      this.shown.set(metadata.name, text);
      const failures = others.filter(({ state }) => state === 'Failed').map(({ message }) => message);
      this.narrator.standing(metadata.name, status.summary, others.map(wordsOf).join(', '), failures);
    }
    return standing;
  }
}

function wordsOf({ cluster = 'host', state }: Target): string {
  return `${cluster} ${state.toLowerCase()}`;
}
