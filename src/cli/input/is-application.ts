import { APPLICATION_GROUP } from '../../application/marks';

/** Whether an object is an Application of the group that is meant, whoever delivers it. */
export function isApplication({ apiVersion, kind }: Readonly<Record<string, unknown>>): boolean {
  return kind === 'Application' && typeof apiVersion === 'string' && apiVersion.split('/')[0] === APPLICATION_GROUP;
}
