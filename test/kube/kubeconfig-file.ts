import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';

/** A temporary folder for kubeconfigs; call `remove` at the end. */
export class KubeconfigFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'fluxapp-kube-'));

  /** Writes a kubeconfig with one context, `test`, for the server, and returns its path. */
  write(
    name: string,
    server: string,
    user: Record<string, unknown> = {},
    cluster: Record<string, unknown> = {},
  ): string {
    return this.file(
      name,
      stringify({
        clusters: [{ name: 'test', cluster: { server, ...cluster } }],
        users: [{ name: 'tester', user }],
        contexts: [{ name: 'test', context: { cluster: 'test', user: 'tester' } }],
        'current-context': 'test',
      }),
    );
  }

  file(name: string, text: string): string {
    const path = join(this.path, name);
    writeFileSync(path, text);
    return path;
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}
