/** Builds an Application from an author's props. */
export { buildApplication } from './application';
export { AuthoredApplication } from './authored-application';
export { annotationsOf, labelsOf } from './metadata';
export { type BelowTarget, TargetLayers } from './target-layers';
export { originsOfTarget, sourcesOfTarget } from './target-origins';
export type { LayerPrefix, ValuesLayer } from './values-layers';
export { knownTextOf } from './values-references';
