import { type FieldPath, isPlainObject, memoize, type ValueMap, walk } from '../json';
import { MAX_VALUES_DEPTH } from './check';

/**
 * Finds strings in values that look like inline secrets, in order. A heuristic, based on the key of a leaf and on its
 * content.
 *
 * - by key: its last words match {@link SECRET_KEY}, in any case and with any separators (`adminPassword`, `api_key`,
 *   `DB-TOKEN`). Keys with further words (`secretName`, `tokenTTL`, `passwordSecretRef`) mean something else, and so
 *   does `existingSecret`. A list item uses the key of the list; a `value` next to a `name` uses that name, as in
 *   environment variables.
 * - by content, under any key: a private key, a URL with a password, a token in the known format of a service
 *
 * Not secrets: empty strings, values of other types except a number under a password key, and references (`${VAR}`,
 * `$(VAR)`, `{{ … }}`, content encrypted by SOPS, the path of a file). A placeholder such as `changeme` counts, because
 * it would be delivered.
 *
 * @param sound maps known to contain no secret; more are added, because targets share most of their maps
 * @returns the paths, never the values. Empty if the value is not a map; an object that contains itself is followed
 * once.
 */
export function findInlineSecrets(values: unknown, sound: Set<object> = new Set()): readonly FieldPath[] {
  if (!isPlainObject(values) || isSound(values, '', sound, 0)) return [];
  const found: FieldPath[] = [];
  walk(values, (value, path, holders) => {
    if (typeof value === 'string' || typeof value === 'number') {
      if (looksSecret(nameAt(path, holders), value)) found.push([...path]);
    }
    return holders.length < MAX_VALUES_DEPTH;
  });
  return found;
}

/**
 * Whether nothing is found, the common case, in a fraction of the time needed to find the paths: this runs for every
 * target, so the loops are written by hand.
 */
function isSound(value: unknown, name: string, sound: Set<object>, depth: number): boolean {
  if (typeof value === 'string' || typeof value === 'number') return !looksSecret(name, value);
  if (depth === MAX_VALUES_DEPTH) return false;
  if (Array.isArray(value)) return value.every((item) => isSound(item, name, sound, depth + 1));
  if (!isPlainObject(value) || sound.has(value)) return true;
  for (const key of Object.keys(value)) if (!isSound(value[key], nameOf(key, value), sound, depth + 1)) return false;
  sound.add(value); // a map is never a secret itself; for a list the key matters
  return true;
}

/** The key of a part: its own, or that of the list that contains it. */
function nameAt(path: FieldPath, holders: readonly object[]): string {
  let at = path.length - 1;
  while (typeof path[at] === 'number') at--;
  return at < 0 ? '' : nameOf(String(path[at]), holders[at] as ValueMap);
}

/** An environment variable is `{ name: DB_PASSWORD, value: … }`. */
function nameOf(key: string, map: ValueMap): string {
  return key === 'value' && typeof map.name === 'string' ? map.name : key;
}

function looksSecret(name: string, value: string | number): boolean {
  return typeof value === 'string' ? isSecret(name, value) : isPasswordKey(name);
}

function isSecret(name: string, text: string): boolean {
  if (SECRET_HINT.test(text) && SECRET_CONTENT.some((pattern) => pattern.test(text))) return true;
  return isSecretKey(name) && !NOT_THE_SECRET.test(text);
}

const isSecretKey = memoize((name) => {
  const words = wordsOf(name);
  return SECRET_KEY.test(words) && !NAME_OF_SECRET.test(words);
});

const isPasswordKey = memoize((name) => PASSWORD_KEY.test(wordsOf(name)));

/** The words of a key, joined. */
function wordsOf(key: string): string {
  return key.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
}

/** The end of a key, its words joined. */
const SECRET_KEY =
  /(?:passwords?|passwd|pwd|passphrase|secret|token|credentials?|connectionstring|secretkeybase|dockercfg|dockerconfigjson|(?:api|access|secret|private|encryption|signing|account|master|unseal|hmac|license)key)$|^(?:smtp|mail|db|user|auth|admin|root)?pass$/;

/** A number under such a key is a password; under `tokens` it is a count. */
const PASSWORD_KEY = /(?:password|passwd|pwd|passphrase)$/;

/** Endings of keys whose value is the name of a Secret, or of a key in one: `existingSecret`, `passwordSecretKey`. */
const NAME_OF_SECRET =
  /existing|(?:pull|tls|ssl|ca|cert|certificate|auth|database|external|password|token|credentials?|keys?)secret$|(?:password|client|token)secretkey$/;

/** Strings that are not secrets under any key. */
const NOT_THE_SECRET =
  /^\s*$|^(?:true|false|yes|no|on|off|enabled|disabled)$|^\$\{[^}]*\}$|^\$\([^)]*\)$|\{\{|^ENC\[|^(?:vault:|ref\+|<path:)|^\/(?:etc|home|mnt|opt|run|secrets?|srv|tmp|usr|var|vault)\//;

/** A substring of every match of {@link SECRET_CONTENT}. */
const SECRET_HINT =
  /PRIVATE KEY|AGE-SECRET|:\/\/|gh[oprsu]_|github_pat|gl(?:pat|dt|rt|ft)-|xox|npm_|dckr_|k_live_|AIza|AKIA|ASIA|hv[sb]\.|eyJ/;

/** Strings that are secrets under any key. */
const SECRET_CONTENT: readonly RegExp[] = [
  /-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----/,
  /\bAGE-SECRET-KEY-1[A-Z0-9]{50}/,
  // a URL with a password; `${PASSWORD}`, `$(PASSWORD)` and `{{ … }}` are references
  /:\/\/[^\s/:@]*:(?![${])[^\s/@]+@/,
  // GitHub, GitLab, Slack, npm, Docker Hub, Stripe, Google, AWS, HashiCorp Vault
  /\bgh[oprsu]_[A-Za-z0-9]{36}/,
  /\bgithub_pat_[A-Za-z0-9_]{50}/,
  /\bgl(?:pat|dt|rt|ft)-[\w-]{20}/,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10}/,
  /\bnpm_[A-Za-z0-9]{36}/,
  /\bdckr_[op]at_[\w-]{20}/,
  /\b[rs]k_live_[A-Za-z0-9]{16}/,
  /\bAIza[\w-]{35}/,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\bhv[sb]\.[\w-]{20}/,
  // a JSON Web Token: header, payload, signature
  /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]+/,
];
