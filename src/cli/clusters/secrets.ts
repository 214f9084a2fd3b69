import { type KubeconfigRef, kubeconfigRefs, lackOf } from '../../clusters';
import { firstFew } from '../../diagnostics';
import { mapOf } from '../../json';
import { ApiError, type KubeClient, mapInParallel, pathOf } from '../../kube';
import { nameOf, readInput } from '../input';
import type { Io } from '../shell';
import { ExitCode, FindingReport } from '../shell';
import { tableLines, terminalOf } from '../shell/terminal';
import type { ClustersOptions } from './options';

/** Checks the Secrets and ConfigMaps that manifests need to reach their clusters. */
export async function checkSecrets(client: KubeClient, options: ClustersOptions, io: Io): Promise<number> {
  const report = new FindingReport();
  const { files, objects } = await readInput(options, io, (error) => report.add(error));
  report.print(io.stderr, files);
  if (report.hasErrors) return ExitCode.Error;
  const manifests = objects.map(({ value }) => value);
  const refs = kubeconfigRefs(manifests, options.namespace ?? client.namespace);
  if (refs.length === 0) {
    io.stderr.write(`no manifest in ${options.filename.map(nameOf).join(', ')} refers to a member\n`);
    return ExitCode.Ok;
  }
  const lacks = await mapInParallel(refs, AT_ONCE, async (ref) => lackOf(ref, await keysOf(client, ref)));
  io.stdout.write(table(refs, lacks, terminalOf(io.stdout)?.columns));
  return lacks.every((lack) => lack === undefined) ? ExitCode.Ok : ExitCode.Error;
}

/** The number of concurrent requests. */
const AT_ONCE = 10;

/** The keys of its data; undefined if it does not exist. Their content is not kept. */
async function keysOf(client: KubeClient, { kind, namespace, name }: KubeconfigRef): Promise<string[] | undefined> {
  const plural = kind === 'Secret' ? 'secrets' : 'configmaps';
  try {
    const object = await client.request('GET', pathOf({ group: '', version: 'v1', plural, kind }, namespace, name));
    return Object.keys(mapOf(mapOf(object).data));
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

function table(
  refs: readonly KubeconfigRef[],
  lacks: readonly (string | undefined)[],
  width: number | undefined,
): string {
  const lines = tableLines(
    [
      { header: 'NAMESPACE', cells: refs.map(({ namespace }) => namespace), least: 8 },
      { header: 'KIND', cells: refs.map(({ kind }) => kind), rank: 1 },
      { header: 'NAME', cells: refs.map(({ name }) => name), least: 10 },
      { header: 'KEY', cells: refs.map(({ key = '' }) => key), rank: 3 },
      { header: 'NEEDED BY', cells: refs.map(neededBy), least: 10, rank: 2 },
      { header: 'FOUND', cells: lacks.map((lack) => (lack === undefined ? 'yes' : 'no')) },
    ],
    { width, remarks: { header: 'MESSAGE', texts: lacks.map((lack) => lack ?? '') } },
  );
  return `${lines.join('\n')}\n`;
}

function neededBy({ neededBy: names }: KubeconfigRef): string {
  return firstFew(names);
}
