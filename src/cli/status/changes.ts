import { namespacedName } from '../../kubernetes';
import type { ApplicationView } from '../../observe';
import { statusDocument } from '../../observe';

/** Determines the changes since the last call. A changed age alone does not count. */
export class Changes {
  private before = new Map<string, string>();

  take(views: readonly ApplicationView[]): {
    readonly changed: readonly ApplicationView[];
    /** Applications that no longer exist. */
    readonly gone: readonly string[];
  } {
    const now = new Map(views.map((view) => [namespacedName(view), fingerprint(view)]));
    const changed = views.filter((view) => {
      const key = namespacedName(view);
      return now.get(key) !== this.before.get(key);
    });
    const gone = [...this.before.keys()].filter((key) => !now.has(key));
    this.before = now;
    return { changed, gone };
  }
}

function fingerprint(view: ApplicationView): string {
  // `since` may become known later, without any other change
  return JSON.stringify(statusDocument(view), (key, value) => (key === 'since' ? undefined : value));
}
