export { applicationCrdYaml } from './application-crd';
export { findPackage } from './package-root';
