import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { isMap } from '../json';
import { parseYaml } from '../yaml';
import { KubeconfigError } from './errors';

/** The type of a field, as in client-go's clientcmd/api/v1, into which kubectl decodes a kubeconfig. */
type FieldType = keyof Scalars | Fields | readonly [Fields];
interface Fields {
  readonly [name: string]: FieldType;
}
interface Scalars {
  string: string;
  boolean: boolean;
  /** Base64 in the file, decoded here. */
  base64: string;
  strings: readonly string[];
  stringMap: Readonly<Record<string, string>>;
  stringsMap: Readonly<Record<string, readonly string[]>>;
  any: unknown;
}
type Decoded<F> = { readonly [K in keyof F]?: DecodedField<F[K]> };
type DecodedField<T> = T extends keyof Scalars
  ? Scalars[T]
  : T extends readonly [infer Item]
    ? readonly Decoded<Item>[]
    : Decoded<T>;

const CLUSTER = {
  server: 'string',
  'tls-server-name': 'string',
  'insecure-skip-tls-verify': 'boolean',
  'certificate-authority': 'string',
  'certificate-authority-data': 'base64',
  'proxy-url': 'string',
  'disable-compression': 'boolean',
  extensions: [{ name: 'string', extension: 'any' }],
} as const satisfies Fields;

const USER = {
  'client-certificate': 'string',
  'client-certificate-data': 'base64',
  'client-key': 'string',
  'client-key-data': 'base64',
  token: 'string',
  tokenFile: 'string',
  username: 'string',
  password: 'string',
  as: 'string',
  'as-uid': 'string',
  'as-groups': 'strings',
  'as-user-extra': 'stringsMap',
  'auth-provider': { name: 'string', config: 'stringMap' },
  exec: {
    apiVersion: 'string',
    command: 'string',
    args: 'strings',
    env: [{ name: 'string', value: 'string' }],
    installHint: 'string',
    provideClusterInfo: 'boolean',
    interactiveMode: 'string',
  },
} as const satisfies Fields;

const CONTEXT = { cluster: 'string', user: 'string', namespace: 'string' } as const satisfies Fields;

const KUBECONFIG = {
  apiVersion: 'string',
  kind: 'string',
  'current-context': 'string',
  clusters: [{ name: 'string', cluster: CLUSTER }],
  users: [{ name: 'string', user: USER }],
  contexts: [{ name: 'string', context: CONTEXT }],
} as const satisfies Fields;

export type Cluster = Decoded<typeof CLUSTER>;
export type User = Decoded<typeof USER>;
export type Context = Decoded<typeof CONTEXT>;

/** The content of one kubeconfig, or of several merged ones, by name. */
export interface KubeconfigContent {
  readonly currentContext?: string;
  readonly contexts: ReadonlyMap<string, Context>;
  readonly clusters: ReadonlyMap<string, Cluster>;
  readonly users: ReadonlyMap<string, User>;
}

/**
 * Reads one kubeconfig. Relative paths in it, which are relative to the folder of the file, are resolved.
 *
 * @returns undefined if the file does not exist
 * @throws KubeconfigError if it cannot be read, or kubectl would not accept it
 */
export function readKubeconfigFile(file: string): KubeconfigContent | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new KubeconfigError(`kubeconfig ${file} cannot be read (${code})`);
  }
  return readKubeconfigText(text, file);
}

/**
 * Reads the text of a kubeconfig.
 *
 * @param file the origin of the text, named in messages: relative paths in the text are relative to its folder
 * @throws KubeconfigError if kubectl would not accept it
 */
