import type { Io } from '../../shell';
import type { ApplyOutput } from './apply-output';
import { JsonOutput } from './json';
import { TextOutput } from './text';

export function outputOf(format: 'text' | 'json', io: Io): ApplyOutput {
  return format === 'json' ? new JsonOutput(io) : new TextOutput(io);
}
