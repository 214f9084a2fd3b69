/** The reason why Go's url.Parse certainly rejects a URL, for a message; `undefined` if it may accept the URL. */
export function urlProblem(url: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what Go refuses
  if (/[\u0000-\u001f\u007f]/.test(url)) return 'has a control character';
  const withoutQuery = url.replace(/\?[^#]*/, '');
  if (/%(?![0-9A-Fa-f]{2})/.test(withoutQuery)) return 'has a % without two hexadecimal digits';
  const authority = /^[^:]*:\/\/([^/?#]*)/.exec(url)?.[1] ?? '';
  return hostProblem(authority.slice(authority.lastIndexOf('@') + 1));
}

/** The same for `host[:port]`. */
function hostProblem(host: string): string | undefined {
  if (host.startsWith('[')) return undefined; // an IPv6 address contains colons
  if (host.includes(' ')) return 'has a space in the host name';
  const port = /:([^:]*)$/.exec(host)?.[1];
  if (port === undefined || /^\d*$/.test(port)) return undefined;
  return 'has a port that is not a number: separate host and path with / instead of :';
}

const REPOSITORY = /^[a-z0-9_./-]*$/;

/**
 * The reason why source-controller's parseRepository rejects the URL of an OCIRepository, for a message.
 *
 * @param url with the scheme oci
 */
export function ociUrlProblem(url: string): string | undefined {
  const name = url.slice('oci://'.length);
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const hasRegistry = first.includes('.') || first.includes(':');
  const repository = hasRegistry ? name.slice(slash + 1) : name;
  if (repository.includes('@')) return 'has a digest: move it to ref.digest';
  if (repository.includes(':')) return 'has a tag: move it to ref.tag';
  if (!REPOSITORY.test(repository)) {
    return "has characters that are not allowed in a repository: lower-case letters, digits, '-', '_', '.' and '/' are allowed";
  }
  const length = [...repository].length;
  if (length < 2 || length > 255) return 'has no repository of 2 to 255 characters after the registry';
  if (!hasRegistry) return undefined;
  return /[@\s]/.test(first) ? 'has more than host and port before the repository' : hostProblem(first);
}
