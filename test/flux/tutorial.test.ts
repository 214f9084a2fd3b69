/** The tutorials on Git, from their first lines to their last, with three clusters and a chart repository of the harness. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWithClusters } from '../../harness/suite';
import { limit } from '../random-runs';
import { TutorialStage } from './tutorial/tutorial';

describeWithClusters('the tutorial', { clusters: ['host', 'eu-1', 'us-1'], flux: true }, (running) => {
  let stage: TutorialStage;
  beforeAll(async () => {
    stage = new TutorialStage(running());
    await stage.open();
  }, limit(120_000));
  afterAll(() => stage?.close());

  const replicas = (namespace: string) =>
    Promise.all(Object.values(running().clusters).map((cluster) => stage.replicas(cluster, namespace)));

  test(
    'for authors with cdk8s is true in every line',
    async () => {
      const [, project] = await stage.run('tutorial.md');
      expect(project).toContain('src/podinfo.ts\n');
      expect(project).toContain('pass 2\n');
      expect(await replicas('podinfo')).toEqual(['1', '2', undefined]);
    },
    limit(600_000),
  );

  test(
    'for users of Flux is true in every line',
    async () => {
      await stage.run('tutorial-flux.md');
      expect(await replicas('team')).toEqual([undefined, '1', '2']);
    },
    limit(600_000),
  );
});
