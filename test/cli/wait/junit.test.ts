import { expect, test } from 'vitest';
import { junitReport } from '../../../src/cli/wait/junit';
import type { TargetVerdict } from '../../../src/cli/wait/until/verdict';

const verdict = (key: string, outcome: TargetVerdict['outcome'], why = ''): TargetVerdict => ({
  outcome,
  why,
  target: {
    key,
    kind: 'HelmRelease',
    name: key,
    state: 'Ready',
    reason: 'UpgradeFailed',
    message: '',
    since: '2026-11-26T12:00:00Z',
    flags: {},
  },
  remark: { word: why },
});

test('is what CI systems read: a suite for each application, a test for each target', () => {
  const targets = [
    verdict('web', 'ready'),
    verdict('eu-1-web', 'failed', 'failed: "no" <replicas> & \u001b[31mmore\u0000'),
    verdict('us-1-web', 'suspended', 'suspended, not waited for'),
    verdict('us-2-web', 'waiting', 'reconciling'),
  ];
  const xml = junitReport([
    { name: 'apps/web', seconds: 1.5, targets, ending: 'cancelled' },
    { name: 'apps/shop', seconds: 1.5, targets: targets.slice(3), ending: 'timeout' },
    { name: 'gone', seconds: 0, targets: [], error: 'no Application is named gone', ending: 'cancelled' },
  ]);
  expect(xml).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="fluxapp wait" tests="6" failures="2" errors="1" skipped="2" time="1.500">
  <testsuite name="apps/web" tests="4" failures="1" errors="0" skipped="2" time="1.500">
    <testcase classname="apps/web" name="web"/>
    <testcase classname="apps/web" name="eu-1-web"><failure type="UpgradeFailed" message="failed: &quot;no&quot; &lt;replicas&gt; &amp; [31mmore"/></testcase>
    <testcase classname="apps/web" name="us-1-web"><skipped message="suspended, not waited for"/></testcase>
    <testcase classname="apps/web" name="us-2-web"><skipped message="reconciling"/></testcase>
  </testsuite>
  <testsuite name="apps/shop" tests="1" failures="1" errors="0" skipped="0" time="1.500">
    <testcase classname="apps/shop" name="us-2-web"><failure type="Timeout" message="reconciling"/></testcase>
  </testsuite>
  <testsuite name="gone" tests="1" failures="0" errors="1" skipped="0" time="0.000">
    <testcase classname="gone" name="application"><error type="Error" message="no Application is named gone"/></testcase>
  </testsuite>
</testsuites>
`);
});
