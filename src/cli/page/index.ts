export { type PageFiles, readPageFiles } from './files';
export { pageHtml, staticData } from './html';
export { rowOf } from './row';
export { pageJson } from './visible';
