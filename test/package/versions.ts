import { devDependencies } from '../../package.json';

/** Versions that consumers install: those of this project, but for what shows that others work. */
export const { cdk8s, constructs, 'cdk8s-cli': cdk8sCli, tsx, typescript } = devDependencies;
/** The oldest Node that constructs run on. */
export const node = '20';
