import type { ApplyStage, ApplyStep } from './stages';

/** How far the waves of an apply go, and whether it waits between them. */
export interface Pace {
  /** Whether each wave is applied only when the one before is ready. @default - the gates of the releases alone hold them */
  readonly isStepwise: boolean;
  /** The last wave that is applied. @default - all are */
  readonly toWave?: number;
}

/**
 * The stages of an apply by waves: those of one wave together, each with its number. What else belongs to a target, such as the
 * ConfigMap of its values, goes with its wave: a release reads that at any time. Objects of no wave come with the first.
 */
export function pacedStages(stages: readonly ApplyStage[], { isStepwise, toWave }: Pace): readonly ApplyStage[] {
  if (!isStepwise && toWave === undefined) return stages;
  const waves = new Set(stages.flatMap((stage) => stage.steps.map((step) => waveOf(step, stage))));
  return [...waves]
    .filter((wave) => wave <= (toWave ?? wave))
    .sort((a, b) => a - b)
    .flatMap((wave) =>
      stages.map((stage) => ({ wave, steps: stage.steps.filter((step) => waveOf(step, stage) === wave) })),
    )
    .filter(({ steps }) => steps.length > 0);
}

function waveOf({ change }: ApplyStep, { wave = 1 }: ApplyStage): number {
  return change.wave ?? wave;
}
