export { NewKinds } from './new-kinds';
export { ObjectWriter, type Written } from './object-writer';
export { sendStages } from './send-stages';
