/** The tutorial for users of KubeSphere, with its CRD where that is at hand. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installCrds } from '../../harness/crds';
import { describeWithClusters } from '../../harness/suite';
import { limit } from '../random-runs';
import { type ApplicationCrdFile, applicationCrds } from './application-crds';
import { TutorialStage } from './tutorial/tutorial';

const [{ crd, file }] = applicationCrds.filter(({ isAbsent }) => !isAbsent).slice(-1) as [ApplicationCrdFile];

describeWithClusters('the tutorial', { clusters: ['host', 'eu-1', 'us-1'], flux: true }, (running) => {
  let stage: TutorialStage;
  beforeAll(async () => {
    stage = new TutorialStage(running());
    await stage.open();
    await installCrds(running().host, [file]);
  }, limit(120_000));
  afterAll(() => stage?.close());

  test(
    `for users of KubeSphere is true in every line, with ${crd}`,
    async () => {
      await stage.run('tutorial-kubesphere.md');
      const { clusters } = running();
      const replicas = [clusters['eu-1'], clusters['us-1']].map((cluster) => stage.replicas(cluster, 'shop'));
      expect(await Promise.all(replicas)).toEqual(['2', '2']);
    },
    limit(600_000),
  );
});
