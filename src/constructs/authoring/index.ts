/** Builds an Application from an author's props. */
export { buildApplication } from './application';
export { AuthoredApplication } from './authored-application';
export { annotationsOf, labelsOf } from './metadata';
export { type BelowTarget, TargetLayers } from './target-layers';
export { type LayerPrefix, targetValues, type ValuesLayer } from './values-layers';
export { apiObjectOf } from './values-references';
