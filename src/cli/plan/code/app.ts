import { readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { ExpectedError } from '../../../diagnostics';
import { mapOf, stringOf } from '../../../json';
import { parseYaml } from '../../../yaml';
import { ProgramError, type ProgramOptions, runShell } from '../program';
import { textOf } from './files';

/** A cdk8s app: its folder, and the command line that runs it. */
export interface App {
  readonly folder: string;
  readonly commandLine: string;
}

/**
 * The app of `--app`.
 *
 * @param option `true`: the one in cdk8s.yaml
 */
export async function appOf(option: string | true, folder: string): Promise<App> {
  return { folder, commandLine: option === true ? await configuredApp(folder) : option };
}

const CONFIG = 'cdk8s.yaml';

async function configuredApp(folder: string): Promise<string> {
  const text = await textOf(join(folder, CONFIG));
  const app = text === undefined ? undefined : stringOf(mapOf(parseYaml(text)[0]?.value).app);
  if (app !== undefined) return app;
  const lacks = text === undefined ? `there is no ${CONFIG} here` : `${CONFIG} has no field app`;
  throw new ExpectedError(`--app: ${lacks}; pass the command that runs the app, such as --app "npx tsx main.ts"`);
}

/**
 * Runs an app with an empty output folder, as `cdk8s synth` does: the variable CDK8S_OUTDIR contains the folder.
 *
 * @param output receives the output of the app
 */
export async function synthesize(
  { folder, commandLine }: App,
  outdir: string,
  signal: AbortSignal,
  output: NodeJS.WritableStream,
): Promise<void> {
  const path = [join(folder, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  const options: ProgramOptions = { cwd: folder, signal, env: { ...process.env, PATH: path, CDK8S_OUTDIR: outdir } };
  try {
    await runShell(commandLine, options, output);
  } catch (cause) {
    throw cause instanceof ProgramError ? new ExpectedError(`--app: ${commandLine}: ${cause.message}`) : cause;
  }
  const written = await readdir(outdir);
  if (written.length > 0) return;
  const hint = 'an App that sets outdir ignores it';
  throw new ExpectedError(`--app: ${commandLine}: it wrote nothing to the folder in CDK8S_OUTDIR; ${hint}`);
}
