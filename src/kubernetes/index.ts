export { isWithinGo, millisecondsOf } from './duration';
export { APPLICATION, RELEASES, type ReleaseKind, SOURCES } from './kinds';
export { dataKeyProblem, dnsLabelProblem, dnsSubdomainProblem, labelValueProblem, qualifiedNameProblem } from './names';
export { pathOf, type Resource } from './resource';
export { rfc3339 } from './time';
