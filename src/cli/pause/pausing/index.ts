export { carryOut, changeInWords, labelOf, type Step } from './carry-out';
export { type PauseRequest, type PlannedPause, pauseFromNow, planPauses } from './planned-pause';
export { type Remark, remarksOn } from './remarks';
export { parseUntil } from './until';
