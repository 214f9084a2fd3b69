export { type Adoption, adopt, type Moved } from './adopt';
export type { AdoptedApplication, AdoptedTarget } from './adopted';
export { adoptApplications } from './applications';
export { type Ejected, eject } from './eject';
export { overlaysOf } from './overlays';
export { printChart, printProgram } from './program';
export { type ClusterFile, otherKeys } from './program-clusters';
export type { Remark } from './remark';
export type { AdoptedSource } from './sources';
