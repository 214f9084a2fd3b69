import { helmApplication, onHost } from '../application/applications';
import { WatchedApplication, type World } from './watched-application';

/** The release of the target in most tests. */
export const RELEASE = 'podinfo--host--web';

/** The report on the only target of an application. */
export function say(world: World, application = helmApplication([onHost('web')])) {
  const report = new WatchedApplication(application).see(world);
  const [target] = report.targets;
  return { report, state: target?.state, reason: target?.reason, message: target?.message, flags: target?.flags };
}
