import { ExpectedError, formatDiagnostic } from '../../diagnostics';
import {
  checkWatcherProps,
  type FluxApplicationUiProps,
  type FluxApplicationWatcherProps,
  type LoweringProps,
  objectOf,
  settingsOf,
  uiManifests,
  uiSettingsOf,
  watcherManifests,
} from '../../install';
import type { ValueMap } from '../../json';
import { formatObjects } from '../output';
import { ExitCode, type Io, type OutputFormat, printError } from '../shell';

export interface InstallOptions {
  readonly image?: string;
  readonly imagePullSecret: readonly string[];
  readonly name: string;
  readonly namespace: string;
  /** `key=value` each. */
  readonly label: readonly string[];
  readonly watchNamespace?: string;
  readonly selector?: string;
  readonly replicas: '1' | '2';
  readonly logLevel?: FluxApplicationWatcherProps['logLevel'];
  readonly metricsPort: string;
  readonly serviceMonitor?: boolean;
  readonly admissionPolicy: boolean;
  readonly ui?: boolean;
  readonly lowering?: boolean;
  readonly all?: boolean;
  readonly defaultServiceAccount?: string;
  readonly trustedNamespace: readonly string[];
  readonly allowCrossNamespaceRefs?: boolean;
  readonly output: OutputFormat;
}

/**
 * `fluxapp install --export`: prints the objects of a watcher, and with `--ui` those of a page.
 *
 * @returns the exit code: 0, or 1 if an option has an invalid value
 */
export function runInstall(options: InstallOptions, io: Io): number {
  const [unused] = LOWERING_OPTIONS.filter(([, isGiven]) => !options.lowering && isGiven(options));
  if (unused !== undefined) throw new ExpectedError(`${unused[0]} is for --lowering, which is not given`);
  const props = propsOf(options);
  const problems = checkWatcherProps(props, options.name, options.namespace);
  for (const problem of problems) {
    const [prop, ...rest] = problem.path;
    const [option, path] =
      prop === 'lowering'
        ? [LOWERING_NAMES[rest[0] as keyof LoweringProps], rest.slice(1)]
        : [OPTIONS[prop as keyof FluxApplicationWatcherProps], rest];
    printError(io, `${option}: ${formatDiagnostic({ ...problem, path })}`);
  }
  if (problems.length > 0) return ExitCode.Error;
  const settings = settingsOf(props as FluxApplicationWatcherProps, options.name, options.namespace);
  const manifests = Object.values(watcherManifests(settings)).filter((manifest) => manifest !== undefined);
  const objects = manifests.map((manifest) => objectOf(manifest, settings));
  io.stdout.write(formatObjects([...objects, ...(options.ui ? pageObjects(options) : [])], options.output));
  return ExitCode.Ok;
}

/** The name of the objects of the page. */
const UI = 'fluxapp-ui';

/** @param options of which the watcher has taken those that the page shares */
function pageObjects({ image = '', imagePullSecret, label, watchNamespace, namespace }: InstallOptions): ValueMap[] {
  const props: FluxApplicationUiProps = {
    ...{ image, watchNamespace },
    imagePullSecrets: imagePullSecret.length > 0 ? imagePullSecret : undefined,
    labels: Object.fromEntries(label.map(labelOf)),
  };
  const settings = uiSettingsOf(props, UI, namespace);
  const manifests = Object.values(uiManifests(settings)).filter((manifest) => manifest !== undefined);
  return manifests.map((manifest) => objectOf(manifest, settings));
}

/** The option that sets a prop. */
const OPTIONS: Partial<Record<keyof FluxApplicationWatcherProps, string>> = {
  image: '--image',
  imagePullSecrets: '--image-pull-secret',
  name: '--name',
  namespace: '--namespace',
  labels: '--label',
  watchNamespace: '--watch-namespace',
  selector: '--selector',
  metricsPort: '--metrics-port',
};

/** The option that sets a prop of `lowering`. */
const LOWERING_NAMES: Partial<Record<keyof LoweringProps, string>> = {
  defaultServiceAccount: '--default-service-account',
  trustedNamespaces: '--trusted-namespace',
};

/** The options that require `--lowering`, and whether each is given. */
const LOWERING_OPTIONS: readonly (readonly [option: string, isGiven: (options: InstallOptions) => boolean])[] = [
  ['--all', ({ all }) => all === true],
  ['--default-service-account', ({ defaultServiceAccount }) => defaultServiceAccount !== undefined],
  ['--trusted-namespace', ({ trustedNamespace }) => trustedNamespace.length > 0],
  ['--allow-cross-namespace-refs', ({ allowCrossNamespaceRefs }) => allowCrossNamespaceRefs === true],
];

function loweringOf(options: InstallOptions): LoweringProps | undefined {
  const { lowering, all, defaultServiceAccount, trustedNamespace, allowCrossNamespaceRefs } = options;
  if (!lowering) return undefined;
  const trustedNamespaces = trustedNamespace.length > 0 ? trustedNamespace : undefined;
  return { all, defaultServiceAccount, trustedNamespaces, allowCrossNamespaceRefs };
}

function propsOf(options: InstallOptions) {
  const { name, namespace, image, watchNamespace, selector, logLevel, serviceMonitor, admissionPolicy } = options;
  const { imagePullSecret, label, replicas, metricsPort } = options;
  return {
    ...{ name, namespace, image, watchNamespace, selector, logLevel, serviceMonitor, admissionPolicy },
    lowering: loweringOf(options),
    imagePullSecrets: imagePullSecret.length > 0 ? imagePullSecret : undefined,
    labels: label.length > 0 ? Object.fromEntries(label.map(labelOf)) : undefined,
    replicas: Number(replicas),
    metricsPort: /^\d+$/.test(metricsPort) ? Number(metricsPort) : metricsPort,
  };
}

function labelOf(text: string): [key: string, value: string] {
  const [, key, value] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (key === undefined || value === undefined) {
    throw new ExpectedError(`--label: must be KEY=VALUE, got ${JSON.stringify(text)}`);
  }
  return [key, value];
}
