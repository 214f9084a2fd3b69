import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Io } from '../shell';
import { addClusterOptions, completedBy, repeatableOption } from '../shell';
import type { UiOptions } from './run';

const EXAMPLES = `
Serves a live web page of the Applications on their clusters. The first line of
output is the address, with a token that is created at each start: open it in a
browser on this machine. The server listens only on 127.0.0.1, and rejects
requests without the token.

A form creates new applications: it shows the errors of each field, and the
application as TypeScript and as YAML to copy or download. With --out it saves
them as NAMESPACE/NAME.ts or .yaml below a folder, and never overwrites a file.
It writes nothing to the cluster.

The page pauses and resumes like "fluxapp suspend" and "fluxapp resume", with
the permissions of the kubeconfig; with --read-only it does not. It reads the
same objects as "fluxapp status": no Secrets, and no ConfigMaps.

In a Pod, --in-cluster serves the page to everyone who can reach the Pod,
without a token: it neither pauses nor saves. "fluxapp install --export --ui
--image IMAGE" prints the manifests that run it, with a NetworkPolicy.

Runs until Ctrl-C; the exit code is then 0. It is 1 after an error.

Examples:
  fluxapp ui -A
  fluxapp ui -n shop --port 8080 --read-only
  fluxapp ui -A --out apps`;

/** Adds `fluxapp ui`. */
export function addUiCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const command = program
    .command('ui')
    .description('serve a page that shows applications on their clusters')
    .usage('[-n NAMESPACE|-A] [options]')
    .addOption(
      new Option('--port <port>', 'the port on 127.0.0.1; 0 selects a free port').argParser(parsePort).default(0),
    )
    .option('--read-only', 'disable pausing and resuming')
    .addOption(
      completedBy('files', new Option('--plan <file>', 'show what a plan file changes: fluxapp plan --out FILE')),
    )
    .addOption(new Option('--in-cluster', 'in a Pod: listen on all addresses, without a token').conflicts('out'))
    .addOption(
      repeatableOption(
        '--allowed-host <host>',
        'in a Pod: a host name by which a proxy serves the page; may be repeated',
        'localhost',
      ),
    )
    .addOption(completedBy('files', new Option('--out <folder>', 'the folder that new applications are saved in')));
  addClusterOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (options: UiOptions) => {
      const { runUi } = await import('./run.js');
      exit(await runUi(options, io));
    });
}

const HIGHEST_PORT = 65_535;

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= HIGHEST_PORT) return port;
  throw new InvalidArgumentError(`It must be a port: 0 to ${HIGHEST_PORT}.`);
}
