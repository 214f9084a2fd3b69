/** checkDependencies() of helm-controller and kustomize-controller: `dependency 'a/b' is not ready` and others. */
const DEPENDENCY = /^(?:dependency '([^']+)'|unable to get '([^']+)' dependency)/;

/** The reason with which Flux reports that an object waits for its dependencies. */
export const DEPENDENCY_NOT_READY = 'DependencyNotReady';

/** The dependency in a message of Flux, `<namespace>/<name>`; undefined if it names none. */
export function dependencyIn(message: string): string | undefined {
  const [, one, other] = DEPENDENCY.exec(message) ?? [];
  return one ?? other;
}
