export { coreOf } from '../message';
export { type AgeUnit, ageOf } from './age';
export { type CommonCause, commonCauses, coresOn } from './causes';
export type { ChangeAnswer, ChangeOrder, FileProblem, FileText, Made } from './file-change';
export { type Filter, filterOf, NO_FILTER, queryOf, type Selection, selectRows } from './filter';
export {
  type Choices,
  type Draft,
  type DraftAnswer,
  type DraftField,
  type DraftFormat,
  type DraftObject,
  type DraftProblem,
  type DraftReference,
  type DraftTarget,
  type DraftTexts,
  EMPTY_DRAFT,
  EMPTY_TARGET,
  fileOf,
  type SaveAnswer,
  type SaveOrder,
} from './form';
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
export { OneAtATime } from './one-at-a-time';
export type {
  Detail,
  Mark,
  Overview,
  PauseAnswer,
  PauseOrder,
  PauseStep,
  Place,
  PlannedAction,
  PlannedChanges,
  Row,
  RowCause,
  StaticData,
  TargetGroup,
} from './overview';
export { type ActionCount, countsOf, type PlannedObject, plannedFor, plannedOthers, plannedRows } from './planned';
export { applicationAddress, changeAddress, homeAddress, NEW_ADDRESS, type Route, routeOf } from './route';
export { commandsFor, resumeCommand, suspendCommand } from './shell-command';
export { type AnyState, STATES, severityOf, worstOf } from './states';
export { isReady, needsAttention, type StateCount, type Summary, summaryOf } from './summary';
export { LANGUAGES, type Language, languageOf, type Texts } from './texts';
export { type WaveOfTargets, wavesOf } from './waves';
export { endsOf, type Span, spanOf } from './window';
