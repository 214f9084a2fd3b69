export { type AgeUnit, ageOf } from './age';
export { type CommonCause, commonCauses } from './causes';
export { type Filter, filterOf, NO_FILTER, queryOf, type Selection, selectRows } from './filter';
export {
  byNamespace,
  byText,
  type Cell,
  type Column,
  cellsOf,
  columnsOf,
  HOST,
  type Namespace,
  type Run,
  runsOf,
  shortRevision,
  worstRowFirst,
} from './matrix';
export type {
  Detail,
  Mark,
  Overview,
  PauseAnswer,
  PauseOrder,
  PauseStep,
  Place,
  Row,
  RowCause,
  StaticData,
  TargetGroup,
} from './overview';
export { applicationAddress, homeAddress, type Route, routeOf } from './route';
export { commandsFor, resumeCommand, suspendCommand } from './shell-command';
export { type AnyState, STATES, severityOf, worstOf } from './states';
export { isReady, needsAttention, type StateCount, type Summary, summaryOf } from './summary';
export { LANGUAGES, type Language, languageOf, type Texts } from './texts';
