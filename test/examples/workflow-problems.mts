/** Prints what GitHub's own parser says of workflows: a list of messages for each text of the list on standard input. */
import { text } from 'node:stream/consumers';
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';

const contents = JSON.parse(await text(process.stdin)) as string[];
const problems = contents.map((content) => {
  const { context } = parseWorkflow({ name: 'workflow.yaml', content }, new NoOperationTraceWriter());
  return context.errors.getErrors().map(({ message }) => message);
});
process.stdout.write(JSON.stringify(problems));
