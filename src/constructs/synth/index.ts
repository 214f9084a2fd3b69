export { type Manifest, writeManifests } from './manifest-file';
export { ManifestObject, type ManifestObjectProps } from './manifest-object';
export { resolved } from './resolved';
export { type SynthesisOrder, synthesisOrder } from './synthesis-order';
