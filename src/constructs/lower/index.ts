/** Creates the objects of an application when they are written. */
export { ApplicationLowering, throwErrors } from './application-lowering';
export { ChartOfWaves } from './chart-of-waves';
export { ReleaseManifest, ValuesConfigMapManifest } from './target-manifests';
export { WaveGates } from './wave-gates';
