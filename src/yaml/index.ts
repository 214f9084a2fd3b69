export type { Position } from './lines';
export { parseYaml, type YamlDocument } from './parse';
export { printYaml, printYamlDocuments } from './print';
