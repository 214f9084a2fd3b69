/**
 * Messages of checkDependencies() in helm-controller and kustomize-controller, such as `dependency 'a/b' is not ready`.
 */
const DEPENDENCY = /^(?:dependency '([^']+)'|unable to get '([^']+)' dependency)/;

/** The reason with which Flux reports that an object waits for its dependencies. */
export const DEPENDENCY_NOT_READY = 'DependencyNotReady';

/** The dependency in a message of Flux, as `<namespace>/<name>`; undefined if the message contains none. */
export function dependencyIn(message: string): string | undefined {
  const [, one, other] = DEPENDENCY.exec(message) ?? [];
  return one ?? other;
}
