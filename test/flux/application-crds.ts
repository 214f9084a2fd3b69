import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A CRD of the Application, for `describe.each`. */
export interface ApplicationCrdFile {
  /** The origin of the CRD; it mentions if the CRD is not available. */
  readonly crd: string;
  readonly file: string;
  readonly isOwn: boolean;
  readonly isAbsent: boolean;
}

const root = join(__dirname, '..', '..');
const kubesphere = join(root, '..', 'shared', 'crds', 'ks-devops.gitops.kubesphere.io_applications.yaml');
const isAbsent = !existsSync(kubesphere);

/** The CRD of this project and that of KubeSphere. */
export const applicationCrds: readonly ApplicationCrdFile[] = [
  {
    crd: 'the CRD of this project',
    file: join(root, 'crds', 'gitops.kubesphere.io_applications.yaml'),
    isOwn: true,
    isAbsent: false,
  },
  {
    crd: `the CRD of KubeSphere${isAbsent ? ', which is not at hand (../shared/crds)' : ''}`,
    file: kubesphere,
    isOwn: false,
    isAbsent,
  },
];
