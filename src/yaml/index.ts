export type { Position } from './parse';
export { parseYaml, type YamlDocument } from './parse';
export { printYaml, printYamlDocuments } from './print';
