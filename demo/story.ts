import { Board } from './board';
import { fluxapp } from './command';
import type { Narrator } from './narrator';
import { type Endings, kubectl, makeFleet, prepare, serveSources, startThree, startWatcher, synthesize } from './stage';

/** The final state. */
export interface Scene {
  /** The path of the kubeconfig of each cluster, by name. */
  readonly kubeconfigs: Readonly<Record<string, string>>;
}

/** Runs the whole demo: every line about an Application is the status that the watcher has written. */
export async function tell(narrator: Narrator, endings: Endings): Promise<Scene> {
  await prepare();
  narrator.title('Three clusters, with Flux on the host');
  const start = performance.now();
  const running = await startThree(endings);
  const { host, clusters } = running;
  process.env.KUBECONFIG = host.kubeconfig;
  for (const { name, url } of Object.values(clusters)) narrator.line(`${name.padEnd(8)}  ${url}`);
  narrator.line(`up in ${((performance.now() - start) / 1000).toFixed(1)} s`);

  narrator.title('A chart repository, a Git repository, and the watcher');
  const sources = await serveSources(endings);
  narrator.line(`charts    ${sources.charts}`);
  narrator.line(`git       ${sources.git}`);
  await makeFleet(running);
  narrator.line('watcher   of the namespace fleet, as "fluxapp watch -n fleet" runs it');
  startWatcher(host.kubeconfig, endings);

  const board = new Board(host, narrator);
  const command = async (...args: string[]) => {
    narrator.command(`kubectl ${args.join(' ')}`);
    await kubectl(host, args);
  };
  const synthAndApply = async (props: Omit<Parameters<typeof synthesize>[0], 'charts' | 'git'> = {}) => {
    const file = synthesize({ ...sources, ...props }, endings);
    await command('apply', '-f', file);
  };

  narrator.title('Two applications on three clusters are synthesized and applied');
  await synthAndApply();
  await board.until({ web: '3/3', settings: '3/3' });

  narrator.title('One cluster is paused');
  await show(narrator, 'suspend', 'web', '-n', 'fleet', '--cluster', 'eu-1', '--reason', 'the database is moved');
  await board.until({ web: '2/3 eu-1 suspended' });

  narrator.title('A bad value comes to another one: replicas: many');
  await synthAndApply({ values: { 'us-1': { replicas: 'many' } } });
  await board.until({ web: '1/3 eu-1 suspended, us-1 failed' });

  narrator.title('It is mended, and the pause is ended');
  await synthAndApply();
  await board.until({ web: '2/3 eu-1 suspended' });
  await show(narrator, 'resume', 'web', '-n', 'fleet');
  await board.until({ web: '3/3' });

  narrator.title('One target is removed: left-over objects are listed until they are deleted');
  await synthAndApply({ members: ['eu-1'] });
  await board.until({ web: '2/2 us-1 orphaned', settings: '2/2 us-1 orphaned' });
  await command('delete', '-n', 'fleet', 'helmrelease/web--us-1--web', 'kustomization/settings--us-1--default');
  await board.until({ web: '2/2', settings: '2/2' });

  const kubeconfigs = Object.fromEntries(Object.values(clusters).map(({ name, kubeconfig }) => [name, kubeconfig]));
  return { kubeconfigs };
}

/** Runs a command of this project, and shows its output. */
async function show(narrator: Narrator, ...args: string[]): Promise<void> {
  narrator.command(`fluxapp ${args.map((arg) => (arg.includes(' ') ? JSON.stringify(arg) : arg)).join(' ')}`);
  narrator.output((await fluxapp(...args)).all);
}