export function readKubeconfigText(text: string, file: string): KubeconfigContent {
  const invalid = (problem: string) => new KubeconfigError(`kubeconfig ${file} ${problem}`);
  const [document] = parseYaml(text.replace(/^\ufeff/, ''));
  const [problem] = document?.problems ?? [];
  if (problem) throw invalid(`is not YAML (line ${problem.line}): ${problem.message}`);
  const content = document?.value ?? {};
  if (!isMap(content)) throw invalid('is not a map');
  const { apiVersion = 'v1', kind = 'Config', ...config } = decodeMap(content, KUBECONFIG, '', invalid);
  if ((apiVersion !== '' && apiVersion !== 'v1') || (kind !== '' && kind !== 'Config'))
    throw invalid('is not of apiVersion v1, kind Config');
  const byName = <T>(list: string, entries: readonly { name?: string }[] = [], value: (index: number) => T) => {
    const map = new Map<string, T>();
    for (const [index, { name = '' }] of entries.entries()) {
      if (map.has(name)) throw invalid(`is invalid: two ${list} are called "${name}"`);
      map.set(name, value(index));
    }
    return map;
  };
  return {
    currentContext: config['current-context'],
    contexts: byName('contexts', config.contexts, (i) => config.contexts?.[i]?.context ?? {}),
    clusters: byName('clusters', config.clusters, (i) => relativeTo(file, config.clusters?.[i]?.cluster ?? {})),
    users: byName('users', config.users, (i) => relativeUser(file, config.users?.[i]?.user ?? {})),
  };
}

type Fail = (problem: string) => KubeconfigError;

/**
 * Decodes the known fields of a map; null counts as absent, as in Go. Messages name the field, and never show its
 * value.
 */
function decodeMap<F extends Fields>(value: unknown, fields: F, at: string, fail: Fail): Decoded<F> {
  if (!isMap(value)) throw wrongType(value, 'a map', at, fail);
  const decoded: Record<string, unknown> = {};
  for (const [name, type] of Object.entries(fields)) {
    const field = value[name];
    if (field === undefined || field === null) continue;
    decoded[name] = decode(field, type, at === '' ? name : `${at}.${name}`, fail);
  }
  return decoded as Decoded<F>;
}

function decode(value: unknown, type: FieldType, at: string, fail: Fail): unknown {
  const strings = (list: unknown, path: string) =>
    itemsOf(list, path, fail).map((item, i) => decode(item ?? '', 'string', `${path}[${i}]`, fail));
  const entries = (read: (item: unknown, path: string) => unknown) => {
    if (!isMap(value)) throw wrongType(value, 'a map', at, fail);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, read(item, `${at}["${key}"]`)]));
  };
  switch (type) {
    case 'any':
      return value;
    case 'string':
      if (typeof value !== 'string') throw wrongType(value, 'a string', at, fail);
      return value;
    case 'boolean':
      if (typeof value !== 'boolean') throw wrongType(value, 'true or false', at, fail);
      return value;
    case 'base64':
      if (typeof value !== 'string' || !BASE64.test(value.replace(/[\r\n]/g, '')))
        throw fail(`is invalid: ${at} is not base64`);
      return Buffer.from(value, 'base64').toString('utf8');
    case 'strings':
      return strings(value, at);
    case 'stringMap':
      return entries((item, path) => decode(item ?? '', 'string', path, fail));
    case 'stringsMap':
      return entries((item, path) => strings(item ?? [], path));
    default:
      if (!isList(type)) return decodeMap(value, type as Fields, at, fail);
      return itemsOf(value, at, fail).map((item, i) => decodeMap(item ?? {}, type[0], `${at}[${i}]`, fail));
  }
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const isList = (type: FieldType): type is readonly [Fields] => Array.isArray(type);

function itemsOf(value: unknown, at: string, fail: Fail): readonly unknown[] {
  if (!Array.isArray(value)) throw wrongType(value, 'a list', at, fail);
  return value;
}

function wrongType(value: unknown, expected: string, at: string, fail: Fail): KubeconfigError {
  const found = Array.isArray(value) ? 'a list' : isMap(value) ? 'a map' : `a ${typeof value}`;
  return fail(`is invalid: ${at} is ${found}, it has to be ${expected}`);
}

/** Resolves the paths in a kubeconfig, which are relative to its folder (client-go's ResolveLocalPaths). */
function relativeTo<T extends Cluster & User>(file: string, section: T): T {
  const resolved: Record<string, unknown> = { ...section };
  for (const key of ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile'] as const) {
    const path = section[key];
    if (path && !isAbsolute(path)) resolved[key] = join(dirname(file), path);
  }
  return resolved as T;
}

function relativeUser(file: string, user: User): User {
  const { exec, ...section } = relativeTo(file, user);
  const { command } = exec ?? {};
  // A bare name is looked up on the PATH.
  if (!command?.includes('/') || isAbsolute(command)) return { ...section, ...(exec && { exec }) };
  return { ...section, exec: { ...exec, command: join(dirname(file), command) } };
}
