/** The prefix of the names that the browser stores for this page. The server's port is part of the origin. */
const PREFIX = 'fluxapp.';

/** A stored value. The browser may be configured to store nothing; a page from a file may not be allowed to. */
export function kept(name: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined;
  } catch {
    return undefined;
  }
}

/** @param value undefined: removes it */
export function keep(name: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
  } catch {
    // without storage, it lasts as long as the page
  }
}
