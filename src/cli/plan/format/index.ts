export { formatJson } from './json';
export { formatMarkdown } from './markdown';
export { type Compared, formatText } from './text';
