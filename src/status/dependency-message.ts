/** checkDependencies() of helm-controller and kustomize-controller: `dependency 'a/b' is not ready` and others. */
const DEPENDENCY = /^(?:dependency '([^']+)'|unable to get '([^']+)' dependency)/;

/** The reason by which Flux says that something waits for what it depends on. */
export const DEPENDENCY_NOT_READY = 'DependencyNotReady';

/** The object that a message of Flux says is waited for, `<namespace>/<name>`; undefined where it names none. */
export function dependencyIn(message: string): string | undefined {
  const [, one, other] = DEPENDENCY.exec(message) ?? [];
  return one ?? other;
}
