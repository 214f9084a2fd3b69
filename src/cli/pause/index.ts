export { addResumeCommand } from './resume-command';
export { addSuspendCommand } from './suspend-command';
