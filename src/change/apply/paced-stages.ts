import type { ApplyStage, ApplyStep } from './stages';

/** The waves to apply, and whether to wait between them. */
export interface Pace {
  /**
   * Whether each wave is applied only when the previous one is ready. @default - only the gates of the releases hold
   * them
   */
  readonly isStepwise: boolean;
  /** The last wave that is applied. @default - all are */
  readonly toWave?: number;
}

/**
 * The stages of an apply by waves: those of one wave together, each with its number. Other objects of a target, such as
 * the ConfigMap of its values, belong to its wave, because a release may read them at any time. Objects without a wave
 * are in the first one.
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
