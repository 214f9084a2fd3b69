import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listOf, mapOf } from '../../../json';
import { ProgramError, runProgram } from '../program';
import type { Helm } from './helm';
import { NotKnown } from './not-known';

/** How to call kustomize. */
interface Kustomize {
  readonly program: string;
  readonly args: readonly string[];
}

/** kustomize itself, or the one in kubectl. */
const CANDIDATES = [
  { program: 'kustomize', args: ['build'], probe: ['version'] },
  { program: 'kubectl', args: ['kustomize'], probe: ['version', '--client'] },
];

/** Runs `spec.postRenderers` like helm-controller (its `postrender`): kustomize over the output of Helm. */
export class PostRenderers {
  private kustomize?: Promise<Kustomize | undefined>;

  constructor(
    private readonly helm: Helm,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws NotKnown if there is no kustomize, or it fails */
  async run(manifest: string, postRenderers: unknown): Promise<string> {
    let rendered = manifest;
    for (const { kustomize } of listOf(postRenderers).map(mapOf)) {
      if (kustomize !== undefined) rendered = await this.build(rendered, mapOf(kustomize));
    }
    return rendered;
  }

  private async build(manifest: string, { patches, images }: Readonly<Record<string, unknown>>): Promise<string> {
    this.kustomize ??= find(this.signal);
    const kustomize = await this.kustomize;
    if (kustomize === undefined) throw new NotKnown('post-renderers need kustomize or kubectl, and none is installed');
    const folder = await this.helm.newFolder();
    try {
      await writeFile(join(folder, 'helm-output.yaml'), manifest);
      // JSON is YAML
      const kustomization = { resources: ['helm-output.yaml'], patches, images };
      await writeFile(join(folder, 'kustomization.yaml'), JSON.stringify(kustomization));
      const { program, args } = kustomize;
      return await runProgram(program, [...args, folder], { cwd: folder, signal: this.signal });
    } catch (error) {
      if (!(error instanceof ProgramError)) throw error;
      throw new NotKnown(`a post-renderer fails: ${error.message.replace(/^error: /i, '').replaceAll(folder, '.')}`);
    } finally {
      await rm(folder, { recursive: true });
    }
  }
}

async function find(signal: AbortSignal): Promise<Kustomize | undefined> {
  for (const { program, args, probe } of CANDIDATES) {
    try {
      await runProgram(program, probe, { cwd: '.', signal });
      return { program, args };
    } catch (error) {
      if (!(error instanceof ProgramError)) throw error;
    }
  }
  return undefined;
}
