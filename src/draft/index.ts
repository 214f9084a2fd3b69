export { answerDraft } from './draft';
export { holdsApplication, objectsOfFile, problemsOfFile, type Subject, withoutApplication } from './file';
export { draftOf } from './read';
