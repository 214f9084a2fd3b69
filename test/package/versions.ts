import { devDependencies } from '../../package.json';

/** The versions that consumers install: those of this project, except where a test shows that others work. */
export const { cdk8s, constructs, 'cdk8s-cli': cdk8sCli, tsx, typescript } = devDependencies;
/** The oldest Node version on which the constructs run. */
export const node = '20';
