export { Mover } from './mover';
export { NewKinds } from './new-kinds';
export { ObjectWriter, type Written } from './object-writer';
export { type Sending, sendStages } from './send-stages';
